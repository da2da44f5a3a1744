/** Tests reading a suite: its properties by scope, and the suites that a module exports. */
import { describe, expect, it } from 'vitest';
import { low, one, settles, suite, zero } from '../../tests/support/small-suite.ts';
import { allProperties, exportedSuites, looksLikeSuite, scopesOf } from './suite.ts';

describe('a suite', () => {
  it('has properties of every scope and of single ones', () => {
    expect(allProperties(suite)).toEqual([low, one, settles, zero]);
    expect(scopesOf(suite, zero)).toEqual(['pair']);
    expect(scopesOf(suite, low)).toEqual([]);
  });

  it('is recognised by its fields', () => {
    expect(looksLikeSuite(suite)).toBe(true);
    expect(looksLikeSuite({ roles: {}, scopes: {} })).toBe(false);
    expect(looksLikeSuite(undefined)).toBe(false);
  });
});

describe('the suites of a module', () => {
  it('are its exports and the elements of its lists', () => {
    const other = { ...suite, name: 'other' };
    expect(exportedSuites({ first: suite, helper: () => 1, all: [other, 3] })).toEqual([
      { suite, name: 'first' },
      { suite: other, name: 'all', at: 0 },
    ]);
  });

  it('have their other name rather than default', () => {
    expect(exportedSuites({ default: suite, ticks: suite })).toEqual([{ suite, name: 'ticks' }]);
    expect(exportedSuites({ ticks: suite, default: suite })).toEqual([{ suite, name: 'ticks' }]);
    expect(exportedSuites({ default: suite })).toEqual([{ suite, name: 'default' }]);
  });
});

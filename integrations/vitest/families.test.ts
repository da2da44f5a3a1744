/** A suite with a family as tests: this file is one, and its tests are those of the suite. */
import { describe, expect, it } from 'vitest';
import { members, once, onGraph, suite } from '../../tests/support/rumour.ts';
import { describeProtocol } from './index.ts';

describeProtocol(
  { ...suite, storms: [{ scope: 'small', runs: 20, actions: 20 }] },
  { scopes: ['small', 'small/3:0-1,0-2:1'], regressions: false },
);

describe('the matchers', () => {
  it('take a family, and name the member that violates a property', () => {
    expect(suite).toHold('Once', { scope: 'graphs' });
    expect(suite).not.toHold('Coverage', { scope: 'graphs' });
    expect(() => expect(suite).toHold('Coverage', { scope: 'graphs' })).toThrow(
      'Violated in 6 of 172 members; the shortest counterexample is in graphs/4:0-1,0-2,1-2,1-3:2.',
    );
  });

  it('take a property as a value, in place of one of a member', () => {
    const families = { f: { members: members(2, 3, 1) }, lazy: { members: () => members(2, 3, 1) } };
    const other = { ...suite, scopes: { ...suite.scopes, ...families } } as never as typeof suite;
    const never = { ...once, name: 'Heard', over: { node: () => false } } as never;
    for (const scope of ['f', 'lazy']) {
      expect(other).toHold('Heard', { scope });
      expect(other).not.toHold(never, { scope });
    }
  });

  it('refuse a family where one system is needed', () => {
    const draw = { schedules: { actionsMax: 3, numRuns: 2 } };
    expect(() => expect(suite).toHold('Once', { scope: 'small', ...draw })).toThrow(
      "scope 'small' is a family of 8 systems, and one system is needed here; name a member, for instance small/3:0-1,0-2:1",
    );
    expect(suite).toHold('Once', { scope: 'small/3:0-1,0-2:1', ...draw });
    const { model } = suite.roles.node as never as { model: never };
    expect(() => expect(model).toRefine(model, { members: { a: onGraph('2:0-1', 1) } } as never)).toThrow(
      "toRefine needs one scope, but got a family; pass a member, scopeOf(suite, 'family/member')",
    );
  });
});

/** Tests the ring election with vitest. */
import { assert, scopeOf } from 'swarmcheck';
import { describeProtocol } from 'swarmcheck/vitest';
import { expect, it } from 'vitest';
import { ringMember, suite } from '../src/ring.suite.ts';

// Model, implementation, schedules, known bugs, and every transition of the machine: one line.
describeProtocol(suite, { scopes: ['default', 'descending'] });

// Single assertions, for properties that deserve a test of their own.
it('elects the greatest name in a ring of descending names', () => {
  expect(suite).toHold('Greatest Leads', { scope: 'descending', subject: 'implementation' });
});

it('refines its model', () => {
  expect(ringMember.implementation).toRefine(ringMember.model, scopeOf(suite, 'default'));
});

it('needs the return of the greatest name', () => {
  expect(suite).not.toHold('All Know The Leader', { subject: 'bug:never-home' });
});

it('holds in random schedules of eight members', () => {
  assert(suite, { scope: 'eight', subject: 'implementation', schedules: { actionsMax: 60, numRuns: 50 } });
});

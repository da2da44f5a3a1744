import { assert, scopeOf } from 'swarmcheck';
import { describeProtocol } from 'swarmcheck/vitest';
import { expect, it } from 'vitest';
import { ringMember, suite } from '../src/ring.suite.ts';

// Model, implementation, schedules, known bugs, and every transition of the machine: one line.
describeProtocol(suite, { scopes: ['default', 'descending'] });

// By hand, where something is worth saying by itself.
it('elects the greatest also where messages go round from the greatest to the least', () => {
  expect(suite).toHold('Greatest Leads', { scope: 'descending', subject: 'implementation' });
});

it('refines its model', () => {
  expect(ringMember.implementation).toRefine(ringMember.model, scopeOf(suite, 'default'));
});

it('needs the greatest name to come home', () => {
  expect(suite).not.toHold('Everybody Knows', { subject: 'bug:never-home' });
});

it('holds in random schedules of eight members', () => {
  assert(suite, { scope: 'eight', subject: 'implementation', schedules: { actionsMax: 60, numRuns: 50 } });
});

/**
 * Tests the properties of random walkers: each is violated by a machine that breaks it, and holds in every
 * scope. `suites.test.ts` checks the known bugs.
 */
import { describe, expect, it } from 'vitest';
import { assign, enqueueActions } from 'xstate';
import type { Actor } from '../../../checker/actors/actor.ts';
import { exploreAll } from '../../../checker/suite/explore.ts';
import { propertyOf } from '../../../checker/suite/properties.ts';
import type { Replacements } from '../../../checker/suite/role.ts';
import { type Side, systemOf } from '../../../checker/suite/subject.ts';
import { describeProtocol } from '../../../integrations/vitest/index.ts';
import { sends, walkedOn, type walkersMachine } from '../../../models/gnutella/walkers/machine.ts';
import { walkers } from './index.ts';
import { servent } from './kit.ts';

// suites.test.ts checks each known bug.
describeProtocol(walkers, {
  scopes: ['default', 'lossless', 'line', 'state', 'every-rule', 'trap', 'insatiable'],
  paths: ['every-rule', 'lossless'],
  bugs: false,
  schedules: false,
  regressions: false,
});

describe.each(['model', 'lockstep'] satisfies Side[])('the size of %s', (side) => {
  it.each([
    ['lossless', 31_956, 95_111],
    ['default', 60_971, 244_601],
    ['line', 9_088, 23_285],
    ['state', 102_886, 296_192],
  ])('in scope %s is %i worlds, %i transitions', (scope, worlds, transitions) => {
    expect(exploreAll(systemOf(walkers, scope, { side }), [])).toMatchObject({ worlds, transitions });
  });
});

it('has 4608 worlds in scope lossless without the history of the monitor', () => {
  const { monitor: _, ...system } = systemOf(walkers, 'lossless');
  expect(exploreAll(system, [])).toMatchObject({ worlds: 4_608, transitions: 17_068 });
});

/** The same messages, with a change of each. */
function walkOnWith(change: (to: string, ttl: number) => { to?: string; ttl?: number; twice?: boolean }) {
  return {
    walkOn: enqueueActions(({ context, event, enqueue }) => {
      const { sends: sent, ...changed } = walkedOn(context, event);
      enqueue.assign(changed);
      for (const { to, message } of sent) {
        if (message.type !== 'Walk') continue;
        const { twice = false, to: other = to, ttl = message.ttl } = change(to, message.ttl);
        const one = { to: other, message: { ...message, ttl } };
        for (const send of sends(twice ? [one, one] : [one])) enqueue(send);
      }
    }),
  } satisfies Replacements<typeof walkersMachine>['actions'];
}

it.each<[property: string, scope: string, replaced: Replacements<typeof walkersMachine>]>([
  ['At Most K', 'lossless', { actions: walkOnWith(() => ({ twice: true })) }],
  ['Moves Along Links', 'line', { actions: walkOnWith(() => ({ to: 'd' })) }],
  ['Lifetime', 'lossless', { actions: walkOnWith((_, ttl) => ({ ttl: ttl + 1 })) }],
  ['Cost', 'pair', { guards: { isSpent: () => false, isOverHere: () => false, isDue: () => false } }],
  ['Attribution', 'every-rule', { guards: { isOwn: () => true } }],
  ['Hits From Holders', 'lossless', { guards: { isSharing: () => true } }],
  ['Can Stop', 'no-holder-loss', { actions: { endStanding: assign({}) } }],
  ['Reply Reach', 'state', { actions: { sendBack: assign({}) } }],
])('%s is violated in scope %s by a machine that breaks it', (property, scope, replaced) => {
  const broken = {
    ...walkers,
    roles: { servent: { model: servent.modelWith(replaced) as unknown as Actor } },
  };
  const [found] = exploreAll(systemOf(broken, scope), [propertyOf(walkers, property)]).results;
  expect(found?.verdict).toBe('violated');
});

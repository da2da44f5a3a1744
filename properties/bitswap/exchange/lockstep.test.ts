/**
 * Tests the implementation of the exchange in lockstep with its model under arbitrary events: partners that send
 * anything at any moment, in any setting. The scopes of the suite do the same for whole swarms.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Birth, Received } from '../../../checker/actors/actor.ts';
import { type LockstepState, lockstep } from '../../../checker/actors/lockstep-actor.ts';
import { ExchangeNode } from '../../../implementations/bitswap/exchange/node.ts';
import { type ExchangeRules, exchangeRules } from '../../../implementations/bitswap/exchange/rules.ts';
import type {
  Exchange,
  ExchangeInput,
  ExchangeMessage,
  ExchangeSetting,
} from '../../../models/bitswap/exchange/messages.ts';
import { kit, node } from './kit.ts';

type Event = Received<Exchange>;

const partners = ['b', 'c', 'd'];
const cids = ['w', 'x', 'y', 'z'];

const settings: fc.Arbitrary<ExchangeSetting> = fc.record({
  links: fc.subarray(partners, { minLength: 1 }).map((names) => names.map((name) => ['a', name] as const)),
  connected: fc.boolean(),
  held: fc.subarray(cids, { maxLength: 2 }).map((held) => ({ a: held })),
  service: fc.constantFrom('atOnce', 'queued'),
  small: fc.boolean(),
  impatient: fc.boolean(),
  strikesMax: fc.constantFrom(0, 1, 2),
  receipts: fc.boolean(),
});

/** What happens next, as numbers; `eventFrom` makes an event of them that can happen. */
const chance = fc.record({
  kind: fc.nat(19),
  partner: fc.nat(2),
  cid: fc.nat(3),
  some: fc.nat(99),
});
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

/** An event; a partner that is not connected mostly connects. */
function eventFrom(
  { kind, partner, cid: nth, some }: Chance,
  state: LockstepState,
  actor: Actor<Exchange>,
): Event {
  const view = actor.view(state);
  const names = [...view.partners.keys()];
  const from = names[partner % names.length] as string;
  const cid = cids[nth] as string;
  const order = [...partners.slice(some % 3), ...partners.slice(0, some % 3)];
  const message = (sent: ExchangeMessage): Event => ({
    ...{ type: 'message', from, message: sent },
    ...(some % 4 > 0 && { draw: { order } }),
  });
  const input = (given: ExchangeInput): Event => ({ type: 'input', input: given, draw: { order } });
  if (view.partners.get(from)?.conn !== 'up' && kind < 12)
    return message({ type: kind < 10 ? 'Up' : 'Down' });
  const session = some % 3 > 0 ? 's' : 't';
  switch (kind) {
    case 0:
    case 1:
    case 2:
      return input({ type: 'want', cid, session });
    case 3:
      return input(some % 4 === 0 ? { type: 'remove', cid } : { type: 'giveUp', cid, session });
    case 4:
      return some % 3 === 0 ? input({ type: 'put', cid }) : message({ type: 'Have', cid });
    case 5:
      return some % 3 === 0 ? input({ type: 'hangUp', partner: from }) : message({ type: 'Have', cid });
    case 6:
    case 7:
      return message({ type: 'WantHave', cid, sendDontHave: some % 2 === 0 });
    case 8:
    case 9:
      return message({ type: 'WantBlock', cid });
    case 10:
      return message({ type: 'Cancel', cid });
    case 11:
      return message({ type: 'Full', cids: new Set(cids.filter((_, bit) => (some >> bit) & 1)) });
    case 12:
      return message({ type: 'Have', cid });
    case 13:
    case 14:
      return message({ type: 'DontHave', cid });
    case 15:
      return message({ type: 'Block', cid, data: some % 4 === 0 ? 'bad' : 'good' });
    case 16:
      return message({ type: some % 3 === 0 ? 'Down' : 'Up' });
    default: {
      const timer = state.armed[some % state.armed.length];
      return timer === undefined
        ? message({ type: 'Have', cid })
        : { type: 'timeout', timer: timer as 'idle', draw: { order } };
    }
  }
}

/** The events of one run up to the first divergence, which is the result. */
function run(
  actor: Actor<Exchange>,
  setting: ExchangeSetting,
  chances: readonly Chance[],
  seen?: (event: Event, view: Exchange['view']) => void,
) {
  const birth: Birth<Exchange> = { self: 'a', nodes: ['a', ...partners], setting };
  let state = actor.init(birth).state as LockstepState;
  for (const one of chances) {
    if (state.divergence !== undefined) break;
    const event = eventFrom(one, state, actor);
    state = actor.step(state, event).state as LockstepState;
    seen?.(event, actor.view(state));
  }
  return state.divergence;
}

const pairOf = (rules: Partial<ExchangeRules>) =>
  lockstep<Exchange>(
    node.model,
    kit.implementation((birth) => new ExchangeNode(birth, { ...exchangeRules, ...rules })),
  ) as unknown as Actor<Exchange>;

const runs = fc.tuple(settings, fc.array(chance, { minLength: 10, maxLength: 80, size: 'max' }));
const samples = fc.sample(runs, { numRuns: 500, seed: 35 });

describe('a node of the exchange in lockstep with its model', () => {
  const pair = pairOf({});

  it('agrees with it under arbitrary events', () => {
    fc.assert(
      fc.property(runs, ([setting, chances]) => {
        expect(run(pair, setting, chances)).toBeUndefined();
      }),
      { numRuns: 200 },
    );
  });

  it('agrees with it in each situation', () => {
    const reached = {
      held: 0,
      asked: 0,
      session: 0,
      denied: 0,
      strikes: 0,
      asks: 0,
      tasks: 0,
      closing: 0,
      silent: 0,
    };
    const note = (event: Event, view: Exchange['view']) => {
      const all = [...view.partners.values()];
      if (view.held.size > 2) reached.held++;
      if (view.asked.size > 1) reached.asked++;
      if (view.session.size > 1) reached.session++;
      if ([...view.says.values()].some((said) => [...said.values()].includes('dont'))) reached.denied++;
      if (view.strikes.size > 0) reached.strikes++;
      if (all.some(({ asks }) => asks.size > 1)) reached.asks++;
      if (all.some(({ tasks }) => tasks.size > 1)) reached.tasks++;
      if (all.some(({ conn }) => conn === 'closing')) reached.closing++;
      if (event.type === 'timeout' && event.timer.startsWith('impatience')) reached.silent++;
    };
    for (const [setting, chances] of samples.slice(0, 200))
      expect(run(pair, setting, chances, note)).toBeUndefined();
    for (const [situation, times] of Object.entries(reached)) expect(times, situation).toBeGreaterThan(0);
  });

  /** One wrong answer for each decision that the events can tell from the right one. `endsAtHave` is none: W14. */
  const wrong: Partial<ExchangeRules> = {
    greets: () => false,
    forgetsTold: () => false,
    forgetsAsked: () => false,
    endsAsked: () => false,
    mayAsk: () => true,
    broadcasts: () => false,
    takesBlock: () => true,
    refuses: () => false,
    endsAtBadBlock: () => true,
    endsAtGivingUp: () => true,
    cancels: () => false,
    forgetsAsks: () => false,
    keepsDenied: () => false,
    isRaised: () => false,
    dropsTask: () => false,
    servesWaiting: () => false,
    isAnswered: () => true,
    replaces: () => false,
  };
  it.each(Object.keys(wrong))('diverges from it where %s is wrong', (rule) => {
    const mutant = pairOf({ [rule]: wrong[rule as keyof ExchangeRules] });
    expect(samples.some(([setting, chances]) => run(mutant, setting, chances) !== undefined)).toBe(true);
  });
});

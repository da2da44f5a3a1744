/**
 * Tests the share of a freeloader at one node that follows the rule `held`: in how many rounds it is unchoked
 * in the long run, where all peers stay and are interested. Its own rate is always 0.
 */
import { expect, it } from 'vitest';
import type { NodeId } from '../../../checker/actors/actor.ts';
import { served } from '../../../models/bittorrent/choker/choker.ts';
import { type ChokerContext, initialContext, turnRounds } from '../../../models/bittorrent/choker/context.ts';
import { nextOptimistic, regularOf } from '../../../models/bittorrent/choker/held.ts';
import type { Rates } from '../../../models/bittorrent/choker/messages.ts';
import { graphFrom, heaviestMeanCycle } from './mean-cycle.ts';
import { defaultSetting, everyRates } from './scopes.ts';

const freeloader = 'f';

/** All peers connected and interested, before the first round. */
function start(peers: readonly NodeId[], slots: number): ChokerContext {
  const setting = { ...defaultSetting, slots };
  const empty = initialContext({ self: 'choker', nodes: ['choker', ...peers], setting });
  return { ...empty, rotation: peers, interested: new Set(peers) };
}

/** The context after a round with these rates. */
function afterRound(context: ChokerContext, rates: Rates): ChokerContext {
  const counted = { ...context, round: (context.round + 1) % turnRounds };
  const ranked = { ...counted, regular: regularOf(counted, rates) };
  const chosen = { ...ranked, ...nextOptimistic(ranked) };
  return { ...chosen, ...served(chosen).context };
}

/** A context, written with the names of peers. */
function keyOf({ rotation, unchoked, optimistic, round }: ChokerContext): string {
  return [rotation.join(''), [...unchoked].sort().join(''), optimistic, round].join(' ');
}

/** A context up to the names of the others: each is called by its place in the rotation. */
function keyUpToNames(context: ChokerContext): string {
  const name = (peer: NodeId) => (peer === freeloader ? 'f' : String(context.rotation.indexOf(peer)));
  const { rotation, unchoked, optimistic, round } = context;
  const names = [rotation, [...unchoked].sort((a, b) => rotation.indexOf(a) - rotation.indexOf(b))];
  return [...names.map((list) => list.map(name).join('')), optimistic && name(optimistic), round].join(' ');
}

/** The largest and the smallest share of rounds in which the freeloader is unchoked. */
function shares(n: number, slots: number, choices: Iterable<Rates>, key: (context: ChokerContext) => string) {
  const rates = [...choices];
  const peers = [freeloader, ...others(n)];
  const graph = (sign: 1 | -1) =>
    graphFrom(start(peers, slots), key, (context) =>
      rates.map((drawn) => {
        const state = afterRound(context, drawn);
        return { state, weight: state.unchoked.has(freeloader) ? sign : 0 };
      }),
    );
  return { most: heaviestMeanCycle(graph(1)), least: -heaviestMeanCycle(graph(-1)) };
}

function others(n: number): readonly NodeId[] {
  return ['a', 'b', 'c', 'd'].slice(0, n - 1);
}

/** Numbers of peers up to 5, and of slots that do not serve them all. */
const sizes = [2, 3, 4, 5].flatMap((n) =>
  Array.from({ length: n - 1 }, (_, slots): [n: number, slots: number] => [n, slots + 1]),
);

it.each(sizes)('is 1/(n - N + 1) with constant rates: n = %i, N = %i', (n, slots) => {
  for (const constant of everyRates(others(n), [1, 2])) {
    const { most, least } = shares(n, slots, [constant], keyOf);
    expect(most).toBeCloseTo(1 / (n - slots + 1), 9);
    expect(least).toBeCloseTo(1 / (n - slots + 1), 9);
  }
});

it.each(sizes)('is at most 1/2, or 1/n of one slot, with any rates: n = %i, N = %i', (n, slots) => {
  const { most } = shares(n, slots, everyRates(others(n), [1, 2]), keyUpToNames);
  expect(most).toBeCloseTo(slots === 1 ? 1 / n : 1 / 2, 9);
});

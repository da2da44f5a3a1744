/**
 * The rule `held` (C2, C3): regular peers are the best by rate, and one more is optimistic for a turn. Both
 * are chosen in rounds only, so nothing changes between two rounds. `others.ts` has its settings.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type ChokerContext, rateOf, sortedBy, without } from './context.ts';
import type { Rates } from './messages.ts';

/** The variables and parameters that the rule reads. */
export type Held = Pick<
  ChokerContext,
  'rotation' | 'interested' | 'unchoked' | 'optimistic' | 'round' | 'regular'
> & { readonly setting: Pick<ChokerContext['setting'], 'slots' | 'optimistic' | 'zeroRate' | 'snubbed'> };

/** The number of regular peers: all slots but one, unless the optimistic peer is extra. */
export function regularMax({ slots, optimistic }: Pick<Held['setting'], 'slots' | 'optimistic'>): number {
  return optimistic === 'extra' ? slots : slots - 1;
}

/** All peers by rate (C2): of equal ones the unchoked come before the choked, then `rotation` decides. */
export function rankedOf(
  { rotation, unchoked }: Pick<Held, 'rotation' | 'unchoked'>,
  rates: Rates,
): readonly NodeId[] {
  return sortedBy(rotation, (peer) => [-rateOf(rates, peer), unchoked.has(peer) ? 0 : 1]);
}

/** The regular peers (C2): the best of the interested ones, without those that a setting excludes. */
export function regularOf(
  context: Omit<Held, 'regular' | 'optimistic' | 'round'>,
  rates: Rates,
): readonly NodeId[] {
  const { interested, setting } = context;
  const isEligible = (rate: number) =>
    rate > 0 || (setting.zeroRate === 'eligible' && (rate === 0 || setting.snubbed === 'last'));
  return rankedOf(context, rates)
    .filter((peer) => interested.has(peer) && isEligible(rateOf(rates, peer)))
    .slice(0, regularMax(setting));
}

/**
 * The optimistic peer after a round and `rotation` with it at the end (C3). It steps down where the turn is
 * over, and gives its place up where it is regular now.
 */
export function nextOptimistic(context: Held): Pick<ChokerContext, 'optimistic' | 'rotation'> {
  const { rotation, optimistic, regular, round } = context;
  if (optimistic !== null && !regular.includes(optimistic) && round !== 0) return { optimistic, rotation };
  return drawnOptimistic(context, optimistic);
}

/** The first peer that waits becomes optimistic; the one that stepped down only if no other peer waits. */
export function drawnOptimistic(
  { rotation, interested, regular }: Pick<Held, 'rotation' | 'interested' | 'regular'>,
  steppedDown: NodeId | null,
): Pick<ChokerContext, 'optimistic' | 'rotation'> {
  const pool = rotation.filter((peer) => interested.has(peer) && !regular.includes(peer));
  const chosen = pool.find((peer) => peer !== steppedDown) ?? pool[0] ?? null;
  return {
    optimistic: chosen,
    rotation: chosen === null ? rotation : [...without(rotation, chosen), chosen],
  };
}

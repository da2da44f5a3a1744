/**
 * The other peers that the rule `held` unchokes by its settings (where BEP 3 leaves room): the next ones of
 * `rotation` in the places of snubbed peers, and peers that are not interested. Where one of these becomes
 * interested, the slowest regular peer yields.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type ChokerContext, capOf, rateOf } from './context.ts';
import { regularMax } from './held.ts';
import type { Rates } from './messages.ts';

/** The peers that take the places of snubbed ones (`snubbed: 'excluded'`): the next ones of `rotation`. */
export function substitutesOf(context: ChokerContext): readonly NodeId[] {
  const { rotation, interested, optimistic, regular, setting } = context;
  if (setting.snubbed === 'last') return [];
  const waiting = rotation.filter(
    (peer) => interested.has(peer) && peer !== optimistic && !regular.includes(peer),
  );
  return waiting.slice(0, regularMax(setting) - regular.length);
}

/**
 * The unchoked peers that are not interested (`uninterested`), given the regular ones. There are none where no
 * slot is for regular peers, for then none can yield.
 */
export function bystandersOf(context: ChokerContext, rates: Rates): readonly NodeId[] {
  const { rotation, interested, regular, setting } = context;
  if (setting.uninterested === 'choked' || regularMax(setting) === 0) return [];
  const idle = rotation.filter((peer) => !interested.has(peer));
  if (setting.uninterested === 'better') {
    const slowest = Math.min(...regular.map((peer) => rateOf(rates, peer)));
    return idle.filter((peer) => rateOf(rates, peer) > slowest);
  }
  const firstInterested = rotation.findIndex((peer) => interested.has(peer));
  return firstInterested === -1 ? idle : rotation.slice(0, firstInterested);
}

/**
 * The peer that is choked at once because this unchoked peer became interested: the slowest regular one by the
 * rates of the last round; undefined while a slot is free.
 */
export function yieldingFor(context: ChokerContext, newcomer: NodeId): NodeId | undefined {
  const { order, interested, unchoked, optimistic, setting } = context;
  const served = order.filter((peer) => interested.has(peer) && unchoked.has(peer));
  if (served.length <= capOf(setting)) return undefined;
  return served.filter((peer) => peer !== newcomer && peer !== optimistic).at(-1);
}

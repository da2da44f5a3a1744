/**
 * The rule `recent` of a seed (C5; client 4.x, Legout et al. 2006): of the unchoked peers those stay that were
 * unchoked last, and in each turn some places go to others, in the order of `rotation`.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type ChokerContext, rateOf, sortedBy, turnedTo, turnRounds } from './context.ts';
import type { Rates } from './messages.ts';

/** The number of peers to be unchoked anew in this round: a third of the slots, rounded, over a turn. */
export function freshSlots(slots: number, round: number): number {
  const inTurn = Math.floor((slots + 2) / turnRounds);
  return Math.floor((inTurn + round) / turnRounds);
}

/**
 * The chosen peers and the turned `rotation`: at most `most` stay, and `fresh` places, and those that are
 * free, go to others in the order of `rotation`.
 */
export function recentOf(
  context: ChokerContext,
  rates: Rates,
  fresh: number,
  most = context.setting.slots - fresh,
): Pick<ChokerContext, 'regular' | 'rotation'> {
  const { rotation, interested, unchoked, ages } = context;
  const served = rotation.filter((peer) => unchoked.has(peer) && interested.has(peer));
  // A peer that was unchoked in the last round has age 0 before this one.
  const since = (peer: NodeId) => Math.min((ages.get(peer) ?? 0) + 1, turnRounds);
  const kept = sortedBy(served, (peer) => [since(peer), -rateOf(rates, peer)]).slice(0, most);
  const others = rotation.filter((peer) => interested.has(peer) && !kept.includes(peer));
  const taken = others.slice(0, most + fresh - kept.length);
  const last = taken.at(-1);
  return {
    regular: [...kept, ...taken],
    rotation: last === undefined ? rotation : turnedTo(rotation, rotation.indexOf(last) + 1),
  };
}

/** The ages after a choice: 0 for who is unchoked anew, one more (in a round) for who stays unchoked. */
export function agesAfter(
  { ages, unchoked }: Pick<ChokerContext, 'ages' | 'unchoked'>,
  chosen: readonly NodeId[],
  isRound: boolean,
): ReadonlyMap<NodeId, number> {
  return new Map(
    chosen.map((peer) => {
      const age = unchoked.has(peer) ? (ages.get(peer) ?? 0) + (isRound ? 1 : 0) : 0;
      return [peer, Math.min(age, turnRounds)];
    }),
  );
}

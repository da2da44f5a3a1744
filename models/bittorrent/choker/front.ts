/**
 * The rule `front` (C6; client 3.x): the best interested peers, and along `rotation` all others too, until
 * enough interested ones are unchoked and one of them is optimistic.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type ChokerContext, turnedTo } from './context.ts';
import { regularOf } from './held.ts';
import type { Rates } from './messages.ts';

/** The chosen peers and the optimistic one: the first interested peer of `rotation` that is not regular. */
export function frontOf(context: ChokerContext, rates: Rates): Pick<ChokerContext, 'regular' | 'optimistic'> {
  const { rotation, interested, setting } = context;
  const best = rankedOf(context, rates);
  const chosen: NodeId[] = [];
  let served = best.length;
  let optimistic: NodeId | null = null;
  for (const peer of rotation) {
    if (best.includes(peer)) chosen.push(peer);
    else if (served < setting.slots || optimistic === null) {
      chosen.push(peer);
      if (!interested.has(peer)) continue;
      served++;
      optimistic ??= peer;
    }
  }
  return { regular: chosen, optimistic };
}

function rankedOf(context: ChokerContext, rates: Rates): readonly NodeId[] {
  return regularOf({ ...context, unchoked: new Set() }, rates);
}

/** `rotation` at the end of a turn: it begins with the first interested peer that is choked. */
export function turnedToChoked({ rotation, interested, unchoked, round }: ChokerContext): readonly NodeId[] {
  if (round !== 0) return rotation;
  const waiting = rotation.findIndex((peer) => interested.has(peer) && !unchoked.has(peer));
  return waiting === -1 ? rotation : turnedTo(rotation, waiting);
}

/**
 * The rule `text` (C6): what BEP 3 describes, as the client of 2002 did. Unchoked are the front of `rotation`
 * and the fastest peers, interested or not, until enough interested ones are.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type ChokerContext, rateOf, sortedBy, turnedTo, without } from './context.ts';
import type { Rates } from './messages.ts';

/** The chosen peers: the front, which is optimistic if it is interested, then all in the order of the last round. */
export function textOf(context: ChokerContext): Pick<ChokerContext, 'regular' | 'optimistic'> {
  const { rotation, order, interested, setting } = context;
  const [front] = rotation;
  if (front === undefined) return { regular: [], optimistic: null };
  const chosen: NodeId[] = [];
  let served = 0;
  for (const peer of [front, ...without(order, front)]) {
    if (served >= setting.slots) break;
    chosen.push(peer);
    if (interested.has(peer)) served++;
  }
  return { regular: chosen, optimistic: interested.has(front) ? front : null };
}

/** The order by the rates of a round; of equal ones the order of `rotation` decides. */
export function orderOf({ rotation }: ChokerContext, rates: Rates): readonly NodeId[] {
  return sortedBy(rotation, (peer) => [-rateOf(rates, peer)]);
}

/** `rotation` at the end of a turn: the front goes to the end, unless the turn was interrupted. */
export function frontPassed({
  rotation,
  isInterrupted,
  round,
}: ChokerContext): Pick<ChokerContext, 'rotation' | 'isInterrupted'> {
  if (round !== 0) return { rotation, isInterrupted };
  return { rotation: isInterrupted ? rotation : turnedTo(rotation, 1), isInterrupted: false };
}

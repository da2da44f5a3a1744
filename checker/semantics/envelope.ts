/**
 * An envelope is a message in flight: the message with its sender and its addressee. Its key tells envelopes
 * apart, and its link is the ordered pair of nodes.
 */
import type { NodeId, Tagged } from '../actors/actor.ts';
import { keyOf } from '../values/canonical.ts';

/** A message in flight. */
export interface Envelope {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
}

/** The key of a link. No name of a node contains `>` (see validate-system.ts). */
export function linkOf({ from, to }: Pick<Envelope, 'from' | 'to'>): string {
  return `${from}>${to}`;
}

const keys = new WeakMap<Envelope, string>();

/**
 * Equal for equal messages on the same link. Memoised by object, for the messages in flight are compared
 * often.
 */
export function envelopeKey(envelope: Envelope): string {
  let key = keys.get(envelope);
  if (key === undefined) {
    key = `${linkOf(envelope)}:${keyOf(envelope.message)}`;
    keys.set(envelope, key);
  }
  return key;
}

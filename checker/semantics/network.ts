/**
 * Networks. These functions say, for each kind of network, which messages in flight can be delivered, and
 * which are in flight after a message was sent, delivered, lost or copied.
 *
 * - `fifo`: each link delivers in the order of sending. Only the oldest message of a link can be delivered,
 *   lost or copied; a later one has its turn once it is the oldest.
 * - `unordered`: a multiset; any message can be delivered next.
 * - `set`: as `unordered`, but of equal messages on a link at most one is in flight.
 * - `duplicating`: a set that only grows. A message can be delivered any number of times, at any time or
 *   never, so loss, reordering and duplication need no actions of their own.
 *
 * Messages are kept in canonical order (per link in sending order for `fifo`), so that worlds are equal
 * whichever path led to them.
 */
import type { NodeId } from '../actors/actor.ts';
import { keyOf } from '../values/canonical.ts';
import { type Envelope, envelopeKey, linkOf } from './envelope.ts';
import type { NetworkKind, Partition } from './system.ts';
import type { World } from './world.ts';

/** Whether of equal messages on a link at most one is in flight. */
export function mergesEqual(kind: NetworkKind): boolean {
  return kind === 'set' || kind === 'duplicating';
}

/** The messages that can be delivered next, each once. */
export function deliverable(
  system: { readonly network: NetworkKind; readonly partitions?: readonly Partition[] },
  world: World,
): Envelope[] {
  return heads(system.network, world.inFlight).filter(({ from, to }) => !isBlocked(system, world, from, to));
}

/** Whether the partition of a world blocks the link from one node to another. */
export function isBlocked(
  { partitions }: { readonly partitions?: readonly Partition[] },
  world: World,
  from: NodeId,
  to: NodeId,
): boolean {
  const partition = partitions?.find(({ name }) => name === world.partition);
  return partition?.blocks.some(([source, target]) => source === from && target === to) === true;
}

/** Whether the link from one node to another never works: each message on it is lost. */
export function isSevered(
  { severed }: { readonly severed?: readonly (readonly [from: NodeId, to: NodeId])[] },
  from: NodeId,
  to: NodeId,
): boolean {
  return severed?.some(([source, target]) => source === from && target === to) === true;
}

/** The messages that can be delivered, lost or copied next, each once; of a `fifo` link the oldest. */
export function heads(kind: NetworkKind, inFlight: readonly Envelope[]): Envelope[] {
  const same = kind === 'fifo' ? linkOf : envelopeKey;
  return inFlight.filter((envelope, at) => at === 0 || same(inFlight[at - 1] as Envelope) !== same(envelope));
}

/** The messages in flight after one more was sent. */
export function sent(
  kind: NetworkKind,
  inFlight: readonly Envelope[],
  envelope: Envelope,
): readonly Envelope[] {
  const order = kind === 'fifo' ? linkOf : envelopeKey;
  const key = order(envelope);
  const after = inFlight.findIndex((other) => order(other) > key);
  const at = after === -1 ? inFlight.length : after;
  const before = inFlight[at - 1];
  const known = before !== undefined && mergesEqual(kind) && order(before) === key;
  return known ? inFlight : inFlight.toSpliced(at, 0, envelope);
}

/** The messages in flight after one was delivered. */
export function afterDelivery(
  kind: NetworkKind,
  inFlight: readonly Envelope[],
  envelope: Envelope,
): readonly Envelope[] {
  return kind === 'duplicating' ? inFlight : without(inFlight, envelope);
}

/**
 * The messages in flight without one of them. With `fifo` the first equal message of a link is the oldest:
 * equal ones are interchangeable.
 */
export function without(inFlight: readonly Envelope[], envelope: Envelope): readonly Envelope[] {
  return inFlight.toSpliced(find(inFlight, envelope), 1);
}

/** The messages in flight with one of them twice; the copy follows its original. */
export function withCopy(
  inFlight: readonly Envelope[],
  { from, to, message }: Envelope,
): readonly Envelope[] {
  const envelope = { from, to, message };
  return inFlight.toSpliced(find(inFlight, envelope), 0, envelope);
}

function find(inFlight: readonly Envelope[], envelope: Envelope): number {
  return inFlight.findIndex((other) => isEqual(other, envelope));
}

/** Whether two envelopes hold equal messages on the same link. */
export function isEqual(one: Envelope, other: Envelope): boolean {
  return one.from === other.from && one.to === other.to && keyOf(one.message) === keyOf(other.message);
}

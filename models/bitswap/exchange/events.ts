/**
 * The events of a client: what each carries, and how a change of the context is carried out with the messages that
 * go with it.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { ClientContext, ClientEvent, Outcome, Sending } from './context.ts';
import type { Cid, Data } from './messages.ts';

/** The block that an event names. */
export function cidIn(event: ClientEvent): Cid {
  if ('cid' in event) return event.cid;
  throw new Error(`${event.type} names no block`);
}

/** The partner that an event came from. */
export function fromIn(event: ClientEvent): NodeId {
  if ('from' in event) return event.from;
  throw new Error(`${event.type} comes from no partner`);
}

/** The order of partners that an event came with. */
export function orderIn(event: ClientEvent): readonly NodeId[] | undefined {
  return 'draw' in event ? event.draw?.order : undefined;
}

/** An effect that gives a message to the part of a partner. */
export function sendOf({ to, message }: Sending) {
  return { type: 'send' as const, params: { to, message } };
}

/** The content of the block that an event brings. */
export function contentIn(event: ClientEvent): Data {
  return event.type === 'got' ? event.data : 'good';
}

/** Carries out a change and what goes with it. */
export function perform(
  enqueue: { assign(changed: Partial<ClientContext>): void } & ((effect: ReturnType<typeof sendOf>) => void),
  { changed, sends }: Outcome,
): void {
  enqueue.assign(changed);
  for (const sending of sends) enqueue(sendOf(sending));
}

/**
 * Parts of the machine's actions and guards: the messages to the partner, the message of an event, and the
 * decision to send a block.
 */
import type { LedgersContext, LedgersEvent } from './context.ts';
import { isSent } from './dice.ts';
import { mayGive, nextBlock } from './exchange.ts';
import type { Ledger, LedgersMessage, Open } from './messages.ts';

/** The effect that sends a message to the partner. */
export function toPartner({ partner }: LedgersContext, message: LedgersMessage) {
  return { type: 'send' as const, params: { to: partner, message } };
}

/** The Open with which a node offers its ledger. */
export function openOf({ sent, recv }: LedgersContext): Open {
  return { type: 'Open', sent, recv };
}

/**
 * The event as a message of one type.
 *
 * @throws Error if it is another event.
 */
export function received<T extends LedgersMessage['type']>(
  event: LedgersEvent,
  type: T,
): Extract<LedgersMessage, { readonly type: T }> {
  if (event.type === type) return event as unknown as Extract<LedgersMessage, { readonly type: T }>;
  throw new Error(`${event.type} is no ${type}`);
}

/** The decisions of a node that looks for a block to send. */
export const deciding = {
  /** Whether it throws the dice. */
  mayGive: (node: LedgersContext): boolean => mayGive(node),
  /** Whether the dice send, at this ledger. */
  isSent: (ledger: Ledger, thrown: number): boolean => isSent(ledger, thrown),
  /** The data of the block that it sends. */
  data: 'good' as 'good' | 'bad',
};

export type Deciding = typeof deciding;

/** What a node does that looks for a block to send: the fields that change, and the message to its partner. */
export function considered(
  context: LedgersContext,
  event: LedgersEvent,
  { mayGive, isSent, data }: Deciding = deciding,
): { readonly changed: Partial<LedgersContext>; readonly message?: LedgersMessage } {
  const block = nextBlock(context);
  if (block === undefined || !mayGive(context)) return { changed: {} };
  if (!isSent(context, thrown(event))) return { changed: { ignoring: true, isCooling: true } };
  return { changed: { out: block }, message: { type: 'Block', block, data } };
}

/** The draw that came with an event. */
function thrown(event: LedgersEvent): number {
  if ('draw' in event && event.draw !== undefined) return event.draw;
  throw new Error(`${event.type} came without a throw of the dice`);
}

/**
 * The throws of the dice, as draws of the environment. An event has draws only where a node throws the dice
 * for it, and a search then tries a throw that sends and one that refuses, where both are possible.
 */
import type { Received } from '../../../checker/actors/actor.ts';
import { debtRatio, sendProbability } from '../../../models/bitswap/ledgers/dice.ts';
import {
  confirmed,
  type Exchange,
  isUseful,
  mayGive,
  taken,
} from '../../../models/bitswap/ledgers/exchange.ts';
import type { Ledgers, LedgersView } from '../../../models/bitswap/ledgers/messages.ts';

/** The lowest throw: it sends wherever the probability is not exactly 0. */
export const lowest = 0;

/** The highest throw, 1 - 2^-53: it refuses at every debt ratio, since P(send | 0) = 0.9975. */
export const highest = 1 - 2 ** -53;

/** The number of throws among which a schedule draws. */
export const throwCount = 400;

/** The throws of a schedule: the middles of equal parts of the interval from 0 to 1. */
export const evenThrows: readonly number[] = Array.from(
  { length: throwCount },
  (_, part) => (part + 0.5) / throwCount,
);

/** The variables of a node that looks for a block to send because of an event; undefined if it does not. */
export function considering(
  view: LedgersView,
  event: Received<Ledgers>,
  blockBytes: number,
): Exchange | undefined {
  if (view.phase !== 'open') return undefined;
  if (event.type === 'timeout') return event.timer === 'cooldown' ? { ...view, ignoring: false } : undefined;
  if (event.type !== 'message') return undefined;
  const { message } = event;
  switch (message.type) {
    case 'Wants':
      return { ...view, wants: message.blocks };
    case 'Block':
      if (!isUseful(view, message)) return undefined;
      return { ...view, ...taken(view, message.block), recv: view.recv + blockBytes };
    case 'Confirm':
      return { ...view, ...confirmed(view, message, blockBytes) };
    default:
      return undefined;
  }
}

/** The node at the moment at which it throws the dice because of an event; undefined if it does not. */
export function throwing(
  view: LedgersView,
  event: Received<Ledgers>,
  blockBytes: number,
): Exchange | undefined {
  const after = considering(view, event, blockBytes);
  return after !== undefined && mayGive(after) ? after : undefined;
}

/** The throws of a search: one that sends, and one that refuses. */
export function bothWays(view: LedgersView, event: Received<Ledgers>, blockBytes: number): readonly number[] {
  const at = throwing(view, event, blockBytes);
  if (at === undefined) return [];
  return sendProbability(debtRatio(at)) > 0 ? [lowest, highest] : [lowest];
}

/** The throws of a search without refusals; the dice still refuse where the probability is 0. */
export function neverRefused(
  view: LedgersView,
  event: Received<Ledgers>,
  blockBytes: number,
): readonly number[] {
  return throwing(view, event, blockBytes) === undefined ? [] : [lowest];
}

/** The throws of a schedule, all equally likely. */
export function uniform(view: LedgersView, event: Received<Ledgers>, blockBytes: number): readonly number[] {
  return throwing(view, event, blockBytes) === undefined ? [] : evenThrows;
}

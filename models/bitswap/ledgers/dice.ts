/**
 * The debt ratio of a ledger, and the probability with which a node sends to a partner with this ratio: pure
 * functions (Benet 2014, section 3.4.2).
 */
import type { Ledger } from './messages.ts';

/** The debt ratio r: bytes sent per byte received. One is added to the bytes received, so it is finite. */
export function debtRatio({ sent, recv }: Ledger): number {
  return sent / (recv + 1);
}

/**
 * The probability P(send | r) = 1 - 1 / (1 + exp(6 - 3r)), from 0.9975 at r = 0 down to 0.
 *
 * It is computed as 1 / (1 + exp(3r - 6)), which is the same number. The published form subtracts two numbers
 * that are nearly equal, and is exactly 0 from r = 14.25 on; this form loses no digits, and is exactly 0 only
 * from r = 238.6 on, where exp exceeds the largest double.
 */
export function sendProbability(ratio: number): number {
  return 1 / (1 + Math.exp(3 * ratio - 6));
}

/** Whether a throw of the dice sends: a throw is uniform from 0 (inclusive) to 1 (exclusive). */
export function isSent(ledger: Ledger, thrown: number): boolean {
  return thrown < sendProbability(debtRatio(ledger));
}

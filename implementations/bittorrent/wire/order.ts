/**
 * The order of messages on a connection: which message may come when (BEP 3, "peer messages", and BEP 6). The
 * decoder refuses what breaks it, and the encoder does not send it.
 */
import { ids, isFast } from './messages.ts';
import type { WireRules } from './rules.ts';

/** What is wrong with a message at its place, and what would be right: two halves of a sentence. */
export interface OrderProblem {
  readonly found: string;
  readonly right: string;
}

const noFast: OrderProblem = {
  found: 'needs the fast extension',
  right: 'may come only where both handshakes have its flag',
};
const late: OrderProblem = {
  found: 'comes after another message',
  right: 'must be the first message',
};
const early: OrderProblem = {
  found: 'is the first message',
  right: 'must come after Bitfield, HaveAll or HaveNone (fast extension)',
};

/** Judges the messages of one side of a connection, one after the other. */
export class MessageOrder {
  readonly #rules: WireRules;
  readonly #fast: boolean;
  /** Whether no message came that tells or presumes which pieces the partner has. */
  #isFirst = true;

  /** @param fast whether both handshakes have the flag of the fast extension. */
  constructor(rules: WireRules, fast: boolean) {
    this.#rules = rules;
    this.#fast = fast;
  }

  /**
   * The problem of the next message; undefined if it may come.
   * @param id undefined for a keep-alive.
   */
  problem(id: number | undefined): OrderProblem | undefined {
    // BEP 10 has its handshake right after the first one, and clients send Port there too.
    if (id === undefined || id === ids.Extended || id === ids.Port) return undefined;
    if (isFast(id) && !this.#fast) return noFast;
    const isState = id === ids.Bitfield || id === ids.HaveAll || id === ids.HaveNone;
    if (isState && !this.#rules.acceptsBitfield(this.#isFirst)) return late;
    if (!isState && this.#isFirst && this.#fast) return early;
    this.#isFirst = false;
    return undefined;
  }
}

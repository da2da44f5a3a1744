/**
 * The in-flight columns: the messages in flight as the last columns of a row.
 *
 * On networks where equal messages merge (`set`, `duplicating`) they are a set: one bit for each message ever
 * sent. On others they are an interned list, known by its number; the list after receiving, losing or sending
 * a message is memoised, and computed by `network.ts`.
 */

import type { Envelope } from '../../semantics/envelope.ts';
import { mergesEqual } from '../../semantics/network.ts';
import type { System } from '../../semantics/system.ts';
import type { ListInterner } from './hash-tables.ts';

/** The interned messages and lists of messages, by number (see `interning.ts`). */
export interface Messages {
  readonly system: System;
  readonly envelopes: readonly Envelope[];
  readonly addressees: readonly number[];
  readonly senders: readonly number[];
  readonly links: readonly number[];
  readonly order: readonly number[];
  readonly lists: ListInterner;
  envelopeOf(envelope: Envelope): number;
  received(list: number, envelope: number): number;
  lost(list: number, envelope: number): number;
  duplicated(list: number, envelope: number): number;
  sent(list: number, messages: number): number;
  discarded(list: number, node: number, end: 'to' | 'from'): number;
  listOf(inFlight: readonly Envelope[]): number;
  envelopesOf(list: number): Envelope[];
}

/** Reads and writes the in-flight columns of a row. */
export interface InFlightColumns {
  /** Number of columns. */
  columns: number;
  /** Number of columns that are needed for all interned messages. */
  readonly columnsDue: number;
  /**
   * The rank of each message in the order of `network.ts`, as far as `heads` has computed it; empty for
   * lists.
   */
  readonly ranks: readonly number[];
  /**
   * Writes the messages that can be delivered, each once, in the order of `network.ts`; returns their number.
   */
  heads(row: Int32Array, into: Int32Array): number;
  /** The row after a message is received. */
  receive(row: Int32Array, envelope: number): void;
  /** The row after a message is dropped. */
  lose(row: Int32Array, envelope: number): void;
  /** The row after a message is duplicated. */
  duplicate(row: Int32Array, envelope: number): void;
  /** The row after messages are sent; `messages` is a list of `Messages.lists`. */
  send(row: Int32Array, messages: number): void;
  /** Discards the messages to a node, or those from it. */
  discard(row: Int32Array, node: number, end: 'to' | 'from'): void;
  /** Packs messages into a row whose columns are 0. */
  write(row: Int32Array, inFlight: readonly Envelope[]): void;
  /** Unpacks the messages. */
  read(row: Int32Array): Envelope[];
  /**
   * Writes the numbers that these columns hold, in ascending order: of the messages, or of the one list;
   * returns how many.
   */
  contents(row: Int32Array, into: Int32Array): number;
  /** The opposite of `contents`. */
  fill(row: Int32Array, contents: Int32Array, count: number): void;
}

/** The in-flight columns of a network; `from` is the first of them. */
export function inFlightColumnsOf(messages: Messages, from: number): InFlightColumns {
  const { network } = messages.system;
  return mergesEqual(network)
    ? new MessageSetColumns(messages, from, network === 'duplicating')
    : new MessageListColumn(messages, from, network === 'fifo');
}

/** A bit for each message. */
class MessageSetColumns implements InFlightColumns {
  columns = 1;
  readonly #messages: Messages;
  readonly #from: number;
  readonly #keeps: boolean;
  readonly ranks: number[] = [];

  constructor(messages: Messages, from: number, keeps: boolean) {
    this.#messages = messages;
    this.#from = from;
    this.#keeps = keeps;
  }

  get columnsDue(): number {
    return (this.#messages.order.length + 31) >>> 5;
  }

  heads(row: Int32Array, into: Int32Array): number {
    const { order } = this.#messages;
    if (this.ranks.length < order.length) this.#rank();
    let count = 0;
    for (let word = 0; word < this.columns; word++) {
      let bits = row[this.#from + word] as number;
      while (bits !== 0) {
        const rank = this.ranks[32 * word + 31 - Math.clz32(bits & -bits)] as number;
        bits &= bits - 1;
        let at = count++;
        for (; at > 0 && (into[at - 1] as number) > rank; at--) into[at] = into[at - 1] as number;
        into[at] = rank;
      }
    }
    for (let at = 0; at < count; at++) into[at] = order[into[at] as number] as number;
    return count;
  }

  #rank(): void {
    for (const [rank, envelope] of this.#messages.order.entries()) this.ranks[envelope] = rank;
  }

  receive(row: Int32Array, envelope: number): void {
    if (!this.#keeps) this.lose(row, envelope);
  }

  lose(row: Int32Array, envelope: number): void {
    const column = this.#from + (envelope >>> 5);
    row[column] = (row[column] as number) & ~(1 << (envelope & 31));
  }

  duplicate(): void {}

  send(row: Int32Array, messages: number): void {
    const { lists } = this.#messages;
    const to = lists.to(messages);
    for (let at = lists.from(messages); at < to; at++) this.#add(row, lists.item(at));
  }

  #add(row: Int32Array, envelope: number): void {
    const column = this.#from + (envelope >>> 5);
    row[column] = (row[column] as number) | (1 << (envelope & 31));
  }

  discard(row: Int32Array, node: number, end: 'to' | 'from'): void {
    const { addressees, senders } = this.#messages;
    const ends = end === 'to' ? addressees : senders;
    for (let envelope = 0; envelope < ends.length; envelope++) {
      if (ends[envelope] === node) this.lose(row, envelope);
    }
  }

  write(row: Int32Array, inFlight: readonly Envelope[]): void {
    for (const envelope of inFlight) this.#add(row, this.#messages.envelopeOf(envelope));
  }

  read(row: Int32Array): Envelope[] {
    const heads = new Int32Array(this.#messages.envelopes.length);
    const count = this.heads(row, heads);
    return [...heads.subarray(0, count)].map((envelope) => this.#messages.envelopes[envelope] as Envelope);
  }

  contents(row: Int32Array, into: Int32Array): number {
    let count = 0;
    for (let word = 0; word < this.columns; word++)
      for (let bits = row[this.#from + word] as number; bits !== 0; bits &= bits - 1)
        into[count++] = 32 * word + 31 - Math.clz32(bits & -bits);
    return count;
  }

  fill(row: Int32Array, contents: Int32Array, count: number): void {
    row.fill(0, this.#from, this.#from + this.columns);
    for (let at = 0; at < count; at++) this.#add(row, contents[at] as number);
  }
}

/** One column with the number of the interned list. */
class MessageListColumn implements InFlightColumns {
  columns = 1;
  readonly columnsDue = 1;
  readonly ranks = [];
  readonly #messages: Messages;
  readonly #column: number;
  readonly #isFifo: boolean;

  constructor(messages: Messages, column: number, isFifo: boolean) {
    this.#messages = messages;
    this.#column = column;
    this.#isFifo = isFifo;
  }

  /** The first of equal messages; on a fifo link the oldest message. */
  heads(row: Int32Array, into: Int32Array): number {
    const { lists, links } = this.#messages;
    const list = row[this.#column] as number;
    const to = lists.to(list);
    let count = 0;
    for (let at = lists.from(list), before = -1; at < to; at++) {
      const envelope = lists.item(at);
      const isSame = before >= 0 && (this.#isFifo ? links[before] === links[envelope] : before === envelope);
      if (!isSame) into[count++] = envelope;
      before = envelope;
    }
    return count;
  }

  receive(row: Int32Array, envelope: number): void {
    row[this.#column] = this.#messages.received(row[this.#column] as number, envelope);
  }

  lose(row: Int32Array, envelope: number): void {
    row[this.#column] = this.#messages.lost(row[this.#column] as number, envelope);
  }

  duplicate(row: Int32Array, envelope: number): void {
    row[this.#column] = this.#messages.duplicated(row[this.#column] as number, envelope);
  }

  send(row: Int32Array, messages: number): void {
    row[this.#column] = this.#messages.sent(row[this.#column] as number, messages);
  }

  discard(row: Int32Array, node: number, end: 'to' | 'from'): void {
    row[this.#column] = this.#messages.discarded(row[this.#column] as number, node, end);
  }

  write(row: Int32Array, inFlight: readonly Envelope[]): void {
    row[this.#column] = this.#messages.listOf(inFlight);
  }

  read(row: Int32Array): Envelope[] {
    return this.#messages.envelopesOf(row[this.#column] as number);
  }

  contents(row: Int32Array, into: Int32Array): number {
    into[0] = row[this.#column] as number;
    return 1;
  }

  fill(row: Int32Array, contents: Int32Array): void {
    row[this.#column] = contents[0] as number;
  }
}

/**
 * Updates of route tables: Reset and Patch messages of one link (query routing proposal 1.0, "Gnutella Protocol
 * Changes"). The sender subtracts its last table from its current one, and cuts the differences into messages;
 * the receiver adds them up.
 */
import { WireError } from './decoder.ts';
import { type Header, isPowerOfTwo, type Patch, type Reset } from './descriptors.ts';
import { RouteTable, tableLengthMax } from './route-table.ts';

/** A message of an update, without the header of its descriptor. */
export type RouteTableUpdate = Omit<Reset, keyof Header> | Omit<Patch, keyof Header>;

export const compressors = { none: 0, zlib: 1 } as const;

/**
 * Decompresses zlib data (RFC 1950).
 * @throws any error, if the data is no zlib data or has more than `bytesMax` bytes.
 */
export type Inflate = (data: Uint8Array, bytesMax: number) => Uint8Array;

/** How much longer than its data a compressed patch may be: zlib adds some bytes to what it cannot compress. */
const zlibBytesMore = 1_024;

/**
 * The messages that bring a receiver from one table to another; from none with a Reset first.
 * @param dataBytesMax the differences that one message has, in bytes. The proposal suggests 1 kB.
 * @throws {WireError} if the tables differ in form, if a difference does not fit into `entryBits`, or if more
 * than 255 messages are needed.
 */
export function updateMessages(
  from: RouteTable | undefined,
  to: RouteTable,
  { entryBits = 4 as 4 | 8, dataBytesMax = 1_024 } = {},
): RouteTableUpdate[] {
  const messages: RouteTableUpdate[] = [];
  const last = from ?? new RouteTable(to.length, to.infinity);
  if (last.length !== to.length || last.infinity !== to.infinity)
    throw new WireError(
      `The last table has ${last.length} entries and infinity ${last.infinity}, but a Patch goes to a table of ` +
        'the same form.',
    );
  if (from === undefined) messages.push({ type: 'Reset', tableLength: to.length, infinity: to.infinity });
  const data = differences(last, to, entryBits);
  const sequenceSize = Math.ceil(data.length / dataBytesMax);
  if (sequenceSize > 255)
    throw new WireError(
      `The update has ${sequenceSize} messages, but 255 are the most: send more bytes in each.`,
    );
  for (let sequence = 1; sequence <= sequenceSize; sequence++)
    messages.push({
      type: 'Patch',
      sequence,
      sequenceSize,
      compressor: compressors.none,
      entryBits,
      data: data.slice((sequence - 1) * dataBytesMax, sequence * dataBytesMax),
    });
  return messages;
}

/** Two's complement; of two entries in one byte, the first is in the high bits (Appendix B, example 2). */
function differences(from: RouteTable, to: RouteTable, entryBits: 4 | 8): Uint8Array {
  const perByte = 8 / entryBits;
  const data = new Uint8Array(Math.ceil(to.length / perByte));
  const most = 2 ** (entryBits - 1);
  for (let at = 0; at < to.length; at++) {
    const difference = (to.distances[at] as number) - (from.distances[at] as number);
    if (difference < -most || difference >= most)
      throw new WireError(
        `Entry ${at} changes by ${difference}, but ${entryBits} bits have ${-most} to ${most - 1}.`,
      );
    const shift = entryBits * (perByte - 1 - (at % perByte));
    const index = Math.floor(at / perByte);
    data[index] = (data[index] as number) | ((difference & (2 ** entryBits - 1)) << shift);
  }
  return data;
}

/** The route table of one link, at its receiver. */
export class RouteTableReceiver {
  readonly #inflate: Inflate | undefined;
  #table: RouteTable | undefined;
  /** Whether a whole update has arrived since the last Reset. */
  #isComplete = false;
  /** The first message of the update that is under way, the number of its messages so far, and their data. */
  #first: Omit<Patch, keyof Header> | undefined;
  #received = 0;
  #parts: Uint8Array[] = [];
  #partBytes = 0;

  /** @param inflate decompresses zlib data; without it, compressed patches are refused. */
  constructor(inflate?: Inflate) {
    this.#inflate = inflate;
  }

  /** The table, once a whole update has arrived after the last Reset. */
  get table(): RouteTable | undefined {
    return this.#isComplete ? this.#table : undefined;
  }

  /** The number of bytes kept for an update that is under way: at most the table's data and 1 kB. */
  get bufferedBytes(): number {
    return this.#partBytes;
  }

  /**
   * Whether a query may find a file over this link. It is true until the first table is whole: the proposal
   * sends all queries until then.
   */
  mayMatch(words: readonly string[], ttl?: number): boolean {
    return this.table?.mayMatch(words, ttl) ?? true;
  }

  /**
   * Takes the next message of the link. The table changes when the last message of an update arrives.
   * @throws {WireError} if the message does not follow the one before it, or does not fit the table; the table
   * is unknown then, and the proposal closes the connection.
   */
  receive(message: RouteTableUpdate): void {
    if (message.type === 'Reset') this.#reset(message.tableLength, message.infinity);
    else this.#patch(message);
  }

  #reset(length: number, infinity: number): void {
    this.#table = undefined;
    this.#isComplete = false;
    this.#startUpdate();
    if (!isPowerOfTwo(length) || length > tableLengthMax)
      throw new WireError(
        `The Reset has ${length} entries, but has a power of 2 of them up to ${tableLengthMax}.`,
      );
    this.#table = new RouteTable(length, infinity);
  }

  #patch(patch: Omit<Patch, keyof Header>): void {
    const { sequence, sequenceSize, compressor, data } = patch;
    const table = this.#table;
    if (table === undefined) throw new WireError('The Patch has no table to change, but follows a Reset.');
    this.#checkOrder(patch);
    if (compressor !== compressors.none && compressor !== compressors.zlib)
      throw this.#refuse(`The Patch has compressor ${compressor}, but has 0 (none) or 1 (zlib).`);
    if (compressor === compressors.zlib && this.#inflate === undefined)
      throw this.#refuse(
        'The Patch is zlib data, but this receiver has no inflate function and takes plain data.',
      );
    const wanted = Math.ceil((table.length * patch.entryBits) / 8);
    const most = wanted + (compressor === compressors.zlib ? zlibBytesMore : 0);
    if (this.#partBytes + data.length > most)
      throw this.#refuse(`The update has more than ${most} bytes of data, but the table takes ${wanted}.`);
    this.#first ??= patch;
    this.#received = sequence;
    this.#parts.push(data);
    this.#partBytes += data.length;
    if (sequence === sequenceSize) this.#finish(table, patch);
  }

  #checkOrder({ sequence, sequenceSize, compressor, entryBits }: Omit<Patch, keyof Header>): void {
    const first = this.#first;
    if (sequence !== this.#received + 1 || sequence > sequenceSize)
      throw this.#refuse(
        `The Patch is message ${sequence} of ${sequenceSize}, but message ${this.#received + 1} is next.`,
      );
    if (
      first !== undefined &&
      (first.sequenceSize !== sequenceSize ||
        first.compressor !== compressor ||
        first.entryBits !== entryBits)
    )
      throw this.#refuse(
        `Message ${sequence} of the update differs from the first one in its size, compressor or bits, but has the same.`,
      );
  }

  #finish(table: RouteTable, { compressor, entryBits }: Omit<Patch, keyof Header>): void {
    const bytes = new Uint8Array(this.#partBytes);
    let at = 0;
    for (const part of this.#parts) {
      bytes.set(part, at);
      at += part.length;
    }
    const wanted = Math.ceil((table.length * entryBits) / 8);
    const data = compressor === compressors.zlib ? this.#inflated(bytes, wanted) : bytes;
    if (data.length !== wanted)
      throw this.#refuse(`The update has ${data.length} bytes of data, but the table takes ${wanted}.`);
    this.#apply(table, data, entryBits);
    this.#isComplete = true;
    this.#startUpdate();
  }

  #inflated(bytes: Uint8Array, bytesMax: number): Uint8Array {
    try {
      return (this.#inflate as Inflate)(bytes, bytesMax);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw this.#refuse(`The update is no zlib data of ${bytesMax} bytes: ${why}.`);
    }
  }

  #apply(table: RouteTable, data: Uint8Array, entryBits: 4 | 8): void {
    const perByte = 8 / entryBits;
    for (let at = 0; at < table.length; at++) {
      const byte = data[Math.floor(at / perByte)] as number;
      // Shifts the entry to the top of 32 bits and back, which extends its sign.
      const shift = entryBits * (perByte - 1 - (at % perByte));
      const difference = ((byte >>> shift) << (32 - entryBits)) >> (32 - entryBits);
      const distance = (table.distances[at] as number) + difference;
      if (distance < 0 || distance > table.infinity)
        throw this.#refuse(`Entry ${at} changes to ${distance}, but distances are 0 to ${table.infinity}.`);
      table.distances[at] = distance;
    }
  }

  #startUpdate(): void {
    this.#first = undefined;
    this.#received = 0;
    this.#parts = [];
    this.#partBytes = 0;
  }

  /** Forgets the table, of which parts may have changed. */
  #refuse(message: string): WireError {
    this.#table = undefined;
    this.#isComplete = false;
    this.#startUpdate();
    return new WireError(message);
  }
}

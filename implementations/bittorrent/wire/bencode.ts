/**
 * Bencode, strict (BEP 3, "bencoding"): the decoder accepts one form of each value, so equal values have equal
 * bytes. It refuses -0, leading zeros, keys that are not unique and sorted as bytes, bytes after the value, and
 * values above its limits.
 *
 * It keeps the place of each value of a dictionary in the bytes. The info-hash needs it: it is computed of the
 * bytes as they came.
 */
import { fromByteString, toByteString } from './bytes.ts';
import { WireError } from './decoder.ts';

/**
 * A value to encode. An integer is a number if it is from -(2^53 - 1) to 2^53 - 1, and a bigint if it is not.
 * A byte string is a Uint8Array.
 */
export type BencodeValue = number | bigint | Uint8Array | readonly BencodeValue[] | BencodeDictionary;

/** A dictionary to encode: its keys are unique and sorted as bytes. */
export interface BencodeDictionary {
  readonly entries: readonly { readonly key: string; readonly value: BencodeValue }[];
}

/** A decoded value. */
export type Decoded = number | bigint | Uint8Array | readonly Decoded[] | DecodedDictionary;

/** A decoded dictionary, in the order of its bytes. */
export interface DecodedDictionary {
  readonly entries: readonly DecodedEntry[];
}

/** A key and its value. */
export interface DecodedEntry {
  /** One character, up to U+00FF, for each byte. */
  readonly key: string;
  readonly value: Decoded;
  /** Where the value starts in the bytes. */
  readonly start: number;
  /** The offset after the value. */
  readonly end: number;
}

/** The limits of a decoder of bencode. */
export interface BencodeLimits {
  /** The length of the whole value. */
  readonly bytesMax: number;
  /** How many lists and dictionaries may be inside one another. */
  readonly depthMax: number;
  /** The number of values, keys not counted: two bytes can become an object. */
  readonly valuesMax: number;
  /** The digits of an integer. */
  readonly digitsMax: number;
}

/**
 * Limits for a metainfo file of a big torrent (2^19 pieces have 10 MiB of hashes). 20 digits hold each integer
 * of 64 bits.
 */
export const bencodeLimits: BencodeLimits = {
  bytesMax: 16 * 1_048_576,
  depthMax: 32,
  valuesMax: 1_000_000,
  digitsMax: 20,
};

const code = { minus: 0x2d, zero: 0x30, nine: 0x39, colon: 0x3a, d: 0x64, e: 0x65, i: 0x69, l: 0x6c };
const safeMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * Decodes one value.
 * @throws {WireError} if the bytes are not the strict form of one value, or are above a limit.
 */
export function decodeBencode(bytes: Uint8Array, limits: BencodeLimits = bencodeLimits): Decoded {
  const { value, end } = decodeBencodeAt(bytes, 0, limits);
  if (end < bytes.length)
    throw new WireError(`The bencoded value ends at byte ${end}, but ${bytes.length - end} bytes follow it.`);
  return value;
}

/**
 * Decodes the value at an offset. Bytes may follow it: `end` is the offset after it.
 * @throws {WireError} as `decodeBencode`.
 */
export function decodeBencodeAt(
  bytes: Uint8Array,
  start: number,
  limits: BencodeLimits = bencodeLimits,
): { readonly value: Decoded; readonly end: number } {
  if (bytes.length - start > limits.bytesMax)
    throw new WireError(
      `The bencoded value has ${bytes.length - start} bytes, but ${limits.bytesMax} are the most.`,
    );
  const reader = new Reader(bytes, start, limits);
  const value = reader.value(0);
  return { value, end: reader.at };
}

class Reader {
  at: number;
  readonly #bytes: Uint8Array;
  readonly #limits: BencodeLimits;
  #values = 0;

  constructor(bytes: Uint8Array, at: number, limits: BencodeLimits) {
    this.#bytes = bytes;
    this.at = at;
    this.#limits = limits;
  }

  /** @param depth the number of lists and dictionaries around the value. */
  value(depth: number): Decoded {
    const { depthMax, valuesMax } = this.#limits;
    this.#values += 1;
    if (this.#values > valuesMax) throw this.#wrong('has too many values', `${valuesMax} are the most`);
    const first = this.#bytes[this.at];
    if (first === code.i) return this.#integer();
    if (first !== code.l && first !== code.d) return this.#string();
    if (depth >= depthMax) throw this.#wrong('is too deep', `${depthMax} levels are the most`);
    this.at += 1;
    return first === code.l ? this.#list(depth + 1) : this.#dictionary(depth + 1);
  }

  #integer(): number | bigint {
    const start = this.at + 1;
    const isNegative = this.#bytes[start] === code.minus;
    const digitsStart = isNegative ? start + 1 : start;
    const end = this.#digits(digitsStart, this.#limits.digitsMax);
    if (this.#bytes[end] !== code.e)
      throw this.#wrong('has an integer without end', `must have 'e' at ${end}`);
    if (isNegative && this.#bytes[digitsStart] === code.zero)
      throw this.#wrong('has -0', 'must have 0 without a sign');
    this.at = end + 1;
    const value = BigInt(toByteString(this.#bytes, start, end));
    return value >= -safeMax && value <= safeMax ? Number(value) : value;
  }

  #string(): Uint8Array {
    const [start, end] = this.#stringRange();
    this.at = end;
    return this.#bytes.slice(start, end);
  }

  /** Where the content of the string at this place starts, and the offset after it. */
  #stringRange(): [number, number] {
    const first = this.#bytes[this.at];
    if (first === undefined) throw this.#wrong('ends', 'must be a whole value');
    if (!isDigit(first)) throw this.#wrong(`has ${first}`, "must have a digit, 'i', 'l' or 'd' there");
    // A length of more digits is above every limit.
    const colon = this.#digits(this.at, 10);
    if (this.#bytes[colon] !== code.colon)
      throw this.#wrong('has a length without end', `must have ':' at ${colon}`);
    const length = Number(toByteString(this.#bytes, this.at, colon));
    const left = this.#bytes.length - colon - 1;
    if (length > left)
      throw this.#wrong(`has a string of ${length} bytes`, `must have at most the ${left} left`);
    return [colon + 1, colon + 1 + length];
  }

  /** The offset after the digits at an offset: at least one, no zero before others, and not too many. */
  #digits(start: number, digitsMax: number): number {
    let end = start;
    while (isDigit(this.#bytes[end])) {
      end += 1;
      if (end - start > digitsMax) throw this.#wrong('has too many digits', `${digitsMax} are the most`);
    }
    if (end === start) throw this.#wrong('has no digit', `must have one at ${start}`);
    if (end - start > 1 && this.#bytes[start] === code.zero)
      throw this.#wrong('has a leading zero', 'must have none');
    return end;
  }

  #list(depth: number): Decoded[] {
    const items: Decoded[] = [];
    while (!this.#takesEnd()) items.push(this.value(depth));
    return items;
  }

  #dictionary(depth: number): DecodedDictionary {
    const entries: DecodedEntry[] = [];
    let last: string | undefined;
    while (!this.#takesEnd()) {
      const [from, to] = this.#stringRange();
      const key = toByteString(this.#bytes, from, to);
      // Strings of one character a byte compare as their bytes do.
      if (last !== undefined && key <= last)
        throw this.#wrong(
          `has the key ${JSON.stringify(key)} after ${JSON.stringify(last)}`,
          'must have unique keys sorted as bytes',
        );
      last = key;
      this.at = to;
      const value = this.value(depth);
      entries.push({ key, value, start: to, end: this.at });
    }
    return { entries };
  }

  /** Passes over the end of a list or dictionary, if it is here. */
  #takesEnd(): boolean {
    if (this.#bytes[this.at] !== code.e) return false;
    this.at += 1;
    return true;
  }

  #wrong(found: string, right: string): WireError {
    return new WireError(`The bencoded value ${found} at byte ${this.at}, but ${right}.`);
  }
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= code.zero && byte <= code.nine;
}

/**
 * Encodes a value.
 * @throws {WireError} if it has no bencoded form, or keys are not unique and sorted as bytes.
 */
export function encodeBencode(value: BencodeValue): Uint8Array {
  const writer = new Writer();
  writer.value(value);
  return writer.bytes.slice(0, writer.length);
}

class Writer {
  bytes = new Uint8Array(256);
  length = 0;

  value(value: BencodeValue): void {
    if (typeof value === 'number' || typeof value === 'bigint') this.#text(`i${integerText(value)}e`);
    else if (value instanceof Uint8Array) this.#string(value);
    else if (Array.isArray(value)) this.#list(value);
    else this.#dictionary(value as BencodeDictionary);
  }

  #list(items: readonly BencodeValue[]): void {
    this.#text('l');
    for (const item of items) this.value(item);
    this.#text('e');
  }

  #dictionary({ entries }: BencodeDictionary): void {
    this.#text('d');
    let last: string | undefined;
    for (const { key, value } of entries) {
      if (last !== undefined && key <= last)
        throw new WireError(
          `The key ${JSON.stringify(key)} comes after ${JSON.stringify(last)}, but keys must be unique and sorted as bytes.`,
        );
      last = key;
      this.#string(fromByteString(key, `key ${JSON.stringify(key)}`));
      this.value(value);
    }
    this.#text('e');
  }

  #string(string: Uint8Array): void {
    this.#text(`${string.length}:`);
    this.#reserve(string.length);
    this.bytes.set(string, this.length);
    this.length += string.length;
  }

  #text(text: string): void {
    this.#reserve(text.length);
    for (let at = 0; at < text.length; at++) this.bytes[this.length + at] = text.charCodeAt(at);
    this.length += text.length;
  }

  #reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(this.length + more, 2 * this.bytes.length));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}

function integerText(value: number | bigint): string {
  if (typeof value === 'number' ? Number.isSafeInteger(value) && !Object.is(value, -0) : !isSafe(value))
    return value.toString();
  const shown = Object.is(value, -0) ? '-0' : value.toString();
  throw new WireError(
    `The integer ${shown} has no form of its own: a number must be a safe integer but not -0, and a bigint must be beyond those.`,
  );
}

function isSafe(value: bigint): boolean {
  return value >= -safeMax && value <= safeMax;
}

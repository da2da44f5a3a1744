/**
 * Dictionaries of bencode with known keys: fields are read with a check of their type, and dictionaries are made
 * with their keys sorted. Formats such as metainfo read and write their fields with it; keys that a format does
 * not know are passed over.
 */
import type { BencodeDictionary, BencodeValue, Decoded, DecodedDictionary, DecodedEntry } from './bencode.ts';
import { decodeText, decodeTextLeniently, encodeText } from './bytes.ts';
import { WireError } from './decoder.ts';

/** Makes a dictionary of ASCII keys: sorts them, and leaves out fields that are undefined. */
export function dictionary(fields: Readonly<Record<string, BencodeValue | undefined>>): BencodeDictionary {
  const keys = Object.keys(fields).sort((one, other) => (one < other ? -1 : 1));
  return {
    entries: keys.flatMap((key) => {
      const value = fields[key];
      return value === undefined ? [] : [{ key, value }];
    }),
  };
}

/** The bytes of an optional text. */
export function optionalText(text: string | undefined, what: string): Uint8Array | undefined {
  return text === undefined ? undefined : encodeText(text, what);
}

/** Reads the fields of one dictionary; errors call it by its name, such as "info dictionary". */
export class Fields {
  readonly #entries: ReadonlyMap<string, DecodedEntry>;
  readonly #name: string;

  /** @throws {WireError} if the value is no dictionary. */
  constructor(value: Decoded, name: string) {
    if (!isDictionary(value))
      throw new WireError(`The ${name} is ${kindOf(value)}, but must be a dictionary.`);
    this.#entries = new Map(value.entries.map((entry) => [entry.key, entry]));
    this.#name = name;
  }

  /** The entry of a key, with the place of its value; undefined if there is none. */
  entry(key: string): DecodedEntry | undefined {
    return this.#entries.get(key);
  }

  /** @throws {WireError} if there is no such key. */
  value(key: string): Decoded {
    const entry = this.#entries.get(key);
    if (entry === undefined) throw new WireError(`The ${this.#name} has no ${key}, but must have one.`);
    return entry.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** @throws {WireError} if there is no such key, or its value is no byte string. */
  bytes(key: string): Uint8Array {
    const value = this.value(key);
    if (value instanceof Uint8Array) return value;
    throw this.wrong(key, `is ${kindOf(value)}`, 'must be a string');
  }

  /** @throws {WireError} if there is no such key, or its value is no UTF-8 string. */
  text(key: string): string {
    return decodeText(this.bytes(key), `${key} of the ${this.#name}`);
  }

  /**
   * A text for people: bytes that are not UTF-8 become U+FFFD.
   * @throws {WireError} if there is no such key, or its value is no byte string.
   */
  lenientText(key: string): string {
    return decodeTextLeniently(this.bytes(key));
  }

  /** @throws {WireError} if there is no such key, or its value is no integer from `min` to `max`. */
  integer(key: string, min = 0, max = Number.MAX_SAFE_INTEGER): number {
    const value = this.value(key);
    if (typeof value === 'number' && value >= min && value <= max) return value;
    const found = typeof value === 'number' || typeof value === 'bigint' ? `${value}` : kindOf(value);
    throw this.wrong(key, `is ${found}`, `must be an integer from ${min} to ${max}`);
  }

  /** @throws {WireError} if there is no such key, or its value is no list. */
  list(key: string): readonly Decoded[] {
    const value = this.value(key);
    if (isList(value)) return value;
    throw this.wrong(key, `is ${kindOf(value)}`, 'must be a list');
  }

  /** @throws {WireError} if there is no such key, or its value is no dictionary. */
  dictionary(key: string): Fields {
    return new Fields(this.value(key), `${key} of the ${this.#name}`);
  }

  /** All keys, sorted. */
  keys(): string[] {
    return [...this.#entries.keys()];
  }

  /** What `read` gives for a key that is there; an empty object for one that is not. */
  optional<K extends string, V>(name: K, key: string, read: (key: string) => V): Partial<Record<K, V>> {
    return this.has(key) ? ({ [name]: read(key) } as Record<K, V>) : {};
  }

  /** The error for a field. */
  wrong(key: string, found: string, right: string): WireError {
    return new WireError(`The ${key} of the ${this.#name} ${found}, but ${right}.`);
  }
}

/** Whether a value is a dictionary. */
export function isDictionary(value: Decoded): value is DecodedDictionary {
  return typeof value === 'object' && !(value instanceof Uint8Array) && !isList(value);
}

/** Whether a value is a list. */
export function isList(value: Decoded): value is readonly Decoded[] {
  return Array.isArray(value);
}

function kindOf(value: Decoded): string {
  if (typeof value === 'number' || typeof value === 'bigint') return 'an integer';
  if (value instanceof Uint8Array) return 'a string';
  return isList(value) ? 'a list' : 'a dictionary';
}

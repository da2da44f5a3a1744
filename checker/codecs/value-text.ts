/**
 * Values of codecs as text and as JSON. Two values are equal if their texts are equal: fields of records and
 * members of maps and sets are sorted, and bytes are written in hexadecimal. `values/json.ts` writes plain
 * data; this file adds bytes.
 */
import { fromJson, type Json, toJson } from '../values/json.ts';

/** The longest text of bytes that is printed whole, in bytes. */
const shownBytesMax = 48;

/** The constructors at the time of loading, because `allocations.ts` replaces the global ones. */
const Bytes = Uint8Array;

/** The error for a value that is neither plain data nor bytes. */
export class NoText extends Error {
  override readonly name = 'NoText';
}

/**
 * A value in one line, for instance `{guid: 0x00ff, ttl: 7}`. Equal values have equal texts, and different
 * values have different ones.
 *
 * @throws NoText if a part is a function, a symbol or an object of another class.
 */
export function textOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'bigint':
      return `${value}n`;
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'object':
      return value === null ? 'null' : objectText(value);
    default:
      throw new NoText(`a ${typeof value}`);
  }
}

function objectText(value: object): string {
  if (value instanceof Bytes) return `0x${hexOf(value)}`;
  if (Array.isArray(value)) return `[${Array.from(value, textOf).join(', ')}]`;
  if (value instanceof Set) return `Set {${[...value].map(textOf).sort().join(', ')}}`;
  if (value instanceof Map)
    return `Map {${[...value]
      .map(([key, item]) => `${textOf(key)}: ${textOf(item)}`)
      .sort()
      .join(', ')}}`;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && prototype !== Object.prototype)
    throw new NoText(`an object of class ${(value.constructor as { name?: string } | undefined)?.name}`);
  const fields = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, field]) => `${/^\w+$/.test(name) ? name : JSON.stringify(name)}: ${textOf(field)}`);
  return `{${fields.join(', ')}}`;
}

const digits = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Bytes in hexadecimal, without blanks. */
export function hexOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += digits[byte];
  return text;
}

/** The inverse of `hexOf`. */
export function bytesOf(hex: string): Uint8Array {
  return Bytes.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Bytes for a reader: `03 00 61`; of many bytes the first and the last, with their number. */
export function bytesText(bytes: Uint8Array): string {
  const spaced = (part: Uint8Array) => Array.from(part, (byte) => digits[byte]).join(' ');
  if (bytes.length <= shownBytesMax) return spaced(bytes);
  const half = shownBytesMax / 2;
  return `${spaced(bytes.subarray(0, half))} ... ${spaced(bytes.subarray(-8))}`;
}

/** The one field of the record that encodes bytes in a file. */
const tag = '#bytes';

/** A value as JSON, bytes included; undefined if it is neither plain data nor bytes. */
export function valueToJson(value: unknown): Json | undefined {
  try {
    return toJson(mapped(value, (part) => (part instanceof Bytes ? { [tag]: hexOf(part) } : undefined)));
  } catch {
    return undefined;
  }
}

/**
 * The inverse of `valueToJson`.
 *
 * @throws NotData for JSON that it does not write.
 */
export function valueFromJson(json: Json, path: string): unknown {
  return mapped(fromJson(json, path), (part) => {
    const hex = (part as Readonly<Record<string, unknown>>)[tag];
    return typeof hex === 'string' ? bytesOf(hex) : undefined;
  });
}

/** A copy of data in which `replace` may give another object for each. */
function mapped(value: unknown, replace: (part: object) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const other = replace(value);
  if (other !== undefined) return other;
  const again = (part: unknown) => mapped(part, replace);
  if (Array.isArray(value)) return value.map(again);
  if (value instanceof Set) return new Set([...value].map(again));
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [again(key), again(item)]));
  const fields = Object.entries(value).map(([name, field]) => [name, again(field)] as const);
  return Object.setPrototypeOf(Object.fromEntries(fields), Object.getPrototypeOf(value));
}

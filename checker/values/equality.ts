/**
 * Equality and hashing of plain data. `isSame` compares two values as their canonical encodings would, and
 * `digest` is a hash that is equal for equal data; both cost a fraction of an encoding. Different data may
 * have the same hash, so a match by hash is compared as well.
 */
import { canonical } from './canonical.ts';
import { mixed } from './hash.ts';

/**
 * Whether two plain data have the same canonical encoding. Shared parts are not visited, so similar data are
 * compared fast. A value that is not plain data may be refused, as by `canonical`, or not be visited.
 */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const kind = Object.getPrototypeOf(a);
  if (kind === Object.getPrototypeOf(b)) {
    if (kind === Array.prototype) return areSameItems(a as unknown[], b as unknown[]);
    if (kind === Object.prototype) return areSameFields(a as Fields, b as Fields);
  }
  return canonical(a) === canonical(b);
}

type Fields = Readonly<Record<string, unknown>>;

function areSameItems(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) {
    const item = a[at];
    if (!isSame(item, b[at])) return false;
    if (item === undefined && at in a !== at in b) return false;
  }
  return true;
}

function areSameFields(a: Fields, b: Fields): boolean {
  let more = 0;
  for (const field in a) {
    const value = a[field];
    // Every object inherits a __proto__; only an own one is a field.
    if ((value === undefined || field === '__proto__') && !Object.hasOwn(b, field)) return false;
    if (!isSame(value, b[field])) return false;
    more++;
  }
  for (const _ in b) more--;
  return more === 0;
}

/** Parts that are nested deeper do not count, so that a cycle ends. */
const depthMax = 6;

/** A hash of 32 bits, equal for equal data. */
export function digest(value: unknown, depth = 0): number {
  switch (typeof value) {
    case 'number':
      return value === Math.trunc(value) ? mixed(value | 0, 1) : mixed((value * 0x100000) | 0, 2);
    case 'string':
      return ofText(value);
    case 'boolean':
      return value ? 3 : 4;
    case 'object':
      return value === null ? 5 : ofParts(value, depth + 1);
    default:
      return 6;
  }
}

/**
 * Of a text only its length and its first, middle and last character count: names rarely agree in all of
 * them.
 */
function ofText(text: string): number {
  const { length } = text;
  if (length === 0) return 7;
  const ends = text.charCodeAt(0) | (text.charCodeAt(length - 1) << 8) | (text.charCodeAt(length >> 1) << 16);
  return mixed(ends, length);
}

/**
 * The order of fields does not count, so their hashes are added; of the name of a field only its length
 * counts.
 */
function ofParts(value: object, depth: number): number {
  if (depth > depthMax) return 9;
  if (Array.isArray(value)) {
    let sequence = value.length;
    for (let at = 0; at < value.length; at++) sequence = mixed(sequence, digest(value[at], depth));
    return sequence;
  }
  let sum = 8;
  for (const field in value)
    sum = (sum + mixed(field.length, digest((value as Record<string, unknown>)[field], depth))) | 0;
  return sum;
}

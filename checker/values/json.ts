/**
 * The JSON codec: it encodes plain data as JSON and decodes it without loss. Map, Set and bigint are written
 * as in the Informal Trace Format (Apalache, ADR-015): `{"#map": [[key, value], ...]}`, `{"#set": [...]}`,
 * `{"#bigint": "12"}`. Members of sets and maps are in canonical order, so equal data are equal bytes.
 *
 * Other values that JSON does not have are written in the same manner: `{"#number": "NaN"}`, `{"#undefined":
 * true}`, a hole in an array as `{"#hole": true}`, a record without a prototype as `{"#bare": [[field,
 * value], ...]}`, and a record with a field that begins with `#`, or that JSON would read differently, as
 * `{"#record": [[field, value], ...]}`.
 */
import { canonical } from './canonical.ts';

/** A value of JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** How a codec writes scalars, holes in arrays, and records; all write arrays, Map and Set alike. */
export interface Dialect {
  /** A value that is no object, or null. */
  scalar(value: unknown): Json;
  readonly hole: Json;
  record(record: object, encode: (field: unknown) => Json): Json;
}

/** Plain data in a dialect. */
export function encodeIn(dialect: Dialect, value: unknown): Json {
  if (typeof value !== 'object' || value === null) return dialect.scalar(value);
  const encode = (part: unknown) => encodeIn(dialect, part);
  if (Array.isArray(value))
    return Array.from(value, (item, at) => (at in value ? encode(item) : dialect.hole));
  if (value instanceof Set) return { '#set': inOrder([...value]).map(encode) };
  if (value instanceof Map)
    return { '#map': inOrder([...value]).map(([key, item]) => [encode(key), encode(item)]) };
  return dialect.record(value, encode);
}

/** In canonical order. */
function inOrder<T>(members: readonly T[]): T[] {
  return members
    .map((member) => ({ member, key: canonical(member) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ member }) => member);
}

/** Whether a record has a field that a reader would take for a tag, or for the prototype. */
export function hasReservedField(record: object): boolean {
  return Object.keys(record).some((name) => name.startsWith('#') || name === '__proto__');
}

/** The dialect without loss, which `fromJson` decodes. */
const lossless: Dialect = {
  scalar(value) {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) && !Object.is(value, -0)
          ? value
          : { '#number': Object.is(value, -0) ? '-0' : String(value) };
      case 'bigint':
        return { '#bigint': String(value) };
      case 'undefined':
        return { '#undefined': true };
      default:
        return value as Json;
    }
  },
  hole: { '#hole': true },
  record(record, encode) {
    const fields = Object.entries(record);
    const inList = () => inOrder(fields).map(([name, field]) => [name, encode(field)]);
    if (Object.getPrototypeOf(record) === null) return { '#bare': inList() };
    if (hasReservedField(record)) return { '#record': inList() };
    return Object.fromEntries(fields.map(([name, field]) => [name, encode(field)]));
  },
};

/**
 * Plain data as JSON. `fromJson` decodes everything that `canonical` accepts to data with the same encoding.
 *
 * @throws NotPlainData if the value is not plain data.
 */
export function toJson(value: unknown): Json {
  canonical(value);
  return encodeIn(lossless, value);
}

/** The error for JSON that `toJson` does not write. */
export class NotData extends Error {
  override readonly name = 'NotData';
}

/**
 * Decodes what `toJson` wrote. `path` is the place of the JSON in its file, for errors.
 *
 * @throws NotData with the place, for JSON that `toJson` never writes.
 */
export function fromJson(json: Json, path = ''): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return arrayOf(json, path);
  const fields = Object.entries(json as { readonly [field: string]: Json });
  const [tag, content] = fields.find(([name]) => name.startsWith('#')) ?? [];
  if (tag === undefined) {
    return Object.fromEntries(fields.map(([name, field]) => [name, fromJson(field, `${path}.${name}`)]));
  }
  if (fields.length > 1)
    throw new NotData(`${path} has '${tag}' beside other fields; it must be the only one`);
  return decodeTagged(tag, content as Json, path);
}

/** Decodes an array, with its holes. */
function arrayOf(items: readonly Json[], path: string): unknown[] {
  const array = new Array<unknown>(items.length);
  for (const [at, item] of items.entries()) {
    if (!isHole(item)) array[at] = fromJson(item, `${path}[${at}]`);
  }
  return array;
}

function isHole(json: Json): boolean {
  const fields = typeof json === 'object' && json !== null ? Object.entries(json) : [];
  return fields.length === 1 && fields[0]?.[0] === '#hole' && fields[0][1] === true;
}

/** Decodes an object with one field that is a tag. */
function decodeTagged(tag: string, content: Json, path: string): unknown {
  const here = `${path}.${tag}`;
  const list = (): readonly Json[] => {
    if (Array.isArray(content)) return content;
    throw new NotData(`${here} is no list`);
  };
  const pairs = (): [unknown, unknown][] =>
    list().map((pair, at) => {
      if (!Array.isArray(pair) || pair.length !== 2) throw new NotData(`${here}[${at}] is no pair`);
      return [fromJson(pair[0] as Json, `${here}[${at}][0]`), fromJson(pair[1] as Json, `${here}[${at}][1]`)];
    });
  switch (tag) {
    case '#set':
      return new Set(list().map((member, at) => fromJson(member, `${here}[${at}]`)));
    case '#map':
      return new Map(pairs());
    case '#record':
    case '#bare': {
      const record = tag === '#bare' ? Object.create(null) : {};
      for (const [name, value] of pairs()) {
        if (typeof name !== 'string') throw new NotData(`${here} has a field whose name is no text`);
        Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
      }
      return record;
    }
    case '#bigint':
      if (typeof content === 'string' && /^-?\d+$/.test(content)) return BigInt(content);
      throw new NotData(`${here} is no whole number in digits`);
    case '#number':
      if (content === '-0') return -0;
      if (content === 'NaN' || content === 'Infinity' || content === '-Infinity') return Number(content);
      throw new NotData(`${here} is none of NaN, Infinity, -Infinity, -0`);
    case '#undefined':
      if (content === true) return undefined;
      throw new NotData(`${here} is not true`);
    case '#hole':
      throw new NotData(`${here} is no item of a list, or not true`);
    default:
      throw new NotData(
        `${here} is no tag; there is #map, #set, #record, #bare, #bigint, #number, #undefined, and in a list #hole`,
      );
  }
}

/** Whether JSON is nested deeper than a number of levels; iterative, so that no stack can overflow. */
export function isDeeper(json: unknown, levels: number): boolean {
  let level: readonly unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}

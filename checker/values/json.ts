/**
 * Plain data as JSON and back, without loss. Map, Set and bigint are written as in the Informal Trace Format (Apalache,
 * ADR-015): `{"#map": [[key, value], ...]}`, `{"#set": [...]}`, `{"#bigint": "12"}`. What JSON cannot say is written in the
 * same manner: `{"#number": "NaN"}`, `{"#undefined": true}`, and a record one of whose fields begins with `#`, or that JSON
 * would read otherwise, as `{"#record": [[field, value], ...]}`. Members of sets and maps are in canonical order, so equal
 * data are equal bytes.
 *
 * A record without a prototype is `{"#bare": [[field, value], ...]}`, and a hole in an array `{"#hole": true}`: code can tell both from
 * what JSON would make of them.
 */
import { canonical } from './canonical.ts';

/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/**
 * Everything that `canonical` accepts comes back from `fromJson` with the same encoding.
 *
 * @throws NotPlainData where the value is not plain data.
 */
export function toJson(value: unknown): Json {
  canonical(value);
  return encode(value);
}

function encode(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
        ? value
        : { '#number': Object.is(value, -0) ? '-0' : String(value) };
    case 'bigint':
      return { '#bigint': String(value) };
    case 'undefined':
      return { '#undefined': true };
    default:
      return value === null ? null : encodeObject(value as object);
  }
}

function encodeObject(value: object): Json {
  if (Array.isArray(value))
    return Array.from(value, (item, at) => (at in value ? encode(item) : { '#hole': true }));
  if (value instanceof Set) return { '#set': inOrder([...value]).map(encode) };
  if (value instanceof Map) {
    return { '#map': inOrder([...value]).map(([key, item]) => [encode(key), encode(item)]) };
  }
  const fields = Object.entries(value);
  if (Object.getPrototypeOf(value) === null) {
    return { '#bare': inOrder(fields).map(([name, field]) => [name, encode(field)]) };
  }
  if (fields.some(([name]) => name.startsWith('#') || name === '__proto__')) {
    return { '#record': inOrder(fields).map(([name, field]) => [name, encode(field)]) };
  }
  return Object.fromEntries(fields.map(([name, field]) => [name, encode(field)]));
}

function inOrder<T>(members: T[]): T[] {
  return members
    .map((member) => ({ member, key: canonical(member) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ member }) => member);
}

/** Says where JSON is not what `toJson` writes. */
export class NotData extends Error {
  override readonly name = 'NotData';
}

/**
 * @throws NotData naming the place, where JSON says something that `toJson` never writes.
 */
export function fromJson(json: Json, path = ''): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return arrayOf(json, path);
  const fields = Object.entries(json as { readonly [field: string]: Json });
  const [tag, content] = fields.find(([name]) => name.startsWith('#')) ?? [];
  if (tag === undefined) {
    return Object.fromEntries(fields.map(([name, field]) => [name, fromJson(field, `${path}.${name}`)]));
  }
  if (fields.length > 1) throw new NotData(`${path} has '${tag}' beside other fields; it stands alone`);
  return decodeTagged(tag, content as Json, path);
}

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

/** Whether JSON is nested in more than so many levels, told without a stack that could overflow. */
export function isDeeper(json: unknown, levels: number): boolean {
  let level: readonly unknown[] = [json];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((part) => (typeof part === 'object' && part !== null ? Object.values(part) : []));
  }
  return false;
}

/**
 * The canonical encoding: one string for one value. Two values have the same string exactly if no plain code
 * can behave differently on them. Worlds, states and messages are identified by it, so it never merges
 * different values: a missing field and an `undefined` one differ, `0` and `-0` differ, a Map and a record
 * differ. The order of a record's keys and of the members of a Map or Set does not count.
 *
 * A value that is not plain data (functions, symbols, class instances, promises, accessors, cycles) is
 * refused with the path to it, and never left out: worlds would be merged that behave differently, and be
 * reported as explored.
 */

/** The error for a value with a part that is not plain data. */
export class NotPlainData extends Error {
  /** For instance `.log[2].apply`; empty for the value itself. */
  readonly path: string;
  readonly found: string;

  constructor(path: string, found: string) {
    super(
      `${path === '' ? 'the value itself' : shortened(path)} is ${found}; only plain data can be told apart: strings, numbers, ` +
        'booleans, null, undefined, bigint, arrays, records, Map and Set',
    );
    this.name = 'NotPlainData';
    this.path = path;
    this.found = found;
  }
}

/** The beginning and the end of a path that is too long for a line. */
function shortened(path: string): string {
  return path.length <= 120 ? path : `${path.slice(0, 60)}...${path.slice(-40)}`;
}

/**
 * Encodes plain data canonically.
 *
 * @throws NotPlainData with the path to the first part that is not plain.
 */
export function canonical(value: unknown): string {
  return encoded(value, depthMax + frameDepthMax);
}

/**
 * Parts of worlds that are nested deeper are refused. The limit leaves room on the stack for all recursive
 * functions over them: the writer of traces, the renderings, the copies.
 */
export const depthMax = 500;
/** The levels that a trace adds around such parts. */
const frameDepthMax = 64;
/** The limit of the encoding in progress. */
let levelsMax = depthMax;

/** The encoding of a value with at most so many levels. */
function encoded(value: unknown, levels: number): string {
  levelsMax = levels;
  try {
    return encode(value, undefined, []);
  } catch (error) {
    // The path to each part costs as much as its encoding, so paths are computed for the error alone.
    if (error instanceof NotPlainData) return encode(value, '', []);
    throw error;
  }
}

/** The path to a part of a value; undefined while paths are not computed. */
type Path = string | undefined;

/** The path to a part of the value at a path. */
function into(path: Path, part: string): Path {
  return path === undefined ? undefined : path + part;
}

/** The error for a part at a path. */
function refused(path: Path, found: string): NotPlainData {
  return new NotPlainData(path ?? '', found);
}

/** The encoding of a value; `inside` has the objects around it, to find cycles. */
function encode(value: unknown, path: Path, inside: object[]): string {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'number':
      return Object.is(value, -0) ? '-0' : String(value);
    case 'boolean':
    case 'undefined':
      return String(value);
    case 'bigint':
      return `${value}n`;
    case 'function':
      throw refused(path, `a function${value.name === '' ? '' : ` (${value.name})`}`);
    case 'symbol':
      throw refused(path, `a symbol (${String(value)})`);
    case 'object':
      return value === null ? 'null' : encodeObject(value, path, inside);
  }
}

/** As `JSON.stringify`, memoised: it is slow for short names, of which most data consist. */
function quoted(text: string): string {
  const known = quotedTexts.get(text);
  if (known !== undefined) return known;
  const json = JSON.stringify(text);
  if (quotedTexts.size < quotedTextsMax) quotedTexts.set(text, json);
  return json;
}

const quotedTexts = new Map<string, string>();
const quotedTextsMax = 10_000;

function encodeObject(value: object, path: Path, inside: object[]): string {
  const known = encodings.get(value);
  if (known !== undefined) return known;
  if (inside.includes(value)) throw refused(path, 'a cycle: it contains itself');
  if (inside.length >= levelsMax) throw refused(path, `nested more than ${depthMax} deep`);
  inside.push(value);
  const encoded = encodeByKind(value, path, inside);
  inside.pop();
  return encoded;
}

function encodeByKind(value: object, path: Path, inside: object[]): string {
  switch (Object.getPrototypeOf(value)) {
    case Array.prototype:
      return encodeArray(value as unknown[], path, inside);
    case Map.prototype: {
      refuseOwnKeys(value, path);
      const entries = [...(value as Map<unknown, unknown>)].map(([key, item], at) => {
        const encodedKey = encode(key, into(path, `.keys()[${at}]`), inside);
        return `${encodedKey}=>${encode(item, into(path, `.get(${encodedKey})`), inside)}`;
      });
      return `Map{${entries.sort().join(',')}}`;
    }
    case Set.prototype: {
      refuseOwnKeys(value, path);
      const members = [...(value as Set<unknown>)].map((member, at) =>
        encode(member, into(path, `.values()[${at}]`), inside),
      );
      return `Set{${members.sort().join(',')}}`;
    }
    case Object.prototype:
      return encodeRecord(value, path, inside);
    case null:
      return `bare${encodeRecord(value, path, inside)}`;
    default: {
      const kind = (value as { constructor?: { name?: unknown } }).constructor?.name;
      throw refused(path, `an instance of ${typeof kind === 'string' && kind !== '' ? kind : 'a class'}`);
    }
  }
}

function encodeArray(value: readonly unknown[], path: Path, inside: object[]): string {
  const items: string[] = [];
  for (let at = 0; at < value.length; at++) {
    const step = path === undefined ? undefined : `${path}[${at}]`;
    items.push(at in value ? encode(value[at], step, inside) : 'hole');
  }
  const own = Reflect.ownKeys(value);
  const extra =
    own.length > value.length + 1 || items.includes('hole')
      ? own.find((key) => key !== 'length' && !isIndex(key))
      : undefined;
  if (extra !== undefined) throw refused(into(path, `.${String(extra)}`), 'a field of an array');
  return `[${items.join(',')}]`;
}

function encodeRecord(value: object, path: Path, inside: object[]): string {
  const fields = sorted(Object.keys(value));
  let encoded = '';
  for (const key of fields) {
    const step = path === undefined ? undefined : `${path}.${key}`;
    const field = encode((value as Record<string, unknown>)[key], step, inside);
    encoded += `${encoded === '' ? '' : ','}${quoted(key)}:${field}`;
  }
  if (!hasOnlyFields(value, fields)) refuseHidden(value, path, fields.length);
  return `{${encoded}}`;
}

/** Sorts in place. For short lists an insertion sort, for `sort` allocates. */
function sorted(texts: string[]): string[] {
  if (texts.length > 16) return texts.sort();
  for (let at = 1; at < texts.length; at++) {
    const text = texts[at] as string;
    let to = at;
    for (; to > 0 && (texts[to - 1] as string) > text; to--) texts[to] = texts[to - 1] as string;
    texts[to] = text;
  }
  return texts;
}

/** The getter or setter of a field. These functions cost a fraction of a property descriptor. */
const { __lookupGetter__: getterOf, __lookupSetter__: setterOf } = Object.prototype as unknown as Record<
  '__lookupGetter__' | '__lookupSetter__',
  (this: object, key: string) => unknown
>;

/** Whether a record has no hidden fields and no accessors: `refuseHidden` would find nothing. */
function hasOnlyFields(value: object, fields: readonly string[]): boolean {
  if (Object.getOwnPropertyNames(value).length !== fields.length) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const key of fields) {
    if (getterOf.call(value, key) !== undefined) return false;
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined && setterOf.call(value, key) !== undefined) return false;
  }
  return true;
}

/**
 * Refuses symbols, fields that are not enumerable, and accessors: code can depend on them, and the encoding
 * has none of them.
 */
function refuseHidden(value: object, path: Path, visible: number): void {
  const own = Reflect.ownKeys(value);
  for (const key of own) {
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor?.get !== undefined || descriptor?.set !== undefined) {
      throw refused(into(path, `.${String(key)}`), 'an accessor');
    }
    if (own.length > visible && (typeof key === 'symbol' || descriptor?.enumerable !== true)) {
      throw refused(into(path, `.${String(key)}`), 'a hidden field (a symbol, or not enumerable)');
    }
  }
}

function refuseOwnKeys(value: object, path: Path): void {
  const key = Reflect.ownKeys(value)[0];
  if (key !== undefined) throw refused(into(path, `.${String(key)}`), 'a field of a Map or Set');
}

/** Whether a key is an array index in JavaScript's notation: `01` is an ordinary field. */
function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && String(Number(key) >>> 0) === key && key !== '4294967295';
}

/** The encodings of immutable objects. */
const encodings = new WeakMap<object, string>();

/**
 * Freezes data with all its parts. The encoding of a frozen part is memoised; a Map or Set cannot be frozen,
 * and data that contain one are encoded each time.
 */
export function frozen<T>(data: T): T {
  try {
    freeze(data);
  } catch (error) {
    // Its encoding is refused with a path, where it is needed.
    if (!(error instanceof NotPlainData)) throw error;
  }
  return data;
}

/** Freezes a part, and memoises its encoding if the part is immutable; returns whether it is memoised. */
function freeze(value: unknown, above = 0): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (encodings.has(value)) return true;
  if (Object.isFrozen(value) || above >= depthMax) return false;
  Object.freeze(value);
  let isImmutable = isArrayOrRecord(value);
  for (const part of Object.values(value)) isImmutable = freeze(part, above + 1) && isImmutable;
  if (!isImmutable) return false;
  const encoding = canonical(value);
  if (encoding.length > shallowLengthMax && nestingOf(encoding) > memoisedDepthMax) return false;
  encodings.set(value, encoding);
  return true;
}

/**
 * Data that are nested deeper are encoded each time: a memoised encoding does not count levels, so data that
 * grow by one level in each step would never reach the limit.
 */
const memoisedDepthMax = 100;
/** Shorter encodings are not deeper, for a level has two characters at least. */
const shallowLengthMax = 2 * memoisedDepthMax;

/** The nesting depth of an encoding; an upper bound where texts in it have brackets that do not close. */
function nestingOf(encoding: string): number {
  let depth = 0;
  let most = 0;
  for (let at = 0; at < encoding.length; at++) {
    const code = encoding.charCodeAt(at);
    if (code === 0x7b || code === 0x5b) most = Math.max(most, ++depth);
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return most;
}

const keys = new WeakMap<object, string>();

/**
 * `canonical`, memoised by object: for the parts of worlds, which are never changed in place and which many
 * worlds share.
 *
 * @throws NotPlainData as `canonical` does.
 */
export function keyOf(part: unknown): string {
  if (typeof part !== 'object' || part === null) return canonical(part);
  let key = encodings.get(part) ?? keys.get(part);
  if (key === undefined) {
    key = encoded(part, depthMax);
    keys.set(part, key);
  }
  return key;
}

/** Whether an object can be frozen with all that it holds: a Map or Set cannot. */
function isArrayOrRecord(value: object): boolean {
  const kind = Object.getPrototypeOf(value);
  return kind === Array.prototype || kind === Object.prototype;
}

/**
 * One string for one value: two values have the same string exactly when no plain code can behave differently on them.
 * The checker recognises worlds, states and messages by it, so it must never merge what differs: a missing field and an
 * `undefined` one differ, `0` and `-0` differ, a Map and a record differ. The order of a record's keys and of the
 * members of a Map or Set does not count.
 *
 * What is not plain data (functions, symbols, class instances, promises, accessors, cycles) is refused with the path
 * to it and never left out: a merged world would be reported as explored although nobody looked at it.
 */

/** Says where in a value something stands that is not plain data. */
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

/** The beginning and the end of a way that no line could hold. */
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
 * Parts of worlds that are nested deeper are refused, while there is still room on the stack for all that walks through them: the writer
 * of traces, the renderings, the copies.
 */
export const depthMax = 500;
/** By how much more a trace may nest what it holds. */
const frameDepthMax = 64;
/** The limit of the encoding that is being made. */
let levelsMax = depthMax;

function encoded(value: unknown, levels: number): string {
  levelsMax = levels;
  try {
    return encode(value, undefined, []);
  } catch (error) {
    // To spell the way to each part costs as much as to encode it, so that is done where somebody is to be told.
    if (error instanceof NotPlainData) return encode(value, '', []);
    throw error;
  }
}

/** The way to a part of a value; undefined where nobody asks for it. */
type Path = string | undefined;

function into(path: Path, part: string): Path {
  return path === undefined ? undefined : path + part;
}

function refused(path: Path, found: string): NotPlainData {
  return new NotPlainData(path ?? '', found);
}

/** `inside` holds the objects around this one, so that a cycle is seen. */
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

/** As `JSON.stringify`, which is slow for the short names of which most data consist; so these are quoted once. */
function quoted(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const now = JSON.stringify(text);
  if (names.size < namesMax) names.set(text, now);
  return now;
}

const names = new Map<string, string>();
const namesMax = 10_000;

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
  if (!showsAll(value, fields)) refuseHidden(value, path, fields.length);
  return `{${encoded}}`;
}

/** In place; what `sort` does, without what it allocates for lists as short as these. */
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

/** The getter or setter behind a field. Asking for these costs a fraction of asking for the whole descriptor. */
const { __lookupGetter__: getterOf, __lookupSetter__: setterOf } = Object.prototype as unknown as Record<
  '__lookupGetter__' | '__lookupSetter__',
  (this: object, key: string) => unknown
>;

/** Whether a record is its fields and nothing else: what `refuseHidden` looks for is not there. */
function showsAll(value: object, fields: readonly string[]): boolean {
  if (Object.getOwnPropertyNames(value).length !== fields.length) return false;
  if (Object.getOwnPropertySymbols(value).length > 0) return false;
  for (const key of fields) {
    if (getterOf.call(value, key) !== undefined) return false;
    const field = (value as Record<string, unknown>)[key];
    if (field === undefined && setterOf.call(value, key) !== undefined) return false;
  }
  return true;
}

/** Symbols, fields that are not enumerable and accessors can carry behaviour that the fields do not show. */
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

/** Whether it is the number of an item, as JavaScript spells it: `01` is a field like any other. */
function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && String(Number(key) >>> 0) === key && key !== '4294967295';
}

/** Of what can never change again. */
const encodings = new WeakMap<object, string>();

/**
 * Freezes data with all its parts. What is frozen need not be encoded again, wherever it comes to stand; Map and Set cannot
 * be protected so, and what contains one is encoded each time.
 */
export function frozen<T>(data: T): T {
  try {
    settle(data);
  } catch (error) {
    // Whoever asks for its encoding is told.
    if (!(error instanceof NotPlainData)) throw error;
  }
  return data;
}

/** Freezes a part, and keeps its encoding where it can never change again; says whether that is kept. */
function settle(value: unknown, above = 0): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'function';
  if (encodings.has(value)) return true;
  if (Object.isFrozen(value) || above >= depthMax) return false;
  Object.freeze(value);
  let isSettled = isArrayOrRecord(value);
  for (const part of Object.values(value)) isSettled = settle(part, above + 1) && isSettled;
  if (!isSettled) return false;
  const encoding = canonical(value);
  if (encoding.length > surelyShallow && nestingOf(encoding) > knownDepthMax) return false;
  encodings.set(value, encoding);
  return true;
}

/**
 * What is nested deeper is encoded each time: an encoding that is kept takes no notice of depth, and data could grow by a level a step
 * beyond all limits.
 */
const knownDepthMax = 100;
/** A level takes two characters at least. */
const surelyShallow = 2 * knownDepthMax;

/** How deep an encoding is nested, or deeper where texts in it have brackets that do not close. */
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
 * `canonical`, remembered per object: for the parts of worlds, which are never changed in place and stand in many worlds.
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

function isArrayOrRecord(value: object): boolean {
  const kind = Object.getPrototypeOf(value);
  return kind === Array.prototype || kind === Object.prototype;
}

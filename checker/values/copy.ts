/**
 * Copies of plain data. A copy shares nothing with the original, or shares its unchanged parts with an
 * earlier copy.
 */
import { isSame } from './equality.ts';

/**
 * A deep copy of plain data: as `structuredClone`, but fast for records and arrays, of which messages
 * consist.
 */
export function copyOf<T>(data: T): T {
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data)) return data.map(copyOf) as T;
  if (!isRecord(data)) return copyOfOther(data);
  const copy = shallowCopyOf(data);
  for (const field in copy) {
    const part = copy[field];
    if (typeof part === 'object' && part !== null) copy[field] = copyOf(part);
  }
  return copy as T;
}

/** Whether an object is a record, with a prototype or without. */
function isRecord(data: object): boolean {
  const kind = Object.getPrototypeOf(data);
  return kind === Object.prototype || kind === null;
}

function shallowCopyOf(data: object): Record<string, unknown> {
  if (Object.getPrototypeOf(data) !== null) return { ...data } as Record<string, unknown>;
  return Object.assign(Object.create(null), data);
}

/** A Map or Set is copied member by member, for `structuredClone` gives records without a prototype one. */
function copyOfOther<T extends object>(data: T): T {
  const kind = Object.getPrototypeOf(data);
  if (kind === Set.prototype) return new Set([...(data as unknown as Set<unknown>)].map(copyOf)) as never;
  if (kind === Map.prototype)
    return new Map([...(data as unknown as Map<unknown, unknown>)].map(copyOf)) as never;
  return structuredClone(data);
}

/**
 * As `copyOf`, but parts that equal those of an earlier copy are shared with it: unchanged data cost no
 * allocation.
 */
export function copyLike<T>(earlier: unknown, data: T): T {
  if (typeof data !== 'object' || data === null) return data;
  if (isSame(earlier, data)) return earlier as T;
  const partOf = (at: string | number): unknown =>
    typeof earlier === 'object' && earlier !== null && Object.hasOwn(earlier, at)
      ? earlier[at as never]
      : undefined;
  if (Array.isArray(data)) return data.map((item, at) => copyLike(partOf(at), item)) as T;
  if (!isRecord(data)) return copyOfOther(data);
  const copy = shallowCopyOf(data);
  for (const field in copy) copy[field] = copyLike(partOf(field), copy[field]);
  return copy as T;
}

/** After this many identical views the object is checked for immutability, and then no longer copied. */
const timesLeast = 8;

/**
 * A cache of the last copy of a view. The implementation may return one object again and again and write to
 * it in between; an object that is frozen with all its parts is copied only the first times.
 */
export class CopyCache {
  #last: unknown;
  #copy: unknown;
  /** The number of consecutive calls with the same object; infinite once it is known to be immutable. */
  #times = 0;

  /** A copy of the view, which later writes to the view do not change. */
  of<T>(view: T): T {
    const isAgain = view === this.#last;
    if (isAgain && this.#times === Number.POSITIVE_INFINITY) return this.#copy as T;
    this.#times = isAgain ? this.#times + 1 : 1;
    this.#last = view;
    this.#copy = copyLike(this.#copy, view);
    if (this.#times === timesLeast && isImmutable(view)) this.#times = Number.POSITIVE_INFINITY;
    return this.#copy as T;
  }
}

/** Whether data can never change: frozen with all parts, none of which is an accessor, a Map or a Set. */
function isImmutable(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return typeof data !== 'function';
  const kind = Object.getPrototypeOf(data);
  if (!Object.isFrozen(data) || (kind !== Object.prototype && kind !== Array.prototype)) return false;
  const parts = Object.values(Object.getOwnPropertyDescriptors(data));
  return parts.every((part) => 'value' in part && isImmutable(part.value));
}

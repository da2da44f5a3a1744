import { isSame } from './equality.ts';

/** A copy of plain data that shares nothing with the original: `structuredClone`, but fast for what messages are made of. */
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

/** Whether it is made of fields alone; it may have no prototype. */
function isRecord(data: object): boolean {
  const kind = Object.getPrototypeOf(data);
  return kind === Object.prototype || kind === null;
}

function shallowCopyOf(data: object): Record<string, unknown> {
  if (Object.getPrototypeOf(data) !== null) return { ...data } as Record<string, unknown>;
  return Object.assign(Object.create(null), data);
}

/** What `structuredClone` would make of records without a prototype in a Map or Set is not what they were. */
function copyOfOther<T extends object>(data: T): T {
  const kind = Object.getPrototypeOf(data);
  if (kind === Set.prototype) return new Set([...(data as unknown as Set<unknown>)].map(copyOf)) as never;
  if (kind === Map.prototype)
    return new Map([...(data as unknown as Map<unknown, unknown>)].map(copyOf)) as never;
  return structuredClone(data);
}

/** As `copyOf`, but what is the same as in an earlier copy is that very part, so that nothing is made where nothing changed. */
export function copyLike<T>(known: unknown, data: T): T {
  if (typeof data !== 'object' || data === null) return data;
  if (isSame(known, data)) return known as T;
  const partOf = (at: string | number): unknown =>
    typeof known === 'object' && known !== null && Object.hasOwn(known, at) ? known[at as never] : undefined;
  if (Array.isArray(data)) return data.map((item, at) => copyLike(partOf(at), item)) as T;
  if (!isRecord(data)) return copyOfOther(data);
  const copy = shallowCopyOf(data);
  for (const field in copy) copy[field] = copyLike(partOf(field), copy[field]);
  return copy as T;
}

/** So often the same must be shown before it is worth asking whether it can change. */
const timesLeast = 8;

/**
 * Copies of what somebody shows again and again, and may go on writing to. What is frozen all through is not looked at any more once it
 * has been shown some times.
 */
export class Copies {
  #shown: unknown;
  #copy: unknown;
  /** How often in a row; where it can never change, without end. */
  #times = 0;

  of<T>(shown: T): T {
    const isAgain = shown === this.#shown;
    if (isAgain && this.#times === Number.POSITIVE_INFINITY) return this.#copy as T;
    this.#times = isAgain ? this.#times + 1 : 1;
    this.#shown = shown;
    this.#copy = copyLike(this.#copy, shown);
    if (this.#times === timesLeast && isFixed(shown)) this.#times = Number.POSITIVE_INFINITY;
    return this.#copy as T;
  }
}

/** Whether data can never change: frozen with all their parts, and none of these is an accessor, a Map or a Set. */
function isFixed(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return typeof data !== 'function';
  const kind = Object.getPrototypeOf(data);
  if (!Object.isFrozen(data) || (kind !== Object.prototype && kind !== Array.prototype)) return false;
  const parts = Object.values(Object.getOwnPropertyDescriptors(data));
  return parts.every((part) => 'value' in part && isFixed(part.value));
}

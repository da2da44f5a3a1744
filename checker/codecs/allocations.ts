/**
 * Allocation monitor: while it is on, it notes the largest array buffer that code asks for by `new
 * ArrayBuffer(n)` or `new Uint8Array(n)`, and refuses one above a limit. So a decoder that believes an
 * announced length of 2^32 - 1 is seen, and the memory is not taken.
 *
 * It replaces the two global constructors. Code that kept them from before is not seen.
 */
import { replace } from '../actors/ambient.ts';

/** The state of the monitor; numbers are bytes. */
export interface Allocations {
  readonly largest: number;
  readonly limit: number;
}

let largest = 0;
let limit = Number.POSITIVE_INFINITY;

/** Notes allocations from now on, and refuses one above the limit by a RangeError; returns the state before. */
export function watchAllocations(limitBytes: number): Allocations {
  const before = { largest, limit };
  largest = 0;
  limit = limitBytes;
  return before;
}

/** Returns to a state of the monitor; the result is the largest allocation since `watchAllocations`. */
export function endWatch(before: Allocations): number {
  const found = largest;
  ({ largest, limit } = before);
  return found;
}

/**
 * Allocations of so many bytes are always allowed, because a decoder may begin with a small buffer. Beyond
 * them it may double a buffer that holds all that it may keep.
 */
const slackBytes = 4_096;

/** The most bytes that a decoder may allocate at once, for a stream of a given length. */
export function allocationMax(bufferedBytesMax: number, streamBytes: number): number {
  return 2 * (bufferedBytesMax + streamBytes) + slackBytes;
}

function note(size: unknown): void {
  if (typeof size !== 'number') return;
  if (size > largest) largest = size;
  if (size > limit) throw new RangeError(`Array buffer allocation failed: ${size} bytes are above the limit`);
}

const watched = new Map<string, object>();

/** The constructor of a name that notes its sizes. */
function watchedConstructor(name: 'ArrayBuffer' | 'Uint8Array'): object {
  const known = watched.get(name);
  if (known !== undefined) return known;
  const made = new Proxy(globalThis[name] as new (size: number) => object, {
    construct(target, args, newTarget) {
      note(args[0]);
      return Reflect.construct(target, args, newTarget);
    },
  });
  watched.set(name, made);
  return made;
}

/** Runs code with the monitor installed. */
export function withAllocationMonitor<T>(run: () => T): T {
  const undo = (['ArrayBuffer', 'Uint8Array'] as const).map((name) =>
    replace(globalThis, name, watchedConstructor(name)),
  );
  try {
    return run();
  } finally {
    for (const one of undo.reverse()) one();
  }
}

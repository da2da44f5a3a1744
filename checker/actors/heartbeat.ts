/**
 * The heartbeat: shared memory in which a thread notes its current call into the code of a suite. A watchdog
 * in another thread reads it, and so can name a call that does not return: an endless loop does not let its
 * own thread report anything.
 *
 * The memory has three numbers (the count of calls, the name of the current call, the name of the check that
 * makes it), and after them the names, each written once. A thread without such memory notes nothing.
 */
import type { NodeId, Received } from './actor.ts';

/** Bytes of one heartbeat: room for some thousand names. */
export const heartbeatBytes = 0x20000;

/**
 * The places of the numbers; names follow from `firstName` on, in units of two bytes, each after its length.
 */
const [begun, present, check] = [0, 1, 2];
const firstName = 8;
const lengthMax = 400;

/** The name of all calls for whose names there is no room. */
const nameless = 'a call into the code of the suite';

let numbers: Int32Array = new Int32Array(3);
let names: Uint16Array | undefined;
let namesEnd = firstName;
let known = new Map<string, number>();

/** Notes the calls of this thread in a memory from now on; `undefined` ends it. */
export function beatIn(memory: SharedArrayBuffer | undefined): void {
  numbers = memory === undefined ? new Int32Array(3) : new Int32Array(memory, 0, 3);
  names = memory === undefined ? undefined : new Uint16Array(memory);
  namesEnd = firstName;
  known = new Map();
  if (names !== undefined) callNumber(nameless);
}

/** The current call of the thread that writes a memory; `undefined` while there is none. */
export function runningCall(memory: SharedArrayBuffer):
  | {
      /** Differs from call to call. */
      readonly call: number;
      /** For instance `node 'a' at timeout 'tick'`. */
      readonly name: string;
      /** The check that makes the call, for instance `raft model, scope default`; absent outside of one. */
      readonly check?: string;
    }
  | undefined {
  const noted = new Int32Array(memory, 0, 3);
  const name = noted[present] as number;
  if (name === 0) return undefined;
  const about = noted[check] as number;
  return {
    call: noted[begun] as number,
    name: textAt(memory, name),
    ...(about !== 0 && { check: textAt(memory, about) }),
  };
}

/** The name that is written at a place. */
function textAt(memory: SharedArrayBuffer, number: number): string {
  const units = new Uint16Array(memory);
  return String.fromCharCode(...units.subarray(number + 1, number + 1 + (units[number] as number)));
}

/** The number of a name; 0, which notes nothing, in a thread without memory. */
export function callNumber(name: string): number {
  if (names === undefined) return 0;
  const before = known.get(name);
  if (before !== undefined) return before;
  const text = name.slice(0, lengthMax);
  const isRoom = namesEnd + 1 + text.length <= names.length;
  const number = isRoom ? namesEnd : (known.get(nameless) as number);
  if (isRoom) {
    names[number] = text.length;
    for (let at = 0; at < text.length; at++) names[number + 1 + at] = text.charCodeAt(at);
    namesEnd += 1 + text.length;
  }
  known.set(name, number);
  return number;
}

/** A kind of call that concerns a node, for instance of its view. It memoises the number of each node. */
export class CallKind {
  readonly name: string;
  /** The memory to which the memoised numbers belong. */
  #names: Uint16Array | undefined;
  readonly #numbers = new Map<NodeId, number>();

  constructor(name: string) {
    this.name = name;
  }

  /** The number of this kind of call for a node. */
  of(node: NodeId): number {
    if (names === undefined) return 0;
    if (names !== this.#names) {
      this.#names = names;
      this.#numbers.clear();
    }
    const known = this.#numbers.get(node);
    if (known !== undefined) return known;
    const number = callNumber(`node '${node}' at ${this.name}`);
    this.#numbers.set(node, number);
    return number;
  }
}

/** By type and detail of an event: names are built once, for steps are many. */
const detailedKinds = new Map<string, Map<string, CallKind>>();

/** The number of a node's step. */
export function stepNumber(node: NodeId, event: Received): number {
  if (names === undefined) return 0;
  const detail = detailOf(event);
  const known = detailedKinds.get(event.type)?.get(detail);
  return (known ?? stepKind(event.type, detail)).of(node);
}

/** The kind of a step, made at its first use. */
function stepKind(type: string, detail: string): CallKind {
  const kind = new CallKind(`${type}${detail === '' ? '' : ` '${detail}'`}`);
  detailedKinds.set(type, (detailedKinds.get(type) ?? new Map()).set(detail, kind));
  return kind;
}

/** The detail of an event in the name of a step: the type of a message, input or reply, or the timer. */
function detailOf(event: Received): string {
  switch (event.type) {
    case 'message':
      return event.message.type;
    case 'timeout':
      return event.timer;
    case 'input':
      return event.input.type;
    case 'reply':
      return event.reply.type;
    default:
      return '';
  }
}

/** Notes that a call begins; `ended` needs the result. */
export function began(number: number): number {
  const before = numbers[present] as number;
  numbers[begun] = (numbers[begun] as number) + 1;
  numbers[present] = number;
  return before;
}

/** The number of the current call of this thread; 0 for none. */
export function running(): number {
  return numbers[present] as number;
}

/**
 * Notes that a call ended, and that the call around it continues. A call that throws is ended by the
 * outermost one.
 */
export function ended(before: number): void {
  numbers[present] = before;
}

/** Notes a call around `run`. For rare calls: loading a file, making the system of a scope. */
export function noted<T>(name: string, run: () => T): T {
  const before = began(callNumber(name));
  try {
    return run();
  } finally {
    ended(before);
  }
}

/** As `noted`, for asynchronous code. */
export async function notedUntilDone<T>(name: string, run: () => Promise<T>): Promise<T> {
  const before = began(callNumber(name));
  try {
    return await run();
  } finally {
    ended(before);
  }
}

/** Notes the check that makes the calls from now on; `undefined` for none. */
export function checking(about: string | undefined): void {
  numbers[check] = about === undefined ? 0 : callNumber(about);
}

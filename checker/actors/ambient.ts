/**
 * Ambient inputs: the clock, chance and timers of the environment. While code of a suite runs they throw, for
 * a step that depends on them cannot be explored, replayed or shrunk. Other code can use them: the callers of
 * engines, test runners, reports.
 *
 * `withoutAmbience` installs throwing functions for one call. A program of its own may install them once
 * (`banAmbience`): code that kept a reference to `Date.now` is then found as well.
 */
import { ended, running } from './heartbeat.ts';

/** The error for a use of an ambient input; the call that failed adds its place. */
class AmbientUse extends Error {}

/** The use of each kind of ambient input, as errors describe it. */
const uses = {
  clock: 'reads the clock',
  chance: 'draws by chance',
  timer: 'sets a timer of its own',
} as const;

/** Kinds of ambient inputs. */
export type Ambience = keyof typeof uses;

/** The right code in place of each kind. */
const instead: Readonly<Record<Ambience, string>> = {
  clock: 'let a timer of the world stand for time',
  chance: 'hand randomness in as a draw',
  timer: 'arm a timer of the world by its name',
};

/** The number of nested calls of `withoutAmbience`. */
let depth = 0;

/**
 * A function that throws while code of a suite runs, and otherwise calls the original; errors print `name`.
 */
export function banned<F extends (...args: never[]) => unknown>(
  kind: Ambience,
  name: string,
  original: F,
): F {
  return once(original, () => ({
    apply(target, self, args) {
      refuse(kind, name);
      return Reflect.apply(target, self, args);
    },
  }));
}

/** The proxy of each replaced function: to make one costs more than to install it. */
const replaced = new WeakMap<object, object>();

/** The memoised proxy of a function. */
function once<T extends object>(original: T, handler: () => ProxyHandler<T>): T {
  const before = replaced.get(original) ?? new Proxy(original, handler());
  replaced.set(original, before);
  return before as T;
}

/** Throws while code of a suite runs. */
function refuse(kind: Ambience, name: string): void {
  if (depth > 0)
    throw new AmbientUse(
      `it ${uses[kind]} (${name}), but a step must depend on state, event and choice alone; ${instead[kind]}`,
    );
}

/** An ambient function of an object. */
interface Source {
  readonly owner: object;
  readonly field: string;
  readonly kind: Ambience;
  readonly name: string;
}

/** The ambient functions of this environment. */
function sources(): readonly Source[] {
  const { performance, crypto, process } = globalThis as unknown as Readonly<Record<string, object>>;
  const of = (kind: Ambience, owner: object | undefined, prefix: string, ...fields: string[]) =>
    owner === undefined
      ? []
      : fields
          .filter((field) => typeof owner[field as never] === 'function')
          .map((field): Source => ({ owner, field, kind, name: `${prefix}${field}` }));
  const hrtime = process && (process as Readonly<Record<string, object>>).hrtime;
  return [
    ...of('clock', Date, 'Date.', 'now'),
    ...of('clock', performance, 'performance.', 'now', 'mark'),
    ...of('clock', hrtime, 'process.hrtime.', 'bigint'),
    ...of('clock', process, 'process.', 'hrtime', 'uptime', 'cpuUsage', 'resourceUsage'),
    ...of('chance', Math, 'Math.', 'random'),
    ...of('chance', crypto, 'crypto.', 'getRandomValues', 'randomUUID'),
    ...of('timer', globalThis, '', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'),
    ...of('timer', globalThis, '', 'requestAnimationFrame', 'requestIdleCallback'),
    ...of('timer', globalThis.AbortSignal, 'AbortSignal.', 'timeout'),
  ];
}

/** `Date`; without arguments, which means now, it throws while code of a suite runs. */
function dateWithoutNow(original: DateConstructor): DateConstructor {
  return once(original, () => ({
    construct(target, args, newTarget) {
      if (args.length === 0) refuse('clock', 'new Date()');
      return Reflect.construct(target, args, newTarget);
    },
    apply(target, self, args) {
      refuse('clock', 'Date()');
      return Reflect.apply(target, self, args);
    },
  }));
}

/** Installs throwing functions in place of the ambient ones; the result removes them. */
function install(): () => void {
  const undo = sources().map(({ owner, field, kind, name }) => {
    const original = owner[field as never] as (...args: never[]) => unknown;
    return replace(owner, field, banned(kind, name, original));
  });
  const original = globalThis.Date;
  undo.push(replace(globalThis, 'Date', dateWithoutNow(original)));
  undo.push(replace(original.prototype, 'constructor', dateWithoutNow(original)));
  return () => {
    for (const one of undo) one();
  };
}

/** Replaces a field; the result restores the object's own field, or its absence. */
export function replace(owner: object, field: string, value: unknown): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, field);
  const isFixed = own === undefined ? !Object.isExtensible(owner) : own.configurable === false;
  if (isFixed && own?.writable !== true) return () => {};
  if (isFixed) {
    owner[field as never] = value as never;
    return () => {
      owner[field as never] = own?.value as never;
    };
  }
  const enumerable = own?.enumerable ?? false;
  Object.defineProperty(owner, field, { value, configurable: true, writable: true, enumerable });
  return () => {
    if (own === undefined) delete owner[field as never];
    else Object.defineProperty(owner, field, own);
  };
}

let isInstalled = false;

/** Installs the throwing functions permanently; outside of a suite's code they call the originals. */
export function banAmbience(): void {
  if (isInstalled) return;
  isInstalled = true;
  install();
}

/** Runs code of a suite, or an engine that calls it: ambient functions throw meanwhile. */
export function withoutAmbience<T>(run: () => T): T {
  const before = running();
  const uninstall = depth === 0 && !isInstalled ? install() : undefined;
  depth++;
  try {
    return run();
  } finally {
    depth--;
    uninstall?.();
    // A call that threw did not end its heartbeat.
    if (depth === 0) ended(before);
  }
}

/** A search whose steps run without ambient inputs; the code to which it yields has them. */
export function* isolated<Progress, Result>(
  search: Generator<Progress, Result, string | undefined>,
): Generator<Progress, Result, string | undefined> {
  let answer: string | undefined;
  try {
    for (;;) {
      const next = withoutAmbience(() => search.next(answer));
      if (next.done === true) return next.value;
      answer = yield next.value;
    }
  } finally {
    // A search that is abandoned must clean up as well.
    search.return(undefined as never);
  }
}

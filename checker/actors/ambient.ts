/**
 * Ambient inputs: the clock, chance and timers of the environment. While code of a suite runs they throw a sentence, for a step that
 * depends on them cannot be explored, replayed or shrunk. Everything else keeps them: the engines' callers, test runners, reports.
 *
 * `withoutAmbience` puts throwing functions in their place and takes them away again. A program of its own may install them once
 * (`banAmbience`): code that kept a reference to `Date.now` then meets them, too.
 */
import { ended, running } from './heartbeat.ts';

/** What code of a suite did with the environment; where it did it is added by the call that failed. */
class AmbientUse extends Error {}

/** What is to be written in place of a clock, of chance and of a timer. */
const remedies = {
  clock: 'reads the clock',
  chance: 'draws by chance',
  timer: 'sets a timer of its own',
} as const;

/** Kinds of ambient inputs. */
export type Ambience = keyof typeof remedies;

const instead: Readonly<Record<Ambience, string>> = {
  clock: 'let a timer of the world stand for time',
  chance: 'hand randomness in as a draw',
  timer: 'arm a timer of the world by its name',
};

/** How many calls of `withoutAmbience` are under way, one within the other. */
let depth = 0;

/** A function that throws while code of a suite runs, and else does what it did; `name` is what an author would write. */
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

/** Of each function that was replaced, what stands in its place: to make one costs more than to install it. */
const replaced = new WeakMap<object, object>();

function once<T extends object>(original: T, handler: () => ProxyHandler<T>): T {
  const before = replaced.get(original) ?? new Proxy(original, handler());
  replaced.set(original, before);
  return before as T;
}

function refuse(kind: Ambience, name: string): void {
  if (depth > 0)
    throw new AmbientUse(
      `it ${remedies[kind]} (${name}), but a step must depend on state, event and choice alone; ${instead[kind]}`,
    );
}

/** A function of an object that is ambient. */
interface Source {
  readonly owner: object;
  readonly field: string;
  readonly kind: Ambience;
  readonly name: string;
}

/** Everything ambient that this environment has. */
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

/** `Date` as it is, but that one without arguments, which is now, throws while code of a suite runs. */
function datelessNow(original: DateConstructor): DateConstructor {
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

/** Puts throwing functions in place of all that is ambient; what it returns takes them away again. */
function install(): () => void {
  const undo = sources().map(({ owner, field, kind, name }) => {
    const original = owner[field as never] as (...args: never[]) => unknown;
    return replace(owner, field, banned(kind, name, original));
  });
  const original = globalThis.Date;
  undo.push(replace(globalThis, 'Date', datelessNow(original)));
  undo.push(replace(original.prototype, 'constructor', datelessNow(original)));
  return () => {
    for (const one of undo) one();
  };
}

/** Replaces a field; what it returns puts back what the object had of its own. */
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

/** Installs the throwing functions for good; they throw while code of a suite runs, and else do what they did. */
export function banAmbience(): void {
  if (isInstalled) return;
  isInstalled = true;
  install();
}

/** Runs code of a suite, and engines that call it: what is ambient throws. */
export function withoutAmbience<T>(run: () => T): T {
  const before = running();
  const uninstall = depth === 0 && !isInstalled ? install() : undefined;
  depth++;
  try {
    return run();
  } finally {
    depth--;
    uninstall?.();
    // A call that threw was not ended.
    if (depth === 0) ended(before);
  }
}

/** A search each step of which runs without what is ambient; what it yields to does not. */
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
    // One that is left before its end has to clean up as well.
    search.return(undefined as never);
  }
}

/**
 * A thread that runs code of suites: where what it says goes, what that code may not do to the process, and what becomes of errors
 * that nothing catches. Without a supervisor (in tests that call the command's functions) messages go to the terminal at once.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { banAmbienceOfNode } from '../checker/actors/ambient.node.ts';
import { banAmbience } from '../checker/actors/ambient.ts';
import { beatIn, checking } from '../checker/actors/heartbeat.ts';
import { messageOf } from '../checker/values/errors.ts';
import { Terminal } from './terminal.ts';
import type { Message } from './wire.ts';

/** Code of a suite asked for the end of the process. */
export class ForbiddenCall extends Error {
  override readonly name = 'ForbiddenCall';
}

/** How this thread is connected to its supervisor. */
export interface Connection {
  readonly send: (message: Message) => void;
  /** This thread's heartbeat. */
  readonly heartbeat: SharedArrayBuffer;
  /** Absent in a thread that is stopped by another one. */
  readonly signals?: Int32Array;
  /** Name of the broadcast channel on which the threads of `--jobs` reach the supervisor. */
  readonly channel?: string;
  /** Whether errors come with their stacks. */
  readonly debugs: boolean;
}

let connection: Connection | undefined;
let about: string | undefined;
let alone: Terminal | undefined;
let evasion: string | undefined;
let hasStrayed = false;

/** Sends a message to the supervisor. */
export function say(message: Message): void {
  if (connection !== undefined) connection.send(message);
  else if (message.kind === 'print' || message.kind === 'progress') {
    alone ??= new Terminal(process.stdout, process.stderr);
    alone.show(message);
  }
}

/** Writes to standard output; the command alone does so, code of suites is led to standard error. */
export function print(text: string): void {
  say({ kind: 'print', to: 'out', text });
}

/** Writes to standard error. */
export function printError(text: string): void {
  say({ kind: 'print', to: 'err', text });
}

/** Whether the run was asked to end by a signal. */
export function isInterrupted(): boolean {
  const signals = connection?.signals;
  return signals !== undefined && Atomics.load(signals, 0) > 0;
}

/** Whether errors that nothing catches reach a supervisor. */
export function isSupervised(): boolean {
  return connection !== undefined;
}

/** Where threads that this one starts reach the supervisor. */
export function channelOfHelpers(): string | undefined {
  return connection?.channel;
}

/** Notes which check is under way, for the watchdog and for errors that nothing catches; `undefined`: none. */
export function checks(what: string | undefined): void {
  about = what;
  checking(what);
}

/** Connects this thread to its supervisor, before any code of a suite runs in it. */
export function connect(to: Connection): void {
  connection = to;
  beatIn(to.heartbeat);
  leadOutputToStandardError();
  forbidEnds();
  banAmbience();
  banAmbienceOfNode();
  process.on('unhandledRejection', (cause) =>
    stray('a promise that code under check left behind was rejected', cause),
  );
  process.on('uncaughtException', (cause) => stray('code under check failed outside of its steps', cause));
}

/** The first call for the end of the process in this thread, in a sentence; a step that catches its error goes on as if nothing was. */
export function evaded(): string | undefined {
  return evasion;
}

/** Whether the supervisor was sent an error that nothing caught, which ends the run. */
export function strayed(): boolean {
  return hasStrayed;
}

function placeText(): string {
  return about === undefined ? '' : ` (while checking ${about})`;
}

function stray(what: string, cause: unknown): void {
  const where = placeText();
  hasStrayed = true;
  const right = 'a step must be done when it returns, and leave no promise, timer or callback behind';
  const stack = connection?.debugs && cause instanceof Error ? cause.stack : undefined;
  const sentence = `${what}: ${messageOf(cause)}${where}; ${right}`;
  say({ kind: 'stray', sentence, ...(stack !== undefined && { stack }) });
}

/** Functions of `fs` that write to, or open, what their first argument names; streams of `fs` write by them. */
const writers = [
  'write',
  'writeSync',
  'writev',
  'writevSync',
  'writeFile',
  'writeFileSync',
  'appendFile',
  'appendFileSync',
  'open',
  'openSync',
] as const;
/** Paths by which the system names standard output. */
const standardOutputs: readonly unknown[] = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

/** They take no descriptor in place of a path. */
const opensPaths = /^open/;

/** A descriptor or path of standard output becomes that of standard error; others stay. */
function led(to: unknown, name: string): unknown {
  if (to !== 1 && !standardOutputs.includes(to)) return to;
  // A file that is opened anew would be written from its own place on, over what is there.
  return to === 1 || !opensPaths.test(name) ? 2 : '/dev/stderr';
}

/** Standard output belongs to the report: what code of a suite prints goes to standard error. */
function leadOutputToStandardError(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: string | Uint8Array, ...rest: readonly unknown[]) => {
      printError(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      const written = rest.at(-1);
      if (typeof written === 'function') process.nextTick(written);
      return true;
    };
  }
  for (const name of writers) {
    const write = fs[name] as (to: unknown, ...rest: unknown[]) => unknown;
    Object.assign(fs, { [name]: (to: unknown, ...rest: unknown[]) => write(led(to, name), ...rest) });
  }
  const { promises, writeFileSync } = fs;
  const { open } = promises;
  promises.open = (path, ...rest) => open(led(path, 'open') as typeof path, ...rest);
  for (const name of ['writeFile', 'appendFile'] as const) {
    const write = promises[name] as (to: unknown, ...rest: unknown[]) => Promise<void>;
    const writeLed = async (to: unknown, ...rest: unknown[]) =>
      led(to, name) === 2 ? writeFileSync(2, ...(rest as [string])) : write(to, ...rest);
    Object.assign(promises, { [name]: writeLed });
  }
  syncBuiltinESMExports();
}

/** In a thread `process.exit` would end the thread alone, and what is left could look like a pass. */
function forbidEnds(): void {
  if (isMainThread) return;
  const forbidden =
    (name: string) =>
    (...args: readonly unknown[]): never => {
      const call = `process.${name}(${args.map(String).join(', ')})`;
      const sentence = `${call} was called, but code under check may not end the process; let it return or throw`;
      evasion ??= `${sentence}${placeText()}`;
      throw new ForbiddenCall(sentence);
    };
  const { kill } = process;
  const isOwn = (pid: number, signal: unknown) => (pid === process.pid || pid <= 0) && signal !== 0;
  Object.assign(process, {
    exit: forbidden('exit'),
    reallyExit: forbidden('reallyExit'),
    abort: forbidden('abort'),
    kill: (pid: number, signal?: string | number) =>
      isOwn(pid, signal) ? forbidden('kill')('process.pid') : kill(pid, signal),
  });
  syncBuiltinESMExports();
}

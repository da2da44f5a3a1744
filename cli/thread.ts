/**
 * The isolation of a thread that runs code of suites: sends its output and uncaught errors to the supervisor,
 * and keeps that code from ending the process. Without a supervisor (in tests) messages go straight to the
 * terminal.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { banAmbienceOfNode } from '../checker/actors/ambient.node.ts';
import { banAmbience } from '../checker/actors/ambient.ts';
import { beatIn, checking } from '../checker/actors/heartbeat.ts';
import { messageOf } from '../checker/values/errors.ts';
import { groups } from '../integrations/stdio/groups.ts';
import type { Message } from './messages.ts';
import { Terminal } from './terminal.ts';

/** The error for code of a suite that calls `process.exit` or a relative of it. */
export class ForbiddenCall extends Error {
  override readonly name = 'ForbiddenCall';
}

/** The connection of this thread to its supervisor. */
export interface Connection {
  readonly send: (message: Message) => void;
  /** This thread's heartbeat. */
  readonly heartbeat: SharedArrayBuffer;
  /** The count of signals; absent in pool workers, which the command thread stops. */
  readonly signals?: Int32Array;
  /** Name of the broadcast channel on which the threads of `--jobs` reach the supervisor. */
  readonly channel?: string;
  /** Whether errors are printed with their stacks. */
  readonly debugs: boolean;
}

let connection: Connection | undefined;
let currentCheck: string | undefined;
let directTerminal: Terminal | undefined;
/** The first forbidden call, in a sentence. */
let firstForbidden: string | undefined;
let isUncaughtReported = false;

/** Sends a message to the supervisor. */
export function send(message: Message): void {
  if (connection !== undefined) connection.send(message);
  else if (message.kind === 'print' || message.kind === 'progress') {
    directTerminal ??= new Terminal(process.stdout, process.stderr);
    directTerminal.show(message);
  }
}

/** Writes to standard output, which only the command does; output of suites goes to standard error. */
export function print(text: string): void {
  send({ kind: 'print', to: 'out', text });
}

/** Writes to standard error. */
export function printError(text: string): void {
  send({ kind: 'print', to: 'err', text });
}

/** Whether a signal has arrived. */
export function isInterrupted(): boolean {
  const signals = connection?.signals;
  return signals !== undefined && Atomics.load(signals, 0) > 0;
}

/** Whether this thread has a supervisor, which receives uncaught errors. */
export function isSupervised(): boolean {
  return connection !== undefined;
}

/** The name of the broadcast channel by which pool workers reach the supervisor. */
export function poolChannel(): string | undefined {
  return connection?.channel;
}

/**
 * Records the name of the current check, for the watchdog and for uncaught errors; `undefined` between
 * checks.
 */
export function noteCheck(name: string | undefined): void {
  currentCheck = name;
  checking(name);
}

/** Connects this thread to its supervisor, before any code of a suite runs in it. */
export function connect(to: Connection): void {
  connection = to;
  beatIn(to.heartbeat);
  redirectStandardOutput();
  forbidEnds();
  banAmbience();
  banAmbienceOfNode();
  process.on('unhandledRejection', (cause) =>
    reportUncaught('a promise that code under check left pending was rejected', cause),
  );
  process.on('uncaughtException', (cause) =>
    reportUncaught('code under check failed outside of its steps', cause),
  );
}

/**
 * The first forbidden call in this thread, in a sentence. Code may catch the error and go on, so the call is
 * recorded.
 */
export function forbiddenCall(): string | undefined {
  return firstForbidden;
}

/** Whether an uncaught error was sent to the supervisor, which then ends the run. */
export function hasUncaughtError(): boolean {
  return isUncaughtReported;
}

function checkText(): string {
  return currentCheck === undefined ? '' : ` (while checking ${currentCheck})`;
}

function reportUncaught(what: string, cause: unknown): void {
  const where = checkText();
  isUncaughtReported = true;
  const right = 'a step must be complete when it returns, without a pending promise, timer or callback';
  const stack = connection?.debugs && cause instanceof Error ? cause.stack : undefined;
  const sentence = `${what}: ${messageOf(cause)}${where}; ${right}`;
  send({ kind: 'uncaught', sentence, ...(stack !== undefined && { stack }) });
}

/** Functions of `fs` that write to, or open, their first argument; the streams of `fs` use them. */
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
/** Paths of standard output. */
const standardOutputs: readonly unknown[] = ['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'];

/** Functions that take a path only, no descriptor. */
const opensPaths = /^open/;

/** Replaces a descriptor or path of standard output by that of standard error. */
function redirected(to: unknown, name: string): unknown {
  if (to !== 1 && !standardOutputs.includes(to)) return to;
  // Descriptor 2 appends; a newly opened file would overwrite the text that is there already.
  return to === 1 || !opensPaths.test(name) ? 2 : '/dev/stderr';
}

/** Redirects output of suites to standard error, because standard output belongs to the report. */
function redirectStandardOutput(): void {
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
    Object.assign(fs, { [name]: (to: unknown, ...rest: unknown[]) => write(redirected(to, name), ...rest) });
  }
  const { promises, writeFileSync } = fs;
  const { open } = promises;
  promises.open = (path, ...rest) => open(redirected(path, 'open') as typeof path, ...rest);
  for (const name of ['writeFile', 'appendFile'] as const) {
    const write = promises[name] as (to: unknown, ...rest: unknown[]) => Promise<void>;
    const writeRedirected = async (to: unknown, ...rest: unknown[]) =>
      redirected(to, name) === 2 ? writeFileSync(2, ...(rest as [string])) : write(to, ...rest);
    Object.assign(promises, { [name]: writeRedirected });
  }
  syncBuiltinESMExports();
}

/**
 * Replaces `process.exit` and its relatives: they would end this thread only, and the rest could look like a
 * pass.
 */
function forbidEnds(): void {
  if (isMainThread) return;
  const forbidden =
    (name: string) =>
    (...args: readonly unknown[]): never => {
      const call = `process.${name}(${args.map(String).join(', ')})`;
      const sentence = `${call} was called, but code under check may not end the process; let it return or throw`;
      firstForbidden ??= `${sentence}${checkText()}`;
      throw new ForbiddenCall(sentence);
    };
  const { kill } = process;
  // A negative number means a group of processes.
  const isOwn = (pid: number, signal: unknown) =>
    (pid === process.pid || (pid <= 0 && !groups.has(-pid))) && signal !== 0;
  Object.assign(process, {
    exit: forbidden('exit'),
    reallyExit: forbidden('reallyExit'),
    abort: forbidden('abort'),
    kill: (pid: number, signal?: string | number) =>
      isOwn(pid, signal) ? forbidden('kill')('process.pid') : kill(pid, signal),
  });
  syncBuiltinESMExports();
}

/**
 * The link over pipes: runs an adapter as a child process, and exchanges lines with it over its standard
 * input and output. Each call waits for the answer, as the step of an actor must.
 */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, readSync, writeSync } from 'node:fs';
import type { Link } from '../../checker/actors/foreign/link.ts';
import { CodeError } from '../../checker/index.ts';
import { Deadline } from './deadline.ts';
import { endingMarked, endMarked, markedWith, newMark } from './descendants.ts';
import { defaultAnswerMs, ended, type LinkOptions, late, lineBytesMax, tooLong } from './ends.ts';
import { groups } from './groups.ts';
import { makePipes, type Pipes } from './pipes.ts';

/** A child process and what this side holds of it. */
interface Running {
  readonly pid: number;
  /** The mark in the environment of the command and its descendants. */
  readonly mark: string;
  readonly pipes: Pipes;
  readonly deadline: Deadline;
  /** Bytes that came after the last whole line. */
  rest: Buffer;
  /** Whether its standard input is closed. */
  isClosed: boolean;
}

/** One adapter, whose process starts with the first line and again after it ended. */
export class PipeLink implements Link {
  readonly command: string;
  readonly #answerMs: number;
  readonly #folder: string | undefined;
  readonly #endWithThread = () => this.close();
  #running: Running | undefined;

  constructor(command: string, { answerMs = defaultAnswerMs, folder }: LinkOptions = {}) {
    this.command = command;
    this.#answerMs = answerMs;
    this.#folder = folder;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  exchange(line: string): string {
    this.#running ??= this.#start();
    const running = this.#running;
    running.deadline.begin();
    try {
      writeAll(running.pipes.input.write, `${line}\n`);
    } catch {
      // The process has ended; how it ended is the last line of its output.
    }
    for (;;) {
      const answer = this.#nextLine(running);
      const code = exitCodeIn(answer);
      if (code !== undefined || answer === undefined) throw this.#ended(running, code);
      if (answer === '') continue;
      // Half an answer: the process ended while it wrote.
      if (!answer.endsWith('}') && running.rest.includes('{"exit":')) continue;
      running.deadline.end();
      return answer;
    }
  }

  finish(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.deadline.begin();
    closeSync(running.pipes.input.write);
    running.isClosed = true;
    let code: number | undefined;
    while (code === undefined) {
      const line = this.#nextLine(running);
      if (line === undefined) break;
      code = exitCodeIn(line);
    }
    if (code === 0) this.close();
    else throw this.#ended(running, code);
  }

  close(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    process.off('exit', this.#endWithThread);
    running.deadline.close();
    const { input, output, errors, guard } = running.pipes;
    for (const descriptor of [output.read, output.write, errors, guard.write]) closeSync(descriptor);
    if (!running.isClosed) closeSync(input.write);
    try {
      process.kill(-running.pid, 'SIGKILL');
    } catch {
      // The group has ended already.
    }
    endMarked(running.mark);
    groups.delete(running.pid);
  }

  #start(): Running {
    const pipes = makePipes();
    const { input, output, errors, guard } = pipes;
    // The shell writes how the command ended as the last line: no event says it while this thread waits. A guard
    // beside it ends the whole group, and what has left it, once this process has ended, however it ended.
    const mark = newMark();
    const marking = Object.entries(markedWith(mark)).map(
      ([name, value]) => `${name}=${value}; export ${name}`,
    );
    const script = [
      `(cat <&3 >/dev/null 2>&1; ${endingMarked(mark)}; kill -9 0) &`,
      'exec 3<&-',
      `(${marking.join('; ')}; ${this.command}`,
      ')',
      'printf \'\\n{"exit":%d}\\n\' $?',
    ].join('\n');
    const child = spawn('/bin/sh', ['-c', script], {
      stdio: [input.read, output.write, errors, guard.read],
      detached: true,
      ...(this.#folder !== undefined && { cwd: this.#folder }),
    });
    child.on('error', () => {});
    child.unref();
    closeSync(input.read);
    closeSync(guard.read);
    if (child.pid === undefined)
      throw new CodeError(`'${this.command}' cannot be started: there is no shell /bin/sh here`);
    process.on('exit', this.#endWithThread);
    groups.add(child.pid);
    const deadline = new Deadline(child.pid, output.write, this.#answerMs);
    return { pid: child.pid, mark, pipes, deadline, rest: Buffer.alloc(0), isClosed: false };
  }

  /** The next line of the process; undefined at the end of its output. */
  #nextLine(running: Running): string | undefined {
    const parts: Buffer[] = [];
    let bytes = 0;
    let next = running.rest;
    for (;;) {
      const end = next.indexOf(0x0a);
      if (end >= 0) {
        parts.push(next.subarray(0, end));
        running.rest = next.subarray(end + 1);
        return Buffer.concat(parts).toString();
      }
      parts.push(next);
      bytes += next.length;
      if (bytes > lineBytesMax) {
        this.close();
        throw tooLong(this.command);
      }
      next = readSome(running.pipes.output.read);
      if (next.length === 0) {
        running.rest = next;
        return undefined;
      }
    }
  }

  /** The error for a process that ended, which says how. */
  #ended(running: Running, code: number | undefined): Error {
    const errors = tailOf(running.pipes.errors);
    const isLate = running.deadline.isOver;
    this.close();
    return isLate ? late(this.command, this.#answerMs, errors) : ended(this.command, code, errors);
  }
}

const buffer = Buffer.alloc(64 * 1024);

/** Some bytes of a pipe; none at its end. */
function readSome(descriptor: number): Buffer {
  const bytes = readSync(descriptor, buffer, 0, buffer.length, null);
  return Buffer.from(buffer.subarray(0, bytes));
}

function writeAll(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** The exit code in the line that the shell writes at the end. */
function exitCodeIn(line: string | undefined): number | undefined {
  const code = line === undefined ? undefined : /^\{"exit":(\d+)\}$/.exec(line)?.[1];
  return code === undefined ? undefined : Number(code);
}

/** The end of what a process wrote to standard error. */
function tailOf(errors: number): string {
  const { size } = fstatSync(errors);
  const tail = Buffer.alloc(Math.min(size, 4096));
  readSync(errors, tail, 0, tail.length, size - tail.length);
  return tail.toString();
}

/**
 * The link over a thread, for systems without named pipes: a worker runs the adapter with pipes of Node, and
 * this thread sleeps until the worker wakes it. It is several times slower than the link over named pipes.
 */
import { constants } from 'node:os';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Link } from '../../checker/actors/foreign/link.ts';
import { endMarked, markedWith, newMark } from './descendants.ts';
import { defaultAnswerMs, ended, type LinkOptions, late, lineBytesMax, tooLong } from './ends.ts';

/** What the worker tells. */
type Told =
  | { readonly line: string }
  | { readonly isTooLong: true }
  | { readonly code: number | null; readonly signal: string | null; readonly errors: string };

/** The code of the worker: after each message it counts the cell up, and wakes the thread that waits. */
const code = `
const { spawn } = require('node:child_process');
const { workerData: { command, folder, marked, port, memory, lineBytesMax } } = require('node:worker_threads');
const cells = new Int32Array(memory);
const tell = (told) => {
  port.postMessage(told);
  Atomics.add(cells, 0, 1);
  Atomics.notify(cells, 0);
};
const leads = process.platform !== 'win32';
const child = spawn(command, { shell: true, cwd: folder, stdio: 'pipe', detached: leads, env: { ...process.env, ...marked } });
const kill = () => {
  try {
    if (leads) process.kill(-child.pid, 'SIGKILL');
    else child.kill('SIGKILL');
  } catch {}
};
let parts = [];
let bytes = 0;
let errors = '';
child.stdout.on('data', (chunk) => {
  let from = 0;
  for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
    parts.push(chunk.subarray(from, end));
    const line = Buffer.concat(parts).toString();
    if (line !== '') tell({ line });
    parts = [];
    bytes = 0;
    from = end + 1;
  }
  parts.push(chunk.subarray(from));
  bytes += chunk.length - from;
  if (bytes > lineBytesMax) tell({ isTooLong: true });
});
child.stderr.on('data', (chunk) => { errors = (errors + chunk).slice(-4096); });
child.stdin.on('error', () => {});
child.on('error', (error) => tell({ code: 127, signal: null, errors: error.message }));
child.on('close', (code, signal) => tell({ code, signal, errors }));
port.on('message', ({ line, isOver }) => {
  if (line !== undefined) child.stdin.write(line + '\\n');
  else if (isOver) child.stdin.end();
  else { kill(); port.close(); }
});
`;

/** A worker and its process. */
interface Running {
  readonly worker: Worker;
  /** The mark in the environment of the process and its descendants. */
  readonly mark: string;
  readonly port: MessagePort;
  readonly cells: Int32Array<SharedArrayBuffer>;
}

/** One adapter, whose process starts with the first line and again after it ended. */
export class WorkerLink implements Link {
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
    this.#running.port.postMessage({ line });
    const told = this.#next(this.#running);
    if (told !== undefined && 'line' in told) return told.line;
    throw this.#endedBy(told);
  }

  finish(): void {
    const running = this.#running;
    if (running === undefined) return;
    running.port.postMessage({ isOver: true });
    let told = this.#next(running);
    while (told !== undefined && 'line' in told) told = this.#next(running);
    const error = this.#endedBy(told);
    if (told === undefined || !('code' in told) || told.code !== 0) throw error;
  }

  close(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    process.off('exit', this.#endWithThread);
    running.port.postMessage({});
    endMarked(running.mark);
    // The worker ends its process first; without a port it has nothing left to do.
    running.worker.unref();
  }

  /** Ends the process, and gives the error for what the worker told instead of a line. */
  #endedBy(told: Exclude<Told, { line: string }> | undefined): Error {
    this.close();
    if (told === undefined) return late(this.command, this.#answerMs, '');
    if ('isTooLong' in told) return tooLong(this.command);
    return ended(this.command, codeOf(told.code, told.signal), told.errors);
  }

  #start(): Running {
    const { port1, port2 } = new MessageChannel();
    const cells = new Int32Array(new SharedArrayBuffer(4));
    const mark = newMark();
    const worker = new Worker(code, {
      eval: true,
      execArgv: [],
      workerData: {
        ...{ command: this.command, folder: this.#folder, marked: markedWith(mark) },
        ...{ port: port2, memory: cells.buffer, lineBytesMax },
      },
      transferList: [port2],
    });
    worker.unref();
    port1.unref();
    process.on('exit', this.#endWithThread);
    return { worker, mark, port: port1, cells };
  }

  /** The next thing that the worker tells; undefined if time runs out. */
  #next({ port, cells }: Running): Told | undefined {
    for (;;) {
      const seen = Atomics.load(cells, 0);
      const received = receiveMessageOnPort(port) as { readonly message: Told } | undefined;
      if (received !== undefined) return received.message;
      if (Atomics.wait(cells, 0, seen, this.#answerMs) === 'timed-out') return undefined;
    }
  }
}

/** The exit code as a shell gives it. */
function codeOf(code: number | null, signal: string | null): number | undefined {
  if (code !== null) return code;
  const number = constants.signals[signal as keyof typeof constants.signals];
  return number === undefined ? undefined : 128 + number;
}

/**
 * The supervisor: the main thread of the command. It runs no code of suites, so it always responds. It owns
 * the terminal, the signals, the watchdog and the exit code, and receives the messages of the command thread
 * (`command-thread.ts`).
 */
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { BroadcastChannel, Worker } from 'node:worker_threads';
import { heartbeatBytes, runningCall } from '../checker/actors/heartbeat.ts';
import { inOneLine } from '../checker/values/printable.ts';
import type { Check } from '../reports/index.ts';
import { endChildren } from './child-processes.ts';
import { type Exit, exits } from './exit.ts';
import type { EndCause } from './forced-end.ts';
import { heapFill, youngMegabytes } from './memory.ts';
import type { Message, StreamFacts, ThreadSetup } from './messages.ts';
import type { Options } from './options.ts';
import { Terminal } from './terminal.ts';
import { msBetweenLooks, Watchdog, whereOf } from './watchdog.ts';

/** The signals that end a run: Ctrl-C, a process manager, a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/**
 * The default of `options.ts`, repeated because the imports of that file would slow the start of this thread.
 */
const stepSeconds = 30;
/** The time that a run has to end by itself while a call into code of a suite runs. */
const graceMs = 1_000;
/** The time after a signal until a message names the call that does not return. */
const signalGraceMs = 2_000;
/** A thread ends within this time unless it waits for a child process. */
const childrenMsMax = 1_000;
/**
 * After this time the process ends itself by a signal, because a thread in native code cannot be terminated.
 */
const terminationMsMax = 3_000;
/** Whether the reader of a stream is gone: a closed pipe, or a closed terminal. */
const isGone = (code: string | undefined) => code === 'EPIPE' || code === 'EIO';

/** Supervises one run of the command. */
export class Supervisor {
  readonly #terminal = new Terminal(process.stdout, process.stderr);
  readonly #watchdog = new Watchdog();
  readonly #heartbeat = new SharedArrayBuffer(heartbeatBytes);
  readonly #signals = new Int32Array(new SharedArrayBuffer(4));
  readonly #channelName = `swarmcheck-${process.pid}`;
  readonly #channel = new BroadcastChannel(this.#channelName);
  readonly #checks: Check[] = [];
  #worker: Worker | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #options: Options | undefined;
  /** Times at which the command line was read, and at which checks began. */
  #readAt: number | undefined;
  #runAt: number | undefined;
  /** Time of the first signal. */
  #signalAt: number | undefined;
  /** Whether the command thread has sent that it is done. */
  #isDone = false;
  /** Whether the command thread writes its report, or has written it. */
  #isConcluded = false;
  /** Whether the exit code is decided. */
  #isOver = false;

  /** Starts the command thread. */
  start(): void {
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // A reader may close the pipe early; that does not change the exit code.
        if (!isGone(error.code)) this.#fail(`the output cannot be written (${error.message})`);
      });
    for (const signal of signals) process.on(signal, this.#onSignal);
    const workerData: ThreadSetup = {
      heartbeat: this.#heartbeat,
      started: process.argv[1] ?? '',
      signals: this.#signals,
      channel: this.#channelName,
      streams: { stdout: factsOf(process.stdout), stderr: factsOf(process.stderr) },
    };
    const worker = new Worker(new URL('./command-thread.js', import.meta.url), {
      workerData,
      argv: process.argv.slice(2),
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      // Output that bypasses the streams of the thread must not get into the report.
      stdout: true,
      stderr: true,
    });
    this.#worker = worker;
    worker.on('message', (message: Message) => this.#receive(message));
    worker.on('error', (error) => this.#onError(error));
    worker.on('exit', (code) => this.#onExit(code));
    for (const stream of [worker.stdout, worker.stderr]) this.#redirect(stream);
    this.#channel.onmessage = (event) => this.#receive((event as { data: Message }).data);
    this.#channel.unref?.();
    this.#watchdog.watch(this.#heartbeat, worker.threadId);
    this.#lookTimer = setInterval(this.#look, msBetweenLooks);
    this.#lookTimer.unref();
  }

  #redirect(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#receive({ kind: 'print', to: 'err', text }));
  }

  #receive(message: Message): void {
    if (this.#isOver) return;
    switch (message.kind) {
      case 'print':
      case 'progress':
        this.#terminal.show(message);
        break;
      case 'options':
        this.#options = message.options;
        this.#readAt = performance.now();
        break;
      case 'run':
        this.#runAt = performance.now();
        break;
      case 'check':
        this.#checks.push(message.check);
        break;
      case 'heartbeat':
        this.#watchdog.watch(message.memory, message.thread);
        break;
      case 'threads': {
        const alive = new Set([this.#worker?.threadId, ...message.alive]);
        this.#watchdog.keep((thread) => alive.has(thread));
        break;
      }
      case 'uncaught':
        void this.#forceEnd({ exit: exits.internal, ...message });
        break;
      case 'concluded':
        this.#isConcluded = true;
        break;
      case 'done':
        // Messages that other threads sent earlier may still arrive.
        this.#isDone = true;
        setImmediate(() => {
          if (!this.#isOver) this.#end(message.exit);
        });
        break;
    }
  }

  #lastLook = performance.now();
  readonly #look = (): void => {
    const now = performance.now();
    this.#watchdog.look(now - this.#lastLook);
    this.#lastLook = now;
    const { longest, busyMs } = this.#watchdog;
    if (this.#isOver || longest === undefined) return;
    const { stepTime = stepSeconds, time } = this.#options ?? {};
    const since = this.#runAt ?? this.#readAt;
    const overTimeMs = time === undefined || since === undefined ? 0 : now - since - 1_000 * time;
    const overSignalMs = this.#signalAt === undefined ? 0 : now - this.#signalAt - signalGraceMs;
    const overMs = Math.max(overTimeMs, overSignalMs);
    const limit =
      overTimeMs >= overSignalMs ? `the time limit of ${time} s was reached` : 'the run was interrupted';
    if (longest.ms >= 1_000 * stepTime)
      void this.#forceEnd({
        exit: exits.internal,
        sentence: `${longest.name} has not returned after ${stepTime} s${whereOf(longest)}; let every call return, or allow more time with --step-time`,
      });
    else if (overMs >= graceMs && longest.ms >= graceMs)
      void this.#forceEnd({
        exit: exits.inconclusive,
        sentence: `${limit} while ${longest.name} had not returned${whereOf(longest)}`,
      });
    else if (Math.min(overMs, busyMs) >= 1_000 * stepTime)
      void this.#forceEnd({
        exit: exits.inconclusive,
        sentence: `${limit}, and calls are too slow to stop soon, such as ${longest.name}${whereOf(longest)}`,
      });
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const count = Atomics.add(this.#signals, 0, 1) + 1;
    // Before checks begin and after they end there is nothing to report.
    if (count > 1 || this.#runAt === undefined || this.#isOver) this.#die(signal);
    else {
      this.#signalAt = performance.now();
      setTimeout(this.#printSlowCall, signalGraceMs).unref();
    }
  };

  readonly #printSlowCall = (): void => {
    if (this.#isOver) return;
    this.#terminal.print('err', `swarmcheck: ${interruptedText(this.#watchdog)}\n`);
  };

  /** Ends the process by the signal itself, as if it were not handled. */
  #die(signal: NodeJS.Signals): void {
    this.#terminal.show({ kind: 'progress' });
    for (const one of signals) process.removeListener(one, this.#onSignal);
    process.kill(process.pid, signal);
  }

  #onError(error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ERR_WORKER_OUT_OF_MEMORY') {
      this.#fail(`swarmcheck itself failed: ${message}; --debug shows where`);
      return;
    }
    const progress = this.#terminal.lastProgress;
    void this.#forceEnd({
      exit: exits.inconclusive,
      sentence: `memory ran out (a thread of Node has a heap of ${Math.round(heapFill().most)} MB; node --max-old-space-size=<megabytes> allows more)${progress === undefined ? '' : `, at ${progress}`}`,
    });
  }

  /** Handles the end of the command thread, which is a failure if the thread did not send `done` before. */
  #onExit(code: number): void {
    if (this.#isDone) return;
    const call = runningCall(this.#heartbeat);
    this.#fail(
      call === undefined
        ? `swarmcheck itself failed: its thread ended with ${code}`
        : `${call.name} waits for something that never happens${whereOf(call)}; let every call return, and every module finish loading`,
    );
  }

  #fail(sentence: string): void {
    void this.#forceEnd({ exit: exits.internal, sentence });
  }

  async #forceEnd(cause: EndCause): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#terminal.show({ kind: 'progress' });
    const seconds = this.#runAt === undefined ? 0 : (performance.now() - this.#runAt) / 1_000;
    const { forceEnd } = await import('./forced-end.ts');
    const known = {
      options: this.#options,
      isDue: this.#runAt !== undefined && !this.#isConcluded,
      checks: this.#checks,
      seconds,
    };
    this.#end(forceEnd(known, cause));
  }

  /** Ends the command and its threads at once. */
  #end(exit: Exit): void {
    this.#isOver = true;
    this.#terminal.show({ kind: 'progress' });
    process.exitCode = exit;
    clearInterval(this.#lookTimer);
    this.#channel.close();
    // The thread may wait for a child process of a suite, and the end of the process would wait for the
    // thread.
    const children = setTimeout(() => endChildren(process.pid), childrenMsMax);
    const last = setTimeout(() => process.kill(process.pid, 'SIGKILL'), terminationMsMax);
    void this.#worker?.terminate().then(() => {
      clearTimeout(children);
      clearTimeout(last);
    });
  }
}

/**
 * The reason why an interrupted run has not ended yet, in one line, because names in it come from code of
 * suites.
 */
export function interruptedText(watchdog: Pick<Watchdog, 'longest' | 'current' | 'busyMs'>): string {
  return inOneLine(
    `interrupted, but ${slowText(watchdog)}; interrupt once more to end at once, without a report`,
  );
}

function slowText({ longest, current, busyMs }: Parameters<typeof interruptedText>[0]): string {
  if (longest !== undefined && longest.ms >= graceMs)
    return `${longest.name} has not returned${whereOf(longest)}`;
  if (busyMs === 0) return 'the report is being written';
  const call = longest ?? current;
  return `calls are slow${call === undefined ? '' : `, such as ${call.name}${whereOf(call)}`}`;
}

function factsOf({ isTTY = false, columns }: NodeJS.WriteStream): StreamFacts {
  return { isTTY, columns };
}

/**
 * The supervisor of a command: the main thread, which runs no code of suites and so always answers. It owns the terminal, the
 * signals, the watchdog and the exit code; the command itself runs in a thread (`command.ts`), whose messages it takes.
 */
import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import { BroadcastChannel, Worker } from 'node:worker_threads';
import { heartbeatBytes, runningCall } from '../checker/actors/heartbeat.ts';
import { inOneLine } from '../checker/values/printable.ts';
import type { Check } from '../reports/index.ts';
import type { Cause } from './abandon.ts';
import { endChildren } from './children.ts';
import { type Exit, exits } from './exit.ts';
import { heapFill, youngMegabytes } from './memory.ts';
import type { Options } from './options.ts';
import { Terminal } from './terminal.ts';
import { msBetweenLooks, Watchdog, whereOf } from './watchdog.ts';
import type { Beginning, Message, StreamFacts } from './wire.ts';

/** All that ask a run for its end: a key, whoever manages processes, a terminal that is closed. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** As `options.ts` has it, whose imports are too many for this thread. */
const stepSeconds = 30;
/** A run that is to end has this long to do so while a call into code of a suite runs. */
const graceMs = 1_000;
/** After a signal it is said so late that something does not come back. */
const signalGraceMs = 2_000;
/** Within this time a thread ends that no process is waited for in. */
const childrenMsMax = 1_000;
/** A thread that runs native code cannot be ended; then the process goes down with it. */
const terminationMsMax = 3_000;
/** Nobody reads any more: a pipe that was closed, a terminal that is gone. */
const isGone = (code: string | undefined) => code === 'EPIPE' || code === 'EIO';

export class Supervisor {
  readonly #terminal = new Terminal(process.stdout, process.stderr);
  readonly #watchdog = new Watchdog();
  readonly #heartbeat = new SharedArrayBuffer(heartbeatBytes);
  readonly #signals = new Int32Array(new SharedArrayBuffer(4));
  readonly #channelName = `swarmcheck-${process.pid}`;
  readonly #channel = new BroadcastChannel(this.#channelName);
  readonly #checks: Check[] = [];
  #worker: Worker | undefined;
  #looks: NodeJS.Timeout | undefined;
  #options: Options | undefined;
  /** When the command line was read, and when checks began. */
  #readAt: number | undefined;
  #runAt: number | undefined;
  /** When the run was asked to end by a signal. */
  #signalAt: number | undefined;
  /** The thread of the command says that it is done. */
  #isDone = false;
  /** The thread of the command writes its report, or has written it. */
  #isConcluded = false;
  #isOver = false;

  /** Starts the thread of the command. */
  start(): void {
    for (const stream of [process.stdout, process.stderr])
      stream.on('error', (error: NodeJS.ErrnoException) => {
        // A reader that has seen enough closes the pipe; what it did not read changes nothing about the exit code.
        if (!isGone(error.code)) this.#fail(`what is printed cannot be written (${error.message})`);
      });
    for (const signal of signals) process.on(signal, this.#onSignal);
    const workerData: Beginning = {
      heartbeat: this.#heartbeat,
      started: process.argv[1] ?? '',
      signals: this.#signals,
      channel: this.#channelName,
      streams: { stdout: factsOf(process.stdout), stderr: factsOf(process.stderr) },
    };
    const worker = new Worker(new URL('./command.js', import.meta.url), {
      workerData,
      argv: process.argv.slice(2),
      resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
      // What gets past the thread's own streams is no part of the report.
      stdout: true,
      stderr: true,
    });
    this.#worker = worker;
    worker.on('message', (message: Message) => this.#take(message));
    worker.on('error', (error) => this.#onError(error));
    worker.on('exit', (code) => this.#onExit(code));
    for (const stream of [worker.stdout, worker.stderr]) this.#lead(stream);
    this.#channel.onmessage = (event) => this.#take((event as { data: Message }).data);
    this.#channel.unref?.();
    this.#watchdog.watch(this.#heartbeat, worker.threadId);
    this.#looks = setInterval(this.#look, msBetweenLooks);
    this.#looks.unref();
  }

  #lead(stream: Readable): void {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => this.#take({ kind: 'print', to: 'err', text }));
  }

  #take(message: Message): void {
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
      case 'stray':
        void this.#abandon({ exit: exits.internal, ...message });
        break;
      case 'concluded':
        this.#isConcluded = true;
        break;
      case 'done':
        // What other threads sent before may still be on its way.
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
      overTimeMs >= overSignalMs ? `the time limit of ${time} s was reached` : 'it was interrupted';
    if (longest.ms >= 1_000 * stepTime)
      void this.#abandon({
        exit: exits.internal,
        sentence: `${longest.name} has not come back after ${stepTime} s${whereOf(longest)}; let every call come back, or allow it more time with --step-time`,
      });
    else if (overMs >= graceMs && longest.ms >= graceMs)
      void this.#abandon({
        exit: exits.inconclusive,
        sentence: `${limit} while ${longest.name} had not come back${whereOf(longest)}`,
      });
    else if (Math.min(overMs, busyMs) >= 1_000 * stepTime)
      void this.#abandon({
        exit: exits.inconclusive,
        sentence: `${limit}, and calls are too slow to stop soon, such as ${longest.name}${whereOf(longest)}`,
      });
  };

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const count = Atomics.add(this.#signals, 0, 1) + 1;
    // Before checks begin, and once they are over, there is nothing to report.
    if (count > 1 || this.#runAt === undefined || this.#isOver) this.#die(signal);
    else {
      this.#signalAt = performance.now();
      setTimeout(this.#sayWhatIsSlow, signalGraceMs).unref();
    }
  };

  readonly #sayWhatIsSlow = (): void => {
    if (this.#isOver) return;
    this.#terminal.print('err', `swarmcheck: ${interruptedText(this.#watchdog)}\n`);
  };

  /** Ends as any process ends of that signal. */
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
    void this.#abandon({
      exit: exits.inconclusive,
      sentence: `memory ran out (a thread of Node has a heap of ${Math.round(heapFill().most)} MB; node --max-old-space-size=<megabytes> allows more)${progress === undefined ? '' : `, at ${progress}`}`,
    });
  }

  /** A thread that is done says so first. */
  #onExit(code: number): void {
    if (this.#isDone) return;
    const call = runningCall(this.#heartbeat);
    this.#fail(
      call === undefined
        ? `swarmcheck itself failed: its thread ended with ${code}`
        : `${call.name} waits for what never comes${whereOf(call)}; let every call come back, and every module end its loading`,
    );
  }

  #fail(sentence: string): void {
    void this.#abandon({ exit: exits.internal, sentence });
  }

  async #abandon(cause: Cause): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#terminal.show({ kind: 'progress' });
    const seconds = this.#runAt === undefined ? 0 : (performance.now() - this.#runAt) / 1_000;
    const { abandon } = await import('./abandon.ts');
    const known = {
      options: this.#options,
      isDue: this.#runAt !== undefined && !this.#isConcluded,
      checks: this.#checks,
      seconds,
    };
    this.#end(abandon(known, cause));
  }

  /** The command ends, whatever its threads are about. */
  #end(exit: Exit): void {
    this.#isOver = true;
    this.#terminal.show({ kind: 'progress' });
    process.exitCode = exit;
    clearInterval(this.#looks);
    this.#channel.close();
    // An end of the process would wait for the thread as well, and the thread waits for a process that code of a suite started.
    const children = setTimeout(() => endChildren(process.pid), childrenMsMax);
    const last = setTimeout(() => process.kill(process.pid, 'SIGKILL'), terminationMsMax);
    void this.#worker?.terminate().then(() => {
      clearTimeout(children);
      clearTimeout(last);
    });
  }
}

/** Why a run that was interrupted goes on; the names in it come from code of suites. */
export function interruptedText(watchdog: Pick<Watchdog, 'longest' | 'present' | 'busyMs'>): string {
  return inOneLine(
    `interrupted, but ${whatIsSlow(watchdog)}; interrupt once more to end at once, without a report`,
  );
}

function whatIsSlow({ longest, present, busyMs }: Parameters<typeof interruptedText>[0]): string {
  if (longest !== undefined && longest.ms >= graceMs)
    return `${longest.name} has not come back${whereOf(longest)}`;
  if (busyMs === 0) return 'the report is being made';
  const call = longest ?? present;
  return `calls are slow${call === undefined ? '' : `, such as ${call.name}${whereOf(call)}`}`;
}

function factsOf({ isTTY = false, columns }: NodeJS.WriteStream): StreamFacts {
  return { isTTY, columns };
}

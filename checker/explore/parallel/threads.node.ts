/**
 * Hands that are threads of Node. Worlds wait in shared memory; a thread takes the next batch of them that nobody has, and
 * sends what comes of it. Both ends wait by sleeping on numbers in shared memory, so that neither needs a turn of an event loop.
 */
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker as Thread,
} from 'node:worker_threads';
import { isAllocationFailure } from '../../values/errors.ts';
import { sharedInts } from '../../values/int-lists.ts';
import type { BatchBuffer, FinishedBatch } from './batch.ts';
import {
  type Beginning,
  cell,
  claimed,
  type Delta,
  type Heard,
  type Sent,
  type WorkerSetup,
  type Workers,
} from './work-queue.ts';
import { Worker } from './worker.ts';

/** Worlds that are expanded by whoever asks when it is their turn, where nobody has taken them. */
const ownSize = 32;
/** A thread from which nothing is heard for so long is not waited for. */
const patienceMs = 10_000;

/** When threads are called, and what each takes at a time. */
export interface ThreadOptions {
  /** So many worlds must wait for their turn; 8,192 unless given. */
  readonly crowd?: number;
  /** Worlds that a thread takes at a time; 1,024 unless given. */
  readonly batch?: number;
}

/** Hands of which can be said how many batches came from other threads than the one that explores. */
export interface ThreadWorkers extends Workers {
  readonly received: number;
}

/**
 * Threads that expand worlds, for `explore` as its option `hands`. They load no code of a protocol.
 *
 * @param count how many, the one that explores among them; 1 is none beside it.
 */
export function threads(
  count: number,
  { crowd = 8_192, batch = 1_024 }: ThreadOptions = {},
): () => ThreadWorkers {
  return () => new Threads(count, crowd, batch);
}

/** A thread beside the one that asks. */
interface Other {
  readonly worker: Thread;
  readonly port: MessagePort;
  /** What it sent, by its number. */
  readonly papers: BatchBuffer[];
}

/** A batch, and who wrote it. */
interface Written {
  readonly done: FinishedBatch;
  readonly by: Other | Worker;
}

class Threads implements ThreadWorkers {
  readonly crowd: number;
  readonly #count: number;
  readonly batch: number;
  /** Who asks has a hand as well, for when it would have to wait. */
  #own: Worker | undefined;
  readonly #cells = sharedInts(Object.keys(cell).length);
  readonly #others: Other[] = [];
  received = 0;
  /** Batches that are done and not yet asked for, by their first world. */
  readonly #done = new Map<number, Written>();
  /** The one that was asked for last. */
  #read: Written | undefined;

  constructor(count: number, crowd: number, batch: number) {
    this.#count = count;
    this.crowd = crowd;
    this.batch = batch;
  }

  begin(briefing: WorkerSetup, world: number): void {
    this.#cells[cell.batch] = this.batch;
    Atomics.store(this.#cells, cell.claimed, world);
    this.#own = new Worker(briefing);
    for (let at = 1; at < this.#count; at++) {
      const { port1, port2 } = new MessageChannel();
      const workerData: Beginning<MessagePort> = { briefing, cells: this.#cells, port: port2 };
      const worker = new Thread(new URL('./worker-thread.node.js', import.meta.url), {
        workerData,
        transferList: [port2],
        execArgv: [],
      });
      // A thread that cannot even begin takes nothing: all is expanded by whoever asks, as without it.
      worker.on('error', () => {});
      worker.unref();
      this.#others.push({ worker, port: port1, papers: [] });
    }
  }

  tell(news: Delta): void {
    if (news.entries.length > 0 || news.rows !== undefined) {
      this.#own?.hear(news);
      for (const { port } of this.#others) port.postMessage({ news } satisfies Heard);
    }
    Atomics.store(this.#cells, cell.worlds, news.worlds);
  }

  claim(world: number): FinishedBatch | number {
    if (this.#read !== undefined) giveBack(this.#read);
    this.#read = undefined;
    Atomics.store(this.#cells, cell.turn, world);
    this.#wake();
    const until = world + ownSize;
    if (Atomics.compareExchange(this.#cells, cell.claimed, world, until) === world) return until;
    for (;;) {
      const done = Atomics.load(this.#cells, cell.done);
      this.#receive();
      const written = this.#done.get(world);
      if (written !== undefined) {
        this.#done.delete(world);
        this.#read = written;
        return written.done;
      }
      if (this.#help()) continue;
      if (Atomics.wait(this.#cells, cell.done, done, patienceMs) === 'timed-out') return world + this.batch;
    }
  }

  /** Expands a batch ahead, if there is one to take. */
  #help(): boolean {
    const next = claimed(this.#cells);
    if (next === undefined) return false;
    const by = this.#own as Worker;
    this.#done.set(next.from, { done: by.expand(next.from, next.to, next.worlds), by });
    return true;
  }

  #wake(): void {
    Atomics.add(this.#cells, cell.tick, 1);
    Atomics.notify(this.#cells, cell.tick);
  }

  #receive(): void {
    for (const other of this.#others)
      for (
        let got = receiveMessageOnPort(other.port);
        got !== undefined;
        got = receiveMessageOnPort(other.port)
      ) {
        const sent: Sent = got.message;
        if ('failed' in sent) {
          // Memory that runs out there ends the search as it does here.
          const cause = new RangeError(/^RangeError: (.*)/.exec(sent.failed)?.[1] ?? '');
          if (isAllocationFailure(cause)) throw cause;
          throw new Error(`a thread failed; please report it with the suite: ${sent.failed}`);
        }
        this.received++;
        const { number, paper, ...others } = sent;
        if (paper !== undefined) other.papers[number] = paper;
        const written = { done: { ...others, paper: other.papers[number] as BatchBuffer }, by: other };
        if (sent.from >= (this.#cells[cell.turn] as number)) this.#done.set(sent.from, written);
        else {
          // Who was not waited for comes with what nobody wants any more.
          giveBack(written);
          this.#wake();
        }
      }
  }

  end(): void {
    Atomics.store(this.#cells, cell.over, 1);
    this.#wake();
    for (const { port, worker } of this.#others) {
      port.close();
      void worker.terminate();
    }
  }
}

/** It has been read, and may be written over. */
function giveBack({ done, by }: Written): void {
  if (by instanceof Worker) by.reuse(done.paper);
  else by.port.postMessage({ read: done.paper.number } satisfies Heard);
}

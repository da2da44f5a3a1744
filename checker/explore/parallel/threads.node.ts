/**
 * Workers as threads of Node. Worlds wait in shared memory; a thread claims the next batch of them, and sends
 * its successors back. Both ends sleep on counters in shared memory, so neither needs a turn of an event
 * loop.
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
  claimNext,
  counter,
  type Delta,
  type FromThread,
  type ThreadStart,
  type ToThread,
  type WorkerSetup,
  type Workers,
} from './work-queue.ts';
import { Worker } from './worker.ts';

/** If no thread has claimed the world whose turn it is, the search expands this many worlds itself. */
const ownSize = 32;
/** The search does not wait longer for a thread. */
const waitMsMax = 10_000;

/** When threads are started, and the size of their batches. */
export interface ThreadOptions {
  /** Threads are started when this many worlds wait to be expanded; 8,192 unless given. */
  readonly queueMin?: number;
  /** Worlds of one batch; 1,024 unless given. */
  readonly batchSize?: number;
}

/** Workers that count the batches which came from other threads than the main one. */
export interface ThreadWorkers extends Workers {
  readonly received: number;
}

/**
 * Threads that compute successors, for the option `workers` of `explore`. They load no code of a protocol.
 *
 * @param count the number of threads, the main one included; 1 starts none beside it.
 */
export function threads(
  count: number,
  { queueMin = 8_192, batchSize = 1_024 }: ThreadOptions = {},
): () => ThreadWorkers {
  return () => new Threads(count, queueMin, batchSize);
}

/** A thread beside the main one. */
interface Peer {
  readonly thread: Thread;
  readonly port: MessagePort;
  /** The buffers that it sent, by their number. */
  readonly buffers: BatchBuffer[];
}

/** A finished batch, and its writer. */
interface Finished {
  readonly batch: FinishedBatch;
  readonly by: Peer | Worker;
}

class Threads implements ThreadWorkers {
  readonly queueMin: number;
  readonly batchSize: number;
  readonly #count: number;
  /** The main thread has a worker as well, for the time when it would have to wait. */
  #own: Worker | undefined;
  readonly #counters = sharedInts(Object.keys(counter).length);
  readonly #peers: Peer[] = [];
  received = 0;
  /** Batches that are finished and not yet taken, by their first world. */
  readonly #finished = new Map<number, Finished>();
  /** The batch that was taken last. */
  #taken: Finished | undefined;

  constructor(count: number, queueMin: number, batchSize: number) {
    this.#count = count;
    this.queueMin = queueMin;
    this.batchSize = batchSize;
  }

  begin(setup: WorkerSetup, world: number): void {
    this.#counters[counter.batchSize] = this.batchSize;
    Atomics.store(this.#counters, counter.claimed, world);
    this.#own = new Worker(setup);
    for (let at = 1; at < this.#count; at++) {
      const { port1, port2 } = new MessageChannel();
      const workerData: ThreadStart<MessagePort> = { setup, counters: this.#counters, port: port2 };
      const thread = new Thread(new URL('./worker-thread.node.js', import.meta.url), {
        workerData,
        transferList: [port2],
        execArgv: [],
      });
      // A thread that cannot start claims nothing, and the search expands all worlds itself.
      thread.on('error', () => {});
      thread.unref();
      this.#peers.push({ thread, port: port1, buffers: [] });
    }
  }

  publish(delta: Delta): void {
    if (delta.entries.length > 0 || delta.rows !== undefined) {
      this.#own?.apply(delta);
      for (const { port } of this.#peers) port.postMessage({ delta } satisfies ToThread);
    }
    Atomics.store(this.#counters, counter.worlds, delta.worlds);
  }

  claim(world: number): FinishedBatch | number {
    if (this.#taken !== undefined) recycle(this.#taken);
    this.#taken = undefined;
    Atomics.store(this.#counters, counter.turn, world);
    this.#wake();
    const ownEnd = world + ownSize;
    if (Atomics.compareExchange(this.#counters, counter.claimed, world, ownEnd) === world) return ownEnd;
    for (;;) {
      const done = Atomics.load(this.#counters, counter.done);
      this.#receive();
      const finished = this.#finished.get(world);
      if (finished !== undefined) {
        this.#finished.delete(world);
        this.#taken = finished;
        return finished.batch;
      }
      if (this.#help()) continue;
      if (Atomics.wait(this.#counters, counter.done, done, waitMsMax) === 'timed-out')
        return world + this.batchSize;
    }
  }

  /** Expands a batch ahead; returns false if there is none to claim. */
  #help(): boolean {
    const claim = claimNext(this.#counters);
    if (claim === undefined) return false;
    const by = this.#own as Worker;
    this.#finished.set(claim.from, { batch: by.expand(claim.from, claim.to, claim.worlds), by });
    return true;
  }

  #wake(): void {
    Atomics.add(this.#counters, counter.tick, 1);
    Atomics.notify(this.#counters, counter.tick);
  }

  #receive(): void {
    for (const peer of this.#peers)
      for (
        let got = receiveMessageOnPort(peer.port);
        got !== undefined;
        got = receiveMessageOnPort(peer.port)
      ) {
        const message: FromThread = got.message;
        if ('failed' in message) {
          // Memory that runs out in a thread ends the search as it does in the main thread.
          const cause = new RangeError(/^RangeError: (.*)/.exec(message.failed)?.[1] ?? '');
          if (isAllocationFailure(cause)) throw cause;
          throw new Error(`a thread failed; please report it with the suite: ${message.failed}`);
        }
        this.received++;
        const { number, buffer, ...others } = message;
        if (buffer !== undefined) peer.buffers[number] = buffer;
        const finished = { batch: { ...others, buffer: peer.buffers[number] as BatchBuffer }, by: peer };
        if (message.from >= (this.#counters[counter.turn] as number))
          this.#finished.set(message.from, finished);
        else {
          // The search did not wait for this batch, and has expanded its worlds itself.
          recycle(finished);
          this.#wake();
        }
      }
  }

  end(): void {
    Atomics.store(this.#counters, counter.ended, 1);
    this.#wake();
    for (const { port, thread } of this.#peers) {
      port.close();
      void thread.terminate();
    }
  }
}

/** Gives the buffer of a batch that has been read back to its writer. */
function recycle({ batch, by }: Finished): void {
  if (by instanceof Worker) by.recycle(batch.buffer);
  else by.port.postMessage({ recycled: batch.buffer.number } satisfies ToThread);
}

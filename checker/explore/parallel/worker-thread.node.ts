/**
 * The thread of a worker: claims batches until the search ends. `threads.node.ts` starts it, and is the other
 * end of its channel.
 */
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type BatchBuffer, batchBuffersMax, type FinishedBatch } from './batch.ts';
import { claimNext, counter, type FromThread, type ThreadStart, type ToThread } from './work-queue.ts';
import { Worker } from './worker.ts';

const { setup, counters, port } = workerData as ThreadStart<MessagePort>;

function send(message: FromThread): void {
  port.postMessage(message);
  Atomics.add(counters, counter.done, 1);
  Atomics.notify(counters, counter.done);
}

class WorkerLoop {
  readonly #worker = new Worker(setup);
  /** The buffers that were sent, by their number. */
  readonly #buffers: BatchBuffer[] = [];
  /** The number of buffers that the main thread has not recycled yet. */
  #buffersAway = 0;

  run(): void {
    for (;;) {
      const tick = Atomics.load(counters, counter.tick);
      if (Atomics.load(counters, counter.ended) === 1) return;
      // Recycled buffers may have arrived.
      this.#receive();
      const claim = this.#buffersAway < batchBuffersMax ? claimNext(counters) : undefined;
      if (claim === undefined) {
        Atomics.wait(counters, counter.tick, tick);
        continue;
      }
      // The delta of the published worlds was sent before their number was stored, so it is here now.
      this.#receive();
      this.#send(this.#worker.expand(claim.from, claim.to, claim.worlds));
    }
  }

  #receive(): void {
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
      const message: ToThread = got.message;
      if ('delta' in message) this.#worker.apply(message.delta);
      else {
        this.#buffersAway--;
        this.#worker.recycle(this.#buffers[message.recycled] as BatchBuffer);
      }
    }
  }

  #send({ buffer, ...others }: FinishedBatch): void {
    const { number } = buffer;
    const isKnown = this.#buffers[number] === buffer;
    this.#buffers[number] = buffer;
    this.#buffersAway++;
    send({ ...others, number, buffer: isKnown ? undefined : buffer });
  }
}

try {
  new WorkerLoop().run();
} catch (cause) {
  send({ failed: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
}

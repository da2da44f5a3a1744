/** A thread that expands worlds; `threads.node.ts` is its other end. */
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type BatchBuffer, batchBuffersMax, type FinishedBatch } from './batch.ts';
import { type Beginning, cell, claimed, type Heard, type Sent } from './work-queue.ts';
import { Worker } from './worker.ts';

const { briefing, cells, port } = workerData as Beginning<MessagePort>;

function send(sent: Sent): void {
  port.postMessage(sent);
  Atomics.add(cells, cell.done, 1);
  Atomics.notify(cells, cell.done);
}

class Thread {
  readonly #hand = new Worker(briefing);
  /** What was sent, by its number. */
  readonly #papers: BatchBuffer[] = [];
  /** How many of these were not given back. */
  #away = 0;

  work(): void {
    for (;;) {
      const tick = Atomics.load(cells, cell.tick);
      if (Atomics.load(cells, cell.over) === 1) return;
      // Paper may have come back.
      this.#hear();
      const next = this.#away < batchBuffersMax ? claimed(cells) : undefined;
      if (next === undefined) {
        Atomics.wait(cells, cell.tick, tick);
        continue;
      }
      // Whoever says that there are worlds has told all about them before.
      this.#hear();
      this.#send(this.#hand.expand(next.from, next.to, next.worlds));
    }
  }

  #hear(): void {
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port)) {
      const heard: Heard = got.message;
      if ('news' in heard) this.#hand.hear(heard.news);
      else {
        this.#away--;
        this.#hand.reuse(this.#papers[heard.read] as BatchBuffer);
      }
    }
  }

  #send({ paper, ...others }: FinishedBatch): void {
    const { number } = paper;
    const isKnown = this.#papers[number] === paper;
    this.#papers[number] = paper;
    this.#away++;
    send({ ...others, number, paper: isKnown ? undefined : paper });
  }
}

try {
  new Thread().work();
} catch (cause) {
  send({ failed: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
}

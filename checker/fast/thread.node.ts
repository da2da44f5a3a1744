/** A thread that expands worlds; `threads.node.ts` is its other end. */
import { type MessagePort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { Hand } from './hand.ts';
import { type Beginning, cell, claimed, type Sent } from './queue.ts';

const { briefing, cells, port } = workerData as Beginning<MessagePort>;

function send(sent: Sent, memory: readonly ArrayBuffer[] = []): void {
  port.postMessage(sent, memory);
  Atomics.add(cells, cell.done, 1);
  Atomics.notify(cells, cell.done);
}

function work(): void {
  const hand = new Hand(briefing);
  for (;;) {
    const tick = Atomics.load(cells, cell.tick);
    if (Atomics.load(cells, cell.over) === 1) return;
    const next = claimed(cells);
    if (next === undefined) {
      Atomics.wait(cells, cell.tick, tick);
      continue;
    }
    // Whoever says that there are worlds has told all about them before.
    for (let got = receiveMessageOnPort(port); got !== undefined; got = receiveMessageOnPort(port))
      hand.hear(got.message);
    const done = hand.expand(next.from, next.to, next.worlds);
    const { worlds, rows, hashes, known, ways } = done;
    send(
      done,
      [worlds, rows, hashes, known, ways].map(({ buffer }) => buffer),
    );
  }
}

try {
  work();
} catch (cause) {
  send({ failed: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
}

/** The thread of a worker, as it is built. */
import { once } from 'node:events';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, Worker as Thread } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { counters as countersSystem } from '../../../tests/support/counters.ts';
import { sharedInts } from '../../values/int-lists.ts';
import { RowTable } from '../tables/row-table.ts';
import { counter, type FromThread, outlineOf, type ThreadStart, type ToThread } from './work-queue.ts';

const built = join(import.meta.dirname, '../../../dist/checker/explore/parallel/worker-thread.node.js');

function started(outline = outlineOf(countersSystem(1))) {
  const counters = sharedInts(Object.keys(counter).length);
  counters[counter.batchSize] = 1;
  const { port1: port, port2 } = new MessageChannel();
  const workerData: ThreadStart<MessagePort> = {
    setup: { outline, keepsEdges: false, keepsLabels: false },
    counters,
    port: port2,
  };
  const thread = new Thread(built, { workerData, transferList: [port2] });
  const wake = () => {
    Atomics.add(counters, counter.tick, 1);
    Atomics.notify(counters, counter.tick);
  };
  const received = async () => (await once(port, 'message'))[0] as FromThread;
  return { thread, port, counters, wake, received };
}

describe('the thread of a worker', () => {
  it('ends with the search', async () => {
    const { thread, port, counters, wake } = started();
    const exit = once(thread, 'exit');
    Atomics.store(counters, counter.ended, 1);
    wake();
    expect(await exit).toEqual([0]);
    port.close();
  });

  it('claims a published batch, and sends it with its buffer', async () => {
    const { thread, port, counters, wake, received } = started();
    // A row of two nodes without entries in the tables: the world is deferred.
    const rows = new RowTable(2, 3, true);
    const row = Int32Array.of(0, 0, 0, 0, 0);
    rows.add(row, rows.hashOf(row));
    const delta = { entries: new Int32Array(0), rows: rows.layout, worlds: 1 };
    port.postMessage({ delta } satisfies ToThread);
    const message = received();
    Atomics.store(counters, counter.worlds, 1);
    wake();
    expect(await message).toMatchObject({ from: 0, to: 1, count: 0, width: 3, number: 0, buffer: {} });
    expect(Atomics.load(counters, counter.claimed)).toBe(1);
    // It is counted after it is sent.
    Atomics.wait(counters, counter.done, 0, 10_000);
    expect(Atomics.load(counters, counter.done)).toBe(1);
    await thread.terminate();
    port.close();
  });

  it('reports a failure', async () => {
    const { port, received } = started({} as never);
    expect(await received()).toEqual({ failed: expect.stringMatching(/^TypeError/) });
    port.close();
  });
});

/**
 * Workers as threads, with the worker of the main thread alone; tests/threads.test.ts has threads beside it.
 */
import { expect, it } from 'vitest';
import { counters, countOf } from '../../../tests/support/counters.ts';
import type { Property } from '../../property/property.ts';
import { exploreAll } from '../../suite/explore.ts';
import { type ThreadWorkers, threads } from './threads.node.ts';

const system = counters(60);
const sumBelow: Property = {
  ...{ name: 'sum below 119', says: '', source: '', kind: 'always' },
  over: { pair: (a, b) => countOf(a) + countOf(b) < 119 },
};

it.each([
  ['in batches of 7', 1, { queueMin: 10, batchSize: 7 }],
  ['in batches of 1,000', 1, { queueMin: 1, batchSize: 1_000 }],
  // A thread is started from what is built; beside a source file it cannot start, and claims nothing.
  ['with a thread that cannot start', 2, { queueMin: 10, batchSize: 7 }],
])('finds the same as without threads, %s', (_, count, options) => {
  const made: ThreadWorkers[] = [];
  const workers = () => {
    const one = threads(count, options)();
    made.push(one);
    return one;
  };
  const found = exploreAll(system, [sumBelow], { workers });
  expect(found).toEqual(exploreAll(system, [sumBelow]));
  expect(found.results[0]?.verdict).toBe('violated');
  expect(made.map(({ received }) => received)).toEqual([0]);
});

it('has its sizes unless they are given', () => {
  expect(threads(1)()).toMatchObject({ queueMin: 8_192, batchSize: 1_024 });
  expect(threads(1, { queueMin: 5 })()).toMatchObject({ queueMin: 5, batchSize: 1_024 });
});

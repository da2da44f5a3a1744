/** Tests the worker threads of the compiled package: the result is the same for any number of threads. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Threads from '../checker/explore/parallel/threads.node.ts';
import type * as Checker from '../checker/index.ts';

/** Imports a compiled module, as a worker thread does. */
const built = (path: string) => import(pathToFileURL(join(import.meta.dirname, '../dist', path)).href);
const { defaultScopeOf, exploreAll, isJudgedBySearch, selectProperties, subjectOf, systemOf } = (await built(
  'checker/index.js',
)) as typeof Checker;
const { batchBuffersMax } = (await built(
  'checker/explore/parallel/batch.js',
)) as typeof import('../checker/explore/parallel/batch.ts');
const { threads } = (await built('checker/explore/parallel/threads.node.js')) as typeof Threads;

describe('threads', () => {
  /**
   * More batches than seven threads have batch buffers for, in all runs together, so some buffers were
   * reused.
   */
  const withReuse = 7 * batchBuffersMax;

  it.each([
    ['raft', 'R22a', 0],
    ['chord', 'C3', withReuse],
    ['chord', 'C10', withReuse],
  ])('give the same result in %s, bug %s', async (name, bug, least) => {
    const { suite } = await built(`properties/${name}/index.js`);
    const subject = subjectOf(suite, `bug:${bug}`);
    const system = systemOf(suite, defaultScopeOf(suite, subject), subject);
    const properties = selectProperties(suite, subject).filter(isJudgedBySearch);
    const alone = exploreAll(system, properties);
    expect(alone.results.map(({ verdict }) => verdict)).toContain('violated');
    let received = 0;
    for (const [count, batch] of [
      [2, 10],
      [2, 100],
      [3, 30],
      [4, 100],
    ] as const) {
      const called: Threads.ThreadWorkers[] = [];
      const workers = () => {
        const one = threads(count, { queueMin: 100, batchSize: batch })();
        called.push(one);
        return one;
      };
      expect(exploreAll(system, properties, { workers })).toEqual(alone);
      for (const one of called) received += one.received;
    }
    expect(received).toBeGreaterThan(least);
  });
});

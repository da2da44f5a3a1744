/** Threads that share an exploration, as they come in the package: what is returned is the same for any number of them, each time. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Threads from '../checker/explore/parallel/threads.node.ts';
import type * as Checker from '../checker/index.ts';

/** A thread loads what was built; so does this test. */
const built = (path: string) => import(pathToFileURL(join(import.meta.dirname, '../dist', path)).href);
const { defaultScopeOf, exploreAll, isJudgedBySearch, selectProperties, subjectOf, systemOf } = (await built(
  'checker/index.js',
)) as typeof Checker;
const { batchBuffersMax } = (await built(
  'checker/explore/parallel/batch.js',
)) as typeof import('../checker/explore/parallel/batch.ts');
const { threads } = (await built('checker/explore/parallel/threads.node.js')) as typeof Threads;

describe('threads', () => {
  /** More batches than seven threads have paper for, all runs together, so some of it was written on again. */
  const reusing = 7 * batchBuffersMax;

  it.each([
    ['raft', 'R22a', 0],
    ['chord', 'C3', reusing],
    ['chord', 'C10', reusing],
  ])('find the same in %s, bug %s', async (name, bug, least) => {
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

/** Breadth-first search on systems whose worlds can be counted by hand. */
import { expect, it } from 'vitest';
import { counters, countOf } from '../../tests/support/counters.ts';
import type { Property } from '../property/property.ts';
import { drain } from '../values/drain.ts';
import { UsageError } from '../values/errors.ts';
import { breadthFirst } from './breadth-first.ts';

const sumBelow = (limit: number): Property => ({
  ...{ name: `sum below ${limit}`, says: '', source: '', kind: 'always' },
  over: { world: (views) => [...views.values()].reduce((sum, view) => sum + countOf(view), 0) < limit },
});

it('expands each world once', () => {
  const found = drain(breadthFirst(counters(2), []));
  expect(found).toMatchObject({ worlds: 9, transitions: 18, unchanged: 6, depth: 4, cuts: 0 });
  // Both nodes have counted to 2, and only then nothing changes any more.
  expect(found.quiescent).toEqual({ worlds: 1, depth: 4 });
  expect(found.stopped).toBeUndefined();
});

it('finds a shortest counterexample first', () => {
  const [broken, kept] = drain(breadthFirst(counters(2), [sumBelow(3), sumBelow(5)])).results;
  expect(broken?.verdict).toBe('violated');
  expect(broken?.trace?.steps).toHaveLength(3);
  expect(kept?.verdict).toBe('holds');
});

it('does not expand worlds at the depth limit, and finds those at it', () => {
  // By steps from the beginning: 1, 2 and 3 worlds.
  expect(drain(breadthFirst(counters(2), [sumBelow(5)], { maxDepth: 2 }))).toMatchObject({
    ...{ worlds: 6, depth: 2, stopped: 'the limit of 2 steps was reached' },
    results: [{ verdict: 'inconclusive' }],
  });
});

it('stops at the limit of worlds', () => {
  const found = drain(breadthFirst(counters(2), [sumBelow(5)], { maxWorlds: 4 }));
  expect(found).toMatchObject({ worlds: 4, results: [{ verdict: 'inconclusive' }] });
  expect(found.stopped).toMatch(/^the limit of 4 worlds was reached/);
});

it('goes on for a while after a violation, and then ends although the scope is infinite', () => {
  const found = drain(
    breadthFirst(counters(Number.POSITIVE_INFINITY, ['a']), [sumBelow(2), sumBelow(1_000)]),
  );
  expect(found.results.map(({ verdict }) => verdict)).toEqual(['violated', 'violated']);
  const endless = drain(
    breadthFirst(counters(Number.POSITIVE_INFINITY, ['a']), [sumBelow(2), sumBelow(1e9)]),
  );
  expect(endless.stopped).toBe('a property is violated, and the rest of the scope was not explored');
  expect(endless.worlds).toBe(2 * 3 + 20_000);
});

it('yields its progress, and stops for the reason that it gets', () => {
  const search = breadthFirst(counters(1_000), [sumBelow(1e9)]);
  const { value, done } = search.next();
  expect(done).toBe(false);
  expect((value as { transitions: number }).transitions).toBeGreaterThanOrEqual(4_000);
  expect(search.next('the reader went home')).toMatchObject({
    done: true,
    value: { stopped: 'the reader went home', results: [{ verdict: 'inconclusive' }] },
  });
});

it('refuses a limit that makes no sense', () => {
  expect(() => drain(breadthFirst(counters(2), [], { maxWorlds: 0 }))).toThrow(UsageError);
});

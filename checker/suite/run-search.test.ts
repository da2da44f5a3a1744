/** Tests that a search runs to its end, reports progress, and stops for a reason. */
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { runSearch, type Search } from './run-search.node.ts';

/** Yields 1, 2, ... up to `last`; returns the reason to stop, or that it ended. */
function* counting(last: number): Search<number, string> {
  for (let n = 1; n <= last; n++) {
    const stopped = yield n;
    if (stopped !== undefined) return `${stopped} at ${n}`;
  }
  return 'ended';
}

/** Yields for longer than the interval between two turns of the event loop. */
function* slow(): Search<number, string> {
  const end = performance.now() + 150;
  for (let n = 1; performance.now() < end; n++) yield n;
  return 'ended';
}

describe('a running search', () => {
  it('returns its result', async () => {
    const { result, ms } = await runSearch(counting(3), { stopReason: () => undefined });
    expect(result).toBe('ended');
    expect(ms).toBeGreaterThanOrEqual(0);
  });

  it('stops for the reason that its observer gives', async () => {
    const stopReason = (n: number) => (n === 2 ? 'stopped' : undefined);
    expect((await runSearch(counting(9), { stopReason })).result).toBe('stopped at 2');
  });

  it('reports its progress, and lets the event loop run', async () => {
    const reported: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const onProgress = (n: number) => reported.push(n);
    expect((await runSearch(slow(), { onProgress, stopReason: () => undefined })).result).toBe('ended');
    clearInterval(timer);
    expect(reported.length).toBeGreaterThan(0);
    expect(reported).toEqual(reported.toSorted((a, b) => a - b));
    expect(turns).toBeGreaterThan(0);
  });
});

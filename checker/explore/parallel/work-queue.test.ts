/** The work queue: claims of batches, and the outline of a system. */
import { describe, expect, it } from 'vitest';
import { counters } from '../../../tests/support/counters.ts';
import { sharedInts } from '../../values/int-lists.ts';
import { claimNext, counter, outlineOf } from './work-queue.ts';

function queue({ worlds, claimed, turn }: { worlds: number; claimed: number; turn: number }): Int32Array {
  const counters = sharedInts(Object.keys(counter).length);
  counters[counter.worlds] = worlds;
  counters[counter.claimed] = claimed;
  counters[counter.turn] = turn;
  counters[counter.batchSize] = 10;
  return counters;
}

describe('the work queue', () => {
  it('gives each batch to one worker', () => {
    const shared = queue({ worlds: 35, claimed: 7, turn: 7 });
    expect(claimNext(shared)).toEqual({ from: 7, to: 17, worlds: 35 });
    expect(claimNext(shared)).toEqual({ from: 17, to: 27, worlds: 35 });
    // Only 8 worlds are left, and a batch has 10.
    expect(claimNext(shared)).toBeUndefined();
    shared[counter.worlds] = 37;
    expect(claimNext(shared)).toEqual({ from: 27, to: 37, worlds: 37 });
  });

  it('does not run too far ahead of the search', () => {
    const shared = queue({ worlds: 10_000, claimed: 1_281, turn: 0 });
    expect(claimNext(shared)).toBeUndefined();
    shared[counter.turn] = 1;
    expect(claimNext(shared)?.from).toBe(1_281);
  });

  it('replaces the code of a system in its outline', () => {
    const system = counters(1);
    const outline = outlineOf({
      ...system,
      ...{
        budget: { crash: 1 },
        crash: { when: () => true, inbox: 'lost', returns: false } as never,
        starts: [{}],
      },
      monitor: { first: 0, next: (history) => history },
      injects: [{ from: 'a', to: 'b', message: { type: 'x' } }],
    });
    expect(outline).toEqual({
      ...{ nodes: { a: {}, b: {} }, network: 'set', inputs: {}, budget: { crash: 1 }, starts: {} },
      ...{
        crash: { when: {}, inbox: 'lost', returns: false },
        monitor: {},
        injects: [{ from: 'a', to: 'b' }],
      },
    });
    expect(() => structuredClone(outline)).not.toThrow();
  });
});

/** The event queue, compared with a sorted list. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { EventQueue, type Queued } from './event-queue.ts';

/** Adds an event at a time, takes the first one, or removes one of those added so far. */
const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ add: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.constant('take' as const) },
  { weight: 1, arbitrary: fc.record({ remove: fc.nat() }) },
);

describe('the event queue', () => {
  it('equals a list sorted by time, and by the order of addition for equal times', () => {
    let longest = 0;
    assertReaching(
      fc.property(fc.array(operation, { maxLength: 200, size: 'max' }), (operations) => {
        const queue = new EventQueue<number>();
        const added: Queued<number>[] = [];
        let list: { atMs: number; event: number }[] = [];
        for (const one of operations) {
          if (one === 'take') {
            const { first } = queue;
            expect(first?.event).toBe(list[0]?.event);
            if (first !== undefined) queue.remove(first);
            list = list.slice(1);
          } else if ('add' in one) {
            added.push(queue.add(one.add, added.length));
            // The sort is stable, so equal times keep the order of addition.
            list = [...list, { atMs: one.add, event: added.length - 1 }].sort((a, b) => a.atMs - b.atMs);
          } else if (added.length > 0) {
            const item = added[one.remove % added.length] as Queued<number>;
            queue.remove(item);
            list = list.filter(({ event }) => event !== item.event);
          }
          expect(queue.size).toBe(list.length);
          longest = Math.max(longest, list.length);
        }
        const rest: number[] = [];
        for (let { first } = queue; first !== undefined; { first } = queue) {
          rest.push(first.event);
          queue.remove(first);
        }
        expect(rest).toEqual(list.map(({ event }) => event));
      }),
      { numRuns: 300 },
      () => {
        expect(longest).toBeGreaterThan(30);
      },
    );
  });

  it('holds nothing of the events that were removed', () => {
    const queue = new EventQueue<string>();
    for (let at = 0; at < 1_000; at++) queue.remove(queue.add(1_000, 'timeout'));
    expect(queue.size).toBe(0);
    expect(queue.first).toBeUndefined();
  });
});

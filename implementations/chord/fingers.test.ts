/** Tests the runs of fingers against one entry for each finger. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { none } from './contacts.ts';
import { Fingers } from './fingers.ts';

const changes = fc.array(
  fc.record({
    first: fc.integer({ min: 1, max: 12 }),
    length: fc.integer({ min: 1, max: 6 }),
    contact: fc.integer({ min: none, max: 3 }),
  }),
  { maxLength: 30 },
);

describe('the fingers in runs', () => {
  it('equal one entry for each finger, with the least runs', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const fingers = new Fingers();
        const entries = new Map<number, number>();
        for (const { first, length, contact } of all) {
          fingers.set(first, first + length - 1, contact);
          for (let finger = first; finger < first + length; finger++) {
            if (contact === none) entries.delete(finger);
            else entries.set(finger, contact);
          }
          for (let finger = 1; finger <= 20; finger++)
            expect(fingers.at(finger)).toBe(entries.get(finger) ?? none);
          const visited: [number, number][] = [];
          fingers.forEach((node, finger) => {
            visited.push([finger, node]);
          });
          expect(visited).toEqual([...entries].sort(([a], [b]) => a - b));
          expect(fingers.nodes.every((node, run) => node !== fingers.nodes[run + 1])).toBe(true);
          expect(fingers.nodes.at(-1)).not.toBe(none);
          expect(fingers.ends).toHaveLength(fingers.nodes.length);
        }
      }),
    );
  });
});

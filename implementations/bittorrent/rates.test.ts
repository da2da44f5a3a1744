/** Tests the ring of rounds against lists of rounds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rates } from './rates.ts';

describe('rates', () => {
  it('count the blocks of the last rounds like lists', () => {
    const partnersMax = 3;
    const step = fc.record({
      do: fc.constantFrom('add', 'add', 'add', 'remove', 'forget', 'next'),
      partner: fc.nat(partnersMax - 1),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.array(step, { maxLength: 60 }),
        (rounds, countMax, steps) => {
          const rates = new Rates(partnersMax, rounds);
          /** By partner: the counts of the rounds, the present one first. */
          const twin = Array.from({ length: partnersMax }, () => Array<number>(rounds).fill(0));
          for (const { do: what, partner } of steps) {
            const counts = twin[partner] as number[];
            if (what === 'add') {
              rates.add(partner, countMax);
              counts[0] = Math.min((counts[0] as number) + 1, countMax);
            } else if (what === 'remove') {
              rates.remove(partner);
              const at = counts.findIndex((count) => count > 0);
              if (at >= 0) counts[at] = (counts[at] as number) - 1;
            } else if (what === 'forget') {
              rates.forget(partner);
              counts.fill(0);
            } else {
              rates.nextRound();
              for (const all of twin) {
                all.pop();
                all.unshift(0);
              }
            }
            expect([...rates.sums]).toEqual(twin.map((all) => all.reduce((sum, count) => sum + count, 0)));
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

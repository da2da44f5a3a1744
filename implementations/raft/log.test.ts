/** The ring buffer against a plain array, after random changes of both. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../models/raft/messages.ts';
import { Log } from './log.ts';

type Change = { readonly append: number } | { readonly truncate: number } | { readonly drop: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ append: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ truncate: share }) },
  { weight: 1, arbitrary: fc.record({ drop: share }) },
);

describe('the log', () => {
  it('equals an array of entries after any appends, truncations and drops', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), (changes) => {
        const log = new Log();
        const all: Entry[] = [];
        let dropped = 0;
        for (const [at, one] of changes.entries()) {
          if ('append' in one) {
            const entry = { term: (all.at(-1)?.term ?? 1) + one.append, value: `v${at}` };
            all.push(entry);
            log.append(entry.term, entry.value);
          } else if ('truncate' in one) {
            all.length = dropped + Math.floor(one.truncate * (all.length - dropped));
            log.truncate(all.length);
          } else {
            dropped += Math.floor(one.drop * (all.length - dropped));
            log.drop(dropped);
          }
          expect(log.lastIndex).toBe(all.length);
          expect(log.lastTerm).toBe(all.at(-1)?.term ?? 0);
          expect(log.entries()).toEqual(all.slice(dropped));
          expect(log.slice(dropped + 1, all.length - dropped)).toEqual(all.slice(dropped));
          for (let index = dropped + 1; index <= all.length; index++) {
            const { term } = all[index - 1] as Entry;
            expect(log.termAt(index)).toBe(term);
            const first = all.findIndex((entry, place) => place >= dropped && entry.term === term) + 1;
            expect(log.firstOfTerm(index)).toBe(first);
          }
          expect(log.termAt(dropped)).toBe(all[dropped - 1]?.term ?? 0);
          expect([log.termAt(all.length + 1), log.termAt(dropped - 1)]).toEqual([-1, -1]);
        }
        const copy = new Log();
        if (dropped > 0) return;
        copy.load(log.entries());
        expect(copy.entries()).toEqual(all);
      }),
      { numRuns: 300 },
    );
  });
});

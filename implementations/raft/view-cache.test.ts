/** The view cache against a fresh one, after random changes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Role } from '../../models/raft/messages.ts';
import { Log } from './log.ts';
import { Progress } from './progress.ts';
import { ViewCache } from './view-cache.ts';

const nodes = ['b', 'a', 'c'];
const number = fc.nat(2);

/** A field of a server, and its new value. */
const change = fc.oneof(
  fc.record({ role: fc.constantFrom<Role>('follower', 'candidate', 'leader') }),
  fc.record({ term: number }),
  fc.record({ votedFor: fc.constantFrom(null, ...nodes) }),
  fc.record({ votes: fc.nat(7) }),
  fc.record({ commitIndex: number }),
  fc.record({ append: number }),
  fc.record({ truncate: number }),
  fc.record({ next: number, of: number }),
  fc.record({ match: number, of: number }),
);

describe('the view cache', () => {
  it('returns the view of the current state, and the same frozen view as long as nothing changes', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const [own, progress] = [new Log(), new Progress(nodes.length)];
        const now = {
          role: 'leader' as Role,
          term: 0,
          votedFor: null as string | null,
          votes: 0,
          commitIndex: 0,
        };
        const viewOf = (cache: ViewCache) =>
          cache.view(now.role, now.term, now.votedFor, now.votes, now.commitIndex);
        const cache = new ViewCache(nodes, 'a', own, progress);
        for (const one of changes) {
          if ('append' in one) own.append(one.append, 'v');
          else if ('truncate' in one) own.truncate(Math.min(one.truncate, own.lastIndex));
          else if ('next' in one) progress.next[one.of] = one.next;
          else if ('match' in one) progress.match[one.of] = one.match;
          else Object.assign(now, one);
          const view = viewOf(cache);
          expect(view).toEqual(viewOf(new ViewCache(nodes, 'a', own, progress)));
          const again = viewOf(cache);
          expect(again).toBe(view);
          for (const part of [
            again,
            ...again.log,
            again.log,
            again.votesGranted,
            again.nextIndex,
            again.matchIndex,
          ])
            expect(Object.isFrozen(part)).toBe(true);
        }
      }),
    );
  });

  it("has the leader's nextIndex of the others, and matchIndex of all servers, by name", () => {
    const progress = new Progress(nodes.length);
    progress.next.set([1, 2, 3]);
    progress.match.set([4, 5, 6]);
    const cache = new ViewCache(nodes, 'a', new Log(), progress);
    expect(cache.view('leader', 7, 'a', 0b011, 0)).toEqual({
      ...{ role: 'leader', currentTerm: 7, votedFor: 'a', votesGranted: ['a', 'b'], log: [], commitIndex: 0 },
      ...{ nextIndex: { b: 1, c: 3 }, matchIndex: { b: 4, a: 5, c: 6 } },
    });
    expect(cache.view('follower', 7, 'a', 0, 0)).toMatchObject({ nextIndex: {}, matchIndex: {} });
  });
});

/**
 * Tests the copy cache: its copies equal fresh ones, also if views are written and frozen in between.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../tests/support/reaching.ts';
import { CopyCache, copyOf } from './copy.ts';

interface Shown {
  count: number;
  list: { n: number }[];
}

/**
 * What happens between two times that a view is shown: nothing, a write to a part, a freeze of parts or all, or
 * a new view.
 */
const change = fc.constantFrom('nothing', 'count', 'list', 'item', 'freeze outside', 'freeze', 'new');

function changed(shown: Shown, how: string): Shown {
  if (how === 'new') return { count: 0, list: [{ n: 0 }] };
  // What is frozen is left as it is, as by code that is not strict.
  if (how === 'count') Reflect.set(shown, 'count', shown.count + 1);
  if (how === 'list' && !Object.isFrozen(shown.list)) shown.list.push({ n: shown.list.length });
  if (how === 'item') Reflect.set(shown.list[0] as object, 'n', (shown.list[0]?.n ?? 0) + 1);
  if (how === 'freeze outside') Object.freeze(shown);
  if (how === 'freeze') for (const part of [shown, shown.list, ...shown.list]) Object.freeze(part);
  return shown;
}

describe('copies', () => {
  it('equal the view at the time', () => {
    let fixed = 0;
    assertReaching(
      fc.property(fc.array(fc.tuple(change, fc.nat(12)), { maxLength: 12 }), (changes) => {
        const copies = new CopyCache();
        let shown: Shown = { count: 0, list: [{ n: 0 }] };
        for (const [how, times] of changes) {
          shown = changed(shown, how);
          const before = copyOf(shown);
          for (let time = 0; time < times; time++) {
            const copy = copies.of(shown);
            expect(copy).toEqual(before);
            expect(copy).not.toBe(shown);
          }
          if (times > 8 && [shown, shown.list, ...shown.list].every(Object.isFrozen)) fixed++;
        }
      }),
      { numRuns: 500 },
      () => {
        expect(fixed).toBeGreaterThan(50);
      },
    );
  });

  it('are the same object while nothing changes', () => {
    const copies = new CopyCache();
    const first = copies.of({ count: 1, list: [{ n: 1 }] });
    expect(copies.of({ count: 1, list: [{ n: 1 }] })).toBe(first);
    const second = copies.of({ count: 2, list: [{ n: 1 }] });
    expect(second).not.toBe(first);
    expect(second.list).toBe(first.list);
  });

  it('are no longer made of a view that is frozen with all its parts', () => {
    let looks = 0;
    const shown = new Proxy(Object.freeze({ n: 1 }), {
      get: (data, field) => {
        looks++;
        return Reflect.get(data, field);
      },
    });
    const copies = new CopyCache();
    for (let time = 0; time < 20; time++) copies.of(shown);
    const before = looks;
    expect(before).toBeGreaterThan(0);
    expect(copies.of(shown)).toEqual({ n: 1 });
    expect(looks).toBe(before);
  });

  it.each([
    [
      'an accessor',
      () => {
        let n = 0;
        return [
          Object.freeze({
            get n() {
              return n;
            },
          }),
          () => n++,
        ] as const;
      },
    ],
    [
      'a part that is not frozen',
      () => {
        const part = { n: 0 };
        return [Object.freeze({ part }), () => part.n++] as const;
      },
    ],
    [
      'a Map',
      () => {
        const map = new Map([['n', 0]]);
        return [
          Object.freeze({ map: Object.freeze(map) }),
          () => map.set('n', (map.get('n') ?? 0) + 1),
        ] as const;
      },
    ],
  ])('are still made of a frozen view with %s', (_, make) => {
    const [shown, change] = make();
    const copies = new CopyCache();
    for (let time = 0; time < 30; time++) {
      expect(copies.of<unknown>(shown)).toEqual(copyOf<unknown>(shown));
      change();
    }
  });
});

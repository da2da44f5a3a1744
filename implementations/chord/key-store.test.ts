/** Tests the ordered keys against a list that is looked through. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { between } from '../../models/chord/identifiers.ts';
import { IdentifierSpace } from './identifiers.ts';
import { KeyStore } from './key-store.ts';
import { numberedNames } from './naming.ts';
import { hashedNames, hashedSpace } from './wire/names.ts';

const size = 2_000;
const isIn = (a: number, key: number, b: number) => key === b || between(`N${a}`, `N${key}`, `N${b}`);

describe('the stored keys', () => {
  it('are found by ranges as in a list, with several keys at one place', () => {
    const identifier = fc.nat(size - 1);
    const keys = fc.array(fc.tuple(fc.constantFrom('K', 'L'), identifier), { maxLength: 1_500, size: 'max' });
    const ranges = fc.array(fc.tuple(identifier, identifier), { maxLength: 5 });
    fc.assert(
      fc.property(keys, ranges, identifier, (all, some, place) => {
        const store = new KeyStore(IdentifierSpace.ofSize(size), numberedNames);
        const list: string[] = [];
        for (const [letter, id] of all) {
          const key = `${letter}${id}`;
          expect(store.has(key)).toBe(list.includes(key));
          expect(store.add(key)).toBe(!list.includes(key));
          if (!list.includes(key)) list.push(key);
        }
        expect(store.size).toBe(list.length);
        const inOrder = [...store.all()];
        expect(new Set(inOrder)).toEqual(new Set(list));
        const identifiers = inOrder.map((key) => Number(key.slice(1)));
        expect(identifiers).toEqual([...identifiers].sort((a, b) => a - b));
        for (const [a, b] of [...some, [place, place] as const]) {
          const words = new Uint32Array([a, b]);
          const due = list.filter((key) => isIn(a, Number(key.slice(1)), b));
          expect(store.inRange(words, 0, words, 1).sort()).toEqual(due.sort());
        }
      }),
      { numRuns: 30 },
    );
  });

  it('are found by ranges of hashed names', () => {
    const store = new KeyStore(hashedSpace, hashedNames);
    const names = Array.from({ length: 3_000 }, (_, at) => `song ${at}`);
    for (const name of names) expect(store.add(name)).toBe(true);
    const words = new Uint32Array(10);
    hashedNames.identify('from', words, 0);
    hashedNames.identify('to', words, 5);
    const identifier = new Uint32Array(5);
    const due = names.filter((name) => {
      hashedNames.identify(name, identifier, 0);
      return (
        hashedSpace.isBetween(words, 0, identifier, 0, words, 5) ||
        hashedSpace.compare(identifier, 0, words, 5) === 0
      );
    });
    expect(due.length).toBeGreaterThan(100);
    expect(store.inRange(words, 0, words, 5).sort()).toEqual(due.sort());
    expect(store.inRange(words, 5, words, 0)).toHaveLength(3_000 - due.length);
    store.clear();
    expect([store.size, store.has('song 1'), store.inRange(words, 0, words, 5)]).toEqual([0, false, []]);
  });
});

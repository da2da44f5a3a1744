/** Tests the table of contacts: its numbers are as good as the names, and names without a use leave it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Contacts, none } from './contacts.ts';
import { IdentifierSpace } from './identifiers.ts';
import { numberedNames } from './naming.ts';
import { hashedNames, hashedSpace } from './wire/names.ts';

const small = () => new Contacts(IdentifierSpace.ofSize(64), numberedNames);

describe('the table of contacts', () => {
  it('keeps names as long as they are used, under any uses and releases', () => {
    const step = fc.record({ isTaken: fc.boolean(), name: fc.nat(40).map((id) => `N${id}`) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const contacts = small();
        const uses = new Map<string, number>();
        for (const { isTaken, name } of steps) {
          const before = uses.get(name) ?? 0;
          if (isTaken) {
            contacts.take(name);
            uses.set(name, before + 1);
          } else if (before > 0) {
            contacts.release(contacts.numberOf(name));
            uses.set(name, before - 1);
          }
          const used = [...uses].filter(([, count]) => count > 0).map(([used]) => used);
          expect(contacts.size).toBe(used.length);
          expect(new Set(used.map((one) => contacts.numberOf(one))).size).toBe(used.length);
          for (const one of used) {
            const number = contacts.numberOf(one);
            expect(contacts.nameOf(number)).toBe(one);
            expect(contacts.words[contacts.placeOf(number)]).toBe(Number(one.slice(1)));
          }
          for (const [one, count] of uses) if (count === 0) expect(contacts.numberOf(one)).toBe(none);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('gives numbers of names that left to others', () => {
    const contacts = small();
    for (let round = 0; round < 1_000; round++) contacts.release(contacts.take(`N${round % 64}`));
    expect(contacts.take('N1')).toBe(0);
    expect(contacts.words).toHaveLength(8);
  });

  it('writes the same identifier for a name that it has and for one that it lacks', () => {
    const contacts = new Contacts(hashedSpace, hashedNames);
    const words = new Uint32Array(10);
    contacts.identify('10.0.0.1:4000', words, 0);
    contacts.take('10.0.0.2:4000');
    contacts.take('10.0.0.1:4000');
    contacts.identify('10.0.0.1:4000', words, 5);
    expect(words.slice(0, 5)).toEqual(words.slice(5));
    expect(words[0]).not.toBe(0);
  });
});

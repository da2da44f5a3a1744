/** Tests the routing table against a Map, and its memory against its bound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noSlot, RoutingTable } from './routing-table.ts';

type Words = readonly [number, number, number, number];

/** Few different words, so that collisions and copies are frequent. */
const words: fc.Arbitrary<Words> = fc.tuple(fc.nat(3), fc.nat(1), fc.nat(1), fc.nat(1));

describe('a routing table', () => {
  it('equals two maps, one for each generation', () => {
    const step = fc.oneof(
      fc.record({ add: words, kind: fc.nat(1), link: fc.nat(5), ttl: fc.integer({ min: 1, max: 255 }) }),
      fc.constant('next' as const),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.array(step, { maxLength: 60 }),
        (generationMax, steps) => {
          const table = new RoutingTable(generationMax);
          let newer = new Map<string, number>();
          let older = new Map<string, number>();
          for (const one of steps) {
            if (one === 'next') {
              table.nextGeneration();
              [newer, older] = [new Map(), newer];
              continue;
            }
            const key = `${one.kind} ${one.add}`;
            const slot = table.find(one.kind, ...one.add);
            const known = newer.get(key) ?? older.get(key);
            expect(slot === noSlot ? undefined : table.linkAt(slot)).toBe(known);
            if (known !== undefined) continue;
            table.insert(one.kind, ...one.add, one.link, one.ttl);
            if (newer.size >= generationMax) [newer, older] = [new Map(), newer];
            newer.set(key, one.link);
          }
          expect(table.size).toBe(newer.size + older.size);
          const copy = new RoutingTable(generationMax);
          copy.load(table.entries());
          expect(new Set(copy.entries().map((entry) => JSON.stringify(entry)))).toEqual(
            new Set(table.entries().map((entry) => JSON.stringify(entry))),
          );
        },
      ),
    );
  });

  it('replaces link and TTL in place', () => {
    const table = new RoutingTable(10);
    table.insert(1, 7, 0, 0, 0, 3, 2);
    const slot = table.find(1, 7, 0, 0, 0);
    table.setTtl(slot, 5);
    table.setLink(slot, -1);
    expect([table.ttlAt(slot), table.linkAt(slot)]).toEqual([5, -1]);
    expect(table.find(0, 7, 0, 0, 0)).toBe(noSlot);
  });

  it('never forgets the last requests, and keeps at most two generations', () => {
    const table = new RoutingTable(100);
    for (let n = 0; n < 100_000; n++) {
      table.insert(0, n, 0, 0, 0, 1, 7);
      if (table.find(0, Math.max(0, n - 99), 0, 0, 0) === noSlot) throw new Error(`forgot too early at ${n}`);
      if (table.size > 200) throw new Error(`has ${table.size} entries`);
    }
    expect(table.find(0, 99_700, 0, 0, 0)).toBe(noSlot);
  });
});

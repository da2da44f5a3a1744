/**
 * Tests the structures of the exchange against slow, obvious twins on random operations: the interning table, the
 * heap, the ring of partners, the ledger of asks, and the table of peers.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AskLedger } from './asks.ts';
import { Heap, Positions } from './heap.ts';
import { Peers } from './peers.ts';
import { Ring } from './ring.ts';
import { NameTable, none } from './table.ts';

/** An operation: a kind, and two small numbers. */
const operations = fc.array(fc.tuple(fc.nat(3), fc.nat(9), fc.nat(9)), { maxLength: 200, size: 'max' });

describe('the interning table', () => {
  it('agrees with a map from names to uses, and reuses numbers', () => {
    fc.assert(
      fc.property(operations, fc.integer({ min: 1, max: 8 }), (steps, capacity) => {
        const table = new NameTable(capacity);
        const uses = new Map<string, number>();
        const numbers = new Map<string, number>();
        for (const [kind, one] of steps) {
          const name = `cid ${one}`;
          if (kind > 1) {
            const number = table.retain(name);
            const isFull = !uses.has(name) && uses.size >= capacity;
            expect(number === none).toBe(isFull);
            if (isFull) continue;
            if (numbers.has(name)) expect(number).toBe(numbers.get(name));
            expect(number).toBeLessThan(capacity);
            numbers.set(name, number);
            uses.set(name, (uses.get(name) ?? 0) + 1);
          } else if (uses.has(name)) {
            table.release(numbers.get(name) as number);
            const left = (uses.get(name) as number) - 1;
            if (left > 0) uses.set(name, left);
            else {
              uses.delete(name);
              numbers.delete(name);
            }
          }
          expect(table.size).toBe(uses.size);
          expect(new Set(numbers.values()).size).toBe(numbers.size);
          for (const [known, number] of numbers) {
            expect(table.numberOf(known)).toBe(number);
            expect(table.nameOf(number)).toBe(known);
          }
          expect(table.numberOf('never used')).toBe(none);
        }
      }),
    );
  });
});

describe('the heap', () => {
  it('agrees with a sorted list, also after removals and changes', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const keys = new Map<number, number>();
        const isBefore = (one: number, other: number) => {
          const difference = (keys.get(one) as number) - (keys.get(other) as number);
          return difference === 0 ? one < other : difference < 0;
        };
        const positions = new Positions();
        const heap = new Heap(positions, isBefore);
        for (const [kind, entry, key] of steps) {
          if (keys.has(entry)) {
            if (kind === 0) {
              heap.remove(entry);
              keys.delete(entry);
              expect(positions.of(entry)).toBe(none);
            } else {
              keys.set(entry, key);
              heap.update(entry);
            }
          } else {
            keys.set(entry, key);
            heap.push(entry);
          }
          const sorted = [...keys.keys()].sort((one, other) => (isBefore(one, other) ? -1 : 1));
          expect(heap.size).toBe(sorted.length);
          expect(heap.first).toBe(sorted[0] ?? none);
        }
        // All come out in order.
        const sorted = [...keys.keys()].sort((one, other) => (isBefore(one, other) ? -1 : 1));
        for (const entry of sorted) {
          expect(heap.first).toBe(entry);
          heap.remove(entry);
        }
        expect(heap.first).toBe(none);
      }),
    );
  });
});

describe('the ring of partners', () => {
  it('agrees with a list', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        const ring = new Ring();
        let list: number[] = [];
        for (const [kind, partner] of steps) {
          if (kind > 1) {
            ring.push(partner);
            if (!list.includes(partner)) list.push(partner);
          } else {
            const gone = kind === 0 ? partner : (list[0] ?? partner);
            ring.remove(gone);
            list = list.filter((other) => other !== gone);
          }
          const seen: number[] = [];
          for (let at = ring.first; at !== none; at = ring.after(at)) seen.push(at);
          expect(seen).toEqual(list);
          expect(ring.size).toBe(list.length);
          expect(ring.has(partner)).toBe(list.includes(partner));
        }
      }),
    );
  });
});

/** The pairs of both indexes, and those that `find` finds; X14 is that the three are equal. */
function indexes(ledger: AskLedger, partners: number, cids: number): readonly string[][] {
  const pair = (entry: number) => `${ledger.partner[entry]} ${ledger.cid[entry]}`;
  const byPartner: string[] = [];
  const byCid: string[] = [];
  const found: string[] = [];
  for (let partner = 0; partner < partners; partner++)
    for (let entry = ledger.firstOfPartner(partner); entry !== none; entry = ledger.nextOfPartner(entry))
      if (byPartner.push(`${partner} ${ledger.cid[entry]}`) > 1_000) break;
  for (let cid = 0; cid < cids; cid++)
    for (let entry = ledger.firstOfCid(cid); entry !== none; entry = ledger.nextOfCid(entry))
      if (byCid.push(`${ledger.partner[entry]} ${cid}`) > 1_000) break;
  for (let partner = 0; partner < partners; partner++)
    for (let cid = 0; cid < cids; cid++) {
      const entry = ledger.find(partner, cid);
      if (entry !== none) found.push(pair(entry));
    }
  return [byPartner, byCid, found].map((pairs) => pairs.sort());
}

/** Adds and removes pairs; the result is the first step after which the indexes do not agree with a set. */
function firstDisagreement(
  ledger: AskLedger,
  steps: readonly (readonly [number, number, number])[],
): number | undefined {
  const pairs = new Set<string>();
  for (const [step, [kind, partner, cid]] of steps.entries()) {
    const entry = ledger.find(partner, cid);
    if (entry !== none && kind < 2) {
      ledger.remove(entry);
      pairs.delete(`${partner} ${cid}`);
    } else if (entry === none) {
      ledger.add(partner, cid);
      pairs.add(`${partner} ${cid}`);
    }
    const expected = JSON.stringify([...pairs].sort());
    const counts = Array.from({ length: 10 }, (_, one) => ledger.countOf(one));
    const isCounted = counts.every(
      (count, one) => count === [...pairs].filter((pair) => pair.startsWith(`${one} `)).length,
    );
    if (!isCounted || indexes(ledger, 10, 10).some((index) => JSON.stringify(index) !== expected))
      return step;
  }
  return undefined;
}

/** W38, read in boxo's peer ledger: an ask is taken out of the index of its partner alone. */
class HalfCleared extends AskLedger {
  protected override unlinkFromCid(): void {}
}

describe('the ledger of asks', () => {
  it('keeps both indexes and the hash table equal to a set of pairs (X14, Indexes Agree)', () => {
    fc.assert(
      fc.property(operations, (steps) => {
        expect(firstDisagreement(new AskLedger(), steps)).toBeUndefined();
      }),
    );
  });

  it('would not, if an end cleared one index only (W38)', () => {
    const steps = [
      [3, 0, 0],
      [3, 1, 0],
      [0, 0, 0],
    ] as const;
    expect(firstDisagreement(new AskLedger(), steps)).toBeUndefined();
    expect(firstDisagreement(new HalfCleared(), steps)).toBe(2);
  });

  it('keeps ten thousand pairs apart', () => {
    const ledger = new AskLedger();
    for (let partner = 0; partner < 100; partner++)
      for (let cid = 0; cid < 100; cid++) ledger.add(partner, cid);
    expect(ledger.count).toBe(10_000);
    for (let partner = 0; partner < 100; partner += 3)
      for (let cid = 0; cid < 100; cid++) ledger.remove(ledger.find(partner, cid));
    for (let partner = 0; partner < 100; partner++)
      for (let cid = 0; cid < 100; cid++) {
        const entry = ledger.find(partner, cid);
        if (partner % 3 === 0) expect(entry).toBe(none);
        else expect([ledger.partner[entry], ledger.cid[entry]]).toEqual([partner, cid]);
      }
  });
});

describe('the table of peers', () => {
  it('keeps strikes and receipts of connected peers and of the latest others, as a list does', () => {
    fc.assert(
      fc.property(operations, fc.nat(4), (steps, remembered) => {
        const peers = new Peers(remembered);
        /** By name: strikes, bytes sent, and the time of the end of the connection, if it has ended. */
        const known = new Map<string, { strikes: number; sent: number; ended?: number }>();
        for (const [time, [kind, one, bytes]] of steps.entries()) {
          const name = `peer ${one}`;
          const record = known.get(name);
          if (kind === 0) {
            peers.connect(name);
            known.set(name, { strikes: record?.strikes ?? 0, sent: record?.sent ?? 0 });
          } else if (record !== undefined && record.ended === undefined) {
            const peer = peers.numberOf(name);
            if (kind === 1) {
              peers.disconnect(peer);
              record.ended = time;
              const idle = [...known].filter(([, { ended }]) => ended !== undefined);
              idle.sort(([, a], [, b]) => (a.ended as number) - (b.ended as number));
              if (idle.length > remembered) known.delete(idle[0]?.[0] as string);
            } else if (kind === 2) {
              peers.strike(peer, 3);
              record.strikes = Math.min(3, record.strikes + 1);
            } else {
              peers.countSent(peer, bytes);
              record.sent += bytes;
            }
          }
          const found = Array.from({ length: 10 }, (_, other) => {
            const peer = peers.numberOf(`peer ${other}`);
            return peer === none ? null : [peers.nameOf(peer), peers.strikesOf(peer), peers.sentTo(peer)];
          });
          const expected = Array.from({ length: 10 }, (_, other) => {
            const one = known.get(`peer ${other}`);
            return one === undefined ? null : [`peer ${other}`, one.strikes, one.sent];
          });
          expect(found).toEqual(expected);
        }
      }),
    );
  });
});

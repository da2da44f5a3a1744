/** Tests availability buckets against counts that a scan finds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Availability } from './availability.ts';
import { Bitfield, noPiece } from './bitfield.ts';

const partnersMax = 6;

function bitfieldOf(size: number, pieces: Iterable<number>): Bitfield {
  const bits = new Bitfield(size);
  for (const piece of pieces) bits.add(piece);
  return bits;
}

/** The slow twin: what each partner has, and nothing computed before it is asked for. */
class Scan {
  readonly partners: Set<number>[] = [];
  readonly startable = new Set<number>();
  readonly #pieces: number;

  constructor(pieces: number) {
    this.#pieces = pieces;
    for (let piece = 0; piece < pieces; piece++) this.startable.add(piece);
  }

  count(piece: number): number {
    return this.partners.filter((has) => has.has(piece)).length;
  }

  /** All of the rarest startable pieces that a partner has. */
  rarest(has: ReadonlySet<number>): number[] {
    const able = [...has].filter((piece) => this.startable.has(piece));
    const fewest = Math.min(...able.map((piece) => this.count(piece)));
    return able.filter((piece) => this.count(piece) === fewest).sort((a, b) => a - b);
  }

  all(): Set<number> {
    return new Set(Array(this.#pieces).keys());
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('join' as const), pieces: fc.array(fc.nat(79)) }),
  fc.record({ do: fc.constantFrom('all', 'leave'), partner: fc.nat(9) }),
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('have' as const), partner: fc.nat(9), piece: fc.nat(79) }),
  },
  fc.record({ do: fc.constantFrom('take', 'putBack'), piece: fc.nat(79) }),
);

describe('availability buckets', () => {
  it('count and find like a scan', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 80 }),
        fc.array(step, { maxLength: 60 }),
        fc.nat(99),
        (size, steps, draw) => {
          const buckets = new Availability(size, partnersMax);
          const scan = new Scan(size);
          const everything = new Set<ReadonlySet<number>>();
          for (const one of steps) {
            const piece = 'piece' in one ? one.piece % size : 0;
            const at = 'partner' in one ? one.partner % Math.max(1, scan.partners.length) : 0;
            const partner = scan.partners[at];
            if (one.do === 'join' && scan.partners.length < partnersMax) {
              const pieces = new Set(one.pieces.map((any) => any % size));
              scan.partners.push(pieces);
              buckets.bitfield(bitfieldOf(size, pieces), 1);
            } else if (one.do === 'all' && scan.partners.length < partnersMax) {
              const all = scan.all();
              scan.partners.push(all);
              everything.add(all);
              buckets.everything(1);
            } else if (one.do === 'leave' && partner !== undefined) {
              scan.partners.splice(at, 1);
              if (everything.has(partner)) buckets.everything(-1);
              else buckets.bitfield(bitfieldOf(size, partner), -1);
            } else if (one.do === 'have' && partner !== undefined && !partner.has(piece)) {
              partner.add(piece);
              buckets.more(piece);
            } else if (one.do === 'take') {
              scan.startable.delete(piece);
              buckets.take(piece);
            } else if (one.do === 'putBack') {
              scan.startable.add(piece);
              buckets.putBack(piece);
            }
          }
          for (const piece of scan.all()) expect(buckets.of(piece)).toBe(scan.count(piece));
          expect(buckets.startable.pieces()).toEqual([...scan.startable].sort((a, b) => a - b));
          for (const has of scan.partners) {
            const rarest = scan.rarest(has);
            const able = [...has].filter((piece) => scan.startable.has(piece)).length;
            const bits = bitfieldOf(size, has);
            const drawn = Array.from({ length: size }, (_, nth) => buckets.rarest(bits, able, draw + nth));
            // Each of equal pieces can be drawn, and no other piece.
            expect([...new Set(drawn)].sort((a, b) => a - b)).toEqual(
              rarest.length === 0 ? [noPiece] : rarest,
            );
            const ranking = [...scan.all()].sort((a, b) => ((a * 7 + draw) % size) - ((b * 7 + draw) % size));
            const first = ranking.find((piece) => rarest.includes(piece)) ?? noPiece;
            expect(buckets.rarestByRanking(bits, ranking)).toBe(first);
          }
        },
      ),
    );
  });

  it('find the one piece of a poor partner, wherever its bucket is', () => {
    const size = 10_000;
    const buckets = new Availability(size, 10);
    const poor = bitfieldOf(size, [9_999]);
    buckets.bitfield(poor, 1);
    expect(buckets.rarest(poor, 1, 5)).toBe(9_999);
    for (let partner = 0; partner < 9; partner++) buckets.more(9_999);
    expect(buckets.rarest(poor, 1, 5)).toBe(9_999);
    expect(buckets.of(9_999)).toBe(10);
    buckets.take(9_999);
    expect(buckets.rarest(poor, 0, 5)).toBe(noPiece);
  });
});

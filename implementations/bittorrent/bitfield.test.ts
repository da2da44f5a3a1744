/** Tests bitfields against sets of numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitfield, isBitfield, noPiece } from './bitfield.ts';

const sized = fc
  .integer({ min: 1, max: 100 })
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.uniqueArray(fc.nat(size - 1)), fc.uniqueArray(fc.nat(size - 1))),
  );

function bitfieldOf(size: number, pieces: readonly number[]): Bitfield {
  const bits = new Bitfield(size);
  for (const piece of pieces) bits.add(piece);
  return bits;
}

describe('a bitfield', () => {
  it('equals a set of numbers', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constantFrom('add', 'delete'), piece: fc.nat(69) }),
      fc.record({ do: fc.constantFrom('all', 'none'), piece: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.array(step, { maxLength: 40 }), (size, steps) => {
        const bits = new Bitfield(size);
        let twin = new Set<number>();
        for (const { do: what, piece: drawn } of steps) {
          const piece = drawn % size;
          if (what === 'add') expect(bits.add(piece)).toBe(!twin.has(piece));
          else if (what === 'delete') expect(bits.delete(piece)).toBe(twin.has(piece));
          else if (what === 'all') bits.addAll();
          else bits.clear();
          if (what === 'add') twin.add(piece);
          else if (what === 'delete') twin.delete(piece);
          else twin = new Set(what === 'all' ? Array(size).keys() : []);
          expect(bits.pieces()).toEqual([...twin].sort((a, b) => a - b));
          expect([bits.count, bits.isFull]).toEqual([twin.size, twin.size === size]);
          expect(isBitfield(bits.bytes, size)).toBe(true);
        }
      }),
    );
  });

  it('finds and counts what two have in common', () => {
    fc.assert(
      fc.property(sized, fc.nat(100), ([size, one, other], from) => {
        const [a, b] = [bitfieldOf(size, one), bitfieldOf(size, other)];
        const both = one.filter((piece) => other.includes(piece) && piece >= from);
        expect(a.nextInBoth(from, b)).toBe(both.length === 0 ? noPiece : Math.min(...both));
        expect(a.countWithout(b)).toBe(one.filter((piece) => !other.includes(piece)).length);
      }),
    );
  });

  it('takes over the bytes of a message', () => {
    fc.assert(
      fc.property(sized, ([size, pieces, before]) => {
        const bits = bitfieldOf(size, before);
        bits.load(bitfieldOf(size, pieces).bytes);
        expect([bits.pieces(), bits.count]).toEqual([[...pieces].sort((a, b) => a - b), pieces.length]);
      }),
    );
  });

  it('has piece 0 in the highest bit of the first byte (BEP 3)', () => {
    expect([...bitfieldOf(12, [0, 9]).bytes]).toEqual([0b1000_0000, 0b0100_0000]);
  });

  it('is refused with a wrong length or a spare bit', () => {
    expect(isBitfield(Uint8Array.of(0xff, 0xf0), 12)).toBe(true);
    expect(isBitfield(Uint8Array.of(0xff, 0xf8), 12)).toBe(false);
    expect(isBitfield(Uint8Array.of(0xff), 12)).toBe(false);
    expect(isBitfield(Uint8Array.of(0xff, 0xf0, 0), 12)).toBe(false);
  });
});

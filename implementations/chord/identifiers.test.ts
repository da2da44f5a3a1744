/** Tests identifier spaces against a slow twin, which computes with `BigInt`, in spaces of every width. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IdentifierSpace, type Words } from './identifiers.ts';

/** A space, and the number of its identifiers. */
const spaces = fc.oneof(
  fc
    .integer({ min: 1, max: 200 })
    .map((bits) => ({ space: IdentifierSpace.ofBits(bits), size: 2n ** BigInt(bits) })),
  fc.constant({ space: IdentifierSpace.ofBits(160), size: 2n ** 160n }),
  fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 2 ** 32 })).map((size) => ({
    space: IdentifierSpace.ofSize(size),
    size: BigInt(size),
  })),
);

/** A space with three identifiers; they are often equal, neighbours, or at an end. */
const cases = spaces.chain(({ space, size }) => {
  const any = fc.bigInt({ min: 0n, max: size - 1n });
  const near = fc
    .constantFrom(0n, 1n, 2n ** 32n - 1n, 2n ** 32n, size - 1n, size / 2n)
    .map((one) => one % size);
  const one = fc.oneof(any, near);
  const other = fc.oneof(any, near, fc.constant(undefined));
  return fc
    .record({
      space: fc.constant(space),
      size: fc.constant(size),
      a: one,
      b: other,
      c: other,
      exponent: fc.nat(
        Math.max(
          0,
          32 * (space.words - 1) + Number(size >> BigInt(32 * (space.words - 1))).toString(2).length - 2,
        ),
      ),
    })
    .map(({ a, b = a, c = b, ...rest }) => ({ ...rest, a, b, c }));
});

const wordMask = 2n ** 32n - 1n;

/** The identifiers one after the other, after one word that is not theirs. */
function wordsOf(space: IdentifierSpace, numbers: readonly bigint[]): Words {
  const words = new Uint32Array(1 + numbers.length * space.words).fill(77);
  for (const [index, number] of numbers.entries())
    for (let word = 0; word < space.words; word++)
      words[1 + index * space.words + word] = Number(
        (number >> BigInt(32 * (space.words - 1 - word))) & wordMask,
      );
  return words;
}

function numberAt(space: IdentifierSpace, words: Words, at: number): bigint {
  let number = 0n;
  for (let word = 0; word < space.words; word++)
    number = (number << 32n) | BigInt(words[at + word] as number);
  return number;
}

const distance = (x: bigint, y: bigint, size: bigint) => (y - x + size) % size;

describe('an identifier space', () => {
  it('equals its slow twin at every width', () => {
    fc.assert(
      fc.property(cases, ({ space, size, a, b, c, exponent }) => {
        const words = wordsOf(space, [a, b, c]);
        const [atA, atB, atC] = [1, 1 + space.words, 1 + 2 * space.words] as const;
        expect(Math.sign(space.compare(words, atA, words, atB))).toBe(a < b ? -1 : a > b ? 1 : 0);
        const [toB, toC] = [distance(a, b, size), distance(a, c, size)];
        expect(space.isBetween(words, atA, words, atB, words, atC)).toBe(
          toB > 0n && (toC === 0n || toB < toC),
        );
        expect(space.isNearer(words, atA, words, atB, words, atC)).toBe(toB < toC);
        const into = new Uint32Array(space.words + 1);
        space.distance(words, atA, words, atB, into, 1);
        expect(numberAt(space, into, 1)).toBe(toB);
        space.addPowerOfTwo(words, atA, exponent, into, 1);
        expect(numberAt(space, into, 1)).toBe((a + 2n ** BigInt(exponent)) % size);
        space.next(words, atA, into, 1);
        expect(numberAt(space, into, 1)).toBe((a + 1n) % size);
        expect(into[0]).toBe(0);
      }),
      { numRuns: 3_000 },
    );
  });

  it('adds powers that are larger than a small circle', () => {
    const space = IdentifierSpace.ofSize(5);
    const into = new Uint32Array([3]);
    space.addPowerOfTwo(into, 0, 4, into, 0);
    expect(into[0]).toBe((3 + 16) % 5);
  });

  it('writes a result in the place of an operand', () => {
    const space = IdentifierSpace.ofBits(160);
    const words = wordsOf(space, [2n ** 160n - 1n, 5n]);
    space.distance(words, 1, words, 6, words, 6);
    expect(numberAt(space, words, 6)).toBe(6n);
    space.next(words, 1, words, 1);
    expect(numberAt(space, words, 1)).toBe(0n);
  });
});

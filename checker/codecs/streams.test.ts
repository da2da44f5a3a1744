/** Tests drawn streams: splits are splits, and each damage changes bytes as its name says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frames } from '../../tests/support/frames.ts';
import { damaged, splitsOf, streamsOf, validStreamsOf } from './streams.ts';

const bytes = Uint8Array.of(1, 2, 3, 4);

describe('damaged', () => {
  it.each([
    [{ kind: 'flip', at: 1, mask: 0xff }, [1, 253, 3, 4]],
    [{ kind: 'nudge', at: 0, by: -2 }, [255, 2, 3, 4]],
    [{ kind: 'lose', at: 1, count: 2 }, [1, 4]],
    [{ kind: 'insert', at: 4, bytes: Uint8Array.of(9) }, [1, 2, 3, 4, 9]],
    [{ kind: 'double', at: 2, count: 2 }, [1, 2, 3, 4, 3, 4]],
    [{ kind: 'end', at: 3 }, [1, 2, 3]],
    [{ kind: 'extreme', at: 2, bytes: Uint8Array.of(255, 255, 255, 255) }, [1, 2, 255, 255]],
  ] as const)('%o', (damage, expected) => {
    expect([...damaged(bytes, [damage])]).toEqual(expected);
  });
});

describe('splitsOf', () => {
  it('splits a stream whole, byte by byte and at the cuts', () => {
    expect(splitsOf(4, [1, 1, 6])).toEqual({ plain: [[4], [1, 1, 1, 1], [1, 3]], withEmpty: [[1, 0, 0, 3]] });
    expect(splitsOf(0, [3])).toEqual({ plain: [], withEmpty: [] });
  });

  it('has chunks that add up to the stream', () => {
    fc.assert(
      fc.property(fc.nat(3_000), fc.array(fc.nat()), (length, cuts) => {
        const { plain, withEmpty } = splitsOf(length, cuts);
        for (const chunks of [...plain, ...withEmpty])
          expect(chunks.reduce((sum, one) => sum + one, 0)).toBe(length);
        expect(plain.flat().every((one) => one > 0)).toBe(true);
      }),
    );
  });
});

it('streams have damages, raw bytes, floods and cuts, and valid streams have none of the first three', () => {
  const all = fc.sample(streamsOf(frames), { numRuns: 500, seed: 1 });
  expect(all.some(({ flood }) => flood !== undefined)).toBe(true);
  expect(all.some(({ cuts }) => cuts.length > 0)).toBe(true);
  const parts = all.flatMap((one) => one.parts);
  expect(parts.some((part) => 'raw' in part)).toBe(true);
  const kinds = parts.flatMap((part) => ('raw' in part ? [] : part.damages.map(({ kind }) => kind)));
  expect(new Set(kinds).size).toBe(7);
  for (const { parts: valid, flood } of fc.sample(validStreamsOf(frames), { numRuns: 100, seed: 1 }))
    expect({ flood, damages: valid.map((part) => 'raw' in part || part.damages.length) }).toEqual({
      flood: undefined,
      damages: valid.map(() => 0),
    });
});

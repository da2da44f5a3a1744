/** Tests hashed names against the SHA-1 of Node. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashedNames, hashedSpace } from './names.ts';

/** The identifier of a name, as hexadecimal digits. */
function hexOf(name: string): string {
  const words = new Uint32Array(7);
  hashedNames.identify(name, words, 1);
  expect([words[0], words[6]]).toEqual([0, 0]);
  return hashedNames.nodeAt(words, 1).slice(1);
}

describe('hashed names', () => {
  it('have the SHA-1 of their text as identifier', () => {
    // FIPS 180, appendix A.1.
    expect(hexOf('abc')).toBe('a9993e364706816aba3e25717850c26c9cd0d89d');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(hexOf(name)).toBe(createHash('sha1').update(name, 'utf8').digest('hex'));
      }),
    );
  });

  it('are read back where they are bare identifiers', () => {
    fc.assert(
      fc.property(fc.uint32Array({ minLength: 5, maxLength: 5 }), (words) => {
        const name = hashedNames.keyAt(words, 0);
        const back = new Uint32Array(5);
        hashedNames.identify(name, back, 0);
        expect(back).toEqual(words);
        expect(name).toHaveLength(41);
      }),
    );
    // 39 digits are the text of a key.
    const text = `#${'0'.repeat(39)}`;
    expect(hexOf(text)).toBe(createHash('sha1').update(text).digest('hex'));
  });

  it('go around the circle at its end', () => {
    const words = new Uint32Array(5).fill(2 ** 32 - 1);
    hashedSpace.next(words, 0, words, 0);
    expect(hashedNames.nodeAt(words, 0)).toBe(`#${'0'.repeat(40)}`);
  });
});

/** Tests identifiers as words: of texts and of bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idWords, packText, textOf, wordAt } from './guid.ts';

const character = fc.integer({ min: 1, max: 127 }).map((code) => String.fromCharCode(code));

describe('an identifier as words', () => {
  it('has the text that was packed', () => {
    const words = new Uint32Array(idWords);
    fc.assert(
      fc.property(fc.string({ unit: character, maxLength: 16 }), (text) => {
        packText(text, words);
        const [w0, w1, w2, w3] = words as unknown as [number, number, number, number];
        expect(textOf(w0, w1, w2, w3)).toBe(text);
      }),
    );
  });

  it('is that of its bytes, the lowest first', () => {
    const words = new Uint32Array(idWords);
    packText('abcdefgh', words);
    const bytes = new TextEncoder().encode('..abcdefgh');
    expect([wordAt(bytes, 2), wordAt(bytes, 6)]).toEqual([words[0], words[1]]);
    expect(wordAt(Uint8Array.of(255, 255, 255, 255), 0)).toBe(0xffff_ffff);
  });

  it('refuses a text that has no room on the wire', () => {
    const words = new Uint32Array(idWords);
    expect(() => packText('a'.repeat(17), words)).toThrow(
      'has 17 characters; on the wire it has room for 16',
    );
    expect(() => packText('é', words)).toThrow("identifier 'é' has a character beyond ASCII at position 0");
  });
});

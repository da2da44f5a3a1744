import { describe, expect, it } from 'vitest';
import { bencodeLimits, type Decoded, decodeBencode, decodeBencodeAt, encodeBencode } from './bencode.ts';
import { fromByteString, toByteString } from './bytes.ts';
import { WireError } from './decoder.ts';
import { dictionary, Fields } from './dictionary.ts';

const latin1 = (text: string) => fromByteString(text, 'text');
const decode = (text: string, limits = bencodeLimits) => decodeBencode(latin1(text), limits);

describe('bencode', () => {
  // The examples of BEP 3, "bencoding".
  it.each([
    ['4:spam', latin1('spam')],
    ['0:', latin1('')],
    ['i3e', 3],
    ['i-3e', -3],
    ['i0e', 0],
    ['l4:spam4:eggse', [latin1('spam'), latin1('eggs')]],
    ['le', []],
  ])('decodes and encodes %s', (text, value) => {
    expect(decode(text)).toEqual(value);
    expect(toByteString(encodeBencode(value))).toBe(text);
  });

  it('keeps the place of each value of a dictionary', () => {
    const text = 'd3:cow3:moo4:spaml1:a1:bee';
    const decoded = new Fields(decode(text), 'dictionary');
    const places = decoded
      .keys()
      .map((key) => [key, text.slice(decoded.entry(key)?.start, decoded.entry(key)?.end)]);
    expect(places).toEqual([
      ['cow', '3:moo'],
      ['spam', 'l1:a1:be'],
    ]);
    expect(toByteString(encodeBencode(decode(text)))).toBe(text);
  });

  it('keeps the place of a value inside other values, and after other bytes', () => {
    const text = 'xxld1:ad1:bi7eeee';
    const { value, end } = decodeBencodeAt(latin1(text), 2);
    const [outer] = value as readonly Decoded[];
    const inner = new Fields(outer as Decoded, 'outer').dictionary('a').entry('b');
    expect([text.slice(inner?.start, inner?.end), end]).toEqual(['i7e', text.length]);
  });

  it.each([
    ['i9007199254740991e', 9_007_199_254_740_991],
    ['i9007199254740992e', 9_007_199_254_740_992n],
    ['i-9007199254740991e', -9_007_199_254_740_991],
    ['i-9007199254740992e', -9_007_199_254_740_992n],
    ['i18446744073709551615e', 18_446_744_073_709_551_615n],
  ])('gives a bigint for integers beyond 2^53: %s', (text, value) => {
    expect(decode(text)).toBe(value);
    expect(toByteString(encodeBencode(value))).toBe(text);
  });

  it.each([
    ['', 'ends at byte 0'],
    ['i-0e', 'has -0 at byte 0'],
    ['i-01e', 'has a leading zero at byte 0'],
    ['i03e', 'has a leading zero'],
    ['i00e', 'has a leading zero'],
    ['ie', 'has no digit at byte 0, but must have one at 1'],
    ['i-e', 'has no digit'],
    ['i+1e', 'has no digit'],
    ['i1', "has an integer without end at byte 0, but must have 'e' at 2"],
    ['i1.5e', 'has an integer without end'],
    ['i123456789012345678901e', 'has too many digits at byte 0, but 20 are the most'],
    ['04:spam', 'has a leading zero'],
    ['-1:', 'has 45 at byte 0'],
    ['5:spam', 'has a string of 5 bytes at byte 0, but must have at most the 4 left'],
    ['4spam', "has a length without end at byte 0, but must have ':' at 1"],
    ['99999999999:', 'has too many digits'],
    ['l', 'ends at byte 1'],
    ['li1e', 'ends at byte 4'],
    ['d', 'ends at byte 1'],
    ['d1:a', 'ends at byte 4'],
    ['di1e1:ae', "has 105 at byte 1, but must have a digit, 'i', 'l' or 'd' there"],
    ['d1:bi1e1:ai2ee', 'has the key "a" after "b" at byte 7, but must have unique keys sorted as bytes'],
    ['d1:ai1e1:ai2ee', 'has the key "a" after "a"'],
    ['d1:ae', 'has 101 at byte 4'],
    ['i1ei2e', 'ends at byte 3, but 3 bytes follow it'],
    ['e', 'has 101 at byte 0'],
  ])('refuses %j', (text, message) => {
    expect(() => decode(text)).toThrow(WireError);
    expect(() => decode(text)).toThrow(message);
  });

  it('sorts keys as bytes: upper case before lower, a prefix first, bytes above 127 last', () => {
    expect(() => decode('d1:Bi1e1:ai1e2:aai1e1:\xffi1ee')).not.toThrow();
    expect(() => decode('d1:\xffi1e1:ai1ee')).toThrow('sorted as bytes');
  });

  it('has limits: bytes, depth, values', () => {
    const { depthMax } = bencodeLimits;
    expect(() => decode(`${'l'.repeat(depthMax)}${'e'.repeat(depthMax)}`)).not.toThrow();
    expect(() => decode(`${'l'.repeat(depthMax + 1)}${'e'.repeat(depthMax + 1)}`)).toThrow(
      'is too deep at byte 32',
    );
    expect(() => decode('d'.repeat(100_000))).toThrow(WireError);
    expect(() => decode('l'.repeat(100_000))).toThrow('is too deep');
    expect(() => decode('li1ei1ee', { ...bencodeLimits, valuesMax: 2 })).toThrow(
      'has too many values at byte 4',
    );
    expect(() => decode('5:hello', { ...bencodeLimits, bytesMax: 6 })).toThrow(
      'has 7 bytes, but 6 are the most',
    );
  });

  it.each([
    [-0, 'The integer -0 has no form of its own'],
    [0.5, 'The integer 0.5 has no form'],
    [2 ** 53, 'The integer 9007199254740992 has no form'],
    [5n, 'The integer 5 has no form'],
    [
      {
        entries: [
          { key: 'b', value: 1 },
          { key: 'a', value: 1 },
        ],
      },
      'The key "a" comes after "b"',
    ],
    [{ entries: [{ key: '\u0100', value: 1 }] }, 'has a character above U+00FF at index 0'],
  ])('does not encode case %#', (value, message) => {
    expect(() => encodeBencode(value)).toThrow(WireError);
    expect(() => encodeBencode(value)).toThrow(message);
  });
});

describe('fields of a dictionary', () => {
  const fields = new Fields(decode('d1:ai7e1:bl1:xe1:s2:\xff\xfe1:t2:hie'), 'thing');

  it('are read with their type', () => {
    expect([fields.integer('a'), fields.text('t'), fields.list('b').length]).toEqual([7, 'hi', 1]);
    expect(fields.optional('name', 'no', (key) => fields.text(key))).toEqual({});
    expect(fields.optional('name', 't', (key) => fields.text(key))).toEqual({ name: 'hi' });
  });

  it.each<[string, () => unknown]>([
    ['The thing has no z, but must have one.', () => fields.integer('z')],
    [
      'The t of the thing is a string, but must be an integer from 0 to 9007199254740991.',
      () => fields.integer('t'),
    ],
    ['The a of the thing is 7, but must be an integer from 0 to 6.', () => fields.integer('a', 0, 6)],
    ['The b of the thing is a list, but must be a string.', () => fields.text('b')],
    ['The s of the thing is not UTF-8, but must be text.', () => fields.text('s')],
    ['The a of the thing is an integer, but must be a list.', () => fields.list('a')],
    ['The a of the thing is an integer, but must be a dictionary.', () => fields.dictionary('a')],
  ])('are refused otherwise: %s', (message, read) => {
    expect(read).toThrow(new WireError(message));
  });

  it('are written sorted, without undefined ones', () => {
    expect(toByteString(encodeBencode(dictionary({ b: 1, a: 2, c: undefined })))).toBe('d1:ai2e1:bi1ee');
  });
});

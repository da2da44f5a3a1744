import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { concat, fromByteString, toByteString, toHex } from './bytes.ts';
import { WireError } from './decoder.ts';
import { decodeInfo, encodeInfo, type Info, pieceCount, totalLength } from './info.ts';
import { decodeMetainfo, encodeMetainfo, infoHashOf, trackersOf } from './metainfo.ts';
import { wireRules } from './rules.ts';

const latin1 = (text: string) => fromByteString(text, 'text');
const sha1 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha1').update(bytes).digest());

const hashes = (pieces: number) => 'h'.repeat(20 * pieces);
/** 5 bytes in pieces of 4: two hashes. */
const single = `d6:lengthi5e4:name1:f12:piece lengthi4e6:pieces40:${hashes(2)}e`;
const folder = (...paths: string[]) =>
  `d5:filesl${paths.map((path) => `d6:lengthi1e4:pathl${path}ee`).join('')}e4:name1:d12:piece lengthi16e6:pieces20:${hashes(1)}e`;
const file = (info: string, before = '') => `d${before}4:info${info}e`;

describe('info dictionaries', () => {
  it('has one file', () => {
    const value: Info = {
      ...{ name: 'f', pieceLength: 4, hashes: latin1(hashes(2)), isPrivate: false },
      content: { type: 'file', length: 5 },
    };
    expect(decodeInfo(latin1(single))).toEqual(value);
    expect(toByteString(encodeInfo(value))).toBe(single);
    expect([totalLength(value), pieceCount(value)]).toEqual([5, 2]);
  });

  it('has a folder of files', () => {
    const value = decodeInfo(latin1(folder('1:a1:b', '1:c')));
    expect(value.content).toEqual({
      type: 'folder',
      files: [
        { path: ['a', 'b'], length: 1 },
        { path: ['c'], length: 1 },
      ],
    });
    expect(toByteString(encodeInfo(value))).toBe(folder('1:a1:b', '1:c'));
  });

  it.each([
    ['7:privatei1e', true],
    ['7:privatei0e', false],
    ['', false],
  ])('is private with 1 alone (BEP 27): %s', (key, isPrivate) => {
    expect(decodeInfo(latin1(single.replace(/e$/, `${key}e`))).isPrivate).toBe(isPrivate);
  });

  it.each([
    [
      'private',
      single.replace(/e$/, '7:privatei2ee'),
      'The private of the info dictionary is 2, but must be an integer from 0 to 1.',
    ],
    ['no pieces', 'd6:lengthi5e4:name1:f12:piece lengthi4ee', 'The info dictionary has no pieces'],
    ['broken hashes', single.replace('40:h', '39:'), 'have 39 bytes, but must have a multiple of 20.'],
    ['too few hashes', single.replace('i5e', 'i9e'), 'has 2 hashes, but 9 bytes in pieces of 4 must have 3.'],
    [
      'too many hashes',
      single.replace('i5e', 'i4e'),
      'has 2 hashes, but 4 bytes in pieces of 4 must have 1.',
    ],
    ['pieces of 0', single.replace('i4e', 'i0e'), 'The piece length of the info dictionary is 0'],
    ['a negative length', single.replace('i5e', 'i-5e'), 'The length of the info dictionary is -5'],
    ['neither', single.replace('6:lengthi5e', ''), 'has neither of length and files, but must have one.'],
    ['both', single.replace('d6:', 'd5:filesle6:'), 'has both of length and files, but must have one.'],
    ['no file', folder(), 'The info dictionary has no file, but must have one.'],
    ['an empty path', folder(''), 'The path of file 1 is empty, but must have a name.'],
    ['a file twice', folder('1:a', '1:a'), 'The file "a" is listed twice, but must be listed once.'],
    ['a file as folder', folder('1:a', '1:a1:b'), 'The file "a" is also a folder, but must be one of both.'],
    ['a folder as file', folder('1:a1:b', '1:a'), 'The file "a" is also a folder, but must be one of both.'],
    ['a number as path', folder('i1e'), 'The path of the dictionary of file 1 has a part that is no string'],
    ['a name in Latin-1', single.replace('1:f', '1:\xe9'), 'The name of the info dictionary is not UTF-8'],
    ['a list', 'le', 'The info dictionary is a list, but must be a dictionary.'],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => decodeInfo(latin1(text))).toThrow(WireError);
    expect(() => decodeInfo(latin1(text))).toThrow(message);
  });
});

describe('paths', () => {
  const dangerous: [string, string][] = [
    ['', 'is empty'],
    ['.', 'has only dots and blanks'],
    ['..', 'has only dots and blanks'],
    // Windows ignores dots and blanks at the end.
    ['.. ', 'has only dots and blanks'],
    ['...', 'has only dots and blanks'],
    ['../x', 'has a separator'],
    ['/etc', 'has a separator'],
    ['a/b', 'has a separator'],
    ['..\\x', 'has a separator'],
    ['\\\\host', 'has a separator'],
    ['C:', 'starts with a drive'],
    ['c:x', 'starts with a drive'],
    ['a\0b', 'has a control character'],
    ['a\nb', 'has a control character'],
    ['CON', 'is a device of Windows'],
    ['nul.txt', 'is a device of Windows'],
    ['Com1', 'is a device of Windows'],
    ['lpt9 .x', 'is a device of Windows'],
    ['aux:', 'is a device of Windows'],
  ];

  it.each(dangerous)('does not leave its folder: %j %s', (name, reason) => {
    const part = `${name.length}:${name}`;
    expect(() => decodeInfo(latin1(folder('1:a', part)))).toThrow(reason);
    expect(() => decodeInfo(latin1(folder(`1:a${part}`)))).toThrow('The path of file 1 is');
    expect(() => decodeInfo(latin1(folder(`${part}1:a`)))).toThrow(reason);
    expect(() => decodeInfo(latin1(single.replace('1:f', part)))).toThrow(
      'The name of the info dictionary is',
    );
  });

  it.each(['..a', 'a..', '.hidden', 'Part 2: b', 'console', 'com10', 'nulls.txt', 'a b', '~', '$x', '-'])(
    'may be %j',
    (name) => {
      expect(() => decodeInfo(latin1(folder(`${name.length}:${name}`)))).not.toThrow();
    },
  );
});

describe('metainfo files', () => {
  const withSource = single.replace(/e$/, '6:source2:mee');

  it('has trackers in tiers (BEP 12), and keeps the bytes of the info', () => {
    const text = file(withSource, '8:announce10:http://a/x13:announce-listll10:http://b/xel10:http://c/xee');
    const decoded = decodeMetainfo(latin1(text));
    expect(decoded.announce).toBe('http://a/x');
    expect(decoded.tiers).toEqual([['http://b/x'], ['http://c/x']]);
    expect(toByteString(decoded.infoBytes)).toBe(withSource);
    expect(trackersOf(decoded)).toEqual(decoded.tiers);
    expect(trackersOf({ ...decoded, tiers: [] })).toEqual([['http://a/x']]);
    expect(toByteString(encodeMetainfo(decoded))).toBe(text);
  });

  it('passes over fields for people, before and after the info', () => {
    const text = `d7:comment2:hi13:creation datei7e4:info${single}8:url-listlee`;
    expect(toByteString(decodeMetainfo(latin1(text)).infoBytes)).toBe(single);
  });

  it('has the info-hash of the bytes as they came', () => {
    const decoded = decodeMetainfo(latin1(file(withSource)));
    expect(toHex(infoHashOf(decoded, sha1))).toBe(
      createHash('sha1').update(withSource, 'latin1').digest('hex'),
    );
    expect(() => infoHashOf(decoded, () => new Uint8Array(32))).toThrow(
      'The SHA-1 of the info dictionary has 32 bytes, but must have 20.',
    );
  });

  it('has the info-hash of a re-encoding with B48', () => {
    const rules = {
      ...wireRules,
      infoBytes: (_m: unknown, _s: number, _e: number, encode: () => Uint8Array) => encode(),
    };
    const hash = (text: string, given = wireRules) =>
      toHex(infoHashOf(decodeMetainfo(latin1(text), given), sha1));
    expect(hash(file(single), rules)).toBe(hash(file(single)));
    expect(hash(file(withSource), rules)).not.toBe(hash(file(withSource)));
  });

  it.each([
    ['no info', 'd8:announce10:http://a/xe', 'The metainfo file has no info, but must have one.'],
    ['an info that is a string', 'd4:info1:xe', 'The info dictionary is a string, but must be a dictionary.'],
    ['a tier that is a string', file(single, '13:announce-listl1:xe'), 'has a tier that is no list'],
    ['a URL that is a number', file(single, '13:announce-listlli1eee'), 'has a URL that is no string'],
    ['bytes after it', `${file(single)}x`, 'but 1 bytes follow it'],
    ['a list', 'le', 'The metainfo file is a list, but must be a dictionary.'],
  ])('is refused with %s', (_what, text, message) => {
    expect(() => decodeMetainfo(latin1(text))).toThrow(WireError);
    expect(() => decodeMetainfo(latin1(text))).toThrow(message);
  });

  it('is not encoded around other bytes than an info dictionary', () => {
    expect(() => encodeMetainfo({ tiers: [], infoBytes: concat([latin1(single), latin1('x')]) })).toThrow(
      WireError,
    );
  });
});

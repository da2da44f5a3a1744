import { describe, expect, it } from 'vitest';
import { fromByteString, toByteString } from './bytes.ts';
import { WireError } from './decoder.ts';
import { decodeMagnet, encodeMagnet } from './magnet.ts';

// The bytes of '12345678901234567890' in hexadecimal and in base 32 (the secret of RFC 6238, appendix B).
const hash = fromByteString('12345678901234567890', 'hash');
const hex = '3132333435363738393031323334353637383930';
const base32 = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

describe('magnet links', () => {
  it.each([
    [`magnet:?xt=urn:btih:${hex}`],
    [`magnet:?xt=urn:btih:${base32}`],
    [`magnet:?xt=urn:btih:${base32.toLowerCase()}`],
    [`MAGNET:?xt=URN:BTIH:${hex}`],
    [`magnet:?xt=urn%3Abtih%3A${hex}`],
    [`magnet:?xt.1=urn:btih:${hex}&xt.2=urn:btmh:1220caf1e1`],
    [`magnet:?xt=urn:btih:${hex}&xt=urn:btih:${base32}`],
    [`magnet:?xs=http://x/y&xl=10&xt=urn:btih:${hex}&x.pe=127.0.0.1:6881&so=0`],
  ])('has the info-hash in hexadecimal digits or base 32: %s', (link) => {
    expect(decodeMagnet(link)).toEqual({ infoHash: hash, trackers: [] });
  });

  it('decodes base 32 whose digits are all different', () => {
    // Five bits each: 0, 1, 2 and so on to 31.
    const bits = Array.from({ length: 32 }, (_, at) => at.toString(2).padStart(5, '0')).join('');
    const expected = (bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2));
    expect([...decodeMagnet('magnet:?xt=urn:btih:ABCDEFGHIJKLMNOPQRSTUVWXYZ234567').infoHash]).toEqual(
      expected,
    );
  });

  it('has a name and trackers', () => {
    const link = `magnet:?xt=urn:btih:${hex}&dn=a+b%20%C3%A9%2B&tr=http%3A%2F%2Fa%2Fx%3Fy%3D1&tr.2=udp://b:80`;
    const value = { infoHash: hash, name: 'a b é+', trackers: ['http://a/x?y=1', 'udp://b:80'] };
    expect(decodeMagnet(link)).toEqual(value);
    expect(encodeMagnet(value)).toBe(
      `magnet:?xt=urn:btih:${hex}&dn=a%20b%20%C3%A9%2B&tr=http%3A%2F%2Fa%2Fx%3Fy%3D1&tr=udp%3A%2F%2Fb%3A80`,
    );
  });

  it('keeps a byte order mark in a name, which is a character like others', () => {
    const name = '\ufeffx';
    expect(decodeMagnet(encodeMagnet({ infoHash: hash, name, trackers: [] })).name).toBe(name);
  });

  it.each([
    ['http://x', `starts with "http://x", but must start with 'magnet:?'.`],
    ['magnet:?dn=x', "has no xt with 'urn:btih:'"],
    ['magnet:?xt=urn:btmh:1220caf1e1', "has no xt with 'urn:btih:'"],
    [`magnet:?xt=urn:btih:${hex.slice(1)}`, 'must have 40 hexadecimal digits or 32 of base 32'],
    [`magnet:?xt=urn:btih:${base32.replace('G', '1')}`, 'must have 40 hexadecimal digits or 32 of base 32'],
    [`magnet:?xt=urn:btih:${hex}&xt=urn:btih:${hex.replace('31', '32')}`, "has two different 'urn:btih:'"],
    [
      `magnet:?xt=urn:btih:${hex}&dn=%F`,
      "has '%F' at index 0, but must have two hexadecimal digits after '%'.",
    ],
    [`magnet:?xt=urn:btih:${hex}&dn=%FF`, 'The dn of the magnet link is not UTF-8, but must be text.'],
    [`magnet:?xt=urn:btih:${hex}&dn=${'x'.repeat(70_000)}`, 'characters, but 65536 are the most.'],
  ])('is refused: %.60s', (link, message) => {
    expect(() => decodeMagnet(link)).toThrow(WireError);
    expect(() => decodeMagnet(link)).toThrow(message);
  });

  it('is not encoded with another info-hash, or with half a character', () => {
    expect(() => encodeMagnet({ infoHash: hash.subarray(1), trackers: [] })).toThrow(
      'has 19 bytes, but must have 20.',
    );
    expect(() => encodeMagnet({ infoHash: hash, name: '\ud800', trackers: [] })).toThrow(
      'has a lone surrogate',
    );
    expect(toByteString(hash).length).toBe(20);
  });
});

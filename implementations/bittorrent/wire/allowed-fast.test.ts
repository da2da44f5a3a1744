import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { allowedFastSet } from './allowed-fast.ts';

const sha1 = (bytes: Uint8Array) => Uint8Array.from(createHash('sha1').update(bytes).digest());
const infoHash = new Uint8Array(20).fill(0xaa);

describe('the allowed fast set', () => {
  it('is the one of the examples of BEP 6', () => {
    const seven = [1_059, 431, 808, 1_217, 287, 376, 1_188];
    expect(allowedFastSet('80.4.4.200', infoHash, 1_313, sha1, 7)).toEqual(seven);
    expect(allowedFastSet('80.4.4.200', infoHash, 1_313, sha1, 9)).toEqual([...seven, 353, 508]);
  });

  it('is the same for all addresses of a network of 256', () => {
    const set = allowedFastSet('80.4.4.200', infoHash, 1_313, sha1);
    expect(set.length).toBe(10);
    expect(allowedFastSet('80.4.4.1', infoHash, 1_313, sha1)).toEqual(set);
    expect(allowedFastSet('80.4.5.200', infoHash, 1_313, sha1)).not.toEqual(set);
  });

  it('has no more pieces than the torrent', () => {
    expect(allowedFastSet('80.4.4.200', infoHash, 3, sha1).sort()).toEqual([0, 1, 2]);
    expect(allowedFastSet('80.4.4.200', infoHash, 0, sha1)).toEqual([]);
  });

  it('is refused for IPv6, and for another info-hash', () => {
    expect(() => allowedFastSet('::1', infoHash, 3, sha1)).toThrow(
      "The address '::1' has no allowed fast set",
    );
    expect(() => allowedFastSet('1.2.3.4', infoHash.subarray(1), 3, sha1)).toThrow(
      'has 19 bytes, but must have 20.',
    );
  });
});

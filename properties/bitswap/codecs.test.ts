/** Tests the codec of packed messages by a stream that random streams find rarely. */
import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../implementations/bitswap/wire/encode.ts';
import { emptyMessage } from '../../implementations/bitswap/wire/messages.ts';
import { wireRules } from '../../implementations/bitswap/wire/rules.ts';
import { decodeBatch, encodeBatch } from './codecs.ts';

describe('the codec of packed messages', () => {
  it('has no entry for an identity CID, for which the packer never asks', () => {
    const identity = Uint8Array.of(1, 0x55, 0, 1, 7);
    const other = Uint8Array.of(1, 0x55, 0x12, 0x20, ...new Uint8Array(32));
    const entries = [identity, other].map(
      (cid) => ({ cid, priority: 0, cancel: false, wantType: 'block', sendDontHave: false }) as const,
    );
    const batch = decodeBatch(encodeMessage({ ...emptyMessage, entries }));
    expect(batch.entries.map(({ cid }) => cid)).toEqual([other]);
    expect(decodeBatch(encodeBatch(batch, wireRules))).toEqual(batch);
  });
});

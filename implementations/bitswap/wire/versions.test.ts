/** Tests what partners of older versions are sent. */
import { describe, expect, it } from 'vitest';
import { codecs, encodeCid, encodePrefix, v0Prefix } from './cid.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage, messageSize } from './encode.ts';
import { emptyMessage, type Message } from './messages.ts';
import { messageFor, protocols } from './versions.ts';

const cid = encodeCid(v0Prefix, new Uint8Array(32));
const data = Uint8Array.of(1);
const bare = { prefix: encodePrefix(v0Prefix), data };
const raw = { prefix: encodePrefix({ ...v0Prefix, version: 1, codec: codecs.raw }), data: Uint8Array.of(2) };
const message: Message = {
  entries: [
    { cid, priority: 3, cancel: false, wantType: 'have', sendDontHave: true },
    { cid, priority: 0, cancel: true, wantType: 'block', sendDontHave: false },
  ],
  full: false,
  blocks: [],
  payload: [bare, raw],
  presences: [{ cid, type: 'have' }],
  pendingBytes: 5,
};

/** The numbers of the fields that a message has on the wire, outermost. */
function fieldsOf(sent: Message | undefined): readonly string[] {
  const known = sent ?? emptyMessage;
  const read = decodeMessage(encodeMessage(known).subarray(-messageSize(known)));
  return Object.entries(read).flatMap(([name, value]) =>
    (Array.isArray(value) ? value.length > 0 : Boolean(value)) ? [name] : [],
  );
}

describe('messages for a partner of', () => {
  it('1.2.0 are what they are', () => {
    expect(messageFor('/ipfs/bitswap/1.2.0', message)).toBe(message);
  });

  it('1.1.0 have wants for blocks in place of want-haves, and no answers but blocks', () => {
    const sent = messageFor('/ipfs/bitswap/1.1.0', message);
    expect(fieldsOf(sent)).toEqual(['entries', 'payload']);
    expect(sent?.entries).toEqual([
      { cid, priority: 3, cancel: false, wantType: 'block', sendDontHave: false },
      { cid, priority: 0, cancel: true, wantType: 'block', sendDontHave: false },
    ]);
    expect(sent?.payload).toEqual([bare, raw]);
  });

  it.each(protocols.slice(2))('%s have the data of blocks with CIDs of version 0', (protocol) => {
    const sent = messageFor(protocol, message);
    expect(fieldsOf(sent)).toEqual(['entries', 'blocks']);
    expect(sent?.blocks).toEqual([data]);
  });

  it('an older version are left out if nothing remains, but not an empty whole list', () => {
    const answers = { ...emptyMessage, presences: message.presences };
    expect(protocols.map((protocol) => messageFor(protocol, answers) !== undefined)).toEqual([
      ...[true, false, false, false],
    ]);
    const whole = { ...emptyMessage, full: true };
    expect(messageFor('/ipfs/bitswap', whole)).toEqual(whole);
  });
});

/**
 * Tests the message codec against other implementations: protobufjs with the schema of the specification, and
 * the codec of @helia/bitswap where it is installed.
 */
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { message as messages } from '../../../properties/bitswap/arbitraries.ts';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { decodeMessage } from './decode.ts';
import { WireError } from './decoder.ts';
import { encodeMessage } from './encode.ts';
import type { Message } from './messages.ts';
import { readVarint, varintSize } from './varint.ts';

/** The schema of 1.2.0 (ipfs/specs, "Bitswap", "Wire Format"), with the names of its fields. */
const schema = `
syntax = "proto3";
message Message {
  message Wantlist {
    enum WantType { Block = 0; Have = 1; }
    message Entry {
      bytes block = 1;
      int32 priority = 2;
      bool cancel = 3;
      WantType wantType = 4;
      bool sendDontHave = 5;
    }
    repeated Entry entries = 1;
    bool full = 2;
  }
  message Block { bytes prefix = 1; bytes data = 2; }
  enum BlockPresenceType { Have = 0; DontHave = 1; }
  message BlockPresence { bytes cid = 1; BlockPresenceType type = 2; }
  Wantlist wantlist = 1;
  repeated bytes blocks = 2;
  repeated Block payload = 3;
  repeated BlockPresence blockPresences = 4;
  int32 pendingBytes = 5;
}`;
const judge = protobuf.parse(schema).root.lookupType('Message');

/** A message in the form of the schema. */
interface SchemaMessage {
  readonly wantlist?: {
    readonly entries?: readonly {
      readonly block?: Uint8Array;
      readonly priority?: number;
      readonly cancel?: boolean;
      readonly wantType?: number;
      readonly sendDontHave?: boolean;
    }[];
    readonly full?: boolean;
  } | null;
  readonly blocks?: readonly Uint8Array[];
  readonly payload?: readonly { readonly prefix?: Uint8Array; readonly data?: Uint8Array }[];
  readonly blockPresences?: readonly { readonly cid?: Uint8Array; readonly type?: number }[];
  readonly pendingBytes?: number;
}

function toSchema({ entries, full, blocks, payload, presences, pendingBytes }: Message): SchemaMessage {
  return {
    wantlist: {
      entries: entries.map(({ cid, wantType, ...rest }) => ({
        ...rest,
        block: cid,
        wantType: wantType === 'have' ? 1 : 0,
      })),
      full,
    },
    ...{ blocks, payload, pendingBytes },
    blockPresences: presences.map(({ cid, type }) => ({ cid, type: type === 'dont-have' ? 1 : 0 })),
  };
}

/** The message of one in the form of the schema; wants and answers of unknown types are left out. */
function fromSchema({ wantlist, blocks, payload, blockPresences, pendingBytes }: SchemaMessage): Message {
  const isKnown = (type = 0) => type === 0 || type === 1;
  return {
    entries: (wantlist?.entries ?? [])
      .filter(({ wantType }) => isKnown(wantType))
      .map((entry) => ({
        cid: Uint8Array.from(entry.block ?? []),
        priority: entry.priority ?? 0,
        cancel: entry.cancel ?? false,
        wantType: entry.wantType === 1 ? 'have' : 'block',
        sendDontHave: entry.sendDontHave ?? false,
      })),
    full: wantlist?.full ?? false,
    blocks: (blocks ?? []).map((data) => Uint8Array.from(data)),
    payload: (payload ?? []).map(({ prefix, data }) => ({
      prefix: Uint8Array.from(prefix ?? []),
      data: Uint8Array.from(data ?? []),
    })),
    presences: (blockPresences ?? [])
      .filter(({ type }) => isKnown(type))
      .map(({ cid, type }) => ({ cid: Uint8Array.from(cid ?? []), type: type === 1 ? 'dont-have' : 'have' })),
    pendingBytes: pendingBytes ?? 0,
  };
}

/** The text by which messages are compared. */
const textOf = (message: Message) =>
  JSON.stringify(message, (_, field: unknown) =>
    field instanceof Uint8Array ? `bytes ${field.join()}` : field,
  );

/** The bytes of a message without its length. */
function body(message: Message): Uint8Array {
  const bytes = encodeMessage(message);
  return bytes.subarray(varintSize(readVarint(bytes, 0)));
}

const reading = (bytes: Uint8Array) => judge.decode(bytes) as unknown as SchemaMessage;

describe('protobufjs, with the schema of the specification', () => {
  it('reads what this encoder writes, and writes what this decoder reads', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(textOf(fromSchema(reading(body(message))))).toBe(textOf(message));
        const theirs = Uint8Array.from(judge.encode(toSchema(message)).finish());
        expect(textOf(decodeMessage(theirs))).toBe(textOf(message));
      }),
      { numRuns: 1_000 },
    );
  });

  it('agrees on damaged bytes, but for CIDs that are none', () => {
    const damages = fc.array(fc.record({ at: fc.nat(400), byte: fc.nat(255), insert: fc.boolean() }), {
      minLength: 1,
      maxLength: 4,
    });
    const seen = { both: 0, neither: 0, cids: 0 };
    assertReaching(
      fc.property(messages, damages, (message, all) => {
        const bytes = [...body(message)];
        for (const { at, byte, insert } of all) bytes.splice(at % (bytes.length + 1), insert ? 0 : 1, byte);
        const damaged = Uint8Array.from(bytes);
        let theirs: SchemaMessage | undefined;
        try {
          theirs = reading(damaged);
        } catch {}
        try {
          const ours = decodeMessage(damaged);
          expect(theirs).toBeDefined();
          expect(textOf(ours)).toBe(textOf(fromSchema(theirs as SchemaMessage)));
          seen.both++;
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          if (theirs !== undefined) expect(error.message).toContain('CID');
          seen[theirs === undefined ? 'neither' : 'cids']++;
        }
      }),
      { numRuns: 5_000 },
      () => {
        expect(Math.min(seen.both, seen.neither, seen.cids)).toBeGreaterThan(30);
      },
    );
  });
});

// ------------------------------------------------------------- Helia

const helia = `${import.meta.dirname}/../../../node_modules/@helia/bitswap/dist/src/pb/message.js`;

/** The part of Helia's generated codec that is used here. */
interface HeliaCodec {
  readonly BitswapMessage: {
    encode(message: object): Uint8Array;
    decode(bytes: Uint8Array): {
      readonly wantlist?: {
        readonly entries: readonly { cid: Uint8Array; wantType?: string }[];
        readonly full?: boolean;
      };
      readonly blocks: readonly { readonly prefix: Uint8Array; readonly data: Uint8Array }[];
      readonly blockPresences: readonly { readonly cid: Uint8Array; readonly type: string }[];
      readonly pendingBytes: number;
    };
  };
}

const isInstalled = existsSync(helia);

describe(isInstalled ? '@helia/bitswap' : '@helia/bitswap, which is not installed', () => {
  it.skipIf(!isInstalled)('reads what this encoder writes, and writes what this decoder reads', async () => {
    const { BitswapMessage } = (await import(pathToFileURL(helia).href)) as HeliaCodec;
    fc.assert(
      fc.property(messages, (drawn) => {
        // Helia's schema has no field 2.
        const message = { ...drawn, blocks: [] };
        const read = BitswapMessage.decode(body(message));
        const theirs: Message = fromSchema({
          wantlist: {
            entries: (read.wantlist?.entries ?? []).map(({ cid, wantType, ...rest }) => ({
              ...rest,
              block: cid,
              wantType: wantType === 'WantHave' ? 1 : 0,
            })),
            full: read.wantlist?.full ?? false,
          },
          payload: read.blocks,
          blockPresences: read.blockPresences.map(({ cid, type }) => ({
            cid,
            type: type === 'DoNotHaveBlock' ? 1 : 0,
          })),
          pendingBytes: read.pendingBytes,
        });
        expect(textOf(theirs)).toBe(textOf(message));
        expect(textOf(decodeMessage(Uint8Array.from(BitswapMessage.encode(read))))).toBe(textOf(message));
      }),
      { numRuns: 1_000 },
    );
  });
});

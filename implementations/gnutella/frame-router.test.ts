/**
 * Tests the frame router: on random descriptors it sends the same frames to the same links as `Servent` does
 * with the same descriptors as messages.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Descriptor } from '../../models/gnutella/messages.ts';
import { FrameRouter } from './frame-router.ts';
import { packText } from './guid.ts';
import { Servent } from './servent.ts';
import { encodeDescriptor } from './wire/encode.ts';
import { type Frame, Framer } from './wire/framer.ts';

const neighbours = ['p', 'q', 'r'];
const noBytes = new Uint8Array(0);

/** The 16 bytes of a text. */
function idOf(text: string): Uint8Array {
  const words = new Uint32Array(4);
  packText(text, words);
  return new Uint8Array(words.buffer);
}

function textOfBytes(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes).replaceAll('\0', '');
}

/** The bytes of a message of the model. */
function bytesOf(message: Descriptor): Uint8Array {
  if (message.type === 'Bye')
    return encodeDescriptor({
      type: 'Bye',
      guid: idOf(''),
      ttl: 1,
      hops: 0,
      code: 200,
      reason: '',
      extension: noBytes,
    });
  const header = { guid: idOf(message.guid), ttl: message.ttl, hops: message.hops };
  switch (message.type) {
    case 'Ping':
      return encodeDescriptor({ type: 'Ping', ...header, extension: noBytes });
    case 'Pong':
      return encodeDescriptor({
        type: 'Pong',
        ...header,
        port: 1,
        address: 1,
        files: 1,
        kilobytes: 1,
        extension: noBytes,
      });
    case 'Query':
      return encodeDescriptor({
        type: 'Query',
        ...header,
        flags: 0,
        criteria: message.criteria,
        extension: noBytes,
      });
    case 'QueryHit':
      return encodeDescriptor({
        ...{ type: 'QueryHit', ...header, port: 1, address: 1, speed: 1, results: [], extension: noBytes },
        serventId: idOf(message.servent),
      });
    case 'Push':
      return encodeDescriptor({
        ...{ type: 'Push', ...header, index: 0, address: 1, port: 1, extension: noBytes },
        serventId: idOf(message.servent),
      });
  }
}

const names: Readonly<Record<number, string>> = {
  0: 'Ping',
  1: 'Pong',
  64: 'Push',
  128: 'Query',
  129: 'QueryHit',
};

/** A frame in few words: kind, GUID, TTL and Hops. */
function textOf(frame: Frame): string {
  const guid = textOfBytes(frame.buffer.subarray(frame.offset, frame.offset + 16));
  return `${names[frame.code]} ${guid} ${frame.ttl} ${frame.hops}`;
}

const header = {
  guid: fc.constantFrom('g1', 'g2', 'g3'),
  ttl: fc.integer({ min: 1, max: 9 }),
  hops: fc.nat(9),
};
const servent = fc.constantFrom('u', 'v', 'me');
const message: fc.Arbitrary<Descriptor> = fc.oneof(
  fc.record({ type: fc.constant('Ping' as const), ...header }),
  fc.record({ type: fc.constant('Query' as const), ...header, criteria: fc.constant('y') }),
  fc.record({ type: fc.constant('Pong' as const), ...header, address: fc.constant('u') }),
  fc.record({ type: fc.constant('QueryHit' as const), ...header, servent }),
  fc.record({ type: fc.constant('Push' as const), ...header, servent, to: fc.constant('p') }),
  fc.constant({ type: 'Bye' as const }),
);
const received = fc.array(fc.record({ link: fc.nat(2), message, splits: fc.nat(30) }), { maxLength: 25 });

describe('the frame router', () => {
  it.each(['once', 'higher-ttl'] as const)('sends what the servent sends, relaying %s', (relay) => {
    fc.assert(
      fc.property(received, (steps) => {
        const byRouter: string[] = [];
        const forwarded = new Framer();
        const router = new FrameRouter({ relay, ttlMax: 7 }, idOf('me'), 1_000, {
          forward: (link, buffer, offset, length) =>
            forwarded.push(buffer.subarray(offset, offset + length), (frame) =>
              byRouter.push(`${neighbours[link]} ${textOf(frame)}`),
            ),
          deliver: () => {},
        });
        const framers = neighbours.map(() => ({ link: router.open(), framer: new Framer() }));

        const byServent: string[] = [];
        const setting = {
          neighbours: { me: neighbours },
          relay,
          replyTtl: 'most',
          ttlMax: 7,
          forgets: false,
        } as const;
        const one = new Servent({
          self: 'me',
          nodes: ['me', ...neighbours],
          setting: { ...setting, shares: {} },
        });
        const out = {
          send: (to: string, sent: Descriptor) => {
            if (sent.type === 'Pong' && sent.hops === 0) return;
            if (sent.type !== 'Bye')
              byServent.push(`${to} ${sent.type} ${sent.guid} ${sent.ttl} ${sent.hops}`);
          },
          ...{ call: () => {}, output: () => {}, persist: () => {}, arm: () => {}, disarm: () => {} },
        };

        const closed = new Set<number>();
        for (const { link, message: sent, splits } of steps) {
          if (closed.has(link)) continue;
          if (sent.type === 'Bye') closed.add(link);
          const bytes = bytesOf(sent);
          const { framer, link: number } = framers[link] as (typeof framers)[number];
          const at = Math.min(splits, bytes.length);
          for (const chunk of [bytes.slice(0, at), bytes.slice(at)])
            framer.push(chunk, (frame) => router.route(frame, number));
          one.handle({ type: 'message', from: neighbours[link] as string, message: sent }, out as never);
        }
        expect(byRouter).toEqual(byServent);
      }),
      { numRuns: 500 },
    );
  });

  it('delivers what concerns this servent', () => {
    const delivered: string[] = [];
    const router = new FrameRouter({ relay: 'once', ttlMax: 7 }, idOf('me'), 1_000, {
      forward: () => {},
      deliver: (frame, link) => delivered.push(`${link} ${textOf(frame)}`),
    });
    const link = router.open();
    const framer = new Framer();
    const query = bytesOf({ type: 'Query', guid: 'mine', ttl: 7, hops: 0, criteria: 'y' });
    router.issue(query, 0, query.length);
    const arriving: readonly Descriptor[] = [
      { type: 'Query', guid: 'other', ttl: 2, hops: 1, criteria: 'y' },
      { type: 'Query', guid: 'other', ttl: 2, hops: 1, criteria: 'y' },
      // More hops than TTL and Hops may be together; the copy is a copy all the same.
      { type: 'Query', guid: 'far', ttl: 1, hops: 8, criteria: 'y' },
      { type: 'Query', guid: 'far', ttl: 1, hops: 8, criteria: 'y' },
      { type: 'QueryHit', guid: 'mine', ttl: 1, hops: 3, servent: 'u' },
      { type: 'QueryHit', guid: 'none', ttl: 1, hops: 3, servent: 'u' },
      { type: 'Push', guid: 'p1', ttl: 1, hops: 3, servent: 'me', to: 'u' },
      { type: 'Push', guid: 'p2', ttl: 1, hops: 3, servent: 'w', to: 'u' },
    ];
    for (const one of arriving) framer.push(bytesOf(one), (frame) => router.route(frame, link));
    expect(delivered).toEqual([
      '0 Query other 2 1',
      '0 Query far 1 8',
      '0 QueryHit mine 1 3',
      '0 Push p1 1 3',
    ]);
    expect(router.size).toBe(3);
  });
});

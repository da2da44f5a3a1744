/**
 * Tests the decoder of a whole connection: two groups of the handshake, then descriptors, in any split. The
 * suite's codecs test groups and descriptors alone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptor, group } from '../../../properties/gnutella/arbitraries.ts';
import { ConnectionDecoder } from './connection.ts';
import { WireError } from './decoder.ts';
import { type Descriptor, headerBytes } from './descriptors.ts';
import { encodeDescriptor } from './encode.ts';
import { encodeGroup, type Group, groupLimits } from './group.ts';
import { wireLimits } from './rules.ts';

type Value = Group | Descriptor;

const isRefusal = (value: Value) => value.type === 'Answer' && value.status !== 200;

/** All that the initiator of a connection sends; nothing counts after a refusal. */
const connection = fc
  .tuple(group, group, fc.array(descriptor, { maxLength: 3 }))
  .filter(([first, second]) => first.type === 'Connect' && second.type === 'Answer')
  .map(([first, second, rest]): readonly Value[] =>
    isRefusal(second) ? [first, second] : [first, second, ...rest],
  );

function bytesOf(values: readonly Value[]): Uint8Array {
  const parts = values.map((value) =>
    value.type === 'Connect' || value.type === 'Answer' ? encodeGroup(value) : encodeDescriptor(value),
  );
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The values of a stream in chunks that end at these places, and the message of its error. */
function decoded(bytes: Uint8Array, cuts: readonly number[]) {
  const decoder = new ConnectionDecoder('initiator');
  const values: Value[] = [];
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  const most = Math.max(groupLimits.groupBytesMax, headerBytes + wireLimits.payloadBytesMax);
  try {
    for (let at = 1; at < places.length; at++) {
      const chunk = bytes.slice(places[at - 1], places[at]);
      decoder.push(chunk, (value) => values.push(value));
      chunk.fill(0xee);
      expect(decoder.bufferedBytes).toBeLessThanOrEqual(most);
    }
    decoder.end();
    return { values, error: undefined };
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    return { values, error: error.message };
  }
}

const cuts = fc.array(fc.nat(), { maxLength: 8 });

describe('the decoder of a connection', () => {
  it('decodes groups and descriptors in every split', () => {
    fc.assert(
      fc.property(connection, cuts, (values, places) => {
        expect(decoded(bytesOf(values), places)).toEqual({ values, error: undefined });
      }),
    );
  });

  it('decodes a damaged connection alike in every split, or refuses it', () => {
    fc.assert(
      fc.property(
        connection,
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        cuts,
        (values, place, byte, places) => {
          const bytes = bytesOf(values);
          bytes[place % bytes.length] = byte;
          expect(decoded(bytes, places)).toEqual(decoded(bytes, []));
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

/**
 * The laws of the streaming decoders, on random values and on mutated streams with a fixed seed: decode after
 * encode is identity, every split decodes alike, no error but WireError, and bounded memory.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { descriptor, group } from './arbitraries.ts';
import { ConnectionDecoder } from './connection.ts';
import { DescriptorDecoder } from './decode.ts';
import { type Decoder, WireError } from './decoder.ts';
import { type Descriptor, headerBytes } from './descriptors.ts';
import { encodeDescriptor } from './encode.ts';
import { encodeGroup, type Group, GroupDecoder, groupLimits } from './group.ts';
import { wireLimits, wireRules } from './rules.ts';

const seed = 33;
const mutations = 20_000;

interface Outcome<T> {
  readonly values: readonly T[];
  /** The message of the error, if the stream is refused. */
  readonly error: string | undefined;
}

interface Format<T> {
  readonly name: string;
  readonly values: fc.Arbitrary<readonly T[]>;
  encode(value: T): Uint8Array;
  decoder(): Decoder<T>;
  readonly bufferedBytesMax: number;
}

const descriptorBytesMax = headerBytes + wireLimits.payloadBytesMax;
const refused = (value: Group | Descriptor) => value.type === 'Answer' && value.status !== 200;
const formats: readonly Format<Group | Descriptor>[] = [
  {
    name: 'descriptors',
    values: fc.array(descriptor, { maxLength: 6 }),
    encode: (value) => encodeDescriptor(value as Descriptor),
    decoder: () => new DescriptorDecoder() as Decoder<Group | Descriptor>,
    bufferedBytesMax: descriptorBytesMax,
  },
  {
    name: 'groups of the handshake',
    values: fc.array(group, { maxLength: 3 }),
    encode: (value) => encodeGroup(value as Group),
    decoder: () => new GroupDecoder() as Decoder<Group | Descriptor>,
    bufferedBytesMax: groupLimits.groupBytesMax,
  },
  {
    name: 'whole connections',
    values: fc
      .tuple(group, group, fc.array(descriptor, { maxLength: 3 }))
      .filter(([first, second]) => first.type === 'Connect' && second.type === 'Answer')
      .map(([first, second, rest]) => (refused(second) ? [first, second] : [first, second, ...rest])),
    encode: (value) =>
      value.type === 'Connect' || value.type === 'Answer' ? encodeGroup(value) : encodeDescriptor(value),
    decoder: () => new ConnectionDecoder('initiator'),
    bufferedBytesMax: groupLimits.groupBytesMax,
  },
];

function encodeAll<T>(format: Format<T>, values: readonly T[]): Uint8Array {
  return Uint8Array.from(values.flatMap((value) => [...format.encode(value)]));
}

/** Decodes a stream in chunks whose memory is overwritten after each push. */
function decodeAll<T>(format: Format<T>, bytes: Uint8Array, cuts: readonly number[]): Outcome<T> {
  const decoder = format.decoder();
  const values: T[] = [];
  let ends = false;
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  try {
    for (let at = 1; at < places.length; at++) {
      const chunk = bytes.slice(places[at - 1], places[at]);
      decoder.push(chunk, (value) => values.push(value));
      chunk.fill(0xee);
      bounded(decoder, format);
    }
    ends = true;
    decoder.end();
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
    bounded(decoder, format);
    // An error of a chunk closes the decoder.
    if (!ends) expect(() => decoder.push(Uint8Array.of(1), () => undefined)).toThrow(error.message);
    return { values, error: error.message };
  }
  return { values, error: undefined };
}

function bounded<T>(decoder: Decoder<T>, format: Format<T>): void {
  if (decoder.bufferedBytes > format.bufferedBytesMax)
    throw new Error(
      `${decoder.bufferedBytes} bytes are buffered, but ${format.bufferedBytesMax} are the most.`,
    );
}

const everyByte = (bytes: Uint8Array) => Array.from(bytes, (_, at) => at);

/** Some places between bytes; equal ones give empty chunks. */
const cuts = fc.array(fc.nat(600), { maxLength: 8 });

/** One change of a stream: a byte set, added or removed, a range doubled, a length field set, the end cut off. */
const edit = fc.record({
  kind: fc.constantFrom('set', 'add', 'remove', 'double', 'length', 'cut' as const),
  at: fc.nat(400),
  byte: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 10, 13, 32, 58, 127, 128, 255)),
  length: fc.constantFrom(0, 1, 5, 13, 4_096, 4_097, 65_536, 65_537, 2 ** 31, 2 ** 32 - 1),
});

type Edit = typeof edit extends fc.Arbitrary<infer E> ? E : never;

function apply(stream: number[], { kind, at: place, byte, length }: Edit): number[] {
  const at = place % (stream.length + 1);
  if (kind === 'set') stream[at] = byte;
  else if (kind === 'add') stream.splice(at, 0, byte);
  else if (kind === 'remove') stream.splice(at, 1);
  else if (kind === 'double') stream.splice(at, 0, ...stream.slice(at, at + 40));
  else if (kind === 'cut') stream.length = at;
  else stream.splice(19, 4, length & 255, (length >>> 8) & 255, (length >>> 16) & 255, length >>> 24);
  return stream;
}

describe.each(formats)('$name', (format) => {
  it('decode after encode to the same values', () => {
    fc.assert(
      fc.property(format.values, (values) => {
        expect(decodeAll(format, encodeAll(format, values), [])).toEqual({ values, error: undefined });
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it('decode alike for every split', () => {
    fc.assert(
      fc.property(format.values, cuts, (values, places) => {
        const bytes = encodeAll(format, values);
        expect(decodeAll(format, bytes, places)).toEqual({ values, error: undefined });
        if (bytes.length < 1_000)
          expect(decodeAll(format, bytes, everyByte(bytes))).toEqual({ values, error: undefined });
      }),
      { seed, numRuns: 1_000 },
    );
  });

  it(`give nothing but values and a WireError when mutated, ${mutations} times`, () => {
    const seen = { refused: 0, accepted: 0 };
    const mutated = fc
      .tuple(format.values, fc.array(edit, { minLength: 1, maxLength: 4 }))
      .map(([values, edits]) => Uint8Array.from(edits.reduce(apply, [...encodeAll(format, values)])));
    const streams = fc.oneof(
      { weight: 9, arbitrary: mutated },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    );
    fc.assert(
      fc.property(streams, cuts, (bytes, places) => {
        const outcome = decodeAll(format, bytes, []);
        expect(outcome.values.length).toBeLessThanOrEqual(bytes.length);
        expect(decodeAll(format, bytes, places)).toEqual(outcome);
        seen[outcome.error === undefined ? 'accepted' : 'refused'] += 1;
        const again = decodeAll(format, encodeAll(format, outcome.values), []);
        expect(again.values).toEqual(outcome.values);
      }),
      { seed, numRuns: mutations },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(mutations / 20);
  });
});

describe('the laws of descriptors', () => {
  const [descriptors] = formats as [Format<Group | Descriptor>];
  const catches = (rules: typeof wireRules) =>
    fc.check(
      fc.property(descriptors.values, cuts, (values, places) => {
        const format = {
          ...descriptors,
          decoder: () => new DescriptorDecoder(rules) as Decoder<Group | Descriptor>,
        };
        expect(decodeAll(format, encodeAll(format, values), places)).toEqual({ values, error: undefined });
      }),
      { seed, numRuns: 200 },
    ).failed;

  it('hold for the rules, and catch G15 and both halves of G16', () => {
    const bigEndian = (bytes: Uint8Array, at: number) =>
      [19, 20, 21, 22].reduce((length, byte) => length * 256 + (bytes[at + byte] as number), 0);
    expect(catches(wireRules)).toBe(false);
    expect(catches({ ...wireRules, payloadLength: bigEndian })).toBe(true);
    expect(catches({ ...wireRules, nextHeader: (_end, chunkLength) => chunkLength })).toBe(true);
    expect(catches({ ...wireRules, keepsPartialFrame: () => false })).toBe(true);
  });
});

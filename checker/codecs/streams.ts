/**
 * Drawn streams: a fast-check arbitrary of encoded values, some of them damaged, and of the ways to split a
 * stream into chunks. Damages are those of networks and of attackers: flipped, lost, inserted and doubled
 * bytes, extreme lengths, an early end, bytes that are no value, and a long value that never ends.
 */
import fc from 'fast-check';
import { type Codec, isStreamCodec } from './codec.ts';

/** A damage to the bytes of one value; places count modulo the length. */
export type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }
  | { readonly kind: 'lose'; readonly at: number; readonly count: number }
  | { readonly kind: 'insert'; readonly at: number; readonly bytes: Uint8Array }
  | { readonly kind: 'double'; readonly at: number; readonly count: number }
  | { readonly kind: 'end'; readonly at: number }
  | { readonly kind: 'extreme'; readonly at: number; readonly bytes: Uint8Array };

/** A part of a stream: a value, perhaps damaged, or bytes that are no value. */
export type Part =
  | { readonly value: unknown; readonly damages: readonly Damage[] }
  | { readonly raw: Uint8Array };

/** A stream to draw, before it is encoded. */
export interface DrawnStream {
  readonly parts: readonly Part[];
  /** After the parts: the beginning of a value, and so many equal bytes that no decoder may keep all. */
  readonly flood?: { readonly value: unknown; readonly keep: number; readonly fill: number };
  /** Places at which the stream is split; equal places make empty chunks. */
  readonly cuts: readonly number[];
}

const place = fc.nat(96);
/** Bytes with which attackers announce lengths: nothing, all, and the largest signed numbers of both orders. */
const extremes = [1, 2, 4, 8].flatMap((width) => {
  const [zeros, ones] = [new Uint8Array(width), new Uint8Array(width).fill(0xff)];
  const [first, last] = [ones.slice(), ones.slice()];
  first[0] = 0x7f;
  last[width - 1] = 0x7f;
  return [zeros, ones, first, last];
});

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: place, mask: fc.integer({ min: 1, max: 255 }) }),
  fc.record({ kind: fc.constant('lose' as const), at: place, count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: place,
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  }),
  fc.record({ kind: fc.constant('double' as const), at: place, count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('end' as const), at: place }),
  fc.record({ kind: fc.constant('extreme' as const), at: place, bytes: fc.constantFrom(...extremes) }),
);

/** The arbitrary of valid values. */
function valuesOf({ values }: Codec): fc.Arbitrary<unknown> {
  return values as unknown as fc.Arbitrary<unknown>;
}

/** Streams without damages: what peers send each other. A whole codec gets one part and no cuts. */
export function validStreamsOf(codec: Codec): fc.Arbitrary<DrawnStream> {
  return streams(codec, fc.record({ value: valuesOf(codec), damages: fc.constant([]) }));
}

/** Streams of which some are damaged. A whole codec gets one part and no cuts. */
export function streamsOf(codec: Codec): fc.Arbitrary<DrawnStream> {
  const damages = fc.oneof(
    { weight: 3, arbitrary: fc.constant<readonly Damage[]>([]) },
    { weight: 1, arbitrary: fc.array(damage, { minLength: 1, maxLength: 3 }) },
  );
  const part: fc.Arbitrary<Part> = fc.oneof(
    { weight: 15, arbitrary: fc.record({ value: valuesOf(codec), damages }) },
    { weight: 1, arbitrary: fc.record({ raw: fc.uint8Array({ maxLength: 32 }) }) },
  );
  if (!isStreamCodec(codec)) return streams(codec, part);
  const fill = fc.oneof(fc.constantFrom(0xff, 0, 0x41), fc.nat(255));
  const flood = fc.record({ value: valuesOf(codec), keep: place, fill });
  const flooded = fc
    .tuple(fc.array(part, { maxLength: 1 }), flood, cutsArbitrary)
    .map(([parts, end, cuts]) => ({ parts, flood: end, cuts }));
  return fc.oneof({ weight: 15, arbitrary: streams(codec, part) }, { weight: 1, arbitrary: flooded });
}

const cutsArbitrary = fc.array(fc.nat(0xffff), { maxLength: 12 });

function streams(codec: Codec, part: fc.Arbitrary<Part>): fc.Arbitrary<DrawnStream> {
  if (!isStreamCodec(codec)) return part.map((one) => ({ parts: [one], cuts: [] }));
  return fc.record({ parts: fc.array(part, { maxLength: 4 }), cuts: cutsArbitrary });
}

/** The bytes of a value after its damages. */
export function damaged(bytes: Uint8Array, damages: readonly Damage[]): Uint8Array {
  return damages.reduce(damagedBy, bytes);
}

function damagedBy(bytes: Uint8Array, one: Damage): Uint8Array {
  const at = one.at % (bytes.length + 1);
  const spliced = (remove: number, insert: ArrayLike<number> = []) =>
    Uint8Array.from([...bytes.subarray(0, at), ...Array.from(insert), ...bytes.subarray(at + remove)]);
  switch (one.kind) {
    case 'flip':
      return at === bytes.length ? bytes : spliced(1, [(bytes[at] as number) ^ one.mask]);
    case 'lose':
      return spliced(one.count);
    case 'insert':
      return spliced(0, one.bytes);
    case 'double':
      return spliced(0, bytes.subarray(at, at + one.count));
    case 'end':
      return bytes.slice(0, at);
    case 'extreme':
      return spliced(one.bytes.length, one.bytes).slice(0, Math.max(bytes.length, at));
  }
}

/** Above this length a stream is not split into single bytes, for the time. */
const singleBytesMax = 1_024;
const piecesOfLong = 61;

/** The splits in which a stream is decoded. */
export interface Splits {
  /** Whole, byte by byte, and as the cuts say. */
  readonly plain: readonly (readonly number[])[];
  /** As the cuts say, with empty chunks. */
  readonly withEmpty: readonly (readonly number[])[];
}

/** The splits of a stream by their lengths of chunks; a stream without bytes has none. */
export function splitsOf(length: number, cuts: readonly number[]): Splits {
  if (length === 0) return { plain: [], withEmpty: [] };
  const piece = length <= singleBytesMax ? 1 : Math.ceil(length / piecesOfLong);
  const pieces = Array.from({ length: Math.ceil(length / piece) }, (_, at) =>
    Math.min(piece, length - at * piece),
  );
  const places = [...cuts.map((cut) => cut % (length + 1)), length].sort((a, b) => a - b);
  const drawn = places.map((end, nth) => end - (places[nth - 1] ?? 0));
  const filled = drawn.filter((size) => size > 0);
  return {
    plain: [[length], pieces, ...(filled.length > 1 ? [filled] : [])],
    withEmpty: filled.length < drawn.length ? [drawn] : [],
  };
}

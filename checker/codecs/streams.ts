/**
 * Drawn streams: a fast-check arbitrary of encoded values, some of them damaged, and of the ways to split a
 * stream into chunks. Damages are those of networks and of attackers: changed, lost, inserted and doubled
 * bytes, extreme lengths, an early end, bytes that are no value, and a long value that never ends.
 */
import fc from 'fast-check';
import { type Codec, isStreamCodec } from './codec.ts';

/** A damage to the bytes of one value; places count modulo the length. */
export type Damage =
  | { readonly kind: 'flip'; readonly at: number; readonly mask: number }
  | { readonly kind: 'nudge'; readonly at: number; readonly by: number }
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
  /** After the beginning of the last part: so many equal bytes that no decoder may keep all. */
  readonly flood?: { readonly keep: number; readonly fill: number };
  /** Places at which the stream is split; equal places make empty chunks. */
  readonly cuts: readonly number[];
}

/** Many formats begin with a short header. */
const place = fc.oneof(fc.nat(8), fc.nat(96));
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
  fc.record({ kind: fc.constant('nudge' as const), at: place, by: fc.integer({ min: -4, max: 4 }) }),
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

const noDamages = fc.constant<readonly Damage[]>([]);
const someDamages = fc.oneof(
  { weight: 2, arbitrary: noDamages },
  { weight: 1, arbitrary: fc.array(damage, { minLength: 1, maxLength: 3 }) },
);
const raw = fc.record({ raw: fc.uint8Array({ maxLength: 32 }) });
const cutsArbitrary = fc.array(fc.nat(0xffff), { maxLength: 12 });
const floodArbitrary = fc.record({
  keep: place,
  fill: fc.oneof(fc.constantFrom(0xff, 0, 0x41), fc.nat(255)),
});
/** The most values of a stream, if the codec does not draw streams itself. */
const valuesMax = 4;

/** Streams without damages: what peers send each other. A whole codec gets one part and no cuts. */
export function validStreamsOf(codec: Codec): fc.Arbitrary<DrawnStream> {
  return streams(codec, partsOf(codec, noDamages, fc.constant(undefined)));
}

/** Streams of which some are damaged. A whole codec gets one part and no cuts. */
export function streamsOf(codec: Codec): fc.Arbitrary<DrawnStream> {
  const parts = partsOf(codec, someDamages, fc.option(raw, { nil: undefined, freq: 8 }));
  const drawn = streams(codec, parts);
  if (!isStreamCodec(codec)) return drawn;
  const flooded = fc
    .tuple(drawn, floodArbitrary)
    .map(([{ parts: all, cuts }, flood]) => ({ parts: all.slice(0, 2), cuts, flood }));
  return fc.oneof({ weight: 15, arbitrary: drawn }, { weight: 1, arbitrary: flooded });
}

function streams(codec: Codec, parts: fc.Arbitrary<readonly Part[]>): fc.Arbitrary<DrawnStream> {
  return isStreamCodec(codec)
    ? fc.record({ parts, cuts: cutsArbitrary })
    : parts.map((all) => ({ parts: all.slice(0, 1), cuts: [] }));
}

/** The parts of a stream: its values with their damages, and perhaps bytes that are no value among them. */
function partsOf(
  codec: Codec,
  damages: fc.Arbitrary<readonly Damage[]>,
  noValue: fc.Arbitrary<{ readonly raw: Uint8Array } | undefined>,
): fc.Arbitrary<readonly Part[]> {
  const { values } = codec;
  const own = isStreamCodec(codec) ? codec.streams : undefined;
  const part = (value: unknown, of: readonly Damage[] | undefined): Part => ({ value, damages: of ?? [] });
  const list: fc.Arbitrary<readonly Part[]> =
    own === undefined
      ? fc.array(
          fc.tuple(asArbitrary(values), damages).map(([value, of]) => part(value, of)),
          isStreamCodec(codec) ? { maxLength: valuesMax } : { minLength: 1, maxLength: 1 },
        )
      : fc
          .tuple(asArbitrary(own), fc.array(damages, { maxLength: valuesMax }))
          .map(([all, of]) => (all as readonly unknown[]).map((value, at) => part(value, of[at])));
  return fc
    .tuple(list, noValue, fc.nat(valuesMax))
    .map(([all, other, at]) => (other === undefined ? all : [...all.slice(0, at), other, ...all.slice(at)]));
}

function asArbitrary(values: unknown): fc.Arbitrary<unknown> {
  return values as fc.Arbitrary<unknown>;
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
    case 'nudge':
      return at === bytes.length ? bytes : spliced(1, [((bytes[at] as number) + one.by) & 0xff]);
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

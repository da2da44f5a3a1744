/**
 * A codec of frames for the tests of `checker/codecs/`: a length of two bytes, little-endian, then as many
 * bytes; and variants with one mistake each.
 */
import fc from 'fast-check';
import { codec, type Decoder } from '../../checker/codecs/codec.ts';

/** The most bytes of one frame. */
export const payloadMax = 40;

export class FrameError extends Error {}

/** The decisions of the decoder, which mutants replace. */
export interface FrameRules {
  length(bytes: Uint8Array): number;
  /** Refuses a length. */
  check(length: number): void;
  /** The copy of a chunk that the decoder keeps. */
  keep(chunk: Uint8Array): Uint8Array;
  /** Whether to go on with the bytes behind a frame. */
  goesOn: boolean;
  end(keptBytes: number): void;
  value(payload: Uint8Array): Uint8Array;
}

const rules: FrameRules = {
  length: (bytes) => (bytes[0] as number) + 256 * (bytes[1] as number),
  check: (length) => {
    if (length > payloadMax) throw new FrameError(`length ${length} is above ${payloadMax}`);
  },
  keep: (chunk) => chunk.slice(),
  goesOn: true,
  end: (keptBytes) => {
    if (keptBytes > 0) throw new FrameError('the last frame is incomplete');
  },
  value: (payload) => payload,
};

/** A decoder of frames with some other rules. */
export function frameDecoder(replaced: Partial<FrameRules> = {}): Decoder<Uint8Array> {
  const now = { ...rules, ...replaced };
  let kept: Uint8Array = new Uint8Array(0);
  return {
    get bufferedBytes() {
      return kept.length;
    },
    push(chunk, out) {
      let bytes = chunk;
      if (kept.length > 0) {
        bytes = new Uint8Array(kept.length + chunk.length);
        bytes.set(kept);
        bytes.set(chunk, kept.length);
      }
      let at = 0;
      while (bytes.length - at >= 2) {
        const length = now.length(bytes.subarray(at));
        now.check(length);
        if (bytes.length - at < 2 + length) break;
        out(now.value(bytes.subarray(at + 2, at + 2 + length)));
        at += 2 + length;
        if (!now.goesOn) {
          at = bytes.length;
          break;
        }
      }
      kept = kept.length > 0 && at === 0 ? bytes : now.keep(bytes.subarray(at));
    },
    end: () => now.end(kept.length),
  };
}

/** The bytes of a frame. */
export function encodeFrame(payload: Uint8Array): Uint8Array {
  return Uint8Array.from([payload.length & 0xff, payload.length >> 8, ...payload]);
}

/** The correct codec. */
export const frames = codec<Uint8Array>({
  says: 'Frames of at most 40 bytes, each after its length.',
  source: 'the tests',
  values: fc.uint8Array({ maxLength: payloadMax }),
  encode: encodeFrame,
  decoder: () => frameDecoder(),
  error: FrameError,
  bufferedBytesMax: payloadMax + 2,
});

const source = 'the tests';

/** One mutant for each law, and for each way to break it. */
export const mutants = {
  bigEndian: frames.mutant({
    ...{ says: 'The length is read big-endian.', source, breaks: 'Decode After Encode' },
    decoder: () => frameDecoder({ length: (bytes) => 256 * (bytes[0] as number) + (bytes[1] as number) }),
  }),
  oneFrame: frames.mutant({
    ...{ says: 'The decoder assumes one frame a read.', source, breaks: 'Framing' },
    decoder: () => frameDecoder({ goesOn: false }),
  }),
  keepsChunk: frames.mutant({
    ...{ says: 'The decoder keeps the chunk itself.', source, breaks: 'Framing' },
    decoder: () => frameDecoder({ keep: (chunk) => chunk }),
  }),
  foreign: frames.mutant({
    ...{ says: 'A bad length throws a RangeError.', source, breaks: 'Own Errors' },
    decoder: () =>
      frameDecoder({
        check: (length) => {
          if (length > payloadMax) throw new RangeError(`offset ${length} is out of bounds`);
        },
      }),
  }),
  unbounded: frames.mutant({
    ...{ says: 'Any length is believed.', source, breaks: 'Bounded' },
    decoder: () => frameDecoder({ check: () => {} }),
  }),
  allocates: frames.mutant({
    ...{ says: 'An announced length is allocated before it is checked.', source, breaks: 'Bounded' },
    decoder: () =>
      frameDecoder({
        check: (length) => {
          new Uint8Array(length);
          rules.check(length);
        },
      }),
  }),
} as const;

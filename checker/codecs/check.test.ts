/** Tests the check of codecs: a correct codec keeps all laws, and each mutant breaks exactly one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameError, frameDecoder, frames, mutants } from '../../tests/support/frames.ts';
import { CodeError } from '../values/errors.ts';
import { checkCodec, checkCodecAll } from './check.ts';
import { type Codec, codec, type Decoder, laws, type StreamCodec } from './codec.ts';
import { hexOf } from './value-text.ts';

const seed = 0x5eed;

/** The names of the violated laws. */
function violatedBy(checked: Codec, runs = 2_000): readonly string[] {
  const { laws: results } = checkCodecAll('frames', checked, { runs, seed });
  return results.filter(({ verdict }) => verdict === 'violated').map(({ law }) => law);
}

/** The counterexample to a law. */
function counterexampleOf(checked: Codec, law: string, runs = 2_000) {
  const { laws: results } = checkCodecAll('frames', checked, { runs, seed });
  const { counterexample } = results.find((one) => one.law === law) ?? {};
  const { bytes, chunks, reference, texts, expected, got } = counterexample ?? expect.fail('no violation');
  return { hex: hexOf(bytes), chunks, reference, texts, expected, got };
}

/** The codec of frames with other functions. */
function changed(parts: Partial<StreamCodec<Uint8Array>>): Codec {
  return { ...(frames as StreamCodec<Uint8Array>), ...parts };
}

describe('a correct codec', () => {
  it('keeps every law in 20,000 streams', () => {
    const { streams, laws: results } = checkCodecAll('frames', frames, { runs: 20_000, seed });
    expect(streams).toBe(20_000);
    expect(results).toEqual(laws.map(({ name }) => ({ law: name, verdict: 'not violated' })));
  });

  it('draws the same streams from the same seed', () => {
    const drawn = (from: number) => {
      const seen: string[] = [];
      const spy = changed({
        encode(value) {
          seen.push(hexOf(value));
          return encodeFrame(value);
        },
      });
      checkCodecAll('frames', spy, { runs: 100, seed: from });
      return seen;
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
  });
});

describe('the limit of allocations is that of a stream decoder alone:', () => {
  const scratchBytes = 1_000_000;

  it('an encoder may use a large buffer', () => {
    const scratch = changed({
      encode(value) {
        new Uint8Array(scratchBytes);
        return encodeFrame(value);
      },
    });
    expect(violatedBy(scratch)).toEqual([]);
  });

  it('so may the decoder of a whole value', () => {
    const whole: Codec = {
      ...{ says: 'Bytes.', source: 'here', values: fc.uint8Array({ maxLength: 9 }), error: FrameError },
      encode: (value) => value as Uint8Array,
      decode: (bytes) => {
        new Uint8Array(scratchBytes);
        return bytes.slice();
      },
    };
    expect(violatedBy(whole)).toEqual([]);
  });
});

describe('a mutant', () => {
  it.each(Object.entries(mutants))('%s breaks its law and no other', (_, { variant, breaks }) => {
    expect(violatedBy(variant)).toEqual([breaks]);
  });

  it('that reads a length big-endian is shown by one frame of one byte', () => {
    expect(counterexampleOf(mutants.bigEndian.variant, 'Decode After Encode')).toEqual({
      ...{ hex: '010000', chunks: [3], reference: [3], texts: ['0x00'], expected: '0x00' },
      got: 'no value, then FrameError (length 256 is above 40)',
    });
  });

  it('that assumes one frame a read is shown by two empty frames in one chunk', () => {
    expect(counterexampleOf(mutants.oneFrame.variant, 'Framing')).toEqual({
      ...{ hex: '00000000', chunks: [4], reference: [2, 2], texts: ['0x', '0x'] },
      ...{ expected: '0x, 0x', got: '0x' },
    });
  });

  it('that keeps a chunk is shown by one frame, split after its first byte', () => {
    expect(counterexampleOf(mutants.keepsChunk.variant, 'Framing')).toMatchObject({
      ...{ chunks: [1, expect.any(Number)], texts: [expect.any(String)] },
    });
  });

  it('that throws another error is shown by the two bytes of a length', () => {
    expect(counterexampleOf(mutants.foreign.variant, 'Own Errors')).toMatchObject({
      ...{ hex: '0001', chunks: [2], texts: undefined },
      got: 'RangeError (offset 256 is out of bounds)',
    });
  });

  it('that believes any length keeps one byte too many', () => {
    expect(counterexampleOf(mutants.unbounded.variant, 'Bounded')).toMatchObject({
      ...{ hex: expect.stringMatching(/^..(..)00*$/), chunks: [43] },
      ...{ expected: 'at most 42 bytes kept', got: '43 bytes kept' },
    });
  });

  it('that allocates an announced length is shown without the memory being taken', () => {
    expect(counterexampleOf(mutants.allocates.variant, 'Bounded')).toMatchObject({
      ...{ chunks: [2], got: expect.stringMatching(/^an allocation of \d+ bytes$/) },
    });
  });
});

describe('a decoder', () => {
  it('that reads beyond its chunk is found, because chunks are parts of a larger memory', () => {
    const reads = changed({
      decoder: () => {
        const inner = frameDecoder();
        return {
          get bufferedBytes() {
            return inner.bufferedBytes;
          },
          push: (chunk, out) => inner.push(new Uint8Array(chunk.buffer), out),
          end: () => inner.end(),
        };
      },
    });
    expect(violatedBy(reads)).toContain('Decode After Encode');
  });

  it('that believes any length is found however large its limit is, because some streams never end', () => {
    const patient = changed({ decoder: () => frameDecoder({ check: () => {} }), bufferedBytesMax: 3_000 });
    expect(violatedBy(patient)).toEqual(['Bounded']);
    expect(counterexampleOf(patient, 'Bounded').got).toMatch(/^300\d bytes kept$/);
  });

  it('that takes an empty chunk for the end is found', () => {
    const hasty = changed({
      decoder: () => {
        const inner = frameDecoder();
        return {
          get bufferedBytes() {
            return inner.bufferedBytes;
          },
          push(chunk, out) {
            if (chunk.length === 0) inner.end();
            inner.push(chunk, out);
          },
          end: () => inner.end(),
        };
      },
    });
    expect(violatedBy(hasty)).toEqual(['Framing']);
    expect(counterexampleOf(hasty, 'Framing').chunks).toEqual([1, 0, expect.any(Number)]);
  });

  it('that returns values without end is stopped', () => {
    const endless = changed({
      decoder: () => ({
        bufferedBytes: 0,
        push: (_, out) => {
          for (;;) out(new Uint8Array(0));
        },
        end: () => {},
      }),
    });
    expect(violatedBy(endless, 200)).toContain('Bounded');
  });

  it('that keeps bytes after a whole value leaves something', () => {
    const lingering = changed({ decoder: () => ({ ...frameDecoder(), bufferedBytes: 1 }) });
    expect(counterexampleOf(lingering, 'Decode After Encode', 200).got).toContain('1 bytes left');
  });

  it('of which a decoded value is encoded to something else breaks the first law', () => {
    // A frame of more than 4 bytes is valid for the decoder alone.
    const stricter = changed({
      values: fc.uint8Array({ maxLength: 4 }),
      encode: (value) => encodeFrame(value.subarray(0, 4)),
    });
    expect(counterexampleOf(stricter, 'Decode After Encode')).toMatchObject({
      got: expect.stringMatching(/, decoded from the encoding of these values$/),
    });
  });

  it('is not blamed for an encoder that throws, except by the first law', () => {
    const refuses = changed({
      encode: () => {
        throw new FrameError('no');
      },
    });
    expect(violatedBy(refuses, 200)).toEqual(['Decode After Encode']);
    expect(counterexampleOf(refuses, 'Decode After Encode', 200)).toMatchObject({
      ...{ hex: '', texts: ['0x'], got: 'encode throws FrameError (no)' },
    });
  });
});

describe('a whole codec', () => {
  class NumberError extends Error {}
  const numbers = codec<number>({
    says: 'A number in digits.',
    source: 'the tests',
    values: fc.nat(),
    encode: (n) => new TextEncoder().encode(String(n)),
    decode(bytes) {
      const text = new TextDecoder().decode(bytes);
      if (!/^(0|[1-9]\d{0,15})$/.test(text)) throw new NumberError(`'${text}' is no number`);
      return Number(text);
    },
    error: NumberError,
  });

  it('is judged by the laws that need no stream', () => {
    const { laws: results } = checkCodecAll('numbers', numbers, { runs: 1_000, seed });
    expect(results).toEqual(
      ['Decode After Encode', 'Own Errors'].map((law) => ({ law, verdict: 'not violated' })),
    );
  });

  it('breaks Own Errors if another error escapes', () => {
    const { variant } = numbers.mutant({
      ...{ says: 'It parses without a check.', source: 'the tests', breaks: 'Own Errors' },
      decode: (bytes) => Number(BigInt(new TextDecoder().decode(bytes))),
    });
    expect(violatedBy(variant, 1_000)).toEqual(['Own Errors']);
  });
});

describe('a codec that draws streams itself', () => {
  /** A greeting, the byte 0, and then frames. */
  class GreetedDecoder implements Decoder<Uint8Array> {
    readonly #frames = frameDecoder();
    #isGreeted = false;
    get bufferedBytes() {
      return this.#frames.bufferedBytes;
    }
    push(chunk: Uint8Array, out: (value: Uint8Array) => void) {
      if (chunk.length === 0) return;
      if (!this.#isGreeted && chunk[0] !== 0) throw new FrameError('no greeting');
      if (!this.#isGreeted) out(Uint8Array.of());
      this.#frames.push(this.#isGreeted ? chunk : chunk.subarray(1), out);
      this.#isGreeted = true;
    }
    end() {
      if (!this.#isGreeted) throw new FrameError('no greeting');
      this.#frames.end();
    }
  }
  const { values: _, ...parts } = frames as StreamCodec<Uint8Array>;
  const greeted: Codec<Uint8Array> = {
    ...parts,
    encode: (value) => (value.length === 0 ? new Uint8Array(1) : encodeFrame(value)),
    decoder: () => new GreetedDecoder(),
    streams: fc
      .array(fc.uint8Array({ minLength: 1, maxLength: 5 }), { maxLength: 3 })
      .map((rest) => [new Uint8Array(0), ...rest]),
  };

  it('is judged by streams in which only some values follow one another', () => {
    const { laws: results } = checkCodecAll('greeted', greeted, { runs: 1_000, seed });
    // An empty frame is a value, too, and its encoding is a greeting: the codec is not quite right.
    expect(results.map(({ verdict }) => verdict)).toEqual([
      ...['violated', 'not violated', 'not violated', 'not violated'],
    ]);
    const { counterexample } = results[0] ?? {};
    expect(hexOf(counterexample?.bytes ?? Uint8Array.of(1))).toBe('000000');
  });
});

describe('the check', () => {
  it('ends when the caller says so, and is inconclusive then', () => {
    const search = checkCodec('frames', frames, { runs: 10_000, seed });
    expect(search.next()).toEqual({ done: false, value: { streams: 50 } });
    const { value } = search.next('enough');
    expect(value).toMatchObject({ streams: 50, stopped: 'enough' });
    expect(value).toMatchObject({ laws: [{ verdict: 'inconclusive', because: 'enough' }, {}, {}, {}] });
  });

  it('leaves the global constructors as they were', () => {
    const before = [Uint8Array, ArrayBuffer];
    checkCodecAll('frames', frames, { runs: 100, seed });
    expect([Uint8Array, ArrayBuffer]).toEqual(before);
    expect(Uint8Array).toBe(before[0]);
  });

  it.each([
    [
      { encode: () => 'text' as unknown as Uint8Array },
      "'encode' of codec 'frames' gave a value of type string; it must be a Uint8Array",
    ],
    [
      { decoder: () => ({}) as ReturnType<typeof frameDecoder> },
      "'decoder' of codec 'frames' gave a value of type object; it must be an object with push, end and bufferedBytes",
    ],
    [
      { decoder: () => ({ ...frameDecoder(), bufferedBytes: -1 }) },
      "'bufferedBytes' of codec 'frames' gave a value of type number; it must be the number of bytes that the decoder keeps",
    ],
    [
      { values: fc.constant(0).map((): Uint8Array => JSON.parse('{')) },
      /^the arbitrary of codec 'frames' failed: /,
    ],
    [
      { values: fc.constant(new Date(0) as unknown as Uint8Array), encode: () => new Uint8Array(2) },
      "codec 'frames' has a value with an object of class Date, which cannot be compared; give the codec 'plain', a function that returns plain data",
    ],
  ])('refuses code that returns what it must not, %#', (parts, message) => {
    expect(() => checkCodecAll('frames', changed(parts), { runs: 100, seed })).toThrow(CodeError);
    expect(() => checkCodecAll('frames', changed(parts), { runs: 100, seed })).toThrow(message);
  });

  it('refuses a codec that decides differently the second time', () => {
    let calls = 0;
    const moody = changed({ encode: (value) => (calls++ === 60 ? new Uint8Array(1) : encodeFrame(value)) });
    expect(() => checkCodecAll('frames', moody, { runs: 1_000, seed })).toThrow(
      /breaks Decode After Encode by a stream that breaks nothing in a second run/,
    );
  });
});

describe('a mutant of a codec', () => {
  const about = { says: 'x', source: 'y', breaks: 'Framing' } as const;

  it('must change something that the codec has', () => {
    expect(() => frames.mutant(about)).toThrow(
      'a mutant of a codec changes nothing; give it one of encode, decoder',
    );
    expect(() => frames.mutant({ ...about, decode: (bytes) => bytes })).toThrow(
      "a mutant of a codec replaces 'decode', which the codec does not have; it has encode, decoder",
    );
  });
});

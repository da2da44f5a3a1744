/** Tests the file of a codec's counterexample: it is read back as written, and replayed. */
import { describe, expect, it } from 'vitest';
import { frames, mutants } from '../../tests/support/frames.ts';
import { UsageError } from '../values/errors.ts';
import { checkCodecAll } from './check.ts';
import {
  type CodecRecord,
  codecSchema,
  isCodecText,
  readCodecRecord,
  replayCodec,
  writeCodecRecord,
} from './counterexample-file.ts';

/** The record of the counterexample to a mutant. */
function recordOf(name: keyof typeof mutants): CodecRecord {
  const { variant, breaks } = mutants[name];
  const { laws } = checkCodecAll('frames', variant, { runs: 2_000, seed: 1, laws: [breaks] });
  const counterexample = laws[0]?.counterexample ?? expect.fail('not caught');
  return { tool: '0.0.0', protocol: 'p', codec: 'frames', bug: 'B1', seed: 1, counterexample };
}

const names = Object.keys(mutants) as (keyof typeof mutants)[];

describe.each(names)('the file of %s', (name) => {
  const record = recordOf(name);
  const text = writeCodecRecord(record);

  it('is read back as it was', () => {
    expect(isCodecText(text)).toBe(true);
    expect(readCodecRecord(text, 'x')).toEqual(record);
    expect(codecSchema.safeParse(JSON.parse(text)).success).toBe(true);
  });

  it('is reproduced on the mutant, as recorded, and fixed without the mistake', () => {
    const read = readCodecRecord(text, 'x');
    const { expected, got } = record.counterexample;
    expect(replayCodec('frames', mutants[name].variant, read)).toEqual({
      ...{ verdict: 'reproduced', expected, got },
    });
    expect(replayCodec('frames', frames, read)).toEqual({ verdict: 'fixed' });
  });
});

it('a mistake of the encoder is fixed with the encoder, although the bytes are still wrong', () => {
  const { variant } = frames.mutant({
    ...{ says: 'The length is written big-endian.', source: 'x', breaks: 'Decode After Encode' },
    encode: (payload) => Uint8Array.from([payload.length >> 8, payload.length & 0xff, ...payload]),
  });
  const { laws } = checkCodecAll('frames', variant, { runs: 500, seed: 1, laws: ['Decode After Encode'] });
  const counterexample = laws[0]?.counterexample ?? expect.fail('not caught');
  const record = { tool: '0', protocol: 'p', codec: 'frames', seed: 1, counterexample };
  expect(replayCodec('frames', variant, record)).toMatchObject({ verdict: 'reproduced' });
  expect(replayCodec('frames', frames, record)).toEqual({ verdict: 'fixed' });
});

it('a law of streams is stale for a codec without streams', () => {
  const { decoder: _, bufferedBytesMax: __, ...rest } = frames as never as Record<string, unknown>;
  const whole = { ...rest, decode: (bytes: Uint8Array) => bytes } as never;
  expect(replayCodec('frames', whole, recordOf('oneFrame'))).toEqual({
    verdict: 'stale',
    because: 'Framing does not concern codec frames, which has no stream',
  });
});

describe('a damaged file', () => {
  const json = JSON.parse(writeCodecRecord(recordOf('oneFrame')));

  it.each([
    [{ version: 2 }, 'x is a codec counterexample of version 2; this swarmcheck reads version 1'],
    [
      { chunks: [3] },
      "x is no whole codec counterexample: 'chunks' is wrong (they have 3 bytes, and the stream has 4)",
    ],
    [{ law: { name: 'Gravity', says: '' } }, /^x is no whole codec counterexample: 'law.name' is wrong/],
    [{ stream: [{ hex: '0' }] }, /^x is no whole codec counterexample: 'stream.0.hex' is wrong/],
    [{ stream: [{ hex: '00', times: 2 ** 40 }] }, /'stream' is wrong \(it has 1099511627776 bytes\)$/],
    [
      { values: [{ '#bigint': 'x' }] },
      /'values' is wrong \(values\[0\].#bigint is no whole number in digits\)$/,
    ],
  ])('%j is refused in one sentence', (change, sentence) => {
    const text = JSON.stringify({ ...json, ...change });
    expect(() => readCodecRecord(text, 'x')).toThrow(UsageError);
    expect(() => readCodecRecord(text, 'x')).toThrow(sentence);
  });

  it('that is no JSON, or a trace, is no codec counterexample', () => {
    expect(isCodecText('{')).toBe(false);
    expect(isCodecText('{"format": "swarmcheck-trace"}')).toBe(false);
  });
});

/**
 * The laws of codecs as checks. Each judges one case: bytes in chunks of given lengths, and the values that
 * they encode, if it began with values. The check, its shrinking and the replay of a counterexample judge in
 * the same way.
 */
import { allocationMax } from './allocations.ts';
import { isStreamCodec, type LawName } from './codec.ts';
import { type CodecRunner, type Outcome, outcomeText, type Thrown, thrownText } from './decode.ts';

/** The input of a law: a stream in chunks. */
export interface Case {
  readonly bytes: Uint8Array;
  /** The lengths of the chunks; their sum is the length of the stream. */
  readonly chunks: readonly number[];
  /** The lengths of the chunks with which Framing compares: one for each value. */
  readonly reference: readonly number[];
  /** The texts of the values that were encoded; absent if the stream was damaged after that. */
  readonly texts?: readonly string[];
  /** These values; absent if the file of a counterexample cannot hold them. */
  readonly values?: readonly unknown[];
}

/** The difference between what a law demands and what the codec does. */
export interface Difference {
  readonly expected: string;
  readonly got: string;
}

/** Judges a case by a law; undefined if the law holds. */
export function judge(law: LawName, runner: CodecRunner, input: Case): Difference | undefined {
  switch (law) {
    case 'Decode After Encode':
      return judgeIdentity(runner, input);
    case 'Framing':
      return judgeFraming(
        runner.decode(input.bytes, input.reference),
        runner.decode(input.bytes, input.chunks),
      );
    case 'Own Errors':
      return judgeErrors(runner.decode(input.bytes, input.chunks));
    case 'Bounded':
      return judgeBounds(runner, input.bytes, runner.decode(input.bytes, input.chunks));
  }
}

/** The first law: values are encoded anew, so that a mistake of the encoder is judged too. */
function judgeIdentity(
  runner: CodecRunner,
  { bytes, reference, values, texts }: Case,
): Difference | undefined {
  if (texts === undefined) return judgeAgain(runner, bytes, reference);
  if (values === undefined) return identityOf(texts, runner.decode(bytes, reference));
  const parts: Uint8Array[] = [];
  for (const value of values) {
    const part = runner.encode(value);
    if ('isOwn' in part) return refusedBy(part, runner.text(value));
    parts.push(part);
  }
  const lengths = parts.map(({ length }) => length);
  return identityOf(texts, runner.decode(concatenated(parts), lengths));
}

/** The difference for a valid value that encode refuses. */
export function refusedBy(thrown: Thrown, text: string): Difference {
  return { expected: `bytes for ${text}`, got: `encode throws ${thrownText(thrown)}` };
}

/** Judges the decoding of encoded values by their texts. */
export function identityOf(texts: readonly string[], outcome: Outcome): Difference | undefined {
  const { keptBytes, thrown } = outcome;
  const expected = texts.join(', ') || 'no value';
  const left = keptBytes === 0 || thrown !== undefined ? '' : `, and ${keptBytes} bytes left`;
  const got = `${outcomeText(outcome)}${left}`;
  return got === expected ? undefined : { expected, got };
}

/**
 * Decoded values, even those of a damaged stream, decode to themselves again. A stream that ends before its
 * last value may end with an error, so the values alone are compared.
 */
export function judgeAgain(
  runner: CodecRunner,
  bytes: Uint8Array,
  reference: readonly number[],
): Difference | undefined {
  const { values, encoded } = runner.decode(bytes, reference, true);
  if (values.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  for (const [at, part] of encoded.entries()) {
    if ('isOwn' in part) return refusedBy(part, values[at] as string);
    parts.push(part);
  }
  const lengths = parts.map(({ length }) => length);
  const again = runner.decode(concatenated(parts), lengths);
  if (values.length === again.values.length && values.every((text, at) => text === again.values[at]))
    return undefined;
  return {
    expected: values.join(', ') || 'no value',
    got: `${outcomeText(again)}, decoded from the encoding of these values`,
  };
}

/** The second law: two splits have the same outcome. */
export function judgeFraming(reference: Outcome, split: Outcome): Difference | undefined {
  const isSame =
    split.isFlooding === reference.isFlooding &&
    split.thrown?.name === reference.thrown?.name &&
    split.values.length === reference.values.length &&
    split.values.every((text, at) => text === reference.values[at]);
  return isSame ? undefined : { expected: outcomeText(reference), got: outcomeText(split) };
}

/** The third law. The error for an allocation that was refused is not the codec's; the fourth law judges it. */
export function judgeErrors({ thrown, refusedBytes }: Outcome): Difference | undefined {
  if (thrown === undefined || thrown.isOwn || refusedBytes > 0) return undefined;
  return { expected: "values, or the codec's own error", got: thrownText(thrown) };
}

/** The fourth law. */
export function judgeBounds(
  { codec }: CodecRunner,
  bytes: Uint8Array,
  { keptBytesMost, refusedBytes, isFlooding, values }: Outcome,
): Difference | undefined {
  if (!isStreamCodec(codec)) return undefined;
  const { bufferedBytesMax } = codec;
  if (isFlooding)
    return { expected: `at most ${bytes.length} values`, got: `more than ${values.length} values` };
  if (keptBytesMost > bufferedBytesMax)
    return { expected: `at most ${bufferedBytesMax} bytes kept`, got: `${keptBytesMost} bytes kept` };
  if (refusedBytes === 0) return undefined;
  const most = allocationMax(bufferedBytesMax, bytes.length);
  return {
    expected: `allocations of at most ${most} bytes`,
    got: `an allocation of ${refusedBytes} bytes`,
  };
}

/** All parts, one after the other. */
export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

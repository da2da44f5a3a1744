/**
 * The violation of a law by a drawn stream: the values are encoded and damaged, and the stream is decoded in
 * several splits, each of which the laws judge.
 */
import { isStreamCodec, type LawName } from './codec.ts';
import type { CodecRunner, Outcome, Thrown } from './decode.ts';
import {
  type Case,
  concatenated,
  type Difference,
  identityOf,
  judgeAgain,
  judgeBounds,
  judgeErrors,
  judgeFraming,
  refusedBy,
} from './laws.ts';
import { type DrawnStream, damaged, splitsOf } from './streams.ts';

/** A law that a stream breaks, in the split where it does. */
export interface Violation extends Difference {
  readonly law: LawName;
  readonly input: Case;
}

/** What to judge: shrinking follows one law, and adds no empty chunks to a violation without them. */
export interface Judged {
  readonly laws: readonly LawName[];
  readonly emptyChunks: boolean;
}

/** The first violation of a law by a stream, in any of its splits. */
export function violationIn(
  runner: CodecRunner,
  { laws, emptyChunks }: Judged,
  stream: DrawnStream,
): Violation | undefined {
  const isIdentity = laws.includes('Decode After Encode');
  const input = caseOf(runner, stream);
  // Only the first law judges the encoder.
  if ('law' in input) return isIdentity ? input : undefined;
  const { bytes, reference, texts } = input;
  const first = runner.decode(bytes, reference);
  if (isIdentity) {
    const difference = texts !== undefined ? identityOf(texts, first) : judgeAgain(runner, bytes, reference);
    if (difference !== undefined) return { law: 'Decode After Encode', input, ...difference };
  }
  const others = laws.filter((law) => law !== 'Decode After Encode');
  if (others.length === 0) return undefined;
  const { plain, withEmpty } = splitsOf(bytes.length, stream.cuts);
  const splits = isStreamCodec(runner.codec) ? [...plain, ...(emptyChunks ? withEmpty : [])] : [];
  for (const chunks of [reference, ...splits]) {
    const outcome = chunks === reference ? first : runner.decode(bytes, chunks);
    for (const law of others) {
      const difference = judged(law, runner, bytes, first, outcome);
      if (difference !== undefined) return { law, input: { ...input, chunks }, ...difference };
    }
  }
  return undefined;
}

/** A stream of encoded and damaged values; or the violation of the first law, if encode throws. */
function caseOf(runner: CodecRunner, { parts, flood }: DrawnStream): Case | Violation {
  const pieces: Uint8Array[] = [];
  const values: unknown[] = [];
  let isValid = flood === undefined;
  for (const part of parts) {
    if ('raw' in part) {
      isValid = false;
      pieces.push(part.raw);
      continue;
    }
    const bytes = runner.encode(part.value);
    if ('isOwn' in bytes) return refusal(runner, part.value, bytes);
    if (part.damages.length > 0) isValid = false;
    values.push(part.value);
    pieces.push(damaged(bytes, part.damages));
  }
  if (flood !== undefined) pieces.push(flooded(runner, pieces.pop() ?? new Uint8Array(0), flood));
  const reference = pieces.map(({ length }) => length);
  return {
    ...{ bytes: concatenated(pieces), reference, chunks: reference },
    ...(isValid && { values, texts: values.map((value) => runner.text(value)) }),
  };
}

function refusal(runner: CodecRunner, value: unknown, thrown: Thrown): Violation {
  const texts = [runner.text(value)];
  const input = { bytes: new Uint8Array(0), chunks: [], reference: [], texts, values: [value] };
  return { law: 'Decode After Encode', input, ...refusedBy(thrown, texts[0] as string) };
}

/** The beginning of the last part, and more equal bytes than the decoder may keep. */
function flooded(
  { codec }: CodecRunner,
  bytes: Uint8Array,
  { keep, fill }: NonNullable<DrawnStream['flood']>,
): Uint8Array {
  const most = isStreamCodec(codec) ? codec.bufferedBytesMax : 0;
  return concatenated([bytes.subarray(0, keep % (bytes.length + 1)), new Uint8Array(most + 1).fill(fill)]);
}

/** Judges one split by a law other than the first. */
function judged(
  law: LawName,
  runner: CodecRunner,
  bytes: Uint8Array,
  first: Outcome,
  outcome: Outcome,
): Difference | undefined {
  switch (law) {
    case 'Framing':
      return judgeFraming(first, outcome);
    case 'Own Errors':
      return judgeErrors(outcome);
    case 'Bounded':
      return judgeBounds(runner, bytes, outcome);
    case 'Decode After Encode':
      return undefined;
  }
}

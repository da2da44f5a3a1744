/**
 * The check of a codec: fast-check draws streams, each is judged by all laws, and the first that breaks a law
 * is shrunk: by fast-check, and then by its bytes and chunks (`simplify.ts`).
 *
 * The check is a generator that yields after every batch of streams. The caller owns the clock and can answer
 * a yield with a reason to stop; the result then has all that was found until then.
 */
import fc from 'fast-check';
import { isolated } from '../actors/ambient.ts';
import { drain } from '../values/drain.ts';
import { CodeError, messageOf } from '../values/errors.ts';
import type { Json } from '../values/json.ts';
import { withAllocationMonitor } from './allocations.ts';
import { type Codec, type LawName, lawsOf } from './codec.ts';
import { CodecRunner } from './decode.ts';
import type { Difference } from './laws.ts';
import { simplified } from './simplify.ts';
import { type DrawnStream, streamsOf, validStreamsOf } from './streams.ts';
import { valueToJson } from './value-text.ts';
import { type Judged, type Violation, violationIn } from './violation.ts';

/** A stream that breaks a law. It is plain data, which threads can exchange. */
export interface CodecCounterexample extends Difference {
  readonly law: LawName;
  readonly bytes: Uint8Array;
  /** The lengths of the chunks in which the stream breaks the law. */
  readonly chunks: readonly number[];
  /** The lengths of the chunks with which Framing compares: one for each value. */
  readonly reference: readonly number[];
  /** The texts of the encoded values; absent if the stream is damaged. */
  readonly texts?: readonly string[];
  /** These values as JSON; absent also if they are no plain data. */
  readonly values?: readonly Json[];
}

/** The verdict on one law: drawn streams do not prove it, so `not violated` is the best. */
export interface LawResult {
  readonly law: LawName;
  readonly verdict: 'not violated' | 'violated' | 'inconclusive';
  /** The reason why it is inconclusive. */
  readonly because?: string;
  readonly counterexample?: CodecCounterexample;
}

/** The result of the check of one codec. */
export interface CodecResult {
  /** The number of streams that were judged; those of shrinking are not counted. */
  readonly streams: number;
  readonly laws: readonly LawResult[];
  /** The reason to stop that the caller gave. */
  readonly stopped?: string;
}

/** The number of streams, the seed, and the laws to judge. */
export interface CodecCheckOptions {
  readonly runs: number;
  readonly seed: number;
  /** The default is all laws that concern the codec. */
  readonly laws?: readonly LawName[];
}

/** The progress of a check. */
export interface CodecProgress {
  readonly streams: number;
}

/** Streams of one batch, which has a seed of its own. */
const batchStreams = 50;
/** Batches of valid streams, which come first, because their counterexamples say more. */
const validBatches = 4;
/** The distance of the seeds of two batches; a large odd number. */
const seedStep = 0x9e3779b1;
/** The most tries of shrinking. */
const triesMax = 5_000;

/**
 * Draws streams until each law is violated, or the number is reached. `name` names the codec in errors.
 *
 * @throws CodeError if code of the codec returns what it must not, or decides differently the second time.
 */
export function checkCodec(
  name: string,
  codec: Codec,
  options: CodecCheckOptions,
): Generator<CodecProgress, CodecResult, string | undefined> {
  return isolated(checking(new CodecRunner(name, codec), options));
}

/** Checks a codec to the end, for callers that need no progress. */
export function checkCodecAll(name: string, codec: Codec, options: CodecCheckOptions): CodecResult {
  return drain(checkCodec(name, codec, options));
}

function* checking(
  runner: CodecRunner,
  { runs, seed, laws }: CodecCheckOptions,
): Generator<CodecProgress, CodecResult, string | undefined> {
  const names = lawsOf(runner.codec)
    .map((law) => law.name)
    .filter((law) => laws?.includes(law) ?? true);
  const found = new Map<LawName, CodecCounterexample>();
  const [valid, mixed] = [validStreamsOf(runner.codec), streamsOf(runner.codec)];
  let streams = 0;
  const result = (stopped?: string): CodecResult => ({
    streams,
    laws: names.map((law) => lawResult(law, found.get(law), stopped)),
    ...(stopped !== undefined && { stopped }),
  });
  for (let batch = 0; streams < runs && found.size < names.length; batch++) {
    const numRuns = Math.min(batchStreams, runs - streams);
    const batchSeed = (seed + batch * seedStep) | 0;
    // A batch that breaks a law is drawn again for the laws that are left.
    while (found.size < names.length) {
      const open = names.filter((law) => !found.has(law));
      const drawnNow = batch < validBatches ? valid : mixed;
      const counterexample = firstIn(runner, drawnNow, open, { seed: batchSeed, numRuns });
      if (counterexample === undefined) break;
      found.set(counterexample.law, yield* smallest(runner, drawnNow, counterexample, batchSeed, streams));
    }
    streams += numRuns;
    if (streams >= runs) break;
    const stopped = yield { streams };
    if (stopped !== undefined) return result(stopped);
  }
  return result();
}

function lawResult(
  law: LawName,
  counterexample: CodecCounterexample | undefined,
  stopped: string | undefined,
): LawResult {
  if (counterexample !== undefined) return { law, verdict: 'violated', counterexample };
  return stopped === undefined
    ? { law, verdict: 'not violated' }
    : { law, verdict: 'inconclusive', because: stopped };
}

/** Streams that are shrunk for one counterexample. */
const shrunkStreams = 10;

/**
 * The smallest counterexample to the same law. Shrinking stays with the kind of value that it began with, for
 * instance the longest message of a format, so several streams are shrunk. A reason to stop ends this early;
 * the caller gives it again.
 */
function* smallest(
  runner: CodecRunner,
  drawnNow: fc.Arbitrary<DrawnStream>,
  first: CodecCounterexample,
  seed: number,
  streams: number,
): Generator<CodecProgress, CodecCounterexample, string | undefined> {
  const size = ({ bytes, chunks }: CodecCounterexample) => bytes.length + chunks.length;
  let best = first;
  for (let nth = 1; nth < shrunkStreams; nth++) {
    if ((yield { streams }) !== undefined) break;
    const other = firstIn(runner, drawnNow, [first.law], {
      seed: (seed + nth) | 0,
      numRuns: batchStreams,
    });
    if (other !== undefined && size(other) < size(best)) best = other;
  }
  return best;
}

/** The shrunk counterexample of the first stream of a batch that breaks one of the laws. */
function firstIn(...args: Parameters<typeof firstOf>): CodecCounterexample | undefined {
  return withAllocationMonitor(() => firstOf(...args));
}

function firstOf(
  runner: CodecRunner,
  streams: fc.Arbitrary<DrawnStream>,
  laws: readonly LawName[],
  parameters: { readonly seed: number; readonly numRuns: number },
): CodecCounterexample | undefined {
  /** What to judge: after the first violation, the law that it breaks. */
  let judged: Judged = { laws, emptyChunks: true };
  let isFound = false;
  let failed: { readonly error: unknown } | undefined;
  let tries = 0;
  const property = fc.property(streams, (stream) => {
    if (failed !== undefined || (isFound && tries++ > triesMax)) return true;
    try {
      const found = violationIn(runner, judged, stream);
      if (found !== undefined && !isFound) {
        isFound = true;
        judged = { laws: [found.law], emptyChunks: found.input.chunks.includes(0) };
      }
      return found === undefined;
    } catch (error) {
      failed = { error };
      return true;
    }
  });
  const counterexample = drawn(runner, () =>
    fc.check(property, { ...parameters, examples: [], plugins: [], path: '', endOnFailure: false }),
  );
  if (failed !== undefined) throw failed.error;
  if (counterexample === null) return undefined;
  const again = violationIn(runner, judged, counterexample);
  if (again === undefined)
    throw new CodeError(
      `codec '${runner.name}' breaks ${judged.laws[0]} by a stream that breaks nothing in a second run; encode and decoders must depend on their arguments alone`,
    );
  return counterexampleOf(runner, again);
}

/** The counterexample of fast-check. Outside of the property only the codec's arbitrary can throw. */
function drawn({ name }: CodecRunner, check: () => fc.RunDetails<[DrawnStream]>): DrawnStream | null {
  try {
    return check().counterexample?.[0] ?? null;
  } catch (cause) {
    throw new CodeError(`the arbitrary of codec '${name}' failed: ${messageOf(cause)}`, { cause });
  }
}

/** The counterexample of a violation, simplified. */
function counterexampleOf(runner: CodecRunner, violation: Violation): CodecCounterexample {
  const { law, input, expected, got } = simplified(runner, violation);
  const { bytes, chunks, reference, texts, values } = input;
  const json = values?.map(valueToJson);
  return {
    ...{ law, bytes, chunks, reference, expected, got },
    ...(texts !== undefined && { texts }),
    ...(json?.every((one) => one !== undefined) && { values: json as readonly Json[] }),
  };
}

/**
 * The file of a codec's counterexample: self-contained, versioned JSON, and its replay. One zod schema
 * describes it; the type and `schemas/codec.schema.json` derive from it.
 */
import * as z from 'zod';
import { withoutAmbience } from '../actors/ambient.ts';
import { messageOf, UsageError } from '../values/errors.ts';
import { isDeeper, type Json, NotData } from '../values/json.ts';
import { printableJson } from '../values/printable.ts';
import { isRecord } from '../values/shapes.ts';
import { withAllocationMonitor } from './allocations.ts';
import type { CodecCounterexample } from './check.ts';
import { type Codec, lawOf, laws, lawsOf } from './codec.ts';
import { CodecRunner } from './decode.ts';
import { concatenated, type Difference, judge } from './laws.ts';
import { bytesOf, hexOf, valueFromJson } from './value-text.ts';

/** The name of the format in its files. */
export const codecFormat = 'swarmcheck-codec';
/** The version of the format; it increases when older readers cannot read a new file. */
export const codecFileVersion = 1;

const count = z.int().nonnegative();
const lengths = z.array(count);
const data = z
  .unknown()
  .refine((json) => json !== undefined, 'it is missing')
  .describe('as data in a trace; bytes are the record {"#record": [["#bytes", hexadecimal]]}');

/** The schema of the file. */
export const codecSchema = z
  .strictObject({
    format: z.literal(codecFormat),
    version: z.literal(codecFileVersion),
    tool: z.string().describe('version of swarmcheck that wrote it'),
    protocol: z.string().describe('name of the suite'),
    codec: z.string().describe('name of the codec in the suite'),
    bug: z.string().optional().describe('id of the known bug, if the codec has one'),
    law: z.strictObject({
      name: z.enum(laws.map(({ name }) => name)),
      says: z.string(),
    }),
    seed: z
      .string()
      .regex(/^0x[0-9a-f]{1,14}$/)
      .describe('of the check that found it'),
    values: z.array(data).optional().describe('the encoded values, if the stream is not damaged'),
    texts: z.array(z.string()).optional().describe('the same values as text'),
    stream: z
      .array(
        z.strictObject({
          hex: z.string().regex(/^([0-9a-f]{2})+$/),
          times: z.int().positive().optional().describe('how often these bytes follow one another'),
        }),
      )
      .describe('the bytes of the stream'),
    chunks: lengths.describe('lengths of the chunks in which the decoder gets the stream'),
    reference: lengths.describe('lengths of the chunks with which Framing compares: one for each value'),
    expected: z.string(),
    got: z.string(),
  })
  .meta({
    title: 'swarmcheck codec counterexample',
    description: 'A stream of bytes by which a codec breaks a law',
  });

/** The content of the file, as JSON. */
export type CodecJson = z.infer<typeof codecSchema>;

/** The content of the file. */
export interface CodecRecord {
  readonly tool: string;
  readonly protocol: string;
  readonly codec: string;
  readonly bug?: string;
  readonly seed: number;
  readonly counterexample: CodecCounterexample;
}

/** The published JSON Schema. */
export function codecJsonSchema(): object {
  return z.toJSONSchema(codecSchema, { target: 'draft-2020-12' });
}

/** The text of a file. */
export function writeCodecRecord({ counterexample, seed, ...about }: CodecRecord): string {
  const { law, bytes, values, texts, chunks, reference, expected, got } = counterexample;
  const says = lawOf(law).says;
  const json: CodecJson = {
    ...{ format: codecFormat, version: codecFileVersion, ...about },
    law: { name: law, says },
    seed: `0x${seed.toString(16)}`,
    ...(values !== undefined && { values: [...values] }),
    ...(texts !== undefined && { texts: [...texts] }),
    stream: segmentsOf(bytes),
    ...{ chunks: [...chunks], reference: [...reference], expected, got },
  };
  return printableJson(`${JSON.stringify(json, null, 2)}\n`);
}

/** A run of so many equal bytes is written once, with its length. */
const runMin = 32;

/** Bytes as hexadecimal segments; long runs of one byte are written once. */
function segmentsOf(bytes: Uint8Array): CodecJson['stream'] {
  const segments: CodecJson['stream'] = [];
  let open = 0;
  const close = (end: number) => {
    if (end > open) segments.push({ hex: hexOf(bytes.subarray(open, end)) });
  };
  for (let at = 0; at < bytes.length; ) {
    let end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at]) end++;
    if (end - at >= runMin) {
      close(at);
      segments.push({ hex: hexOf(bytes.subarray(at, at + 1)), times: end - at });
      open = end;
    }
    at = end;
  }
  close(bytes.length);
  return segments;
}

/** No stream of a counterexample is longer. */
const streamBytesMax = 2 ** 28;

/** Whether the text of a file claims to be a codec's counterexample. */
export function isCodecText(text: string): boolean {
  try {
    const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return isRecord(json) && json.format === codecFormat;
  } catch {
    return false;
  }
}

/**
 * Reads the text of a file for which `isCodecText` is true. `where` names the file in errors.
 *
 * @throws UsageError in one sentence, if the text is no counterexample of this version.
 */
export function readCodecRecord(text: string, where: string): CodecRecord {
  const json: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  if (isRecord(json) && json.version !== codecFileVersion)
    throw new UsageError(
      `${where} is a codec counterexample of version ${String(json.version)}; this swarmcheck reads version ${codecFileVersion}`,
    );
  const wrong = (path: string, why: string) =>
    new UsageError(
      `${where} is no whole codec counterexample: ${path === '' ? 'it' : `'${path}'`} is wrong (${why})`,
    );
  if (isDeeper(json, jsonDepthMax)) throw wrong('values', 'it nests too deep');
  const result = codecSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw wrong(issue?.path.join('.') ?? '', issue?.message ?? '');
  }
  const { tool, protocol, codec, bug, law, seed, values, texts, stream, ...rest } = result.data;
  const length = stream.reduce((sum, { hex, times = 1 }) => sum + (hex.length / 2) * times, 0);
  if (length > streamBytesMax) throw wrong('stream', `it has ${length} bytes`);
  for (const name of ['chunks', 'reference'] as const) {
    const sum = rest[name].reduce((all, one) => all + one, 0);
    if (sum !== length) throw wrong(name, `they have ${sum} bytes, and the stream has ${length}`);
  }
  try {
    for (const [at, value] of (values ?? []).entries()) valueFromJson(value as Json, `values[${at}]`);
  } catch (cause) {
    if (cause instanceof NotData) throw wrong('values', messageOf(cause));
    throw cause;
  }
  const { chunks, reference, expected, got } = rest;
  return {
    ...{ tool, protocol, codec, ...(bug !== undefined && { bug }), seed: Number(seed) },
    counterexample: {
      ...{ law: law.name, bytes: bytesIn(stream), chunks, reference, expected, got },
      ...(texts !== undefined && { texts }),
      ...(values !== undefined && { values: values as readonly Json[] }),
    },
  };
}

/** A depth above any of plain data that is written. */
const jsonDepthMax = 2_000;

function bytesIn(stream: CodecJson['stream']): Uint8Array {
  return concatenated(
    stream.map(({ hex, times = 1 }) => {
      const once = bytesOf(hex);
      const all = new Uint8Array(once.length * times);
      for (let nth = 0; nth < times; nth++) all.set(once, nth * once.length);
      return all;
    }),
  );
}

/** The result of a replay: `stale` means that the law does not concern the codec any more. */
export type CodecReplay =
  | ({ readonly verdict: 'reproduced' } & Difference)
  | { readonly verdict: 'fixed' }
  | { readonly verdict: 'stale'; readonly because: string };

/** Judges the stream of a counterexample again, on a codec with this name. */
export function replayCodec(name: string, codec: Codec, { counterexample }: CodecRecord): CodecReplay {
  const { law, values, ...input } = counterexample;
  if (!lawsOf(codec).some((one) => one.name === law))
    return { verdict: 'stale', because: `${law} does not concern codec ${name}, which has no stream` };
  const decoded = values?.map((value, at) => valueFromJson(value, `values[${at}]`));
  const runner = new CodecRunner(name, codec);
  const again = { ...input, ...(decoded !== undefined && { values: decoded }) };
  const difference = withoutAmbience(() => withAllocationMonitor(() => judge(law, runner, again)));
  return difference === undefined ? { verdict: 'fixed' } : { verdict: 'reproduced', ...difference };
}

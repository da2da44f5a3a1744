/**
 * The texts of codecs: the verdict on each law, the stream that breaks one, and the result of a replay.
 */

import { bytesText } from '../checker/codecs/value-text.ts';
import {
  type CodecCheck,
  type CodecCounterexample,
  type CodecRecord,
  type CodecReplay,
  type CodecResult,
  lawOf,
  type Suite,
} from '../checker/index.ts';
import { count, counted, type Palette, plain, seconds } from './text.ts';

/** A codec that was checked, and the result. */
export interface CheckedCodec {
  readonly suite: Suite;
  readonly check: CodecCheck;
  readonly result: CodecResult;
  readonly ms: number;
}

/** The word for a codec in reports: `codec:descriptors`. */
export function codecWord({ name }: Pick<CodecCheck, 'name'>): string {
  return `codec:${name}`;
}

/** The first violated law. */
export function violatedLaw({ laws: results }: CodecResult): CodecCounterexample | undefined {
  return results.find(({ verdict }) => verdict === 'violated')?.counterexample;
}

/** A counterexample in a few words: `1 value, 5 bytes in 2 chunks`. */
export function streamText({ bytes, chunks, texts }: CodecCounterexample): string {
  const values = texts === undefined ? 'a damaged stream' : counted(texts.length, 'value');
  return `${values}, ${counted(bytes.length, 'byte')} in ${counted(chunks.length, 'chunk')}`;
}

/** The most chunks of which the lengths are printed. */
const chunksShownMax = 12;

function chunksText(chunks: readonly number[]): string {
  const shown = chunks.slice(0, chunksShownMax).map(count).join(' + ');
  const more = chunks.length - chunksShownMax;
  return `${shown === '' ? '0' : shown}${more > 0 ? ` + ${counted(more, 'more chunk')}` : ''} bytes`;
}

/** The most characters of one fact; the file has the whole text. */
const factMax = 400;

function shortened(text: string): string {
  if (text.length <= factMax) return text;
  return `${text.slice(0, factMax - 50)} ... ${text.slice(-40)} (${count(text.length)} characters)`;
}

/** A counterexample, one fact a line. */
export function counterexampleText(found: CodecCounterexample, palette: Palette = plain): string[] {
  const { law, bytes, chunks, reference, texts, expected, got } = found;
  const facts: readonly (readonly [string, string])[] = [
    ['values', texts === undefined ? 'none: the stream is damaged' : texts.join(', ') || 'none'],
    ['bytes', bytes.length === 0 ? 'none' : bytesText(bytes)],
    ['chunks', chunksText(chunks)],
    ...(law === 'Framing' ? [['compared', `with ${chunksText(reference)}`] as const] : []),
    ['expected', expected],
    ['got', got],
  ];
  return facts.map(([name, text]) => `${palette.dim(name.padEnd('expected'.length))}  ${shortened(text)}`);
}

/** The full text of the check of one codec. */
export function codecText({ check, result, ms }: CheckedCodec, palette: Palette = plain): string[] {
  const { says, source } = check.codec;
  return [
    `${palette.bold(`codec ${check.name}`)}  ${says} ${palette.dim(`(${source})`)}`,
    ...result.laws.flatMap(({ law, verdict, because, counterexample }) => {
      const words = {
        'not violated': palette.green('not violated'),
        violated: palette.red('VIOLATED    '),
        inconclusive: palette.yellow('inconclusive'),
      } as const;
      const text = `  ${words[verdict]}  ${law}${because === undefined ? '' : `: ${because}`}`;
      if (counterexample === undefined) return [text];
      return [
        `${text}: ${lawOf(law).says}`,
        ...counterexampleText(counterexample, palette).map((line) => `      ${line}`),
      ];
    }),
    `  ${counted(result.streams, 'stream')}, ${seconds(ms)}`,
  ];
}

/** The text of one known bug of a codec: its verdict, and the stream that breaks the law. */
export function codecBugText(bug: string, checked: CheckedCodec, palette: Palette = plain): string[] {
  const { suite, check, result, ms } = checked;
  const { says, source, breaks, equivalent } = suite.codecBugs?.[bug] ?? { says: '', source: '' };
  const found = violatedLaw(result);
  const verdict =
    equivalent !== undefined
      ? found === undefined
        ? palette.green('equivalent ')
        : palette.red('CAUGHT     ')
      : found !== undefined
        ? palette.green('caught     ')
        : result.stopped === undefined
          ? palette.red('NOT CAUGHT ')
          : palette.yellow('inconclusive');
  const indent = ' '.repeat('caught       '.length);
  const law = breaks === undefined ? '' : lawOf(breaks).says;
  const story =
    equivalent === undefined
      ? `breaks ${breaks} of codec ${check.name}: ${law}`
      : `equivalent in codec ${check.name}: ${equivalent}`;
  const how =
    found === undefined
      ? [`no violation in ${counted(result.streams, 'stream')}, ${count(Math.round(ms))} ms`]
      : [
          `${streamText(found)}; found within ${counted(result.streams, 'stream')}, ${count(Math.round(ms))} ms`,
          ...counterexampleText(found, palette),
        ];
  return [
    `${verdict}  ${palette.bold(bug)}  ${says} ${palette.dim(`(${source})`)}`,
    ...[story, ...how].map((line) => indent + line),
  ];
}

/** The result of the replay of a codec's counterexample. */
export function codecReplayText(
  { protocol, codec, counterexample }: CodecRecord,
  bug: string | undefined,
  result: CodecReplay,
  palette: Palette = plain,
): string[] {
  const head = `${palette.bold(protocol)}, codec ${codec}${bug === undefined ? '' : ` with bug ${bug}`}`;
  const { name, says } = lawOf(counterexample.law);
  switch (result.verdict) {
    case 'stale':
      return [head, `${palette.yellow('STALE')}  ${result.because}; the record does not apply to this codec`];
    case 'fixed':
      return [head, `${palette.green('FIXED')}  ${name} is not violated by this stream: ${says}`];
    case 'reproduced': {
      const { expected, got } = result;
      return [
        head,
        `${palette.red('REPRODUCED')}  ${name} is violated again: ${says}`,
        '',
        ...counterexampleText({ ...counterexample, expected, got }, palette),
      ];
    }
  }
}

/** The recorded counterexample itself. */
export function codecRecordText(
  { protocol, codec, bug, counterexample }: CodecRecord,
  palette: Palette = plain,
): string[] {
  const { name, says } = lawOf(counterexample.law);
  return [
    `${palette.bold(protocol)}, codec ${codec}${bug === undefined ? '' : ` with bug ${bug}`}`,
    `${palette.bold(name)}: ${says}`,
    '',
    ...counterexampleText(counterexample, palette),
  ];
}

/** The progress line of the check of a codec. */
export function codecProgressText({ streams }: { readonly streams: number }, ms: number): string {
  return `${counted(streams, 'stream')}, ${count(Math.round((streams * 1_000) / Math.max(ms, 1)))} streams/s`;
}

/**
 * The executable parts of a documentation page. Its fenced blocks are
 *
 * - files, with a file name after the language (```` ```ts my.suite.ts ````),
 * - transcripts (`console`): after each `$` a command, then its output; a line `...` leaves out a part.
 *
 * The blocks of a page run in order, in one folder in which swarmcheck is installed.
 */
import { cpSync } from 'node:fs';
import { basename, join } from 'node:path';
import { installed, node, type Ran, swarmcheck, vitest } from './command.ts';

/** A fenced block that can be run. */
export type Block = FileBlock | Transcript;

/** A file of the page's folder. */
export interface FileBlock {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

/** Commands with their outputs. */
export interface Transcript {
  readonly kind: 'transcript';
  readonly commands: readonly Command[];
  /** The offsets of the block's lines in the page. */
  readonly from: number;
  readonly to: number;
}

/** One command of a transcript. */
export interface Command {
  /** The text after the `$`. */
  readonly command: string;
  /** The output according to the page, without the last line break. */
  readonly prints: string;
}

const fence = /^```(?<language>\w+)(?: (?<name>[\w./-]+))?\n(?<text>[\s\S]*?)^```$/gm;

/** The executable blocks of a page, in order. */
export function blocksOf(page: string): Block[] {
  return [...page.matchAll(fence)].flatMap((found): Block[] => {
    const { language, name, text = '' } = found.groups as Readonly<Record<string, string | undefined>>;
    if (name !== undefined) return [{ kind: 'file', name, text }];
    if (language !== 'console') return [];
    const from = found.index + '```console\n'.length;
    return [{ kind: 'transcript', commands: commandsOf(text), from, to: from + text.length }];
  });
}

function commandsOf(text: string): Command[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...lines] = part.trimEnd().split('\n');
      return { command, prints: lines.join('\n') };
    });
}

/** Runs `swarmcheck ...`, `node <file>`, `vitest run ...` or `cp <file> <folder>`, with or without `npx` and a redirection `>`. */
export function run(command: string, folder: string): Ran & { written?: { name: string; text: string } } {
  const [words = '', target] = command.split(' > ');
  const [program, ...args] = wordsOf(words.replace(/^npx /, ''));
  const ran = programNamed(program, words.startsWith('npx '))(args, {}, folder);
  return target === undefined ? ran : { ...ran, out: '', written: { name: target, text: ran.out } };
}

function programNamed(program: string | undefined, isLocal: boolean) {
  switch (program) {
    case 'node':
      return node;
    case 'swarmcheck':
      return isLocal ? swarmcheck : installed;
    case 'vitest':
      return vitest;
    case 'cp':
      return copied;
    default:
      throw new Error(`no page may run '${program}'`);
  }
}

/** Copies a file in the folder of the page. */
function copied([from = '', to = '']: readonly string[], _env: object, folder: string): Ran {
  cpSync(join(folder, from), join(folder, to, basename(from)));
  return { code: 0, out: '', err: '', folder };
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/**
 * The output that a page shows: standard output and errors, without progress lines; the folder has a user's
 * path.
 */
export function visibleOutput({ out, err, folder }: Ran): string {
  const wrong = err.split('\n').filter((line) => line.startsWith('swarmcheck: '));
  return [out.trimEnd(), ...wrong]
    .filter((text) => text !== '')
    .join('\n')
    .replaceAll(folder, '/home/you/counters');
}

/** The exit code that the output implies. */
export function codeExpected(seen: string): number {
  if (/^swarmcheck: node '.*' failed at /m.test(seen)) return 4;
  if (/^swarmcheck: /m.test(seen)) return 2;
  if (/^ *VIOLATED|^REPRODUCED|^ FAIL |<failure |^::error /m.test(seen)) return 1;
  return /^inconclusive(?! {2})/m.test(seen) || seen.includes('STALE') ? 3 : 0;
}

/** The text with times and rates masked, because they differ from run to run. */
export function masked(text: string): string {
  return text
    .replaceAll(/^( {2}(?:memory|time) +about) .*$/gm, '$1 #')
    .replaceAll(/\d[\d,.]* s\b/g, '# s')
    .replaceAll(/"seconds": [\d.]+/g, '"seconds": #')
    .replaceAll(/[\d,]+ (transitions|schedules|steps)\/s/g, '# $1/s')
    .replaceAll(/[\d,]+ ms \(worst [\d,]+\)/g, '# ms')
    .replaceAll(/[\d,]+ ms\b/g, '# ms')
    .replaceAll(/ *\b[\d.]+m?s\b/g, ' #')
    .replaceAll(/(Start at +)[\d:]+/g, '$1#')
    .replaceAll(/ (time|timestamp|hostname)="[^"]*"/g, ' $1="#"')
    .replaceAll(/SWARMCHECK_SEED=0x\w+/g, 'SWARMCHECK_SEED=#');
}

const isElision = (line: string) => line.trim() === '...';

/**
 * The current text of a transcript: the output without the parts that the page leaves out. Lines that differ
 * only in times keep the text of the page.
 *
 * @returns undefined if a part of the page is not in the output, so the elisions are ambiguous.
 */
export function updatedTranscript(page: string, printed: string): string | undefined {
  const shown = page.split('\n');
  const lines = printed.split('\n');
  if (!shown.some(isElision)) return kept(shown, lines).join('\n');
  const result: string[] = [];
  let at = 0;
  for (const [index, { elision, lines: part }] of partsOf(shown).entries()) {
    if (index > 0) result.push(elision);
    if (part.length === 0) continue;
    const begin = index === 0 ? 0 : startOf(part, lines, at);
    if (begin < at) return undefined;
    at = endOf(part, lines, begin);
    result.push(...kept(part, lines.slice(begin, at)));
  }
  return at >= lines.length || isElision(shown.at(-1) as string) ? result.join('\n') : undefined;
}

/** The printed lines; a line that differs only in times keeps the text of the page. */
function kept(shown: readonly string[], fresh: readonly string[]): readonly string[] {
  if (shown.length !== fresh.length) return fresh;
  return fresh.map((line, at) =>
    masked(line) === masked(shown[at] as string) ? (shown[at] as string) : line,
  );
}

interface Part {
  /** The elision before the part. */
  readonly elision: string;
  readonly lines: string[];
}

function partsOf(shown: readonly string[]): Part[] {
  const parts: Part[] = [{ elision: '', lines: [] }];
  for (const line of shown) {
    if (isElision(line)) parts.push({ elision: line, lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}

/** The end of a part: after the occurrence of its last non-blank line that is nearest to the old position. */
function endOf(part: readonly string[], lines: readonly string[], begin: number): number {
  const key = part.findLastIndex((line) => line.trim() !== '');
  const sought = masked(part[key] ?? '');
  const places = lines.flatMap((line, at) => (at >= begin && masked(line) === sought ? [at] : []));
  const distance = (at: number) => Math.abs(at - (begin + key));
  const [nearest = begin + key] = places.sort((a, b) => distance(a) - distance(b));
  return nearest + part.length - key;
}

/** The start of a part, found by its first non-blank line. */
function startOf(part: readonly string[], lines: readonly string[], from: number): number {
  const key = part.findIndex((line) => line.trim() !== '');
  if (key < 0) return from;
  const sought = masked(part[key] as string);
  return lines.findIndex((line, here) => here >= from + key && masked(line) === sought) - key;
}

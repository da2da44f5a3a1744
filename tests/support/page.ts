/**
 * A page of documentation as something that can be run. Of its fenced blocks
 *
 * - one with a file name after its language (```` ```ts my.suite.ts ````) is that file,
 * - a `console` block is a transcript: after each `$` a command, then what it prints; a line `...` leaves some of it out.
 *
 * The blocks of a page share one folder in which swarmcheck is installed, in the order in which they stand.
 */
import { installed, node, type Ran, swarmcheck, vitest } from './command.ts';

export type Block = FileBlock | Transcript;

export interface FileBlock {
  readonly kind: 'file';
  readonly name: string;
  readonly text: string;
}

export interface Transcript {
  readonly kind: 'transcript';
  readonly commands: readonly Command[];
  /** Where the block's lines begin and end in the page. */
  readonly from: number;
  readonly to: number;
}

export interface Command {
  /** As it stands after the `$`. */
  readonly words: string;
  /** What the page says it prints, without the line break at the end. */
  readonly prints: string;
}

const fence = /^```(?<language>\w+)(?: (?<name>[\w./-]+))?\n(?<text>[\s\S]*?)^```$/gm;

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
      const [words = '', ...lines] = part.trimEnd().split('\n');
      return { words, prints: lines.join('\n') };
    });
}

/** Runs `swarmcheck ...`, `node <file>` or `vitest run ...`, after `npx` or not, output redirected with `>` or not. */
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
    default:
      throw new Error(`no page may run '${program}'`);
  }
}

function wordsOf(command: string): string[] {
  return [...command.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
}

/** What a reader sees: the output, and what was wrong, without the lines that tell of progress; the folder is one of the reader's. */
export function seenOf({ out, err, folder }: Ran): string {
  const wrong = err.split('\n').filter((line) => line.startsWith('swarmcheck: '));
  return [out.trimEnd(), ...wrong]
    .filter((text) => text !== '')
    .join('\n')
    .replaceAll(folder, '/home/you/counters');
}

/** The exit code that a reader would expect of what was printed. */
export function codeExpected(seen: string): number {
  if (/^swarmcheck: /m.test(seen)) return 2;
  if (/^ *VIOLATED|^REPRODUCED|^ FAIL |<failure |^::error /m.test(seen)) return 1;
  return /^inconclusive(?! {2})/m.test(seen) || seen.includes('STALE') ? 3 : 0;
}

/** Times and rates differ from run to run. */
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
 * What the page should say: what was printed, with what the page leaves out left out. Where nothing but times differs the
 * page's own words are kept.
 *
 * @returns undefined where a part of the page is printed nowhere, so that it is not clear what to leave out.
 */
export function retold(page: string, printed: string): string | undefined {
  const told = page.split('\n');
  const lines = printed.split('\n');
  if (!told.some(isElision)) return kept(told, lines).join('\n');
  const result: string[] = [];
  let at = 0;
  for (const [index, { elision, lines: part }] of partsOf(told).entries()) {
    if (index > 0) result.push(elision);
    if (part.length === 0) continue;
    const begin = index === 0 ? 0 : placeOf(part, lines, at);
    if (begin < at) return undefined;
    at = endOf(part, lines, begin);
    result.push(...kept(part, lines.slice(begin, at)));
  }
  return at >= lines.length || isElision(told.at(-1) as string) ? result.join('\n') : undefined;
}

/** The fresh lines, but as they stood where nothing but times differs. */
function kept(told: readonly string[], fresh: readonly string[]): readonly string[] {
  if (told.length !== fresh.length) return fresh;
  return fresh.map((line, at) => (masked(line) === masked(told[at] as string) ? (told[at] as string) : line));
}

interface Part {
  /** The line before it that leaves something out. */
  readonly elision: string;
  readonly lines: string[];
}

function partsOf(told: readonly string[]): Part[] {
  const parts: Part[] = [{ elision: '', lines: [] }];
  for (const line of told) {
    if (isElision(line)) parts.push({ elision: line, lines: [] });
    else parts.at(-1)?.lines.push(line);
  }
  return parts;
}

/** Where a part that begins there ends: behind its last line that is not blank, where that is nearest to where it was. */
function endOf(part: readonly string[], lines: readonly string[], begin: number): number {
  const key = part.findLastIndex((line) => line.trim() !== '');
  const sought = masked(part[key] ?? '');
  const places = lines.flatMap((line, at) => (at >= begin && masked(line) === sought ? [at] : []));
  const distance = (at: number) => Math.abs(at - (begin + key));
  const [nearest = begin + key] = places.sort((a, b) => distance(a) - distance(b));
  return nearest + part.length - key;
}

/** A part is found by the first of its lines that is not blank. */
function placeOf(part: readonly string[], lines: readonly string[], from: number): number {
  const key = part.findIndex((line) => line.trim() !== '');
  if (key < 0) return from;
  const sought = masked(part[key] as string);
  return lines.findIndex((line, here) => here >= from + key && masked(line) === sought) - key;
}

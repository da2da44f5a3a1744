/** Flags: what each takes, and one sentence for each way to get it wrong. */
import { asymmetric, type SearchStrategy, type System, UsageError } from '../checker/index.ts';
import { printable } from '../checker/values/printable.ts';
import { didYouMean } from '../checker/values/suggestions.ts';

export interface Options {
  readonly scope?: string;
  readonly property?: string;
  readonly subject?: string;
  readonly seed: number;
  /** Worlds of one exploration. */
  readonly maxStates?: number;
  /** Steps from an initial world beyond which nothing is expanded. */
  readonly maxDepth?: number;
  /** False: nodes that may change places are each taken for themselves. */
  readonly symmetry?: boolean;
  /** How an exploration goes. */
  readonly order?: OrderName;
  /** What leads to the same worlds in another order is left out. */
  readonly partialOrder?: boolean;
  /** Threads of one exploration. */
  readonly workers?: number;
  /** Predicts the size of a scope, and explores no more of it than a sample. */
  readonly plan?: boolean;
  /** Megabytes of the field in which bitstate hashing keeps worlds. */
  readonly field?: number;
  /** Megabytes of the process. */
  readonly memory?: number;
  /** Seconds of the whole command. */
  readonly time?: number;
  /** Seconds after which a call into code of a suite that has not come back ends the command. */
  readonly stepTime: number;
  /** Schedules to draw; of each seed, where there are several. */
  readonly runs?: number;
  /** Most actions of a storm. */
  readonly actions?: number;
  readonly nodes?: number;
  readonly strategy?: readonly string[];
  /** Seconds for which a broken schedule is shrunk. */
  readonly shrinkTime?: number;
  /** Checks that are made at a time. */
  readonly jobs?: number;
  /** Ids of known bugs; absent: all. */
  readonly bug?: readonly string[];
  /** Ids of refuted claims; absent: all. */
  readonly claim?: readonly string[];
  /** How many seeds a known bug is hunted with. */
  readonly seeds?: number;
  /** Folder of traces that must not break anything any more. */
  readonly regressions?: string;
  /** Folder of counterexamples; absent: that of the project. */
  readonly out?: string;
  /** Files that export suites. */
  readonly suite?: readonly string[];
  /** Absent: text. */
  readonly format?: readonly Format[];
  /** A form of `renderings`, or a picture of the suite. */
  readonly as: string;
  readonly quiet?: boolean;
  /** What is as it should be is printed in full, too. */
  readonly verbose?: boolean;
  readonly color: boolean;
  /** Errors come with their stacks. */
  readonly debug?: boolean;
}

/** Seconds that a call into code of a suite may take, unless told otherwise. */
export const stepTimeUnlessTold = 30;

export const orders = ['breadth-first', 'depth-first', 'bitstate'] as const;
export type OrderName = (typeof orders)[number];

export function orderNamed(word: string): OrderName {
  if (word === 'random-walk')
    throw new UsageError(
      '--order random-walk is no longer there; for random executions use: fuzz --strategy uniform',
    );
  const found = orders.find((order) => order === word);
  if (found === undefined) throw new UsageError(`there is no --order '${word}'; ${didYouMean(word, orders)}`);
  return found;
}

/** Megabytes of the bit array of bitstate hashing, unless given. */
export const fieldUnlessTold = 64;

/** The order of an exploration, undefined for breadth-first. */
export function orderOf({ order, field, workers, partialOrder }: Options): SearchStrategy | undefined {
  if (partialOrder && ((workers ?? 1) > 1 || (order ?? 'breadth-first') !== 'breadth-first'))
    throw new UsageError('--partial-order goes with --order breadth-first, and with one worker');
  if (workers !== undefined && order !== undefined && order !== 'breadth-first')
    throw new UsageError(
      `--workers goes with --order breadth-first; of ${order} the steps depend on one another`,
    );
  if (field !== undefined && order !== 'bitstate') throw new UsageError('--field goes with --order bitstate');
  switch (order) {
    case 'depth-first':
      return { name: order };
    case 'bitstate':
      return { name: order, megabytes: field ?? fieldUnlessTold };
    default:
      return undefined;
  }
}

/** The system as it is explored: `--no-symmetry` takes each node for itself. */
export function asAsked(system: System, { symmetry = true }: Options): System {
  return symmetry ? system : asymmetric(system);
}

/** How a run is reported: the first is for people, the others for machines. */
export const formats = ['text', 'json', 'junit'] as const;
export type Format = (typeof formats)[number];

/** What `list` prints: for people, or for machines. */
export const listFormats = ['text', 'json'] as const;

export function listFormat(word: string): readonly Format[] {
  const found = listFormats.find((format) => format === word);
  if (found !== undefined) return [found];
  throw new UsageError(`there is no --format '${word}' of list; ${didYouMean(word, listFormats)}`);
}

/** `json`, `text,junit`; may be given several times. */
export function formatList(words: string, before: readonly Format[] | undefined): readonly Format[] {
  const wrong = words.split(',').find((word) => !isFormat(word));
  if (wrong !== undefined)
    throw new UsageError(
      `there is no --format '${wrong}'; ${didYouMean(wrong, formats)}; write for instance --format text,junit`,
    );
  return [...new Set([...(before ?? []), ...(words.split(',') as Format[])])];
}

function isFormat(word: string): word is Format {
  return (formats as readonly string[]).includes(word);
}

export function file(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() !== '') return [...before, shown('--suite', text)];
  throw new UsageError("--suite '' is no file; name one, for instance --suite ./my.suite.ts");
}

/** A path stands in commands to paste, and no shell brings back a character that does not show. */
function shown(flag: string, path: string): string {
  if (printable(path) === path) return path;
  throw new UsageError(`${flag} '${path}' has a character that does not show; rename it`);
}

/** `split-vote,churn`; may be given several times. */
export function nameList(words: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...words.split(',').map((word) => word.trim())];
}

export function folder(flag: string, example: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return shown(flag, text);
    throw new UsageError(`${flag} '' is no folder; name one, for instance ${flag} ${example}`);
  };
}

/** `1000`, `1_000` and `0x3e8` alike. */
export function wholeNumber(flag: string, least: number, example = 1000): (text: string) => number {
  return (text) => {
    const digits = text.replaceAll('_', '');
    const n = /^(0x[0-9a-f]+|\d+)$/i.test(digits) ? Number(digits) : Number.NaN;
    if (Number.isSafeInteger(n) && n >= least) return n;
    throw new UsageError(
      `${flag} '${text}' is no whole number of at least ${least}; write for instance ${flag} ${example}`,
    );
  };
}

export function positiveNumber(flag: string, unit: string): (text: string) => number {
  return (text) => {
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (n > 0 && Number.isFinite(n)) return n;
    throw new UsageError(`${flag} '${text}' is no number of ${unit} above 0; write for instance ${flag} 30`);
  };
}

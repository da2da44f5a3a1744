/** The options of the command line: parses their values, and refuses wrong ones with one sentence each. */
import { asymmetric, type SearchStrategy, type Suite, type System, UsageError } from '../checker/index.ts';
import { printable } from '../checker/values/printable.ts';
import { didYouMean } from '../checker/values/suggestions.ts';
import { renderings } from '../reports/index.ts';

/** The parsed options of a command. */
export interface Options {
  readonly scope?: string;
  readonly property?: string;
  readonly subject?: string;
  /** Commands of adapters that play the implementation of a role: `command`, or `role=command`. */
  readonly implementation?: readonly string[];
  /** Time limit of one answer of an adapter in seconds. */
  readonly adapterTime?: number;
  readonly seed: number;
  /** Limit of the worlds of one exploration. */
  readonly maxWorlds?: number;
  /** Depth beyond which worlds are not expanded. */
  readonly maxDepth?: number;
  /** The most counterexamples of different kinds of each property of an exploration. */
  readonly traces?: number;
  /** False: symmetric nodes are distinguished. */
  readonly symmetry?: boolean;
  /** The search strategy of an exploration. */
  readonly order?: OrderName;
  /** Whether partial-order reduction is on. */
  readonly partialOrder?: boolean;
  /** Worker threads of one exploration. */
  readonly workers?: number;
  /** Estimates the size of a scope from a sample, instead of exploring it. */
  readonly plan?: boolean;
  /** Megabytes of the bit array of bitstate hashing. */
  readonly field?: number;
  /** Memory limit of the process in megabytes. */
  readonly memory?: number;
  /** Time limit of the whole command in seconds. */
  readonly time?: number;
  /** Time limit of one call into code of a suite in seconds. */
  readonly stepTime: number;
  /** Number of schedules to draw, for each seed, or of streams for a codec. */
  readonly runs?: number;
  /** Names of the codecs to check; `all` names every one. */
  readonly codec?: readonly string[];
  /** The most actions of a storm; of several numbers each storm draws one. */
  readonly actions?: readonly number[];
  /** Number of nodes, which selects a scope. */
  readonly nodes?: number;
  /** Names of the strategies to draw from. */
  readonly strategy?: readonly string[];
  /** Seconds for which a violating schedule is shrunk. */
  readonly shrinkTime?: number;
  /** Checks that run at a time. */
  readonly jobs?: number;
  /** Ids of known bugs; all if absent. */
  readonly bug?: readonly string[];
  /** Ids of refuted claims; all if absent. */
  readonly claim?: readonly string[];
  /** Number of seeds for the schedules of each known bug. */
  readonly seeds?: number;
  /** Folder of traces that must not violate their properties any more. */
  readonly regressions?: string;
  /** Folder for counterexamples; that of the project if absent. */
  readonly out?: string;
  /** Files that export suites. */
  readonly suite?: readonly string[];
  /** Formats of the report; text if absent. */
  readonly format?: readonly Format[];
  /** Whether the executions that reach the reached properties are printed and written. */
  readonly witnesses?: boolean;
  /** The role whose machines are drawn. */
  readonly role?: string;
  /** False: a chart is drawn without an exploration. */
  readonly coverage?: boolean;
  /** A form of `renderings`, or the name of a picture of the suite. */
  readonly as: string;
  /** Whether expected results are left out. */
  readonly quiet?: boolean;
  /** Whether expected results are printed in full. */
  readonly verbose?: boolean;
  /** Whether each step of a trace is printed with its transitions and guards. */
  readonly why?: boolean;
  /** Whether the text is coloured. */
  readonly color: boolean;
  /** Whether errors are printed with their stacks. */
  readonly debug?: boolean;
}

/** Default of `--step-time` in seconds. */
export const defaultStepSeconds = 30;

/** The names that `--order` takes. */
export const orders = ['breadth-first', 'depth-first', 'bitstate'] as const;
export type OrderName = (typeof orders)[number];

/** Parses the value of `--order`. */
export function orderNamed(word: string): OrderName {
  if (word === 'random-walk')
    throw new UsageError(
      '--order random-walk is not available any more; for random executions use fuzz --strategy uniform',
    );
  const found = orders.find((order) => order === word);
  if (found === undefined) throw new UsageError(`there is no --order '${word}'; ${didYouMean(word, orders)}`);
  return found;
}

/** The word for the subject of `explore` and `fuzz`: of a suite with an adapter, its implementation. */
export function subjectWord({ roles }: Suite, { subject }: Options): string {
  const hasAdapter = Object.values(roles).some(({ implementation }) => implementation?.adapter !== undefined);
  return subject ?? (hasAdapter ? 'implementation' : 'model');
}

/** Default of `--field` in megabytes. */
export const defaultFieldMegabytes = 64;

/** The search strategy of the options; undefined for breadth-first. */
export function strategyOf({
  order,
  field,
  workers,
  partialOrder,
  traces = 1,
}: Options): SearchStrategy | undefined {
  if (traces > 1 && (order ?? 'breadth-first') !== 'breadth-first')
    throw new UsageError('--traces needs a breadth-first search; leave out --order or --traces');
  if (partialOrder && ((workers ?? 1) > 1 || (order ?? 'breadth-first') !== 'breadth-first'))
    throw new UsageError(
      '--partial-order needs a breadth-first search with one worker; leave out --order and --workers',
    );
  if (workers !== undefined && order !== undefined && order !== 'breadth-first')
    throw new UsageError(
      `--workers needs a breadth-first search, because the steps of ${order} depend on one another; leave out --order or --workers`,
    );
  if (field !== undefined && order !== 'bitstate')
    throw new UsageError('--field needs --order bitstate; add it, or leave out --field');
  switch (order) {
    case 'depth-first':
      return { name: order };
    case 'bitstate':
      return { name: order, megabytes: field ?? defaultFieldMegabytes };
    default:
      return undefined;
  }
}

/** The system to explore; with `--no-symmetry` it is the system without symmetry. */
export function withSymmetryOption(system: System, { symmetry = true }: Options): System {
  return symmetry ? system : asymmetric(system);
}

/** The formats of a report: text and pages are for people, the others are for programs. */
export const formats = ['text', 'json', 'junit', 'html'] as const;
export type Format = (typeof formats)[number];

/** The forms of `show --as` beside the pictures of a suite: the renderings, and the page. */
export const showForms: readonly string[] = [...Object.keys(renderings), 'html'];

/** The formats of `list`: for people, and for programs. */
export const listFormats = ['text', 'json'] as const;

/** Parses the value of `list --format`. */
export function listFormat(word: string): readonly Format[] {
  const found = listFormats.find((format) => format === word);
  if (found !== undefined) return [found];
  throw new UsageError(`there is no --format '${word}' of list; ${didYouMean(word, listFormats)}`);
}

/** Parses the value of `--format`, such as `text,junit`; the option may be repeated. */
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

/** Parses the value of `--suite`; the option may be repeated. */
export function file(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() !== '') return [...before, printablePath('--suite', text)];
  throw new UsageError("--suite '' is no file; name one, for instance --suite ./my.suite.ts");
}

/** Refuses a path with invisible characters, because it is printed in commands to paste. */
function printablePath(flag: string, path: string): string {
  if (printable(path) === path) return path;
  throw new UsageError(`${flag} '${path}' has an invisible character; rename it`);
}

/** Parses the value of `--implementation`; the option may be repeated. */
export function adapterCommand(text: string, before: readonly string[] = []): readonly string[] {
  if (text.trim() !== '') return [...before, text];
  throw new UsageError(
    "--implementation '' is no command; write for instance --implementation './my-server'",
  );
}

/** Parses a list of names, such as `split-vote,churn`; the option may be repeated. */
export function nameList(words: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...words.split(',').map((word) => word.trim())];
}

/** Makes a parser for the path of a folder. */
export function folder(flag: string, example: string): (text: string) => string {
  return (text) => {
    if (text.trim() !== '') return printablePath(flag, text);
    throw new UsageError(`${flag} '' is no folder; name one, for instance ${flag} ${example}`);
  };
}

/** Makes a parser for whole numbers, such as `1000`, `1_000` or `0x3e8`. */
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

/** Makes a parser for lists of whole numbers, such as `60,150,400`. */
export function wholeNumbers(flag: string, least: number): (text: string) => readonly number[] {
  return (text) => text.split(',').map(wholeNumber(flag, least, 60));
}

/** Makes a parser for positive numbers. */
export function positiveNumber(flag: string, unit: string): (text: string) => number {
  return (text) => {
    const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (n > 0 && Number.isFinite(n)) return n;
    throw new UsageError(`${flag} '${text}' is no number of ${unit} above 0; write for instance ${flag} 30`);
  };
}

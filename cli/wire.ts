/**
 * The wire between the threads of a command: the messages that a thread sends to the supervisor (`supervisor.ts`), and the memory
 * that both share, which can be read while the other end is in a loop without end.
 */
import type { Check } from '../reports/index.ts';
import type { Exit } from './exit.ts';
import type { Options } from './options.ts';

/** Something for the terminal, which the main thread alone writes to. */
export type Shown =
  | { readonly kind: 'print'; readonly to: 'out' | 'err'; readonly text: string }
  /** How far something has come; without `text` it begins, without `title` nothing is under way any more. */
  | { readonly kind: 'progress'; readonly title?: string; readonly text?: string; readonly quiet?: boolean };

export type Message =
  | Shown
  /** The command line has been read; suites are loaded next. */
  | { readonly kind: 'options'; readonly options: Options }
  /** Checks begin: from now on the first signal asks for a report, and a report is due however the run ends. */
  | { readonly kind: 'run' }
  | { readonly kind: 'check'; readonly check: Check }
  /** A thread that runs code of suites notes its calls in this memory. */
  | { readonly kind: 'heartbeat'; readonly thread: number; readonly memory: SharedArrayBuffer }
  /** Of the threads beside the one of the command these alone are still there. */
  | { readonly kind: 'threads'; readonly alive: readonly number[] }
  /** Code under check failed where no call into it was under way. */
  | { readonly kind: 'stray'; readonly sentence: string; readonly stack?: string }
  /** The report is written from now on, and no second one may follow. */
  | { readonly kind: 'concluded' }
  | { readonly kind: 'done'; readonly exit: Exit };

/** What the thread of the command is handed at its start. */
export interface Beginning {
  readonly heartbeat: SharedArrayBuffer;
  /** The path by which the process was started. */
  readonly started: string;
  /** Holds the number of signals that came. */
  readonly signals: Int32Array;
  /** Name of the broadcast channel on which the threads of `--jobs` reach the supervisor. */
  readonly channel: string;
  /** What the standard streams are; a thread cannot see it by itself. */
  readonly streams: Readonly<Record<'stdout' | 'stderr', StreamFacts>>;
}

export interface StreamFacts {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

/**
 * The messages from the threads of a command to the supervisor (`supervisor.ts`), and the memory that they
 * share, which the supervisor can read while a thread is in an endless loop.
 */
import type { Check } from '../reports/index.ts';
import type { Exit } from './exit.ts';
import type { Options } from './options.ts';

/** A message for the terminal, to which only the main thread writes. */
export type TerminalMessage =
  | { readonly kind: 'print'; readonly to: 'out' | 'err'; readonly text: string }
  /** The progress of a check. Without `text` the check begins; without `title` no check is running. */
  | { readonly kind: 'progress'; readonly title?: string; readonly text?: string; readonly quiet?: boolean };

/** A message to the supervisor. */
export type Message =
  | TerminalMessage
  /** The command line has been read; suites are loaded next. */
  | { readonly kind: 'options'; readonly options: Options }
  /**
   * Checks begin. From now on a report is due in any case, and the first signal ends the run with a report.
   */
  | { readonly kind: 'run' }
  | { readonly kind: 'check'; readonly check: Check }
  /** A thread that runs code of suites records its calls in this memory. */
  | { readonly kind: 'heartbeat'; readonly thread: number; readonly memory: SharedArrayBuffer }
  /** The pool workers that are still alive. */
  | { readonly kind: 'threads'; readonly alive: readonly number[] }
  /** An uncaught error of code under check, outside of any call into it. */
  | { readonly kind: 'uncaught'; readonly sentence: string; readonly stack?: string }
  /** The report is being written; a second one must not follow. */
  | { readonly kind: 'concluded' }
  | { readonly kind: 'done'; readonly exit: Exit };

/** The setup of the command thread. */
export interface ThreadSetup {
  readonly heartbeat: SharedArrayBuffer;
  /** The path by which the process was started. */
  readonly started: string;
  /** The number of signals that arrived. */
  readonly signals: Int32Array;
  /** Name of the broadcast channel by which pool workers reach the supervisor. */
  readonly channel: string;
  /** Properties of the standard streams, which a thread cannot read by itself. */
  readonly streams: Readonly<Record<'stdout' | 'stderr', StreamFacts>>;
}

/** Whether a stream is a terminal, and its width. */
export interface StreamFacts {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
}

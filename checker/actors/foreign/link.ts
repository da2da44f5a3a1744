/**
 * The link to an adapter: the interface through which a foreign actor reaches a process in another language.
 * It carries lines of text and knows nothing of their meaning; `integrations/stdio` has the one over pipes.
 */
import { CodeError } from '../../values/errors.ts';

/** A process that answers each line with one line. It starts when it is first needed, and again after it ended. */
export interface Link {
  /** The command of the process, for errors. */
  readonly command: string;
  /**
   * Sends a line, and waits for the line that answers it.
   *
   * @throws ProcessEnded if the process ends instead.
   * @throws CodeError if it does not answer in time.
   */
  exchange(line: string): string;
  /** Whether a process runs that has answered every line so far. */
  readonly isRunning: boolean;
  /**
   * Closes the standard input of the process, and waits until it ends by itself.
   *
   * @throws CodeError if it does not end in time, or with another exit code than 0.
   */
  finish(): void;
  /** Ends the process. */
  close(): void;
}

/** The end of a process that owes an answer. */
export class ProcessEnded extends CodeError {}

/**
 * The terminal: the only writer to the standard streams. It shows one progress line, cut to the width of the
 * terminal, and clears it before it writes anything else, so that the progress never gets into the report.
 */
import { printable } from '../checker/values/printable.ts';
import type { TerminalMessage } from './messages.ts';

/** The part of a standard stream that the terminal uses. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const clearLine = '\r\u001b[K';
/** The width of a terminal that does not report its own. */
const defaultColumns = 80;

/** Writes text and the progress line to two streams. */
export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  /** Whether a progress line is on the screen. */
  #isShown = false;
  /** Whether the cursor is at the start of a line; a progress line may begin only there. */
  #isAtLineStart = true;
  /** The stream to which the current line was written. */
  #openedBy: 'out' | 'err' | undefined;
  #last: string | undefined;

  constructor(out: Stream, err: Stream) {
    this.#out = out;
    this.#err = err;
  }

  /** The last text of the progress line. */
  get lastProgress(): string | undefined {
    return this.#last;
  }

  /** Prints a text, or updates the progress line. */
  show(message: TerminalMessage): void {
    if (message.kind === 'print') this.print(message.to, message.text);
    else this.#progress(message);
  }

  /** Prints a text to standard output or standard error. */
  print(to: 'out' | 'err', text: string): void {
    if (text === '') return;
    this.#clear();
    const stream = to === 'out' ? this.#out : this.#err;
    // A line that one stream left open is not continued by the other stream.
    if (stream.isTTY && !this.#isAtLineStart && this.#openedBy !== to) stream.write('\n');
    stream.write(text);
    if (!stream.isTTY) return;
    this.#isAtLineStart = text.endsWith('\n');
    this.#openedBy = to;
  }

  /** Rewrites the progress line on a terminal; prints one line at the start elsewhere. */
  #progress({ title, text, quiet = false }: Extract<TerminalMessage, { kind: 'progress' }>): void {
    if (title === undefined) {
      this.#clear();
      return;
    }
    this.#last = text === undefined ? title : `${title}: ${text}`;
    if (quiet) return;
    if (!this.#err.isTTY) {
      if (text === undefined) this.#err.write(`${printable(title)}\n`);
    } else if (text !== undefined) {
      this.#clear();
      if (!this.#isAtLineStart) this.#err.write('\n');
      this.#isAtLineStart = true;
      this.#err.write(this.#fitting(this.#last));
      this.#isShown = true;
    }
  }

  #clear(): void {
    if (this.#isShown) this.#err.write(clearLine);
    this.#isShown = false;
  }

  /** Cuts a text to the width. One column stays free, because a terminal may wrap after the last column. */
  #fitting(text: string): string {
    const columns = Math.max(2, this.#err.columns ?? defaultColumns) - 1;
    const characters = [...printable(text)];
    return characters.length <= columns
      ? characters.join('')
      : `${characters.slice(0, columns - 1).join('')}…`;
  }
}

/**
 * The terminal and its one owner: everything that is written passes here, so that a progress line never gets into the report and
 * never wraps. A progress line is cleared before anything else is written.
 */
import { printable } from '../checker/values/printable.ts';
import type { Shown } from './wire.ts';

/** What is needed of a standard stream. */
export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

const clearLine = '\r\u001b[K';
/** Where a terminal does not say how wide it is. */
const usualColumns = 80;

export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  /** Whether a progress line is on the screen. */
  #isShown = false;
  /** Whether the cursor is where a line begins; only there a progress line may be. */
  #isAtLineStart = true;
  /** The stream that the present line was written to. */
  #openedBy: 'out' | 'err' | undefined;
  #last: string | undefined;

  constructor(out: Stream, err: Stream) {
    this.#out = out;
    this.#err = err;
  }

  /** How far the run came, as far as the progress line knows. */
  get lastProgress(): string | undefined {
    return this.#last;
  }

  show(shown: Shown): void {
    if (shown.kind === 'print') this.print(shown.to, shown.text);
    else this.#progress(shown);
  }

  print(to: 'out' | 'err', text: string): void {
    if (text === '') return;
    this.#clear();
    const stream = to === 'out' ? this.#out : this.#err;
    // A line that one stream left open is not gone on with by the other.
    if (stream.isTTY && !this.#isAtLineStart && this.#openedBy !== to) stream.write('\n');
    stream.write(text);
    if (!stream.isTTY) return;
    this.#isAtLineStart = text.endsWith('\n');
    this.#openedBy = to;
  }

  /** On a terminal one line that is rewritten; elsewhere a line at the start. */
  #progress({ title, text, quiet = false }: Extract<Shown, { kind: 'progress' }>): void {
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

  /** One column stays free: a terminal may wrap where the last one is written to. */
  #fitting(text: string): string {
    const columns = Math.max(2, this.#err.columns ?? usualColumns) - 1;
    const characters = [...printable(text)];
    return characters.length <= columns
      ? characters.join('')
      : `${characters.slice(0, columns - 1).join('')}…`;
  }
}

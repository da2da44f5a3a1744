/**
 * The progress line of a thread: sends the progress of a check about once a second; `terminal.ts` shows it.
 */
import { send } from './thread.ts';

const msBetweenLines = 1_000;

/** The lines that have begun and not ended. Only the last one is shown. */
const open: ProgressLine[] = [];

/** One progress line, from its constructor to `end`. */
export class ProgressLine {
  readonly #title: string;
  readonly #quiet: boolean;
  #nextAt = 0;

  constructor(title: string, quiet: boolean) {
    this.#title = title;
    this.#quiet = quiet;
    open.push(this);
    send({ kind: 'progress', title, quiet });
  }

  /** Shows the progress, unless a line was shown a moment ago. */
  update(text: () => string, now: number): void {
    if (open.at(-1) !== this || now < this.#nextAt) return;
    this.#nextAt = now + msBetweenLines;
    send({ kind: 'progress', title: this.#title, text: text(), quiet: this.#quiet });
  }

  /** Removes the line. */
  end(): void {
    const at = open.indexOf(this);
    if (at < 0) return;
    open.splice(at, 1);
    send({ kind: 'progress' });
  }
}

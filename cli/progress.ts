/** The progress line of a thread: says how far a check has come, about once a second; the terminal (`terminal.ts`) shows it. */
import { say } from './thread.ts';

const msBetweenLines = 1_000;

/** Lines that have begun and not ended; the last one is shown, so that there is never more than one. */
const open: ProgressLine[] = [];

export class ProgressLine {
  readonly #title: string;
  readonly #quiet: boolean;
  #nextAt = 0;

  constructor(title: string, quiet: boolean) {
    this.#title = title;
    this.#quiet = quiet;
    open.push(this);
    say({ kind: 'progress', title, quiet });
  }

  update(text: () => string, now: number): void {
    if (open.at(-1) !== this || now < this.#nextAt) return;
    this.#nextAt = now + msBetweenLines;
    say({ kind: 'progress', title: this.#title, text: text(), quiet: this.#quiet });
  }

  end(): void {
    const at = open.indexOf(this);
    if (at < 0) return;
    open.splice(at, 1);
    say({ kind: 'progress' });
  }
}

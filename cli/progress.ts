/** How far something has come, for whoever waits for it; never on standard output. */
import { printable } from '../checker/printable.ts';

const msBetweenLines = 1_000;

/** On a terminal one line that is rewritten every second; elsewhere a line at the start. */
export class ProgressLine {
  readonly #title: string;
  readonly #mode: 'rewrites' | 'starts' | 'silent';
  #nextAt = 0;
  #written = false;

  constructor(title: string, quiet: boolean) {
    this.#title = printable(title);
    this.#mode = quiet ? 'silent' : process.stderr.isTTY ? 'rewrites' : 'starts';
    if (this.#mode === 'starts') process.stderr.write(`${this.#title}\n`);
  }

  update(text: () => string, now: number): void {
    if (this.#mode !== 'rewrites' || now < this.#nextAt) return;
    this.#nextAt = now + msBetweenLines;
    this.#written = true;
    process.stderr.write(`\r\u001b[K${this.#title}: ${text()}`);
  }

  end(): void {
    if (this.#written) process.stderr.write('\r\u001b[K');
    this.#written = false;
  }
}

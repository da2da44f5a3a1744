/** Standard output, and counterexamples as files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { messageOf, slug, UsageError } from '../checker/index.ts';
import { type Explored, explorationText, type Palette } from '../reports/index.ts';
import type { Options } from './options.ts';

export class Output {
  readonly palette: Palette;
  readonly #options: Options;

  constructor(options: Options) {
    this.palette = pc.createColors(options.color && pc.isColorSupported);
    this.#options = options;
  }

  /** What `--quiet` leaves out. */
  lines(...lines: readonly string[]): void {
    if (this.#options.quiet !== true) print(lines);
  }

  /** What is not as it should be is printed in any case. */
  report(isFine: boolean, lines: readonly string[]): void {
    if (isFine) this.lines(...lines);
    else print(lines);
  }

  /** Writes each counterexample to a file of its own, and says where. */
  keep(explored: Explored): string[] {
    return explored.exploration.results
      .filter(({ verdict }) => verdict === 'violated')
      .map((result) => {
        const { suite, bug } = explored;
        const name = bug === undefined ? ['model', slug(result.property.name)] : ['bugs', bug];
        const path = `${join(this.#options.out, suite.name, ...name)}.txt`;
        const alone = { ...explored, exploration: { ...explored.exploration, results: [result] } };
        write(path, `${explorationText(alone).join('\n')}\n`);
        return path;
      });
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function write(path: string, text: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`--out: ${path} cannot be written (${messageOf(cause)}); name a folder that can`, {
      cause,
    });
  }
}

/** Standard output, and counterexamples as files. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pc from 'picocolors';
import { messageOf, slug, subjectText, systemOf, UsageError, writeTrace } from '../checker/index.ts';
import type { Explored, Palette } from '../reports/index.ts';
import type { Options } from './options.ts';
import { version } from './version.ts';

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

  /** Writes each counterexample to a file of its own; returns their paths. */
  keep({ suite, scope, subject, exploration }: Explored): string[] {
    const { setting } = systemOf(suite, scope, subject);
    return exploration.results.flatMap(({ property, verdict, trace }) => {
      if (verdict !== 'violated' || trace === undefined) return [];
      const { bug, side } = subject;
      const names =
        bug === undefined ? [side, slug(property.name)] : ['bugs', side === 'model' ? bug : `${bug}.${side}`];
      const path = `${join(this.#options.out, suite.name, ...names)}.trace.json`;
      const { kind, name, says, source } = property;
      const about = { tool: version(), protocol: suite.name, subject: subjectText(subject), scope, setting };
      write(path, writeTrace({ ...about, property: { kind, name, says, source }, trace }));
      return [path];
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

/** Standard output, and counterexamples as files. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pc from 'picocolors';
import {
  messageOf,
  type Property,
  type Subject,
  type Suite,
  slug,
  subjectText,
  systemOf,
  type Trace,
  UsageError,
  writeTrace,
} from '../checker/index.ts';
import type { Explored, Palette, Stormed } from '../reports/index.ts';
import type { Options } from './options.ts';
import { version } from './version.ts';

export class Output {
  readonly palette: Palette;
  readonly #options: Options;

  constructor(options: Options) {
    this.palette = pc.createColors(options.color && pc.isColorSupported);
    this.#options = options;
  }

  /** @throws UsageError before anything ran, where counterexamples could not be written. */
  refuseUnwritable(): void {
    let there = resolve(this.#options.out);
    while (!existsSync(there)) there = dirname(there);
    try {
      if (!statSync(there).isDirectory()) throw new Error(`${there} is no folder`);
      accessSync(there, constants.W_OK);
    } catch (cause) {
      const { out } = this.#options;
      throw new UsageError(`--out: ${out} cannot be written (${messageOf(cause)}); name a folder that can`, {
        cause,
      });
    }
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

  /** How to run again what was written. */
  replayable(paths: readonly string[]): void {
    if (paths.length > 0) print(['', ...paths.map((path) => `to run it again: swarmcheck replay ${path}`)]);
  }

  /** Writes each counterexample of an exploration to a file of its own; returns their paths. */
  keep({ suite, scope, subject, exploration }: Explored): string[] {
    return exploration.results.flatMap(({ property, verdict, trace }) =>
      verdict === 'violated' && trace !== undefined
        ? [this.#keep(suite, scope, subject, property, trace)]
        : [],
    );
  }

  /** Writes what schedules broke, if anything; returns the path. */
  keepStorm({ suite, scope, subject, fuzzed: { violation } }: Stormed): string[] {
    if (violation === undefined) return [];
    return [this.#keep(suite, scope, subject, violation.property, violation.trace, this.#options.seed)];
  }

  #keep(
    suite: Suite,
    scope: string,
    subject: Subject,
    property: Property,
    trace: Trace,
    seed?: number,
  ): string {
    const { bug, side } = subject;
    const names =
      bug === undefined ? [side, slug(property.name)] : ['bugs', side === 'model' ? bug : `${bug}.${side}`];
    const path = `${join(this.#options.out, suite.name, ...names)}.trace.json`;
    const { setting } = systemOf(suite, scope, subject);
    const { kind, name, says, source } = property;
    const about = { tool: version(), protocol: suite.name, subject: subjectText(subject), scope, setting };
    const found = { property: { kind, name, says, source }, trace, ...(seed !== undefined && { seed }) };
    write(path, writeTrace({ ...about, ...found }));
    return path;
  }
}

function print(lines: readonly string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
}

function write(path: string, text: string): void {
  try {
    makeFolder(dirname(path));
    writeFileSync(path, text);
  } catch (cause) {
    throw new UsageError(`--out: ${path} cannot be written (${messageOf(cause)}); name a folder that can`, {
      cause,
    });
  }
}

/** Level by level: where the file system refuses one, that is the answer. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** Standard output, and counterexamples as files. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import pc from 'picocolors';
import { messageOf, type TraceRecord, UsageError } from '../checker/index.ts';
import { placeOf } from '../checker/suite/project.node.ts';
import { type Counterexample, fileOf, keepTrace, writeIn } from '../checker/suite/trace-store.node.ts';
import { inOneLine } from '../checker/values/printable.ts';
import { leaving, marking } from '../reports/colours.ts';
import type { Explored, Palette, Stormed } from '../reports/index.ts';
import { type Pasting, replayCommand } from '../reports/paste.ts';
import { projectOf } from './find.ts';
import { pastingOf } from './launch.ts';
import type { Options } from './options.ts';
import { print, printError } from './thread.ts';

export class Output {
  /** Marks colours; they become what the terminal obeys when a line is printed. */
  readonly palette: Palette = marking;
  /** How a command that is printed begins, and how its words are quoted. */
  readonly pasting: Pasting;
  readonly #colours: Palette;
  /** The traces that were written, by the paths of their files. */
  readonly records = new Map<string, TraceRecord>();
  /** Columns of the terminal; undefined where there is none. */
  readonly columns: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined;
  /** What should have been written and could not be, a sentence each. */
  readonly unwritten: string[] = [];
  readonly #options: Options;
  readonly #out: string;
  #endsBlank = false;
  /** Whether standard output is for a reader, and not for a program. */
  readonly #talks: boolean;

  constructor(options: Options) {
    this.#colours = pc.createColors(options.color && pc.isColorSupported);
    this.#options = options;
    this.#out = options.out ?? placeOf('out', projectOf(options));
    this.pasting = { ...pastingOf(), suites: options.suite ?? [] };
    this.#talks = options.format?.includes('text') ?? true;
  }

  /** @throws UsageError before anything ran, where counterexamples could not be written. */
  refuseUnwritable(): void {
    let there = resolve(this.#out);
    while (!existsSync(there)) there = dirname(there);
    try {
      if (!statSync(there).isDirectory()) throw new Error(`${there} is no folder`);
      accessSync(there, constants.W_OK);
    } catch (cause) {
      throw new UsageError(
        `--out: ${this.#out} cannot be written (${messageOf(cause)}); name a folder that can`,
        {
          cause,
        },
      );
    }
  }

  /** What `--quiet` leaves out. */
  lines(...lines: readonly string[]): void {
    if (this.#options.quiet !== true) this.#print(lines);
  }

  /** What is not as it should be is printed in any case. */
  report(isFine: boolean, lines: readonly string[]): void {
    if (isFine) this.lines(...lines);
    else this.#print(lines);
  }

  /** How to run again what was written. */
  replayable(paths: readonly (string | undefined)[]): void {
    const written = paths.filter((path) => path !== undefined);
    const commands = written.map((path) => `to run it again: ${replayCommand(path, this.pasting)}`);
    if (written.length > 0) this.#print(['', ...commands]);
  }

  /** A whole document, for a program; it stands alone on standard output. */
  document(text: string): void {
    print(text);
  }

  /** A file beside the traces. */
  file(name: string, text: string): void {
    this.#written(() => writeIn(join(this.#out, name), text, '--out'));
  }

  /** Notes what should have been written and could not be, and says so on standard error. */
  missing(sentence: string): void {
    this.unwritten.push(sentence);
    printError(`swarmcheck: ${inOneLine(sentence)}\n`);
  }

  /** Writes each counterexample of an exploration to a file of its own; returns their paths, undefined for one that cannot be written. */
  keep({ suite, scope, subject, exploration }: Explored): (string | undefined)[] {
    return exploration.results.flatMap(({ property, verdict, trace }) =>
      verdict === 'violated' && trace !== undefined
        ? [this.#keep({ suite, scope, subject, property, trace })]
        : [],
    );
  }

  /** Writes what schedules broke, if anything; returns the path, as `keep` does. */
  keepStorm({ suite, scope, subject, fuzzed: { violation } }: Stormed): (string | undefined)[] {
    if (violation === undefined) return [];
    const { property, trace } = violation;
    return [this.#keep({ suite, scope, subject, property, trace, seed: this.#options.seed })];
  }

  /** A broken promise is one whether or not its trace can be written. */
  #keep(broken: Counterexample): string | undefined {
    const file = fileOf(this.#out, broken);
    if (!this.#written(() => keepTrace(file, '--out'))) return undefined;
    this.records.set(file.path, file.record);
    return file.path;
  }

  /** Whether the file system let it be written. */
  #written(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      this.missing(cause.message);
      return false;
    }
  }

  #print(lines: readonly string[]): void {
    const isBlank = (at: number) => lines.at(at) === '';
    // Two blocks that stand apart have one blank line between them.
    const shown = this.#endsBlank && isBlank(0) ? lines.slice(1) : lines;
    if (lines.length > 0) this.#endsBlank = isBlank(-1);
    if (this.#talks) print(shown.map((line) => `${leaving(line, this.#colours)}\n`).join(''));
  }
}

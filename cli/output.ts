/** The output of a run: text on standard output, and counterexamples as files. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import pc from 'picocolors';
import { messageOf, type Suite, type TraceRecord, UsageError } from '../checker/index.ts';
import { placeOf } from '../checker/suite/project.node.ts';
import {
  type Counterexample,
  codecFileOf,
  fileOf,
  keepCodecRecord,
  keepTrace,
  version,
  writeIn,
} from '../checker/suite/trace-store.node.ts';
import { inOneLine } from '../checker/values/printable.ts';
import { colouredLine, markedPalette } from '../reports/colours.ts';
import type { CheckedCodec, DrawnSchedules, Explored, Palette } from '../reports/index.ts';
import { commandText, type Invocation, pathWord, replayCommand } from '../reports/shell-command.ts';
import { projectOf } from './catalogue.ts';
import { invocationOf, repeatedWords } from './invocation.ts';
import type { Options } from './options.ts';
import { print, printError } from './thread.ts';

/** Prints and writes what one run has to report. */
export class Output {
  /** Marks colours; the marks become escape sequences when a line is printed. */
  readonly palette: Palette = markedPalette;
  /** How a printed command begins, and how its words are quoted. */
  readonly invocation: Invocation;
  readonly #colours: Palette;
  /** The written traces, by the paths of their files. */
  readonly records = new Map<string, TraceRecord>();
  /** The suites of these traces, by name. */
  readonly suites = new Map<string, Suite>();
  /** Columns of the terminal; undefined without a terminal. */
  readonly columns: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined;
  /** One sentence for each file that could not be written. */
  readonly unwritten: string[] = [];
  readonly #options: Options;
  readonly #out: string;
  #endsBlank = false;
  /** Whether standard output is text for a person. */
  readonly #printsText: boolean;

  constructor(options: Options) {
    this.#colours = pc.createColors(options.color && pc.isColorSupported);
    this.#options = options;
    this.#out = options.out ?? placeOf('out', projectOf(options));
    this.invocation = { ...invocationOf(), repeated: repeatedWords(options) };
    this.#printsText = options.format?.includes('text') ?? true;
  }

  /** @throws UsageError before anything runs, if counterexamples could not be written. */
  refuseUnwritable(): void {
    let path = resolve(this.#out);
    while (!existsSync(path)) path = dirname(path);
    try {
      if (!statSync(path).isDirectory()) throw new Error(`${path} is no folder`);
      accessSync(path, constants.W_OK);
    } catch (cause) {
      throw new UsageError(
        `--out: ${this.#out} cannot be written (${messageOf(cause)}); name a folder that can be written`,
        {
          cause,
        },
      );
    }
  }

  /** Prints lines that `--quiet` leaves out. */
  lines(...lines: readonly string[]): void {
    if (this.#options.quiet !== true) this.#print(lines);
  }

  /** Prints lines; `--quiet` leaves them out only if they report an expected result. */
  report(isExpected: boolean, lines: readonly string[]): void {
    if (isExpected) this.lines(...lines);
    else this.#print(lines);
  }

  /** Prints how to replay the traces that were written. */
  replayable(paths: readonly (string | undefined)[]): void {
    const written = paths.filter((path) => path !== undefined);
    const commands = written.map((path) => `to replay it: ${replayCommand(path, this.invocation)}`);
    if (written.length > 0) this.#print(['', ...commands]);
  }

  /** Prints how to show witnesses that were written. */
  showable(paths: readonly (string | undefined)[]): void {
    const written = paths.filter((path) => path !== undefined);
    const commands = written.map(
      (path) => `to show it: ${commandText(['show', pathWord(path)], this.invocation)}`,
    );
    if (written.length > 0) this.lines('', ...commands);
  }

  /** Prints a document for a program; nothing else is on standard output then. */
  document(text: string): void {
    print(text);
  }

  /** The path of a file beside the traces. */
  pathOf(name: string): string {
    return join(this.#out, name);
  }

  /** Writes a file beside the traces. */
  file(name: string, text: string): void {
    this.#written(() => writeIn(this.pathOf(name), text, '--out'));
  }

  /** Records that something could not be written, and prints the sentence to standard error. */
  missing(sentence: string): void {
    this.unwritten.push(sentence);
    printError(`swarmcheck: ${inOneLine(sentence)}\n`);
  }

  /**
   * Writes each counterexample of an exploration to its own file, or each witness of a reached property;
   * returns the paths, undefined for one that failed.
   */
  keep(
    { suite, scope, subject, exploration }: Explored,
    kept: 'violated' | 'reached' = 'violated',
  ): (string | undefined)[] {
    return exploration.results.flatMap(
      ({ property, verdict, trace, at = [], others = [], scope: member = scope }) => {
        if (verdict !== kept || trace === undefined) return [];
        const about = { suite, scope: member, family: scope, subject, property };
        const numbered = others.map((other, before) => ({ ...about, ...other, nth: before + 2 }));
        return [{ ...about, trace, at }, ...numbered].map((one) => this.#keep(one));
      },
    );
  }

  /** Writes the counterexample of schedules, if there is one; returns the path, as `keep` does. */
  keepSchedules({ suite, scope, subject, fuzzed: { violation } }: DrawnSchedules): (string | undefined)[] {
    if (violation === undefined) return [];
    const { property, trace, at, scope: member = scope } = violation;
    const where = { suite, scope: member, family: scope, subject };
    return [this.#keep({ ...where, property, trace, at, seed: this.#options.seed })];
  }

  /** Writes a sample as `sample.trace.json`; returns the path, as `keep` does. */
  keepSample(sample: Counterexample): string | undefined {
    const { path, record } = fileOf(this.#out, { ...sample, seed: this.#options.seed });
    const file = { path: join(dirname(path), `sample.${basename(path)}`), record };
    return this.#written(() => keepTrace(file, '--out')) ? file.path : undefined;
  }

  /**
   * Writes the counterexample of each violated law of a codec; returns the paths, as `keep` does. A known bug
   * has one file, that of the first law.
   */
  keepCodec({ suite, check: { name, bug }, result }: CheckedCodec): (string | undefined)[] {
    const found = result.laws.flatMap(({ counterexample }) => counterexample ?? []);
    return found.slice(0, bug === undefined ? found.length : 1).map((counterexample) => {
      const { seed } = this.#options;
      const about = { tool: version(), protocol: suite.name, codec: name, ...(bug !== undefined && { bug }) };
      const record = { ...about, seed, counterexample };
      const path = codecFileOf(this.#out, record);
      return this.#written(() => keepCodecRecord(path, record, '--out')) ? path : undefined;
    });
  }

  /** Writes one counterexample. A file that cannot be written does not change the verdict. */
  #keep(violation: Counterexample): string | undefined {
    const file = fileOf(this.#out, violation);
    if (!this.#written(() => keepTrace(file, '--out'))) return undefined;
    // A witness is no counterexample, so the summary does not list it.
    if (violation.property.kind !== 'sometimes') {
      this.records.set(file.path, file.record);
      this.suites.set(violation.suite.name, violation.suite);
    }
    return file.path;
  }

  /** Whether the file was written. */
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
    // Two blocks are separated by one blank line.
    const shown = this.#endsBlank && isBlank(0) ? lines.slice(1) : lines;
    if (lines.length > 0) this.#endsBlank = isBlank(-1);
    if (this.#printsText) print(shown.map((line) => `${colouredLine(line, this.#colours)}\n`).join(''));
  }
}

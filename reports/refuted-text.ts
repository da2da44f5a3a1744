/**
 * The text of refuted claims: one line of the table of `verify`, or several lines with the outline of the
 * counterexample.
 */
import {
  lengthOf,
  type Refutation,
  type RefutationOutcome,
  refutationOutcome,
  type TraceLength,
} from '../checker/index.ts';
import { type Explored, violation } from './exploration-text.ts';
import { cut, padded, widthOf } from './table.ts';
import { counted, type Palette, plain } from './text.ts';
import { outline } from './trace-text.ts';

/** A search for the counterexample to a claim. */
export interface RefutationSearch {
  readonly refutation: Refutation;
  readonly explored: Explored;
}

/** The length of a counterexample: `5 steps`, or `stem 25, loop 4` of an infinite one. */
export function lengthText(length: TraceLength): string {
  return typeof length === 'number' ? counted(length, 'step') : `stem ${length.stem}, loop ${length.loop}`;
}

const heads = ['claim', 'property', 'scope', 'length'];

/** Lines of refuted claims in aligned columns: claim, property, scope, length and source. */
export class RefutedLines {
  readonly #palette: Palette;
  readonly #columns: readonly number[];

  constructor(refutations: readonly Refutation[], palette: Palette = plain) {
    this.#palette = palette;
    const rows = [heads, ...refutations.map(cellsOf)];
    this.#columns = heads.map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] as string))));
  }

  /** The names of the columns. */
  get head(): string {
    return `  ${' '.repeat('refuted'.length)}${this.#row(heads, 'source')}`;
  }

  /** The line of one refuted claim, in at most so many columns. */
  line(refutation: Refutation, columnsMax = Number.POSITIVE_INFINITY): string {
    const cells = cut(this.#row(cellsOf(refutation), refutation.source), columnsMax - '  refuted'.length);
    return `  ${this.#palette.green('refuted')}${cells}`;
  }

  #row(cells: readonly string[], source: string): string {
    const columns = cells.map((cell, at) => padded(cell, this.#columns[at] as number));
    return [...columns, source].map((cell) => `  ${cell}`).join('');
  }
}

function cellsOf({ claim, breaks, scope, shortest }: Refutation): string[] {
  return [claim, breaks.name, scope, lengthText(shortest)];
}

/** One claim in several lines: the outcome, the counterexample, and its outline. */
export function refutationText(
  { refutation, explored }: RefutationSearch,
  palette: Palette = plain,
): string[] {
  const { claim, says, source, breaks, scope, shortest } = refutation;
  const { exploration } = explored;
  const found = violation(exploration);
  const seen = `${counted(exploration.worlds, 'world')} of scope ${scope}`;
  const outcome = refutationOutcome(refutation, exploration);
  const story =
    found?.trace === undefined
      ? `${breaks.name}: ${exploration.results[0]?.because ?? 'holds'}; ${seen}`
      : `violates ${breaks.name} in ${lengthText(lengthOf(found.trace))}, found after ${seen}${found.scope === undefined ? '' : `, in ${found.scope}`}`;
  const differs =
    outcome === 'length differs'
      ? [`breadth-first search finds this length, but the suite gives ${lengthText(shortest)}`]
      : [];
  return [
    `${verdictText(outcome, palette)}  ${palette.bold(claim)}  ${says} ${palette.dim(`(${source})`)}`,
    ...[story, ...differs].map((line) => `                ${line}`),
    ...(found?.trace === undefined ? [] : outline(found.trace)).map((line) =>
      palette.dim(`                  ${line}`),
    ),
  ];
}

function verdictText(outcome: RefutationOutcome, { green, red, yellow }: Palette): string {
  const word = (outcome === 'refuted' ? outcome : outcome.toUpperCase()).padEnd('LENGTH DIFFERS'.length);
  if (outcome === 'refuted') return green(word);
  return outcome === 'inconclusive' ? yellow(outcome.padEnd('LENGTH DIFFERS'.length)) : red(word);
}

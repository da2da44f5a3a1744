/**
 * The rows of the sequence chart: one for each step, and one for each run of steps that change nothing. Only
 * rows near the current step are drawn, so that a trace of thousands of steps is as quick as a short one.
 */
import type { PageStep } from '../reports/page-trace.ts';

/** The row of one step (`from` equals `to`), or of several steps that change nothing. */
export interface Row {
  readonly from: number;
  readonly to: number;
}

/** A shorter run of steps that change nothing is not folded. */
const foldMin = 3;

/** The rows of a trace. The run that holds the current step is unfolded. */
export function rowsOf(steps: readonly PageStep[], current: number): Row[] {
  const rows: Row[] = [];
  for (let from = 0; from < steps.length; ) {
    let to = from;
    while (isQuiet(steps[from]) && isQuiet(steps[to + 1])) to++;
    const isFolded = to - from + 1 >= foldMin && !(from <= current && current <= to);
    if (isFolded) rows.push({ from, to });
    else for (let step = from; step <= to; step++) rows.push({ from: step, to: step });
    from = to + 1;
  }
  return rows;
}

/** The rows to draw: at most `size` of them, with the current step inside. */
export function windowOf(rows: readonly Row[], current: number, size: number): readonly Row[] {
  const at = rows.findIndex(({ to }) => current <= to);
  const first = Math.max(0, Math.min(at - Math.floor(size / 2), rows.length - size));
  return rows.slice(first, first + size);
}

function isQuiet(step: PageStep | undefined): boolean {
  return step?.note !== undefined && step.changes.length === 0;
}

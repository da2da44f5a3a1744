/**
 * A trace as text: for each step its action, the fields that changed, and the effects. Unchanged fields are
 * left out, so that a reader can follow the run from top to bottom.
 */
import type { NodeId, Property, Trace, TraceRecord, TraceStep } from '../checker/index.ts';
import { actionText } from '../checker/semantics/actions.ts';
import { standingText, stepText } from './step-text.ts';
import { counted, type Palette, plain } from './text.ts';
import { becauseText, otherwiseText, rulesText } from './why-text.ts';

/** The numbered first lines of all steps. */
export function outline(trace: Trace): string[] {
  const width = String(trace.steps.length).length;
  return trace.steps.map(({ action }, at) => `${String(at + 1).padStart(width)}  ${actionText(action)}`);
}

/**
 * The lines of a trace, without indentation. Of more than `stepsMax` steps those in the middle are left out,
 * but for the first step in which the correct model would have done otherwise; that step says so. The last step
 * has the sentence of its transition. With `showsRules` each step has its transitions and guards.
 */
export function traceText(
  trace: Trace,
  palette: Palette = plain,
  stepsMax = Number.POSITIVE_INFINITY,
  showsRules = false,
): string[] {
  const indent = ' '.repeat(String(trace.steps.length).length + 2);
  const heads = outline(trace);
  const firstWrong = trace.steps.findIndex(({ otherwise }) => otherwise !== undefined);
  const reasons = (step: TraceStep, at: number) => [
    ...(showsRules ? rulesText(step, palette) : []),
    ...(!showsRules && at === trace.steps.length - 1 ? becauseText(step, palette) : []),
    ...(showsRules || at === firstWrong ? otherwiseText(step, palette) : []),
  ];
  const texts = trace.steps.map((step, at) => [
    palette.bold(heads[at] as string),
    ...[...stepText(step, palette), ...reasons(step, at)].map((line) => `${indent}  ${line}`),
  ]);
  const left = texts.length - stepsMax;
  const leftOut = (from: number, to: number) => {
    const steps = to - from;
    const note = `${indent}... ${counted(steps, 'step')} ${steps === 1 ? 'is' : 'are'} left out here; the file of the trace has them all`;
    if (steps > 0) texts.splice(from, steps, [palette.dim(note)]);
  };
  if (left > 0) {
    const first = Math.ceil(stepsMax / 2);
    const isBetween = firstWrong >= first && firstWrong < first + left;
    if (isBetween) leftOut(firstWrong + 1, first + left);
    leftOut(first, isBetween ? firstWrong : first + left);
  }
  const again = loopText(trace).map((line) => palette.yellow(`${indent}${line}`));
  return [...initialText(trace).map((line) => palette.dim(`${indent}${line}`)), ...texts.flat(), ...again];
}

/** What a trace shows of its property: `Election Safety is violated`, or of a witness `Elected is reached`. */
export function outcomeText({
  kind,
  name,
}: Pick<Property, 'kind' | 'name'> | TraceRecord['property']): string {
  return `${name} is ${kind === 'sometimes' ? 'reached' : 'violated'}`;
}

/** The line for the loop of a lasso; empty for a finite trace. */
export function loopText({ loop, steps }: Trace): string[] {
  if (loop === undefined) return [];
  if (loop === steps.length) return ['then nothing changes any more, for ever'];
  const again =
    loop + 1 === steps.length
      ? `step ${steps.length} repeats`
      : `steps ${loop + 1} to ${steps.length} repeat`;
  return [`then ${again} for ever`];
}

/** The initial world; nodes with the same standing share a line. */
export function initialText({ initial }: Trace): string[] {
  const alike = new Map<string, NodeId[]>();
  for (const [node, standing] of Object.entries(initial)) {
    const text = standingText(standing);
    alike.set(text, [...(alike.get(text) ?? []), node]);
  }
  return [...alike].map(
    ([text, nodes]) => `${nodes.join(', ')} begin${nodes.length === 1 ? 's' : ''} ${text}`,
  );
}

export { changesText, stepText } from './step-text.ts';

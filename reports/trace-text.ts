/**
 * A trace as text: for each step its action, the fields that changed, and the effects. Unchanged fields are
 * left out, so that a reader can follow the run from top to bottom.
 */
import { match, P } from 'ts-pattern';
import type { Divergence } from '../checker/actors/actor.ts';
import type { Change, Effect, NodeId, Standing, Trace, TraceStep } from '../checker/index.ts';
import { actionText } from '../checker/semantics/actions.ts';
import { type Difference, differences } from './differences.ts';
import { type Palette, plain, tagged, value } from './text.ts';

/** The numbered first lines of all steps. */
export function outline(trace: Trace): string[] {
  const width = String(trace.steps.length).length;
  return trace.steps.map(({ action }, at) => `${String(at + 1).padStart(width)}  ${actionText(action)}`);
}

/**
 * The lines of a trace, without indentation. Of more than `stepsMax` steps those in the middle are left out.
 */
export function traceText(
  trace: Trace,
  palette: Palette = plain,
  stepsMax = Number.POSITIVE_INFINITY,
): string[] {
  const indent = ' '.repeat(String(trace.steps.length).length + 2);
  const heads = outline(trace);
  const texts = trace.steps.map((step, at) => [
    palette.bold(heads[at] as string),
    ...stepText(step, palette).map((line) => `${indent}  ${line}`),
  ]);
  const left = texts.length - stepsMax;
  if (left > 0) {
    const note = `${indent}... ${left} steps are left out here; the file of the trace has them all`;
    texts.splice(Math.ceil(stepsMax / 2), left, [palette.dim(note)]);
  }
  const again = loopText(trace).map((line) => palette.yellow(`${indent}${line}`));
  return [...initialText(trace).map((line) => palette.dim(`${indent}${line}`)), ...texts.flat(), ...again];
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

function standingText(standing: Standing): string {
  if ('up' in standing) return `as ${value(standing.up)}`;
  if ('failed' in standing) return `with a failure: ${standing.failed}`;
  if ('down' in standing)
    return standing.down === undefined
      ? 'down, and nothing was durable'
      : `down with ${value(standing.down)}`;
  return 'absent';
}

/** The changes and effects of a step. */
export function stepText(
  { action, changes, effects, history, ignored }: TraceStep,
  palette: Palette = plain,
): string[] {
  const lines = changesText(changes, palette);
  for (const line of effectsText(effects)) lines.push(palette.cyan(line));
  if (history !== undefined) lines.push(`history: ${changeText(history.before, history.after, '', palette)}`);
  if (ignored === true) lines.push(palette.dim('no transition of the machine applies; nothing changes'));
  else if (lines.length === 0 && 'node' in action) lines.push(palette.dim('nothing changes'));
  return lines;
}

/** One line for each node: its new standing, or the fields that changed. */
export function changesText(changes: readonly Change[], palette: Palette = plain): string[] {
  const fields = new Map<NodeId, string[]>();
  const lines: string[] = [];
  for (const change of changes) {
    if ('standing' in change && 'failed' in change.standing) {
      lines.push(palette.red(`${change.node} ${endText(change.standing)}`));
    } else if ('standing' in change) {
      const { up } = change.standing as { up?: unknown };
      const text = standingText(change.standing);
      lines.push(`${change.node} is ${up === undefined ? text : `up ${text}`}`);
    } else if ('divergence' in change) {
      lines.push(palette.red(`${change.node} ${endText(change.divergence)}`));
    } else {
      const { node, field, before, after } = change;
      const text = changeText(before, after, field, palette);
      fields.set(node, [...(fields.get(node) ?? []), text]);
    }
  }
  return [...lines, ...[...fields].map(([node, texts]) => `${node}: ${texts.join(', ')}`)];
}

/** The changed parts of a value. */
function changeText(before: unknown, after: unknown, name: string, palette: Palette): string {
  return differences(before, after, name)
    .map((difference) => differenceText(difference, palette))
    .join(', ');
}

function differenceText(difference: Difference, palette: Palette): string {
  const { path } = difference;
  const at = path === '' ? '' : `${path} `;
  switch (difference.kind) {
    case 'changed':
      return `${at}${palette.dim(`${value(difference.before)} ->`)} ${palette.yellow(value(difference.after))}`;
    case 'added':
      return `${at}added ${palette.yellow(value(difference.after))}`;
    case 'removed':
      return `${at}removed ${palette.dim(value(difference.before))}`;
  }
}

/** The reason why a node takes no further steps. */
function endText(divergence: Divergence): string {
  if ('failed' in divergence) return `fails: ${divergence.failed}`;
  const { what, expected, got } = divergence;
  return `diverges from its model: ${differences(expected, got, what).map(deviationText).join('; ')}`;
}

/** A deviation: `before` is the value of the model, `after` that of the implementation. */
function deviationText(difference: Difference): string {
  const { path } = difference;
  switch (difference.kind) {
    case 'changed':
      return `${path} should be ${value(difference.before)}, but is ${value(difference.after)}`;
    case 'added':
      return `${path} should not have ${value(difference.after)}`;
    case 'removed':
      return `${path} should have ${value(difference.before)}`;
  }
}

/**
 * The effects; sends of one message to several nodes share a line, and timers are left out, as nearly every
 * step sets them.
 */
function effectsText(effects: readonly Effect[]): string[] {
  const lines = new Map<string, NodeId[]>();
  for (const effect of effects) {
    match(effect)
      .with({ type: 'send' }, ({ to, message }) => {
        const text = `sends ${tagged(message)} to `;
        lines.set(text, [...(lines.get(text) ?? []), to]);
      })
      .with({ type: 'call' }, ({ to, request }) => lines.set(`calls ${to}: ${tagged(request)}`, []))
      .with({ type: 'output' }, ({ value: output }) => lines.set(`outputs ${tagged(output)}`, []))
      .with({ type: 'persist' }, ({ record }) => lines.set(`writes ${value(record)}`, []))
      .with({ type: P.union('arm', 'disarm') }, () => {})
      .exhaustive();
  }
  return [...lines].map(([text, to]) => `${text}${to.join(', ')}`);
}

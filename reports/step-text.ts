/**
 * One step of a trace as text: the fields that changed, and the effects. Unchanged fields are left out, so
 * that a reader can follow the run from top to bottom.
 */
import { match, P } from 'ts-pattern';
import type { Divergence } from '../checker/actors/actor.ts';
import type { Change, Effect, NodeId, Standing, TraceStep } from '../checker/index.ts';
import { type Difference, differences } from './differences.ts';
import { type Palette, plain, tagged, value } from './text.ts';

/** The standing of a node in one line. */
export function standingText(standing: Standing): string {
  if ('up' in standing) return `as ${value(standing.up)}`;
  if ('failed' in standing) return `with a failure: ${standing.failed}`;
  if ('down' in standing)
    return standing.down === undefined
      ? 'down, and nothing was durable'
      : `down with ${value(standing.down)}`;
  return 'absent';
}

/** The changes and effects of a step. */
export function stepText(step: TraceStep, palette: Palette = plain): string[] {
  return [
    ...changesText(step.changes, palette),
    ...effectsText(step.effects).map(palette.cyan),
    ...historyText(step, palette),
    ...noteText(step).map(palette.dim),
  ];
}

/** The change of the monitor's history; empty without one. */
export function historyText({ history }: TraceStep, palette: Palette = plain): string[] {
  return history === undefined ? [] : [`history: ${changeText(history.before, history.after, '', palette)}`];
}

/** The reason why a step shows nothing; empty if it shows something. */
export function noteText({ action, changes, effects, history, ignored }: TraceStep): string[] {
  if (ignored === true) return ['no transition of the machine applies; nothing changes'];
  const showsNothing = changes.length + effectsText(effects).length === 0 && history === undefined;
  return showsNothing && 'node' in action ? ['nothing changes'] : [];
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
export function endText(divergence: Divergence): string {
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
export function effectsText(effects: readonly Effect[]): string[] {
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

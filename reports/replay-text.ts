/** The text of a recorded trace, and of the result of its replay. */
import type { NodeId, Replay, TraceRecord } from '../checker/index.ts';
import { counted, type Palette, plain } from './text.ts';
import { outcomeText, outline, traceText } from './trace-text.ts';

/** The recorded trace itself; with `showsRules` each step has its transitions and guards. */
export function recordText(record: TraceRecord, palette: Palette = plain, showsRules = false): string[] {
  const { protocol, subject, scope, property, trace, at } = record;
  return [
    `${palette.bold(protocol)}, ${subject}, scope ${scope}`,
    `${palette.bold(property.name)}: ${property.says} ${palette.dim(`(${property.source})`)}`,
    ...brokenText(property.name, at),
    '',
    ...traceText(trace, palette, Number.POSITIVE_INFINITY, showsRules),
  ];
}

/** `Election Safety is broken by a and c.`; empty for a condition on the whole world. */
function brokenText(name: string, at: readonly NodeId[] = []): string[] {
  return at.length === 0 ? [] : [`${name} is broken by ${at.join(' and ')}.`];
}

/**
 * The result of a replay, then the steps as the subject takes them now; with `showsRules` each step has its
 * transitions and guards.
 */
export function replayText(
  record: TraceRecord,
  subject: string,
  result: Replay,
  palette: Palette = plain,
  showsRules = false,
): string[] {
  const { protocol, scope, property } = record;
  const head = `${palette.bold(protocol)}, ${subject}, scope ${scope}`;
  switch (result.verdict) {
    case 'stale':
      return [
        head,
        `${palette.yellow('STALE')}  ${result.because}; the record does not apply to this subject`,
      ];
    case 'undecided':
      return [head, `${palette.yellow('UNDECIDED')}  ${result.because}`];
    case 'reproduced':
      return [
        head,
        `${property.kind === 'sometimes' ? palette.green('REPRODUCED') : palette.red('REPRODUCED')}  ${outcomeText(property)} again: ${property.says}${differenceText(result)}`,
        ...(property.kind === 'sometimes' ? [] : brokenText(property.name, result.at)),
        '',
        ...stepsText(result, palette, showsRules),
      ];
    case 'fixed':
      return [
        head,
        `${fixedText(property, palette)}: ${property.says}${sameText(result)}${differenceText(result)}`,
        '',
        ...stepsText(result, palette, showsRules),
      ];
  }
}

/** The word for a property that is not violated any more, or a goal that is not reached any more. */
function fixedText({ kind, name }: TraceRecord['property'], palette: Palette): string {
  return kind === 'sometimes'
    ? `${palette.yellow('NOT REACHED')}  ${name} is not reached any more`
    : `${palette.green('FIXED')}  ${name} holds`;
}

/** The steps as the subject takes them now, with a mark at the first step that differs from the record. */
function stepsText(
  { trace, differsAt }: Extract<Replay, { trace: unknown }>,
  palette: Palette,
  showsRules: boolean,
): string[] {
  const firstNew = differsAt === undefined ? undefined : outline(trace)[differsAt - 1];
  return traceText(trace, palette, Number.POSITIVE_INFINITY, showsRules).map((line) =>
    firstNew !== undefined && line.includes(firstNew) ? `${line} ${palette.yellow('<- differs')}` : line,
  );
}

/**
 * Explains a fixed trace whose steps are all as recorded: the property was changed, or the record is
 * incomplete.
 */
function sameText({ differsAt }: Extract<Replay, { trace: unknown }>): string {
  return differsAt === undefined
    ? ' Every step is as recorded, so the property was changed, or the record is incomplete.'
    : '';
}

function differenceText({ differsAt, skipped }: Extract<Replay, { trace: unknown }>): string {
  const where =
    differsAt === undefined
      ? ''
      : ` The subject differs from the record ${differsAt === 0 ? 'in the initial world' : `at step ${differsAt}`}.`;
  const skippedText =
    skipped === 0
      ? ''
      : ` ${counted(skipped, 'later step')} ${skipped === 1 ? 'is' : 'are'} not enabled any more and ${skipped === 1 ? 'was' : 'were'} skipped.`;
  return `${where}${skippedText}`;
}

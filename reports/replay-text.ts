/** The text of a recorded trace, and of the result of its replay. */
import type { Replay, TraceRecord } from '../checker/index.ts';
import { counted, type Palette, plain } from './text.ts';
import { outline, traceText } from './trace-text.ts';

/** The recorded trace itself. */
export function recordText(record: TraceRecord, palette: Palette = plain): string[] {
  const { protocol, subject, scope, property, trace } = record;
  return [
    `${palette.bold(protocol)}, ${subject}, scope ${scope}`,
    `${palette.bold(property.name)}: ${property.says} ${palette.dim(`(${property.source})`)}`,
    '',
    ...traceText(trace, palette),
  ];
}

/** The result of a replay, then the steps as the subject takes them now. */
export function replayText(
  record: TraceRecord,
  subject: string,
  result: Replay,
  palette: Palette = plain,
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
        `${palette.red('REPRODUCED')}  ${property.name} is violated again: ${property.says}${differenceText(result)}`,
        '',
        ...stepsText(result, palette),
      ];
    case 'fixed':
      return [
        head,
        `${palette.green('FIXED')}  ${property.name} holds: ${property.says}${sameText(result)}${differenceText(result)}`,
        '',
        ...stepsText(result, palette),
      ];
  }
}

/** The steps as the subject takes them now, with a mark at the first step that differs from the record. */
function stepsText({ trace, differsAt }: Extract<Replay, { trace: unknown }>, palette: Palette): string[] {
  const firstNew = differsAt === undefined ? undefined : outline(trace)[differsAt - 1];
  return traceText(trace, palette).map((line) =>
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

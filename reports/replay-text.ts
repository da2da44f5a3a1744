/** A recorded trace, and what became of it when it was run again. */
import type { Replay, TraceRecord } from '../checker/index.ts';
import { counted, type Palette, plain } from './text.ts';
import { outline, traceText } from './trace-text.ts';

/** The record as it stands in its file. */
export function recordText(record: TraceRecord, palette: Palette = plain): string[] {
  const { protocol, subject, scope, property, trace } = record;
  return [
    `${palette.bold(protocol)}, ${subject}, scope ${scope}`,
    `${palette.bold(property.name)}: ${property.says} ${palette.dim(`(${property.source})`)}`,
    '',
    ...traceText(trace, palette),
  ];
}

/** The verdict first, then what the subject does today. */
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
        `${palette.yellow('STALE')}  ${result.because}; the record says nothing about this subject`,
      ];
    case 'undecided':
      return [head, `${palette.yellow('UNDECIDED')}  ${result.because}`];
    case 'reproduced':
      return [
        head,
        `${palette.red('REPRODUCED')}  ${property.name} breaks again: ${property.says}${differenceText(result)}`,
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

/** What the subject does today, with a mark at the first step that is new. */
function stepsText({ trace, differsAt }: Extract<Replay, { trace: unknown }>, palette: Palette): string[] {
  const head = differsAt === undefined ? undefined : outline(trace)[differsAt - 1];
  return traceText(trace, palette).map((line) =>
    head !== undefined && line.includes(head) ? `${line} ${palette.yellow('<- new')}` : line,
  );
}

/** Where the code does what it did, only the promise can be another; or the record was cut. */
function sameText({ differsAt }: Extract<Replay, { trace: unknown }>): string {
  return differsAt === undefined
    ? ' Every step goes as recorded, so it is the property that has changed, or the record is not whole.'
    : '';
}

function differenceText({ differsAt, skipped }: Extract<Replay, { trace: unknown }>): string {
  const where =
    differsAt === undefined
      ? ''
      : ` ${differsAt === 0 ? 'What it shows in the initial world' : `What it does at step ${differsAt} of the record`} is new.`;
  const left =
    skipped === 0
      ? ''
      : ` ${counted(skipped, 'later step')} could no longer happen and ${skipped === 1 ? 'was' : 'were'} skipped.`;
  return `${where}${left}`;
}

import { counted, plain } from './text.js';
import { outline, traceText } from './trace-text.js';
/** The record as it stands in its file. */
export function recordText(record, palette = plain) {
    const { protocol, subject, scope, property, trace } = record;
    return [
        `${palette.bold(protocol)}, ${subject}, scope ${scope}`,
        `${palette.bold(property.name)}: ${property.says} ${palette.dim(`(${property.source})`)}`,
        '',
        ...traceText(trace, palette),
    ];
}
/** The verdict first, then what the subject does today. */
export function replayText(record, subject, result, palette = plain) {
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
                `${palette.green('FIXED')}  ${property.name} holds: ${property.says}${differenceText(result)}`,
                '',
                ...stepsText(result, palette),
            ];
    }
}
/** What the subject does today, with a mark at the first step that is new. */
function stepsText({ trace, differsAt }, palette) {
    const head = differsAt === undefined ? undefined : outline(trace)[differsAt - 1];
    return traceText(trace, palette).map((line) => head !== undefined && line.includes(head) ? `${line} ${palette.yellow('<- new')}` : line);
}
function differenceText({ differsAt, skipped }) {
    const where = differsAt === undefined
        ? ''
        : ` ${differsAt === 0 ? 'What it shows in the initial world' : `What it does at step ${differsAt} of the record`} is new.`;
    const left = skipped === 0
        ? ''
        : ` ${counted(skipped, 'later step')} could no longer happen and ${skipped === 1 ? 'was' : 'were'} skipped.`;
    return `${where}${left}`;
}

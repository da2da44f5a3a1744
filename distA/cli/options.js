/** Flags: what each takes, and one sentence for each way to get it wrong. */
import { UsageError } from '../checker/index.js';
import { renderings } from '../reports/index.js';
/** How a run is reported: the first is for people, the others for machines. */
export const formats = ['text', 'json', 'junit'];
/** `json`, `text,junit`; may be given several times. */
export function formatList(words, before) {
    const wrong = words.split(',').find((word) => !isFormat(word));
    if (wrong !== undefined)
        throw new UsageError(`--format '${wrong}' is none of ${formats.join(', ')}; write for instance --format text,junit`);
    return [...new Set([...(before ?? []), ...words.split(',')])];
}
function isFormat(word) {
    return formats.includes(word);
}
export function rendering(word) {
    if (Object.hasOwn(renderings, word))
        return word;
    throw new UsageError(`--as '${word}' is none of ${Object.keys(renderings).join(', ')}`);
}
export function file(text, before = []) {
    if (text.trim() !== '')
        return [...before, text];
    throw new UsageError("--suite '' is no file; name one, for instance --suite ./my.suite.ts");
}
/** `split-vote,churn`; may be given several times. */
export function nameList(words, before = []) {
    return [...before, ...words.split(',').map((word) => word.trim())];
}
export function folder(flag, example) {
    return (text) => {
        if (text.trim() !== '')
            return text;
        throw new UsageError(`${flag} '' is no folder; name one, for instance ${flag} ${example}`);
    };
}
/** `1000`, `1_000` and `0x3e8` alike. */
export function wholeNumber(flag, least) {
    return (text) => {
        const digits = text.replaceAll('_', '');
        const n = /^(0x[0-9a-f]+|\d+)$/i.test(digits) ? Number(digits) : Number.NaN;
        if (Number.isSafeInteger(n) && n >= least)
            return n;
        throw new UsageError(`${flag} '${text}' is no whole number of at least ${least}; write for instance ${flag} 1000`);
    };
}
export function positiveNumber(flag, unit) {
    return (text) => {
        const n = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
        if (n > 0 && Number.isFinite(n))
            return n;
        throw new UsageError(`${flag} '${text}' is no number of ${unit} above 0; write for instance ${flag} 30`);
    };
}

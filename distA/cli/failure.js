/** What went wrong, in a sentence for the user, and the exit code it means. */
import { CommanderError } from 'commander';
import { CodeError, messageOf, UsageError } from '../checker/index.js';
import { outline, traceText } from '../reports/index.js';
import { exits } from './exit.js';
/** `debugs`: with the stack, and that of what caused it. */
export function explain(error, debugs = false) {
    // Help and version, or the help that a command without words is answered with.
    if (error instanceof CommanderError)
        return { exit: error.exitCode === 0 ? exits.allHold : exits.usage };
    const stack = debugs ? stacksOf(error) : [];
    if (error instanceof UsageError)
        return { exit: exits.usage, text: [error.message, ...stack].join('\n') };
    if (error instanceof CodeError) {
        const trace = error.trace === undefined ? [] : ['what led there:', ...untilFailure(error.trace)];
        return { exit: exits.internal, text: [error.message, ...trace, ...stack].join('\n') };
    }
    const hint = debugs ? '' : '; --debug shows where';
    return {
        exit: exits.internal,
        text: [`swarmcheck itself failed: ${messageOf(error)}${hint}`, ...stack].join('\n'),
    };
}
/** The last step is the one that failed: what it would have changed nobody knows. */
function untilFailure(trace) {
    const before = { ...trace, steps: trace.steps.slice(0, -1) };
    return [
        ...traceText(before),
        ...outline(trace)
            .slice(-1)
            .map((line) => `${line} (this fails)`),
    ];
}
function stacksOf(error) {
    if (!(error instanceof Error))
        return [];
    return [error.stack ?? error.message, ...stacksOf(error.cause)];
}

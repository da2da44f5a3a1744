#!/usr/bin/env node
/** The `swarmcheck` command: parses, calls, exits. */
import { explain } from './failure.js';
// A reader that has seen enough closes the pipe; what it did not read changes nothing about the exit code.
process.stdout.on('error', (error) => {
    if (error.code !== 'EPIPE')
        fail(error);
});
try {
    // A suite whose model is refused throws while it is loaded, and that has its sentence, too.
    const { program } = await import('./program.js');
    await program((code) => {
        process.exitCode = code;
    }).parseAsync();
}
catch (error) {
    fail(error);
}
function fail(error) {
    const { text, exit } = explain(error, process.argv.includes('--debug'));
    if (text !== undefined)
        process.stderr.write(`swarmcheck: ${text}\n`);
    process.exitCode = exit;
}

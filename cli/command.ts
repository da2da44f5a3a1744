/** The thread of the command: reads the command line, loads suites, checks, and prints; `supervisor.ts` is its other end. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Exit, exits } from './exit.ts';
import { turns } from './settle.ts';
import { connect, evaded, printError, say } from './thread.ts';
import type { Beginning } from './wire.ts';

const { heartbeat, started, signals, channel, streams } = workerData as Beginning;
const debugs = process.argv.includes('--debug');
process.argv[1] = started;
// What asks a stream whether it is a terminal is told what the stream of the process is.
Object.assign(process.stdout, streams.stdout);
Object.assign(process.stderr, streams.stderr);
connect({ send: (message) => parentPort?.postMessage(message), heartbeat, signals, channel, debugs });

let exit: Exit = exits.allHold;
try {
  // A suite whose model is refused throws while it is loaded, and that has its sentence, too.
  const { program } = await import('./program.ts');
  await program((code) => {
    exit = code;
  }).parseAsync();
} catch (error) {
  const { explain } = await import('./failure.ts');
  const failure = explain(error, debugs);
  if (failure.text !== undefined) printError(`swarmcheck: ${failure.text}\n`);
  exit = failure.exit;
}
// A promise that code under check left behind is rejected now, if it is.
await turns();
const evasion = evaded();
if (evasion !== undefined && exit !== exits.internal) {
  printError(`swarmcheck: ${evasion}\n`);
  exit = exits.internal;
}
say({ kind: 'done', exit });

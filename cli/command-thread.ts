/**
 * The command thread: reads the command line, loads suites, runs checks and prints; `supervisor.ts`
 * supervises it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Exit, exits } from './exit.ts';
import type { ThreadSetup } from './messages.ts';
import { twoTurns } from './pending-work.ts';
import { connect, forbiddenCall, printError, send } from './thread.ts';

const { heartbeat, started, signals, channel, streams } = workerData as ThreadSetup;
const debugs = process.argv.includes('--debug');
process.argv[1] = started;
// Code that checks whether a stream is a terminal sees the properties of the stream of the process.
Object.assign(process.stdout, streams.stdout);
Object.assign(process.stderr, streams.stderr);
connect({ send: (message) => parentPort?.postMessage(message), heartbeat, signals, channel, debugs });

let exit: Exit = exits.allHold;
try {
  // The import is inside `try`, because a suite that is refused throws while it is loaded.
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
// A promise that code under check left pending may be rejected in these turns.
await twoTurns();
const forbidden = forbiddenCall();
if (forbidden !== undefined && exit !== exits.internal) {
  printError(`swarmcheck: ${forbidden}\n`);
  exit = exits.internal;
}
send({ kind: 'done', exit });

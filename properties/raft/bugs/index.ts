/**
 * The known bugs of Raft. Each is a mutant of the model (a guard or action replaced, or another record at a restart) and of the
 * implementation (a rule replaced, or a mutant of the server). Their sources are issues of real implementations, or the sentence of the
 * paper that warns of the mistake.
 */
import { electionBugs } from './election.ts';
import { logBugs } from './log.ts';
import type { RaftBug } from './made.ts';

const all: Readonly<Record<string, RaftBug>> = { ...electionBugs, ...logBugs };

/** The bugs in the order of their numbers. */
export const bugs: Readonly<Record<string, RaftBug>> = Object.fromEntries(
  Object.entries(all).sort(([a], [b]) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10)),
);

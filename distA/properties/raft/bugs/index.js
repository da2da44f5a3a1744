/**
 * Known mistakes in Raft, each made twice: in the model (a guard or action of the machine replaced, or another record handed to
 * a server that comes back) and in the implementation (one of its rules replaced). Origins are issues of real
 * implementations; where none is named, the mistake is one the paper warns of.
 */
import { electionBugs } from './election.js';
import { logBugs } from './log.js';
const all = { ...electionBugs, ...logBugs };
/** In the order of their numbers. */
export const bugs = Object.fromEntries(Object.entries(all).sort(([a], [b]) => Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10)));

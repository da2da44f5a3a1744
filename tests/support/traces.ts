/** Counterexamples of known bugs, for tests of renderers. */
import {
  defaultScopeOf,
  exploreAll,
  selectProperties,
  subjectOf,
  subjectText,
  systemOf,
  type TraceRecord,
} from '../../checker/index.ts';
import type { Suite } from '../../checker/suite/suite.ts';
import { suite as raft } from '../../properties/raft/index.ts';

/** The counterexample of a known bug of Raft. */
export function raftRecord(bug: string): TraceRecord {
  return recordOfBug(raft, bug);
}

/** The counterexample of a known bug. */
export function recordOfBug(suite: Suite, bug: string): TraceRecord {
  const subject = subjectOf(suite, bug);
  const scope = defaultScopeOf(suite, subject);
  const [property] = selectProperties(suite, subject);
  const system = systemOf(suite, scope, subject);
  if (property === undefined) throw new Error(`${bug} breaks nothing`);
  const trace = exploreAll(system, [property]).results[0]?.trace;
  if (trace === undefined) throw new Error(`${bug} was not caught`);
  const { name, says, source, kind } = property;
  const { setting } = system;
  return {
    tool: '0.0.0',
    protocol: suite.name,
    subject: subjectText(subject),
    scope,
    setting,
    property: { name, says, source, kind },
    trace,
  };
}

/** Counterexamples of known bugs, for tests of renderers. */
import {
  defaultScopeOf,
  exploreScopeAll,
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
  const checked = defaultScopeOf(suite, subject);
  const [property] = selectProperties(suite, subject);
  if (property === undefined) throw new Error(`${bug} breaks nothing`);
  const [found] = exploreScopeAll(suite, checked, subject, [property], { shortestOnly: true }).results;
  const { trace, scope = checked } = found ?? {};
  if (trace === undefined) throw new Error(`${bug} was not caught`);
  const { name, says, source, kind } = property;
  const { setting } = systemOf(suite, scope, subject);
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

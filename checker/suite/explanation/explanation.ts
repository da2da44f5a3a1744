/**
 * Explanations of traces: for a recorded trace, what each step did and what holds after it, as data for a page
 * or another reader. It needs no files and no clock, so it runs in a browser, too.
 */
import type { NodeId } from '../../actors/actor.ts';
import { withoutAmbience } from '../../actors/ambient.ts';
import { listedSystem } from '../../property/inductive.ts';
import type { Property } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import type { Otherwise } from '../../traces/otherwise.ts';
import { type PropertyStatus, statusesAlong } from '../../traces/property-status.ts';
import type { TakenRules } from '../../traces/taken.ts';
import type { TraceRecord } from '../../traces/trace-file.ts';
import { UsageError } from '../../values/errors.ts';
import { replayOf } from '../checklist.ts';
import { propertiesOf, propertyOf } from '../properties.ts';
import { subjectOf, systemOf } from '../subject.ts';
import type { Suite } from '../suite.ts';

/** The explanation of a trace. */
export interface Explanation {
  /** The nodes that break the property; none for a condition on the whole world that does not name them. */
  readonly brokenBy: readonly NodeId[];
  /** The safety properties in the initial world. */
  readonly initially: readonly PropertyStatus[];
  readonly steps: readonly ExplainedStep[];
  /** Of a known bug: the first step, from 1, in which the correct model would have done otherwise. */
  readonly wrongFrom?: number;
}

/** The explanation of one step. */
export interface ExplainedStep {
  /** The transitions and guards of the step; absent where the node runs no machine. */
  readonly taken?: TakenRules;
  /** Of a known bug: the step of the correct model in the same world, if it is another one. */
  readonly otherwise?: Otherwise;
  /** The safety properties after the step. */
  readonly statuses: readonly PropertyStatus[];
}

/**
 * Explains a recorded trace by running it again on its own subject. The record may be of version 1, whose
 * steps have no rules. An action that is not enabled any more is left out, as a replay does.
 *
 * @param where - the name of the file, for errors
 * @throws UsageError if the suite has no such subject, scope or property, or the record is stale.
 */
export function explanationOf(suite: Suite, record: TraceRecord, where = 'the trace'): Explanation {
  const subject = subjectOf(suite, record.subject);
  const system = systemOf(suite, record.scope, subject);
  const property = propertyOf(suite, record.property.name);
  const replayed = replayOf({ system, property }, record, where);
  if ('because' in replayed) throw new UsageError(`${where} does not apply any more: ${replayed.because}`);
  const { trace, at = [] } = replayed;
  const { properties, executed } = judged(system, property, propertiesOf(suite, subject, record.scope));
  const [initially = [], ...statuses] = withoutAmbience(() => statusesAlong(executed, properties, trace));
  const wrongFrom = trace.steps.findIndex(({ otherwise }) => otherwise !== undefined);
  return {
    brokenBy: at,
    initially,
    steps: trace.steps.map(({ taken, otherwise }, step) => ({
      ...(taken !== undefined && { taken }),
      ...(otherwise !== undefined && { otherwise }),
      statuses: statuses[step] ?? [],
    })),
    ...(wrongFrom >= 0 && { wrongFrom: wrongFrom + 1 }),
  };
}

/**
 * The properties whose statuses a trace has, and the system that executes it. The trace of an inductive property
 * begins in a listed world that no run need reach, where the others promise nothing.
 */
function judged(
  system: System,
  property: Property,
  all: readonly Property[],
): { readonly properties: readonly Property[]; readonly executed: System } {
  if (property.kind === 'inductive')
    return { properties: [property], executed: listedSystem(system, property) };
  return { properties: all.filter(({ kind }) => kind !== 'inductive'), executed: system };
}

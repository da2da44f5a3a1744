/**
 * Counterexamples with given data in every place that has data: views, messages, records, outputs, history
 * and setting.
 */
import type { Actor } from '../../checker/actors/actor.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';
import { exploreAll } from '../../checker/suite/explore.ts';
import type { Trace } from '../../checker/traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../../checker/traces/trace-file.ts';

/** Sentence and source of the properties here. */
export const says = { says: 's', source: 'o' };

/** A node with these data in its view; it sends, persists and outputs them at its timeout. */
export function actorWithData(what: unknown): Actor {
  return {
    init: () => ({ state: false, effects: [{ type: 'arm', timer: 'tick' }] }),
    step: (_, event) => ({
      state: true,
      effects:
        event.type === 'timeout'
          ? [
              { type: 'send', to: 'b', message: { type: 'What', what } },
              { type: 'persist', record: { what } },
              { type: 'output', value: { type: 'What', what } },
            ]
          : [],
    }),
    view: (state) => ({ was: what, isDone: state === true, now: state === true ? what : 0 }),
  };
}

/** Two such nodes, with these data in setting and history. */
export const systemWithData = (what: unknown): System => ({
  nodes: { a: actorWithData(what), b: actorWithData(what) },
  setting: { what },
  network: 'set',
  monitor: { first: undefined, next: (history, { node }) => (node === 'b' ? what : history) },
});
/** A property that is violated once both timers have fired. */
export const neverBoth: Property = {
  ...says,
  kind: 'always',
  name: 'Never Both',
  over: { world: (views) => ![...views.values()].every((view) => (view as { isDone: boolean }).isDone) },
};

/** The trace record of a counterexample to a property. */
export function recordOfViolation(system: System, property: Property): TraceRecord {
  const trace = exploreAll(system, [property]).results[0]?.trace as Trace;
  const about = { tool: '0.0.0', protocol: 'p', subject: 'model', scope: 'default' };
  return recordOf({ ...about, setting: system.setting, property, trace });
}

/** The record after it was written and read. */
export const throughFile = (record: TraceRecord) => readTrace(writeTrace(record), 'x.json');

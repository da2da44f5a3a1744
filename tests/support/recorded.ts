/** Fresh counterexamples that hold any data wherever a trace holds data: views, messages, records, outputs, history, setting. */
import type { Actor } from '../../checker/actors/actor.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';
import { exploreAll } from '../../checker/suite/explore.ts';
import type { Trace } from '../../checker/traces/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../../checker/traces/trace-file.ts';

export const says = { says: 's', source: 'o' };

/** A node that shows, sends, persists and outputs this, once its timer fires. */
export function showing(what: unknown): Actor {
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

export const systemOf = (what: unknown): System => ({
  nodes: { a: showing(what), b: showing(what) },
  setting: { what },
  network: 'set',
  monitor: { first: undefined, next: (history, { node }) => (node === 'b' ? what : history) },
});
export const neverBoth: Property = {
  ...says,
  kind: 'always',
  name: 'Never Both',
  over: { world: (views) => ![...views.values()].every((view) => (view as { isDone: boolean }).isDone) },
};

export function recorded(system: System, property: Property): TraceRecord {
  const trace = exploreAll(system, [property]).results[0]?.trace as Trace;
  const about = { tool: '0.0.0', protocol: 'p', subject: 'model', scope: 'default' };
  return recordOf({ ...about, setting: system.setting, property, trace });
}

export const throughFile = (record: TraceRecord) => readTrace(writeTrace(record), 'x.json');

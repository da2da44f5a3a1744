/** Tests of logs for ShiViz, read back by the expressions in their head. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import { hostileRecord } from '../tests/support/hostile.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { shivizText } from './shiviz.ts';
import { transmissionsOf } from './transmissions.ts';

interface Event {
  readonly event: string;
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
}

/** As ShiViz reads a log: by the expressions in its first two lines. */
function eventsOf(log: string): Event[] {
  const [parser, delimiter, ...rest] = log.split('\n') as [string, string, ...string[]];
  const executions = rest.join('\n').split(new RegExp(delimiter, 'm'));
  expect(executions.length - 1).toBe(2);
  return [...(executions.at(-1) as string).matchAll(new RegExp(parser, 'g'))].map(({ groups }) => ({
    event: groups?.event as string,
    host: groups?.host as string,
    clock: JSON.parse(groups?.clock as string) as Event['clock'],
  }));
}

/**
 * What ShiViz requires of clocks: each host counts its own events from 1, and what it knows of others never
 * goes back.
 */
function expectClocks(events: readonly Event[]): void {
  const last = new Map<string, Event['clock']>();
  for (const { host, clock } of events) {
    const before = last.get(host) ?? {};
    expect(clock[host]).toBe((before[host] ?? 0) + 1);
    for (const [other, n] of Object.entries(before)) expect(clock[other]).toBeGreaterThanOrEqual(n);
    last.set(host, clock);
  }
}

function eventsExpected({ trace }: TraceRecord): string[] {
  return [...Object.keys(trace.initial), ...trace.steps.flatMap(({ action }) => actingNode(action) ?? [])];
}

describe('ShiViz log', () => {
  it('reads back as the events of every node, in order, for hostile strings too', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const events = eventsOf(shivizText(record));
        expect(events.map(({ host }) => host)).toEqual(eventsExpected(record));
        expectClocks(events);
      }),
    );
  });

  it('merges the clock of the sending step into a delivery', () => {
    const record = raftRecord('bug:R1');
    const events = eventsOf(shivizText(record));
    const nodes = Object.keys(record.trace.initial).length;
    for (const { from, sentAt, ended } of transmissionsOf(record.trace)) {
      if (ended === undefined) continue;
      const sent = events[nodes + sentAt - 1] as Event;
      const arrived = events[nodes + ended.at - 1] as Event;
      expect(arrived.clock[from]).toBeGreaterThanOrEqual(sent.clock[from] as number);
    }
    expect(events.at(-1)?.event).toContain('violates Election Safety');
  });
});

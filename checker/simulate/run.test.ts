/** A run: which actions it takes, what it judges, and when it is over. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { delivery, pingSystem, timeout } from '../../tests/support/ping.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { systemOf } from '../suite/subject.ts';
import { enabledInOrder, enabledOutcome, runOf } from './run.ts';

const about = { says: 'p', source: 'test' };
const received = (view: object) => (view as { received: number }).received;
const fewerThan = (limit: number): Property => ({
  ...{ ...about, name: `Fewer than ${limit}`, kind: 'always' },
  over: { node: (view) => received(view) < limit },
});
const reaches = (goal: number): Property => ({
  ...{ ...about, name: `Reaches ${goal}`, kind: 'sometimes' },
  over: { node: (view: object) => received(view) === goal } as never,
});

describe('a run', () => {
  it('is over at the first violation', () => {
    const property = fewerThan(1);
    const run = runOf(pingSystem(), 0, [property]);
    run.play([timeout, timeout]);
    expect([run.isOver, run.violated]).toEqual([false, undefined]);
    run.play([delivery, delivery]);
    expect([run.isOver, run.violated]).toEqual([true, property]);
    expect(run.taken).toEqual([timeout, timeout, delivery]);
  });

  it('is over when a property fails', () => {
    const failing: Property = {
      ...fewerThan(1),
      over: {
        node: (view) => {
          if (received(view) === 1) throw new Error('one');
          return true;
        },
      },
    } as Property;
    const run = runOf(pingSystem(), 0, [failing]);
    run.play([timeout, delivery, timeout]);
    expect([run.isOver, run.violated, run.taken.length]).toEqual([true, undefined, 2]);
    expect(String(run.failed?.cause)).toContain('one');
  });

  it('collects the goals that it and an earlier run reached', () => {
    const [one, two, three] = [reaches(1), reaches(2), reaches(3)];
    const goals = [one, two, three];
    const run = runOf(pingSystem(), 0, goals, [three]);
    run.play([timeout, delivery]);
    expect(run.reached).toEqual([three, one]);
  });

  it('skips disabled actions', () => {
    expect(enabledInOrder(pingSystem(), 0, [delivery, timeout, delivery, delivery])).toEqual([
      timeout,
      delivery,
    ]);
  });

  it('replaces a disabled action by a similar one only if it plays loosely', () => {
    const other = { ...delivery, message: { type: 'ping', lost: true } as never } as Action;
    const exactly = runOf(pingSystem(), 0, []);
    exactly.play([timeout, other]);
    expect(exactly.taken).toEqual([timeout]);
    const loosely = runOf(pingSystem(), 0, []);
    loosely.play([timeout, other], 'loosely');
    expect(loosely.taken).toEqual([timeout, delivery]);
  });

  it('has a fault-free phase only for settles', () => {
    const settles = (withinMs: number, limit: number): Property =>
      ({
        ...{ ...about, name: 'Settles', kind: 'settles', withinMs },
        over: { node: (view: object) => received(view) < limit },
      }) as Property;
    const system = pingSystem({ timersMs: { t: [10, 10] } as never });
    const without = runOf(system, 0, [fewerThan(1)]);
    without.runFaultFreePhase(1);
    expect([without.faultFreePhase, without.taken]).toEqual([undefined, []]);
    const kept = runOf(system, 0, [settles(100, 1_000)]);
    kept.play([timeout]);
    kept.runFaultFreePhase(1);
    expect([kept.faultFreePhase, kept.violated]).toEqual([{ begins: 1 }, undefined]);
    const violated = runOf(system, 0, [settles(100, 15)]);
    violated.runFaultFreePhase(1);
    expect(violated.violated?.name).toBe('Settles');
    // The fifteenth of the timeouts at 10, 20, ... ms is at 150 ms; its message arrives within 5 ms.
    expect(violated.faultFreePhase?.atMs).toBeGreaterThan(150);
    expect(violated.faultFreePhase?.atMs).toBeLessThanOrEqual(160);
  });
});

describe('the bound of a settles', () => {
  const settles = (withinMs: unknown): Property =>
    ({
      ...{ ...about, name: 'Settles', kind: 'settles', withinMs },
      over: { node: (view: object) => received(view) < 15 },
    }) as Property;
  const system = pingSystem({ timersMs: { t: [10, 10] } as never });
  const runWith = (withinMs: unknown, storm: readonly Action[]) => {
    const run = runOf(system, 0, [settles(withinMs)]);
    run.play(storm);
    run.runFaultFreePhase(1);
    return run;
  };

  it('may depend on the world in which the faults stop', () => {
    const seen: number[] = [];
    const longer = (views: ReadonlyMap<string, object>) => {
      const most = Math.max(...[...views.values()].map(received));
      seen.push(most);
      return most === 0 ? 60 : 100;
    };
    // Within 60 ms and for as long again fewer than 15 messages arrive; not so within 100 ms.
    expect(runWith(longer, []).violated).toBeUndefined();
    expect(runWith(longer, [timeout, delivery]).violated?.name).toBe('Settles');
    expect(seen).toEqual([0, 1]);
  });

  it('is refused if it is no time, with the name of the property', () => {
    for (const wrong of [0, -1, Number.NaN, 'soon', undefined])
      expect(String(runWith(() => wrong, []).failed?.cause)).toContain(
        `property 'Settles' failed: 'withinMs' returned ${wrong}; it must be a time in milliseconds, above 0`,
      );
  });
});

describe('an enabled outcome', () => {
  it('equals the action, and is undefined if that is disabled', () => {
    const { simulation } = runOf(pingSystem(), 0, []);
    expect(enabledOutcome(simulation, { ...timeout })).toEqual(timeout);
    expect(enabledOutcome(simulation, delivery)).toBeUndefined();
  });
});

describe('actions enabled in order', () => {
  it('lose with a send its deliveries, and with a crash its restart', () => {
    const system = systemOf(raft, 'one-term-crash');
    const all = [
      { type: 'timeout', node: 'a', timer: 'electionTimeout' },
      {
        type: 'deliver',
        from: 'a',
        to: 'b',
        message: { type: 'RequestVote', term: 1, lastLogIndex: 0, lastLogTerm: 0 },
      },
      { type: 'crash', node: 'c' },
      { type: 'restart', node: 'c' },
    ] as const;
    expect(enabledInOrder(system, 0, all)).toEqual(all);
    expect(enabledInOrder(system, 0, all.slice(1))).toEqual(all.slice(2));
    expect(enabledInOrder(system, 0, [all[0], all[1], all[3]])).toEqual(all.slice(0, 2));
  });
});

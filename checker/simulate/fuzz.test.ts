/** The fuzzer: its results, and the known bugs that it finds. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { lengths } from '../../tests/support/raft-lengths.ts';
import type { Actor } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import type { Transition } from '../semantics/views.ts';
import { propertyOf } from '../suite/properties.ts';
import { systemOf } from '../suite/subject.ts';
import type { Bug } from '../suite/suite.ts';
import { replay } from '../traces/replay.ts';
import { type TracedError, traceOf } from '../traces/trace.ts';
import { canonical } from '../values/canonical.ts';
import { drain } from '../values/drain.ts';
import type { StormLength } from './draw.ts';
import { fuzz, fuzzAll } from './fuzz.ts';
import { enabledInOrder } from './run.ts';

const says = { name: 'p', says: 'p', source: 'test' };

describe('fuzz', () => {
  const isOver = (most: number): Property => ({
    ...says,
    kind: 'always',
    over: { node: (view) => (view as { currentTerm: number }).currentTerm <= most },
  });

  it('finds no violation in a correct system, and counts the runs that reached a goal', () => {
    const result = drain(
      fuzz(systemOf(raft, 'storm-3'), raft.properties, {
        runs: 12,
        actionsMax: 40,
        seed: 1,
        faultFreeEvery: 1,
      }),
    );
    expect(result).toMatchObject({ runs: 12, actions: expect.any(Number) });
    expect(result.violation).toBeUndefined();
    expect(
      Object.fromEntries([...result.reached].map(([{ name }, times]) => [name, times]))['Leader Elected'],
    ).toBe(12);
  });

  it('judges the history of outputs that change no view', () => {
    const sender: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => ({
        state,
        effects: [
          { type: 'output', value: { type: 'done' } },
          { type: 'arm', timer: 't' },
        ],
      }),
      view: () => ({}),
    };
    const system: System = {
      nodes: { a: sender },
      setting: {},
      network: 'set',
      monitor: { first: 0, next: (outputs) => (outputs as number) + 1 },
    };
    const fewOutputs: Property = {
      ...{ name: 'Few Outputs', says: '', source: '', kind: 'always' },
      over: { world: (_views, outputs) => (outputs as number) < 3 },
    };
    const { violation } = fuzzAll(system, [fewOutputs], { runs: 1, actionsMax: 10, seed: 1 });
    expect(violation?.trace.steps).toHaveLength(3);
  });

  it('is the same for the same seed', () => {
    const run = (seed: number) =>
      drain(fuzz(systemOf(raft, 'storm-3'), [isOver(2)], { runs: 50, actionsMax: 40, seed }));
    expect(canonical(run(4).violation?.trace)).toBe(canonical(run(4).violation?.trace));
    expect(run(4).violation?.property).toEqual(expect.objectContaining({ name: 'p' }));
  });

  it('has storms of each of several lengths, and a fault-free phase after each fifth', () => {
    const system = systemOf(raft, 'storm-3', { side: 'implementation' });
    const always = raft.properties.filter(({ kind }) => kind === 'always');
    const settles = raft.properties.filter(({ name }) => name === 'Leader Settles');
    const how = { runs: 11, seed: 5 };
    const steps = (actionsMax: StormLength) => fuzzAll(system, always, { ...how, actionsMax }).actions;
    const both = steps([10, 300]);
    expect(both).toBeGreaterThan(steps(10));
    expect(both).toBeLessThan(steps(300));
    const phases = (properties: readonly Property[], faultFreeEvery?: number) => {
      const every = faultFreeEvery === undefined ? {} : { faultFreeEvery };
      return fuzzAll(system, properties, { ...how, actionsMax: [10, 30], ...every }).faultFreePhases;
    };
    expect([phases([...always, ...settles]), phases([...always, ...settles], 1)]).toEqual([3, 11]);
    expect([phases(settles), phases(always)]).toEqual([11, 0]);
    expect(() => phases(settles, 0)).toThrow('faultFreeEvery is 0; it must be a whole number of at least 1');
    expect(() => steps([])).toThrow('actionsMax is []; set it to the most actions of a storm');
  });

  it('shrinks a schedule until every action is needed', () => {
    const system = systemOf(raft, 'storm-5');
    const { violation } = drain(fuzz(system, [isOver(2)], { runs: 50, actionsMax: 60, seed: 1 }));
    const actions = violation?.trace.steps.map(({ action }) => action) ?? [];
    expect(violation?.drawn).toBeGreaterThan(actions.length);
    const breaks = (some: readonly Action[]) =>
      traceOf(system, 0, enabledInOrder(system, 0, some)).steps.some(({ changes }) =>
        changes.some(
          (change) => 'field' in change && change.field === 'currentTerm' && (change.after as number) > 2,
        ),
      );
    expect(breaks(actions)).toBe(true);
    for (const at of actions.keys()) expect(breaks(actions.toSpliced(at, 1))).toBe(false);
  });

  it('finds a cluster that does not settle, with a trace that replays', () => {
    const system = systemOf(raft, 'storm-3');
    const restless = { ...system, timersMs: { electionTimeout: [150, 300], heartbeat: [600, 600] } as never };
    const settles = propertyOf(raft, 'Leader Settles');
    const { violation } = drain(fuzz(restless, [settles], { runs: 5, actionsMax: 10, seed: 1 }));
    expect(violation?.property).toBe(settles);
    expect(replay(restless, settles, restless.setting, violation?.trace as never)).toMatchObject({
      verdict: 'reproduced',
    });
  });

  it('continues the fault-free phase beyond cuts and bounds', () => {
    const system = systemOf(raft, 'storm-3');
    const narrow: System = { ...system, within: (view) => (view as { currentTerm: number }).currentTerm < 2 };
    const settles = propertyOf(raft, 'Leader Settles');
    expect(drain(fuzz(narrow, [settles], { runs: 30, actionsMax: 40, seed: 1 })).violation).toBeUndefined();
    const restless = { ...narrow, timersMs: { electionTimeout: [150, 300], heartbeat: [600, 600] } as never };
    const { violation } = drain(fuzz(restless, [settles], { runs: 5, actionsMax: 10, seed: 1 }));
    expect(violation?.faultFreePhase?.atMs).toBeGreaterThan(0);
    expect(violation?.trace.steps.length).toBeGreaterThan(violation?.faultFreePhase?.begins ?? Infinity);
    expect(replay(restless, settles, restless.setting, violation?.trace as never)).toMatchObject({
      verdict: 'reproduced',
    });
  });

  it('stops with the reason that the caller gives', () => {
    const search = fuzz(systemOf(raft, 'storm-3'), [], { runs: 1_000, actionsMax: 5, seed: 1 });
    expect(search.next()).toMatchObject({ done: false, value: { runs: 25 } });
    expect(search.next('enough')).toMatchObject({ done: true, value: { stopped: 'enough' } });
  });

  it('names the actor or the property that fails, in the storm or in the fault-free phase', () => {
    const tired: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => {
        if (state === 20) throw new Error('no more ticks');
        return { state: (state as number) + 1, effects: [{ type: 'arm', timer: 't' }] };
      },
      view: (state) => ({ n: state }),
    };
    const system: System = {
      nodes: { a: tired },
      setting: {},
      network: 'set',
      timersMs: { t: [10, 10] } as never,
    };
    const settles = { ...says, kind: 'settles', withinMs: 500, over: { node: () => true } } as Property;
    const careless: Property = {
      ...says,
      kind: 'always',
      over: {
        node: (view) => {
          if ((view as { n: number }).n === 3) throw new Error('three');
          return true;
        },
      },
    };
    const failing = (property: Property) => {
      try {
        drain(fuzz(system, [property], { runs: 20, actionsMax: 10, seed: 1 }));
      } catch (error) {
        return error as TracedError;
      }
      throw new Error('nothing failed');
    };
    expect(failing(settles).message).toBe("node 'a' failed at timeout 't': no more ticks");
    expect(failing(settles).trace.steps).toHaveLength(21);
    expect(failing(careless).message).toContain('three');
    expect(failing(careless).trace.steps).toHaveLength(3);
  });
});

describe('fuzz with live implementations', () => {
  it('may have implementations with views that they change later', () => {
    class Growing {
      log: number[] = [];
      start(out: { arm(timer: string): void }): void {
        out.arm('t');
      }
      handle(_event: unknown, out: { arm(timer: string): void }): void {
        this.log.push(this.log.length);
        out.arm('t');
      }
      view() {
        return { log: this.log };
      }
      save() {
        return { log: [...this.log] };
      }
      load({ log }: { log: number[] }) {
        this.log = [...log];
      }
    }
    const actor = implementationActor(() => new Growing() as never) as Actor;
    const system: System = { nodes: { a: actor }, setting: {}, network: 'set' };
    const says = { name: 'Short', says: '', source: '' };
    const short: Property = {
      ...says,
      kind: 'always',
      over: { node: ({ log }: never) => (log as []).length < 3 },
    };
    const grows: Property = {
      ...{ ...says, name: 'Grows', kind: 'step' },
      over: {
        holds: ({ before, after }: Transition) =>
          (after as Growing).log.length === (before as Growing).log.length + 1,
      },
    };
    const { violation } = fuzzAll(system, [short, grows], { runs: 5, actionsMax: 10, seed: 1 });
    expect(violation?.property).toBe(short);
    expect(violation?.trace.steps).toHaveLength(3);
    const beyond = { ...system, within: ({ log }: never) => (log as []).length < 3 };
    expect(fuzzAll(beyond, [grows], { runs: 5, actionsMax: 10, seed: 1 }).violation).toBeUndefined();
  });

  it.each(['fifo', 'unordered'] as const)('refuses messages that are not plain data: %s', (network) => {
    const act = () => {};
    const sender = {
      start: (out: { arm(timer: string): void }) => out.arm('t'),
      handle: (_: unknown, out: { send(to: string, message: object): void }) =>
        out.send('a', { type: 'm', act }),
      view: () => ({}),
      save: () => ({}),
      load: () => {},
    };
    const actor = implementationActor(() => sender as never) as Actor;
    const system: System = { nodes: { a: actor }, setting: {}, network };
    expect(() => fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 })).toThrow(
      /\.act is a function \(act\)/,
    );
  });
});

describe('known bugs under schedules', () => {
  const ratios: number[] = [];

  // Eleven steps and more, of which few can be exchanged: a search finds them, schedules do not within a
  // test.
  const deep = ['R5', 'R11', 'R16', 'R17', 'R18'];
  const bugs = lengths.filter(([id]) => !deep.includes(id));

  it.each(bugs)('%s is found in model and implementation, and shrunk', (id, shortest) => {
    const { breaks, scope } = raft.bugs[id] as Bug;
    const property = breaks;
    for (const side of ['model', 'implementation'] as const) {
      const system = systemOf(raft, scope, { side, bug: id });
      const { violation } = drain(fuzz(system, [property], { runs: 12_000, actionsMax: 40, seed: 3 }));
      expect(violation?.property).toBe(property);
      ratios.push((violation?.trace.steps.length as number) / shortest);
    }
  });

  it('are at most a fifth longer than the shortest counterexample, in the median', () => {
    expect(ratios).toHaveLength(2 * bugs.length);
    expect([...ratios].sort((a, b) => a - b)[Math.floor(ratios.length / 2)]).toBeLessThanOrEqual(1.2);
  });
});

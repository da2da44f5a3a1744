/**
 * Depth-first and bitstate search: they find the same worlds as breadth-first, and their counterexamples
 * replay.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { propertiesAt } from '../../tests/support/brute-force.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { symmetricSystem } from '../../tests/support/symmetric-systems.ts';
import type { Actor } from '../actors/actor.ts';
import { isJudgedBySearch, type Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { exploreAll } from '../suite/explore.ts';
import { propertyOf } from '../suite/properties.ts';
import { systemOf } from '../suite/subject.ts';
import type { Bug } from '../suite/suite.ts';
import { replay } from '../traces/replay.ts';
import type { Trace, TracedError } from '../traces/trace.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import type { Exploration, SearchStrategy } from './result.ts';

const depthFirst: SearchStrategy = { name: 'depth-first' };
const bitstate: SearchStrategy = { name: 'bitstate', megabytes: 1 };
const systems = fc.oneof(randomSystem, symmetricSystem);
const fits = (system: System) => exploreAll(system, [], { maxWorlds: 300 }).stopped === undefined;

/** Everything that does not depend on the order of the worlds. */
function numbersOf({ worlds, transitions, unchanged, cuts, quiescent, symmetric, coverage }: Exploration) {
  return { worlds, transitions, unchanged, cuts, quiescent: quiescent.worlds, symmetric, coverage };
}

function expectReplays(system: System, properties: readonly Property[], { results }: Exploration): void {
  for (const [at, { verdict, trace, isShortest }] of results.entries()) {
    if (verdict !== 'violated') continue;
    const property = properties[at] as Property;
    expect(isShortest).toBe(false);
    expect(replay(system, property, system.setting, trace as Trace).verdict).toBe('reproduced');
  }
}

describe('depth-first', () => {
  it('finds the same worlds and verdicts as breadth-first', () => {
    fc.assert(
      fc.property(systems, fc.nat(2), (system, target) => {
        fc.pre(fits(system));
        const all = exploreAll(system, []);
        expect(numbersOf(exploreAll(system, [], { order: depthFirst }))).toEqual(numbersOf(all));
        expect(numbersOf(exploreAll(system, [], { order: bitstate }))).toEqual(numbersOf(all));
        const properties = propertiesAt(target).filter(({ kind }) => kind !== 'possible');
        const found = exploreAll(system, properties, { order: depthFirst });
        expect(found.results.map(({ verdict }) => verdict)).toEqual(
          exploreAll(system, properties).results.map(({ verdict }) => verdict),
        );
        expectReplays(asymmetric(system), properties, found);
      }),
      { numRuns: 100 },
    );
  });

  it('finds the same worlds as breadth-first within a depth limit, although it reaches them on longer paths', () => {
    fc.assert(
      fc.property(systems, fc.integer({ min: 1, max: 6 }), (system, maxDepth) => {
        fc.pre(fits(system));
        const [all, found] = [undefined, depthFirst].map((order) =>
          exploreAll(system, [], { maxDepth, ...(order && { order }) }),
        );
        expect(found?.worlds).toBe(all?.worlds);
        expect(found?.stopped).toBe(all?.stopped);
        expect(found?.cuts).toBe(all?.cuts);
        expect(found?.transitions).toBeGreaterThanOrEqual(all?.transitions ?? 0);
      }),
      { numRuns: 100 },
    );
  });

  it('expands a world again that it reaches by fewer steps', () => {
    const next: Record<string, Record<string, string>> = {
      begin: { left: 'l', right: 'r' },
      l: { left: 'll' },
      ll: { left: 'both' },
      r: { left: 'both' },
      both: { left: 'end' },
    };
    const actor: Actor = {
      init: () => ({ state: 'begin', effects: [] }),
      step: (state, event) => {
        const { type } = (event as unknown as { input: { type: string } }).input;
        return { state: next[state as string]?.[type] ?? state, effects: [] };
      },
      view: (state) => ({ is: state }),
    };
    const system: System = {
      nodes: { a: actor },
      setting: {},
      network: 'set',
      inputs: () => [{ type: 'left' }, { type: 'right' }],
    };
    // It reaches `both` by three steps first, which is the limit, and then by two.
    const [all, found] = [undefined, depthFirst].map((order) =>
      exploreAll(system, [], { maxDepth: 3, ...(order && { order }) }),
    );
    expect([all?.worlds, found?.worlds]).toEqual([6, 6]);
  });

  it('stops at a limit of worlds', () => {
    const found = exploreAll(systemOf(raft, 'quick'), [], { order: depthFirst, maxWorlds: 100 });
    expect(found.stopped).toBe('the limit of 100 worlds was reached');
    expect(found.worlds).toBeGreaterThanOrEqual(100);
    expect(found.worlds).toBeLessThan(120);
  });
});

describe('depth-first and bitstate search', () => {
  const judged = raft.properties.filter(isJudgedBySearch);

  it('prove nothing by bitstate, but reach worlds', () => {
    const { results, order: strategy } = exploreAll(systemOf(raft, 'quick'), judged, { order: bitstate });
    expect(strategy?.name).toBe('bitstate');
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['inconclusive', 'reached']));
  });

  it('leave properties inconclusive that need the graph', () => {
    const property = propertyOf(raft, 'Leader Still Possible');
    expect(exploreAll(systemOf(raft, 'quick'), [property], { order: depthFirst }).results).toEqual([
      {
        property,
        verdict: 'inconclusive',
        because: 'only a breadth-first search keeps the graph that this needs',
      },
    ]);
  });

  it.each(['R3', 'R12', 'R13', 'R20', 'R27'])('find a bug, and the shrunk trace replays: %s', (id) => {
    const { breaks, scope } = raft.bugs[id] as Bug;
    const property = breaks;
    const system = systemOf(raft, scope, { side: 'model', bug: id });
    const shortest = exploreAll(system, [property]).results[0]?.trace?.steps.length as number;
    for (const order of [depthFirst, bitstate]) {
      const found = exploreAll(system, [property], { order });
      expect(found.results[0]?.verdict).toBe('violated');
      expectReplays(system, [property], found);
      expect(found.results[0]?.trace?.steps.length).toBeLessThanOrEqual(shortest + 2);
    }
  });

  it('give the trace to the failure of an actor', () => {
    const actor: Actor = {
      init: () => ({ state: 0, effects: [] }),
      step: (state) => {
        if (state === 3) throw new Error('boom');
        return { state: (state as number) + 1, effects: [] };
      },
      view: (state) => ({ n: state }),
    };
    const system: System = {
      nodes: { a: actor, b: actor },
      setting: {},
      network: 'set',
      inputs: () => [{ type: 'up' }],
    };
    for (const order of [depthFirst, bitstate]) {
      let failure: unknown;
      try {
        exploreAll(system, [], { order });
      } catch (cause) {
        failure = cause;
      }
      expect(failure).toBeInstanceOf(CodeError);
      expect((failure as CodeError).message).toMatch(/^node '[ab]' failed at input 'up': boom$/);
      expect((failure as TracedError).trace.steps.length).toBeGreaterThanOrEqual(3);
    }
  });

  it('refuse a system with rebase', () => {
    const system = { ...systemOf(raft, 'quick'), rebase: (world: never) => world };
    expect(() => exploreAll(asymmetric(system), [], { order: depthFirst })).toThrow(UsageError);
    expect(() => exploreAll(asymmetric(system), [], { order: depthFirst })).toThrow(
      "a system with 'rebase' is searched breadth-first alone, not depth-first",
    );
  });
});

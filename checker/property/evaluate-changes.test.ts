/** Tests the incremental evaluation: by hand, and against the reference evaluators on random executions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { honestNodes } from '../semantics/views.ts';
import { InPlaceSimulation } from '../simulate/simulation/in-place.ts';
import { Chooser } from '../simulate/strategies/chooser.ts';
import { randomOf } from '../values/random.ts';
import { referenceEvaluators } from './evaluate.ts';
import { changeEvaluators } from './evaluate-changes.ts';
import type { OverGiven } from './property.ts';

interface Numbers {
  readonly at: number;
  readonly fuel: number;
}

/** Conditions on one node, on two that are not alike, and on all of them, with a premise or without. */
const conditions: readonly OverGiven[] = [
  { node: (view) => (view as Numbers).at !== 2 },
  {
    node: (view, self) => self !== 'b' || (view as Numbers).at !== 1,
    premise: (view) => (view as Numbers).fuel < 2,
  },
  { pair: (a, b) => !((a as Numbers).at === 1 && (b as Numbers).at === 0) },
  { pair: (a, b) => (a as Numbers).at <= (b as Numbers).fuel, premise: (a) => (a as Numbers).at > 0 },
  { world: (views) => [...views.values()].reduce((sum, view) => sum + (view as Numbers).at, 0) < 3 },
];

describe('the incremental evaluation', () => {
  it('skips nodes and pairs that did not change', () => {
    const views = new Map([
      ['a', { at: 1 }],
      ['b', { at: 2 }],
      ['c', { at: 3 }],
    ]);
    const seen = { views, history: undefined, all: new Map() };
    const evaluated: string[] = [];
    const evaluators = changeEvaluators(['a', 'b', 'c'], { seen, changed: ['b'] });
    const node: OverGiven = { node: (_, self) => evaluated.push(self) > 0 };
    expect(evaluators.of(node, 'changes').fails()).toBe(false);
    expect(evaluated.splice(0)).toEqual(['b']);
    expect(evaluators.of(node, 'whole').fails()).toBe(false);
    expect(evaluated.splice(0)).toEqual(['a', 'b', 'c']);
    const pair: OverGiven = {
      pair: (a, b) => evaluated.push(`${(a as Numbers).at}-${(b as Numbers).at}`) > 0,
    };
    expect(evaluators.of(pair, 'changes').fails()).toBe(false);
    expect(evaluated.sort()).toEqual(['1-2', '2-1', '2-3', '3-2']);
  });

  it('is first true at the same step as the reference evaluation', () => {
    const becameTrue = new Set<string>();
    fc.assert(
      fc.property(randomSystem, fc.integer(), (system, seed) => {
        const random = randomOf(seed);
        const simulation = new InPlaceSimulation(system, 0);
        const nodes = honestNodes(system);
        const pairs = conditions.map((over) => ({
          incremental: changeEvaluators(nodes, simulation).of(over, 'changes'),
          reference: referenceEvaluators(nodes, () => simulation.seen).of(over, 'changes'),
        }));
        // Each test is evaluated until it is first true, which must be at the same step.
        const open = new Set(
          pairs.flatMap((_, at) =>
            (['fails', 'holds', 'premiseOccurs'] as const).map((test) => `${at} ${test}`),
          ),
        );
        const chooser = new Chooser(simulation, {}, random);
        for (let step = 0; step < 20; step++) {
          for (const name of open) {
            const [at, test] = name.split(' ') as [string, 'fails' | 'holds' | 'premiseOccurs'];
            const { incremental, reference } = pairs[Number(at)] as (typeof pairs)[number];
            const expected = reference[test]();
            expect(incremental[test](), name).toBe(expected);
            if (!expected) continue;
            open.delete(name);
            if (step > 0) becameTrue.add(name);
          }
          const action = chooser.next();
          if (action === undefined) break;
          simulation.take(action);
        }
      }),
      { numRuns: 500 },
    );
    expect(becameTrue.size).toBeGreaterThan(10);
  });
});

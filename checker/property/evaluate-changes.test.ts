/**
 * What is asked only of what changed has the same answer, at the same step, as what is asked of everything.
 */
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

interface Told {
  readonly at: number;
  readonly fuel: number;
}

/** Conditions on one node, on two that are not alike, and on all of them, with a premise or without. */
const conditions: readonly OverGiven[] = [
  { node: (view) => (view as Told).at !== 2 },
  {
    node: (view, self) => self !== 'b' || (view as Told).at !== 1,
    premise: (view) => (view as Told).fuel < 2,
  },
  { pair: (a, b) => !((a as Told).at === 1 && (b as Told).at === 0) },
  { pair: (a, b) => (a as Told).at <= (b as Told).fuel, premise: (a) => (a as Told).at > 0 },
  { world: (views) => [...views.values()].reduce((sum, view) => sum + (view as Told).at, 0) < 3 },
];

describe('what changed', () => {
  it('is all that has to be asked', () => {
    const answers = new Set<string>();
    fc.assert(
      fc.property(randomSystem, fc.integer(), (system, seed) => {
        const random = randomOf(seed);
        const walk = new InPlaceSimulation(system, 0);
        const nodes = honestNodes(system);
        const pairs = conditions.map((over) => ({
          news: changeEvaluators(nodes, walk).of(over, 'changes'),
          plain: referenceEvaluators(nodes, () => walk.seen).of(over, 'changes'),
        }));
        // Who stops asking at the first answer hears it at the same step.
        const open = new Set(
          pairs.flatMap((_, at) =>
            (['fails', 'holds', 'premiseOccurs'] as const).map((ask) => `${at} ${ask}`),
          ),
        );
        const chooser = new Chooser(walk, {}, random);
        for (let step = 0; step < 20; step++) {
          for (const question of open) {
            const [at, ask] = question.split(' ') as [string, 'fails' | 'holds' | 'premiseOccurs'];
            const { news, plain } = pairs[Number(at)] as (typeof pairs)[number];
            const answer = plain[ask]();
            expect(news[ask](), question).toBe(answer);
            if (!answer) continue;
            open.delete(question);
            if (step > 0) answers.add(question);
          }
          const action = chooser.next();
          if (action === undefined) break;
          walk.take(action);
        }
      }),
      { numRuns: 500 },
    );
    expect(answers.size).toBeGreaterThan(10);
  });
});

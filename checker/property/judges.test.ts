/** Tests the judges of each kind, fed by hand with worlds of one number, and their panel. */
import { describe, expect, it } from 'vitest';
import type { Transition } from '../semantics/views.ts';
import type { Evaluators } from './evaluate.ts';
import { referenceEvaluators } from './evaluate.ts';
import { JudgePanel, judgeOf } from './judges.ts';
import type { Property } from './property.ts';
import { StateGraph } from './state-graph.ts';
import type { Explored } from './verdict.ts';

const says = { name: 'p', says: 's', source: 'o' };
const n = (view: object) => (view as { n: number }).n;

/** Evaluators of one node whose number the test sets. */
function numbered(): { readonly evaluators: Evaluators; at(number: number): void } {
  let number = 0;
  const seen = () => ({ views: new Map([['x', { n: number }]]), history: undefined, all: new Map() });
  return {
    evaluators: referenceEvaluators(['x'], seen),
    at: (next) => {
      number = next;
    },
  };
}

/** Judges worlds 0, 1, ... with these numbers, which are a chain of edges. */
function verdictOn(property: Property, numbers: readonly number[], more: Partial<Explored> = {}) {
  const { evaluators, at } = numbered();
  const judge = judgeOf(property, evaluators);
  const edges = new StateGraph();
  for (const [world, number] of numbers.entries()) {
    at(number);
    judge.world?.(world);
    edges.beginEdgesOf(world);
    if (world + 1 < numbers.length) edges.add(world + 1);
  }
  const worlds = numbers.length;
  return judge.conclude({
    ...{
      worlds,
      initial: 1,
      expanded: worlds,
      edges,
      labels: undefined,
      isCut: () => false,
      stopped: undefined,
    },
    ...more,
  });
}

const step = (before: number, after: number): Transition => ({
  ...{ node: 'x', before: { n: before }, after: { n: after }, effects: [] },
  event: { type: 'timeout', timer: 't' },
});

describe('the judge of', () => {
  const below3: Property = { ...says, kind: 'always', over: { node: (view) => n(view) < 3 } };

  it('an always names the first world that violates it', () => {
    expect(verdictOn(below3, [1, 3, 4])).toEqual({ verdict: 'violated', where: { world: 1 }, at: ['x'] });
    expect(verdictOn(below3, [1, 2])).toEqual({ verdict: 'holds' });
    expect(verdictOn(below3, [1, 2], { stopped: 'it was stopped' })).toEqual({
      verdict: 'inconclusive',
      because: 'not violated so far, but it was stopped',
    });
  });

  it('an always whose premise never occurred is inconclusive', () => {
    const vacuous: Property = {
      ...says,
      kind: 'always',
      over: { node: () => false, premise: (view) => n(view) > 9 },
    };
    expect(verdictOn(vacuous, [1, 2])).toEqual({
      verdict: 'inconclusive',
      because: 'its premise never occurred, so nothing was tested',
    });
    expect(verdictOn(vacuous, [1, 10])).toMatchObject({ verdict: 'violated', where: { world: 1 } });
  });

  it('a sometimes names the first world that satisfies it', () => {
    const three: Property = { ...says, kind: 'sometimes', over: { node: (view) => n(view) === 3 } };
    expect(verdictOn(three, [1, 3, 3])).toEqual({ verdict: 'reached', where: { world: 1 }, at: ['x'] });
    expect(verdictOn(three, [1])).toEqual({
      verdict: 'inconclusive',
      because: 'never reached in this scope',
    });
  });

  it('a possible names the first world that cannot reach the goal, unless a bound may hide it', () => {
    const two: Property = { ...says, kind: 'possible', over: { node: (view) => n(view) === 2 } };
    expect(verdictOn(two, [1, 2])).toEqual({ verdict: 'holds' });
    expect(verdictOn(two, [1, 2, 3, 3])).toEqual({ verdict: 'violated', where: { world: 2 }, at: [] });
    expect(verdictOn(two, [1, 2, 3, 3], { isCut: (world) => world === 3 })).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('from 2 of 4 worlds the goal may lie beyond a bound'),
    });
    const fromOne: Property = { ...two, from: { node: (view) => n(view) === 1 } } as Property;
    expect(verdictOn(fromOne, [1, 2, 3])).toEqual({ verdict: 'holds' });
    expect(verdictOn(fromOne, [4])).toMatchObject({ verdict: 'inconclusive' });
  });

  it('a step names the transition that violates it', () => {
    const { evaluators } = numbered();
    const increasing: Property = {
      ...says,
      kind: 'step',
      over: { holds: ({ before, after }) => n(after) > n(before) },
    };
    const judge = judgeOf(increasing, evaluators);
    judge.step?.(step(1, 2), { world: 0 });
    expect(judge.isDecided).toBe(false);
    judge.step?.(step(2, 2), { world: 1 });
    expect(judge.isDecided).toBe(true);
    expect(judge.conclude({} as Explored)).toEqual({ verdict: 'violated', where: { world: 1 }, at: ['x'] });
  });

  it('a settles without fairness leaves it to schedules', () => {
    const timed: Property = { ...says, kind: 'settles', over: { node: () => false }, withinMs: 1 };
    expect(verdictOn(timed, [1])).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('a panel of judges', () => {
  it('counts decided verdicts, and tells a violation from a reached goal', () => {
    const { evaluators, at } = numbered();
    const panel = new JudgePanel(
      [
        { ...says, name: 'goal', kind: 'sometimes', over: { node: (view) => n(view) === 1 } },
        { ...says, name: 'bound', kind: 'always', over: { node: (view) => n(view) < 2 } },
      ],
      evaluators,
    );
    expect([panel.needsEdges, panel.labels]).toEqual([false, undefined]);
    at(1);
    panel.world(0);
    expect([panel.decided, panel.isDecided, panel.hasViolation]).toEqual([1, false, false]);
    at(2);
    panel.world(1);
    expect([panel.decided, panel.isDecided, panel.hasViolation]).toEqual([2, true, true]);
  });

  it('names the property whose code fails', () => {
    const { evaluators } = numbered();
    const failing: Property = {
      ...says,
      name: 'Bad',
      kind: 'always',
      over: {
        node: () => {
          throw new Error('oops');
        },
      },
    };
    expect(() => new JudgePanel([failing], evaluators).world(0)).toThrow("property 'Bad'");
  });

  it('has labels for the families of a fairness, and needs edges', () => {
    const { evaluators } = numbered();
    const live: Property = {
      ...{ ...says, kind: 'leadsTo', fairness: { weak: ['timeout'] } },
      ...{ from: { node: () => true }, over: { node: () => true } },
    };
    const { labels, needsEdges } = new JudgePanel([live], evaluators);
    expect(needsEdges).toBe(true);
    expect(labels?.of({ type: 'timeout', node: 'x', timer: 't' })).toBe(2);
  });
});

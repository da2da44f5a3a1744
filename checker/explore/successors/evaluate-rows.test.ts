/** Row evaluators: results by hand, and how often conditions are called. */
import { describe, expect, it } from 'vitest';
import { type ScriptedState, scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import type { OverGiven } from '../../property/property.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { type EvaluationContext, RowEvaluators } from './evaluate-rows.ts';

const system = scriptedNodes({ a: {}, b: {}, c: {} });
const receivedBy = (view: object) => (view as ScriptedState).received.length;

function begun() {
  const interner = new Interner(system);
  const context: EvaluationContext = { world: -1, row: new Int32Array(0), changed: -2, isHistoryNew: true };
  const evaluators = new RowEvaluators(interner, () => context);
  const [world] = initialWorlds(system) as [World];
  /** Shows the world in which each node has received so many messages; `changed` is new. */
  const show = (received: readonly number[], changed = -2) => {
    const nodes = ['a', 'b', 'c'].map((node, at) => [
      node,
      { up: { received: Array.from({ length: received[at] ?? 0 }, () => 'm'), ticked: 0 }, armed: [] },
    ]);
    context.world++;
    context.changed = changed;
    context.isHistoryNew = false;
    context.row = interner.pack({ ...world, nodes: Object.fromEntries(nodes) });
  };
  return { evaluators, show };
}

describe('row evaluators', () => {
  it('evaluate a condition on nodes once for each view', () => {
    const { evaluators, show } = begun();
    let calls = 0;
    const over: OverGiven = {
      node: (view) => {
        calls++;
        return receivedBy(view) < 2;
      },
      premise: (view) => receivedBy(view) > 0,
    };
    const of = evaluators.of(over, 'whole');
    show([0, 0, 0]);
    expect([of.fails(), of.holds(), of.premiseOccurs(), calls]).toEqual([false, false, false, 0]);
    show([0, 1, 2]);
    expect([of.fails(), of.holds(), of.premiseOccurs()]).toEqual([true, true, true]);
    expect([of.failingAt(), of.holdingAt()]).toEqual([['c'], ['a']]);
    const before = calls;
    show([0, 1, 2]);
    expect([of.fails(), of.holds(), calls]).toEqual([true, true, before]);
  });

  it('evaluate a condition on pairs in both orders', () => {
    const { evaluators, show } = begun();
    const of = evaluators.of({ pair: (one, other) => receivedBy(one) <= receivedBy(other) }, 'whole');
    show([1, 1, 1]);
    expect(of.fails()).toBe(false);
    show([1, 1, 2]);
    expect([of.fails(), of.failingAt()]).toEqual([true, ['c', 'a']]);
  });

  it('evaluate a condition on the world once for each combination of standings', () => {
    const { evaluators, show } = begun();
    let calls = 0;
    const over: OverGiven = {
      world: (views) => {
        calls++;
        return [...views.values()].reduce((sum, view) => sum + receivedBy(view), 0) < 2;
      },
    };
    const of = evaluators.of(over, 'whole');
    show([0, 0, 1]);
    expect([of.fails(), evaluators.hasChanges]).toEqual([false, true]);
    show([0, 1, 1]);
    expect([of.fails(), of.failingAt()]).toEqual([true, []]);
    const before = calls;
    show([0, 0, 1]);
    expect([of.fails(), calls, evaluators.hasChanges]).toEqual([false, before, false]);
  });

  it('evaluate only instances with the node that changed, if no other is due', () => {
    const { evaluators, show } = begun();
    const node = evaluators.of({ node: (view) => receivedBy(view) === 0 }, 'changes');
    const pair = evaluators.of({ pair: (one, other) => receivedBy(one) <= receivedBy(other) }, 'changes');
    show([1, 0, 0], 0);
    expect([node.fails(), pair.fails(), evaluators.hasChanges]).toEqual([true, true, true]);
    show([1, 0, 0], 1);
    expect([node.fails(), pair.fails()]).toEqual([false, true]);
    show([1, 1, 0], -1);
    expect([node.fails(), evaluators.hasChanges]).toEqual([false, false]);
  });

  it('evaluate each instance by itself', () => {
    const { evaluators, show } = begun();
    const nodes = evaluators.each({ node: (view) => receivedBy(view) > 0 });
    const pairs = evaluators.each({ pair: (one, other) => receivedBy(one) > receivedBy(other) });
    show([0, 1, 0]);
    expect(nodes.at.map((_, at) => nodes.holds(at))).toEqual([false, true, false]);
    expect(pairs.at.filter((_, at) => pairs.holds(at))).toEqual([
      ['b', 'a'],
      ['b', 'c'],
    ]);
  });

  it.each<[string, OverGiven, string]>([
    [
      'changes a view',
      { node: (view) => (view as { received: string[] }).received.push('x') > 0 },
      'it changed what',
    ],
    ['returns another value', { node: () => flips() }, 'it returned another value the second time'],
  ])('refuse a condition that %s', (_, over, message) => {
    const { evaluators, show } = begun();
    show([0, 0, 0]);
    expect(() => evaluators.of(over, 'whole').fails()).toThrow(message);
  });
});

let flipped = false;
function flips(): boolean {
  flipped = !flipped;
  return flipped;
}

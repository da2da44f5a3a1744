/** Tests the evaluation of conditions on nodes, pairs and worlds, with premises and quantifiers. */
import { describe, expect, it } from 'vitest';
import type { Seen } from '../semantics/views.ts';
import {
  failure,
  instanceResults,
  instancesOf,
  obligations,
  premiseOccurs,
  referenceEvaluators,
  witness,
} from './evaluate.ts';
import type { Over, OverGiven } from './property.ts';

const seen: Seen = {
  views: new Map([
    ['a', { n: 1 }],
    ['b', { n: 2 }],
  ]),
  history: 7,
  all: new Map(),
};
const n = (view: object) => (view as { n: number }).n;

describe('a condition', () => {
  it('on nodes fails at the first node that violates it, and holds at the first that satisfies it', () => {
    expect(failure({ node: (view) => n(view) < 2 }, seen)).toEqual({ at: ['b'] });
    expect(failure({ node: (view) => n(view) < 3 }, seen)).toBeUndefined();
    expect(witness({ node: (_, self) => self === 'b' }, seen)).toEqual({ at: ['b'] });
    expect(witness({ node: () => false }, seen)).toBeUndefined();
  });

  it('on pairs is evaluated in both orders', () => {
    const increasing: OverGiven = { pair: (a, b) => n(a) < n(b) };
    expect(failure(increasing, seen)).toEqual({ at: ['b', 'a'] });
    expect(witness(increasing, seen)).toEqual({ at: ['a', 'b'] });
  });

  it('on the world has views and history, and no nodes', () => {
    expect(failure({ world: (views, history) => views.size === history }, seen)).toEqual({ at: [] });
    expect(witness({ world: (views, history) => views.size < (history as number) }, seen)).toEqual({
      at: [],
    });
  });

  it('fails only where its premise holds', () => {
    const over: OverGiven = { node: () => false, premise: (view) => n(view) > 1 };
    expect(failure(over, seen)).toEqual({ at: ['b'] });
    expect(premiseOccurs(over, seen)).toBe(true);
    expect(instanceResults(over, seen)).toEqual([
      [['a'], 'nothing'],
      [['b'], 'fails'],
    ]);
    expect(premiseOccurs({ node: () => false, premise: () => false }, seen)).toBe(false);
  });
});

describe('the instances of a condition', () => {
  it('are the nodes, the ordered pairs, or the world', () => {
    expect(instancesOf({ node: () => true }, ['a', 'b'])).toEqual([['a'], ['b']]);
    expect(instancesOf({ pair: () => true }, ['a', 'b'])).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
    expect(instancesOf({ world: () => true }, ['a', 'b'])).toEqual([[]]);
  });

  it('are up if all their nodes are', () => {
    const pairs = referenceEvaluators(['a', 'b', 'down'], () => seen).each({ pair: () => true });
    const up = pairs.at.filter((_, instance) => pairs.isUp(instance));
    expect(up).toEqual([
      ['a', 'b'],
      ['b', 'a'],
    ]);
  });

  it('of a leadsTo are paired if both conditions are of one kind, and quantified otherwise', () => {
    const evaluators = referenceEvaluators(['a', 'b'], () => seen);
    const onlyB: Over = { node: (_, self) => self === 'b' };
    const [due, kept] = obligations(evaluators, onlyB, onlyB);
    expect([0, 1].map((instance) => due.holds(instance))).toEqual([false, true]);
    expect([0, 1].map((instance) => kept.holds(instance))).toEqual([false, true]);
    const world: Over = { world: () => true };
    const [everywhere] = obligations(evaluators, onlyB, world);
    const [, somewhere] = obligations(evaluators, world, onlyB);
    expect(everywhere.at).toEqual([[]]);
    expect(everywhere.holds(0)).toBe(false);
    expect(somewhere.holds(0)).toBe(true);
  });
});

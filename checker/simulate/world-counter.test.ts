/** The world counter: visits of a few worlds, counted by hand. */
import { describe, expect, it } from 'vitest';
import type { Seen } from '../semantics/views.ts';
import { WorldCounter } from './world-counter.ts';

const seen = (a: number, history: unknown = undefined): Seen => {
  const views = new Map([['a', { n: a }]]);
  return { views, all: new Map([['a', { up: { n: a } }]]), history };
};

describe('the world counter', () => {
  it('estimates that the next world is new if it has observed none', () => {
    expect(new WorldCounter().seen).toEqual({ distinct: 0, once: 0, looks: 0, unseen: 1 });
  });

  it('counts distinct worlds, and those visited once', () => {
    const counter = new WorldCounter();
    for (const n of [1, 2, 1, 1, 3]) counter.observe(seen(n), ['a']);
    expect(counter.seen).toEqual({ distinct: 3, once: 2, looks: 5, unseen: 0.4 });
  });

  it('distinguishes worlds by their history', () => {
    const counter = new WorldCounter();
    for (const history of [0, 1, 0]) counter.observe(seen(1, history), ['a']);
    expect(counter.seen).toMatchObject({ distinct: 2, once: 1 });
  });

  it('reads only the nodes that changed', () => {
    const counter = new WorldCounter();
    counter.observe(seen(1), ['a']);
    counter.observe(seen(2), []);
    expect(counter.seen).toMatchObject({ distinct: 1, once: 0, looks: 2 });
  });
});

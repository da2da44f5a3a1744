/** Tests the system of an inductive property: its listed worlds become the initial ones. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { type Inductive, listedSystem } from './inductive.ts';
import type { Listed } from './property.ts';

const actor: Actor = {
  init: () => ({ state: 0, effects: [] }),
  step: (state) => ({ state: (state as number) + 1, effects: [] }),
  view: (state) => ({ n: state as number }),
};
const system: System = { nodes: { a: actor, b: actor }, setting: {}, network: 'set' };
const listing = (worlds: () => unknown): Inductive => ({
  ...{ name: 'p', says: 's', source: 'o', kind: 'inductive' },
  over: { node: (view) => (view as { n: number }).n < 5 },
  worlds: worlds as () => readonly Listed[],
});
const up = (n: number) => ({ up: n });

describe('a listed system', () => {
  it('begins in the listed worlds that satisfy the condition', () => {
    const property = listing(() => [
      { nodes: { b: up(4), a: { up: 3, armed: ['u', 't'] } } },
      { nodes: { a: up(5), b: up(0) } },
    ]);
    const worlds = initialWorlds(listedSystem(system, property));
    expect(worlds).toHaveLength(1);
    expect(Object.keys(worlds[0]?.nodes ?? {})).toEqual(['a', 'b']);
    expect(worlds[0]?.nodes.a).toMatchObject({ up: 3, armed: ['t', 'u'] });
  });

  it('has the listed messages in flight, in the order of the network', () => {
    const message = (n: number) => ({ from: 'a', to: 'b', message: { type: 'N', n } });
    const inFlightOf = (numbers: readonly number[]) =>
      initialWorlds(
        listedSystem(
          system,
          listing(() => [{ nodes: { a: up(0), b: up(0) }, inFlight: numbers.map(message) }]),
        ),
      )[0]?.inFlight;
    expect(inFlightOf([1, 2])).toHaveLength(2);
    expect(inFlightOf([2, 1])).toEqual(inFlightOf([1, 2]));
  });

  it.each([
    [
      'names an unknown node',
      () => [{ nodes: { a: up(0), b: up(0), z: up(0) } }],
      "names 'z', which is no node",
    ],
    ['lacks a node', () => [{ nodes: { a: up(0) } }], "has no state for node 'b'"],
    ['is no list', () => 7, "its 'worlds' returned no list"],
  ])('is refused if an entry %s', (_, worlds, sentence) => {
    expect(() => listedSystem(system, listing(worlds))).toThrow(sentence);
  });
});

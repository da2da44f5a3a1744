/** Canonical rows: all renamings of a small world have one representative, and different worlds have two. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { renamedWorld, renamings } from '../../semantics/symmetry.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { CanonicalRows } from './canonical-row.ts';

const names = ['a', 'b', 'c', 'd'];
const system = nameSets(names, () => false);
const interner = new Interner(system);
const canonicalRows = new CanonicalRows(interner);

function packed(world: World): Int32Array {
  interner.internMessages(world);
  return interner.pack(world);
}

function representativeOf(world: World): number[] {
  canonicalRows.represent(packed(world));
  const row = new Int32Array(interner.width);
  canonicalRows.write(row);
  return [...row];
}

const graphs = {
  'no nameSets': {},
  'a path': { a: ['b'], b: ['c'], c: ['d'] },
  'a cycle': { a: ['b'], b: ['c'], c: ['d'], d: ['a'] },
  'two pairs': { a: ['b'], b: ['a'], c: ['d'], d: ['c'] },
  'a star': { a: ['b', 'c', 'd'] },
} as const;

describe('the canonical row', () => {
  it.each(Object.entries(graphs))('is the same for all 24 renamings of %s', (_, met) => {
    const world = worldOf(system, met);
    const all = [...renamings(system)].map((name) => renamedWorld(system, world, name));
    expect(all).toHaveLength(24);
    expect(new Set(all.map((one) => representativeOf(one).join())).size).toBe(1);
  });

  it('is another for each of these worlds', () => {
    const rows = Object.values(graphs).map((met) => representativeOf(worldOf(system, met)).join());
    expect(new Set(rows).size).toBe(5);
  });

  it('is the row of the world that is renamed as `to` says', () => {
    const world = worldOf(system, graphs['a path']);
    const row = representativeOf(world);
    const to = [...canonicalRows.to];
    const name = (node: string) => names[to[names.indexOf(node)] as number] ?? node;
    expect([...packed(renamedWorld(system, world, name))]).toEqual(row);
  });
});

describe('twins of a row', () => {
  it('are given by their first', () => {
    const first = new Int32Array(4);
    canonicalRows.twins(packed(worldOf(system, graphs['a star'])), first);
    expect([...first]).toEqual([0, 1, 1, 1]);
    canonicalRows.twins(packed(worldOf(system, graphs['a path'])), first);
    expect([...first]).toEqual([0, 1, 2, 3]);
  });

  it('have their messages replaced by those of the first', () => {
    const about = (to: string) => interner.envelopeOf({ from: 'a', to, message: { type: 'hello' } });
    expect(canonicalRows.firstOf(about('d'), Int32Array.of(0, 1, 1, 1))).toBe(about('b'));
    expect(canonicalRows.firstOf(about('b'), Int32Array.of(0, 1, 1, 1))).toBe(about('b'));
  });
});

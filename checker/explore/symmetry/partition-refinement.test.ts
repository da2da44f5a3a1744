/** Partition refinement on small graphs of nameSets. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { PartitionRefinement } from './partition-refinement.ts';
import { roleTablesOf } from './roles.ts';
import { RowParts } from './row-parts.ts';

const names = ['a', 'b', 'c', 'd'];
const system = nameSets(names, () => false);
const interner = new Interner(system);
const members = new Members(names, [names]);
const refinement = new PartitionRefinement(interner, members, roleTablesOf(interner, members));

/** The first partition and the refined one, by member. */
function cellsOf(met: Readonly<Record<string, readonly string[]>>): { first: number[]; refined: number[] } {
  const row = new RowParts(names.length);
  row.read(interner.pack(worldOf(system, met)), interner);
  const cells = new Int32Array(names.length);
  refinement.begin(row, cells);
  const first = [...cells];
  refinement.refine(cells);
  return { first, refined: [...cells] };
}

/** The groups of members with equal numbers. */
const groupsOf = (cells: readonly number[]) =>
  new Set([...new Set(cells)].map((cell) => names.filter((_, at) => cells[at] === cell).join('')));

describe('partition refinement', () => {
  it('has one cell for members that are alike', () => {
    expect(cellsOf({}).refined).toEqual([0, 0, 0, 0]);
    expect(cellsOf({ a: ['b'], b: ['c'], c: ['d'], d: ['a'] }).refined).toEqual([0, 0, 0, 0]);
  });

  it('separates members by their own roles first', () => {
    const { first } = cellsOf({ a: ['b'], b: ['c'], c: ['d'] });
    expect(groupsOf(first)).toEqual(new Set(['a', 'bc', 'd']));
  });

  it('separates members by their neighbours afterwards', () => {
    const { refined } = cellsOf({ a: ['b'], b: ['c'], c: ['d'] });
    expect(groupsOf(refined)).toEqual(new Set(['a', 'b', 'c', 'd']));
  });

  it('numbers cells by the members before them', () => {
    const { refined } = cellsOf({ a: ['b', 'c', 'd'] });
    expect([...refined].sort()).toEqual(refined[0] === 0 ? [0, 1, 1, 1] : [0, 0, 0, 3]);
  });

  it('does not depend on names', () => {
    const [a, b, c, d] = cellsOf({ a: ['b'], b: ['c'], c: ['d'] }).refined;
    expect(cellsOf({ c: ['a'], a: ['d'], d: ['b'] }).refined).toEqual([b, d, a, c]);
  });
});

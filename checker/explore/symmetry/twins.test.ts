/** Twins on small graphs of nameSets. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { roleTablesOf } from './roles.ts';
import { RowParts } from './row-parts.ts';
import { Twins } from './twins.ts';

const names = ['a', 'b', 'c'];
const system = nameSets(names, () => false);
const interner = new Interner(system);
const members = new Members(names, [names]);
const twins = new Twins(members, roleTablesOf(interner, members));

function pairUp(
  met: Readonly<Record<string, readonly string[]>>,
  { cells = [0, 0, 0], sent = [] }: { cells?: number[]; sent?: [string, string][] } = {},
): { all: boolean; first: number[] } {
  const inFlight = sent.map(([from, to]) => ({ from, to, message: { type: 'hello' } }));
  const world = { ...worldOf(system, met), inFlight };
  interner.internMessages(world);
  const row = new RowParts(3);
  row.read(interner.pack(world), interner);
  twins.enter(row);
  const first = new Int32Array(3);
  return { all: twins.pairUp(Int32Array.from(cells), first), first: [...first] };
}

describe('twins', () => {
  it('are all nodes that have met no other', () => {
    expect(pairUp({})).toEqual({ all: true, first: [0, 0, 0] });
  });

  it('are two nodes that have met the same third one', () => {
    expect(pairUp({ a: ['c'], b: ['c'] })).toEqual({ all: false, first: [0, 0, 2] });
    expect(pairUp({ a: ['c'], b: ['c'] }, { cells: [0, 0, 2] })).toEqual({ all: true, first: [0, 0, 2] });
  });

  it('are two nodes that have met each other', () => {
    expect(pairUp({ a: ['b'], b: ['a'] }).first).toEqual([0, 0, 2]);
  });

  it('are not the nodes of a cycle, though their roles are equal', () => {
    expect(pairUp({ a: ['b'], b: ['c'], c: ['a'] })).toEqual({ all: false, first: [0, 1, 2] });
  });

  it('are not two nodes of which a third has met one', () => {
    expect(pairUp({ c: ['a'] }).first).toEqual([0, 1, 2]);
  });

  it('are never in two cells', () => {
    expect(pairUp({}, { cells: [0, 1, 1] })).toEqual({ all: true, first: [0, 1, 1] });
  });

  it('have the same messages in flight', () => {
    expect(pairUp({}, { sent: [['a', 'c']] }).first).toEqual([0, 1, 2]);
    const both: [string, string][] = [
      ['a', 'c'],
      ['b', 'c'],
    ];
    expect(pairUp({}, { sent: both }).first).toEqual([0, 0, 2]);
  });
});

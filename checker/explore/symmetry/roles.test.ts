/** Roles of members in the states of nodes that have met one another. */
import { describe, expect, it } from 'vitest';
import { stateOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { Interner } from '../tables/interning.ts';
import { Members } from './members.ts';
import { roleTablesOf } from './roles.ts';

const system = nameSets(['a', 'b', 'c'], () => false);
const interner = new Interner(system);
const tables = roleTablesOf(interner, new Members(interner.names, system.symmetric ?? []));
const part = (node: string, ...met: string[]) => interner.nodePartOf(node, stateOf(system, node, met));
const [a, b, c] = [0, 1, 2] as const;

describe('the role tables', () => {
  it('list the members that a component names', () => {
    expect(tables.nodes.mask(part('a'))).toBe(0b001);
    expect(tables.nodes.mask(part('a', 'c'))).toBe(0b101);
    expect(tables.nodes.mask(part('b', 'a', 'c'))).toBe(0b111);
  });

  it('give equal roles to members that the component cannot tell apart', () => {
    const roles = tables.nodes.roles(part('a', 'b', 'c'));
    expect(roles[b]).toBe(roles[c]);
    expect(roles[a]).not.toBe(roles[b]);
  });

  it('give roles that do not depend on names, and 0 to a member that is not named', () => {
    const [one, other] = [tables.nodes.roles(part('a', 'b')), tables.nodes.roles(part('b', 'c'))];
    expect([one[a], one[b], one[c]]).toEqual([other[b], other[c], other[a]]);
    expect(one[c]).toBe(0);
  });

  it('exchange two members in a component', () => {
    expect(tables.nodes.swapped(part('a', 'b'), b, c)).toBe(part('a', 'c'));
    expect(tables.nodes.swapped(part('a', 'b'), b, c)).toBe(part('a', 'c'));
    expect(tables.nodes.swapped(part('a', 'c'), c, b)).toBe(part('a', 'b'));
    expect(tables.nodes.swapped(part('a', 'b'), a, b)).toBe(part('b', 'a'));
    expect(tables.nodes.swapped(part('a', 'b', 'c'), b, c)).toBe(part('a', 'b', 'c'));
    expect(tables.nodes.swapped(part('a'), b, c)).toBe(part('a'));
  });

  it('exchange two members in a message', () => {
    const message = (from: string, to: string) =>
      interner.envelopeOf({ from, to, message: { type: 'about', whom: 'c' } as { type: string } });
    expect(tables.envelopes.mask(message('a', 'b'))).toBe(0b111);
    expect(tables.envelopes.swapped(message('a', 'b'), a, b)).toBe(message('b', 'a'));
    expect(tables.items).toBe(tables.envelopes);
  });
});

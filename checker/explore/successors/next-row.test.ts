/** The next row: hashes of changed columns, resets, widening, and canonical forms. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import { isSymmetric } from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { Interner, nodeColumn } from '../tables/interning.ts';
import { NextRow } from './next-row.ts';

/** Opens what a generator of successors uses. */
class Opened extends NextRow {
  override enter = () => super.enter();
  override hasChanged = (...columns: [number, boolean, boolean]) => super.hasChanged(...columns);
  override reset = (changed: Int32Array, ...columns: [number, boolean, boolean]) =>
    super.reset(changed, ...columns);
  override reaching = (messages: number, self: number) => super.reaching(messages, self);
}

function begun(system: System) {
  const interner = new Interner(system);
  let widened = 0;
  const row = new Opened(interner, isSymmetric(system), () => widened++);
  const [world] = initialWorlds(system) as [World];
  row.set(world);
  row.here.set(row.next);
  row.enter();
  return { interner, row, world, widened: () => widened };
}

const system = scriptedNodes({ a: {}, b: { starts: [['a', 'm']] } }, { network: 'set' });

describe('the next row', () => {
  it('is unchanged at first', () => {
    const { row } = begun(system);
    expect(row.hasChanged(0, true, true)).toBe(false);
    expect(row.hash).toBe(row.hashOf(row.here));
    expect(row.form).toBe(row.next);
  });

  it('has the hash of all its columns, and is reset in those that may have changed', () => {
    const { interner, row, world } = begun(system);
    row.next[nodeColumn] = interner.nodePartOf('a', {
      up: { received: ['m'], ticked: 0 },
      armed: [],
    } as never);
    interner.inFlight.lose(row.next, interner.envelopeOf({ from: 'b', to: 'a', message: { type: 'm' } }));
    expect(row.hasChanged(0, false, true)).toBe(true);
    expect(row.hash).toBe(row.hashOf(row.next));
    expect(row.hash).not.toBe(row.hashOf(row.here));
    expect(interner.unpack(row.next)).toMatchObject({ inFlight: [], nodes: { b: world.nodes.b } });
    row.reset(row.next, 0, false, true);
    expect(row.next).toEqual(row.here);
  });

  it('is widened for new messages, and reset as a whole', () => {
    const { interner, row, widened } = begun(system);
    const narrow = row.next;
    for (let at = 0; at < 40; at++) interner.envelopeOf({ from: 'a', to: 'b', message: { type: `m${at}` } });
    row.widen();
    expect([widened(), row.next.length - narrow.length]).toEqual([1, 1]);
    row.next[nodeColumn + 1] = 7;
    row.reset(narrow, 0, false, false);
    expect(row.next).toEqual(row.here);
  });

  it('discards messages to nodes that are down, but not to the node that acts', () => {
    const { interner, row, world } = begun(system);
    row.here.set(interner.pack({ ...world, nodes: { ...world.nodes, a: { absent: true } } as never }));
    const [toA, toB] = ['a', 'b'].map((to) => ({ from: 'b', to, message: { type: 'm' } }));
    const messages = interner.listOf([toA, toB] as never);
    expect(interner.envelopesOf(row.reaching(messages, 1))).toEqual([toB]);
    expect(row.reaching(messages, 0)).toBe(messages);
  });
});

describe('the canonical form of the next row', () => {
  const social = nameSets(['a', 'b'], () => false);

  it('is the same for two rows that differ by names only', () => {
    const { row } = begun(social);
    row.set(worldOf(social, { a: ['b'] }));
    row.represent();
    const [form, hash] = [row.form.slice(), row.hash];
    row.set(worldOf(social, { b: ['a'] }));
    row.represent();
    expect(row.form).toEqual(form);
    expect([row.hash, row.isSymmetric]).toEqual([hash, true]);
    expect(hash).toBe(row.hashOf(form));
  });

  it('tells which node has changed there', () => {
    const { row } = begun(social);
    const context = { world: 0, row: row.form, changed: -2, isHistoryNew: true };
    const changed = ['a', 'b'].map((node, at) => {
      row.set(worldOf(social, { [node]: [node] }));
      row.represent();
      row.describeChange(context, at);
      return context.changed;
    });
    expect(changed[0]).toBe(changed[1]);
    expect(context.isHistoryNew).toBe(false);
    row.describeChange(context, -1);
    expect(context.changed).toBe(-1);
  });

  it('is that of the renamed world', () => {
    const { row } = begun(social);
    const names = [{ a: ['b'] }, { b: ['a'] }].map((met) => {
      const name = row.canonicalRenaming(worldOf(social, met as Record<string, string[]>));
      return [name('a'), name('b')];
    });
    expect(names[0]).toEqual([...(names[1] as string[])].reverse());
    expect(new Set(names[0])).toEqual(new Set(['a', 'b']));
  });
});

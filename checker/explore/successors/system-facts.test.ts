/** System facts: each by hand, for a system that has them and for one without. */
import { describe, expect, it } from 'vitest';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import type { System } from '../../semantics/system.ts';
import { Interner } from '../tables/interning.ts';
import { systemFactsOf } from './system-facts.ts';

function factsOf(others: Partial<System>) {
  const system = scriptedNodes({ a: {}, b: {}, c: {} }, others);
  const interner = new Interner(system);
  const message = (from: string, to: string) => interner.envelopeOf({ from, to, message: { type: 'm' } });
  return { facts: systemFactsOf(system, interner), message };
}

describe('system facts', () => {
  it('of a system without faults', () => {
    expect(factsOf({}).facts).toMatchObject({
      isLossy: false,
      doubles: false,
      hasInputs: false,
      callsLater: false,
      mayFail: false,
      partitions: 0,
      injects: 0,
      drop: -1,
      crash: -1,
    });
  });

  it('of faults and their budgets', () => {
    const { facts } = factsOf({
      lossy: true,
      crash: { inbox: 'kept', outbox: 'lost', returns: 'recovered' },
      budget: { drop: 1, crash: 2 },
    });
    expect(facts).toMatchObject({ isLossy: true, losesInbox: false, losesOutbox: true, mayFail: true });
    expect([facts.drop, facts.crash, facts.restart]).toEqual([0, 1, -1]);
  });

  it('of partitions, which block messages and links in one direction', () => {
    const { facts, message } = factsOf({ partitions: [{ name: 'p', blocks: [['a', 'b']] }] });
    expect(facts.partitions).toBe(1);
    expect(facts.blocks(0, message('a', 'b'))).toBe(true);
    expect(facts.blocks(0, message('b', 'a'))).toBe(false);
    expect([facts.blocksLink(0, 0, 1), facts.blocksLink(0, 0, 2)]).toEqual([true, false]);
  });
});

/** Twin actions: what the first of several twins counted is counted again for the others. */
import { describe, expect, it } from 'vitest';
import { worldOf } from '../../../tests/support/met.ts';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { CanonicalRows } from '../symmetry/canonical-row.ts';
import { Interner } from '../tables/interning.ts';
import { TwinActions } from './twin-actions.ts';

const system = nameSets(['a', 'b', 'c'], () => false);

function begun(met: Readonly<Record<string, readonly string[]>>, ...sent: [string, string][]) {
  const interner = new Interner(system);
  const counts = { transitions: 0, unchanged: 0 };
  const twinActions = new TwinActions(new CanonicalRows(interner), counts, interner);
  const inFlight = sent.map(([from, to]) => ({ from, to, message: { type: 'hello' } }));
  const world = { ...worldOf(system, met), inFlight };
  interner.internMessages(world);
  twinActions.enter(interner.pack(world));
  return { twinActions, counts, messages: inFlight.map((one) => interner.envelopeOf(one)) };
}

describe('twin actions', () => {
  it('are counted for each further twin', () => {
    const { twinActions, counts } = begun({});
    expect(twinActions.repeatsNode(0)).toBe(false);
    counts.transitions += 3;
    counts.unchanged += 1;
    expect(twinActions.repeatsNode(1)).toBe(true);
    expect(counts).toEqual({ transitions: 6, unchanged: 2 });
    expect(twinActions.repeatsNode(2)).toBe(true);
    expect(counts).toEqual({ transitions: 9, unchanged: 3 });
  });

  it('are due for nodes that are no twins', () => {
    const { twinActions, counts } = begun({ a: ['c'], b: ['c'] });
    expect([0, 1, 2].map((node) => twinActions.repeatsNode(node))).toEqual([false, true, false]);
    expect(counts).toEqual({ transitions: 0, unchanged: 0 });
  });

  it('are due again for another kind of action', () => {
    const { twinActions, counts } = begun({});
    twinActions.repeatsNode(0);
    counts.transitions += 3;
    twinActions.begin();
    expect(twinActions.repeatsNode(1)).toBe(false);
    counts.transitions += 1;
    expect(twinActions.repeatsNode(2)).toBe(true);
    expect(counts.transitions).toBe(5);
  });

  it('are those on messages to twins as well', () => {
    const { twinActions, counts, messages } = begun({}, ['c', 'a'], ['c', 'b']);
    expect(twinActions.repeatsMessage(messages[0] as number)).toBe(false);
    counts.transitions += 1;
    expect(twinActions.repeatsMessage(messages[1] as number)).toBe(true);
    expect(counts.transitions).toBe(2);
  });
});

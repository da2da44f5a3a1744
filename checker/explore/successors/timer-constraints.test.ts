/** Timer constraints: which timers may fire, by hand. */
import { describe, expect, it } from 'vitest';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { Interner } from '../tables/interning.ts';
import { TimerConstraints } from './timer-constraints.ts';

const system = scriptedNodes(
  { a: {}, b: {}, c: {} },
  {
    timerConstraints: {
      t: { nodes: ['b'] },
      quiet: { afterQuiet: ['a', 'b'] },
      own: { afterOwnDelivered: true },
    },
  },
);
const [t, quiet, own] = [0, 1, 2];
const [a, b, c] = [0, 1, 2] as const;

function begun() {
  const interner = new Interner(system);
  const constraints = new TimerConstraints(system, interner);
  const message = (from: string, to: string) => interner.envelopeOf({ from, to, message: { type: 'm' } });
  const allowed = (constraint: number, sent: number[] = []) =>
    [a, b, c].map((node) => constraints.allows(constraint, node, Int32Array.from(sent), sent.length));
  constraints.begin();
  return { constraints, message, allowed };
}

describe('a timer', () => {
  it('without constraint may fire at any time', () => {
    expect(begun().allowed(-1)).toEqual([true, true, true]);
  });

  it('of some nodes may fire there only', () => {
    expect(begun().allowed(t)).toEqual([false, true, false]);
  });

  it('may wait until no delivery within a group has an effect', () => {
    const { constraints, message, allowed } = begun();
    expect(constraints.hasGroups).toBe(true);
    constraints.noteEffect(message('a', 'c'));
    expect(allowed(quiet)).toEqual([true, true, true]);
    constraints.noteEffect(message('a', 'b'));
    expect(allowed(quiet)).toEqual([false, false, false]);
    expect(allowed(own)).toEqual([true, true, true]);
    constraints.begin();
    expect(allowed(quiet)).toEqual([true, true, true]);
  });

  it('may wait until the own messages of its node are delivered', () => {
    const { message, allowed } = begun();
    expect(allowed(own, [message('c', 'a'), message('a', 'b')])).toEqual([false, true, false]);
    expect(allowed(own)).toEqual([true, true, true]);
  });
});

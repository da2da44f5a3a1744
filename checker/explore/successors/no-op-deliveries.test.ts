/** No-op deliveries: counting, what is left, and the order of messages, by hand. */
import { describe, expect, it } from 'vitest';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { World } from '../../semantics/world.ts';
import { Interner, nodeColumn } from '../tables/interning.ts';
import { NoOpDeliveries } from './no-op-deliveries.ts';

const system = scriptedNodes({ a: {}, b: {} }, { network: 'duplicating' });

function begun(types: readonly string[]) {
  const interner = new Interner(system);
  const [world] = initialWorlds(system) as [World];
  const inFlight = types.map((type) => ({ from: 'b', to: 'a', message: { type } }));
  interner.internMessages({ ...world, inFlight });
  interner.inFlight.columns = interner.inFlight.columnsDue;
  const row = interner.pack({ ...world, inFlight });
  const messages = inFlight.map((one) => interner.envelopeOf(one));
  const heads = (of: Int32Array) => {
    const into = new Int32Array(messages.length);
    return [...into.subarray(0, interner.inFlight.heads(of, into))];
  };
  heads(row);
  return { interner, noOps: new NoOpDeliveries(interner), row, messages, heads };
}

describe('no-op deliveries', () => {
  it('are counted, and left out of the row', () => {
    const { noOps, row, messages, heads } = begun(['x', 'y', 'z']);
    expect(noOps.count(row)).toBe(0);
    noOps.note(row[nodeColumn] as number, messages[1] as number);
    expect(noOps.count(row)).toBe(1);
    expect(heads(noOps.left)).toEqual([messages[0], messages[2]]);
  });

  it('are no such for another state of the node', () => {
    const { noOps, interner, row, messages } = begun(['x']);
    const other = interner.nodePartOf('a', { up: { received: ['w'], ticked: 0 }, armed: [] } as never);
    noOps.note(other, messages[0] as number);
    expect(noOps.count(row)).toBe(0);
    const there = row.slice();
    there[nodeColumn] = other;
    expect(noOps.count(there)).toBe(1);
  });

  it('precede a message in the order of actions', () => {
    const { noOps, row, messages } = begun(['z', 'x', 'y']);
    for (const message of [messages[0], messages[1]])
      noOps.note(row[nodeColumn] as number, message as number);
    noOps.count(row);
    expect(noOps.before(messages[2] as number)).toBe(1);
  });

  it('are kept when rows are widened', () => {
    const types = Array.from({ length: 40 }, (_, at) => `m${at}`);
    const { noOps, row, messages } = begun(types);
    noOps.note(row[nodeColumn] as number, messages[35] as number);
    noOps.note(row[nodeColumn] as number, messages[2] as number);
    expect(noOps.count(row)).toBe(2);
  });
});

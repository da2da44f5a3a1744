/** The in-flight columns of each kind of network. */
import { describe, expect, it } from 'vitest';
import { counters } from '../../../tests/support/counters.ts';
import type { Envelope } from '../../semantics/envelope.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { NetworkKind } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from './interning.ts';

const message = (n: number, from = 'a', to = 'b'): Envelope => ({
  from,
  to,
  message: { type: 'm', n } as never,
});

const numberOf = ({ message }: Envelope) => (message as unknown as { n: number }).n;

/** An interner, and a row with nothing in flight. */
function empty(network: NetworkKind) {
  const system = { ...counters(1), network };
  const interner = new Interner(system);
  const [world] = initialWorlds(system) as [World];
  const row = interner.pack(world);
  const columns = interner.inFlight;
  const send = (...envelopes: readonly Envelope[]) => columns.send(row, interner.listOf(envelopes));
  const numbers = () => columns.read(row).map(numberOf);
  const heads = () => {
    const into = new Int32Array(8);
    return [...into.subarray(0, columns.heads(row, into))].map((envelope) =>
      numberOf(interner.envelopes[envelope] as Envelope),
    );
  };
  return { interner, row, columns, send, numbers, heads };
}

describe('in-flight columns', () => {
  it('merge equal messages on a set network, in the order of their keys', () => {
    const { interner, row, columns, send, numbers } = empty('set');
    send(message(3), message(1));
    send(message(2), message(3));
    expect(numbers()).toEqual([1, 2, 3]);
    columns.receive(row, interner.envelopeOf(message(3)));
    columns.duplicate(row, interner.envelopeOf(message(1)));
    expect(numbers()).toEqual([1, 2]);
    columns.lose(row, interner.envelopeOf(message(1)));
    expect(numbers()).toEqual([2]);
  });

  it('keep a received message on a duplicating network', () => {
    const { interner, row, columns, send, numbers } = empty('duplicating');
    send(message(1));
    columns.receive(row, interner.envelopeOf(message(1)));
    expect(numbers()).toEqual([1]);
    columns.lose(row, interner.envelopeOf(message(1)));
    expect(numbers()).toEqual([]);
  });

  it('have a column for each 32 messages', () => {
    const { interner, columns } = empty('set');
    expect(columns.columnsDue).toBe(0);
    for (let n = 1; n <= 32; n++) interner.envelopeOf(message(n));
    expect(columns.columnsDue).toBe(1);
    interner.envelopeOf(message(33));
    expect([columns.columns, columns.columnsDue]).toEqual([1, 2]);
  });

  it('keep the copies of equal messages on an unordered network, and deliver each once', () => {
    const { interner, row, columns, send, numbers, heads } = empty('unordered');
    send(message(2), message(1), message(2));
    expect(numbers()).toEqual([1, 2, 2]);
    expect(heads()).toEqual([1, 2]);
    columns.duplicate(row, interner.envelopeOf(message(1)));
    columns.receive(row, interner.envelopeOf(message(2)));
    expect(numbers()).toEqual([1, 1, 2]);
  });

  it('deliver the oldest message of each link on a fifo network', () => {
    const { interner, row, columns, send, heads } = empty('fifo');
    send(message(2), message(1), message(7, 'b', 'a'));
    expect(heads()).toEqual([2, 7]);
    columns.receive(row, interner.envelopeOf(message(2)));
    expect(heads()).toEqual([1, 7]);
  });

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'discard the messages to a node or from it, on a network of kind %s',
    (network) => {
      for (const [node, end, left] of [
        [0, 'to', [1]],
        [1, 'from', [1]],
        [0, 'from', [7]],
        [1, 'to', [7]],
      ] as const) {
        const { row, columns, send, numbers } = empty(network);
        send(message(1), message(7, 'b', 'a'));
        columns.discard(row, node, end);
        expect(numbers()).toEqual(left);
      }
    },
  );

  it.each(['set', 'unordered'] as const)(
    'write the numbers that they read, on a network of kind %s',
    (network) => {
      const { row, columns, send, numbers } = empty(network);
      send(message(5), message(4));
      const contents = new Int32Array(8);
      const count = columns.contents(row, contents);
      expect(count).toBe(network === 'set' ? 2 : 1);
      columns.lose(row, 0);
      columns.fill(row, contents, count);
      expect(numbers()).toEqual([4, 5]);
    },
  );
});

/** In-flight messages: each kind of network against values by hand. */
import { describe, expect, it } from 'vitest';
import type { NetworkKind } from '../../semantics/system.ts';
import { type InFlight, type InFlightMessage, inFlightOf } from './in-flight.ts';

const message = (n: number) => ({ type: 'm', n });
const envelope = (n: number, from = 'a', to = 'b') => ({ from, to, message: message(n) });

function networkWith(kind: NetworkKind, ...numbers: readonly number[]): InFlight {
  const network = inFlightOf(kind);
  for (const n of numbers) network.send('a', 'b', message(n));
  return network;
}
const entry = (network: InFlight, n: number) => network.find(envelope(n)) as InFlightMessage;
const numbersIn = (network: InFlight) =>
  network.envelopes().map(({ message }) => (message as unknown as { n: number }).n);
const sizesOf = ({ undelivered, redeliverable }: InFlight) => [undelivered.size, redeliverable.size];

describe('in-flight messages', () => {
  it('of an unordered network are a multiset', () => {
    const network = networkWith('unordered', 1, 1, 2);
    expect(numbersIn(network)).toEqual([1, 1, 2]);
    expect(sizesOf(network)).toEqual([2, 0]);
    network.deliver(entry(network, 1));
    expect(numbersIn(network)).toEqual([1, 2]);
    network.duplicate(entry(network, 2));
    expect(numbersIn(network)).toEqual([1, 2, 2]);
    network.drop(entry(network, 1));
    expect(network.find(envelope(1))).toBeUndefined();
    expect(sizesOf(network)).toEqual([1, 0]);
  });

  it('of a set merge if they are equal, and are gone after delivery', () => {
    const network = networkWith('set', 1, 1);
    expect(numbersIn(network)).toEqual([1]);
    network.deliver(entry(network, 1));
    expect(numbersIn(network)).toEqual([]);
    expect(sizesOf(network)).toEqual([0, 0]);
  });

  it('of a duplicating network remain redeliverable after delivery', () => {
    const network = networkWith('duplicating', 1, 2);
    network.deliver(entry(network, 1));
    network.deliver(entry(network, 1));
    expect(sizesOf(network)).toEqual([1, 1]);
    expect(numbersIn(network)).toEqual([1, 2]);
    expect(network.redeliverable.at(0)).toBe(entry(network, 1));
  });

  it('of a fifo network are available in order, for each link', () => {
    const network = networkWith('fifo', 1, 2);
    network.send('b', 'a', message(3));
    expect(sizesOf(network)).toEqual([2, 0]);
    expect(network.find(envelope(2))).toBeUndefined();
    network.duplicate(entry(network, 1));
    expect(numbersIn(network).filter((n) => n < 3)).toEqual([1, 1, 2]);
    network.deliver(entry(network, 1));
    network.drop(entry(network, 1));
    expect(entry(network, 2).delivery).toEqual({ type: 'deliver', ...envelope(2) });
    network.deliver(entry(network, 2));
    expect(numbersIn(network)).toEqual([3]);
  });

  it.each(['fifo', 'unordered', 'set', 'duplicating'] as const)(
    'are lost with a node, by receiver or sender: %s',
    (kind) => {
      const network = networkWith(kind, 1, 2);
      network.send('b', 'a', message(3));
      network.loseAll('from', 'b');
      expect(numbersIn(network)).toEqual([1, 2]);
      network.loseAll('to', 'b');
      expect(numbersIn(network)).toEqual([]);
      expect(sizesOf(network)).toEqual([0, 0]);
    },
  );

  it.each(['fifo', 'set'] as const)('must be plain data: %s', (kind) => {
    const network = inFlightOf(kind);
    expect(() => network.send('a', 'b', { type: 'm', deep: [{ act: () => {} }] } as never)).toThrow(
      /\.deep\[0\]\.act is a function/,
    );
    expect(numbersIn(network)).toEqual([]);
  });
});

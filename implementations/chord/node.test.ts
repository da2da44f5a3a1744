/**
 * Tests a ring of nodes with hashed names, 160 bits wide: nodes join, look up keys, store them, and fail.
 * `properties/chord/node/lockstep.test.ts` compares one node with the model on small circles.
 */
import { describe, expect, it } from 'vitest';
import type { Key, NodeOutput, NodeSetting } from '../../models/chord/node/messages.ts';
import { ChordNetwork } from '../../tests/support/chord-network.ts';
import { Contacts } from './contacts.ts';
import { hashedNames, hashedSpace } from './wire/names.ts';

const setting: NodeSetting = {
  identifiers: 0, // The space of the contacts replaces it.
  listLength: 3,
  fingers: 159,
  lookups: 'iterative',
  replicas: 3,
};

const hexes = new Map<string, string>();

/** The identifier of a name as 40 digits: their order is that of the circle. */
function hexOf(name: string): string {
  const known = hexes.get(name);
  if (known !== undefined) return known;
  const words = new Uint32Array(5);
  hashedNames.identify(name, words, 0);
  const hex = hashedNames.nodeAt(words, 0).slice(1);
  hexes.set(name, hex);
  return hex;
}

/** The names in the order of the circle. */
function ordered(names: Iterable<string>): readonly string[] {
  return [...names].sort((a, b) => (hexOf(a) < hexOf(b) ? -1 : 1));
}

/** The live node at or after a key, and the ones after it. */
function holdersOf(key: Key, network: ChordNetwork, count: number): readonly string[] {
  const nodes = ordered(network.nodes.keys());
  const first = Math.max(
    0,
    nodes.findIndex((node) => hexOf(node) >= hexOf(key)),
  );
  return Array.from({ length: count }, (_, at) => nodes[(first + at) % nodes.length] as string);
}

const addresses = Array.from({ length: 32 }, (_, at) => `10.0.0.${at}:4000`);
const keys = Array.from({ length: 100 }, (_, at) => `song ${at}`);

/** A ring of r + 1 members that all others join through the first one. */
function ringOf(changed: Partial<NodeSetting> = {}): ChordNetwork {
  const network = new ChordNetwork({ ...setting, ...changed }, new Contacts(hashedSpace, hashedNames));
  const founders = ordered(addresses.slice(0, setting.listLength + 1));
  const at = (index: number) => founders[(index + founders.length) % founders.length] as string;
  for (const [index, self] of founders.entries())
    network.add(self, { successors: [1, 2, 3].map((next) => at(index + next)), predecessor: at(index - 1) });
  for (const address of addresses.slice(founders.length)) {
    network.add(address, { via: addresses[0] as string });
    network.fire('stabilize', 'adopt', 'join');
  }
  return network;
}

function stabilize(network: ChordNetwork, rounds: number): void {
  for (let round = 0; round < rounds; round++) network.fire('stabilize', 'adopt', 'lookup');
}

function fixFingers(network: ChordNetwork): void {
  for (let finger = 1; finger <= setting.fingers; finger++) network.fire('fixFingers');
}

/** What the application of each node in turn gets for the keys. */
function ask(network: ChordNetwork, type: 'lookup' | 'put'): readonly NodeOutput[] {
  network.outputs.length = 0;
  const nodes = [...network.nodes.keys()];
  for (const [at, key] of keys.entries())
    network.step(nodes[at % nodes.length] as string, { type: 'input', input: { type, key } });
  for (let round = 0; round < 20; round++) network.fire('lookup');
  return [...network.outputs];
}

function expectIdeal(network: ChordNetwork): void {
  const nodes = ordered(network.nodes.keys());
  for (const [index, node] of nodes.entries()) {
    const view = network.nodes.get(node)?.view();
    expect(view?.successors).toEqual([1, 2, 3].map((next) => nodes[(index + next) % nodes.length]));
    expect(view?.predecessor).toBe(nodes.at(index - 1));
  }
}

describe('a ring of nodes with hashed names', () => {
  it('becomes ideal, and each lookup ends at the owner in about half of log2 N forwardings', () => {
    for (const lookups of ['iterative', 'recursive'] as const) {
      const network = ringOf({ lookups });
      stabilize(network, 6);
      expectIdeal(network);
      fixFingers(network);
      const found = ask(network, 'lookup');
      expect(found.map(({ key }) => key)).toEqual(keys);
      const forwardings = found.map((output) => {
        expect(output).toMatchObject({ type: 'found', owner: holdersOf(output.key, network, 1)[0] });
        return output.type === 'found' ? output.forwardings : Number.NaN;
      });
      expect(Math.max(...forwardings)).toBeLessThanOrEqual(5);
      // Half of log2 32.
      const mean = forwardings.reduce((sum, one) => sum + one) / forwardings.length;
      expect(mean).toBeGreaterThan(1);
      expect(mean).toBeLessThan(2.5);
    }
  });

  it('has fingers to the owners of the powers of two, of which few differ', () => {
    const network = ringOf();
    stabilize(network, 6);
    fixFingers(network);
    const words = new Uint32Array(5);
    for (const [name, node] of network.nodes) {
      const { fingers } = node.view();
      for (let finger = 1; finger <= setting.fingers; finger++) {
        hashedNames.identify(name, words, 0);
        hashedSpace.addPowerOfTwo(words, 0, finger, words, 0);
        const [owner] = holdersOf(hashedNames.keyAt(words, 0), network, 1);
        expect(fingers.get(finger)).toBe(owner === name ? undefined : owner);
      }
      expect(new Set(fingers.values()).size).toBeLessThan(10);
    }
  });

  it('stores each key at its owner and the next successors, also once nodes fail and join', () => {
    const network = ringOf();
    stabilize(network, 6);
    fixFingers(network);
    expect(ask(network, 'put')).toEqual(keys.map((key) => ({ type: 'stored', key })));
    const expectStored = () => {
      for (const key of keys)
        for (const node of holdersOf(key, network, setting.replicas))
          expect(network.nodes.get(node)?.view().keys.has(key), `${key} at ${node}`).toBe(true);
    };
    expectStored();

    // Two neighbours fail, fewer than the replicas; then others come.
    const nodes = ordered(network.nodes.keys());
    for (const node of nodes.slice(5, 7)) network.fail(node);
    stabilize(network, 8);
    for (const address of ['10.0.1.0:4000', '10.0.1.1:4000']) {
      network.add(address, { via: nodes[0] as string });
      network.fire('stabilize', 'adopt', 'join');
    }
    stabilize(network, 6);
    expectIdeal(network);
    for (let round = 0; round < 3; round++) network.fire('replicate');
    expectStored();
    for (const output of ask(network, 'lookup'))
      expect(output).toMatchObject({ type: 'found', owner: holdersOf(output.key, network, 1)[0] });
  });

  it('continues from a saved state', () => {
    const network = ringOf();
    stabilize(network, 6);
    ask(network, 'put');
    const contacts = new Contacts(hashedSpace, hashedNames);
    const other = new ChordNetwork(setting, contacts);
    for (const [name, node] of network.nodes) {
      other.add(name, { via: 'nowhere' });
      other.nodes.get(name)?.load(node.save());
      expect(other.nodes.get(name)?.view()).toEqual(node.view());
    }
    for (const key of keys)
      for (const name of network.nodes.keys())
        expect(other.nodes.get(name)?.answer({ type: 'FindPlace', node: key })).toEqual(
          network.nodes.get(name)?.answer({ type: 'FindPlace', node: key }),
        );
  });
});

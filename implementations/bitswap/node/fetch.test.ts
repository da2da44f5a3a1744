/**
 * Tests a DAG walk over the exchange and its edge: several nodes exchange real blocks as bytes, in virtual time and
 * in one process. One node fetches objects that are spread over the others, with connections that are lost, a
 * partner that sends bad blocks, one that only says that it has them, and one that leaves.
 */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { randomOf } from '../../../checker/values/random.ts';
import { type Lie, type Member, Network, sha256 } from '../../../tests/support/bitswap-network.ts';
import { type Built, blockOf, built, plans, reachableFrom } from '../../../tests/support/objects.ts';
import { none } from '../exchange/table.ts';
import { codecs, encodePrefix, keyOfCid } from '../wire/cid.ts';
import { encodeNode } from '../wire/dag-pb.ts';
import { type Block, isBlockOf, verifyBlock } from '../wire/verify.ts';
import { type Fetched, type FetchSetting, fetchSetting, ObjectFetch } from './fetch.ts';
import { type NodeSetting, nodeSetting } from './node.ts';

const hourMs = 3_600_000;
/** A node that answers each WantHave by Have or DontHave, never by the block. */
const withoutSmall = { ...nodeSetting, core: { ...nodeSetting.core, smallBytes: 0 } };

/** A fetch of a node, and what it reports. */
function fetchOf(
  { node }: Member,
  onVisit: (count: number) => void = () => {},
  setting = fetchSetting,
  name = 'walk',
) {
  const visits: string[] = [];
  const ends: Fetched[] = [];
  const port = {
    visit: (cid: string) => onVisit(visits.push(cid)),
    ended: (end: Fetched) => ends.push(end),
  };
  return { fetch: new ObjectFetch(node, name, port, setting), visits, ends };
}

/** The kind and the size of an object, and the seed of its links and of the run. */
interface Drawn {
  readonly kind: keyof typeof plans;
  readonly size: number;
  readonly seed: number;
}

const drawn = (sizeMax: number): fc.Arbitrary<Drawn> =>
  fc.record({
    kind: fc.constantFrom('chain', 'wide', 'shared'),
    size: fc.integer({ min: 200, max: sizeMax }),
    seed: fc.nat(),
  });

/** The object, and a network whose latencies come of the same seed. */
function begin({ kind, size, seed }: Drawn) {
  const random = randomOf(seed);
  const below = (n: number) => random.below(n);
  return { object: built(plans[kind](size, below)), network: new Network(below), below };
}

/** Each CID is visited once, after a parent of it. */
function expectParentsFirst({ root, links }: Built, visits: readonly string[]): void {
  expect(new Set(visits).size).toBe(visits.length);
  const known = new Set([root]);
  for (const cid of visits) {
    expect(known.has(cid)).toBe(true);
    for (const link of links.get(cid) ?? []) known.add(link);
  }
}

/** Everything in a store has the digest in its CID, and is what the object has there. */
function expectVerified({ blocks }: Built, { store }: Member): void {
  for (const [key, data] of store) {
    const { cid, data: original } = blocks.get(key) as Block;
    expect(isBlockOf(cid, data, sha256)).toBe(true);
    expect(Buffer.compare(data, original)).toBe(0);
  }
}

/** A partner whose blocks are bad: every other one is changed, the rest are the digest in an identity CID. */
function poisoner(sent: { bad: number }): Lie {
  return (message) => ({
    ...message,
    payload: message.payload.map((payload) => {
      if (sent.bad++ % 2 === 0) return { ...payload, data: payload.data.map((byte) => byte ^ 1) };
      const digest = verifyBlock(payload, sha256).cid.slice(-32);
      return {
        prefix: encodePrefix({ version: 1, codec: codecs.raw, hash: 0, digestBytes: 32 }),
        data: digest,
      };
    }),
  });
}

/** A partner that says that it has blocks, and sends none. */
function haveLiar(kept: { blocks: number }): Lie {
  return (message) => {
    kept.blocks += message.payload.length;
    return { ...message, payload: [] };
  };
}

describe('an object over several nodes', () => {
  /**
   * Fetches drawn objects from three partners; each block lies at one of them. Returns how many blocks came, and how
   * many came once more.
   */
  function fetchedFrom(setting: NodeSetting) {
    const counts = { blocks: 0, twice: 0 };
    const run = (of: Drawn) => {
      const { object, network, below } = begin(of);
      const walker = network.add('walker');
      const holders = ['b', 'c', 'd'].map((name) => network.add(name, { setting }));
      for (const { name } of holders) network.link('walker', name);
      for (const block of object.blocks.values()) holders[below(3)]?.node.put(block, network.now);
      const { fetch, visits, ends } = fetchOf(walker);
      fetch.begin(object.root, network.now);
      expect(network.runWhile(() => fetch.isUnderWay, hourMs)).toBe(true);

      expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
      expect(new Set(visits)).toEqual(new Set(object.links.keys()));
      expectParentsFirst(object, visits);
      expect(walker.store.size).toBe(object.blocks.size);
      expectVerified(object, walker);
      const { wanted, unwanted, refused } = walker.node.receipts;
      expect([wanted, refused]).toEqual([object.blocks.size, 0]);
      counts.blocks += wanted;
      counts.twice += unwanted;
    };
    fc.assert(fc.property(drawn(2_000), run), { seed: 0x5eed, numRuns: 8 });
    return counts;
  }

  it('is fetched whole: each block once, verified, a parent before its children', () => {
    const { blocks, twice } = fetchedFrom(withoutSmall);
    expect(blocks).toBeGreaterThan(4_000);
    expect(twice).toBe(0);
  });

  it('is fetched whole where small blocks answer a WantHave, at the price of some that come twice', () => {
    const { blocks, twice } = fetchedFrom(nodeSetting);
    expect(twice).toBeGreaterThan(0);
    expect(twice).toBeLessThan(blocks);
  });

  it('is fetched whole with lost connections, a poisoner, a HAVE-liar and a partner that leaves', () => {
    const seen = { losses: 0, bad: 0, kept: 0, unwanted: 0, refused: 0, ofLeaver: 0 };
    const run = (of: Drawn) => {
      const { object, network, below } = begin(of);
      const [sent, kept] = [{ bad: 0 }, { blocks: 0 }];
      const walker = network.add('walker');
      const relayed = network.add('relayed');
      const all = [
        network.add('poisoner', { lie: poisoner(sent) }),
        network.add('liar', { lie: haveLiar(kept), setting: withoutSmall }),
        network.add('leaver'),
      ];
      const honest = ['b', 'c', 'd'].map((name) => network.add(name));
      for (const { name } of [...all, ...honest]) network.link('walker', name);
      network.link('relayed', 'walker');
      for (const block of object.blocks.values())
        for (const { node } of [...all, honest[below(3)] as Member]) node.put(block, 0);

      // Connections are lost after so many blocks, and come back after up to 3 s; that of the leaver does not.
      const lossesAt = new Set(Array.from({ length: 8 }, () => 1 + below(object.blocks.size)));
      const leavesAt = 1 + below(object.blocks.size / 2);
      const lose = (name: string) => {
        if (network.lose('walker', name)) seen.losses++;
        network.at(below(3_000), () => network.link('walker', name));
      };
      const first = fetchOf(walker, (count) => {
        if (lossesAt.has(count)) network.at(0, () => lose(['b', 'c', 'd', 'relayed'][below(4)] as string));
        if (count === leavesAt) network.at(0, () => network.lose('walker', 'leaver'));
      });
      const second = fetchOf(relayed);
      first.fetch.begin(object.root, network.now);
      second.fetch.begin(object.root, network.now);
      const isUnderWay = () => first.fetch.isUnderWay || second.fetch.isUnderWay;
      expect(network.runWhile(isUnderWay, 24 * hourMs)).toBe(true);

      for (const { visits, ends } of [first, second]) {
        expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
        expect(new Set(visits)).toEqual(new Set(object.links.keys()));
        expectParentsFirst(object, visits);
      }
      for (const member of [walker, relayed]) {
        expect(member.store.size).toBe(object.blocks.size);
        expectVerified(object, member);
        expect(member.node.receipts.wanted).toBe(object.blocks.size);
      }
      seen.bad += sent.bad;
      seen.kept += kept.blocks;
      seen.unwanted += walker.node.receipts.unwanted;
      seen.refused += walker.node.receipts.refused;
      const { peers } = walker.node.exchange;
      seen.ofLeaver += peers.receivedFrom(peers.numberOf('leaver'));
    };
    fc.assert(fc.property(drawn(400), run), { seed: 0x5eed, numRuns: 12 });
    // Every failure happened.
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(10);
  });

  it('ends without what only a partner had that left, and names it', () => {
    let named = 0;
    const run = (of: Drawn) => {
      const { object, network, below } = begin(of);
      const walker = network.add('walker');
      const [leaver, stayer] = [network.add('leaver'), network.add('stayer')];
      for (const { name } of [leaver, stayer]) network.link('walker', name);
      const isRare = new Set([...object.blocks.keys()].filter(() => below(20) === 0));
      for (const [key, block] of object.blocks) (isRare.has(key) ? leaver : stayer).node.put(block, 0);
      const leavesAt = 1 + below(100);
      const { fetch, visits, ends } = fetchOf(walker, (count) => {
        if (count === leavesAt) network.at(0, () => network.lose('walker', 'leaver'));
      });
      fetch.begin(object.root, network.now);
      expect(network.runWhile(() => fetch.isUnderWay, hourMs)).toBe(true);

      const end = ends[0] as Fetched;
      expect(ends.length).toBe(1);
      expect(end.isWhole).toBe(end.missing.length === 0);
      const missing = new Set(end.missing);
      for (const cid of missing) expect(isRare.has(cid) && !walker.store.has(cid)).toBe(true);
      // Visited is what can be reached without what is missing, no more and no less.
      const reached = reachableFrom(object, object.root, (cid) => !missing.has(cid));
      expect(new Set(visits)).toEqual(reached);
      expectParentsFirst(object, visits);
      expect(walker.node.exchange.client.wants.size).toBe(0);
      named += missing.size;
    };
    fc.assert(fc.property(drawn(1_000), run), { seed: 0x5eed, numRuns: 12 });
    expect(named).toBeGreaterThan(50);
  });
});

/** A node with links to blocks. */
function nodeOver(blocks: readonly Block[]): Block {
  return blockOf(codecs.dagPb, encodeNode({ links: blocks.map(({ cid }) => ({ hash: cid })) }));
}

/** A walker and one partner that holds blocks. */
function pair(blocks: Iterable<Block>, setting?: FetchSetting, latencyMsMax?: number) {
  const random = randomOf(1);
  const network = new Network((n) => random.below(n), latencyMsMax);
  const [walker, holder] = [network.add('walker'), network.add('holder')];
  network.link('walker', 'holder');
  for (const block of blocks) holder.node.put(block, 0);
  return { network, walker, holder, ...fetchOf(walker, undefined, setting) };
}

describe('a fetch', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const dagCbor = 0x71;

  it('visits a block whose links it cannot read, names it, and is not whole', () => {
    const cbor = blockOf(dagCbor, Uint8Array.of(0xa0));
    const noNode = blockOf(codecs.dagPb, bytes('no node'));
    const leaf = blockOf(codecs.raw, bytes('leaf'));
    const root = nodeOver([cbor, noNode, leaf]);
    const { network, fetch, visits, ends } = pair([root, cbor, noNode, leaf]);
    fetch.begin(keyOfCid(root.cid), 0);
    network.runWhile(() => fetch.isUnderWay, hourMs);
    const keys = [root, cbor, noNode, leaf].map(({ cid }) => keyOfCid(cid));
    expect(new Set(visits)).toEqual(new Set(keys));
    expect(ends).toEqual([{ missing: [], unreadable: keys.slice(1, 3).sort(), isWhole: false }]);
  });

  it('takes what the store holds at once, without a message', () => {
    const object = built(plans.chain(2_000));
    const { network, walker, holder, fetch, visits, ends } = pair([]);
    for (const block of object.blocks.values()) walker.node.put(block, 0);
    fetch.begin(object.root, 0);
    expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
    expect(visits.length).toBe(2_000);
    network.runWhile(() => true, 60_000);
    expect(holder.node.exchange.server.cids.size).toBe(0);
  });

  it('takes a block that its user makes meanwhile', () => {
    const leaf = blockOf(codecs.raw, bytes('leaf'));
    const { network, walker, fetch, ends } = pair([]);
    fetch.begin(keyOfCid(leaf.cid), 0);
    network.runWhile(() => true, 10_000);
    expect(ends).toEqual([]);
    walker.node.put(leaf, network.now);
    expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
  });

  it('leaves no want anywhere if it is stopped, and can begin anew', () => {
    const object = built(plans.wide(300));
    const { network, walker, holder, fetch, visits, ends } = pair([]);
    const root = object.blocks.get(object.root) as Block;
    holder.node.put(root, 0);
    fetch.begin(object.root, 0);
    network.runWhile(() => visits.length === 0, hourMs);
    network.runWhile(() => true, 2_000);
    expect(holder.node.exchange.server.cids.size).toBe(fetchSetting.wantsMax);
    fetch.stop(network.now);
    expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: false }]);
    expect(walker.node.exchange.client.wants.size).toBe(0);
    network.runWhile(() => true, 2_000);
    expect(holder.node.exchange.server.cids.size).toBe(0);
    for (const block of object.blocks.values()) holder.node.put(block, network.now);
    fetch.begin(object.root, network.now);
    network.runWhile(() => fetch.isUnderWay, hourMs);
    expect(ends[1]).toEqual({ missing: [], unreadable: [], isWhole: true });
    expect(walker.store.size).toBe(object.blocks.size);
  });

  it('shares blocks with another fetch of its node, and goes on if that one is stopped', () => {
    const inner = built(plans.wide(300));
    const others = [1, 2].map((at) => blockOf(codecs.raw, Uint8Array.of(at)));
    const roots = others.map((other) => nodeOver([inner.blocks.get(inner.root) as Block, other]));
    const { network, walker, holder, ...one } = pair([...roots, ...others, ...inner.blocks.values()]);
    const other = fetchOf(walker, undefined, fetchSetting, 'other walk');
    const keys = roots.map(({ cid }) => keyOfCid(cid));
    one.fetch.begin(keys[0] as string, 0);
    other.fetch.begin(keys[1] as string, 0);
    network.runWhile(() => one.visits.length < 50, hourMs);
    one.fetch.stop(network.now);
    network.runWhile(() => other.fetch.isUnderWay, hourMs);
    expect(other.ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
    const expected = [keys[1] as string, keyOfCid(others[1]?.cid as Uint8Array), ...inner.links.keys()];
    expect(new Set(other.visits)).toEqual(new Set(expected));
    expect(one.visits).not.toContain(keys[1]);
    expect(other.visits.length).toBe(expected.length);
  });

  it('ends after its patience if no partner has the root', () => {
    const setting = { ...fetchSetting, patienceMs: 7_000 };
    const { network, fetch, ends } = pair([], setting);
    const { root } = built(plans.chain(200));
    fetch.begin(root, 0);
    network.runWhile(() => fetch.isUnderWay, hourMs);
    expect(network.now).toBe(7_000);
    expect(ends).toEqual([{ missing: [root], unreadable: [], isWhole: false }]);
  });

  it('goes on with a partner whose stream was broken, over a connection of its own', () => {
    const object = built(plans.chain(300));
    const { network, walker, holder, fetch, visits, ends } = pair(object.blocks.values());
    fetch.begin(object.root, 0);
    network.runWhile(() => visits.length < 100, hourMs);
    network.send('holder', 'walker', 'noise', Uint8Array.of(3, 0xff, 0xff, 0xff));
    const before = visits.length;
    network.runWhile(() => true, 5_000);
    expect(visits.length).toBeLessThan(before + 20);
    expect([walker, holder].map(({ node }) => node.exchange.client.up.length)).toEqual([0, 0]);
    network.link('walker', 'holder');
    network.runWhile(() => fetch.isUnderWay, hourMs);
    expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
  });
});

describe('a node', () => {
  it('refuses to offer what no partner could take', () => {
    const { walker } = pair([]);
    const block = blockOf(codecs.raw, Uint8Array.of(1, 2, 3));
    expect(() => walker.node.put({ cid: block.cid, data: Uint8Array.of(1, 2) }, 0)).toThrow(/another one/);
    expect(() => walker.node.put(blockOf(codecs.raw, new Uint8Array(2_097_153)), 0)).toThrow(/are the most/);
    const identity = Uint8Array.of(1, 0x55, 0, 1, 9);
    expect(() => walker.node.put({ cid: identity, data: Uint8Array.of(9) }, 0)).toThrow(/known collisions/);
    expect(walker.store.size).toBe(0);
  });

  it('sends a want again to a partner that lost it without a word', () => {
    const leaf = blockOf(codecs.raw, Uint8Array.of(1));
    const { network, holder, fetch, ends } = pair([]);
    fetch.begin(keyOfCid(leaf.cid), 0);
    network.runWhile(() => true, 10_000);
    const { peers, server } = holder.node.exchange;
    expect(server.cids.size).toBe(1);
    server.full(peers.numberOf('walker'), []);
    holder.node.put(leaf, network.now);
    network.runWhile(() => fetch.isUnderWay, hourMs);
    expect(network.now).toBeGreaterThan(30_000);
    expect(ends).toEqual([{ missing: [], unreadable: [], isWhole: true }]);
  });

  it('does not lose patience with a partner that answers all the time', () => {
    // Two of these blocks fill a message, so some question is open at any time.
    const leaves = Array.from({ length: 400 }, (_, at) =>
      blockOf(codecs.raw, new Uint8Array(6_000).fill(at).fill(at >> 8, 0, 1)),
    );
    const root = nodeOver(leaves);
    const { network, walker, fetch, visits } = pair([root, ...leaves], undefined, 400);
    const { client } = walker.node.exchange;
    const slots = () => [...client.sessions.keys()].filter((slot) => client.askedFor(slot) !== none);
    const impatience = client.impatience.bind(client);
    const timer = vi.spyOn(client, 'impatience').mockImplementation((...given) => {
      const before = slots();
      impatience(...given);
      expect(slots()).toEqual(before);
    });
    fetch.begin(keyOfCid(root.cid), 0);
    network.runWhile(() => fetch.isUnderWay, hourMs);
    expect(visits.length).toBe(401);
    expect(network.now).toBeGreaterThan(5_000);
    expect(timer).toHaveBeenCalled();
  });
});

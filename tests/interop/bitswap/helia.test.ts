/**
 * Tests the exchange against a real peer: `@helia/bitswap` over libp2p (TCP, noise, yamux) on 127.0.0.1. Blocks go both
 * ways, and both sides verify them.
 */
import { createHash, randomBytes } from 'node:crypto';
import { CID } from 'multiformats/cid';
import { create } from 'multiformats/hashes/digest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { areInstalled, type Helia, loadPackages, type Node, type Packages } from './packages.ts';
import { Shell } from './shell.ts';

const isInstalled = areInstalled();

/** A block of random bytes, as raw data (CID of version 1). */
function blockOf(bytes: number): { cid: CID; data: Uint8Array } {
  const data = new Uint8Array(randomBytes(bytes));
  return { cid: cidOf(data), data };
}

function cidOf(data: Uint8Array): CID {
  return CID.createV1(0x55, create(0x12, new Uint8Array(createHash('sha256').update(data).digest())));
}

/** Waits for a condition, at most some seconds. */
async function until(isDone: () => boolean, seconds = 5): Promise<void> {
  const end = Date.now() + seconds * 1_000;
  while (!isDone() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isDone()).toBe(true);
}

const inSeconds = (seconds: number) => ({ signal: AbortSignal.timeout(seconds * 1_000) });

describe.skipIf(!isInstalled)(
  `the exchange with @helia/bitswap over libp2p${isInstalled ? '' : ' (skipped: libp2p and @helia/bitswap are not installed)'}`,
  () => {
    let packages: Packages;
    let ourNode: Node;
    let theirNode: Node;
    let shell: Shell;
    let helia: Helia;
    const theirStore = new Map<string, Uint8Array>();

    /** Gives helia a block, and lets it serve those that wait. */
    const theyPut = async ({ cid, data }: { cid: CID; data: Uint8Array }) => {
      theirStore.set(String(cid), data);
      await helia.notify(cid);
    };

    beforeAll(async () => {
      packages = await loadPackages();
      [ourNode, theirNode] = await Promise.all([packages.node(), packages.node()]);
      shell = new Shell(ourNode);
      helia = packages.helia(theirNode, theirStore);
      await Promise.all([shell.start(), helia.start()]);
      await theirNode.dial(ourNode.getMultiaddrs()[0]);
      await until(() => shell.partners === 1);
    }, 60_000);

    afterAll(async () => {
      shell?.stop();
      await helia?.stop();
      await Promise.all([ourNode?.stop(), theirNode?.stop()]);
    }, 60_000);

    it('listens on loopback alone', () => {
      for (const node of [ourNode, theirNode])
        for (const address of node.getMultiaddrs())
          expect(String(address)).toMatch(/^\/ip4\/127\.0\.0\.1\/tcp\//);
    });

    it.each([10, 1_024, 100_000, 1_900_000])(
      'gets a block of %i bytes, verified',
      async (bytes) => {
        const block = blockOf(bytes);
        await theyPut(block);
        const got = await shell.want(block.cid.bytes);
        expect(cidOf(got).equals(block.cid)).toBe(true);
        expect(shell.counts.refused).toBe(0);
      },
      20_000,
    );

    it.each([10, 1_024, 100_000, 1_900_000])(
      'serves a block of %i bytes, which it verifies',
      async (bytes) => {
        const block = blockOf(bytes);
        shell.put(block.cid.bytes, block.data);
        const got = await helia.want(block.cid, inSeconds(15));
        expect(cidOf(got).equals(block.cid)).toBe(true);
      },
      20_000,
    );

    it('waits for a block that comes later, and is served once it is there', async () => {
      const block = blockOf(5_000);
      const before = shell.counts.blocksReceived;
      const wanted = shell.want(block.cid.bytes);
      await until(
        () =>
          helia
            .getPeerWantlist(ourNode.peerId)
            ?.some(({ cid }) => cid.toString() === block.cid.toString()) === true,
      );
      expect(shell.counts.blocksReceived).toBe(before);
      await theyPut(block);
      expect(cidOf(await wanted).equals(block.cid)).toBe(true);
    }, 20_000);

    it('keeps a want of a block that it puts later, and serves it then', async () => {
      const block = blockOf(5_000);
      const wanted = helia.want(block.cid, inSeconds(15));
      await until(() => shell.exchange.server.ledger.count > 0);
      shell.put(block.cid.bytes, block.data);
      expect(cidOf(await wanted).equals(block.cid)).toBe(true);
      await until(() => shell.exchange.server.ledger.count === 0);
    }, 20_000);

    it('gets 200 blocks and serves 200 at the same time, each once', async () => {
      const theirs = Array.from({ length: 200 }, () => blockOf(2_000));
      const ours = Array.from({ length: 200 }, () => blockOf(2_000));
      for (const block of theirs) theirStore.set(String(block.cid), block.data);
      for (const { cid, data } of ours) shell.put(cid.bytes, data);
      const before = { ...shell.counts };
      const got = await Promise.all([
        ...theirs.map(({ cid }) => shell.want(cid.bytes)),
        ...ours.map(({ cid }) => helia.want(cid, inSeconds(30))),
      ]);
      expect(got.map((data) => cidOf(data).toString())).toEqual(
        [...theirs, ...ours].map(({ cid }) => cid.toString()),
      );
      expect(shell.counts.blocksReceived - before.blocksReceived).toBe(200);
      expect([shell.counts.refused, shell.exchange.client.wants.size]).toEqual([0, 0]);
    }, 60_000);

    it('denies a block that no message holds, and serves the others', async () => {
      const sha1 = new Uint8Array(createHash('sha1').update('old').digest());
      const unsendable = [
        blockOf(5_000_000),
        { cid: CID.createV1(0x55, create(0x11, sha1)), data: new TextEncoder().encode('old') },
      ];
      const block = blockOf(5_000);
      for (const { cid, data } of [...unsendable, block]) shell.put(cid.bytes, data);
      const denied = unsendable.map(({ cid }) =>
        helia.want(cid, inSeconds(3)).then(
          () => 'got',
          () => 'denied',
        ),
      );
      await until(() => shell.counts.unsendable >= 2);
      const got = await helia.want(block.cid, inSeconds(15));
      expect(cidOf(got).equals(block.cid)).toBe(true);
      expect(await Promise.all(denied)).toEqual(['denied', 'denied']);
    }, 20_000);

    it('resolves an identity CID without its partner', async () => {
      const identity = CID.createV1(0x55, create(0x00, new TextEncoder().encode('here')));
      const before = shell.counts.blocksReceived;
      expect(new TextDecoder().decode(await shell.want(identity.bytes))).toBe('here');
      expect([shell.counts.blocksReceived, shell.exchange.client.wants.size]).toEqual([before, 0]);
    });

    it('tells its wants anew after a connection was lost', async () => {
      const block = blockOf(3_000);
      const wanted = shell.want(block.cid.bytes);
      await ourNode.hangUp(theirNode.peerId);
      // A dial before its side knows of the end would find the old connection.
      await until(() => shell.partners === 0 && theirNode.getConnections().length === 0);
      theirStore.set(String(block.cid), block.data);
      await theirNode.dial(ourNode.getMultiaddrs()[0]);
      await until(() => shell.partners === 1);
      expect(cidOf(await wanted).equals(block.cid)).toBe(true);
    }, 30_000);
  },
);

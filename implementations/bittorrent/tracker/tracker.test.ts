/** Tests the tracker (T2) and the dialler (T3, T5) by themselves. */
import { describe, expect, it } from 'vitest';
import { Dialler } from './dialler.ts';
import { Tracker } from './tracker.ts';

const regular = { left: 0, event: 'regular', numWanted: 50 } as const;

function addressesOf(peers: readonly { readonly address: string }[]): readonly string[] {
  return peers.map(({ address }) => address);
}

describe('a tracker', () => {
  it('gives other peers, and at most as many as are wanted and as it gives', () => {
    const tracker = new Tracker(2);
    for (const name of ['a', 'b', 'c', 'd'])
      tracker.announce({ ...regular, numWanted: 0, id: name, address: name });
    const asked = { ...regular, id: 'a', address: 'a' };
    expect(addressesOf(tracker.announce(asked))).toEqual(['b', 'c']);
    expect(addressesOf(tracker.announce({ ...asked, numWanted: 1 }))).toEqual(['d']);
    expect(addressesOf(tracker.announce({ ...asked, chosen: ['d', 'c'] }))).toEqual(['c', 'd']);
    expect(addressesOf(tracker.announce({ ...asked, chosen: ['d'] }))).toEqual(['d', 'b']);
  });

  it('gives as many as it may where the client leaves the number to it', () => {
    const tracker = new Tracker(2);
    for (const name of ['a', 'b', 'c', 'd']) tracker.announce({ ...regular, id: name, address: name });
    const { numWanted: _, ...open } = { ...regular, id: 'a', address: 'a' };
    expect(tracker.announce(open)).toHaveLength(2);
    // The default of UDP clients (BEP 15).
    expect(tracker.announce({ ...open, numWanted: -1 })).toHaveLength(2);
    expect(tracker.announce({ ...open, numWanted: 0 })).toHaveLength(0);
  });

  it('gives each of its peers in turn', () => {
    const tracker = new Tracker(3);
    const names = Array.from({ length: 9 }, (_, nth) => `${nth}`);
    for (const name of names) tracker.announce({ ...regular, numWanted: 0, id: name, address: name });
    const given = [1, 2, 3].flatMap(() =>
      addressesOf(tracker.announce({ ...regular, id: 'a', address: 'a' })),
    );
    expect(given.sort()).toEqual(names);
  });

  it('has one entry an address: the id that announced last', () => {
    const tracker = new Tracker(50);
    for (let nth = 0; nth < 100; nth++) tracker.announce({ ...regular, id: `${nth}`, address: 'x' });
    expect(tracker.known.map(({ id }) => id)).toEqual(['99']);
    // An earlier id that stops does not end the entry.
    tracker.announce({ ...regular, id: '5', address: 'x', event: 'stopped' });
    expect(tracker.known).toHaveLength(1);
  });

  it('keeps at most so many peers, and forgets the longest silent one for a new one', () => {
    const tracker = new Tracker(50, undefined, 2);
    for (const name of ['a', 'b', 'a', 'c']) tracker.announce({ ...regular, id: name, address: name });
    expect(addressesOf(tracker.known)).toEqual(['a', 'c']);
  });

  it('never gives a peer its own address, nor its own id', () => {
    const tracker = new Tracker(50);
    tracker.announce({ ...regular, id: 'old', address: 'x' });
    tracker.announce({ ...regular, id: 'new', address: 'y' });
    // The peer has restarted with a new id at its address, and moved with its id to another one.
    expect(addressesOf(tracker.announce({ ...regular, id: 'new', address: 'x' }))).toEqual([]);
    expect(addressesOf(tracker.announce({ ...regular, id: 'other', address: 'z' }))).toEqual(['y', 'x']);
  });

  it('forgets a peer that is silent for more than two whole intervals, and one that stops', () => {
    const tracker = new Tracker(50);
    for (const name of ['a', 'b']) tracker.announce({ ...regular, id: name, address: name });
    tracker.sweep();
    tracker.sweep();
    expect(addressesOf(tracker.announce({ ...regular, id: 'a', address: 'a' }))).toEqual(['b']);
    tracker.sweep();
    expect(addressesOf(tracker.known)).toEqual(['a']);
    tracker.announce({ ...regular, id: 'a', address: 'a', event: 'stopped' });
    expect(tracker.known).toEqual([]);
  });

  it('counts seeds, other peers and downloads for a scrape', () => {
    const tracker = new Tracker(50);
    tracker.announce({ ...regular, id: 'a', address: 'a', left: 1, event: 'started' });
    tracker.announce({ ...regular, id: 'b', address: 'b', event: 'started' });
    expect(tracker.counts).toEqual({ complete: 1, incomplete: 1, downloaded: 0 });
    tracker.announce({ ...regular, id: 'a', address: 'a', event: 'completed' });
    expect(tracker.counts).toEqual({ complete: 2, incomplete: 0, downloaded: 1 });
  });
});

describe('a dialler', () => {
  function diallerOf(connections: number, isPrivate = false) {
    const connected = new Set<number>();
    const banned = new Set<number>();
    const dialler = new Dialler(
      { connections, isPrivate },
      {
        connected: () => connected.size,
        isConnected: (partner) => connected.has(partner),
        isBanned: (partner) => banned.has(partner),
        dial: (partner) => connected.add(partner),
      },
    );
    return { dialler, connected, banned };
  }

  it('dials known peers in order up to the limit, and another one for each that is lost', () => {
    const { dialler, connected } = diallerOf(2);
    expect(dialler.look()).toBe(true);
    dialler.learn([4, 3, 4, 2, 1], 'tracker');
    expect(dialler.look()).toBe(false);
    expect([...connected]).toEqual([4, 3]);
    connected.delete(4);
    // The lost peer is unknown again only once a tracker gives it again.
    expect(dialler.look()).toBe(false);
    expect([...connected]).toEqual([3, 2]);
    connected.delete(3);
    dialler.look();
    connected.delete(2);
    expect(dialler.look()).toBe(true);
    expect([...connected]).toEqual([1]);
  });

  it('passes over peers that are banned, or connected meanwhile', () => {
    const { dialler, connected, banned } = diallerOf(2);
    banned.add(2);
    dialler.learn([1, 2, 3], 'tracker');
    connected.add(1);
    dialler.remove(1);
    banned.add(3);
    expect(dialler.look()).toBe(true);
    expect([...connected]).toEqual([1]);
  });

  it('notes no more peers than its limit, and asks no partner about more of them', () => {
    let asked = 0;
    const dialler = new Dialler(
      { connections: 0, isPrivate: false, candidatesMax: 100 },
      {
        connected: () => 0,
        isConnected: () => {
          asked++;
          return false;
        },
        isBanned: () => false,
        dial: () => {},
      },
    );
    dialler.learn(
      Array.from({ length: 174_755 }, (_, partner) => partner),
      'tracker',
    );
    expect(dialler.candidates).toHaveLength(100);
    for (let n = 0; n < 1_000; n++) dialler.look();
    expect(asked).toBe(100);
  });

  it('takes no peers of other sources for a private torrent (BEP 27)', () => {
    const { dialler, connected } = diallerOf(2, true);
    dialler.learn([1], 'other');
    dialler.learn([2], 'tracker');
    dialler.look();
    expect([...connected]).toEqual([2]);
  });
});

/**
 * Tests a torrent by its own numbers: whole transfers between torrents, limits that no scope has, and the
 * memory of a transfer. `properties/bittorrent/lockstep.test.ts` compares it with the model.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Bitfield } from './bitfield.ts';
import type { TorrentPort } from './connection.ts';
import { torrentRules } from './rules.ts';
import { Torrent, type TorrentSetting } from './torrent.ts';

const setting: TorrentSetting = {
  ...{ pieces: 6, blocksPerPiece: 3, endgameAskers: 2, randomFirst: 1 },
  ...{
    slots: 2,
    optimistic: 'counted',
    zeroRate: 'eligible',
    rateRounds: 2,
    rateMax: 100,
    seedRate: 'given',
  },
  ...{ pipeline: 2, queueMax: 4, upload: 'paced', fast: false, have: 'all', snubs: true, blame: 'parole' },
  ...{ allowedMax: 2, interest: 'missing', notAsked: 'dropped', tooLarge: 'close' },
};

type Call = readonly [name: string, ...args: unknown[]];

/** A port that notes each call; a block is its number, and a bad one is negative. */
function port(calls: Call[]): TorrentPort<number> {
  const answers: Record<string, (...args: never[]) => unknown> = {
    isGood: (_: number, blocks: readonly (number | undefined)[]) =>
      blocks.every((block) => (block ?? -1) >= 0),
    isSame: (one: number, other: number) => one === other,
    allowedFast: () => [],
    suggestions: () => [],
    isServable: (piece: number) => piece < 6,
  };
  return new Proxy({} as TorrentPort<number>, {
    get: (_, name: string) => answers[name] ?? ((...args: unknown[]) => calls.push([name, ...args])),
  });
}

/** Torrents whose partners are the other ones, with a queue of messages for each link. */
class Net {
  readonly torrents: Torrent<number>[];
  readonly #links: Call[][][];
  readonly #timers: Set<string>[];
  blocks = 0;

  constructor(owned: readonly (readonly number[])[], changed: Partial<TorrentSetting>) {
    const size = owned.length;
    this.#links = owned.map(() => owned.map(() => []));
    this.#timers = owned.map(() => new Set());
    this.torrents = owned.map((_, self) => {
      const to = new Proxy({} as TorrentPort<number>, {
        get: (_target, name: string) => {
          if (name === 'isGood' || name === 'isServable') return () => true;
          // Each peer may ask for its own piece while it is choked.
          if (name === 'allowedFast') return (partner: number) => [partner];
          if (name === 'suggestions') return () => [self];
          if (name === 'verified' || name === 'failed') return () => undefined;
          if (name === 'arm')
            return (timer: string, partner: number) => this.#timers[self]?.add(`${timer}@${partner}`);
          if (name === 'disarm')
            return (timer: string, partner: number) => this.#timers[self]?.delete(`${timer}@${partner}`);
          return (partner: number, ...args: unknown[]) => {
            const sent = name === 'bitfield' ? [this.torrents[self]?.picker.verified.bytes.slice()] : args;
            this.#links[self]?.[partner]?.push([name, ...sent]);
          };
        },
      });
      return new Torrent<number>({ ...setting, ...changed }, size, to, torrentRules);
    });
    for (const [self, pieces] of owned.entries())
      for (const piece of pieces) this.#at(self).picker.own(piece);
    for (let self = 0; self < size; self++)
      for (let other = 0; other < size; other++) if (other !== self) this.#at(self).open(other);
  }

  #at(node: number): Torrent<number> {
    return this.torrents[node] as Torrent<number>;
  }

  /** Takes one step that a number chooses. */
  step(chance: number): void {
    const size = this.torrents.length;
    const [node, other] = [chance % size, Math.floor(chance / size) % size];
    const torrent = this.#at(node);
    const timers = [...(this.#timers[node] as Set<string>)];
    if (chance % 7 === 0) torrent.round();
    else if (chance % 7 < 3 && timers.length > 0) {
      const timer = timers[chance % timers.length] as string;
      this.#timers[node]?.delete(timer);
      const [name, partner] = timer.split('@') as [string, string];
      if (name === 'upload') torrent.upload(Number(partner));
      else if (chance % 5 === 0) torrent.snub(Number(partner));
      else this.#timers[node]?.add(timer);
    } else {
      const message = this.#links[other]?.[node]?.shift();
      if (message !== undefined) this.#deliver(torrent, other, message, chance);
    }
  }

  #deliver(torrent: Torrent<number>, from: number, [name, ...args]: Call, chance: number): void {
    const [piece, begin] = args as [number, number];
    torrent.tie = chance;
    switch (name) {
      case 'bitfield':
        torrent.bitfield(from, args[0] as Uint8Array);
        break;
      case 'have':
        torrent.have(from, piece);
        break;
      case 'interested':
      case 'notInterested':
        torrent.interest(from, name === 'interested');
        break;
      case 'unchoke':
        torrent.unchoked(from);
        break;
      case 'choke':
        torrent.choked(from);
        break;
      case 'request':
        torrent.request(from, piece, begin, 1);
        break;
      case 'cancel':
        torrent.cancel(from, piece, begin, 1);
        break;
      case 'allow':
        torrent.allowedFast(from, piece);
        break;
      case 'suggest':
        torrent.suggest(from, piece);
        break;
      case 'reject':
        torrent.rejected(from, piece, begin);
        break;
      case 'piece':
        this.blocks++;
        torrent.piece(from, piece, begin, 1);
        break;
      default:
        throw new Error(`a link carries no ${name}`);
    }
  }
}

describe('a torrent', () => {
  it.each([false, true])('is complete at every peer in the end, fast extension %s', (fast) => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(5)), { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 0x7fff_fffe }),
        (others, seed) => {
          const net = new Net([[0, 1, 2, 3, 4, 5], ...others, []], { fast });
          let chance = seed;
          let steps = 0;
          for (; !net.torrents.every(({ isSeed }) => isSeed) && steps < 60_000; steps++) {
            chance = (chance * 48_271) % 0x7fff_ffff;
            net.step(chance);
          }
          expect(net.torrents.map(({ picker }) => picker.verified.count)).toEqual(net.torrents.map(() => 6));
        },
      ),
      { numRuns: 40 },
    );
  });

  function single(changed: Partial<TorrentSetting> = {}) {
    const calls: Call[] = [];
    const torrent = new Torrent<number>({ ...setting, ...changed }, 3, port(calls), torrentRules);
    for (let partner = 0; partner < 3; partner++) torrent.open(partner);
    calls.length = 0;
    return { torrent, calls };
  }

  it('ranks a snubbed partner behind one that gave nothing (P6)', () => {
    const { torrent, calls } = single({ slots: 1, optimistic: 'none' });
    const all = new Bitfield(6);
    all.addAll();
    torrent.bitfield(0, all.bytes);
    torrent.interest(0, true);
    torrent.interest(1, true);
    torrent.unchoked(0);
    torrent.snub(0);
    calls.length = 0;
    torrent.round();
    expect(calls).toEqual([['unchoke', 1]]);
  });

  it('takes no more requests of a partner than its queue holds', () => {
    for (const fast of [false, true]) {
      const { torrent, calls } = single({ fast });
      torrent.picker.own(0);
      torrent.interest(0, true);
      torrent.round();
      calls.length = 0;
      for (let begin = 0; begin < 6; begin++) torrent.request(0, 0, begin, 16_384);
      const rejects = [4, 5].map((begin): Call => ['reject', 0, 0, begin, 16_384]);
      expect(calls).toEqual([['arm', 'upload', 0], ...(fast ? rejects : [])]);
      expect(torrent.connections[0]?.queue.size).toBe(4);
    }
  });

  it('closes at a Have of a piece that does not exist, and at a Bitfield with a spare bit', () => {
    const { torrent, calls } = single();
    torrent.have(0, 6);
    torrent.bitfield(1, Uint8Array.of(0b0000_0010));
    expect(calls).toEqual([
      ['close', 0],
      ['close', 1],
    ]);
    expect(torrent.connections.map(({ stage }) => stage)).toEqual(['closing', 'closing', 'open']);
  });

  it('counts a partner with HaveAll in the availability of every piece, and forgets it', () => {
    const { torrent, calls } = single({ fast: true });
    torrent.haveAllOrNone(0, true);
    torrent.haveAllOrNone(1, false);
    expect(calls).toEqual([['interested', 0]]);
    const availability = () => Array.from({ length: 6 }, (_, piece) => torrent.picker.availability.of(piece));
    expect(availability()).toEqual([1, 1, 1, 1, 1, 1]);
    torrent.have(1, 4);
    torrent.drop(0);
    expect(availability()).toEqual([0, 0, 0, 0, 1, 0]);
    torrent.haveAllOrNone(1, true);
    expect(torrent.connections[1]?.stage).toBe('closing');
  });

  it('asks a partner that chokes it for the pieces that are allowed, and notes at most allowedMax', () => {
    const { torrent, calls } = single({ fast: true, pipeline: 5 });
    torrent.haveAllOrNone(0, true);
    calls.length = 0;
    for (const piece of [4, 1, 5]) torrent.allowedFast(0, piece);
    const blocks = [4, 1].flatMap((piece) => [0, 1, 2].map((begin): Call => ['request', 0, piece, begin]));
    expect(calls).toEqual([...blocks.slice(0, 1), ['arm', 'request', 0], ...blocks.slice(1, 5)]);
    expect(torrent.connections[0]?.allowed).toEqual([4, 1]);
  });

  it('begins with the piece that a partner suggested, of equally rare ones only', () => {
    for (const [suggested, rarer, begun] of [
      [3, undefined, 3],
      [3, 2, 0],
    ] as const) {
      const { torrent, calls } = single({ fast: true, pipeline: 1, randomFirst: 0 });
      torrent.haveAllOrNone(0, true);
      torrent.haveAllOrNone(1, false);
      if (rarer !== undefined) torrent.have(1, suggested);
      torrent.suggest(0, suggested);
      torrent.unchoked(0);
      expect(calls).toContainEqual(['request', 0, begun, 0]);
    }
  });

  it('closes at advice of BEP 6 without the fast extension', () => {
    const { torrent, calls } = single();
    torrent.allowedFast(0, 1);
    torrent.suggest(1, 1);
    torrent.rejected(2, 1, 0);
    expect(calls).toEqual([0, 1, 2].map((partner) => ['close', partner]));
  });

  it('frees the number of a partner once no block and no verdict names it (S17)', () => {
    const { torrent, calls } = single({ pipeline: 3 });
    const all = new Bitfield(6);
    all.addAll();
    torrent.bitfield(1, all.bytes);
    torrent.unchoked(1);
    const [, , piece] = calls.find(([name]) => name === 'request') as Call;
    torrent.piece(1, piece as number, 0, -1);
    expect([0, 1].map((partner) => torrent.isFree(partner))).toEqual([false, false]);
    torrent.close(0);
    torrent.close(1);
    // A bad block of 1 waits: a peer that got its number would be banned for it.
    expect([0, 1].map((partner) => torrent.isFree(partner))).toEqual([true, false]);
    torrent.bitfield(2, all.bytes);
    torrent.tie = 0;
    torrent.unchoked(2);
    for (const begin of [1, 2]) torrent.piece(2, piece as number, begin, 1);
    // The piece failed, and both sources are on parole.
    expect(torrent.picker.progress.get(piece as number)?.arrivedCount ?? 0).toBe(0);
    expect(torrent.isFree(1)).toBe(false);
  });

  it('bans an address with all partners at it (V2)', () => {
    const { torrent, calls } = single({ pipeline: 3 });
    torrent.picker.addresses[2] = 1;
    const all = new Bitfield(6);
    all.addAll();
    torrent.bitfield(1, all.bytes);
    torrent.unchoked(1);
    torrent.tie = 0;
    const [, , piece] = calls.find(([name]) => name === 'request') as Call;
    for (let begin = 0; begin < 3; begin++) torrent.piece(1, piece as number, begin, -1);
    expect(calls.filter(([name]) => name === 'close')).toEqual([
      ['close', 1],
      ['close', 2],
    ]);
    torrent.close(2);
    torrent.handshake(2);
    expect(torrent.connections[2]?.stage).toBe('closing');
  });
});

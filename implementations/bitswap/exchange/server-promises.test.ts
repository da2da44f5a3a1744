/**
 * Tests the promises of the server that only an implementation can break, since a model has no priorities, sizes and
 * bounds. Each promise is also shown broken, by the known bug of the field where there is one.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverWith } from '../../../tests/support/bitswap-server.ts';
import { wantBlock, wantHave } from './asks.ts';
import { Ring } from './ring.ts';
import type { ExchangeRules } from './rules.ts';
import { presenceBytes, type Server } from './server.ts';
import { none } from './table.ts';

describe('the bounds of a server (X13, X16)', () => {
  it('keep at most 1,024 asks of a partner, however many come', () => {
    const { server } = serverWith();
    for (let nth = 0; nth < 5_000; nth++) server.want(0, `cid ${nth}`, wantHave, true, nth);
    expect(server.ledger.countOf(0)).toBe(1_024);
    expect(server.cids.size).toBe(1_024);
    expect(server.dropped).toBe(5_000 - 1_024);
  });

  /** The priorities that are left of these, with room for 3. */
  const left = (rules: Partial<ExchangeRules>, priorities: readonly number[]) => {
    const { server } = serverWith({ asksMax: 3 }, rules);
    for (const [nth, priority] of priorities.entries())
      server.want(0, `cid ${nth}`, wantHave, false, priority);
    const entries: number[] = [];
    for (
      let entry = server.ledger.firstOfPartner(0);
      entry !== none;
      entry = server.ledger.nextOfPartner(entry)
    )
      entries.push(server.ledger.priority[entry] as number);
    return entries.sort((one, other) => other - one);
  };

  it('evict the lowest ask for a higher one, and never the reverse', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 12 }), (priorities) => {
        expect(left({}, priorities)).toEqual([...priorities].sort((one, other) => other - one).slice(0, 3));
      }),
    );
  });

  it('would drop a higher ask, if an overflow kept the old ones (W39)', () => {
    expect(left({}, [1, 2, 3, 9])).toEqual([9, 3, 2]);
    expect(left({ evicts: () => false }, [1, 2, 3, 9])).toEqual([3, 2, 1]);
  });

  /** What a partner gets of a block that is here, with a priority, after three asks of priority 1 for others. */
  const served = (priority: number, rules: Partial<ExchangeRules> = {}) => {
    const { server, store, sent } = serverWith({ asksMax: 3 }, rules);
    store.set('here', 5);
    for (const cid of ['one', 'two', 'three']) server.want(0, cid, wantHave, false, 1);
    server.want(0, 'here', wantBlock, true, priority);
    while (server.serveNext() !== none);
    return [sent, server.ledger.count] as const;
  };

  it.each([0, 1, 2])(
    'let a block that is here out to a partner with a full list, by priority %i',
    (priority) => {
      expect(served(priority)).toEqual([['0 Block here'], 3]);
    },
  );

  it('would serve a client whose list is full of old wants no more (W39 breaks V1)', () => {
    const old = { takesPlace: () => true, evicts: () => false };
    expect(served(1, old)).toEqual([[], 3]);
  });

  it('let the first of equal asks go (boxo, handleOverflow)', () => {
    const { server } = serverWith({ asksMax: 3 });
    const cids = ['one', 'two', 'three', 'four', 'five'];
    for (const cid of cids) server.want(0, cid, wantHave, false, 1);
    expect(cids.filter((cid) => server.cids.numberOf(cid) !== none)).toEqual(['three', 'four', 'five']);
  });

  it('keep a bound on answers that wait, and evict asks of blocks that are not here first', () => {
    const { server, store } = serverWith({ asksMax: 3, answersMax: 2 });
    for (let nth = 0; nth < 20; nth++) store.set(`here ${nth}`, 5_000);
    const counts = () => [server.answersTo(0), server.ledger.countOf(0)];
    for (let nth = 0; nth < 9; nth++) server.want(0, `absent ${nth}`, wantBlock, true, 9);
    expect(counts()).toEqual([0, 3]);
    for (let nth = 0; nth < 2; nth++) server.want(0, `here ${nth}`, wantBlock, true, 1);
    expect(counts()).toEqual([2, 5]);
    for (let nth = 2; nth < 20; nth++) server.want(0, `here ${nth}`, wantBlock, true, 1);
    expect(counts()).toEqual([5, 5]);
    server.want(0, 'one more', wantBlock, true, 9);
    expect(counts()).toEqual([5, 5]);
    expect(server.cids.numberOf('one more')).toBe(none);
  });

  it('keep the bytes of CIDs flat under many flooders, and serve others all the same (X13)', () => {
    const { server, store, sent } = serverWith({ cidsBytesMax: 100_000 });
    store.set('here', 5);
    let bytes = 0;
    for (let flooder = 0; flooder < 100; flooder++)
      for (let nth = 0; nth < 100; nth++) {
        const cid = `${flooder} ${nth}`.padEnd(168, '.');
        server.want(flooder, cid, wantBlock, false, 9);
        if (server.cids.numberOf(cid) !== none) bytes += cid.length;
      }
    expect([bytes, server.cids.size]).toEqual([595 * 168, 595]);
    server.want(100, 'x'.repeat(169), wantBlock, false, 9);
    server.want(100, 'here', wantBlock, true, 1);
    while (server.serveNext() !== none);
    expect(sent).toEqual(['100 Block here']);
    for (let flooder = 0; flooder < 100; flooder++) server.leave(flooder);
    server.want(100, 'absent', wantBlock, false, 1);
    expect(server.cids.size).toBe(1);
  });

  it('drop an ask for a CID of more than 168 bytes', () => {
    const { server } = serverWith();
    for (const length of [168, 169]) server.want(0, 'x'.repeat(length), wantBlock, true, 1);
    expect([server.ledger.count, server.dropped]).toEqual([1, 1]);
  });

  it('stop all kinds of answers to a partner that reads nothing', () => {
    const { server, store, sent } = serverWith({ outstandingMax: 100 });
    store.set('here 0000', 5_000);
    const cidOf = (nth: number) =>
      `${nth % 2 === 0 ? 'gone' : 'here'} ${`${nth % 2 === 0 ? nth : 0}`.padStart(4, '0')}`;
    for (let nth = 0; nth < 1_000; nth++) {
      server.want(0, cidOf(nth), wantHave, true, 1);
      while (server.serveNext() !== none);
    }
    expect(presenceBytes(cidOf(0))).toBe(17);
    expect([sent.length, server.outstandingTo(0)]).toEqual([5, 85]);
    server.sendEnded(0, 85, true);
    while (server.serveNext() !== none);
    expect(sent.length).toBe(10);
  });

  it('would lose the highest ask to a lower one, if overflow began there (W40)', () => {
    // Read in boxo, `handleOverflow`: the asks are sorted from the highest on, and the first ones are cancelled.
    const reversed = { isLower: (one: number, other: number) => one > other, evicts: () => true };
    expect(left({}, [7, 8, 9, 1])).toEqual([9, 8, 7]);
    expect(left(reversed, [7, 8, 9, 1])).toEqual([8, 7, 1]);
  });

  it('keep at most a mebibyte under way to a partner, but let one larger block out', () => {
    const { server, store, sent } = serverWith();
    for (let nth = 0; nth < 8; nth++) {
      store.set(`cid ${nth}`, 262_144);
      server.want(0, `cid ${nth}`, wantBlock, true, 1);
    }
    while (server.serveNext() !== none);
    expect([server.outstandingTo(0), sent.length]).toEqual([1_048_576, 4]);
    server.sendEnded(0, 262_144, true);
    while (server.serveNext() !== none);
    expect([server.outstandingTo(0), sent.length]).toEqual([1_048_576, 5]);
    store.set('large', 2_097_152);
    server.want(1, 'large', wantBlock, true, 1);
    while (server.serveNext() !== none);
    expect([server.outstandingTo(1), sent.at(-1)]).toEqual([2_097_152, '1 Block large']);
  });
});

describe('the queue of a server', () => {
  /** The blocks that reach a partner while each send fails, until nothing more goes out. */
  const drained = (rules: Partial<ExchangeRules>) => {
    const { server, store, sent } = serverWith({ outstandingMax: 2 }, rules);
    for (const cid of ['one', 'two', 'three', 'four']) {
      store.set(cid, 1);
      server.want(0, cid, wantBlock, true, 1);
    }
    for (let served = server.serveNext(); served !== none; served = server.serveNext())
      server.sendEnded(served, 1, false);
    return [sent.length, server.tasksOf(0)];
  };

  it('drains, also where sends fail (V4)', () => {
    expect(drained({})).toEqual([4, 0]);
  });

  it('would stop, if failed sends kept their bytes (W41)', () => {
    expect(drained({ releases: (isSent) => isSent })).toEqual([2, 2]);
  });

  it('counts nothing of a connection that has ended', () => {
    const { server, store, sent } = serverWith({ outstandingMax: 2 });
    store.set('one', 2);
    store.set('two', 2);
    server.want(0, 'one', wantBlock, true, 1);
    server.serveNext();
    const first = server.connectionTo(0);
    server.leave(0);
    for (const cid of ['one', 'two']) server.want(0, cid, wantBlock, true, 1);
    server.serveNext();
    server.sendEnded(0, 2, false, first);
    expect([server.outstandingTo(0), server.serveNext()]).toEqual([2, none]);
    server.sendEnded(0, 2, true, server.connectionTo(0));
    expect([server.serveNext(), sent.length]).toEqual([0, 3]);
  });

  it('goes on after a block that cannot be sent, which is denied', () => {
    const { server, store, sent } = serverWith({}, {}, undefined, (cid) => cid === 'long');
    for (const cid of ['long', 'short']) {
      store.set(cid, 5);
      server.want(0, cid, wantBlock, true, 1);
    }
    expect(() => server.serveNext()).toThrow('no message holds long');
    expect(server.outstandingTo(0)).toBe(presenceBytes('long'));
    expect([server.serveNext(), server.serveNext()]).toEqual([0, none]);
    expect(sent).toEqual(['0 DontHave long', '0 Block short']);
    expect(server.ledger.count).toBe(0);
  });

  it('would send the lowest task first, if priorities were read upside down (breaks X15)', () => {
    const order = (rules: Partial<ExchangeRules>) => {
      const { server, store, sent } = serverWith({}, rules);
      for (const [nth, cid] of ['low', 'high', 'middle'].entries()) {
        store.set(cid, 1);
        server.want(0, cid, wantBlock, true, [1, 3, 2][nth] as number);
      }
      while (server.serveNext() !== none);
      return sent.map((message) => message.slice('0 Block '.length));
    };
    expect(order({})).toEqual(['high', 'middle', 'low']);
    expect(order({ isHigher: (one, other) => one < other })).toEqual(['low', 'middle', 'high']);
  });

  it('sends the highest task first, and of equal ones the first that came (X15)', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(3), { maxLength: 20 }), (priorities) => {
        const { server, store, sent } = serverWith();
        for (const [nth, priority] of priorities.entries()) {
          store.set(`${nth}`, 1);
          server.want(0, `${nth}`, wantBlock, true, priority);
        }
        while (server.serveNext() !== none);
        const expected = [...priorities.keys()].sort(
          (one, other) => (priorities[other] as number) - (priorities[one] as number) || one - other,
        );
        expect(sent).toEqual(expected.map((nth) => `0 Block ${nth}`));
      }),
    );
  });
});

/** W45 (boxo#1141): the partner with most tasks is served first. */
class MostTasksFirst extends Ring {
  readonly #server: () => Server;

  constructor(server: () => Server) {
    super();
    this.#server = server;
  }

  override get first(): number {
    let most = super.first;
    for (let partner = most; partner !== none; partner = this.after(partner))
      if (this.#server().tasksOf(partner) > this.#server().tasksOf(most)) most = partner;
    return most;
  }
}

/** Random asks and turns; the greatest number of times that a partner is served before another one that waits. */
function mostTurnsBefore(
  ring: (server: () => Server) => Ring,
  steps: readonly (readonly [partner: number, asks: number])[],
): number {
  const { server, store } = serverWith({ outstandingMax: 1_000_000 }, {}, ring);
  let cids = 0;
  let most = 0;
  /** How often each partner was served since a partner waits. */
  const waiting = new Map<number, Map<number, number>>();
  const turn = () => {
    const served = server.serveNext();
    if (served === none) return;
    for (const [other, turns] of waiting) {
      if (other === served) continue;
      turns.set(served, (turns.get(served) ?? 0) + 1);
      most = Math.max(most, turns.get(served) as number);
    }
    waiting.delete(served);
    if (server.tasksOf(served) > 0) waiting.set(served, new Map());
  };
  for (const [partner, asks] of steps) {
    for (let nth = 0; nth < asks; nth++) {
      const cid = `cid ${cids++}`;
      store.set(cid, 1);
      server.want(partner, cid, wantBlock, true, 1);
    }
    if (asks > 0 && !waiting.has(partner)) waiting.set(partner, new Map());
    turn();
  }
  for (let nth = 0; nth < cids; nth++) turn();
  return most;
}

describe('the turns of partners (V5, Nobody Starves)', () => {
  const steps = fc.array(fc.tuple(fc.nat(4), fc.nat(5)), { maxLength: 30 });

  it('serve each other partner at most once before one that waits', () => {
    fc.assert(
      fc.property(steps, (some) => {
        expect(mostTurnsBefore(() => new Ring(), some)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('would let a partner with many tasks go before (W45)', () => {
    const some = [
      [0, 1],
      [1, 9],
      [2, 1],
    ] as const;
    expect(mostTurnsBefore(() => new Ring(), some)).toBe(1);
    expect(mostTurnsBefore((server) => new MostTasksFirst(server), some)).toBeGreaterThan(1);
  });

  it('put a newcomer last', () => {
    const { server, store, sent } = serverWith();
    for (const [partner, cid] of [
      [0, 'a'],
      [0, 'b'],
      [1, 'a'],
      [2, 'b'],
    ] as const) {
      store.set(cid, 1);
      server.want(partner, cid, wantBlock, true, partner);
    }
    while (server.serveNext() !== none);
    expect(sent).toEqual(['0 Block a', '1 Block a', '2 Block b', '0 Block b']);
  });
});

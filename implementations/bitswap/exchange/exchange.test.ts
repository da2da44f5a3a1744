/**
 * Tests two exchanges with each other, without a network: what no scope shows, since a model's store loses nothing,
 * its timers send nothing again, and its node lives as long as its partners.
 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { codecs, encodeCid, encodePrefix, hashCodes, identityOfKey, keyOfCid } from '../wire/cid.ts';
import { takeMessage } from '../wire/intake.ts';
import { emptyMessage } from '../wire/messages.ts';
import { wantBlock, wantHave } from './asks.ts';
import { type CoreSetting, coreSetting, Exchange, type ExchangePort } from './exchange.ts';
import { type ExchangeRules, exchangeRules } from './rules.ts';
import { none } from './table.ts';

/** An exchange with a store and a clock; what it sends, and timers that it arms, are lists of texts. */
function nodeWith(
  rules: Partial<ExchangeRules> = {},
  setting: Partial<CoreSetting> = {},
  replaced: Partial<ExchangePort> = {},
) {
  const clock = { ms: 0 };
  const timers: string[] = [];
  const held = new Set<string>();
  const sent: string[] = [];
  const send =
    (what: string) =>
    (partner: number, cid: string): void => {
      sent.push(`${what} ${cid} to ${partner}`);
    };
  const port: ExchangePort = {
    now: () => clock.ms,
    sizeOf: (cid) => (held.has(cid) ? 2_000 : (identityOfKey(cid)?.length ?? none)),
    wantHave: send('WantHave'),
    wantBlock: send('WantBlock'),
    cancel: send('Cancel'),
    full: (partner, cids) => sent.push(`Full ${cids.join(',')} to ${partner}`),
    block: send('Block'),
    have: send('Have'),
    dontHave: send('DontHave'),
    findProviders: (cid) => sent.push(`findProviders ${cid}`),
    got: (cid) => held.add(cid),
    idle: (isArmed, ticks) => timers.push(isArmed ? `idle after ${ticks}` : 'not idle'),
    impatience: (partner, isArmed, afterMs) =>
      timers.push(`${partner} ${isArmed ? `in ${afterMs} ms` : 'never'}`),
    work: () => {},
    ...replaced,
  };
  const exchange = new Exchange(port, { ...coreSetting, ...setting }, { ...exchangeRules, ...rules });
  /** What was sent since the last call. */
  const news = () => sent.splice(0);
  return { exchange, held, news, timers, clock };
}

/** A message of a node, as a text of `nodeWith`. */
function partsOf(message: string): { kind: string; cids: string[] } {
  const [kind = '', cids = ''] = message.split(' ');
  return { kind, cids: cids.split(',') };
}

describe('two exchanges with each other', () => {
  /** Delivers what both send until nothing is under way; a is partner 0 of b, and the reverse. */
  function settle(a: ReturnType<typeof nodeWith>, b: ReturnType<typeof nodeWith>): void {
    for (let isDone = false; !isDone; ) {
      isDone = true;
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        while (from.exchange.server.serveNext() !== none);
        for (const message of from.news()) {
          isDone = false;
          deliver(to.exchange, message);
        }
      }
    }
  }

  function deliver(to: Exchange, message: string): void {
    const { kind, cids } = partsOf(message);
    const cid = cids[0] as string;
    if (kind === 'WantHave') to.wantHave(0, cid, true, 1);
    else if (kind === 'WantBlock') to.wantBlock(0, cid, true, 1);
    else if (kind === 'Cancel') to.cancel(0, cid);
    else if (kind === 'Block') to.block(0, cid, true, 2_000);
    else if (kind === 'Have') to.have(0, cid);
    else if (kind === 'DontHave') to.dontHave(0, cid);
  }

  /** Whether a gets a block that b holds, after so many wants of blocks that no node has; all have one priority. */
  function gets(wants: number, rules: Partial<ExchangeRules>): boolean {
    const [a, b] = [nodeWith(), nodeWith(rules)];
    b.held.add('here');
    a.exchange.connected('b');
    b.exchange.connected('a');
    for (let nth = 0; nth < wants; nth++) a.exchange.want(`absent ${nth}`.replace(' ', '-'), 'user');
    a.exchange.want('here', 'user');
    settle(a, b);
    a.exchange.client.idle();
    settle(a, b);
    return a.held.has('here');
  }

  it('exchange a block though more than 1,024 wants are open (V1)', () => {
    expect(gets(1_100, {})).toBe(true);
  });

  it('would not, if the held block needed a place of its own (W39)', () => {
    const old = { takesPlace: () => true, evicts: () => false };
    expect(gets(1_000, old)).toBe(true);
    expect(gets(1_100, old)).toBe(false);
  });

  it('exchange 5,000 held blocks that are asked for at once', () => {
    const [a, b] = [nodeWith(), nodeWith()];
    a.exchange.connected('b');
    b.exchange.connected('a');
    for (let nth = 0; nth < 5_000; nth++) {
      b.held.add(`${nth}`);
      a.exchange.want(`${nth}`, 'user');
    }
    for (const message of a.news()) deliver(b.exchange, message);
    expect(b.exchange.server.dropped).toBe(0);
    settle(a, b);
    // b waits until its sends end.
    while (b.exchange.server.outstandingTo(0) > 0) {
      b.exchange.server.sendEnded(0, b.exchange.server.outstandingTo(0), true);
      settle(a, b);
    }
    expect([a.held.size, b.exchange.server.ledger.count]).toEqual([5_000, 0]);
  });
});

describe('a full want-list', () => {
  it('is taken entry by entry: what is wanted, and whether DontHave is', () => {
    const { exchange, held, news } = nodeWith();
    held.add('x');
    const partner = exchange.connected('b');
    exchange.server.full(partner, [
      { cid: 'x', want: wantBlock, sendDontHave: true, priority: 2 },
      { cid: 'y', want: wantBlock, sendDontHave: true, priority: 1 },
      { cid: 'z', want: wantHave, sendDontHave: false, priority: 1 },
    ]);
    while (exchange.server.serveNext() !== none);
    expect(news()).toEqual(['Block x to 0', 'DontHave y to 0']);
    expect(exchange.server.ledger.countOf(partner)).toBe(2);
  });
});

describe('an identity CID', () => {
  it('is here at any time, and never asked for', () => {
    const { exchange, news } = nodeWith();
    exchange.connected('b');
    exchange.want(keyOfCid(Uint8Array.of(1, codecs.raw, 0, 3, 7, 8, 9)), 'user');
    expect([news(), exchange.client.wants.size]).toEqual([[], 0]);
  });
});

describe('the patience of a client (C7)', () => {
  it('is that of each question: a partner that answers in time is not silent', () => {
    const { exchange, news, timers, clock } = nodeWith();
    const partner = exchange.connected('b');
    exchange.want('s', 'user');
    exchange.have(partner, 's');
    for (let nth = 0; nth < 20; nth++) {
      // One question is always open, and each is answered after 2 s.
      exchange.want(`${nth}`, 'user');
      clock.ms += 1_000;
      exchange.block(partner, nth === 0 ? 's' : `${nth - 1}`, true, 1);
      clock.ms += 1_000;
      news();
      exchange.client.impatience(partner);
      expect(exchange.client.askedFor(exchange.client.wants.numberOf(`${nth}`))).toBe(partner);
      expect(timers.at(-1)).toBe(`${partner} in 3000 ms`);
    }
    clock.ms += 3_000;
    exchange.client.impatience(partner);
    expect(exchange.client.askedFor(exchange.client.wants.numberOf('19'))).toBe(none);
    expect(timers.at(-1)).toBe(`${partner} never`);
  });

  it('ends for one question that is passed over, though others are answered', () => {
    const { exchange, clock } = nodeWith();
    const partner = exchange.connected('b');
    const asked = (cid: string) => exchange.client.askedFor(exchange.client.wants.numberOf(cid));
    for (const cid of ['x', 's']) exchange.want(cid, 'user');
    exchange.have(partner, 'x');
    for (let nth = 0; nth < 5; nth++) {
      expect(asked('x')).toBe(partner);
      clock.ms += 1_000;
      exchange.want(`${nth}`, 'user');
      exchange.block(partner, `${nth}`, true, 1);
    }
    exchange.client.impatience(partner);
    expect(asked('x')).toBe(none);
  });
});

describe('the search for providers (C6)', () => {
  it('takes one CID at each tick, in turn, and its timer grows without news', () => {
    const { exchange, news, timers } = nodeWith();
    for (const cid of ['a', 'b', 'c']) exchange.want(cid, 'user');
    const searched: string[] = [];
    for (let tick = 0; tick < 4; tick++) {
      exchange.client.idle();
      searched.push(...news());
    }
    expect(searched).toEqual(['a', 'b', 'c', 'a'].map((cid) => `findProviders ${cid}`));
    expect(timers).toEqual([0, 1, 2, 3, 4].map((ticks) => `idle after ${ticks}`));
    exchange.put('b');
    exchange.client.idle();
    expect([news(), timers.at(-1)]).toEqual([['findProviders c'], 'idle after 1']);
  });
});

describe('a user whose function fails', () => {
  it('costs no want and no answer', () => {
    const got = () => {
      throw new Error('of the user');
    };
    const { exchange, held, news } = nodeWith({}, {}, { got });
    const [b, c] = [exchange.connected('b'), exchange.connected('c')];
    exchange.wantBlock(c, 'x', false, 1);
    exchange.want('x', 'user');
    news();
    held.add('x');
    expect(() => exchange.block(b, 'x', true, 2_000)).toThrow('of the user');
    while (exchange.server.serveNext() !== none);
    expect([exchange.client.wants.size, news()]).toEqual([0, ['Cancel x to 1', 'Block x to 1']]);
  });
});

describe('a block that was lost and is wanted once more (V6, Asked Again)', () => {
  it('is asked for again, of the partner that gave it, and comes again', () => {
    const { exchange, held, news } = nodeWith();
    const partner = exchange.connected('b');
    for (let time = 0; time < 3; time++) {
      exchange.want('x', 'user');
      expect(news()).toEqual([time === 0 ? 'WantHave x to 0' : 'WantBlock x to 0']);
      exchange.have(partner, 'x');
      expect(exchange.block(partner, 'x', true, 2_000)).toBe(true);
      expect(held.delete('x')).toBe(true);
      news();
    }
  });
});

/** A node that books which partners were asked for a block, and asks none twice; `clears`: at the block, too. */
function bookkeeperWith(clears: boolean) {
  const booked = new Set<string>();
  const sent: string[] = [];
  const node = nodeWith(
    {},
    {},
    {
      wantBlock: (partner, cid) => {
        if (!booked.has(`${partner} ${cid}`)) sent.push(`WantBlock ${cid} to ${partner}`);
        booked.add(`${partner} ${cid}`);
      },
      cancel: (partner, cid) => booked.delete(`${partner} ${cid}`),
    },
  );
  /** The questions of three rounds in which a block is wanted, comes, and is lost. */
  const partner = node.exchange.connected('b');
  for (let round = 0; round < 3; round++) {
    node.exchange.want('x', 'user');
    node.exchange.have(partner, 'x');
    node.held.add('x');
    node.exchange.block(partner, 'x', true, 2_000);
    if (clears) booked.delete(`${partner} x`);
    node.held.delete('x');
  }
  return sent;
}

describe('a partner that gave a block', () => {
  it('would not be asked again, if it stayed booked as asked (W35 breaks V6)', () => {
    // boxo#805, boxo#809: what is asked of a peer is booked until its Cancel, and a giver gets no Cancel.
    expect(bookkeeperWith(true).length).toBe(3);
    expect(bookkeeperWith(false).length).toBe(1);
  });
});

describe('what is sent again after 30 s', () => {
  it('is a want whose question met silence, too, but none that was denied', () => {
    const { exchange, news, clock } = nodeWith();
    const partner = exchange.connected('b');
    for (const cid of ['denied', 'silent']) {
      exchange.want(cid, 'user');
      exchange.have(partner, cid);
    }
    exchange.dontHave(partner, 'denied');
    clock.ms = 5_000;
    exchange.client.impatience(partner);
    news();
    exchange.client.sendAgain(partner);
    expect(news()).toEqual(['WantHave silent to 0']);
    exchange.have(partner, 'silent');
    expect(news()).toEqual(['WantBlock silent to 0']);
  });

  /** The messages that go out again to a partner that was asked for x, told of y, and denied z; v was given up. */
  const sentAgain = (rules: Partial<ExchangeRules>) => {
    const { exchange, news } = nodeWith(rules);
    const partner = exchange.connected('b');
    for (const cid of ['v', 'y', 'z']) exchange.want(cid, 'user');
    exchange.dontHave(partner, 'z');
    exchange.have(exchange.connected('c'), 'x');
    exchange.giveUp('v', 'user');
    exchange.have(partner, 'y');
    exchange.want('x', 'user');
    exchange.want('w', 'user');
    exchange.giveUp('w', 'user');
    news();
    exchange.client.sendAgain(partner);
    return news();
  };

  it('is no question for a block under way (X7), no answered want, and none that was cancelled (W34)', () => {
    const { exchange, news } = nodeWith();
    const [b, c] = [exchange.connected('b'), exchange.connected('c')];
    for (const cid of ['v', 'x', 'y', 'z']) exchange.want(cid, 'user');
    exchange.dontHave(b, 'z');
    exchange.have(b, 'x');
    exchange.giveUp('v', 'user');
    news();
    exchange.client.sendAgain(b);
    expect(news()).toEqual(['WantHave y to 0']);
    exchange.client.sendAgain(c);
    expect(news()).toEqual(['WantHave x to 1', 'WantHave y to 1', 'WantHave z to 1']);
  });

  it('would be a question under way, too, if the timer sent all wants again (W33)', () => {
    expect(sentAgain({})).toEqual([]);
    expect(sentAgain({ isSentAgain: () => true })).toEqual(['WantBlock x to 0']);
  });
});

describe('a block of another content than the wanted one', () => {
  const sha2_256 = { version: 1, codec: codecs.raw, hash: hashCodes.sha2_256, digestBytes: 32 } as const;
  const hash = (_: unknown, data: Uint8Array) => createHash('sha256').update(data).digest();
  const keyOf = (data: Uint8Array) => keyOfCid(encodeCid(sha2_256, hash(undefined, data)));

  /** The strikes of a partner after messages with these blocks, as the edge takes them. */
  const strikesAfter = (exchange: Exchange, partner: number, texts: readonly string[]) => {
    for (const text of texts) {
      const payload = [{ prefix: encodePrefix(sha2_256), data: new TextEncoder().encode(text) }];
      const { blocks } = takeMessage({ ...emptyMessage, payload }, hash);
      for (const { cid, data } of blocks) exchange.block(partner, keyOfCid(cid), true, data.length);
    }
    return exchange.peers.strikesOf(partner);
  };

  it('has another CID, and is a strike against its sender (poisoner)', () => {
    const { exchange, news } = nodeWith();
    const [poisoner, honest] = [exchange.connected('poisoner'), exchange.connected('honest')];
    exchange.want(keyOf(new TextEncoder().encode('right')), 'user');
    expect(strikesAfter(exchange, poisoner, ['wrong', 'false', 'bad', 'more'])).toBe(3);
    expect(exchange.client.wants.size).toBe(1);
    expect(strikesAfter(exchange, honest, ['right'])).toBe(0);
    news();
    exchange.have(poisoner, 'x');
    exchange.want('x', 'user', [poisoner, honest]);
    expect(news()).toEqual([`WantBlock x to ${honest}`]);
  });

  it('is no strike if it is late: a duplicate, or a block that was given up', () => {
    const { exchange } = nodeWith();
    const [one, other] = [exchange.connected('one'), exchange.connected('other')];
    const key = (text: string) => keyOf(new TextEncoder().encode(text));
    for (const text of ['first', 'second']) exchange.want(key(text), 'user');
    exchange.giveUp(key('second'), 'user');
    expect(strikesAfter(exchange, one, ['first', 'first', 'second'])).toBe(0);
    expect(strikesAfter(exchange, other, ['first', 'second'])).toBe(0);
  });

  it('is a strike, too, if its want ended before as many others as are remembered', () => {
    const { exchange } = nodeWith({}, { endedRemembered: 2 });
    const partner = exchange.connected('b');
    for (const cid of ['one', 'two', 'three']) {
      exchange.want(cid, 'user');
      exchange.block(partner, cid, true, 1);
    }
    exchange.block(partner, 'two', true, 1);
    expect(exchange.peers.strikesOf(partner)).toBe(0);
    exchange.block(partner, 'one', true, 1);
    expect(exchange.peers.strikesOf(partner)).toBe(1);
  });
});

describe('a peer that reconnects', () => {
  it('meets its strikes, and is asked last (whitewasher)', () => {
    const { exchange, news } = nodeWith();
    const [bad, good] = [exchange.connected('bad'), exchange.connected('good')];
    for (let strike = 0; strike < 3; strike++) exchange.block(bad, 'x', false, 2_000);
    exchange.lost(bad);
    expect(exchange.connected('bad')).toBe(bad);
    exchange.want('x', 'user');
    exchange.have(bad, 'x');
    exchange.dontHave(bad, 'x');
    exchange.have(good, 'x');
    exchange.want('y', 'user', [bad, good]);
    expect(news().filter((message) => message.startsWith('WantBlock y'))).toEqual([`WantBlock y to ${good}`]);
  });

  it('is another peer under another name', () => {
    const { exchange } = nodeWith();
    const bad = exchange.connected('bad');
    exchange.block(bad, 'x', false, 2_000);
    exchange.lost(bad);
    expect(exchange.peers.strikesOf(exchange.connected('another'))).toBe(0);
  });
});

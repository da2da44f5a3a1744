/**
 * Tests the server of the exchange against a slow, obvious twin on random events. The promises that only an
 * implementation can break are in `server-promises.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverWith } from '../../../tests/support/bitswap-server.ts';
import { noWant, taskBlock, taskDont, taskHave, wantBlock, wantHave } from './asks.ts';
import { type FullEntry, presenceBytes, type Server, type ServerSetting, serverSetting } from './server.ts';
import { none } from './table.ts';

// ------------------------------------------------------------- the twin

interface Ask {
  readonly partner: number;
  readonly cid: string;
  want: number;
  task: number;
  priority: number;
  arrival: number;
  size: number;
}

/** A server as a list of asks and a list of turns; every question is a search. */
class SlowServer {
  readonly store = new Map<string, number>();
  readonly sent: string[] = [];
  asks: Ask[] = [];
  turns: number[] = [];
  readonly outstanding = new Map<number, number>();
  #arrivals = 0;
  readonly #setting: ServerSetting;

  constructor(setting: ServerSetting) {
    this.#setting = setting;
  }

  want(partner: number, cid: string, want: number, sendDontHave: boolean, priority: number): void {
    let ask = this.asks.find((one) => one.partner === partner && one.cid === cid);
    if (ask === undefined) {
      if (!this.#makesPlace(partner, this.store.has(cid), priority)) return;
      ask = { partner, cid, want: noWant, task: 0, priority, arrival: 0, size: 0 };
      this.asks.push(ask);
    }
    ask.want = Math.max(ask.want, want);
    ask.priority = Math.max(ask.priority, priority);
    const size = this.store.get(cid);
    if (size !== undefined) this.#put(ask, want === wantBlock ? taskBlock : taskHave, size);
    else if (sendDontHave && ask.task === 0) this.#put(ask, taskDont, 0);
    this.#place(partner);
  }

  /** Whether a partner may have one ask more, after the end of another one where that is right. */
  #makesPlace(partner: number, isHeld: boolean, priority: number): boolean {
    const { asksMax, answersMax } = this.#setting;
    const all = this.asks.filter((one) => one.partner === partner);
    const absent = all.filter((one) => one.task <= taskDont);
    const isFull = all.length >= asksMax + answersMax || (!isHeld && absent.length >= asksMax);
    if (!isFull) return true;
    if (absent.length === 0 && !isHeld) return false;
    const rivals = absent.length > 0 ? absent : all;
    const lowest = Math.min(...rivals.map((one) => one.priority));
    if (priority < lowest && (absent.length === 0 || !isHeld)) return false;
    const evicted = rivals.find((one) => one.priority === lowest);
    this.asks = this.asks.filter((one) => one !== evicted);
    return true;
  }

  cancel(partner: number, cid: string): void {
    this.asks = this.asks.filter((one) => one.partner !== partner || one.cid !== cid);
    this.#place(partner);
  }

  full(partner: number, entries: readonly FullEntry[]): void {
    const cids = entries.map(({ cid }) => cid);
    this.asks = this.asks.filter((one) => one.partner !== partner || cids.includes(one.cid));
    this.#place(partner);
    for (const { cid, want, sendDontHave, priority } of entries)
      this.want(partner, cid, want, sendDontHave, priority);
  }

  leave(partner: number): void {
    this.outstanding.delete(partner);
    this.asks = this.asks.filter((one) => one.partner !== partner);
    this.#place(partner);
  }

  newBlock(cid: string): void {
    for (const ask of this.asks)
      if (ask.cid === cid && ask.want !== noWant) {
        this.#put(ask, ask.want === wantBlock ? taskBlock : taskHave, this.store.get(cid) as number);
        this.#place(ask.partner);
      }
  }

  serveNext(): number {
    const partner = this.turns.shift();
    if (partner === undefined) return none;
    const ask = this.#next(partner) as Ask;
    const { task, cid } = ask;
    ask.task = 0;
    const size = this.store.get(cid);
    const count = (bytes: number) =>
      this.outstanding.set(partner, (this.outstanding.get(partner) ?? 0) + bytes);
    if (size === undefined) {
      this.sent.push(`${partner} DontHave ${cid}`);
      count(presenceBytes(cid));
    } else if (task === taskBlock || size <= this.#setting.smallBytes) {
      this.sent.push(`${partner} Block ${cid}`);
      count(size);
      ask.want = noWant;
    } else {
      this.sent.push(`${partner} Have ${cid}`);
      count(presenceBytes(cid));
      if (ask.want === wantHave) ask.want = noWant;
    }
    this.asks = this.asks.filter((one) => one.want !== noWant || one.task !== 0);
    this.#place(partner);
    return partner;
  }

  sendEnded(partner: number, bytes: number): void {
    this.outstanding.set(partner, Math.max(0, (this.outstanding.get(partner) ?? 0) - bytes));
    this.#place(partner);
  }

  #put(ask: Ask, task: number, size: number): void {
    if (ask.task >= task) return;
    if (ask.task === 0) ask.arrival = this.#arrivals++;
    ask.task = task;
    const isBlock = task === taskBlock || (task === taskHave && size <= this.#setting.smallBytes);
    ask.size = isBlock ? size : presenceBytes(ask.cid);
  }

  #next(partner: number): Ask | undefined {
    return this.asks
      .filter((one) => one.partner === partner && one.task !== 0)
      .sort((one, other) => other.priority - one.priority || one.arrival - other.arrival)[0];
  }

  #place(partner: number): void {
    const next = this.#next(partner);
    const outstanding = this.outstanding.get(partner) ?? 0;
    const fits = outstanding === 0 || outstanding + (next?.size ?? 0) <= this.#setting.outstandingMax;
    if (next === undefined || !fits) this.turns = this.turns.filter((other) => other !== partner);
    else if (!this.turns.includes(partner)) this.turns.push(partner);
  }
}

const events = fc.array(
  fc.record({
    kind: fc.nat(11),
    partner: fc.nat(3),
    cid: fc.nat(7),
    some: fc.nat(99),
  }),
  { maxLength: 120, size: 'max' },
);
const setting: ServerSetting = {
  ...{ ...serverSetting, smallBytes: 2, asksMax: 3, answersMax: 2, outstandingMax: 30 },
};

/** Plays an event on both. */
function play(
  server: Pick<Server, 'want' | 'cancel' | 'full' | 'newBlock' | 'serveNext' | 'sendEnded' | 'leave'>,
  store: Map<string, number>,
  { kind, partner, cid, some }: { kind: number; partner: number; cid: number; some: number },
  priorityOf: (cid: string) => number,
): void {
  const name = `cid ${cid}`;
  if (kind < 4) server.want(partner, name, 1 + (some % 2), some % 3 > 0, priorityOf(name));
  else if (kind === 4) server.cancel(partner, name);
  else if (kind === 5) {
    const cids = [...Array(8).keys()].filter((one) => (some >> one) & 1).map((one) => `cid ${one}`);
    server.full(
      partner,
      cids.map((name, nth) => ({
        ...{ cid: name, want: 1 + ((some + nth) % 2), sendDontHave: nth % 3 > 0 },
        priority: priorityOf(name),
      })),
    );
  } else if (kind === 6) {
    if (store.has(name)) return;
    store.set(name, 1 + (some % 8));
    server.newBlock(name);
  } else if (kind === 7 && some < 20) server.leave(partner);
  else if (kind < 10) server.serveNext();
  else server.sendEnded(partner, some % 30, some % 2 === 0);
}

describe('a server', () => {
  it('sends what an obvious server sends, in the same order', () => {
    fc.assert(
      fc.property(events, fc.boolean(), (steps, isUniform) => {
        const { server, store, sent } = serverWith(setting);
        const slow = new SlowServer(setting);
        const priorityOf = (cid: string) => (isUniform ? 1 : (Number(cid.slice(4)) * 5) % 8);
        for (const step of steps) {
          play(server, store, step, priorityOf);
          play(slow, slow.store, step, priorityOf);
          expect(sent).toEqual(slow.sent);
          for (let partner = 0; partner < 4; partner++)
            expect(server.ledger.countOf(partner)).toBe(
              slow.asks.filter((ask) => ask.partner === partner).length,
            );
        }
        // The rest comes out in the same order, and leaves nothing behind.
        for (let partner = 0; partner < 4; partner++) {
          server.sendEnded(partner, 1_000, true);
          slow.sendEnded(partner, 1_000);
        }
        for (let served = 0; served !== none; ) {
          served = server.serveNext();
          expect(served).toBe(slow.serveNext());
          if (served === none) break;
          server.sendEnded(served, 1_000, true);
          slow.sendEnded(served, 1_000);
        }
        expect(sent).toEqual(slow.sent);
        for (let partner = 0; partner < 4; partner++) server.leave(partner);
        expect([server.ledger.count, server.cids.size, server.ring.size]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });
});

/**
 * A node of the exchange whose partners have names, as a core of the checker. It translates messages, timers and
 * names, and plays the connection as two messages; all other decisions are those of `Exchange`.
 *
 * A block is one byte. A partner's tasks have priorities, the lowest name of a block first, as in the model.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type {
  Connection,
  ExchangeMessage,
  ExchangeSetting,
  ExchangeView,
  Exchange as Shape,
} from '../../../models/bitswap/exchange/messages.ts';
import { wantHave } from './asks.ts';
import { type CoreSetting, Exchange, type ExchangePort } from './exchange.ts';
import { type ExchangeRules, exchangeRules } from './rules.ts';
import { type ExchangeSaved, restore, savedOf } from './saved.ts';
import type { FullEntry } from './server.ts';
import { none } from './table.ts';

/** The bytes of a block. */
const blockBytes = 1;

/** The setting of the exchange, from that of a scope. Nothing of a scope meets the other bounds. */
function coreSetting({ service, small, strikesMax }: ExchangeSetting, nodes: number): CoreSetting {
  const unbounded = Number.POSITIVE_INFINITY;
  return {
    ...{ service, smallBytes: small ? blockBytes : 0, strikesMax, remembered: nodes, endedRemembered: 0 },
    ...{ asksMax: unbounded, answersMax: unbounded, outstandingMax: unbounded },
    ...{ cidBytesMax: unbounded, cidsMax: unbounded, cidsBytesMax: unbounded },
    ...{ patienceMs: 0, searchesMax: unbounded },
  };
}

/** One node: events go in, and messages, timers and outputs go to the outbox. */
export class ExchangeNode implements Core<Shape, ExchangeSaved> {
  readonly #setting: ExchangeSetting;
  readonly #rules: ExchangeRules;
  /** The nodes that it has a link to, by number, in the order of their names. */
  readonly #names: readonly NodeId[];
  readonly #inOrder: readonly number[];
  #connections: Connection[];
  #held: Set<string>;
  /** Of these, blocks that do not match their CID: a mutant stores them. */
  #spoiled = new Set<string>();
  /** Whether the block of this step matches its CID. */
  #isGood = true;
  #exchange: Exchange;
  #out: Outbox<Shape> | undefined;
  /** The messages of this step, by partner: the order of messages to different nodes means nothing. */
  readonly #sends: ExchangeMessage[][];
  /** The saved state, while it is that of this node. */
  #saved: ExchangeSaved | undefined;

  constructor({ self, setting }: Birth<Shape>, rules: ExchangeRules = exchangeRules) {
    this.#setting = setting;
    this.#rules = rules;
    this.#names = setting.links
      .flatMap(([one, other]) => (one === self ? [other] : other === self ? [one] : []))
      .sort();
    this.#inOrder = [...this.#names.keys()];
    this.#connections = this.#names.map(() => 'down');
    this.#sends = this.#names.map(() => []);
    this.#held = new Set(setting.held[self] ?? []);
    this.#exchange = this.#newExchange();
  }

  start(out: Outbox<Shape>): void {
    this.#out = out;
    for (const partner of this.#inOrder)
      if (this.#setting.connected) this.#connect(partner);
      else out.arm(`dial@${this.#nameOf(partner)}`);
    this.#flush(out);
  }

  handle(event: Received<Shape>, out: Outbox<Shape>): void {
    this.#out = out;
    this.#saved = undefined;
    const order = this.#orderOf(event.draw?.order);
    switch (event.type) {
      case 'message':
        this.#receive(this.#names.indexOf(event.from), event.message, order);
        break;
      case 'timeout': {
        const [timer, name = ''] = event.timer.split('@');
        const partner = this.#names.indexOf(name);
        if (timer === 'idle') this.#exchange.client.idle();
        else if (timer === 'impatience') this.#exchange.client.impatience(partner, order);
        else if (timer === 'work') this.#work(partner);
        else this.dial(partner);
        break;
      }
      case 'input': {
        const { input } = event;
        if (input.type === 'want') this.#exchange.want(input.cid, input.session, order);
        else if (input.type === 'giveUp') this.#exchange.giveUp(input.cid, input.session);
        else if (input.type === 'put') this.put(input.cid);
        else if (input.type === 'remove') this.remove(input.cid);
        else if (input.type === 'hangUp') this.hangUp(this.#names.indexOf(input.partner), order);
      }
    }
    this.#flush(out);
  }

  #flush(out: Outbox<Shape>): void {
    for (const [partner, messages] of this.#sends.entries())
      for (const message of messages.splice(0)) out.send(this.#nameOf(partner), message);
  }

  // ------------------------------------------------------------- connections

  /** N3: time to connect. */
  dial(partner: number): void {
    this.#send(partner, { type: 'Up' });
    this.#connections[partner] = 'dialing';
  }

  /** N4: the partner connects, or answers. */
  up(partner: number): void {
    const connection = this.#connections[partner];
    if (connection === 'down') {
      this.#out?.disarm(`dial@${this.#nameOf(partner)}`);
      this.#send(partner, { type: 'Up' });
    } else if (connection !== 'dialing') return;
    this.#connect(partner);
  }

  /** N1: the user ends a connection. */
  hangUp(partner: number, order: readonly number[]): void {
    if (this.#connections[partner] !== 'up') return;
    this.#connections[partner] = 'closing';
    this.#send(partner, { type: 'Down' });
    this.#lose(partner, order);
  }

  /** N2: the partner ends the connection, or has ended it, too. */
  down(partner: number, order: readonly number[]): void {
    const connection = this.#connections[partner];
    if (connection !== 'up' && connection !== 'closing') return;
    this.#connections[partner] = 'down';
    if (connection === 'up') {
      this.#send(partner, { type: 'Down' });
      this.#lose(partner, order);
    }
    this.#out?.arm(`dial@${this.#nameOf(partner)}`);
  }

  #connect(partner: number): void {
    this.#connections[partner] = 'up';
    this.#exchange.connected(this.#nameOf(partner));
  }

  #lose(partner: number, order: readonly number[]): void {
    this.#exchange.lost(partner, order);
  }

  // ------------------------------------------------------------- events

  /** S3: the user makes a block. */
  put(cid: string): void {
    if (this.#held.has(cid)) return;
    this.#held.add(cid);
    this.#exchange.put(cid);
  }

  /** The store removes a block. */
  remove(cid: string): void {
    this.#held.delete(cid);
    this.#spoiled.delete(cid);
  }

  #receive(from: number, message: ExchangeMessage, order: readonly number[]): void {
    if (message.type === 'Up') this.up(from);
    else if (message.type === 'Down') this.down(from, order);
    else if (this.#connections[from] === 'up') this.#receiveOpen(from, message, order);
  }

  /** Takes a message of a partner whose connection is up; of any other it is dropped. */
  #receiveOpen(from: number, message: ExchangeMessage, order: readonly number[]): void {
    const exchange = this.#exchange;
    switch (message.type) {
      case 'WantHave':
        exchange.wantHave(from, message.cid, message.sendDontHave, priorityOf(message.cid));
        break;
      case 'WantBlock':
        exchange.wantBlock(from, message.cid, true, priorityOf(message.cid));
        break;
      case 'Cancel':
        exchange.cancel(from, message.cid);
        break;
      case 'Full':
        exchange.server.full(from, [...message.cids].sort().map(fullEntryOf));
        break;
      case 'Have':
        exchange.have(from, message.cid, order);
        break;
      case 'DontHave':
        exchange.dontHave(from, message.cid, order);
        break;
      case 'Block':
        this.#isGood = message.data === 'good';
        exchange.block(from, message.cid, this.#isGood, blockBytes);
        this.#isGood = true;
        break;
    }
  }

  #work(partner: number): void {
    this.#exchange.server.work(partner);
    if (this.#exchange.server.tasksOf(partner) > 0) this.#out?.arm(`work@${this.#nameOf(partner)}`);
  }

  // ------------------------------------------------------------- what the exchange does

  #newExchange(): Exchange {
    const port: ExchangePort = {
      sizeOf: (cid) => (this.#held.has(cid) ? blockBytes : none),
      wantHave: (partner, cid, sendDontHave) => this.#send(partner, { type: 'WantHave', cid, sendDontHave }),
      wantBlock: (partner, cid) => this.#send(partner, { type: 'WantBlock', cid }),
      cancel: (partner, cid) => this.#send(partner, { type: 'Cancel', cid }),
      full: (partner, cids) => this.#send(partner, { type: 'Full', cids: new Set(cids) }),
      block: (partner, cid) =>
        this.#send(partner, { type: 'Block', cid, data: this.#spoiled.has(cid) ? 'bad' : 'good' }),
      have: (partner, cid) => this.#send(partner, { type: 'Have', cid }),
      dontHave: (partner, cid) => this.#send(partner, { type: 'DontHave', cid }),
      findProviders: (cid) => this.#out?.output({ type: 'findProviders', cid }),
      got: (cid) => {
        this.#held.add(cid);
        if (!this.#isGood) this.#spoiled.add(cid);
        this.#out?.output({ type: 'got', cid });
      },
      idle: (isArmed) => this.#arm(isArmed, 'idle'),
      impatience: (partner, isArmed) => {
        if (this.#setting.impatient) this.#arm(isArmed, `impatience@${this.#nameOf(partner)}`);
      },
      work: (partner, isDue) => this.#arm(isDue, `work@${this.#nameOf(partner)}`),
    };
    const exchange = new Exchange(port, coreSetting(this.#setting, this.#names.length), this.#rules);
    // The partners get their numbers in the order of their names, and keep them.
    for (const name of this.#names) exchange.peers.disconnect(exchange.peers.connect(name));
    return exchange;
  }

  #arm(isArmed: boolean, timer: Shape['timer']): void {
    if (isArmed) this.#out?.arm(timer);
    else this.#out?.disarm(timer);
  }

  #send(partner: number, message: ExchangeMessage): void {
    this.#sends[partner]?.push(message);
  }

  #nameOf(partner: number): NodeId {
    return this.#names[partner] as NodeId;
  }

  /** Partners in the order of a draw; those that it does not name follow by name. */
  #orderOf(order: readonly NodeId[] | undefined): readonly number[] {
    if (order === undefined) return this.#inOrder;
    const named = order.map((name) => this.#names.indexOf(name)).filter((partner) => partner !== none);
    return [...named, ...this.#inOrder.filter((partner) => !named.includes(partner))];
  }

  // ------------------------------------------------------------- views and saved states

  view(): ExchangeView {
    return { role: 'node', ...this.save() };
  }

  save(): ExchangeSaved {
    this.#saved ??= savedOf(this.#exchange, {
      names: this.#names,
      connections: this.#connections,
      held: this.#held,
      spoiled: this.#spoiled,
      receipts: this.#setting.receipts,
    });
    return this.#saved;
  }

  load(saved: ExchangeSaved): void {
    if (saved === this.#saved) return;
    this.#out = undefined;
    this.#saved = undefined;
    this.#held = new Set(saved.held);
    this.#spoiled = new Set(saved.spoiled);
    this.#connections = this.#names.map((name) => saved.partners.get(name)?.conn ?? 'down');
    this.#exchange = this.#newExchange();
    restore(this.#exchange, this.#names, saved, priorityOf);
  }
}

function fullEntryOf(cid: string): FullEntry {
  return { cid, want: wantHave, sendDontHave: false, priority: priorityOf(cid) };
}

/** A priority that is higher for a lower name; names of blocks in scopes have up to three letters. */
function priorityOf(cid: string): number {
  let priority = 0;
  for (let at = 0; at < 3; at++) priority = priority * 256 + (cid.charCodeAt(at) || 0);
  return -priority;
}

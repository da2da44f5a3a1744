/**
 * A servent that searches by k random walkers, written for speed: a class without I/O, clocks or randomness. It
 * does what the formal model does (`models/gnutella/walkers/machine.ts`); both are explored in lockstep.
 *
 * What makes it fast:
 * - A walker that passes is read from its message and written to the next: it has no object, and neither has
 *   one that waits (`standing.ts`).
 * - The memory of a query is a bit for each link (`memory.ts`).
 * - There is one object for each type of message, which the outbox copies.
 * - The view is built only after a change; a walker that passes a servent without memory changes nothing.
 * - A servent that no walker visited holds its links and little else, so ten thousand servents fit.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type {
  Ask,
  GoOn,
  Guid,
  Hit,
  HitOutput,
  Search,
  Visit,
  Walk,
  Walker,
  Walkers,
  WalkersSetting,
  WalkersView,
} from '../../../models/gnutella/walkers/messages.ts';
import { Memory } from './memory.ts';
import { type WalkersRules, walkersRules } from './rules.ts';
import { Standing } from './standing.ts';

/** A servent between two steps, as plain data. */
export type WalkersSaved = Pick<WalkersView, 'searches' | 'visits' | 'standing'>;

type Filled<T> = { -readonly [K in keyof T]: T[K] };

const noNumbers: readonly number[] = [];
const none: readonly never[] = Object.freeze([]);

/** A walking servent: events go in, and messages, timers and hits go to the outbox. */
export class WalkingServent implements Core<Walkers, WalkersSaved> {
  readonly #self: NodeId;
  readonly #neighbours: readonly NodeId[];
  readonly #shares: readonly string[];
  readonly #setting: WalkersSetting;
  readonly #limits: WalkersView['limits'];
  readonly #rules: WalkersRules;
  /** Its queries, with whether each is over. */
  readonly #searches = new Map<Guid, boolean>();
  readonly #memories = new Map<Guid, Memory>();
  readonly #standing = new Standing();
  #view: WalkersView | undefined;

  readonly #walk: Filled<Walk> = {
    ...{ type: 'Walk', guid: '', walker: 0, ttl: 0, hops: 0, criteria: '', origin: '' },
  };
  readonly #ask: Filled<Ask> = { type: 'Ask', guid: '', walker: 0 };
  readonly #goOn: Filled<GoOn> = { type: 'GoOn', guid: '', walker: 0, more: false };
  readonly #hit: Filled<Hit> = { type: 'Hit', guid: '', servent: '' };
  readonly #output: Filled<HitOutput> = { type: 'hit', guid: '', servent: '' };

  constructor({ self, setting }: Pick<Birth<Walkers>, 'self' | 'setting'>, rules = walkersRules) {
    this.#self = self;
    this.#neighbours = frozen(setting.neighbours[self] ?? none);
    this.#shares = frozen(setting.shares[self] ?? none);
    this.#setting = setting;
    const { walkers, askEvery, ttl } = setting;
    this.#limits = Object.freeze({ walkers, askEvery, ttl });
    this.#rules = rules;
  }

  start(): void {}

  handle(event: Received<Walkers>, out: Outbox<Walkers>): void {
    const numbers = event.draw ?? noNumbers;
    switch (event.type) {
      case 'input':
        this.#begin(event.input.criteria, numbers, out);
        break;
      case 'timeout':
        this.#endUnanswered();
        break;
      case 'message': {
        const { message, from } = event;
        if (message.type === 'Walk') this.#handleWalk(message, from, numbers, out);
        else if (message.type === 'Ask') this.#handleAsk(message, from, out);
        else if (message.type === 'GoOn') this.#handleGoOn(message, numbers, out);
        else this.#handleHit(message, out);
      }
    }
  }

  view(): WalkersView {
    this.#view ??= Object.freeze({
      self: this.#self,
      neighbours: this.#neighbours,
      shares: this.#shares,
      limits: this.#limits,
      searches: this.#searches.size === 0 ? none : frozenAll(this.#searchesNow()),
      visits: this.#memories.size === 0 ? none : Object.freeze(this.#visitsNow()),
      standing: this.#standing.size === 0 ? none : frozenAll(this.#standing.sorted()),
    });
    return this.#view;
  }

  save(): WalkersSaved {
    const { searches, visits, standing } = this.view();
    return { searches, visits, standing };
  }

  load({ searches, visits, standing }: WalkersSaved): void {
    this.#view = undefined;
    this.#searches.clear();
    for (const { guid, isOver } of searches) this.#searches.set(guid, isOver);
    this.#memories.clear();
    for (const { guid, from, sent } of visits) {
      const memory = this.#remember(guid, from);
      for (const neighbour of sent) memory.add(this.#neighbours.indexOf(neighbour));
    }
    this.#standing.clear();
    for (const walker of standing) this.#standing.add(walker);
  }

  // ---------------------------------------------------------------- the origin

  /** Section 4.2: k walkers start, each to a random neighbour. */
  #begin(criteria: string, numbers: readonly number[], out: Outbox<Walkers>): void {
    const guid = `${this.#self}${this.#searches.size + 1}`;
    const { walkers, ttl } = this.#setting;
    this.#searches.set(guid, false);
    this.#view = undefined;
    this.#noteVisit(guid, null);
    for (let walker = 0; walker < walkers; walker++)
      this.#move(guid, walker, ttl, 0, criteria, this.#self, this.#rules.numberFor(numbers, walker), out);
  }

  /** Section 4.2, "checking": a walker asks whether to go on. */
  #handleAsk({ guid, walker }: Ask, from: NodeId, out: Outbox<Walkers>): void {
    this.#goOn.guid = guid;
    this.#goOn.walker = walker;
    this.#goOn.more = !this.#rules.isSearchOver(this.#searches.get(guid));
    out.send(from, this.#goOn);
  }

  /** A hit for this servent ends the search; another goes back along the path. */
  #handleHit({ guid, servent }: Hit, out: Outbox<Walkers>): void {
    const isOver = this.#searches.get(guid);
    if (isOver === undefined) {
      const from = this.#memories.get(guid)?.from ?? null;
      if (from !== null) this.#sendHit(from, guid, servent, out);
      return;
    }
    this.#output.guid = guid;
    this.#output.servent = servent;
    out.output(this.#output);
    if (isOver) return;
    this.#searches.set(guid, true);
    this.#view = undefined;
  }

  // ---------------------------------------------------------------- walkers

  /** Section 4.2: a walker arrives. It ends, stands still and asks, or goes on. */
  #handleWalk(walk: Walk, from: NodeId, numbers: readonly number[], out: Outbox<Walkers>): void {
    const { guid, walker, ttl, criteria, origin } = walk;
    const hops = walk.hops + 1;
    const isHome = origin === this.#self;
    if (!isHome && this.#shares.includes(criteria)) this.#answer(guid, origin, from, out);
    if (ttl <= 1 || (isHome && this.#searches.get(guid) !== false)) return;
    this.#noteVisit(guid, from);
    if (!isHome && this.#rules.isDue(hops, this.#setting.askEvery)) {
      this.#standing.add(walk);
      this.#view = undefined;
      out.arm('answerTimeout');
      this.#ask.guid = guid;
      this.#ask.walker = walker;
      out.send(origin, this.#ask);
      return;
    }
    this.#move(guid, walker, ttl - 1, hops, criteria, origin, this.#rules.numberFor(numbers, 0), out);
  }

  /** Sends a hit to the origin, or back to the neighbour from which the query came first. */
  #answer(guid: Guid, origin: NodeId, from: NodeId, out: Outbox<Walkers>): void {
    const back = this.#memories.get(guid)?.from ?? from;
    this.#sendHit(this.#setting.reply === 'direct' ? origin : back, guid, this.#self, out);
  }

  #sendHit(to: NodeId, guid: Guid, servent: NodeId, out: Outbox<Walkers>): void {
    this.#hit.guid = guid;
    this.#hit.servent = servent;
    out.send(to, this.#hit);
  }

  /** Section 4.2, "checking": the answer for a walker that waits here. */
  #handleGoOn({ guid, walker, more }: GoOn, numbers: readonly number[], out: Outbox<Walkers>): void {
    const place = this.#standing.placeOf(guid, walker);
    if (place < 0) return;
    const { ttls, hops, criteria, origins } = this.#standing;
    const ttl = (ttls[place] as number) - 1;
    const crossed = (hops[place] as number) + 1;
    const wanted = criteria[place] as string;
    const origin = origins[place] as NodeId;
    this.#end(place, out);
    if (more) this.#move(guid, walker, ttl, crossed, wanted, origin, this.#rules.numberFor(numbers, 0), out);
  }

  /** A walker waits here no more. */
  #end(place: number, out: Outbox<Walkers>): void {
    this.#standing.remove(place);
    this.#view = undefined;
    if (this.#standing.size === 0) out.disarm('answerTimeout');
  }

  /** No answer came: the walkers that wait here end. */
  #endUnanswered(): void {
    if (!this.#rules.endsUnanswered()) return;
    this.#standing.clear();
    this.#view = undefined;
  }

  /** Sends a walker to a random neighbour: one without a walker of this query, while there is one. */
  #move(
    guid: Guid,
    walker: number,
    ttl: number,
    hops: number,
    criteria: string,
    origin: NodeId,
    number: number,
    out: Outbox<Walkers>,
  ): void {
    const neighbours = this.#neighbours;
    if (neighbours.length === 0) return;
    const { keepsState } = this.#setting;
    const memory = keepsState ? this.#rules.memoryOf(this.#memories, guid) : undefined;
    const left = memory?.left ?? 0;
    const link = left > 0 ? (memory as Memory).nthLeft(number % left) : number % neighbours.length;
    if (keepsState) {
      this.#memories.get(guid)?.add(link);
      this.#view = undefined;
    }
    const message = this.#walk;
    message.guid = guid;
    message.walker = walker;
    message.ttl = ttl;
    message.hops = hops;
    message.criteria = criteria;
    message.origin = origin;
    out.send(neighbours[link] as NodeId, message);
  }

  // ---------------------------------------------------------------- memory

  /** Remembers a query, where hits go back along the path, or where walkers go elsewhere. */
  #noteVisit(guid: Guid, from: NodeId | null): void {
    const { reply, keepsState } = this.#setting;
    if ((reply === 'direct' && !keepsState) || this.#memories.has(guid)) return;
    this.#remember(guid, reply === 'path' ? from : null);
    this.#view = undefined;
  }

  #remember(guid: Guid, from: NodeId | null): Memory {
    const memory = new Memory(guid, from, this.#neighbours.length);
    this.#memories.set(guid, memory);
    return memory;
  }

  #searchesNow(): Search[] {
    return Array.from(this.#searches, ([guid, isOver]) => ({ guid, isOver }));
  }

  #visitsNow(): Visit[] {
    return Array.from(this.#memories.values(), (memory) => memory.visit(this.#neighbours));
  }
}

function frozen<T>(list: readonly T[]): readonly T[] {
  return Object.isFrozen(list) ? list : Object.freeze([...list]);
}

function frozenAll<T extends Search | Walker>(list: readonly T[]): readonly T[] {
  for (const one of list) Object.freeze(one);
  return Object.freeze(list);
}

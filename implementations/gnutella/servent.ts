/**
 * A Gnutella servent, written for speed: a class without I/O, clocks or randomness. It does what the formal
 * model does (`models/gnutella/servent.ts`); both are explored in lockstep.
 *
 * Read `handle` first. The methods after it follow the order of the model. `rules.ts` has the decisions, and
 * `routing-core.ts` carries out those that need the tables: this class translates names to numbers and back.
 *
 * What makes it fast:
 * - GUIDs are four words in typed arrays, links are numbers, and a copy that is dropped allocates nothing.
 * - There is one object for each type of descriptor. It is filled in again, and the outbox copies it.
 * - The view is built only after a change.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import type {
  Descriptor,
  Gnutella,
  GnutellaOutput,
  GnutellaSetting,
  GnutellaView,
  Ping,
  Pong,
  Push,
  Query,
  QueryHit,
  Ring,
  Route,
} from '../../models/gnutella/messages.ts';
import { idWords, packText, textOf } from './guid.ts';
import { dropped, noLink, notRelayed, RoutingCore } from './routing-core.ts';
import type { Entry } from './routing-table.ts';
import { type GnutellaRules, gnutellaRules, ownLink, pingKind, queryKind } from './rules.ts';
import type { ServentSaved } from './saved.ts';

/** The words of an identifier, in the servent's own buffer. */
type Words = readonly [number, number, number, number];
type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const firstRingTtl = 1;

/** One servent: events go in, and descriptors, timers and outputs go to the outbox. */
export class Servent implements Core<Gnutella, ServentSaved> {
  readonly #self: NodeId;
  readonly #setting: GnutellaSetting;
  readonly #rules: GnutellaRules;
  readonly #shares: readonly string[];
  /** All links that it ever had, by number. */
  readonly #links: readonly NodeId[];
  readonly #linkNumbers: ReadonlyMap<NodeId, number>;
  readonly #isOpen: boolean[];
  readonly #core: RoutingCore;
  #hasLeft = false;
  #issued = 0;
  #ring: Ring | null = null;
  #view: GnutellaView | undefined;
  readonly #words = new Uint32Array(idWords);

  readonly #ping: Mutable<Ping> = { type: 'Ping', guid: '', ttl: 0, hops: 0 };
  readonly #pong: Mutable<Pong> = { type: 'Pong', guid: '', ttl: 0, hops: 0, address: '' };
  readonly #query: Mutable<Query> = { type: 'Query', guid: '', ttl: 0, hops: 0, criteria: '' };
  readonly #queryHit: Mutable<QueryHit> = { type: 'QueryHit', guid: '', ttl: 0, hops: 0, servent: '' };
  readonly #push: Mutable<Push> = { type: 'Push', guid: '', ttl: 0, hops: 0, servent: '', to: '' };
  readonly #bye = { type: 'Bye' } as const;

  /** `generationMax`: the number of requests that it never forgets before a `generation`. */
  constructor(
    { self, setting }: Birth<Gnutella>,
    rules: GnutellaRules = gnutellaRules,
    generationMax = 65_536,
  ) {
    this.#self = self;
    this.#setting = setting;
    this.#rules = rules;
    this.#shares = setting.shares[self] ?? [];
    this.#links = setting.neighbours[self] ?? [];
    this.#linkNumbers = new Map(this.#links.map((node, link) => [node, link]));
    this.#isOpen = this.#links.map(() => true);
    this.#core = new RoutingCore(setting, generationMax, rules);
  }

  start(out: Outbox<Gnutella>): void {
    if (this.#setting.forgets) out.arm('generation');
  }

  handle(event: Received<Gnutella>, out: Outbox<Gnutella>): void {
    if (this.#hasLeft) return;
    switch (event.type) {
      case 'message': {
        const { message, from } = event;
        const link = this.#linkNumbers.get(from) ?? noLink;
        switch (message.type) {
          case 'Ping':
          case 'Query':
            this.#handleRequest(message, link, from, out);
            break;
          case 'Pong':
          case 'QueryHit':
            this.#handleReply(message, link, out);
            break;
          case 'Push':
            this.#handlePush(message, out);
            break;
          case 'Bye':
            this.#handleBye(link);
            break;
        }
        break;
      }
      case 'timeout':
        if (event.timer === 'generation') this.#nextGeneration(out);
        else this.#growRing(out);
        break;
      case 'input': {
        const { input } = event;
        switch (input.type) {
          case 'search':
            this.#query.criteria = input.criteria;
            this.#issue(queryKind, this.#query, Math.min(input.ttl, this.#setting.ttlMax), out);
            break;
          case 'explore':
            this.#issue(pingKind, this.#ping, Math.min(input.ttl, this.#setting.ttlMax), out);
            break;
          case 'expand':
            this.#expand(input.criteria, out);
            break;
          case 'fetch':
            this.#fetch(input.servent, out);
            break;
          case 'leave':
            this.#leave(out);
            break;
        }
        break;
      }
    }
  }

  // ------------------------------------------------------------- descriptors

  #handleRequest(request: Ping | Query, link: number, from: NodeId, out: Outbox<Gnutella>): void {
    const { guid, ttl, hops } = request;
    const kind = request.type === 'Ping' ? pingKind : queryKind;
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(guid);
    const relayTtl = this.#core.request(kind, w0, w1, w2, w3, ttl, hops, link);
    if (relayTtl === dropped) return;
    this.#view = undefined;
    if (this.#core.isNew) this.#answer(request, from, out);
    if (relayTtl === notRelayed) return;
    const copy = request.type === 'Ping' ? this.#ping : this.#query;
    if (request.type === 'Query') this.#query.criteria = request.criteria;
    this.#fill(copy, guid, relayTtl, this.#rules.nextHops(hops));
    this.#sendToAll(copy, link, out);
  }

  /** Answers a new Ping, and a new Query for a shared file. */
  #answer(request: Ping | Query, from: NodeId, out: Outbox<Gnutella>): void {
    const ttl = this.#rules.replyTtl(request.hops, this.#setting);
    if (request.type === 'Ping') {
      this.#pong.address = this.#self;
      this.#fill(this.#pong, request.guid, ttl, 0);
      out.send(from, this.#pong);
    } else if (this.#shares.includes(request.criteria)) {
      this.#queryHit.servent = this.#self;
      this.#fill(this.#queryHit, request.guid, ttl, 0);
      out.send(from, this.#queryHit);
    }
  }

  #handleReply(reply: Pong | QueryHit, link: number, out: Outbox<Gnutella>): void {
    const { guid, ttl, hops } = reply;
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(guid);
    const back = this.#core.linkBack(reply.type === 'Pong' ? pingKind : queryKind, w0, w1, w2, w3);
    if (back === noLink) return;
    if (reply.type === 'QueryHit') this.#notePushRoute(reply.servent, link);
    if (this.#rules.isOwn(back)) {
      this.#report(reply, out);
      return;
    }
    const relayTtl = this.#core.relayTtl(ttl, hops);
    if (relayTtl === notRelayed) return;
    if (reply.type === 'Pong') this.#pong.address = reply.address;
    else this.#queryHit.servent = reply.servent;
    const copy = reply.type === 'Pong' ? this.#pong : this.#queryHit;
    this.#fill(copy, guid, relayTtl, this.#rules.nextHops(hops));
    this.#sendOn(back, copy, out);
  }

  #notePushRoute(servent: NodeId, link: number): void {
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(servent);
    this.#core.notePushRoute(w0, w1, w2, w3, link);
    this.#view = undefined;
  }

  /** Reports a reply to the user; a hit for the expanding ring ends it. */
  #report(reply: Pong | QueryHit, out: Outbox<Gnutella>): void {
    const { guid } = reply;
    const output: GnutellaOutput =
      reply.type === 'Pong'
        ? { type: 'host', guid, address: reply.address }
        : { type: 'hit', guid, servent: reply.servent };
    out.output(output);
    if (this.#ring?.guids.includes(guid) !== true) return;
    this.#ring = null;
    this.#view = undefined;
    out.disarm('ring');
  }

  #handlePush(push: Push, out: Outbox<Gnutella>): void {
    if (this.#rules.isForMe(push.servent, this.#self)) {
      out.output({ type: 'connect', to: push.to });
      return;
    }
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(push.servent);
    const towards = this.#core.linkTowards(w0, w1, w2, w3);
    const relayTtl = this.#core.relayTtl(push.ttl, push.hops);
    if (towards === noLink || relayTtl === notRelayed) return;
    this.#push.servent = push.servent;
    this.#push.to = push.to;
    this.#fill(this.#push, push.guid, relayTtl, this.#rules.nextHops(push.hops));
    this.#sendOn(towards, this.#push, out);
  }

  #handleBye(link: number): void {
    if (link === noLink) return;
    this.#isOpen[link] = false;
    this.#view = undefined;
  }

  // ------------------------------------------------------------- the user

  /** Floods a request under a fresh GUID, which it returns. */
  #issue(kind: number, request: Mutable<Ping> | Mutable<Query>, ttl: number, out: Outbox<Gnutella>): string {
    const guid = this.#freshGuid();
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(guid);
    this.#core.routes.insert(kind, w0, w1, w2, w3, ownLink, ttl);
    this.#view = undefined;
    this.#fill(request, guid, ttl, 0);
    this.#sendToAll(request, noLink, out);
    return guid;
  }

  #expand(criteria: string, out: Outbox<Gnutella>): void {
    if (this.#ring === null) this.#nextRing([], firstRingTtl, criteria, out);
  }

  #growRing(out: Outbox<Gnutella>): void {
    if (this.#ring === null) return;
    const { guids, ttl, criteria } = this.#ring;
    const next = this.#rules.nextRingTtl(ttl);
    if (this.#rules.canGrow(next, this.#setting.ttlMax)) this.#nextRing(guids, next, criteria, out);
    else {
      this.#ring = null;
      this.#view = undefined;
    }
  }

  #nextRing(guids: readonly string[], ttl: number, criteria: string, out: Outbox<Gnutella>): void {
    this.#query.criteria = criteria;
    const guid = this.#issue(queryKind, this.#query, ttl, out);
    this.#ring = { guids: [...guids, guid], ttl, criteria };
    out.arm('ring');
  }

  #fetch(servent: NodeId, out: Outbox<Gnutella>): void {
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(servent);
    const towards = this.#core.linkTowards(w0, w1, w2, w3);
    if (towards === noLink) return;
    this.#push.servent = servent;
    this.#push.to = this.#self;
    this.#fill(this.#push, this.#freshGuid(), this.#setting.ttlMax, 0);
    this.#view = undefined;
    out.send(this.#links[towards] as NodeId, this.#push);
  }

  #leave(out: Outbox<Gnutella>): void {
    this.#sendToAll(this.#bye, noLink, out);
    this.#isOpen.fill(false);
    this.#hasLeft = true;
    this.#ring = null;
    this.#view = undefined;
    out.disarm('ring');
    out.disarm('generation');
  }

  #nextGeneration(out: Outbox<Gnutella>): void {
    this.#core.routes.nextGeneration();
    this.#view = undefined;
    out.arm('generation');
  }

  // ------------------------------------------------------------- sending

  #fill(
    message: Mutable<Exclude<Descriptor, { type: 'Bye' }>>,
    guid: string,
    ttl: number,
    hops: number,
  ): void {
    message.guid = guid;
    message.ttl = ttl;
    message.hops = hops;
  }

  /** Sends to every open link to which a request from `from` is relayed. */
  #sendToAll(message: Descriptor, from: number, out: Outbox<Gnutella>): void {
    for (let link = 0; link < this.#links.length; link++)
      if (this.#isOpen[link] && this.#rules.isRelayedTo(link, from))
        out.send(this.#links[link] as NodeId, message);
  }

  #sendOn(link: number, message: Descriptor, out: Outbox<Gnutella>): void {
    if (this.#isOpen[link]) out.send(this.#links[link] as NodeId, message);
  }

  #freshGuid(): string {
    this.#issued++;
    return `${this.#self}.${this.#issued}`;
  }

  #wordsOf(text: string): Words {
    packText(text, this.#words);
    return this.#words as unknown as Words;
  }

  // ------------------------------------------------------------- views and saved state

  view(): GnutellaView {
    this.#view ??= {
      links: this.#links,
      neighbours: this.#open(),
      routes: this.#routes(),
      pushRoutes: this.#pushRoutes(),
      issued: this.#issued,
      ring: this.#ring,
      shares: this.#shares,
    };
    return this.#view;
  }

  save(): ServentSaved {
    return {
      open: this.#open(),
      hasLeft: this.#hasLeft,
      routes: this.#routes(),
      pushRoutes: this.#pushRoutes(),
      issued: this.#issued,
      ring: this.#ring,
    };
  }

  load({ open, hasLeft, routes, pushRoutes, issued, ring }: ServentSaved): void {
    for (const [link, node] of this.#links.entries()) this.#isOpen[link] = open.includes(node);
    this.#hasLeft = hasLeft;
    this.#core.routes.load(
      routes.map(({ request, guid, from, ttl, isOld }) =>
        this.#entry(request === 'Ping' ? pingKind : queryKind, guid, from, ttl, isOld),
      ),
    );
    this.#core.pushRoutes.load(pushRoutes.map(({ servent, via }) => this.#entry(0, servent, via, 0, false)));
    this.#issued = issued;
    this.#ring = ring;
    this.#view = undefined;
  }

  #entry(kind: number, text: string, from: NodeId | null, ttl: number, isOld: boolean): Entry {
    const { 0: w0, 1: w1, 2: w2, 3: w3 } = this.#wordsOf(text);
    const link = from === null ? ownLink : (this.#linkNumbers.get(from) ?? noLink);
    return { kind, words: [w0, w1, w2, w3], link, ttl, isOld };
  }

  #open(): readonly NodeId[] {
    return this.#links.filter((_, link) => this.#isOpen[link]);
  }

  #routes(): readonly Route[] {
    return this.#core.routes
      .entries()
      .map(
        ({ kind, words, link, ttl, isOld }): Route => ({
          request: kind === pingKind ? 'Ping' : 'Query',
          guid: textOf(...words),
          from: link === ownLink ? null : (this.#links[link] as NodeId),
          ttl,
          isOld,
        }),
      )
      .sort((a, b) => inOrder(`${a.request} ${a.guid}`, `${b.request} ${b.guid}`));
  }

  #pushRoutes(): GnutellaView['pushRoutes'] {
    return this.#core.pushRoutes
      .entries()
      .map(({ words, link }) => ({ servent: textOf(...words), via: this.#links[link] as NodeId }))
      .sort((a, b) => inOrder(a.servent, b.servent));
  }
}

function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * The open lookups of a node, iterative and recursive, and its fingers (Stoica et al. 2003, Figures 5 and 6). It does
 * what the model's `searches.ts` does.
 *
 * A lookup is found by its key, keeps the identifier of the key, and is changed in place, so an answer costs the same
 * where one lookup is open and where thousands are. One timer serves all of them.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Key, Lookup, NodeMessage, Purpose } from '../../models/chord/node/messages.ts';
import type { Home } from './home.ts';
import type { Words } from './identifiers.ts';

/** The part of a node that stores keys. */
export interface Store {
  /** A put comes to this node. */
  put(key: Key, origin: NodeId): void;
}

/** An open lookup. */
interface OpenLookup {
  readonly key: Key;
  readonly identifier: Words;
  purposes: readonly Purpose[];
  asked: NodeId;
  isPutting: boolean;
  isForwarded: boolean;
  namedBy: NodeId;
  readonly tried: Set<NodeId>;
  forwardings: number;
  isOld: boolean;
  /** The lookup as plain data, as long as it is true. */
  view: Lookup | undefined;
}

/** The lookups that a node began, and its answers to those of others. */
export class Lookups {
  readonly #home: Home;
  readonly #store: Store;
  readonly #open = new Map<Key, OpenLookup>();
  /** The number of the finger that is fixed next. */
  nextFinger = 1;
  #view: ReadonlyMap<Key, Lookup> | undefined;

  constructor(home: Home, store: Store) {
    this.#home = home;
    this.#store = store;
  }

  /** The number of open lookups. */
  get size(): number {
    return this.#open.size;
  }

  // ------------------------------------------------------------- begin and ask

  /** Begins a lookup, or adds a purpose to the open lookup of the key. */
  begin(key: Key, purpose: Purpose): void {
    const open = this.#open.get(key);
    if (open !== undefined) {
      this.#changed(open);
      open.purposes = withPurpose(open.purposes, purpose);
      return;
    }
    const { routing, self, setting } = this.#home;
    const { contacts } = routing;
    const identifier = new Uint32Array(contacts.space.words);
    contacts.identify(key, identifier, 0);
    const lookup: OpenLookup = {
      ...{ key, identifier, purposes: [purpose], asked: self, namedBy: self, isPutting: false },
      ...{
        isForwarded: setting.lookups === 'recursive',
        tried: new Set(),
        forwardings: 0,
        isOld: false,
        view: undefined,
      },
    };
    this.#route(lookup);
  }

  /** The timer fires: the next finger is looked up. */
  fixFinger(): void {
    const { rules, routing, setting } = this.#home;
    const finger = this.nextFinger;
    this.nextFinger = rules.fingerAfter(finger, setting.fingers);
    this.begin(rules.fingerKey(routing.fingerKey(finger), finger), finger);
    this.#home.out.arm('fixFingers');
  }

  /** Routes a lookup by what the node knows: it ends at a known owner, or asks the closest preceding node. */
  #route(lookup: OpenLookup): void {
    const { routing, self } = this.#home;
    const owner = routing.ownerKnownTo(lookup.identifier, 0, lookup.tried);
    if (owner !== null) {
      this.#end(lookup, owner, 0);
      return;
    }
    const next = routing.closestPreceding(lookup.identifier, 0, lookup.tried);
    if (next === null) this.#fail(lookup);
    else this.#ask(lookup, next, self, 1);
  }

  #ask(lookup: OpenLookup, node: NodeId, namedBy: NodeId, forwardings: number): void {
    const { out, self } = this.#home;
    const { key, tried } = lookup;
    this.#changed(lookup);
    lookup.asked = node;
    lookup.namedBy = namedBy;
    lookup.forwardings = forwardings;
    lookup.isPutting = false;
    lookup.isOld = false;
    this.#add(lookup);
    if (lookup.isForwarded) out.send(node, { type: 'FindSuccessor', key, origin: self, forwardings });
    else out.send(node, { type: 'FindNext', key, tried: [...tried].sort() });
  }

  // ------------------------------------------------------------- end

  /** Ends a lookup at the owner; a put goes on until the owner has stored the key. */
  #end(lookup: OpenLookup, owner: NodeId, forwardings: number): void {
    const { out, rules, self } = this.#home;
    const { key, purposes } = lookup;
    this.#report(lookup, owner, forwardings);
    if (!purposes.includes('put')) {
      this.#remove(key);
      return;
    }
    if (!rules.mayPut(lookup.tried.has(owner))) {
      this.#remove(key);
      out.output({ type: 'failed', key });
      return;
    }
    this.#changed(lookup);
    lookup.purposes = ['put'];
    lookup.asked = owner;
    lookup.isPutting = true;
    lookup.isForwarded = false;
    lookup.namedBy = self;
    lookup.forwardings = forwardings;
    lookup.isOld = false;
    this.#add(lookup);
    if (owner === self) this.#store.put(key, self);
    else out.send(owner, { type: 'Put', key });
  }

  /** Ends the purposes of a lookup except a put: fingers are set, and the owner is reported. */
  #report({ key, purposes }: OpenLookup, owner: NodeId, forwardings: number): void {
    const { out, routing, self } = this.#home;
    for (const purpose of purposes) {
      if (typeof purpose === 'number') routing.setFinger(purpose, owner === self ? null : owner);
      else if (purpose === 'lookup') out.output({ type: 'found', key, owner, forwardings });
    }
  }

  /** Ends a lookup without an owner: every node that could lead nearer was tried. */
  #fail({ key, purposes }: OpenLookup): void {
    const { out, routing } = this.#home;
    this.#remove(key);
    let isReported = false;
    for (const purpose of purposes) {
      if (typeof purpose === 'number') routing.setFinger(purpose, null);
      else isReported = true;
    }
    if (isReported) out.output({ type: 'failed', key });
  }

  /** The owner of a put has stored the key and its copies. An answer without an open put is late. */
  stored(key: Key): void {
    const lookup = this.#open.get(key);
    if (lookup === undefined || !lookup.isPutting) return;
    this.#remove(key);
    this.#report(lookup, lookup.asked, lookup.forwardings);
    this.#home.out.output({ type: 'stored', key });
  }

  // ------------------------------------------------------------- lookups of others

  /** Answers the question of an iterative lookup: with the owner, or with the next node that was not tried. */
  findNext(message: Extract<NodeMessage, { type: 'FindNext' }>, from: NodeId): void {
    const { out, routing, rules, self } = this.#home;
    const { key } = message;
    const tried = message.tried.length > 0 ? new Set(message.tried) : undefined;
    const identifier = this.#identify(key);
    const known = routing.ownerKnownTo(identifier, 0, tried);
    if (known !== null) {
      const owner = rules.answersOwner(known, self);
      out.send(from, { type: 'Found', key, owner, forwardings: 0 });
      return;
    }
    const node = routing.closestPreceding(identifier, 0, tried);
    if (node !== null) out.send(from, { type: 'Next', key, node });
  }

  /** Answers a recursive lookup with the owner, or forwards it to the closest preceding node. */
  findSuccessor(message: Extract<NodeMessage, { type: 'FindSuccessor' }>, from: NodeId): void {
    const { out, routing, rules, self } = this.#home;
    const { key, origin, forwardings } = message;
    const identifier = this.#identify(key);
    const known = routing.ownerKnownTo(identifier, 0);
    if (known !== null) {
      const owner = rules.answersOwner(known, self);
      out.send(rules.answersTo(from, origin), { type: 'Found', key, owner, forwardings });
      return;
    }
    const node = routing.closestPreceding(identifier, 0);
    if (node !== null) out.send(node, { type: 'FindSuccessor', key, origin, forwardings: forwardings + 1 });
  }

  /** The identifier of a key of another node's lookup, in memory for the next calls only. */
  #identify(key: Key): Words {
    const { contacts } = this.#home.routing;
    const { scratch } = contacts.space;
    contacts.identify(key, scratch, 0);
    return scratch;
  }

  // ------------------------------------------------------------- answers

  /** The next node of an iterative lookup: it is asked if it is nearer; otherwise the node that named it is given up. */
  next(key: Key, node: NodeId, from: NodeId): void {
    const { rules } = this.#home;
    const lookup = this.#open.get(key);
    if (lookup === undefined || lookup.isPutting || lookup.isForwarded) return;
    if (!rules.isAwaited(lookup.asked === from)) return;
    if (!rules.isNearer(this.#isNearer(lookup, node)) || lookup.tried.has(node)) this.#giveUp(lookup);
    else this.#ask(lookup, node, lookup.asked, lookup.forwardings + 1);
  }

  /** Whether a node lies between the asked node and the key. */
  #isNearer({ asked, identifier }: OpenLookup, node: NodeId): boolean {
    const { contacts } = this.#home.routing;
    const { space } = contacts;
    const { scratch, words } = space;
    contacts.identify(asked, scratch, 0);
    contacts.identify(node, scratch, words);
    return space.isBetween(scratch, 0, scratch, words, identifier, 0);
  }

  /** The owner of the key of a lookup. */
  found(key: Key, owner: NodeId, forwardings: number, from: NodeId): void {
    const { rules } = this.#home;
    const lookup = this.#open.get(key);
    if (lookup === undefined || lookup.isPutting) return;
    if (lookup.isForwarded) this.#end(lookup, owner, forwardings);
    else if (rules.isAwaited(lookup.asked === from)) this.#end(lookup, owner, lookup.forwardings);
  }

  // ------------------------------------------------------------- nodes that do not answer

  /** The timer fires: lookups that wait since it last fired give up the asked node, the others become old. */
  timeout(): void {
    const { rules, out } = this.#home;
    const old: OpenLookup[] = [];
    for (const lookup of this.#open.values()) {
      if (rules.givesUp(lookup.isOld)) old.push(lookup);
      else {
        this.#changed(lookup);
        lookup.isOld = true;
      }
    }
    old.sort((one, other) => (one.key < other.key ? -1 : 1));
    for (const lookup of old) this.#giveUp(lookup);
    if (this.#open.size > 0) out.arm('lookup');
  }

  /**
   * Gives up the asked node, and forgets its fingers. The lookup goes on at the node that named it, or is routed anew.
   * A recursive lookup blames no node: it begins anew as an iterative one.
   */
  #giveUp(lookup: OpenLookup): void {
    const { rules, routing, self } = this.#home;
    const { asked, namedBy } = lookup;
    const isBlamed = rules.blames(lookup.isForwarded);
    lookup.isForwarded = false;
    if (isBlamed) {
      if (rules.forgetsFingers()) routing.removeFingers(asked);
      if (rules.triedAfter()) lookup.tried.add(asked);
    }
    if (isBlamed && namedBy !== self) this.#ask(lookup, namedBy, self, lookup.forwardings - 1);
    else this.#route(lookup);
  }

  // ------------------------------------------------------------- state

  #add(lookup: OpenLookup): void {
    if (this.#open.size === 0) this.#home.out.arm('lookup');
    this.#open.set(lookup.key, lookup);
  }

  #remove(key: Key): void {
    this.#view = undefined;
    if (this.#open.delete(key) && this.#open.size === 0) this.#home.out.disarm('lookup');
  }

  #changed(lookup: OpenLookup): void {
    lookup.view = undefined;
    this.#view = undefined;
  }

  /** The open lookups as plain data; the same map again as long as nothing changes. */
  view(): ReadonlyMap<Key, Lookup> {
    this.#view ??= new Map([...this.#open].map(([key, lookup]) => [key, viewOf(lookup)]));
    return this.#view;
  }

  load(saved: ReadonlyMap<Key, Lookup>): void {
    if (saved === this.#view) return;
    const { contacts } = this.#home.routing;
    this.#open.clear();
    for (const [key, view] of saved) {
      const identifier = new Uint32Array(contacts.space.words);
      contacts.identify(key, identifier, 0);
      this.#open.set(key, { ...view, tried: new Set(view.tried), identifier, view });
    }
    this.#view = saved;
  }
}

function viewOf(lookup: OpenLookup): Lookup {
  const { key, purposes, asked, isPutting, isForwarded, namedBy, tried, forwardings, isOld } = lookup;
  const way = { isForwarded, namedBy, tried: new Set(tried), forwardings };
  lookup.view ??= { key, purposes, asked, isPutting, ...way, isOld };
  return lookup.view;
}

/** Purposes in their order, with one more: fingers by number, then `lookup`, then `put`. */
function withPurpose(purposes: readonly Purpose[], one: Purpose): readonly Purpose[] {
  if (purposes.includes(one)) return purposes;
  return [...purposes, one].sort((a, b) => rankOf(a) - rankOf(b));
}

function rankOf(purpose: Purpose): number {
  if (typeof purpose === 'number') return purpose;
  return Number.MAX_SAFE_INTEGER - (purpose === 'lookup' ? 1 : 0);
}

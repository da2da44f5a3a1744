/**
 * The steps of a lookup (Stoica et al. 2003, Figures 5 and 6, and section IV-C): a node begins it, asks or forwards to
 * the closest preceding node, and ends it at the owner; a node that does not answer in time is given up.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import {
  type Deciding,
  type Draft,
  deleteLookup,
  output,
  send,
  setFinger,
  setLookup,
  withPurpose,
} from './drafts.ts';
import type { Key, Lookup, Purpose } from './messages.ts';
import { put, report } from './storage.ts';

/** Begins a lookup, or adds a purpose to the open lookup of the key. */
export function begin(draft: Draft, key: Key, purpose: Purpose, by: Deciding): void {
  const open = draft.node.lookups.get(key);
  if (open === undefined) {
    const isForwarded = draft.node.setting.lookups === 'recursive';
    route(draft, { key, purposes: [purpose], isForwarded, tried: new Set() }, by);
  } else setLookup(draft, { ...open, purposes: withPurpose(open.purposes, purpose) });
}

/** A lookup before a node is asked. */
type Begun = Pick<Lookup, 'key' | 'purposes' | 'isForwarded' | 'tried'>;

/** Routes a lookup by what the node knows: it ends at a known owner, or asks the closest preceding node. */
function route(draft: Draft, begun: Begun, by: Deciding): void {
  const { node } = draft;
  const { key, tried } = begun;
  const owner = by.ownerKnownTo(node, key, tried);
  if (owner !== null) {
    end(draft, begun, owner, 0, by);
    return;
  }
  const next = by.closestPreceding(node, key, tried);
  if (next === null) fail(draft, begun);
  else {
    const asked = { asked: next, namedBy: node.self, forwardings: 1 };
    ask(draft, { ...begun, ...asked, isPutting: false, isOld: false });
  }
}

/** Asks the next node of a lookup. */
function ask(draft: Draft, lookup: Lookup): void {
  const { key, asked, forwardings, isForwarded, tried } = lookup;
  setLookup(draft, lookup);
  if (isForwarded) send(draft, asked, { type: 'FindSuccessor', key, origin: draft.node.self, forwardings });
  else send(draft, asked, { type: 'FindNext', key, tried: [...tried].sort() });
}

/** Ends a lookup at the owner; a put goes on until the owner has stored the key. */
function end(draft: Draft, begun: Begun, owner: NodeId, forwardings: number, by: Deciding): void {
  const { key, purposes, tried } = begun;
  deleteLookup(draft, key);
  report(draft, key, purposes, owner, forwardings);
  if (!purposes.includes('put')) return;
  if (!by.mayPut(begun, owner)) {
    output(draft, { type: 'failed', key });
    return;
  }
  setLookup(draft, {
    key,
    purposes: ['put'],
    asked: owner,
    isPutting: true,
    isForwarded: false,
    namedBy: draft.node.self,
    tried,
    forwardings,
    isOld: false,
  });
  if (owner === draft.node.self) put(draft, key, owner, by);
  else send(draft, owner, { type: 'Put', key });
}

/** Ends a lookup without an owner: every node that could lead nearer was tried. */
function fail(draft: Draft, { key, purposes }: Begun): void {
  deleteLookup(draft, key);
  for (const purpose of purposes) if (typeof purpose === 'number') setFinger(draft, purpose, null);
  if (purposes.some((purpose) => typeof purpose !== 'number')) output(draft, { type: 'failed', key });
}

/**
 * Answers the question of an iterative lookup: with the owner, or with the next node that was not tried. A node that
 * knows neither gives no answer.
 */
export function findNext(draft: Draft, key: Key, known: readonly NodeId[], from: NodeId, by: Deciding): void {
  const tried = new Set(known);
  const owner = by.ownerKnownTo(draft.node, key, tried);
  const node = by.closestPreceding(draft.node, key, tried);
  if (owner !== null) send(draft, from, { type: 'Found', key, owner, forwardings: 0 });
  else if (node !== null) send(draft, from, { type: 'Next', key, node });
}

/** A recursive lookup, as it was sent to a node. */
type Recursive = { readonly key: Key; readonly origin: NodeId; readonly forwardings: number };

/** Answers a recursive lookup with the owner, or forwards it to the closest preceding node. */
export function findSuccessor(
  draft: Draft,
  { key, origin, forwardings }: Recursive,
  from: NodeId,
  by: Deciding,
): void {
  const owner = by.ownerKnownTo(draft.node, key);
  const node = by.closestPreceding(draft.node, key);
  if (owner !== null) send(draft, by.answersTo(from, origin), { type: 'Found', key, owner, forwardings });
  else if (node !== null)
    send(draft, node, { type: 'FindSuccessor', key, origin, forwardings: forwardings + 1 });
}

/** The next node of an iterative lookup: it is asked if it is nearer; otherwise the node that named it is given up. */
export function next(draft: Draft, key: Key, node: NodeId, from: NodeId, by: Deciding): void {
  const lookup = draft.node.lookups.get(key);
  if (lookup === undefined || lookup.isPutting || lookup.isForwarded || !by.isAwaited(lookup, from)) return;
  if (!by.isNearer(lookup, node) || lookup.tried.has(node)) giveUp(draft, lookup, by);
  else {
    const { asked, forwardings } = lookup;
    ask(draft, { ...lookup, asked: node, namedBy: asked, forwardings: forwardings + 1, isOld: false });
  }
}

/** The owner of the key of a lookup. */
export function found(
  draft: Draft,
  key: Key,
  owner: NodeId,
  forwardings: number,
  from: NodeId,
  by: Deciding,
): void {
  const lookup = draft.node.lookups.get(key);
  if (lookup === undefined || lookup.isPutting) return;
  if (lookup.isForwarded) end(draft, lookup, owner, forwardings, by);
  else if (by.isAwaited(lookup, from)) end(draft, lookup, owner, lookup.forwardings, by);
}

/** The timer fires: lookups that wait since it last fired give up the asked node, the others become old. */
export function tick(draft: Draft, by: Deciding): void {
  for (const key of [...draft.node.lookups.keys()].sort()) {
    const lookup = draft.node.lookups.get(key) as Lookup;
    if (by.givesUp(lookup)) giveUp(draft, lookup, by);
    else setLookup(draft, { ...lookup, isOld: true });
  }
}

/**
 * Gives up the asked node, and forgets its fingers. The lookup goes on at the node that named it, or is routed anew. A
 * recursive lookup blames no node, for any node on its way may be down: it begins anew as an iterative one.
 */
function giveUp(draft: Draft, lookup: Lookup, by: Deciding): void {
  const { key, purposes, asked, namedBy, forwardings } = lookup;
  if (!by.blames(lookup)) {
    route(draft, { key, purposes, isForwarded: false, tried: lookup.tried }, by);
    return;
  }
  const { fingers, self } = draft.node;
  for (const [number, finger] of fingers)
    if (finger === asked && by.forgetsFingers()) setFinger(draft, number, null);
  const tried = by.triedAfter(lookup);
  if (namedBy === self) route(draft, { key, purposes, isForwarded: false, tried }, by);
  else
    ask(draft, {
      ...lookup,
      asked: namedBy,
      namedBy: self,
      tried,
      forwardings: forwardings - 1,
      isOld: false,
    });
}

/** The timer fires: the next finger is looked up. */
export function fixFinger(draft: Draft, by: Deciding): void {
  const { self, nextFinger, setting } = draft.node;
  draft.node = { ...draft.node, nextFinger: by.fingerAfter(nextFinger, setting.fingers) };
  begin(draft, by.fingerKey(self, nextFinger, setting.identifiers), nextFinger, by);
}

/**
 * The steps of keys: puts, copies at the successors of their owner, and the handover to a new predecessor.
 *
 * No key is ever deleted. A copy at a node that is no longer a holder flows back, from predecessor to predecessor,
 * until the owner has it, so a key survives where any member stores it.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { NodeContext } from './context.ts';
import { type Deciding, type Draft, deleteLookup, output, send, setFinger } from './drafts.ts';
import type { Key, Purpose } from './messages.ts';

/** Ends the purposes of a lookup except a put: fingers are set, and the owner is reported. */
export function report(
  draft: Draft,
  key: Key,
  purposes: readonly Purpose[],
  owner: NodeId,
  forwardings: number,
): void {
  for (const purpose of purposes) {
    if (typeof purpose === 'number') setFinger(draft, purpose, owner);
    else if (purpose === 'lookup') output(draft, { type: 'found', key, owner, forwardings });
  }
}

/** The owner of a put has stored the key and its copies: the lookup ends. An answer without an open put is late. */
export function stored(draft: Draft, key: Key): void {
  const lookup = draft.node.lookups.get(key);
  if (lookup === undefined || !lookup.isPutting) return;
  deleteLookup(draft, key);
  report(draft, key, lookup.purposes, lookup.asked, lookup.forwardings);
  output(draft, { type: 'stored', key });
}

/** Answers the origin of a put, which may be the node itself. */
function answer(draft: Draft, key: Key, origin: NodeId): void {
  if (origin === draft.node.self) stored(draft, key);
  else send(draft, origin, { type: 'Stored', key });
}

/** Answers the puts whose copies are all made. */
function answerCopied(draft: Draft, keys: Iterable<Key>, by: Deciding): void {
  for (const key of keys) {
    const entry = draft.node.copying.get(key);
    if (entry === undefined || !by.isCopied(by.holdersOf(draft.node), entry.copied)) continue;
    const copying = new Map(draft.node.copying);
    copying.delete(key);
    draft.node = { ...draft.node, copying };
    answer(draft, key, entry.origin);
  }
}

/** Sends copies of keys to nodes. */
function copyTo(draft: Draft, nodes: readonly NodeId[], keys: readonly Key[]): void {
  if (keys.length > 0) for (const node of nodes) send(draft, node, { type: 'Copy', keys });
}

/** A put comes to a node: an owner stores the key, and copies it to its holders before it answers. */
export function put(draft: Draft, key: Key, origin: NodeId, by: Deciding): void {
  if (!by.storesPut(draft.node, key)) return;
  draft.node = {
    ...draft.node,
    keys: new Set(draft.node.keys).add(key),
    copying: new Map(draft.node.copying).set(key, { origin, copied: new Set() }),
  };
  copyTo(draft, by.holdersOf(draft.node), [key]);
  answerCopied(draft, [key], by);
}

/** Copies come: they are stored and confirmed. */
export function copy(draft: Draft, keys: readonly Key[], from: NodeId): void {
  draft.node = { ...draft.node, keys: new Set([...draft.node.keys, ...keys]) };
  send(draft, from, { type: 'Copied', keys });
}

/** A holder confirms copies: the puts that waited for it alone are answered. */
export function copied(draft: Draft, keys: readonly Key[], from: NodeId, by: Deciding): void {
  const copying = new Map(draft.node.copying);
  for (const key of keys) {
    const entry = copying.get(key);
    if (entry !== undefined) copying.set(key, { ...entry, copied: new Set(entry.copied).add(from) });
  }
  draft.node = { ...draft.node, copying };
  answerCopied(draft, keys, by);
}

/** The predecessor has changed: it gets every stored key that the node does not own now. */
export function handOver(draft: Draft, by: Deciding): void {
  const { predecessor } = draft.node;
  const keys = by.handedKeys(draft.node);
  copyTo(draft, predecessor === null ? [] : [predecessor], keys);
  draft.node = { ...draft.node, keys: by.keptKeys(draft.node, keys) };
}

/** The timer fires: owned keys are copied to the holders, and other stored keys to the predecessor. */
export function replicate(draft: Draft, by: Deciding): void {
  const { node } = draft;
  copyTo(draft, by.holdersOf(node), by.replicatedKeys(node));
  copyTo(draft, predecessorsOf(node), by.returnedKeys(node));
  answerCopied(draft, [...node.copying.keys()].sort(), by);
}

/** The predecessor, as a list of at most one node; a node that is alone is its own. */
function predecessorsOf({ self, predecessor }: NodeContext): readonly NodeId[] {
  return predecessor === null || predecessor === self ? [] : [predecessor];
}

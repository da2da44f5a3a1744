/**
 * The draft of a step: the context of a node while the step changes it, with the effects so far; and the decisions
 * about fingers, lookups and keys, each of which a known bug replaces.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { between } from '../identifiers.ts';
import type { NodeContext } from './context.ts';
import type { Key, Lookup, NodeMessage, NodeOutput, Purpose } from './messages.ts';
import { closestPreceding, fingerKey, isOwnedBy, ownerKnownTo } from './routing.ts';

/** An effect of a step: a message or an output. */
export type DraftEffect =
  | { readonly type: 'send'; readonly params: { readonly to: NodeId; readonly message: NodeMessage } }
  | { readonly type: 'output'; readonly params: { readonly value: NodeOutput } };

/** A step that is being taken. */
export interface Draft {
  node: NodeContext;
  readonly effects: DraftEffect[];
}

/** The draft of a step of a node, without changes and effects. */
export function draftOf(node: NodeContext): Draft {
  return { node, effects: [] };
}

/** Sends a message to a node. */
export function send(draft: Draft, to: NodeId, message: NodeMessage): void {
  draft.effects.push({ type: 'send', params: { to, message } });
}

/** Reports a result to the application. */
export function output(draft: Draft, value: NodeOutput): void {
  draft.effects.push({ type: 'output', params: { value } });
}

/** Replaces the open lookup of a key. */
export function setLookup(draft: Draft, lookup: Lookup): void {
  draft.node = { ...draft.node, lookups: new Map(draft.node.lookups).set(lookup.key, lookup) };
}

/** Removes the lookup of a key. */
export function deleteLookup(draft: Draft, key: Key): void {
  const lookups = new Map(draft.node.lookups);
  lookups.delete(key);
  draft.node = { ...draft.node, lookups };
}

/** Sets a finger, or removes it. */
export function setFinger(draft: Draft, number: number, owner: NodeId | null): void {
  const fingers = new Map(draft.node.fingers);
  if (owner === null || owner === draft.node.self) fingers.delete(number);
  else fingers.set(number, owner);
  draft.node = { ...draft.node, fingers };
}

/** The nodes that store the keys of a node beside it: the first distinct entries of its list other than itself. */
export function holdersOf({ self, successors, setting }: NodeContext): readonly NodeId[] {
  const others = [...new Set(successors)].filter((entry) => entry !== self);
  return others.slice(0, Math.max(0, setting.replicas - 1));
}

/** The stored keys that a node owns. Sorted. */
export function ownedKeys(node: NodeContext): readonly Key[] {
  return [...node.keys].filter((key) => isOwnedBy(node, key)).sort();
}

/** The stored keys that a node does not own. Sorted. */
export function otherKeys(node: NodeContext): readonly Key[] {
  return [...node.keys].filter((key) => !isOwnedBy(node, key)).sort();
}

/** Whether the copies of a put are made: every holder has confirmed. */
function isCopied(holders: readonly NodeId[], copied: ReadonlySet<NodeId>): boolean {
  return holders.every((holder) => copied.has(holder));
}

/** The decisions of a node. */
export const deciding = {
  ownerKnownTo,
  closestPreceding,
  /** The number of the finger that is fixed after another one. */
  fingerAfter: (number: number, fingers: number): number => (number % fingers) + 1,
  fingerKey,
  /** Whether an answer of a node to an iterative lookup counts. */
  isAwaited: ({ asked }: Lookup, from: NodeId): boolean => asked === from,
  /** Whether the next node is nearer to the key than the node that named it. */
  isNearer: ({ asked, key }: Lookup, next: NodeId): boolean => between(asked, next, key),
  /** Whether the asked node is given up when the timer fires. */
  givesUp: ({ isOld }: Lookup): boolean => isOld,
  /** The nodes that are not asked again, once a node is given up. */
  triedAfter: ({ tried, asked }: Pick<Lookup, 'tried' | 'asked'>): ReadonlySet<NodeId> =>
    new Set(tried).add(asked),
  /** Whether a late answer is the fault of the asked node: not if other nodes forwarded the lookup. */
  blames: ({ isForwarded }: Lookup): boolean => !isForwarded,
  /** Whether the fingers to a node that is given up are removed. */
  forgetsFingers: (): boolean => true,
  /** Whether a put goes to this owner: not if it was given up before. */
  mayPut: ({ tried }: Pick<Lookup, 'tried'>, owner: NodeId): boolean => !tried.has(owner),
  /** The receiver of the answer to a recursive lookup. */
  answersTo: (_from: NodeId, origin: NodeId): NodeId => origin,
  /** Whether a node stores a key that is put to it. */
  storesPut: (node: NodeContext, key: Key): boolean => isOwnedBy(node, key),
  holdersOf,
  isCopied,
  /** The keys that a new predecessor gets. */
  handedKeys: otherKeys,
  /** The keys that a node keeps once it has handed over some of them. */
  keptKeys: ({ keys }: NodeContext, _handed: readonly Key[]): ReadonlySet<Key> => keys,
  /** The keys that are copied to the holders again and again. */
  replicatedKeys: ownedKeys,
  /** The keys that are copied to the predecessor again and again. */
  returnedKeys: otherKeys,
};

/** Decisions of a node. */
export type Deciding = typeof deciding;

/** Purposes in their order: fingers by number, then `lookup`, then `put`. */
export function withPurpose(purposes: readonly Purpose[], one: Purpose): readonly Purpose[] {
  const rank = (purpose: Purpose) =>
    typeof purpose === 'number'
      ? purpose
      : purpose === 'lookup'
        ? Number.MAX_SAFE_INTEGER - 1
        : Number.MAX_SAFE_INTEGER;
  return [...new Set([...purposes, one])].sort((a, b) => rank(a) - rank(b));
}

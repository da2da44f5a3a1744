/**
 * The decisions of a node, as pure functions in one record: those of the paper that the other files carry out. They
 * have the names of the model's guards and decisions; a known bug replaces one of them. "Between" is the strict
 * interval of Zave 2017, clockwise.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Key } from '../../models/chord/node/messages.ts';

/** The decisions of the maintenance of the ring. */
export interface RingRules {
  /** Whether a node speaks about its neighbours, given whether it waits for a reply itself. */
  isFree(isCalling: boolean): boolean;
  /** Whether a joining node has its place after this node, given whether it is between this node and the successor. */
  isPlace(isBetween: boolean): boolean;
  /** The list of a node that joins, from that of the member before it. */
  takePlace(list: readonly NodeId[]): readonly NodeId[];
  /** Whether the predecessor of the successor is asked, given whether it is between this node and the successor. */
  isCloser(isBetween: boolean): boolean;
  /** Whether a notifier takes the slot, given whether the slot is empty, and whether it is nearer than the one there. */
  isBetterNotifier(isEmpty: boolean, isBetween: boolean): boolean;
  /** Whether a notifier becomes the predecessor, given whether it is between predecessor and node. */
  isNewPredecessor(isBetween: boolean): boolean;
  /** Whether a notification changes nothing, given whether its sender is the predecessor. */
  isPredecessor(isSame: boolean): boolean;
  /** The same two for the notifier in the slot. */
  slotIsNewPredecessor(isBetween: boolean): boolean;
  slotIsPredecessor(isSame: boolean): boolean;
  /** The list once the successor, which stays the first, has given its own; `old` is the list before. */
  refreshList(successor: NodeId, list: readonly NodeId[], old: readonly NodeId[]): readonly NodeId[];
  /** The list once a candidate has given its own; `old` is the list before. */
  adoptCandidate(candidate: NodeId, list: readonly NodeId[], old: readonly NodeId[]): readonly NodeId[];
  /** The list once a candidate is found down. */
  skipCandidate(candidate: NodeId, list: readonly NodeId[]): readonly NodeId[];
  /** The list once its first entry is down, given the identifier after the last entry. */
  dropSuccessor(list: readonly NodeId[], after: NodeId): readonly NodeId[];
  /** The node that a stabilization notifies at its end. */
  notifySuccessor(successor: NodeId, self: NodeId): NodeId;
  /** Whether a notifier replaces a predecessor that is down. */
  replaceDeadPredecessor(): boolean;
}

/** The decisions of fingers and lookups. */
export interface LookupRules {
  /** The key whose owner becomes a finger, given the identifier of the finger as a key. */
  fingerKey(key: Key, finger: number): Key;
  /** The number of the finger that is fixed after another one. */
  fingerAfter(finger: number, fingers: number): number;
  /** Whether an answer to an iterative lookup counts, given whether it comes from the asked node. */
  isAwaited(isAsked: boolean): boolean;
  /** Whether the next node is asked, given whether it is between the asked node and the key. */
  isNearer(isBetween: boolean): boolean;
  /** Whether the asked node is given up when the timer fires, given whether the timer has fired since it was asked. */
  givesUp(isOld: boolean): boolean;
  /** Whether a node that is given up is not asked again by this lookup. */
  triedAfter(): boolean;
  /** Whether a late answer is the fault of the asked node, given whether other nodes forwarded the lookup. */
  blames(isForwarded: boolean): boolean;
  /** Whether the fingers to a node that is given up are removed. */
  forgetsFingers(): boolean;
  /** Whether a put goes to this owner, given whether it was given up before. */
  mayPut(isTried: boolean): boolean;
  /** The node that a lookup of another node gets as the owner, given the owner that this node knows. */
  answersOwner(owner: NodeId, self: NodeId): NodeId;
  /** The receiver of the answer to a recursive lookup. */
  answersTo(from: NodeId, origin: NodeId): NodeId;
}

/** The decisions of keys. */
export interface KeyRules {
  /** Whether a node stores a key that is put to it, given whether it owns the key. */
  storesPut(isOwned: boolean): boolean;
  /** Whether the copies of a put are made, given whether every holder has confirmed. */
  isCopied(isConfirmedByAll: boolean): boolean;
  /** Whether a new predecessor gets a stored key, given whether this node owns the key now. */
  isHanded(isOwned: boolean): boolean;
  /** Whether the holders get a stored key again and again, given whether this node owns the key. */
  isReplicated(isOwned: boolean): boolean;
  /** Whether the predecessor gets a stored key again and again, given whether this node owns the key. */
  isReturned(isOwned: boolean): boolean;
}

/** The decisions of a node. */
export interface ChordRules extends RingRules, LookupRules, KeyRules {}

/** The rules as they are meant. */
export const chordRules: ChordRules = {
  isFree: (isCalling) => !isCalling,
  isPlace: (isBetween) => isBetween,
  takePlace: (list) => list,
  isCloser: (isBetween) => isBetween,
  isBetterNotifier: (isEmpty, isBetween) => isEmpty || isBetween,
  isNewPredecessor: (isBetween) => isBetween,
  isPredecessor: (isSame) => isSame,
  slotIsNewPredecessor: (isBetween) => isBetween,
  slotIsPredecessor: (isSame) => isSame,
  refreshList: (successor, list) => [successor, ...list.slice(0, -1)],
  adoptCandidate: (candidate, list) => [candidate, ...list.slice(0, -1)],
  skipCandidate: (_candidate, list) => list,
  dropSuccessor: (list, after) => [...list.slice(1), after],
  notifySuccessor: (successor) => successor,
  replaceDeadPredecessor: () => true,

  fingerKey: (key) => key,
  fingerAfter: (finger, fingers) => (finger % fingers) + 1,
  isAwaited: (isAsked) => isAsked,
  isNearer: (isBetween) => isBetween,
  givesUp: (isOld) => isOld,
  triedAfter: () => true,
  blames: (isForwarded) => !isForwarded,
  forgetsFingers: () => true,
  mayPut: (isTried) => !isTried,
  answersOwner: (owner) => owner,
  answersTo: (_from, origin) => origin,

  storesPut: (isOwned) => isOwned,
  isCopied: (isConfirmedByAll) => isConfirmedByAll,
  isHanded: (isOwned) => !isOwned,
  isReplicated: (isOwned) => isOwned,
  isReturned: (isOwned) => !isOwned,
};

/**
 * The ring of a world, computed from the views of all members. The properties of Chord are stated in these
 * terms (Zave 2012 and 2017). Members are the nodes that are up.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { between, identifierOf, nodeAt } from '../../models/chord/identifiers.ts';
import type { ChordView, Neighbours } from '../../models/chord/messages.ts';

/** The members of a world with their neighbours. */
export type Members = ReadonlyMap<NodeId, Pick<ChordView, keyof Neighbours>>;

/** The first live successor of each member; a member without a live successor has no entry. */
export function bestSuccessors(members: Members): ReadonlyMap<NodeId, NodeId> {
  return new Map(
    [...members].flatMap(([node, { successors }]) => {
      const best = successors.find((one) => members.has(one));
      return best === undefined ? [] : [[node, best]];
    }),
  );
}

/** The first successor of each member, if it is live. */
export function firstSuccessors(members: Members): ReadonlyMap<NodeId, NodeId> {
  return new Map(
    [...members].flatMap(
      ([
        node,
        {
          successors: [first],
        },
      ]) => (first !== undefined && members.has(first) ? [[node, first]] : []),
    ),
  );
}

/** The path from a node: the nodes that it reaches in one or more steps, in this order. */
export function pathFrom(node: NodeId, next: ReadonlyMap<NodeId, NodeId>): ReadonlySet<NodeId> {
  const path = new Set<NodeId>();
  for (let at = next.get(node); at !== undefined && !path.has(at); at = next.get(at)) path.add(at);
  return path;
}

/** The nodes on rings: those that reach themselves. */
export function ringOf(next: ReadonlyMap<NodeId, NodeId>): readonly NodeId[] {
  return [...next.keys()].filter((node) => pathFrom(node, next).has(node));
}

/** Whether each node of a ring reaches all nodes of rings. */
export function hasOneRingAtMost(next: ReadonlyMap<NodeId, NodeId>): boolean {
  const ring = ringOf(next);
  return ring.every((node) => pathFrom(node, next).size === ring.length);
}

/** Whether no node of the ring lies between another node of the ring and its next. */
export function isOrdered(next: ReadonlyMap<NodeId, NodeId>): boolean {
  const ring = ringOf(next);
  return ring.every((x) => {
    const y = next.get(x) as string;
    return x === y || ring.every((z) => z === x || z === y || !between(x, z, y));
  });
}

/** Whether the path of first live successors leads from each member into the ring. */
export function isConnected(members: Members): boolean {
  const next = bestSuccessors(members);
  const ring = new Set(ringOf(next));
  return [...members.keys()].every(
    (node) => ring.has(node) || [...pathFrom(node, next)].some((one) => ring.has(one)),
  );
}

/**
 * The owner of a key that a lookup from a member finds along successors; undefined if the path ends or never
 * passes the key.
 */
export function ownerFor(key: NodeId, from: NodeId, next: ReadonlyMap<NodeId, NodeId>): NodeId | undefined {
  const visited = new Set<NodeId>();
  for (let at = from; !visited.has(at); ) {
    visited.add(at);
    const then = next.get(at);
    if (then === undefined || then === key || between(at, key, then)) return then;
    at = then;
  }
  return undefined;
}

/** The neighbours of each node in the ideal ring of these nodes: its successors and its predecessor. */
export function idealRing(nodes: readonly NodeId[], listLength: number): ReadonlyMap<NodeId, Neighbours> {
  const order = [...nodes].sort((a, b) => identifierOf(a) - identifierOf(b));
  const at = (index: number) => order[(index + order.length) % order.length] as NodeId;
  return new Map(
    order.map((node, index) => [
      node,
      {
        successors: Array.from({ length: listLength }, (_, place) => at(index + 1 + place)),
        predecessor: at(index - 1),
      },
    ]),
  );
}

/** Whether every member has the neighbours of the ideal ring. */
export function isIdeal(members: Members): boolean {
  const [any] = members.values();
  if (any === undefined) return false;
  const ideal = idealRing([...members.keys()], any.successors.length);
  return [...members].every(([node, { successors, predecessor }]) => {
    const due = ideal.get(node) as Neighbours;
    return predecessor === due.predecessor && String(successors) === String(due.successors);
  });
}

/** Whether the list of a member skips a node: the node lies between two neighbouring entries. */
export function skips(self: NodeId, { successors }: Pick<Neighbours, 'successors'>, node: NodeId): boolean {
  return successors.some((entry, at) => between(successors[at - 1] ?? self, node, entry));
}

/** Zave's principals: the members that no list skips. */
export function principals(members: Members): readonly NodeId[] {
  return [...members.keys()].filter((node) => [...members].every(([self, view]) => !skips(self, view, node)));
}

/** Whether every list has a live entry. */
export function allHaveLiveEntry(members: Members): boolean {
  return [...members.values()].every(({ successors }) => successors.some((entry) => members.has(entry)));
}

/**
 * Zave's inductive invariant for lists of r entries: each is full and has a live entry, and at least r + 1
 * members are principals.
 */
export function isSound(members: Members, listLength: number): boolean {
  const areFull = [...members.values()].every(({ successors }) => successors.length === listLength);
  return areFull && allHaveLiveEntry(members) && principals(members).length > listLength;
}

/**
 * The possible contacts of a joining node: the members such that it lies between the member and its
 * successor.
 */
export function contactsFor(node: NodeId, members: Members): readonly NodeId[] {
  return [...members].flatMap(
    ([
      contact,
      {
        successors: [first],
      },
    ]) => (first !== undefined && between(contact, node, first) ? [contact] : []),
  );
}

/** Every node of a circle. */
export function circle(identifiers: number): readonly NodeId[] {
  return Array.from({ length: identifiers }, (_, identifier) => nodeAt(identifier));
}

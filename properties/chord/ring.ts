/**
 * The ring as it can be read off the views of all members: the words in which the promises of Chord are made (Zave 2012 and 2017).
 * Members are the nodes that are up.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { between, identifierOf, nodeAt } from '../../models/chord/identifiers.ts';
import type { ChordView, Neighbours } from '../../models/chord/messages.ts';

export type Members = ReadonlyMap<NodeId, Pick<ChordView, keyof Neighbours>>;

/** Each member's first successor that is one; no entry for a member that has none. */
export function bestSuccessors(members: Members): ReadonlyMap<NodeId, NodeId> {
  return new Map(
    [...members].flatMap(([node, { successors }]) => {
      const best = successors.find((one) => members.has(one));
      return best === undefined ? [] : [[node, best]];
    }),
  );
}

/** Each member's first successor, where that is one. */
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

/** Those that somebody comes to in one or more steps, in the order of coming to them. */
export function wayFrom(node: NodeId, next: ReadonlyMap<NodeId, NodeId>): ReadonlySet<NodeId> {
  const way = new Set<NodeId>();
  for (let at = next.get(node); at !== undefined && !way.has(at); at = next.get(at)) way.add(at);
  return way;
}

/** Those that come back to themselves. */
export function ringOf(next: ReadonlyMap<NodeId, NodeId>): readonly NodeId[] {
  return [...next.keys()].filter((node) => wayFrom(node, next).has(node));
}

/** Whom a member comes to that looks for a key's owner by following successors; nobody where nobody leads on. */
export function ownerFor(key: NodeId, from: NodeId, next: ReadonlyMap<NodeId, NodeId>): NodeId | undefined {
  const asked = new Set<NodeId>();
  for (let at = from; !asked.has(at); ) {
    asked.add(at);
    const then = next.get(at);
    if (then === undefined || then === key || between(at, key, then)) return then;
    at = then;
  }
  return undefined;
}

/** What each of these nodes would know in an ideal ring: those who follow, and who comes before. */
export function idealRing(nodes: readonly NodeId[], listLength: number): ReadonlyMap<NodeId, Neighbours> {
  const order = [...nodes].sort((a, b) => identifierOf(a) - identifierOf(b));
  const at = (index: number) => order[(index + order.length) % order.length] as NodeId;
  return new Map(
    order.map((node, index) => [
      node,
      {
        successors: Array.from({ length: listLength }, (_, ahead) => at(index + 1 + ahead)),
        predecessor: at(index - 1),
      },
    ]),
  );
}

/** Whether every member knows what it would know in an ideal ring. */
export function isIdeal(members: Members): boolean {
  const [any] = members.values();
  if (any === undefined) return false;
  const ideal = idealRing([...members.keys()], any.successors.length);
  return [...members].every(([node, { successors, predecessor }]) => {
    const due = ideal.get(node) as Neighbours;
    return predecessor === due.predecessor && String(successors) === String(due.successors);
  });
}

/** Whether somebody's list, read from himself on, passes over a node. */
export function skips(self: NodeId, { successors }: Pick<Neighbours, 'successors'>, node: NodeId): boolean {
  return successors.some((entry, at) => between(successors[at - 1] ?? self, node, entry));
}

/** Members that no member's list passes over. */
export function principals(members: Members): readonly NodeId[] {
  return [...members.keys()].filter((node) => [...members].every(([self, view]) => !skips(self, view, node)));
}

/** Whether every member lists a member. */
export function allHaveLiveEntry(members: Members): boolean {
  return [...members.values()].every(({ successors }) => successors.some((entry) => members.has(entry)));
}

/** Zave's inductive invariant for lists of r entries: each has so many and names a member, and r + 1 members or more are principals. */
export function isSound(members: Members, listLength: number): boolean {
  const areFull = [...members.values()].every(({ successors }) => successors.length === listLength);
  return areFull && allHaveLiveEntry(members) && principals(members).length > listLength;
}

/** Members between whom and whose successor a node belongs. */
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

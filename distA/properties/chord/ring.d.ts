/**
 * The ring as it can be read off the views of all members: the words in which the promises of Chord are made (Zave 2012 and 2017).
 * Members are the nodes that are up.
 */
import type { NodeId } from '../../checker/actor.ts';
import type { ChordView, Neighbours } from '../../models/chord/messages.ts';
export type Members = ReadonlyMap<NodeId, Pick<ChordView, keyof Neighbours>>;
/** Each member's first successor that is one; no entry for a member that has none. */
export declare function bestSuccessors(members: Members): ReadonlyMap<NodeId, NodeId>;
/** Each member's first successor, where that is one. */
export declare function firstSuccessors(members: Members): ReadonlyMap<NodeId, NodeId>;
/** Those that somebody comes to in one or more steps, in the order of coming to them. */
export declare function wayFrom(node: NodeId, next: ReadonlyMap<NodeId, NodeId>): ReadonlySet<NodeId>;
/** Those that come back to themselves. */
export declare function ringOf(next: ReadonlyMap<NodeId, NodeId>): readonly NodeId[];
/** Whom a member comes to that looks for a key's owner by following successors; nobody where nobody leads on. */
export declare function ownerFor(key: NodeId, from: NodeId, next: ReadonlyMap<NodeId, NodeId>): NodeId | undefined;
/** What each of these nodes would know in an ideal ring: those who follow, and who comes before. */
export declare function idealRing(nodes: readonly NodeId[], listLength: number): ReadonlyMap<NodeId, Neighbours>;
/** Whether every member knows what it would know in an ideal ring. */
export declare function isIdeal(members: Members): boolean;
/** Whether somebody's list, read from himself on, passes over a node. */
export declare function skips(self: NodeId, { successors }: Pick<Neighbours, 'successors'>, node: NodeId): boolean;
/** Members that no member's list passes over. */
export declare function principals(members: Members): readonly NodeId[];
/** Whether every member lists a member. */
export declare function allHaveLiveEntry(members: Members): boolean;
/** Zave's inductive invariant for lists of r entries: each has so many and names a member, and r + 1 members or more are principals. */
export declare function isSound(members: Members, listLength: number): boolean;
/** Members between whom and whose successor a node belongs. */
export declare function contactsFor(node: NodeId, members: Members): readonly NodeId[];
/** Every node of a circle. */
export declare function circle(identifiers: number): readonly NodeId[];

/**
 * The decisions of a servent as pure functions over numbers, named like the guards and rules of the model
 * (`models/gnutella/`). A known bug replaces some of them.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { GnutellaSetting } from '../../models/gnutella/messages.ts';

/** The numbers of the kinds of request; a reply has the kind of its request. */
export const pingKind = 0;
export const queryKind = 1;

/** The link of requests that this servent issued itself. */
export const ownLink = -1;

/** The decisions of a servent. */
export interface GnutellaRules {
  /** Whether a request is a copy of an earlier one, given whether the routing table knows it. */
  isDuplicate(isKnown: boolean): boolean;
  /** Whether a later copy is relayed, given its TTL and the highest before. */
  isHigher(ttl: number, highest: number, relay: GnutellaSetting['relay']): boolean;
  /** The TTL of a received descriptor, lowered so that TTL and Hops are together at most `ttlMax`; at least 0. */
  trimmed(ttl: number, hops: number, ttlMax: number): number;
  /** Whether a descriptor with this (trimmed) TTL goes further. */
  goesOn(ttl: number): boolean;
  /** The Hops of a descriptor that goes on. */
  nextHops(hops: number): number;
  /** Whether a copy of a request goes to this link, given the link that it came from. */
  isRelayedTo(link: number, from: number): boolean;
  /** The TTL of a reply to a request that arrived with these Hops. */
  replyTtl(hops: number, setting: Pick<GnutellaSetting, 'replyTtl' | 'ttlMax'>): number;
  /** Whether the user gets a reply, given the link of its request. */
  isOwn(link: number): boolean;
  /** Whether a Push for this servent is obeyed here. */
  isForMe(servent: NodeId, self: NodeId): boolean;
  /** The TTL of the next ring. */
  nextRingTtl(ttl: number): number;
  /** Whether a ring with this TTL may go out. */
  canGrow(ttl: number, ttlMax: number): boolean;
}

/** The rules of the specification. */
export const gnutellaRules: GnutellaRules = {
  isDuplicate: (isKnown) => isKnown,
  isHigher: (ttl, highest, relay) => relay === 'higher-ttl' && ttl > highest,
  trimmed: (ttl, hops, ttlMax) => Math.max(0, Math.min(ttl, ttlMax - hops)),
  goesOn: (ttl) => ttl > 1,
  nextHops: (hops) => hops + 1,
  isRelayedTo: (link, from) => link !== from,
  replyTtl: (hops, { replyTtl, ttlMax }) => (replyTtl === 'path' ? hops + 1 : ttlMax),
  isOwn: (link) => link === ownLink,
  isForMe: (servent, self) => servent === self,
  nextRingTtl: (ttl) => ttl + 2,
  canGrow: (ttl, ttlMax) => ttl <= ttlMax,
};

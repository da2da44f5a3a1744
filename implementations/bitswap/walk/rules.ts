/** The decisions of a DAG walk, each of which a mutant replaces. Their names are those of the model. */
import type { Block, Cid, WalkLimits } from '../../../models/bitswap/walk/messages.ts';

/** The rules of a walk. */
export const walkRules = {
  /** Whether the data hash to the CID. */
  isGood: (data: Block['data']): boolean => data === 'good',
  /** Whether a block was asked for. */
  isAsked: (isUnderWay: boolean): boolean => isUnderWay,
  /** Whether an answer belongs to this walk, by its session. */
  isCurrent: (session: number, now: number): boolean => session === now,
  /** Whether a linked CID is noted: only a new one is. */
  isNoted: (isKnown: boolean, _cid: Cid): boolean => !isKnown,
  /** Whether another way to a known CID is shorter. */
  isNearer: (depth: number, known: number): boolean => depth < known,
  /** Whether a depth is within the limit. */
  isWithin: (depth: number, { depthMax }: WalkLimits): boolean => depth <= depthMax,
  /** Whether one CID more may be known. */
  hasRoom: (known: number, { knownMax }: WalkLimits): boolean => known < knownMax,
  /** Whether one link more of a block is followed. */
  isFollowed: (followed: number, { linksMax }: WalkLimits): boolean => followed < linksMax,
  /** Whether the links of a block go on after one to a known CID. */
  followsOn: (_isKnown: boolean): boolean => true,
  /** Whether one want more may be under way. */
  mayAsk: (underWay: number, { wantsMax }: WalkLimits): boolean => underWay < wantsMax,
  /** The session of a want. */
  sessionFor: (session: number, _depth: number): number => session,
  /** Whether an identity CID is resolved where it is. */
  isLocal: (_cid: Cid): boolean => true,
  /** The order in which the blocks of one step are visited. */
  ordered: (visits: readonly Cid[]): readonly Cid[] => visits,
  /** Whether wants that are given up are cancelled. */
  cancels: (): boolean => true,
  /** Whether wants without an answer are given up after a time. */
  givesUp: (): boolean => true,
  /** Whether the walk is over. */
  isDone: (queued: number, underWay: number): boolean => queued === 0 && underWay === 0,
  /** The missing CIDs that the report names. */
  named: (missing: readonly Cid[]): readonly Cid[] => missing,
};

/** Rules of a walk. */
export type WalkRules = typeof walkRules;

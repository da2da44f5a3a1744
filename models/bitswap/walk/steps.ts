/**
 * The steps of a DAG walk as pure functions: a CID is noted, asked for, and expanded once its block is there.
 *
 * A limit of the depth makes order matter: a block may be reached by a long way first and by a shorter one
 * later. Then its depth falls, and links that were beyond the limit come within it.
 */
import type { Block, Cid, WalkLimits, WalkMessage, WalkOutput, WalkPhase } from './messages.ts';

/** The variables of a walk. */
export interface Walk {
  readonly limits: WalkLimits;
  readonly session: number;
  readonly root: Cid | null;
  readonly depths: ReadonlyMap<Cid, number>;
  readonly queue: readonly Cid[];
  readonly wants: ReadonlySet<Cid>;
  readonly got: ReadonlyMap<Cid, readonly Cid[]>;
  readonly missing: ReadonlySet<Cid>;
  readonly isClipped: boolean;
}

/** A walk after a step, with the messages to the exchange and the outputs, each in order. */
export interface Stepped {
  readonly walk: Walk;
  readonly sends: readonly WalkMessage[];
  readonly outputs: readonly WalkOutput[];
}

/** The links of an identity CID, which holds its own bytes; undefined for any other CID. */
export function identityLinks(cid: Cid): readonly Cid[] | undefined {
  return cid.startsWith('=') ? [...cid.slice(1)] : undefined;
}

/** The decisions of a walk, each of which a mutant replaces. */
export const deciding = {
  identityLinks,
  /** Whether the data hash to the CID. */
  isGood: (data: Block['data']): boolean => data === 'good',
  /** Whether a block was asked for. */
  isAsked: (wants: ReadonlySet<Cid>, cid: Cid): boolean => wants.has(cid),
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
  /** The links of a block that are followed. */
  clipped: (links: readonly Cid[], { linksMax }: WalkLimits): readonly Cid[] => links.slice(0, linksMax),
  /** Whether the links of a block go on after one to a known CID. */
  followsOn: (_isKnown: boolean): boolean => true,
  /** Whether one want more may be under way. */
  mayAsk: (underWay: number, { wantsMax }: WalkLimits): boolean => underWay < wantsMax,
  /** The session of a want. */
  sessionFor: (session: number, _depth: number): number => session,
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

/** Decisions of a walk. */
export type Deciding = typeof deciding;

/** The variables before the first walk. */
export function emptyWalk(limits: WalkLimits, session = 0, root: Cid | null = null): Walk {
  return {
    ...{ limits, session, root },
    ...{ depths: new Map(), queue: [], wants: new Set(), got: new Map(), missing: new Set() },
    isClipped: false,
  };
}

/** The variables of a walk while a step changes them. */
interface Draft {
  readonly limits: WalkLimits;
  readonly depths: Map<Cid, number>;
  readonly queue: Cid[];
  readonly got: Map<Cid, readonly Cid[]>;
  readonly visits: Cid[];
  /** CIDs to be noted at a depth, first in first out. */
  readonly links: { readonly cid: Cid; readonly depth: number }[];
  isClipped: boolean;
}

function draftOf({ limits, depths, queue, got, isClipped }: Walk): Draft {
  return {
    ...{ limits, isClipped, visits: [], links: [] },
    ...{ depths: new Map(depths), queue: [...queue], got: new Map(got) },
  };
}

/** Takes the links of a block that is there. */
function expand(draft: Draft, cid: Cid, all: readonly Cid[], by: Deciding): void {
  const distinct = [...new Set(all)];
  const links = by.clipped(distinct, draft.limits);
  if (links.length < distinct.length) draft.isClipped = true;
  draft.visits.push(cid);
  draft.got.set(cid, links);
  const depth = (draft.depths.get(cid) ?? 0) + 1;
  for (const link of links) {
    draft.links.push({ cid: link, depth });
    if (!by.followsOn(draft.depths.has(link))) break;
  }
}

/** Notes the links that wait: new CIDs are queued, identity CIDs expanded, and depths lowered. */
function noteLinks(draft: Draft, by: Deciding): void {
  const { depths, got, queue, limits } = draft;
  for (const { cid, depth } of draft.links) {
    const known = depths.get(cid);
    if (by.isNoted(known !== undefined, cid)) {
      if (!by.isWithin(depth, limits) || !by.hasRoom(depths.size, limits)) continue;
      depths.set(cid, depth);
      const links = by.identityLinks(cid);
      if (links === undefined) queue.push(cid);
      else expand(draft, cid, links, by);
    } else if (by.isNearer(depth, known ?? 0)) {
      depths.set(cid, depth);
      for (const link of got.get(cid) ?? []) draft.links.push({ cid: link, depth: depth + 1 });
    }
  }
}

/** The step that a draft makes: its visits, and wants for queued CIDs while the limit allows. */
function stepped(walk: Walk, draft: Draft, by: Deciding): Stepped {
  const queue = [...draft.queue];
  const wants = new Set(walk.wants);
  const sends: WalkMessage[] = [];
  while (by.mayAsk(wants.size, walk.limits)) {
    const cid = queue.shift();
    if (cid === undefined) break;
    wants.add(cid);
    const session = by.sessionFor(walk.session, draft.depths.get(cid) ?? 0);
    sends.push({ type: 'Want', cid, session });
  }
  const { depths, got, visits, isClipped } = draft;
  const outputs = by.ordered(visits).map((cid): WalkOutput => ({ type: 'visit', cid }));
  return { walk: { ...walk, depths, got, queue, wants, isClipped }, sends, outputs };
}

/** A walk begins: its root is noted at depth 0. */
export function began({ limits, session }: Walk, root: Cid, by: Deciding = deciding): Stepped {
  const walk = emptyWalk(limits, session + 1, root);
  const draft = draftOf(walk);
  draft.links.push({ cid: root, depth: 0 });
  noteLinks(draft, by);
  return stepped(walk, draft, by);
}

/** The block of a want is there: it is visited, and its links are noted. */
export function took(walk: Walk, { cid, links }: Block, by: Deciding = deciding): Stepped {
  const draft = draftOf(walk);
  expand(draft, cid, links, by);
  noteLinks(draft, by);
  return stepped({ ...walk, wants: without(walk.wants, [cid]) }, draft, by);
}

/** A want ends without its block. */
export function lost(walk: Walk, cid: Cid, by: Deciding = deciding): Stepped {
  const missing = new Set(walk.missing).add(cid);
  const after = { ...walk, missing, wants: without(walk.wants, [cid]) };
  return stepped(after, draftOf(after), by);
}

/** No answer came for a time: all wants under way are given up. */
export function gaveUp(walk: Walk, by: Deciding = deciding): Stepped {
  if (!by.givesUp()) return { walk, sends: [], outputs: [] };
  const cancels = cancelsOf(walk, by);
  const after = { ...walk, missing: new Set([...walk.missing, ...walk.wants]), wants: new Set<Cid>() };
  const { sends, ...rest } = stepped(after, draftOf(after), by);
  return { ...rest, sends: [...cancels, ...sends] };
}

/** The user stops the walk: its wants end. */
export function stopped(walk: Walk, by: Deciding = deciding): Stepped {
  const sends = cancelsOf(walk, by);
  return { walk: { ...walk, queue: [], wants: new Set() }, sends, outputs: [] };
}

/** The report of a walk. */
export function reported(walk: Walk, phase: WalkPhase, by: Deciding = deciding): WalkOutput {
  const missing = by.named([...walk.missing].sort());
  const isWhole = phase === 'ended' && missing.length === 0 && !isCut(walk);
  return { type: 'ended', missing, isWhole };
}

/** Whether a limit left a link out. */
export function isCut({ isClipped, got, depths }: Pick<Walk, 'isClipped' | 'got' | 'depths'>): boolean {
  return isClipped || [...got.values()].some((links) => links.some((link) => !depths.has(link)));
}

function cancelsOf({ wants, session }: Walk, by: Deciding): readonly WalkMessage[] {
  if (!by.cancels()) return [];
  return [...wants].sort().map((cid): WalkMessage => ({ type: 'Cancel', cid, session }));
}

function without(cids: ReadonlySet<Cid>, gone: readonly Cid[]): ReadonlySet<Cid> {
  return new Set([...cids].filter((cid) => !gone.includes(cid)));
}

/**
 * The steps of random walkers: whether a walker goes on, to which neighbour, and what the servent that it
 * leaves remembers. Source: Lv, Cao, Cohen, Li & Shenker 2002, section 4.2.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Guid } from '../messages.ts';
import { neighboursOf, searchOf, visitOf, type WalkersContext } from './context.ts';
import type { Visit, Walk, Walker, WalkersMessage, WalkersSetting } from './messages.ts';

/** A message with its addressee. */
export interface Sent {
  readonly to: NodeId;
  readonly message: WalkersMessage;
}

/** What moving walkers changes, and the messages that move them. */
export interface Moved {
  readonly visits: readonly Visit[];
  readonly sends: readonly Sent[];
}

/** How a servent chooses the next neighbour of a walker. */
export interface Choosing {
  /** The neighbours that a walker of this query may go to, in the order of the links. */
  candidates(context: Pick<WalkersContext, 'self' | 'setting' | 'visits'>, guid: Guid): readonly NodeId[];
  /** The random number of the walker at this place among those that move. */
  numberFor(numbers: readonly number[], place: number): number;
}

/** The links that a walker crossed when it arrived. */
export function crossed({ hops }: Pick<Walker, 'hops'>): number {
  return hops + 1;
}

/** Whether a walker that arrived may cross no more links. */
export function isSpent({ ttl }: Pick<Walker, 'ttl'>): boolean {
  return ttl <= 1;
}

/** Whether a walker came back to its origin, and the search is over. */
export function isOverHere(
  context: Pick<WalkersContext, 'self' | 'searches'>,
  { guid, origin }: Pick<Walker, 'guid' | 'origin'>,
): boolean {
  return origin === context.self && searchOf(context, guid)?.isOver !== false;
}

/** Whether a walker that arrived asks before it goes on: after every `askEvery` links, but not at its origin. */
export function isDue(
  { self, setting }: Pick<WalkersContext, 'self' | 'setting'>,
  walk: Pick<Walker, 'hops' | 'origin'>,
): boolean {
  return walk.origin !== self && crossed(walk) % setting.askEvery === 0;
}

/** Neighbours to which no walker of the query went, while there is one; otherwise all. */
export function elsewhere(neighbours: readonly NodeId[], sent: readonly NodeId[]): readonly NodeId[] {
  const others = neighbours.filter((one) => !sent.includes(one));
  return others.length > 0 ? others : neighbours;
}

/** The rules of the paper: memory belongs to one query, and each walker has a random number of its own. */
export const choosing: Choosing = {
  candidates: (context, guid) => elsewhere(neighboursOf(context), visitOf(context, guid)?.sent ?? []),
  numberFor: (numbers, place) => numbers[place] ?? 0,
};

/** Moves walkers of one query, one after the other: each to the candidate that its random number names. */
export function moved(
  context: WalkersContext,
  walkers: readonly Walk[],
  numbers: readonly number[],
  { candidates, numberFor }: Choosing = choosing,
): Moved {
  let { visits } = context;
  const sends: Sent[] = [];
  for (const [place, message] of walkers.entries()) {
    const among = candidates({ ...context, visits }, message.guid);
    const to = among[numberFor(numbers, place) % among.length];
    if (to === undefined) continue;
    sends.push({ to, message });
    if (context.setting.keepsState) visits = withSent(visits, message.guid, neighboursOf(context), to);
  }
  return { visits, sends };
}

/** The walkers of a new query, before their first step. */
export function started(
  guid: Guid,
  criteria: string,
  { self, setting: { walkers, ttl } }: Pick<WalkersContext, 'self' | 'setting'>,
): readonly Walk[] {
  return Array.from({ length: walkers }, (_, walker) => ({
    ...{ type: 'Walk', guid, walker, ttl, hops: 0, criteria, origin: self },
  }));
}

/** A walker that arrived, as it goes on: one link less, one hop more. */
export function onwards({ guid, walker, ttl, hops, criteria, origin }: Walker): Walk {
  return { type: 'Walk', guid, walker, ttl: ttl - 1, hops: hops + 1, criteria, origin };
}

/** The memory after a walker of a query came from a neighbour; `null` at its origin. */
export function withVisit(
  visits: readonly Visit[],
  guid: Guid,
  from: NodeId | null,
  { reply, keepsState }: WalkersSetting,
): readonly Visit[] {
  const isKept = reply === 'path' || keepsState;
  if (!isKept || visits.some((visit) => visit.guid === guid)) return visits;
  return [...visits, { guid, from: reply === 'path' ? from : null, sent: [] }];
}

function withSent(
  visits: readonly Visit[],
  guid: Guid,
  neighbours: readonly NodeId[],
  to: NodeId,
): readonly Visit[] {
  return visits.map((visit) =>
    visit.guid === guid
      ? { ...visit, sent: neighbours.filter((one) => one === to || visit.sent.includes(one)) }
      : visit,
  );
}

/** Waiting walkers, by GUID and number, with one more. */
export function withStanding(standing: readonly Walker[], walk: Walker): readonly Walker[] {
  const { guid, walker, ttl, hops, criteria, origin } = walk;
  const all = [...standing, { guid, walker, ttl, hops, criteria, origin }];
  return all.toSorted((a, b) => (a.guid === b.guid ? a.walker - b.walker : a.guid < b.guid ? -1 : 1));
}

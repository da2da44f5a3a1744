/** The context of a walking servent's machine: its variables, their start, and the view of properties. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type { Guid } from '../messages.ts';
import type { Search, Visit, Walk, Walker, Walkers, WalkersSetting, WalkersView } from './messages.ts';

/** The events of the machine. */
export type WalkersEvent = MachineEvent<Walkers>;

/** The context of the machine. */
export interface WalkersContext {
  readonly self: NodeId;
  readonly setting: WalkersSetting;
  readonly searches: readonly Search[];
  readonly visits: readonly Visit[];
  readonly standing: readonly Walker[];
}

/** The first context: a servent without queries and walkers. */
export function initialContext({ self, setting }: Birth<Walkers>): WalkersContext {
  return { self, setting, searches: [], visits: [], standing: [] };
}

/** The view of a servent. */
export function viewOf(context: WalkersContext): WalkersView {
  const { self, setting, searches, visits, standing } = context;
  return {
    self,
    neighbours: neighboursOf(context),
    shares: sharesOf(context),
    limits: limitsOf(setting),
    searches,
    visits,
    standing,
  };
}

function limitsOf({ walkers, askEvery, ttl }: WalkersSetting): WalkersView['limits'] {
  return { walkers, askEvery, ttl };
}

/** The links of this servent. */
export function neighboursOf({ self, setting }: Pick<WalkersContext, 'self' | 'setting'>): readonly NodeId[] {
  return setting.neighbours[self] ?? [];
}

/** The criteria that match a file of this servent. */
export function sharesOf({ self, setting }: Pick<WalkersContext, 'self' | 'setting'>): readonly string[] {
  return setting.shares[self] ?? [];
}

/** The visit of a query; undefined if this servent remembers none. */
export function visitOf({ visits }: Pick<WalkersContext, 'visits'>, guid: Guid): Visit | undefined {
  return visits.find((visit) => visit.guid === guid);
}

/** The query of this servent with this GUID. */
export function searchOf({ searches }: Pick<WalkersContext, 'searches'>, guid: Guid): Search | undefined {
  return searches.find((search) => search.guid === guid);
}

/** The walker that waits here. */
export function standingOf(
  { standing }: Pick<WalkersContext, 'standing'>,
  { guid, walker }: Pick<Walker, 'guid' | 'walker'>,
): Walker | undefined {
  return standing.find((one) => one.guid === guid && one.walker === walker);
}

/** The walker of an event, with the neighbour that it came from. */
export function walkIn(event: WalkersEvent): Walk & { readonly from: NodeId } {
  if (event.type === 'Walk') return event;
  throw new Error(`${event.type} is no walker`);
}

/** The random numbers that came with an event. */
export function numbersOf(event: WalkersEvent): readonly number[] {
  return 'draw' in event && event.draw !== undefined ? event.draw : [];
}

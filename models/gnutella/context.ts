/** The context of a servent's machine: its variables, their start, and the view that properties see. */
import type { Birth, MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import type { Gnutella, GnutellaSetting, GnutellaView, PushRoute, Request, Ring, Route } from './messages.ts';

/** The events of the machine. */
export type GnutellaEvent = MachineEvent<Gnutella>;

/** A descriptor with its sender, as the machine receives it. */
export type Received<T> = T & { readonly from: NodeId };

/** The context of a servent's machine. */
export interface GnutellaContext {
  readonly self: NodeId;
  readonly setting: GnutellaSetting;
  /** The open links. */
  readonly neighbours: readonly NodeId[];
  /** The routing table, sorted by kind of request and GUID. */
  readonly routes: readonly Route[];
  /** Sorted by servent. */
  readonly pushRoutes: readonly PushRoute[];
  /** The number of requests that this servent issued; the next GUID follows from it. */
  readonly issued: number;
  /** The expanding ring that is under way. */
  readonly ring: Ring | null;
}

/** The first context: a servent with open links and empty tables. */
export function initialContext({ self, setting }: Birth<Gnutella>): GnutellaContext {
  const neighbours = setting.neighbours[self] ?? [];
  return { self, setting, neighbours, routes: [], pushRoutes: [], issued: 0, ring: null };
}

/** The view of a servent. */
export function viewOf(context: GnutellaContext): GnutellaView {
  const { self, setting, neighbours, routes, pushRoutes, issued, ring } = context;
  return {
    links: setting.neighbours[self] ?? [],
    neighbours,
    routes,
    pushRoutes,
    issued,
    ring,
    shares: sharesOf({ self, setting }),
  };
}

/** The criteria that match a file of this servent. */
export function sharesOf({ self, setting }: Pick<GnutellaContext, 'self' | 'setting'>): readonly string[] {
  return setting.shares[self] ?? [];
}

/** The order of two keys: a table in this order is the same state however it came about. */
export function inOrder(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The key of a route: Ping and Query may have the same GUID, so the kind of request is part of it. */
export function routeKey({ request, guid }: Pick<Route, 'request' | 'guid'>): string {
  return `${request} ${guid}`;
}

/** The route of a request; undefined if this servent does not know the request. */
export function routeOf(
  { routes }: Pick<GnutellaContext, 'routes'>,
  request: Request['type'],
  guid: string,
): Route | undefined {
  return routes.find((route) => route.request === request && route.guid === guid);
}

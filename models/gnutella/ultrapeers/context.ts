/** The context of a peer's root: its variables, their start, its view, and what it reads from them. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type { Guid } from '../messages.ts';
import type { Kind, PeerPart, QueryRoute, Slot, UltrapeerSetting } from './messages.ts';

/** The events of the root's machine. */
export type PeerEvent = MachineEvent<PeerPart>;

/** What the root holds of a link that it dialled, or that is open. */
export interface Held {
  /** What the other end is, as far as known: of a link that was dialled, an ultrapeer. */
  readonly other: Kind;
  readonly isOpen: boolean;
}

/** The context of a peer's root. */
export interface PeerContext {
  readonly self: NodeId;
  /** All other peers: those that have a link machine. */
  readonly others: readonly NodeId[];
  readonly setting: UltrapeerSetting;
  readonly isAble: boolean;
  readonly role: Kind;
  readonly isOnline: boolean;
  /** The host cache: ultrapeers to connect to. */
  readonly hosts: ReadonlySet<NodeId>;
  readonly held: ReadonlyMap<NodeId, Held>;
  /** The query-route tables of its leaves. */
  readonly tables: ReadonlyMap<NodeId, ReadonlySet<Slot>>;
  readonly routes: ReadonlyMap<Guid, QueryRoute>;
  readonly issued: number;
}

/** The first context: a peer without links; one that is able begins as an ultrapeer. */
export function initialContext({ self, nodes, setting }: Birth<PeerPart>): PeerContext {
  const isAble = setting.able.includes(self);
  return {
    self,
    others: nodes.filter((node) => node !== self),
    setting,
    isAble,
    role: roleOf(isAble),
    isOnline: true,
    hosts: new Set((setting.hosts[self] ?? setting.able).filter((host) => host !== self)),
    held: new Map(),
    tables: new Map(),
    routes: new Map(),
    issued: 0,
  };
}

/** The role of a peer that has no link. */
export function roleOf(isAble: boolean): Kind {
  return isAble ? 'ultrapeer' : 'leaf';
}

/** The view of a peer's root. */
export function peerView(context: PeerContext): PeerPart['view'] {
  const { role, isAble, isOnline, tables, routes, issued, setting } = context;
  const table = ownTable(context);
  const keywords = [...sharesOf(context), ...Object.keys(setting.slots)];
  return {
    role,
    isOnline,
    tables,
    queries: new Set(routes.keys()),
    issued,
    shares: new Set(sharesOf(context)),
    table,
    mayMatch: new Set(keywords.filter((keyword) => table.has(slotOf(keyword, setting)))),
    isAble,
    limits: limitsOf(role, setting),
  };
}

/** The most open links of a peer in a role, by what the other end is. */
export function limitsOf(role: Kind, setting: UltrapeerSetting): Readonly<Record<Kind, number>> {
  const { leavesMax, ultrapeersMax, ultrapeersOfLeafMax } = setting;
  return role === 'leaf'
    ? { leaf: 0, ultrapeer: ultrapeersOfLeafMax }
    : { leaf: leavesMax, ultrapeer: ultrapeersMax };
}

/** The criteria that match a file of this peer. */
export function sharesOf({ self, setting }: Pick<PeerContext, 'self' | 'setting'>): readonly string[] {
  return setting.shares[self] ?? [];
}

/** The slot of a keyword in a query-route table. */
export function slotOf(criteria: string, { slots }: Pick<UltrapeerSetting, 'slots'>): Slot {
  return slots[criteria] ?? criteria;
}

/** The query-route table of this peer's own files. */
export function ownTable(context: Pick<PeerContext, 'self' | 'setting'>): ReadonlySet<Slot> {
  return new Set(sharesOf(context).map((criteria) => slotOf(criteria, context.setting)));
}

/**
 * The peers of a kind at the other ends of open links, in the order of the system: the order of a Map has no
 * meaning.
 */
export function openTo(
  { others, held }: Pick<PeerContext, 'others' | 'held'>,
  kind: Kind,
): readonly NodeId[] {
  return others.filter((node) => held.get(node)?.isOpen === true && held.get(node)?.other === kind);
}

/** The peers at the other ends of all open links, in the order of the system. */
export function allOpen({ others, held }: Pick<PeerContext, 'others' | 'held'>): readonly NodeId[] {
  return others.filter((node) => held.get(node)?.isOpen === true);
}

/** The number of links to ultrapeers that are open or dialled, apart from the one to `except`. */
export function ultrapeersHeld({ held }: Pick<PeerContext, 'held'>, except?: NodeId): number {
  return [...held].filter(([node, { other }]) => node !== except && other === 'ultrapeer').length;
}

/** A Map with another value of one key. */
export function withEntry<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** A Map without one key. */
export function withoutEntry<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return new Map([...map].filter(([other]) => other !== key));
}

/** The context of a choker's machine: its variables (C1), their start, and the changes that every rule shares. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import type {
  BitTorrentChoker,
  ChokerDraw,
  ChokerInput,
  ChokerSetting,
  ChokerView,
  Rates,
} from './messages.ts';

/** The events of the machine; a timeout has a draw, too. */
export type ChokerEvent = MachineEvent<BitTorrentChoker>;

/** The context of a choker's machine. */
export interface ChokerContext extends Omit<ChokerView, 'role' | 'cap'> {
  readonly setting: ChokerSetting;
  /** The peers that this step chose; empty between steps. */
  readonly regular: readonly NodeId[];
}

/** The rounds of a turn. */
export const turnRounds = 3;

/** The first context: no peer is connected. */
export function initialContext({ setting }: Birth<BitTorrentChoker>): ChokerContext {
  return {
    setting,
    rotation: [],
    interested: new Set(),
    unchoked: new Set(),
    optimistic: null,
    round: 0,
    ages: new Map(),
    order: [],
    isInterrupted: false,
    regular: [],
  };
}

/** How many peers a choker serves at a time, an extra optimistic one included. */
export function capOf({ rule, slots, optimistic }: ChokerSetting): number {
  return slots + (rule === 'held' && optimistic === 'extra' ? 1 : 0);
}

/** Whether the rule `held` chokes a regular peer at once where an unchoked one becomes interested. */
export function isYielding({ rule, between, uninterested }: ChokerSetting): boolean {
  return rule === 'held' && between === 'once' && uninterested !== 'choked';
}

/** The view of a choker. */
export function viewOf({ setting, regular: _, ...context }: ChokerContext): ChokerView {
  return { role: 'choker', cap: capOf(setting), ...context };
}

/** The input of an event. */
export function inputIn(event: ChokerEvent): ChokerInput & { readonly draw?: ChokerDraw } {
  if ('peer' in event) return event;
  throw new Error(`${event.type} is no input`);
}

/** The rates that an event came with. */
export function ratesIn(event: object): Rates {
  return ('draw' in event ? (event.draw as ChokerDraw | undefined) : undefined)?.rates ?? new Map();
}

/** The rate of a peer. */
export function rateOf(rates: Rates, peer: NodeId): number {
  return rates.get(peer) ?? 0;
}

/** A list with its items in order of their keys, compared from the first key on; equal ones keep their order. */
export function sortedBy<T>(items: readonly T[], keysOf: (item: T) => readonly number[]): readonly T[] {
  const keyed = items.map((item) => ({ item, keys: keysOf(item) }));
  keyed.sort((a, b) => {
    const at = a.keys.findIndex((key, nth) => key !== b.keys[nth]);
    return at === -1 ? 0 : (a.keys[at] as number) - (b.keys[at] as number);
  });
  return keyed.map(({ item }) => item);
}

/** A list without one item. */
export function without<T>(items: readonly T[], gone: T): readonly T[] {
  return items.filter((item) => item !== gone);
}

/** A set with one member more. */
export function withMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return new Set(members).add(member);
}

/** A set with one member less. */
export function withoutMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return new Set(without([...members], member));
}

/** A list turned so that it begins with the item at an index. */
export function turnedTo<T>(items: readonly T[], begin: number): readonly T[] {
  return [...items.slice(begin), ...items.slice(0, begin)];
}

/** A newcomer joins (C4): choked and not interested, at the end of `rotation` or at a place that is drawn. */
export function joined(context: ChokerContext, peer: NodeId, draw: ChokerDraw | undefined) {
  const { rotation, order, setting } = context;
  const place = draw?.place ?? rotation.length;
  return {
    rotation: [...rotation.slice(0, place), peer, ...rotation.slice(place)],
    ...((setting.rule === 'text' || isYielding(setting)) && { order: [...order, peer] }),
    ...(setting.rule === 'text' && { isInterrupted: context.isInterrupted || place === 0 }),
  };
}

/** A peer leaves and is forgotten (C4). If it was optimistic, its place is vacant until the round. */
export function forgotten(context: ChokerContext, peer: NodeId) {
  const { rotation, interested, unchoked, optimistic, ages, order } = context;
  return {
    rotation: without(rotation, peer),
    interested: withoutMember(interested, peer),
    unchoked: withoutMember(unchoked, peer),
    optimistic: optimistic === peer ? null : optimistic,
    ages: new Map([...ages].filter(([other]) => other !== peer)),
    order: without(order, peer),
    isInterrupted: context.isInterrupted || (context.setting.rule === 'text' && rotation[0] === peer),
  };
}

/** A peer is interested. With `text` it becomes optimistic if it is the front and unchoked. */
export function nowInterested(context: ChokerContext, peer: NodeId) {
  const { setting, rotation, unchoked, optimistic } = context;
  const isFront = setting.rule === 'text' && rotation[0] === peer && unchoked.has(peer);
  return { interested: withMember(context.interested, peer), optimistic: isFront ? peer : optimistic };
}

/** A peer is no longer interested (C4). It stays unchoked, but it is not optimistic any more. */
export function uninterested({ interested, optimistic }: ChokerContext, peer: NodeId) {
  return {
    interested: withoutMember(interested, peer),
    optimistic: optimistic === peer ? null : optimistic,
  };
}

/** What a server of the model knows, and the few words about it that every part of Raft uses. */
import type { MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import type { Entry, Raft, RaftDurable, RaftMessage, RaftSetting } from './messages.ts';

export interface RaftContext {
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];
  readonly setting: RaftSetting;
  readonly currentTerm: number;
  readonly votedFor: NodeId | null;
  readonly votesGranted: readonly NodeId[];
  readonly log: readonly Entry[];
  readonly commitIndex: number;
  readonly lastApplied: number;
  readonly nextIndex: Readonly<Record<NodeId, number>>;
  readonly matchIndex: Readonly<Record<NodeId, number>>;
  /** What is on its disk, and what it handed over since, in order. */
  readonly written: RaftDurable;
  readonly pending: readonly RaftDurable[];
  /** What it has to say once that is true of its disk, too. */
  readonly unsaid: readonly Saying[];
}

export interface Saying {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

export type RaftEvent = MachineEvent<Raft>;

/** A message of a type, as it arrives. */
export type Arrived<T extends RaftMessage['type']> = Extract<RaftEvent, { type: T }>;

/** More than half of the cluster (section 5.2). */
export function majority(servers: number): number {
  return Math.floor(servers / 2) + 1;
}

export function peersOf({ nodes, self }: RaftContext): readonly NodeId[] {
  return nodes.filter((node) => node !== self);
}

/** The term of the entry at an index; 0 before the first, undefined beyond the last. */
export function termAt(log: readonly Entry[], index: number): number | undefined {
  return index === 0 ? 0 : log[index - 1]?.term;
}

/** How many entries two logs have in common, from the first on. */
export function inCommon(one: readonly Entry[], other: readonly Entry[]): number {
  const parts = one.findIndex(
    ({ term, value }, at) => other[at]?.term !== term || other[at]?.value !== value,
  );
  return parts === -1 ? one.length : parts;
}

/**
 * What is unsaid once these are to be told something, addressee by addressee, for it does not matter who is told first; what waits
 * to be said already need not be said twice.
 */
export function saying(
  { unsaid }: RaftContext,
  to: readonly NodeId[],
  messageFor: (node: NodeId) => RaftMessage | undefined,
): readonly Saying[] {
  const all = [...unsaid];
  for (const node of to) {
    const message = messageFor(node);
    if (message === undefined) continue;
    const text = JSON.stringify({ to: node, message });
    if (!all.some((one) => JSON.stringify(one) === text)) all.push({ to: node, message });
  }
  return byAddressee(all);
}

/** Sayings in the order of addressees, and to each in the order in which they came to be. */
export function byAddressee(sayings: readonly Saying[]): readonly Saying[] {
  return sayings.toSorted((one, other) => (one.to < other.to ? -1 : Number(one.to > other.to)));
}

export function senderOf(event: RaftEvent): readonly NodeId[] {
  return 'from' in event ? [event.from] : [];
}

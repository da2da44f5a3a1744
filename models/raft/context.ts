/**
 * The context of the model: the variables of one server (Figure 2, State), and helpers that several rules
 * use.
 */
import type { MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import type { Entry, Raft, RaftDurable, RaftMessage, RaftSetting } from './messages.ts';

/** The context of a server's machine. */
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
  /**
   * The record that a crash would leave, and the records that are written and not yet durable, oldest first.
   */
  readonly durableRecord: RaftDurable;
  readonly pendingRecords: readonly RaftDurable[];
  /** Messages that wait until the state that they depend on is durable. */
  readonly pendingMessages: readonly PendingMessage[];
}

/** A message and its addressee. */
export interface PendingMessage {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

/** The events of the machine. */
export type RaftEvent = MachineEvent<Raft>;

/** The event of a received message. */
export type Arrived<T extends RaftMessage['type']> = Extract<RaftEvent, { type: T }>;

/** More than half of the cluster (section 5.2). */
export function majority(servers: number): number {
  return Math.floor(servers / 2) + 1;
}

/** Every server but this one. */
export function peersOf({ nodes, self }: RaftContext): readonly NodeId[] {
  return nodes.filter((node) => node !== self);
}

/** The term of the entry at an index; 0 before the first, undefined beyond the last. */
export function termAt(log: readonly Entry[], index: number): number | undefined {
  return index === 0 ? 0 : log[index - 1]?.term;
}

/** The length of the common prefix of two logs. */
export function commonPrefixLength(one: readonly Entry[], other: readonly Entry[]): number {
  const length = one.findIndex(
    ({ term, value }, at) => other[at]?.term !== term || other[at]?.value !== value,
  );
  return length === -1 ? one.length : length;
}

/**
 * The pending messages with one more for each of these nodes, sorted by addressee: the order between
 * addressees makes no difference. An equal message that is pending already is not added again.
 */
export function withPending(
  { pendingMessages }: RaftContext,
  to: readonly NodeId[],
  messageFor: (node: NodeId) => RaftMessage | undefined,
): readonly PendingMessage[] {
  const all = [...pendingMessages];
  for (const node of to) {
    const message = messageFor(node);
    if (message === undefined) continue;
    const text = JSON.stringify({ to: node, message });
    if (!all.some((one) => JSON.stringify(one) === text)) all.push({ to: node, message });
  }
  return byAddressee(all);
}

/** The messages sorted by addressee; those to one addressee keep their order. */
export function byAddressee(messages: readonly PendingMessage[]): readonly PendingMessage[] {
  return messages.toSorted((one, other) => (one.to < other.to ? -1 : Number(one.to > other.to)));
}

/** The sender of an event, as a list; empty where the event has none. */
export function senderOf(event: RaftEvent): readonly NodeId[] {
  return 'from' in event ? [event.from] : [];
}

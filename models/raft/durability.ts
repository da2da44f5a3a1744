/**
 * Durability (Figure 2: updated on stable storage before responding to RPCs): which state is durable, and
 * which messages may be sent.
 */
import { commonPrefixLength, type RaftContext } from './context.ts';
import type { RaftDurable, RaftMessage } from './messages.ts';

/** The durable record of a new server. */
export const emptyRecord: RaftDurable = { currentTerm: 0, votedFor: null, log: [] };

/**
 * The number of durable entries: those in the durable record and in every pending record, which could
 * otherwise remove them.
 */
export function durableEntries({ log, durableRecord, pendingRecords }: RaftContext): number {
  return Math.min(...[durableRecord, ...pendingRecords].map((record) => commonPrefixLength(record.log, log)));
}

/** Whether two records are equal. */
export function isSame(one: RaftDurable, other: RaftDurable): boolean {
  return (
    one.currentTerm === other.currentTerm &&
    one.votedFor === other.votedFor &&
    one.log.length === other.log.length &&
    commonPrefixLength(one.log, other.log) === one.log.length
  );
}

/** Whether the current term and vote are durable. */
export function isTermDurable({ currentTerm, votedFor, durableRecord }: RaftContext): boolean {
  return durableRecord.currentTerm === currentTerm && durableRecord.votedFor === votedFor;
}

/** Whether a message may be sent: term and vote are durable, and so are the entries that it acknowledges. */
export function maySend(context: RaftContext, message: RaftMessage): boolean {
  if (!isTermDurable(context)) return false;
  const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
  return !isAcknowledgement || message.matchIndex <= durableEntries(context);
}

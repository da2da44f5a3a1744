/** What is durable, and so may be said (Figure 2: updated on stable storage before responding to RPCs). */
import { inCommon, type RaftContext } from './context.ts';
import type { RaftDurable, RaftMessage } from './messages.ts';

/** What a server has before anything was written. */
export const nothing: RaftDurable = { currentTerm: 0, votedFor: null, log: [] };

/** Entries of its log that no crash can take: what is written has them, and so has everything that will be. */
export function durableEntries({ log, written, pending }: RaftContext): number {
  return Math.min(...[written, ...pending].map((record) => inCommon(record.log, log)));
}

export function isSame(one: RaftDurable, other: RaftDurable): boolean {
  return (
    one.currentTerm === other.currentTerm &&
    one.votedFor === other.votedFor &&
    one.log.length === other.log.length &&
    inCommon(one.log, other.log) === one.log.length
  );
}

/** Whether its term and vote are durable. */
export function isTermWritten({ currentTerm, votedFor, written }: RaftContext): boolean {
  return written.currentTerm === currentTerm && written.votedFor === votedFor;
}

/** Whether what a message says of this server is durable. */
export function maySay(context: RaftContext, message: RaftMessage): boolean {
  if (!isTermWritten(context)) return false;
  const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
  return !isAcknowledgement || message.matchIndex <= durableEntries(context);
}

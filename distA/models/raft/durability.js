/** What is durable, and so may be said (Figure 2: updated on stable storage before responding to RPCs). */
import { inCommon } from './context.js';
/** What a server has before anything was written. */
export const nothing = { currentTerm: 0, votedFor: null, log: [] };
/** Entries of its log that no crash can take: what is written has them, and so has everything that will be. */
export function durableEntries({ log, written, pending }) {
    return Math.min(...[written, ...pending].map((record) => inCommon(record.log, log)));
}
export function isSame(one, other) {
    return (one.currentTerm === other.currentTerm &&
        one.votedFor === other.votedFor &&
        one.log.length === other.log.length &&
        inCommon(one.log, other.log) === one.log.length);
}
/** Whether its term and vote are durable. */
export function isTermWritten({ currentTerm, votedFor, written }) {
    return written.currentTerm === currentTerm && written.votedFor === votedFor;
}
/** Whether what a message says of this server is durable. */
export function maySay(context, message) {
    if (!isTermWritten(context))
        return false;
    const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
    return !isAcknowledgement || message.matchIndex <= durableEntries(context);
}

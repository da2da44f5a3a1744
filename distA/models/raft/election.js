import { termAt } from './context.js';
/** Section 5.2: one vote a term, first come, first served. */
export function hasVoteFor({ currentTerm, votedFor }, request) {
    return request.term === currentTerm && (votedFor === null || votedFor === request.from);
}
/** Section 5.4.1: the log with the later last term is more up to date; of equal ones the longer. */
export function isUpToDate({ log }, request) {
    const lastLogTerm = termAt(log, log.length);
    if (request.lastLogTerm !== lastLogTerm)
        return request.lastLogTerm > lastLogTerm;
    return request.lastLogIndex >= log.length;
}
/** Never a message of a newer term: that one is adopted and read again first. */
export function refuses({ currentTerm, setting }, event) {
    if (!('term' in event) || event.term > currentTerm)
        return false;
    return setting.refusals === 'all' || (setting.refusals === 'newerTerm' && event.term < currentTerm);
}
/** Votes with one more among them. */
export function withVote(votesGranted, voter) {
    return [...new Set([...votesGranted, voter])].sort();
}
/** A new term: no vote cast, none counted, and whatever was still to be said is of the old one. */
export function inTerm(term, votedFor) {
    return { currentTerm: term, votedFor, votesGranted: [], unsaid: [], nextIndex: {}, matchIndex: {} };
}

import { majority, termAt } from './context.js';
import { vouchedFor } from './replication.js';
/** A follower goes by its leader, as far as the message vouches for its log; never back. */
export function followersCommit({ commitIndex }, request) {
    return Math.max(commitIndex, Math.min(request.leaderCommit, vouchedFor(request)));
}
/** Section 5.3: the entry is durable on most servers. */
export function isOnMost({ matchIndex, nodes }, index) {
    return Object.values(matchIndex).filter((match) => match >= index).length >= majority(nodes.length);
}
/** Section 5.4.2: only entries of the leader's own term are committed by counting; what comes before them goes with them. */
export function isOfOwnTerm({ log, currentTerm }, index) {
    return termAt(log, index) === currentTerm;
}
/** The last entry that a leader may commit. */
export function leadersCommit(context, mayCommit = (one, index) => isOnMost(one, index) && isOfOwnTerm(one, index)) {
    for (let index = context.log.length; index > context.commitIndex; index--)
        if (mayCommit(context, index))
            return index;
    return context.commitIndex;
}

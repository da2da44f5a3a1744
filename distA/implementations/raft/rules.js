/** In place of a server's number. */
export const nobody = -1;
export const raftRules = {
    isFromNewerTerm: (term, currentTerm) => term > currentTerm,
    grantsVote: (term, currentTerm, candidate, votedFor) => term === currentTerm && (votedFor === nobody || votedFor === candidate),
    isUpToDate: (lastLogTerm, lastLogIndex, log) => lastLogTerm === log.lastTerm ? lastLogIndex >= log.lastIndex : lastLogTerm > log.lastTerm,
    countsVote: (term, currentTerm, voteGranted) => term === currentTerm && voteGranted,
    countVote: (votes, voter) => votes | (1 << voter),
    isQuorum: (votes, servers) => ones(votes) * 2 > servers,
    votesAtStart: () => 0,
    voteAfterHeartbeat: (votedFor) => votedFor,
    isFromLeader: (term, currentTerm) => term === currentTerm,
    isConsistent: (log, prevLogIndex, prevLogTerm) => log.termAt(prevLogIndex) === prevLogTerm,
    take: (log, prevLogIndex, entries) => {
        const known = firstNew(log, prevLogIndex, entries);
        if (known === entries.length)
            return log.lastIndex;
        log.truncate(prevLogIndex + known);
        appendFrom(log, entries, known);
        return prevLogIndex + known;
    },
    acknowledged: (vouchedFor) => vouchedFor,
    countsReply: (term, currentTerm) => term === currentTerm,
    matchAtStart: () => 0,
    matchAfter: (match, acknowledged) => Math.max(match, acknowledged),
    nextAfter: (next, match) => Math.max(next, match + 1),
    matchAfterRefusal: (match) => match,
    ownMatch: (durable) => durable,
    followersCommit: (commitIndex, leaderCommit, vouchedFor) => Math.max(commitIndex, Math.min(leaderCommit, vouchedFor)),
    commitAtMismatch: (commitIndex) => commitIndex,
    commitQuorum: (servers) => (servers >>> 1) + 1,
    mayCommit: (log, _first, last, currentTerm) => log.termAt(last) === currentTerm,
    maySpeak: (isWritten) => isWritten,
    mayAcknowledge: (matchIndex, durable) => matchIndex <= durable,
    recovered: (durable) => durable,
};
/** How many bits of a number are set: a loop over the set ones alone. */
export function ones(bits) {
    let count = 0;
    for (let rest = bits; rest !== 0; rest &= rest - 1)
        count++;
    return count;
}
/** The first of these entries that the log does not have behind this index; their number where it has all. */
export function firstNew(log, prevLogIndex, entries) {
    let at = 0;
    while (at < entries.length && log.termAt(prevLogIndex + 1 + at) === entries[at]?.term)
        at++;
    return at;
}
export function appendFrom(log, entries, first) {
    for (let at = first; at < entries.length; at++) {
        const { term, value } = entries[at];
        log.append(term, value);
    }
}

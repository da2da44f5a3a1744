/**
 * Mistakes in etcd's core (3.6.0), each of one or two lines. `broken.ts` explores each in its scope, and a search
 * must find it.
 */

/** A change of one file of the core, in its folder. */
export interface Change {
  readonly file: string;
  /** A passage that occurs once. */
  readonly from: string;
  readonly to: string;
}

/** Changes that break the core, and the system in which it shows. */
export interface Mistake {
  readonly says: string;
  readonly changes: readonly Change[];
  /** A scope of the suite raft. */
  readonly scope: string;
  /** The property at whose violation the search ends; absent where the whole scope is visited. */
  readonly until?: string;
}

/** The mistakes by name. */
export const mistakes: Readonly<Record<string, Mistake>> = {
  'votes-twice': {
    says: 'a server votes for each candidate of its term',
    scope: 'two-elections',
    changes: [
      {
        file: 'raft.go',
        from: '(r.Vote == None && r.lead == None) ||',
        to: 'm.Type == pb.MsgVote ||',
      },
    ],
  },
  'forgets-its-vote': {
    says: 'a server forgets its vote whenever it starts anew within a term',
    scope: 'two-elections',
    changes: [
      {
        file: 'raft.go',
        from: '\tif r.Term != term {\n\t\tr.Term = term\n\t\tr.Vote = None\n\t}\n\tr.lead = None\n',
        to: '\tr.Term = term\n\tr.Vote = None\n\tr.lead = None\n',
      },
    ],
  },
  'any-log-wins': {
    says: "a server votes without a look at the candidate's log",
    scope: 'two-elections',
    changes: [
      {
        file: 'raft.go',
        from: 'if canVote && r.raftLog.isUpToDate(candLastID) {',
        to: 'if canVote {',
      },
    ],
  },
  'figure-8': {
    says: 'a leader commits entries of older terms by counting (Figure 8), and sends one at a time',
    scope: 'two-elections',
    changes: [
      {
        file: 'log.go',
        from: 'if at.term != 0 && at.index > l.committed && l.matchTerm(at) {',
        to: 'if at.term != 0 && at.index > l.committed {',
      },
      // With more entries in a message, an acknowledgement always reaches the leader's own term.
      {
        file: 'raft.go',
        from: 'entryEncodingSize(c.MaxSizePerMsg),',
        to: '0,',
      },
    ],
  },
  'counts-old-votes': {
    says: 'a candidate counts votes of an older term',
    scope: 'three-terms',
    until: 'Election Safety',
    changes: [
      {
        file: 'raft.go',
        from: '\tcase m.Term < r.Term:\n\t\tif (r.checkQuorum',
        to: '\tcase m.Term < r.Term && m.Type != pb.MsgVoteResp:\n\t\tif (r.checkQuorum',
      },
    ],
  },
  'longer-log-wins': {
    says: 'only the length of logs counts in a vote',
    scope: 'three-terms',
    until: 'Leader Completeness',
    changes: [
      {
        file: 'log.go',
        from: 'return their.term > our.term || their.term == our.term && their.index >= our.index',
        to: 'return their.index >= our.index',
      },
    ],
  },
  'no-consistency-check': {
    says: 'a follower does not compare prevLogTerm',
    scope: 'three-terms',
    until: 'Log Matching',
    changes: [
      {
        file: 'log.go',
        from: 'if !l.matchTerm(a.prev) {',
        to: 'if a.prev.index > l.lastIndex() {',
      },
    ],
  },
  'commits-too-far': {
    says: "a heartbeat carries the leader's commit index, whether the follower has the entries or not",
    scope: 'one-entry',
    until: 'No Step Fails',
    changes: [
      {
        file: 'raft.go',
        from: 'commit := min(pr.Match, r.raftLog.committed)',
        to: 'commit := r.raftLog.committed',
      },
    ],
  },
  'always-truncates': {
    says: 'a follower removes what follows on prevLogIndex from its log, conflict or not',
    scope: 'one-entry',
    changes: [
      {
        file: 'log.go',
        from: 'ci := l.findConflict(a.entries)',
        to: 'ci := a.prev.index + 1',
      },
    ],
  },
  'acknowledges-its-last': {
    says: 'a follower acknowledges its own last index, not that of the last new entry',
    scope: 'two-elections',
    changes: [
      {
        file: 'raft.go',
        from: 'r.send(pb.Message{To: m.From, Type: pb.MsgAppResp, Index: mlastIndex})',
        to: 'r.send(pb.Message{To: m.From, Type: pb.MsgAppResp, Index: max(mlastIndex, r.raftLog.lastIndex())})',
      },
    ],
  },
};

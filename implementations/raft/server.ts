/**
 * Raft, written for speed: one server as a class without I/O, clocks or randomness. It does what the formal model does
 * (`models/raft/machine.ts`); both are explored in lockstep.
 *
 * Read `#step` first: it applies the rule for a newer term (section 5.1) and calls the handler of the message. The handlers follow in the
 * order of the paper. `rules.ts` has the decisions of the paper as pure functions; this class carries them out.
 *
 * What makes it fast:
 * - Servers are numbers, and sets of votes are bits, so counting votes is arithmetic.
 * - The log is a ring buffer (`log.ts`), and `nextIndex` and `matchIndex` are typed arrays (`progress.ts`).
 * - Entries are sent in batches (`replicator.ts`).
 * - There is one object for each type of message. It is filled in again, and the outbox copies it: a heartbeat allocates nothing on
 *   either side.
 * - A record is written only after a change (`durable-state.ts`), and its log is built when it is read.
 * - The view is built only after a change (`view-cache.ts`).
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import type {
  Entry,
  Raft,
  RaftDurable,
  RaftMessage,
  RaftOutput,
  RaftSetting,
  RaftView,
  Role,
} from '../../models/raft/messages.ts';
import { DurableState } from './durable-state.ts';
import { Log } from './log.ts';
import { PendingMessages } from './pending-messages.ts';
import { Progress } from './progress.ts';
import { withOtherNumbers } from './rename.ts';
import { type Message, Replicator } from './replicator.ts';
import { noServer, type RaftRules, raftRules } from './rules.ts';
import type { RaftSaved } from './saved.ts';
import { ViewCache } from './view-cache.ts';

type Committed = Extract<RaftOutput, { type: 'committed' }>;

/** Votes are the bits of a 32-bit integer; the sign bit is not used. */
const serversMax = 31;

/** A Raft server: events go in, and messages, timers, records and outputs go to the outbox. */
export class RaftServer implements Core<Raft, RaftSaved> {
  readonly #nodes: readonly NodeId[];
  readonly #self: number;
  readonly #refusals: RaftSetting['refusals'];
  readonly #rules: RaftRules;
  readonly #numbers: ReadonlyMap<NodeId, number>;

  #role: Role = 'follower';
  #currentTerm = 0;
  #votedFor = noServer;
  #votes = 0;
  readonly #log = new Log();
  #commitIndex = 0;
  #lastApplied = 0;
  readonly #progress: Progress;
  readonly #replicator: Replicator;
  readonly #durableState: DurableState;
  readonly #pendingMessages = new PendingMessages();
  readonly #viewCache: ViewCache;

  readonly #requestVote: Message<'RequestVote'> = {
    type: 'RequestVote',
    term: 0,
    lastLogIndex: 0,
    lastLogTerm: 0,
  };
  readonly #requestVoteReply: Message<'RequestVoteReply'> = {
    type: 'RequestVoteReply',
    term: 0,
    voteGranted: false,
  };
  readonly #acknowledgement = {
    type: 'AppendEntriesReply' as const,
    term: 0,
    success: true as const,
    matchIndex: 0,
  };
  readonly #refusal = { type: 'AppendEntriesReply' as const, term: 0, success: false as const, hint: 0 };
  /** The record to persist. Its log is built when it is read. */
  readonly #record: { -readonly [K in keyof RaftDurable]: RaftDurable[K] };
  readonly #committed: { -readonly [K in keyof Committed]: Committed[K] } = {
    type: 'committed',
    index: 0,
    term: 0,
    value: '',
    inTerm: 0,
  };

  /** @throws RangeError if the cluster has more servers than votes have bits. */
  constructor({ self, nodes, setting, durable }: Birth<Raft>, rules: RaftRules = raftRules) {
    if (nodes.length > serversMax) {
      throw new RangeError(
        `a cluster of ${nodes.length} servers is too large; votes are counted for up to ${serversMax}`,
      );
    }
    this.#nodes = nodes;
    this.#numbers = new Map(nodes.map((node, number) => [node, number]));
    this.#self = this.#number(self);
    this.#refusals = setting.refusals;
    this.#rules = rules;
    this.#progress = new Progress(nodes.length);
    this.#replicator = new Replicator(setting, this.#log, this.#progress);
    this.#viewCache = new ViewCache(nodes, self, this.#log, this.#progress);
    if (durable !== undefined) {
      const { currentTerm, votedFor, log } = durable;
      this.#currentTerm = currentTerm;
      this.#votedFor = votedFor === null ? noServer : this.#number(votedFor);
      this.#log.load(log);
    }
    const ownLog = this.#log;
    this.#record = {
      currentTerm: 0,
      votedFor: null,
      get log() {
        return ownLog.entries();
      },
    };
    this.#durableState = new DurableState(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
  }

  start(out: Outbox<Raft>): void {
    out.arm('electionTimeout');
  }

  handle(event: Received<Raft>, out: Outbox<Raft>): void {
    switch (event.type) {
      case 'message':
        this.#step(event.message, event.from, out);
        break;
      case 'timeout':
        if (event.timer === 'heartbeat') this.#broadcastHeartbeat(out);
        else this.#campaign(out);
        break;
      case 'input':
        if (event.input.type === 'propose') this.#handleProposal(event.input.value, out);
        break;
      case 'persisted':
        this.#onPersisted(out);
        break;
    }
  }

  view(): RaftView {
    return this.#viewCache.view(
      this.#role,
      this.#currentTerm,
      this.#votedForName(),
      this.#votes,
      this.#commitIndex,
    );
  }

  save(): RaftSaved {
    const isLeader = this.#role === 'leader';
    return {
      role: this.#role,
      currentTerm: this.#currentTerm,
      votedFor: this.#votedFor,
      votes: this.#votes,
      log: this.#log.entries(),
      commitIndex: this.#commitIndex,
      lastApplied: this.#lastApplied,
      next: isLeader ? [...this.#progress.next] : [],
      match: isLeader ? [...this.#progress.match] : [],
      durableState: this.#durableState.save(),
      pendingMessages: this.#pendingMessages.save(),
    };
  }

  rename(saved: RaftSaved, name: (node: NodeId) => NodeId): RaftSaved {
    const places = this.#nodes.map((node) => this.#number(name(node)));
    return withOtherNumbers(saved, places, name);
  }

  load(saved: RaftSaved): void {
    this.#role = saved.role;
    this.#currentTerm = saved.currentTerm;
    this.#votedFor = saved.votedFor;
    this.#votes = saved.votes;
    this.#log.load(saved.log);
    this.#commitIndex = saved.commitIndex;
    this.#lastApplied = saved.lastApplied;
    this.#progress.next.set(saved.next);
    this.#progress.match.set(saved.match);
    this.#durableState.load(saved.durableState);
    this.#pendingMessages.load(saved.pendingMessages);
    this.#replicator.reset();
  }

  /** Section 5.1: a newer term is adopted first; then the message is handled in that term. */
  #step(message: RaftMessage, from: NodeId, out: Outbox<Raft>): void {
    const isNewTerm = this.#rules.isFromNewerTerm(message.term, this.#currentTerm);
    if (isNewTerm) this.#adoptTerm(message.term, out);
    switch (message.type) {
      case 'RequestVote':
        this.#handleRequestVote(message, from, isNewTerm, out);
        break;
      case 'RequestVoteReply':
        if (isNewTerm) this.#persistState(out);
        this.#handleRequestVoteReply(message.term, message.voteGranted, this.#number(from), out);
        break;
      case 'AppendEntries':
        this.#handleAppendEntries(message, from, isNewTerm, out);
        break;
      case 'AppendEntriesReply':
        if (isNewTerm) this.#persistState(out);
        this.#handleAppendEntriesReply(message, this.#number(from), out);
        break;
    }
  }

  // ---------------------------------------------------------------- elections

  /** Section 5.1: a newer term makes every server a follower of that term, without a vote. */
  #adoptTerm(term: number, out: Outbox<Raft>): void {
    this.#currentTerm = term;
    this.#votedFor = noServer;
    this.#votes = 0;
    this.#pendingMessages.clear();
    this.#becomeFollower(out);
  }

  /** Stops a leader's heartbeat. A follower's election timer runs on; any other role starts one. */
  #becomeFollower(out: Outbox<Raft>): void {
    if (this.#role === 'leader') out.disarm('heartbeat');
    if (this.#role !== 'follower') out.arm('electionTimeout');
    this.#role = 'follower';
  }

  /** Sections 5.2 and 5.4.1. Term and vote are persisted in one record before the reply. */
  #handleRequestVote(
    { term, lastLogIndex, lastLogTerm }: Message<'RequestVote'>,
    from: NodeId,
    isNewTerm: boolean,
    out: Outbox<Raft>,
  ): void {
    const candidate = this.#number(from);
    const isUpToDate = this.#rules.isUpToDate(lastLogTerm, lastLogIndex, this.#log);
    const grants = this.#rules.grantsVote(term, this.#currentTerm, candidate, this.#votedFor, isUpToDate);
    const isNewVote = grants && this.#votedFor !== candidate;
    if (isNewVote) this.#votedFor = candidate;
    if (isNewTerm || isNewVote) this.#persistState(out);
    if (grants) {
      this.#becomeFollower(out);
      out.arm('electionTimeout');
    }
    if (!grants && !this.#refuses(term)) return;
    this.#requestVoteReply.term = this.#currentTerm;
    this.#requestVoteReply.voteGranted = grants;
    this.#sendAfterPersist(from, this.#requestVoteReply, out);
  }

  /** Whether a message of this term is answered with a refusal (`setting.refusals`). */
  #refuses(term: number): boolean {
    return this.#refusals === 'all' || (this.#refusals === 'newerTerm' && term < this.#currentTerm);
  }

  /** Section 5.2: starts an election in the next term. Its own vote counts once it is durable. */
  #campaign(out: Outbox<Raft>): void {
    this.#role = 'candidate';
    this.#currentTerm++;
    this.#votedFor = this.#self;
    this.#votes = 0;
    this.#pendingMessages.clear();
    this.#persistState(out);
    this.#requestVote.term = this.#currentTerm;
    this.#requestVote.lastLogIndex = this.#log.lastIndex;
    this.#requestVote.lastLogTerm = this.#log.lastTerm;
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self)
        this.#sendAfterPersist(this.#nodes[number] as NodeId, this.#requestVote, out);
    out.arm('electionTimeout');
  }

  /** Section 5.2: counts a vote of the current term. */
  #handleRequestVoteReply(term: number, voteGranted: boolean, voter: number, out: Outbox<Raft>): void {
    if (this.#role !== 'candidate' || !this.#rules.countsVote(term, this.#currentTerm, voteGranted)) return;
    this.#votes = this.#rules.countVote(this.#votes, voter);
    this.#becomeLeaderIfElected(out);
  }

  /** Section 5.2: a quorum of votes makes a leader. It announces itself with heartbeats at once. */
  #becomeLeaderIfElected(out: Outbox<Raft>): void {
    if (!this.#rules.isQuorum(this.#votes, this.#nodes.length)) return;
    this.#role = 'leader';
    // The log may have been truncated since this server last led.
    this.#replicator.reset();
    this.#progress.next.fill(this.#log.lastIndex + 1);
    this.#progress.match.fill(0);
    this.#updateOwnMatchIndex();
    out.disarm('electionTimeout');
    out.output({ type: 'elected', term: this.#currentTerm });
    this.#broadcastHeartbeat(out);
  }

  // ---------------------------------------------------------------- replication: followers

  /** Figure 2, AppendEntries RPC, receiver 1 to 5. The reply waits until the entries are durable. */
  #handleAppendEntries(
    { term, prevLogIndex, prevLogTerm, entries, leaderCommit }: Message<'AppendEntries'>,
    from: NodeId,
    isNewTerm: boolean,
    out: Outbox<Raft>,
  ): void {
    const rules = this.#rules;
    const isConsistent = rules.isConsistent(term, this.#currentTerm, this.#log, prevLogIndex, prevLogTerm);
    if (!isConsistent && !rules.isFromCurrentTerm(term, this.#currentTerm)) {
      if (this.#refuses(term)) this.#refuseEntries(from, 0, out);
      return;
    }
    this.#votes = 0;
    this.#becomeFollower(out);
    out.arm('electionTimeout');
    const hasChanged = isConsistent && this.#appendEntries(prevLogIndex, entries);
    if (isNewTerm || hasChanged) this.#persistState(out);
    if (!isConsistent) {
      this.#refuseEntries(from, this.#conflictHint(prevLogIndex), out);
      return;
    }
    const lastNewIndex = prevLogIndex + entries.length;
    if (lastNewIndex > 0) {
      this.#acknowledgement.term = this.#currentTerm;
      this.#acknowledgement.matchIndex = lastNewIndex;
      this.#sendAfterPersist(from, this.#acknowledgement, out);
    }
    this.#commitIndex = rules.followersCommit(this.#commitIndex, leaderCommit, lastNewIndex);
    this.#apply(out);
  }

  /** Figure 2, AppendEntries RPC, receivers 3 and 4: truncates the log at a conflict and appends. Returns whether the log changed. */
  #appendEntries(prevLogIndex: number, entries: readonly Entry[]): boolean {
    const before = this.#log.lastIndex;
    const kept = this.#rules.truncateAndAppend(this.#log, prevLogIndex, entries);
    this.#durableState.truncate(kept);
    return kept < before || kept < this.#log.lastIndex;
  }

  /** End of section 5.3: the first index of the conflicting term, or the end of a log that is too short. */
  #conflictHint(prevLogIndex: number): number {
    const { lastIndex } = this.#log;
    return prevLogIndex <= lastIndex ? this.#log.firstOfTerm(prevLogIndex) : lastIndex + 1;
  }

  /** A refusal of entries with a conflict hint; 0 if the sender's term is over. */
  #refuseEntries(to: NodeId, hint: number, out: Outbox<Raft>): void {
    this.#refusal.term = this.#currentTerm;
    this.#refusal.hint = hint;
    this.#sendAfterPersist(to, this.#refusal, out);
  }

  // ---------------------------------------------------------------- replication: leaders

  /** Section 5.3: appends a command to the log and replicates it. Only a leader takes commands (section 8). */
  #handleProposal(value: string, out: Outbox<Raft>): void {
    if (this.#role !== 'leader') {
      out.output({ type: 'refused', value, because: 'not the leader' });
      return;
    }
    this.#log.append(this.#currentTerm, value);
    this.#updateOwnMatchIndex();
    this.#persistState(out);
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#sendAppend(number, this.#replicator.atOnce, 1, out);
  }

  /** Section 5.3: a success moves `matchIndex` and may commit; a mismatch moves `nextIndex` back. Then entries go out at once. */
  #handleAppendEntriesReply(message: Message<'AppendEntriesReply'>, from: number, out: Outbox<Raft>): void {
    if (this.#role !== 'leader') return;
    if (message.success && this.#rules.isSuccess(message.term, this.#currentTerm)) {
      this.#updateMatchIndex(from, message.matchIndex);
      this.#maybeCommit(out);
    } else if (!message.success && this.#rules.isMismatch(message.term, this.#currentTerm, message.hint)) {
      this.#decrementNextIndex(from, message.hint);
    } else return;
    this.#sendAppend(from, this.#replicator.atOnce, 1, out);
  }

  /** Section 5.3: a success updates `nextIndex` and `matchIndex` of the follower. */
  #updateMatchIndex(from: number, acknowledged: number): void {
    const { next, match } = this.#progress;
    match[from] = this.#rules.updatedMatchIndex(match[from] as number, acknowledged);
    next[from] = this.#rules.updatedNextIndex(next[from] as number, match[from] as number);
  }

  /** Goes back to the conflict hint, but never below what the follower has acknowledged. */
  #decrementNextIndex(from: number, hint: number): void {
    const { next, match } = this.#progress;
    next[from] = Math.max(Math.min(next[from] as number, hint), (match[from] as number) + 1);
  }

  /** A leader counts its own entries once they are durable (Ongaro 2014, section 10.2.1). */
  #updateOwnMatchIndex(): void {
    this.#progress.match[this.#self] = this.#durableState.entries;
  }

  /** Section 5.2: an AppendEntries to every other server, with the entries that it lacks. */
  #broadcastHeartbeat(out: Outbox<Raft>): void {
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#sendAppend(number, this.#replicator.atHeartbeat, 0, out);
    out.arm('heartbeat');
  }

  /** Sends a server the entries that it lacks, if there are at least `entriesMin`. */
  #sendAppend(to: number, entriesMax: number, entriesMin: number, out: Outbox<Raft>): void {
    const message = this.#replicator.nextAppend(
      to,
      entriesMax,
      entriesMin,
      this.#currentTerm,
      this.#commitIndex,
    );
    if (message !== undefined) this.#sendAfterPersist(this.#nodes[to] as NodeId, message, out);
  }

  // ---------------------------------------------------------------- commitment

  /** Sections 5.3 and 5.4.2: commits the last entry that a quorum has, if the rules permit it. */
  #maybeCommit(out: Outbox<Raft>): void {
    const index = this.#progress.quorumIndex(this.#rules.commitQuorum(this.#nodes.length));
    if (index <= this.#commitIndex) return;
    if (!this.#rules.mayCommit(this.#log, index, this.#currentTerm)) return;
    this.#commitIndex = index;
    this.#apply(out);
  }

  /** Section 5.3: applies committed entries to the state machine, in log order. */
  #apply(out: Outbox<Raft>): void {
    while (this.#lastApplied < this.#commitIndex) {
      const index = ++this.#lastApplied;
      this.#committed.index = index;
      this.#committed.term = this.#log.termAt(index);
      this.#committed.value = this.#log.valueAt(index);
      this.#committed.inTerm = this.#currentTerm;
      out.output(this.#committed);
    }
  }

  // ---------------------------------------------------------------- durability

  /** Sends a message now, or keeps it until the state that it depends on is durable. */
  #sendAfterPersist(to: NodeId, message: RaftMessage, out: Outbox<Raft>): void {
    if (this.#maySend(message)) out.send(to, message);
    else this.#pendingMessages.add(to, message);
  }

  readonly #maySend = (message: RaftMessage): boolean => {
    const { term, vote, entries } = this.#durableState;
    const matchIndex = message.type === 'AppendEntriesReply' && message.success ? message.matchIndex : 0;
    return this.#rules.maySend(term === this.#currentTerm && vote === this.#votedFor, matchIndex, entries);
  };

  /** The oldest record is durable: sends what waited for it, and counts the server's own vote or entries. */
  #onPersisted(out: Outbox<Raft>): void {
    this.#durableState.onPersisted();
    this.#pendingMessages.flush(this.#maySend, out);
    if (this.#role === 'candidate') {
      if (this.#durableState.term === this.#currentTerm && this.#durableState.vote === this.#self) {
        this.#votes |= 1 << this.#self;
        this.#becomeLeaderIfElected(out);
      }
    } else if (this.#role === 'leader') {
      this.#updateOwnMatchIndex();
      this.#maybeCommit(out);
    }
  }

  /** Writes term, vote and log as one record. The event `persisted` follows. */
  #persistState(out: Outbox<Raft>): void {
    this.#record.currentTerm = this.#currentTerm;
    this.#record.votedFor = this.#votedForName();
    this.#durableState.write(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
    out.persist(this.#record);
  }

  #votedForName(): NodeId | null {
    return this.#votedFor === noServer ? null : (this.#nodes[this.#votedFor] as NodeId);
  }

  #number(node: NodeId): number {
    return this.#numbers.get(node) ?? noServer;
  }
}

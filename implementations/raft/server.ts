/**
 * Raft, written for speed: one server as a sans-I/O class.
 *
 * What makes it fast: servers are numbers inside, and votes the bits of one number, so that counting and comparing votes
 * is arithmetic; the log is a ring (`log.ts`), what is known of the others typed arrays (`progress.ts`), and entries go out in
 * batches (`sender.ts`). Each server has one object per kind of message it sends, filled in anew; the outbox copies what it
 * keeps, so a heartbeat, on either side, allocates nothing. The state is written down only where it changed (`disk.ts`), and
 * the record that is handed over makes its log when somebody reads it. What it shows is made anew only where it changed (`shown.ts`).
 *
 * What a known mistake may change is in `rules.ts`; this file only carries the decisions out. The formal model is
 * `models/raft/machine.ts`, and both are explored in lockstep.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actor.ts';
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
import { nobody, type RaftRules, raftRules } from './rules.ts';
import type { RaftSaved } from './saved.ts';
import { ViewCache } from './view-cache.ts';

type Committed = Extract<RaftOutput, { type: 'committed' }>;

/** One bit a server, in a number whose bits JavaScript keeps whole. */
const serversMax = 31;

export class RaftServer implements Core<Raft, RaftSaved> {
  readonly #nodes: readonly NodeId[];
  readonly #self: number;
  readonly #refusals: RaftSetting['refusals'];
  readonly #rules: RaftRules;
  readonly #numbers: ReadonlyMap<NodeId, number>;

  #role: Role = 'follower';
  #currentTerm = 0;
  #votedFor = nobody;
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
  /** What it hands over; its log is made when somebody reads it. */
  readonly #record: { -readonly [K in keyof RaftDurable]: RaftDurable[K] };
  readonly #committed: { -readonly [K in keyof Committed]: Committed[K] } = {
    type: 'committed',
    index: 0,
    term: 0,
    value: '',
    inTerm: 0,
  };

  /** @throws RangeError where the cluster has more servers than votes have bits. */
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
      const { currentTerm, votedFor, log } = rules.recovered(durable);
      this.#currentTerm = currentTerm;
      this.#votedFor = votedFor === null ? nobody : this.#number(votedFor);
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
        this.#handleProposal(event.input.value, out);
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
    this.#replicator.forget();
  }

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

  /** Section 5.1: a newer term makes every server a follower of that term. */
  #adoptTerm(term: number, out: Outbox<Raft>): void {
    this.#currentTerm = term;
    this.#votedFor = nobody;
    this.#votes = 0;
    this.#pendingMessages.forget();
    this.#becomeFollower(out);
  }

  /** Waits on, where it waited already; a leader's heartbeat ends and its patience begins. */
  #becomeFollower(out: Outbox<Raft>): void {
    if (this.#role === 'leader') out.disarm('heartbeat');
    if (this.#role !== 'follower') out.arm('electionTimeout');
    this.#role = 'follower';
  }

  /** Sections 5.2 and 5.4.1; term and vote are written down once, before the answer. */
  #handleRequestVote(
    { term, lastLogIndex, lastLogTerm }: Message<'RequestVote'>,
    from: NodeId,
    isNewTerm: boolean,
    out: Outbox<Raft>,
  ): void {
    const candidate = this.#number(from);
    const grants =
      this.#rules.grantsVote(term, this.#currentTerm, candidate, this.#votedFor) &&
      this.#rules.isUpToDate(lastLogTerm, lastLogIndex, this.#log, this.#commitIndex);
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

  #refuses(term: number): boolean {
    return this.#refusals === 'all' || (this.#refusals === 'newerTerm' && term < this.#currentTerm);
  }

  #campaign(out: Outbox<Raft>): void {
    this.#role = 'candidate';
    this.#currentTerm++;
    this.#votedFor = this.#self;
    this.#votes = this.#rules.votesAtStart(this.#votes);
    this.#pendingMessages.forget();
    this.#persistState(out);
    this.#requestVote.term = this.#currentTerm;
    this.#requestVote.lastLogIndex = this.#log.lastIndex;
    this.#requestVote.lastLogTerm = this.#log.lastTerm;
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self)
        this.#sendAfterPersist(this.#nodes[number] as NodeId, this.#requestVote, out);
    out.arm('electionTimeout');
  }

  #handleRequestVoteReply(term: number, voteGranted: boolean, voter: number, out: Outbox<Raft>): void {
    if (this.#role !== 'candidate' || !this.#rules.countsVote(term, this.#currentTerm, voteGranted)) return;
    this.#votes = this.#rules.countVote(this.#votes, voter);
    this.#becomeLeaderIfElected(out);
  }

  #becomeLeaderIfElected(out: Outbox<Raft>): void {
    if (!this.#rules.isQuorum(this.#votes, this.#nodes.length)) return;
    this.#role = 'leader';
    // A leader's log only grows; a follower's did not.
    this.#replicator.forget();
    const next = this.#log.lastIndex + 1;
    this.#progress.next.fill(next);
    this.#progress.match.fill(this.#rules.matchAtStart(next));
    this.#updateOwnMatchIndex();
    out.disarm('electionTimeout');
    out.output({ type: 'elected', term: this.#currentTerm });
    this.#broadcastHeartbeat(out);
  }

  // ---------------------------------------------------------------- replication: followers

  #handleAppendEntries(
    message: Message<'AppendEntries'>,
    from: NodeId,
    isNewTerm: boolean,
    out: Outbox<Raft>,
  ): void {
    if (!this.#rules.isFromLeader(message.term, this.#currentTerm)) {
      if (isNewTerm) this.#persistState(out);
      if (this.#refuses(message.term)) this.#refuseEntries(from, 0, out);
      return;
    }
    const voteBefore = this.#votedFor;
    this.#votes = 0;
    this.#votedFor = this.#rules.voteAfterHeartbeat(this.#votedFor);
    this.#becomeFollower(out);
    out.arm('electionTimeout');
    const { prevLogIndex, entries, leaderCommit } = message;
    const lastIndex = this.#log.lastIndex;
    const isConsistent = this.#rules.isConsistent(this.#log, prevLogIndex, message.prevLogTerm);
    const hasChanged = isConsistent && this.#appendEntries(prevLogIndex, entries);
    if (isNewTerm || hasChanged || this.#votedFor !== voteBefore) this.#persistState(out);
    if (!isConsistent) {
      const known = prevLogIndex <= lastIndex;
      this.#refuseEntries(from, known ? this.#log.firstOfTerm(prevLogIndex) : lastIndex + 1, out);
      this.#commitIndex = this.#rules.commitAtMismatch(
        this.#commitIndex,
        leaderCommit,
        entries.length,
        this.#log.lastIndex,
      );
      this.#apply(out);
      return;
    }
    const lastNewIndex = prevLogIndex + entries.length;
    const acknowledged = this.#rules.acknowledged(lastNewIndex, this.#log.lastIndex);
    if (acknowledged > 0) {
      this.#acknowledgement.term = this.#currentTerm;
      this.#acknowledgement.matchIndex = acknowledged;
      this.#sendAfterPersist(from, this.#acknowledgement, out);
    }
    this.#commitIndex = this.#rules.followersCommit(
      this.#commitIndex,
      leaderCommit,
      lastNewIndex,
      this.#log.lastIndex,
    );
    this.#apply(out);
  }

  /** Section 5.3; whether the log is another now. */
  #appendEntries(prevLogIndex: number, entries: readonly Entry[]): boolean {
    const before = this.#log.lastIndex;
    const kept = this.#rules.truncateAndAppend(this.#log, prevLogIndex, entries);
    this.#durableState.truncate(kept);
    return kept < before || kept < this.#log.lastIndex;
  }

  #refuseEntries(to: NodeId, hint: number, out: Outbox<Raft>): void {
    this.#refusal.term = this.#currentTerm;
    this.#refusal.hint = hint;
    this.#sendAfterPersist(to, this.#refusal, out);
  }

  // ---------------------------------------------------------------- replication: leaders

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

  #handleAppendEntriesReply(message: Message<'AppendEntriesReply'>, from: number, out: Outbox<Raft>): void {
    if (this.#role !== 'leader' || !this.#rules.countsReply(message.term, this.#currentTerm)) return;
    const { next, match } = this.#progress;
    if (message.success) {
      match[from] = this.#rules.matchAfter(match[from] as number, message.matchIndex);
      next[from] = this.#rules.nextAfter(next[from] as number, match[from] as number);
      this.#maybeCommit(out);
    } else if (message.hint > 0) {
      match[from] = this.#rules.matchAfterRefusal(match[from] as number, message.hint);
      next[from] = Math.max(Math.min(next[from] as number, message.hint), (match[from] as number) + 1);
    }
    this.#sendAppend(from, this.#replicator.atOnce, 1, out);
  }

  #updateOwnMatchIndex(): void {
    this.#progress.match[this.#self] = this.#rules.ownMatch(this.#durableState.entries, this.#log.lastIndex);
  }

  #broadcastHeartbeat(out: Outbox<Raft>): void {
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#sendAppend(number, this.#replicator.atHeartbeat, 0, out);
    out.arm('heartbeat');
  }

  /** Sends a server what it lacks, unless that is less than so many entries. */
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

  #maybeCommit(out: Outbox<Raft>): void {
    const onMost = this.#progress.quorumIndex(this.#rules.commitQuorum(this.#nodes.length));
    if (onMost <= this.#commitIndex) return;
    if (!this.#rules.mayCommit(this.#log, this.#commitIndex + 1, onMost, this.#currentTerm)) return;
    this.#commitIndex = onMost;
    this.#apply(out);
  }

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

  /** Says nothing that is not durable. */
  #sendAfterPersist(to: NodeId, message: RaftMessage, out: Outbox<Raft>): void {
    if (this.#maySend(message)) out.send(to, message);
    else this.#pendingMessages.keep(to, message);
  }

  readonly #maySend = (message: RaftMessage): boolean => {
    const isWritten =
      this.#durableState.term === this.#currentTerm && this.#durableState.vote === this.#votedFor;
    if (!this.#rules.maySpeak(isWritten)) return false;
    const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
    return !isAcknowledgement || this.#rules.mayAcknowledge(message.matchIndex, this.#durableState.entries);
  };

  #onPersisted(out: Outbox<Raft>): void {
    this.#durableState.onPersisted();
    this.#pendingMessages.release(this.#maySend, out);
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

  #persistState(out: Outbox<Raft>): void {
    this.#record.currentTerm = this.#currentTerm;
    this.#record.votedFor = this.#votedForName();
    this.#durableState.write(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
    out.persist(this.#record);
  }

  #votedForName(): NodeId | null {
    return this.#votedFor === nobody ? null : (this.#nodes[this.#votedFor] as NodeId);
  }

  #number(node: NodeId): number {
    return this.#numbers.get(node) ?? nobody;
  }
}

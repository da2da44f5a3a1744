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
import { Disk, type Write } from './disk.ts';
import { Log } from './log.ts';
import { Progress } from './progress.ts';
import { withOtherNumbers } from './rename.ts';
import { nobody, type RaftRules, raftRules } from './rules.ts';
import { type Message, Sender } from './sender.ts';
import { Shown } from './shown.ts';
import { type Saying, Unsaid } from './unsaid.ts';

/** A server between two steps, with numbers for names. */
export interface RaftSaved {
  readonly role: Role;
  readonly currentTerm: number;
  /** Position in the list of servers, or -1. */
  readonly votedFor: number;
  /** Bit n is the vote of server n. */
  readonly votes: number;
  readonly log: readonly Entry[];
  readonly commitIndex: number;
  readonly lastApplied: number;
  /** Of a leader, by the number of a server. */
  readonly next: readonly number[];
  readonly match: readonly number[];
  /** What is down, and what was handed over since. */
  readonly disk: readonly Write[];
  /** What it has to say once that is down. */
  readonly unsaid: readonly Saying[];
}

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
  readonly #sender: Sender;
  readonly #disk: Disk;
  readonly #unsaid = new Unsaid();
  readonly #shown: Shown;

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
    this.#sender = new Sender(setting, this.#log, this.#progress);
    this.#shown = new Shown(nodes, self, this.#log, this.#progress);
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
    this.#disk = new Disk(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
  }

  start(out: Outbox<Raft>): void {
    out.arm('electionTimeout');
  }

  handle(event: Received<Raft>, out: Outbox<Raft>): void {
    switch (event.type) {
      case 'message':
        this.#read(event.message, event.from, out);
        break;
      case 'timeout':
        if (event.timer === 'heartbeat') this.#beat(out);
        else this.#campaign(out);
        break;
      case 'input':
        this.#propose(event.input.value, out);
        break;
      case 'persisted':
        this.#noteWritten(out);
        break;
    }
  }

  view(): RaftView {
    return this.#shown.view(
      this.#role,
      this.#currentTerm,
      this.#nameOfVote(),
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
      disk: this.#disk.save(),
      unsaid: this.#unsaid.save(),
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
    this.#disk.load(saved.disk);
    this.#unsaid.load(saved.unsaid);
    this.#sender.forget();
  }

  #read(message: RaftMessage, from: NodeId, out: Outbox<Raft>): void {
    const isNewTerm = this.#rules.isFromNewerTerm(message.term, this.#currentTerm);
    if (isNewTerm) this.#adoptTerm(message.term, out);
    switch (message.type) {
      case 'RequestVote':
        this.#answerCandidate(message, from, isNewTerm, out);
        break;
      case 'RequestVoteReply':
        if (isNewTerm) this.#persist(out);
        this.#tally(message.term, message.voteGranted, this.#number(from), out);
        break;
      case 'AppendEntries':
        this.#hearLeader(message, from, isNewTerm, out);
        break;
      case 'AppendEntriesReply':
        if (isNewTerm) this.#persist(out);
        this.#hearFollower(message, this.#number(from), out);
        break;
    }
  }

  // ---------------------------------------------------------------- elections

  /** Section 5.1: a newer term makes every server a follower of that term. */
  #adoptTerm(term: number, out: Outbox<Raft>): void {
    this.#currentTerm = term;
    this.#votedFor = nobody;
    this.#votes = 0;
    this.#unsaid.forget();
    this.#becomeFollower(out);
  }

  /** Waits on, where it waited already; a leader's heartbeat ends and its patience begins. */
  #becomeFollower(out: Outbox<Raft>): void {
    if (this.#role === 'leader') out.disarm('heartbeat');
    if (this.#role !== 'follower') out.arm('electionTimeout');
    this.#role = 'follower';
  }

  /** Sections 5.2 and 5.4.1; term and vote are written down once, before the answer. */
  #answerCandidate(
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
    if (isNewTerm || isNewVote) this.#persist(out);
    if (grants) {
      this.#becomeFollower(out);
      out.arm('electionTimeout');
    }
    if (!grants && !this.#refuses(term)) return;
    this.#requestVoteReply.term = this.#currentTerm;
    this.#requestVoteReply.voteGranted = grants;
    this.#say(from, this.#requestVoteReply, out);
  }

  #refuses(term: number): boolean {
    return this.#refusals === 'all' || (this.#refusals === 'newerTerm' && term < this.#currentTerm);
  }

  #campaign(out: Outbox<Raft>): void {
    this.#role = 'candidate';
    this.#currentTerm++;
    this.#votedFor = this.#self;
    this.#votes = this.#rules.votesAtStart(this.#votes);
    this.#unsaid.forget();
    this.#persist(out);
    this.#requestVote.term = this.#currentTerm;
    this.#requestVote.lastLogIndex = this.#log.lastIndex;
    this.#requestVote.lastLogTerm = this.#log.lastTerm;
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#say(this.#nodes[number] as NodeId, this.#requestVote, out);
    out.arm('electionTimeout');
  }

  #tally(term: number, voteGranted: boolean, voter: number, out: Outbox<Raft>): void {
    if (this.#role !== 'candidate' || !this.#rules.countsVote(term, this.#currentTerm, voteGranted)) return;
    this.#votes = this.#rules.countVote(this.#votes, voter);
    this.#leadIfElected(out);
  }

  #leadIfElected(out: Outbox<Raft>): void {
    if (!this.#rules.isQuorum(this.#votes, this.#nodes.length)) return;
    this.#role = 'leader';
    // A leader's log only grows; a follower's did not.
    this.#sender.forget();
    const next = this.#log.lastIndex + 1;
    this.#progress.next.fill(next);
    this.#progress.match.fill(this.#rules.matchAtStart(next));
    this.#countOwnEntries();
    out.disarm('electionTimeout');
    out.output({ type: 'elected', term: this.#currentTerm });
    this.#beat(out);
  }

  // ---------------------------------------------------------------- replication: followers

  #hearLeader(message: Message<'AppendEntries'>, from: NodeId, isNewTerm: boolean, out: Outbox<Raft>): void {
    if (!this.#rules.isFromLeader(message.term, this.#currentTerm)) {
      if (isNewTerm) this.#persist(out);
      if (this.#refuses(message.term)) this.#refuse(from, 0, out);
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
    const hasChanged = isConsistent && this.#takeEntries(prevLogIndex, entries);
    if (isNewTerm || hasChanged || this.#votedFor !== voteBefore) this.#persist(out);
    if (!isConsistent) {
      const known = prevLogIndex <= lastIndex;
      this.#refuse(from, known ? this.#log.firstOfTerm(prevLogIndex) : lastIndex + 1, out);
      this.#commitIndex = this.#rules.commitAtMismatch(
        this.#commitIndex,
        leaderCommit,
        entries.length,
        this.#log.lastIndex,
      );
      this.#apply(out);
      return;
    }
    const vouchedFor = prevLogIndex + entries.length;
    const acknowledged = this.#rules.acknowledged(vouchedFor, this.#log.lastIndex);
    if (acknowledged > 0) {
      this.#acknowledgement.term = this.#currentTerm;
      this.#acknowledgement.matchIndex = acknowledged;
      this.#say(from, this.#acknowledgement, out);
    }
    this.#commitIndex = this.#rules.followersCommit(
      this.#commitIndex,
      leaderCommit,
      vouchedFor,
      this.#log.lastIndex,
    );
    this.#apply(out);
  }

  /** Section 5.3; whether the log is another now. */
  #takeEntries(prevLogIndex: number, entries: readonly Entry[]): boolean {
    const before = this.#log.lastIndex;
    const kept = this.#rules.take(this.#log, prevLogIndex, entries);
    this.#disk.truncated(kept);
    return kept < before || kept < this.#log.lastIndex;
  }

  #refuse(to: NodeId, hint: number, out: Outbox<Raft>): void {
    this.#refusal.term = this.#currentTerm;
    this.#refusal.hint = hint;
    this.#say(to, this.#refusal, out);
  }

  // ---------------------------------------------------------------- replication: leaders

  #propose(value: string, out: Outbox<Raft>): void {
    if (this.#role !== 'leader') {
      out.output({ type: 'refused', value, because: 'not the leader' });
      return;
    }
    this.#log.append(this.#currentTerm, value);
    this.#countOwnEntries();
    this.#persist(out);
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#send(number, this.#sender.atOnce, 1, out);
  }

  #hearFollower(message: Message<'AppendEntriesReply'>, from: number, out: Outbox<Raft>): void {
    if (this.#role !== 'leader' || !this.#rules.countsReply(message.term, this.#currentTerm)) return;
    const { next, match } = this.#progress;
    if (message.success) {
      match[from] = this.#rules.matchAfter(match[from] as number, message.matchIndex);
      next[from] = this.#rules.nextAfter(next[from] as number, match[from] as number);
      this.#commit(out);
    } else if (message.hint > 0) {
      match[from] = this.#rules.matchAfterRefusal(match[from] as number, message.hint);
      next[from] = Math.max(Math.min(next[from] as number, message.hint), (match[from] as number) + 1);
    }
    this.#send(from, this.#sender.atOnce, 1, out);
  }

  #countOwnEntries(): void {
    this.#progress.match[this.#self] = this.#rules.ownMatch(this.#disk.entries, this.#log.lastIndex);
  }

  #beat(out: Outbox<Raft>): void {
    for (let number = 0; number < this.#nodes.length; number++)
      if (number !== this.#self) this.#send(number, this.#sender.atHeartbeat, 0, out);
    out.arm('heartbeat');
  }

  /** Sends a server what it lacks, unless that is less than so many entries. */
  #send(to: number, entriesMax: number, entriesMin: number, out: Outbox<Raft>): void {
    const message = this.#sender.messageTo(to, entriesMax, entriesMin, this.#currentTerm, this.#commitIndex);
    if (message !== undefined) this.#say(this.#nodes[to] as NodeId, message, out);
  }

  // ---------------------------------------------------------------- commitment

  #commit(out: Outbox<Raft>): void {
    const onMost = this.#progress.onAtLeast(this.#rules.commitQuorum(this.#nodes.length));
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
  #say(to: NodeId, message: RaftMessage, out: Outbox<Raft>): void {
    if (this.#maySay(message)) out.send(to, message);
    else this.#unsaid.keep(to, message);
  }

  readonly #maySay = (message: RaftMessage): boolean => {
    const isWritten = this.#disk.term === this.#currentTerm && this.#disk.vote === this.#votedFor;
    if (!this.#rules.maySpeak(isWritten)) return false;
    const isAcknowledgement = message.type === 'AppendEntriesReply' && message.success;
    return !isAcknowledgement || this.#rules.mayAcknowledge(message.matchIndex, this.#disk.entries);
  };

  #noteWritten(out: Outbox<Raft>): void {
    this.#disk.written();
    this.#unsaid.release(this.#maySay, out);
    if (this.#role === 'candidate') {
      if (this.#disk.term === this.#currentTerm && this.#disk.vote === this.#self) {
        this.#votes |= 1 << this.#self;
        this.#leadIfElected(out);
      }
    } else if (this.#role === 'leader') {
      this.#countOwnEntries();
      this.#commit(out);
    }
  }

  #persist(out: Outbox<Raft>): void {
    this.#record.currentTerm = this.#currentTerm;
    this.#record.votedFor = this.#nameOfVote();
    this.#disk.handOver(this.#currentTerm, this.#votedFor, this.#log.lastIndex);
    out.persist(this.#record);
  }

  #nameOfVote(): NodeId | null {
    return this.#votedFor === nobody ? null : (this.#nodes[this.#votedFor] as NodeId);
  }

  #number(node: NodeId): number {
    return this.#numbers.get(node) ?? nobody;
  }
}

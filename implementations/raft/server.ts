/**
 * Raft leader election, written for speed: one server as a sans-I/O class.
 *
 * What makes it fast: servers are numbers inside, and votes the bits of one number, so that counting and comparing votes
 * is arithmetic. Each server has one object per kind of message it sends, filled in anew; the outbox copies what it keeps, so
 * a heartbeat, on either side, allocates nothing. Term and vote are written down only where they changed.
 *
 * What a known mistake may change is in `rules.ts`; this file only carries the decisions out. The formal model is
 * `models/raft/machine.ts`, and both are explored in lockstep.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actor.ts';
import type {
  Raft,
  RaftDurable,
  RaftMessage,
  RaftSetting,
  RaftView,
  Role,
} from '../../models/raft/messages.ts';
import { nobody, type RaftRules, raftRules } from './rules.ts';

/** A server between two steps, with numbers for names. */
export interface RaftSaved {
  readonly role: Role;
  readonly currentTerm: number;
  /** Position in the list of servers, or -1. */
  readonly votedFor: number;
  /** Bit n is the vote of server n. */
  readonly votes: number;
  /** Term and vote that are durable. */
  readonly writtenTerm: number;
  readonly writtenVote: number;
  /** What it has to say once its term and vote are. */
  readonly unsaid: readonly Saying[];
}

interface Saying {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

/** One bit a server, in a number whose bits JavaScript keeps whole. */
const serversMax = 31;

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type Message<T extends RaftMessage['type']> = Writable<Extract<RaftMessage, { type: T }>>;

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
  #writtenTerm = 0;
  #writtenVote = nobody;
  #unsaid: Saying[] = [];

  readonly #requestVote: Message<'RequestVote'> = { type: 'RequestVote', term: 0 };
  readonly #requestVoteReply: Message<'RequestVoteReply'> = {
    type: 'RequestVoteReply',
    term: 0,
    voteGranted: false,
  };
  readonly #appendEntries: Message<'AppendEntries'> = { type: 'AppendEntries', term: 0 };
  readonly #appendEntriesReply: Message<'AppendEntriesReply'> = {
    type: 'AppendEntriesReply',
    term: 0,
    success: false,
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
    if (durable !== undefined) {
      const { currentTerm, votedFor } = rules.recovered(durable);
      this.#currentTerm = currentTerm;
      this.#votedFor = votedFor === null ? nobody : this.#number(votedFor);
      this.#writtenTerm = this.#currentTerm;
      this.#writtenVote = this.#votedFor;
    }
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
      case 'persisted':
        this.#noteWritten(event.record, out);
        break;
    }
  }

  view(): RaftView {
    return {
      role: this.#role,
      currentTerm: this.#currentTerm,
      votedFor: this.#votedFor === nobody ? null : (this.#nodes[this.#votedFor] as NodeId),
      votesGranted: this.#nodes.filter((_, number) => (this.#votes >>> number) & 1).sort(),
    };
  }

  save(): RaftSaved {
    return {
      role: this.#role,
      currentTerm: this.#currentTerm,
      votedFor: this.#votedFor,
      votes: this.#votes,
      writtenTerm: this.#writtenTerm,
      writtenVote: this.#writtenVote,
      unsaid: this.#unsaid.slice(),
    };
  }

  load({ role, currentTerm, votedFor, votes, writtenTerm, writtenVote, unsaid }: RaftSaved): void {
    this.#role = role;
    this.#currentTerm = currentTerm;
    this.#votedFor = votedFor;
    this.#votes = votes;
    this.#writtenTerm = writtenTerm;
    this.#writtenVote = writtenVote;
    this.#unsaid = unsaid.slice();
  }

  #read(message: RaftMessage, from: NodeId, out: Outbox<Raft>): void {
    const isNewTerm = this.#rules.isFromNewerTerm(message.term, this.#currentTerm);
    if (isNewTerm) this.#adoptTerm(message.term, out);
    if (message.type === 'RequestVote') {
      this.#answerCandidate(message.term, from, isNewTerm, out);
      return;
    }
    if (isNewTerm) this.#persist(out);
    switch (message.type) {
      case 'RequestVoteReply':
        this.#tally(message.term, message.voteGranted, this.#number(from), out);
        break;
      case 'AppendEntries':
        this.#hearLeader(message.term, from, out);
        break;
      case 'AppendEntriesReply':
        break;
    }
  }

  /** Section 5.1: a newer term makes every server a follower of that term. */
  #adoptTerm(term: number, out: Outbox<Raft>): void {
    this.#currentTerm = term;
    this.#votedFor = nobody;
    this.#votes = 0;
    this.#unsaid.length = 0;
    this.#becomeFollower(out);
  }

  /** Waits on, where it waited already; a leader's heartbeat ends and its patience begins. */
  #becomeFollower(out: Outbox<Raft>): void {
    if (this.#role === 'leader') out.disarm('heartbeat');
    if (this.#role !== 'follower') out.arm('electionTimeout');
    this.#role = 'follower';
  }

  /** Section 5.2: one vote a term, first come, first served; term and vote are written down once, before the answer. */
  #answerCandidate(term: number, from: NodeId, isNewTerm: boolean, out: Outbox<Raft>): void {
    const candidate = this.#number(from);
    const grants = this.#rules.grantsVote(term, this.#currentTerm, candidate, this.#votedFor);
    const isNewVote = grants && this.#votedFor !== candidate;
    if (isNewVote) this.#votedFor = candidate;
    if (isNewTerm || isNewVote) this.#persist(out);
    if (grants) {
      this.#becomeFollower(out);
      out.arm('electionTimeout');
    }
    if (grants || this.#refuses(term)) this.#replyToCandidate(from, grants, out);
  }

  #replyToCandidate(to: NodeId, voteGranted: boolean, out: Outbox<Raft>): void {
    this.#requestVoteReply.term = this.#currentTerm;
    this.#requestVoteReply.voteGranted = voteGranted;
    this.#say(to, this.#requestVoteReply, out);
  }

  #hearLeader(term: number, from: NodeId, out: Outbox<Raft>): void {
    if (term === this.#currentTerm) {
      this.#votes = 0;
      this.#votedFor = this.#rules.voteAfterHeartbeat(this.#votedFor);
      this.#becomeFollower(out);
      out.arm('electionTimeout');
    } else if (this.#refuses(term)) {
      this.#appendEntriesReply.term = this.#currentTerm;
      this.#say(from, this.#appendEntriesReply, out);
    }
  }

  #refuses(term: number): boolean {
    return this.#refusals === 'all' || (this.#refusals === 'newerTerm' && term < this.#currentTerm);
  }

  #campaign(out: Outbox<Raft>): void {
    this.#role = 'candidate';
    this.#currentTerm++;
    this.#votedFor = this.#self;
    this.#votes = 0;
    this.#unsaid.length = 0;
    this.#persist(out);
    this.#requestVote.term = this.#currentTerm;
    this.#broadcast(this.#requestVote, out);
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
    out.disarm('electionTimeout');
    out.output({ type: 'elected', term: this.#currentTerm });
    this.#beat(out);
  }

  #beat(out: Outbox<Raft>): void {
    this.#appendEntries.term = this.#currentTerm;
    this.#broadcast(this.#appendEntries, out);
    out.arm('heartbeat');
  }

  #broadcast(message: RaftMessage, out: Outbox<Raft>): void {
    for (let number = 0; number < this.#nodes.length; number++) {
      if (number !== this.#self) this.#say(this.#nodes[number] as NodeId, message, out);
    }
  }

  /** Says nothing that is not durable; a message that waits is copied, for its object is filled in anew. */
  #say(to: NodeId, message: RaftMessage, out: Outbox<Raft>): void {
    if (this.#rules.maySpeak(this.#isWritten)) out.send(to, message);
    else if (!this.#unsaid.some((waiting) => waiting.to === to && isSame(waiting.message, message)))
      this.#unsaid.push({ to, message: { ...message } });
  }

  get #isWritten(): boolean {
    return this.#writtenTerm === this.#currentTerm && this.#writtenVote === this.#votedFor;
  }

  #noteWritten({ currentTerm, votedFor }: RaftDurable, out: Outbox<Raft>): void {
    this.#writtenTerm = currentTerm;
    this.#writtenVote = votedFor === null ? nobody : this.#number(votedFor);
    if (!this.#isWritten) return;
    if (this.#votedFor === this.#self) this.#votes |= 1 << this.#self;
    for (const { to, message } of this.#unsaid) out.send(to, message);
    this.#unsaid.length = 0;
    if (this.#role === 'candidate') this.#leadIfElected(out);
  }

  #persist(out: Outbox<Raft>): void {
    const record: RaftDurable = {
      currentTerm: this.#currentTerm,
      votedFor: this.#votedFor === nobody ? null : (this.#nodes[this.#votedFor] as NodeId),
    };
    out.persist(record);
  }

  #number(node: NodeId): number {
    return this.#numbers.get(node) ?? nobody;
  }
}

function isSame(a: RaftMessage, b: RaftMessage): boolean {
  return a.type === b.type && a.term === b.term && isGranted(a) === isGranted(b);
}

function isGranted(message: RaftMessage): boolean {
  return message.type === 'RequestVoteReply' && message.voteGranted;
}

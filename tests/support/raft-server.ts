/**
 * A test harness for one `RaftServer`: it delivers events, makes records durable, and collects messages,
 * outputs and timers.
 */
import type { Birth, NodeId, Outbox } from '../../checker/actors/actor.ts';
import { RaftServer } from '../../implementations/raft/server.ts';
import type {
  Entry,
  Raft,
  RaftDurable,
  RaftMessage,
  RaftOutput,
  RaftSetting,
  RaftTimer,
  RaftView,
} from '../../models/raft/messages.ts';

/** The fields of a message. */
export type Message<T extends RaftMessage['type']> = Omit<Extract<RaftMessage, { type: T }>, 'type'>;

const setting: RaftSetting = {
  refusals: 'all',
  entries: { atHeartbeat: [10], atOnce: [10] },
  window: 0,
  timersMs: { electionTimeout: [150, 300], heartbeat: [50, 50] },
};

/** The names of this many servers; `a` is the server under test. */
export const cluster = (servers: number): readonly NodeId[] =>
  ['a', 'b', 'c', 'd', 'e', 'f', 'g'].slice(0, servers);

/** A log with entries of these terms: `v1` at index 1, `v2` at index 2, and so on. */
export const logOf = (...terms: readonly number[]): readonly Entry[] =>
  terms.map((term, at) => ({ term, value: `v${at + 1}` }));

/** Server `a`, with its messages, outputs and timers since `clear`. */
export class Server {
  readonly #server: RaftServer;
  readonly #out: Outbox<Raft>;
  readonly #written: RaftDurable[] = [];
  readonly #isDiskSlow: boolean;
  sent: { readonly to: NodeId; readonly message: RaftMessage }[] = [];
  outputs: RaftOutput[] = [];
  armed: RaftTimer[] = [];

  constructor({ servers = 3, durable, isDiskSlow = false }: Partial<Options> = {}) {
    this.#isDiskSlow = isDiskSlow;
    this.#out = {
      send: (to, message) => this.sent.push({ to, message: structuredClone(message) }),
      output: (value) => this.outputs.push(structuredClone(value)),
      persist: (record) => this.#written.push(structuredClone({ ...record })),
      arm: (timer) => this.armed.push(timer),
      disarm: (timer) => {
        this.armed = this.armed.filter((other) => other !== timer);
      },
    } as Partial<Outbox<Raft>> as Outbox<Raft>;
    const birth: Birth<Raft> = { self: 'a', nodes: cluster(servers), setting };
    this.#server = new RaftServer(durable === undefined ? birth : { ...birth, durable });
    this.#server.start(this.#out);
  }

  get view(): RaftView {
    return this.#server.view();
  }

  clear(): this {
    this.sent = [];
    this.outputs = [];
    this.armed = [];
    return this;
  }

  timesOut(timer: RaftTimer = 'electionTimeout'): this {
    this.#server.handle({ type: 'timeout', timer }, this.#out);
    return this.#isDiskSlow ? this : this.persists();
  }

  proposes(value: string): this {
    this.#server.handle({ type: 'input', input: { type: 'propose', value } }, this.#out);
    return this.#isDiskSlow ? this : this.persists();
  }

  receives<T extends RaftMessage['type']>(from: NodeId, type: T, fields: Message<T>): this {
    const message = { type, ...fields } as unknown as RaftMessage;
    this.#server.handle({ type: 'message', from, message }, this.#out);
    return this.#isDiskSlow ? this : this.persists();
  }

  /** An AppendEntries of the leader `b`; without fields it is a heartbeat for an empty log. */
  getsEntries(term: number, fields: Partial<Message<'AppendEntries'>> = {}): this {
    const heartbeat = { prevLogIndex: 0, prevLogTerm: 0, entries: [], leaderCommit: 0 };
    return this.receives('b', 'AppendEntries', { term, ...heartbeat, ...fields });
  }

  /** A RequestVote of a candidate with a log that ends in this index and term. */
  isAsked(from: NodeId, term: number, lastLogIndex = 0, lastLogTerm = 0): this {
    return this.receives(from, 'RequestVote', { term, lastLogIndex, lastLogTerm });
  }

  getsVotes(...from: readonly NodeId[]): this {
    const term = this.view.currentTerm;
    for (const one of from) this.receives(one, 'RequestVoteReply', { term, voteGranted: true });
    return this;
  }

  getsSuccess(from: NodeId, matchIndex: number): this {
    const term = this.view.currentTerm;
    return this.receives(from, 'AppendEntriesReply', {
      term,
      success: true,
      matchIndex,
    } as Message<'AppendEntriesReply'>);
  }

  /** Makes all records durable that were written so far. */
  persists(): this {
    for (let record = this.#written.shift(); record !== undefined; record = this.#written.shift())
      this.#server.handle({ type: 'persisted', record }, this.#out);
    return this;
  }

  get messages(): readonly RaftMessage[] {
    return this.sent.map(({ message }) => message);
  }

  get addressees(): readonly NodeId[] {
    return this.sent.map(({ to }) => to);
  }
}

interface Options {
  readonly servers: number;
  readonly durable: RaftDurable;
  readonly isDiskSlow: boolean;
}

/** A follower that restarted with this record. */
export const follower = (
  currentTerm: number,
  log: readonly Entry[] = [],
  votedFor: NodeId | null = null,
): Server => new Server({ durable: { currentTerm, votedFor, log } }).clear();

/** A candidate in the term after this one. */
export const candidate = (currentTerm = 0, log: readonly Entry[] = [], servers = 3): Server =>
  new Server({ servers, durable: { currentTerm, votedFor: null, log } }).timesOut();

/** A leader in the term after this one; its first heartbeats are cleared. */
export const leader = (currentTerm = 0, log: readonly Entry[] = []): Server =>
  candidate(currentTerm, log).getsVotes('b').clear();

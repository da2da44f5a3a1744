/**
 * Mutants of `RaftServer` for the known bugs that no rule of `implementations/raft/rules.ts` decides. A
 * mutant changes the record that a server restarts with, its saved state before or after an event, or a
 * message that it receives.
 */
import type { Birth, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import { noServer, type RaftRules, raftRules } from '../../../implementations/raft/rules.ts';
import type { RaftSaved } from '../../../implementations/raft/saved.ts';
import { RaftServer } from '../../../implementations/raft/server.ts';
import { termAt } from '../../../models/raft/context.ts';
import type { Raft, RaftDurable, RaftMessage } from '../../../models/raft/messages.ts';

/** Makes a server that has the bug. */
export type Mutant = (birth: Birth<Raft>) => RaftServer;

type AppendEntries = Extract<RaftMessage, { type: 'AppendEntries' }>;

/** The right server with some rules replaced. A replaced rule may read the state of its server. */
export function withRules(replaced: (state: () => RaftSaved) => Partial<RaftRules>): Mutant {
  return (birth) => {
    const server: RaftServer = new RaftServer(birth, { ...raftRules, ...replaced(() => server.save()) });
    return server;
  };
}

/** Restarts with another record than the durable one (R1, R2). */
export function restartsWith(changed: (durable: RaftDurable) => RaftDurable): Mutant {
  return ({ durable, ...birth }) =>
    new RaftServer(durable === undefined ? birth : { ...birth, durable: changed(durable) });
}

/** A server whose state can be changed between two events. */
class Mutable extends RaftServer {
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];

  constructor(birth: Birth<Raft>) {
    super(birth);
    this.self = birth.self;
    this.nodes = birth.nodes;
  }

  change(changed: (saved: RaftSaved) => Partial<RaftSaved>): void {
    const saved = this.save();
    this.load({ ...saved, ...changed(saved) });
  }

  /**
   * Handles a heartbeat of this leader that has the server's last entry as its previous entry, so that it
   * covers the whole log.
   */
  coverWholeLog(from: NodeId, term: number, leaderCommit: number, out: Outbox<Raft>): void {
    const { log } = this.save();
    const prev = { prevLogIndex: log.length, prevLogTerm: log.at(-1)?.term ?? 0 };
    const message: AppendEntries = { type: 'AppendEntries', term, ...prev, entries: [], leaderCommit };
    super.handle({ type: 'message', from, message }, { ...out, arm: () => {} });
  }
}

/** Keeps the votes of the last election at the start of the next one (R11). */
export const keepsVotes: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      const { votes } = this.save();
      super.handle(event, out);
      if (event.type === 'timeout' && event.timer === 'electionTimeout') this.change(() => ({ votes }));
    }
  })(birth);

/** Resets its vote when it receives an AppendEntries of its term (R12). */
export const resetsVote: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      const { currentTerm, votedFor, log, durableState } = this.save();
      if (appendEntriesIn(event)?.term === currentTerm && votedFor !== noServer) {
        const record = { term: currentTerm, vote: noServer, entries: log.length };
        this.change(() => ({ votedFor: noServer, durableState: [...durableState, record] }));
        out.persist({ currentTerm, votedFor: null, log });
      }
      super.handle(event, out);
    }
  })(birth);

/** Commits by a heartbeat that fails the consistency check, as if it covered the whole log (R17). */
export const commitsAtMismatch: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      super.handle(event, out);
      const message = appendEntriesIn(event);
      if (message === undefined || message.entries.length > 0) return;
      const { currentTerm, log, pendingMessages } = this.save();
      if (message.term !== currentTerm || hasPrevious(log, message)) return;
      this.coverWholeLog(message.from, message.term, message.leaderCommit, { ...out, send: () => {} });
      this.change(() => ({ pendingMessages }));
    }
  })(birth);

/** Counts its own entries before they are durable (R23). */
export const countsOwnEntriesEarly: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      super.handle(event, out);
      const self = this.nodes.indexOf(this.self);
      this.change(({ role, log, match }) =>
        role === 'leader' ? { match: match.with(self, log.length) } : {},
      );
    }
  })(birth);

/** Acknowledges its whole log in place of the last new entry (R24). */
export const acknowledgesWholeLog: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      const before = this.save();
      const message = appendEntriesIn(event);
      const isConsistent =
        message !== undefined && message.term >= before.currentTerm && hasPrevious(before.log, message);
      if (!isConsistent) {
        super.handle(event, out);
        return;
      }
      super.handle(event, { ...out, send: () => {} });
      this.change(({ currentTerm }) => ({
        pendingMessages: currentTerm === before.currentTerm ? before.pendingMessages : [],
      }));
      this.coverWholeLog(message.from, message.term, 0, out);
    }
  })(birth);

/** Sets the match index to the conflict hint of a refusal (R25). */
export const matchesHint: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      if (event.type === 'message' && event.message.type === 'AppendEntriesReply' && !event.message.success) {
        const { term, hint } = event.message;
        const from = this.nodes.indexOf(event.from);
        this.change(({ role, currentTerm, match }) =>
          role === 'leader' && term === currentTerm && hint > 0 ? { match: match.with(from, hint) } : {},
        );
      }
      super.handle(event, out);
    }
  })(birth);

/** Starts to lead with `matchIndex` equal to `nextIndex` (R26). */
export const matchesNext: Mutant = (birth) =>
  new (class extends Mutable {
    override handle(event: Received<Raft>, out: Outbox<Raft>): void {
      const { role: before } = this.save();
      super.handle(event, out);
      this.change(({ role, log, match }) =>
        role === 'leader' && before !== 'leader'
          ? { match: match.map((own, at) => (this.nodes[at] === this.self ? own : log.length + 1)) }
          : {},
      );
    }
  })(birth);

/** The AppendEntries of an event, with its sender. */
function appendEntriesIn(event: Received<Raft>): (AppendEntries & { readonly from: NodeId }) | undefined {
  return event.type === 'message' && event.message.type === 'AppendEntries'
    ? { ...event.message, from: event.from }
    : undefined;
}

/** The consistency check of section 5.3. */
function hasPrevious(log: RaftSaved['log'], { prevLogIndex, prevLogTerm }: AppendEntries): boolean {
  return termAt(log, prevLogIndex) === prevLogTerm;
}

/** The queue of pending messages: each waits until the state that it depends on is durable. */
import type { NodeId, Outbox } from '../../checker/actors/actor.ts';
import type { Raft, RaftMessage } from '../../models/raft/messages.ts';

/** A message and its addressee. */
export interface PendingMessage {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

/** Messages that wait for the disk, sorted by addressee. */
export class PendingMessages {
  #pending: PendingMessage[] = [];

  /**
   * Adds a copy of a message, unless an equal one is pending: the server reuses its message objects. The queue is sorted by addressee,
   * because the order between addressees makes no difference.
   */
  add(to: NodeId, message: RaftMessage): void {
    if (this.#pending.some((other) => other.to === to && isSame(other.message, message))) return;
    let at = this.#pending.length;
    while (at > 0 && (this.#pending[at - 1] as PendingMessage).to > to) at--;
    this.#pending.splice(at, 0, { to, message: { ...message } });
  }

  /** Sends the messages that may be sent now, in order. */
  flush(maySend: (message: RaftMessage) => boolean, out: Outbox<Raft>): void {
    if (this.#pending.length === 0) return;
    this.#pending = this.#pending.filter(({ to, message }) => {
      const isDue = maySend(message);
      if (isDue) out.send(to, message);
      return !isDue;
    });
  }

  clear(): void {
    this.#pending.length = 0;
  }

  save(): readonly PendingMessage[] {
    return this.#pending.slice();
  }

  load(saved: readonly PendingMessage[]): void {
    this.#pending = saved.slice();
  }
}

/** The messages sorted by addressee; those to one addressee keep their order. */
export function byAddressee(messages: readonly PendingMessage[]): readonly PendingMessage[] {
  return messages.toSorted((one, other) => (one.to < other.to ? -1 : Number(one.to > other.to)));
}

function isSame(a: RaftMessage, b: RaftMessage): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

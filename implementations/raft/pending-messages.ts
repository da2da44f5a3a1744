/** What a server has to say and may not say yet: it waits until what it vouches for is durable. */
import type { NodeId, Outbox } from '../../checker/actor.ts';
import type { Raft, RaftMessage } from '../../models/raft/messages.ts';

export interface PendingMessage {
  readonly to: NodeId;
  readonly message: RaftMessage;
}

export class PendingMessages {
  #waiting: PendingMessage[] = [];

  /**
   * Keeps a copy, for the message's object is filled in anew; what waits already does not wait twice. Addressee by addressee, for
   * it does not matter who is told first.
   */
  keep(to: NodeId, message: RaftMessage): void {
    if (this.#waiting.some((other) => other.to === to && isSame(other.message, message))) return;
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1] as PendingMessage).to > to) at--;
    this.#waiting.splice(at, 0, { to, message: { ...message } });
  }

  /** Says what may be said now, in order. */
  release(maySay: (message: RaftMessage) => boolean, out: Outbox<Raft>): void {
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.filter(({ to, message }) => {
      const isDue = maySay(message);
      if (isDue) out.send(to, message);
      return !isDue;
    });
  }

  forget(): void {
    this.#waiting.length = 0;
  }

  save(): readonly PendingMessage[] {
    return this.#waiting.slice();
  }

  load(saved: readonly PendingMessage[]): void {
    this.#waiting = saved.slice();
  }
}

/** In the order of addressees, and to each in the order in which they came to be. */
export function byAddressee(sayings: readonly PendingMessage[]): readonly PendingMessage[] {
  return sayings.toSorted((one, other) => (one.to < other.to ? -1 : Number(one.to > other.to)));
}

function isSame(a: RaftMessage, b: RaftMessage): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/**
 * The cache of a server's view. It builds a new view only after a change, and freezes a view that it returns again: a caller that gets
 * the same frozen view twice need not compare its parts.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { RaftView, Role } from '../../models/raft/messages.ts';
import type { Log } from './log.ts';
import type { Progress } from './progress.ts';

/** Builds views, and returns the last one if nothing changed. */
export class ViewCache {
  readonly #nodes: readonly NodeId[];
  readonly #self: NodeId;
  readonly #log: Log;
  readonly #progress: Progress;
  #view: RaftView | undefined;
  /** The inputs of the cached view: votes as bits, `nextIndex` and `matchIndex`. */
  #votes = 0;
  readonly #next: Float64Array;
  readonly #match: Float64Array;

  constructor(nodes: readonly NodeId[], self: NodeId, log: Log, progress: Progress) {
    this.#nodes = nodes;
    this.#self = self;
    this.#log = log;
    this.#progress = progress;
    this.#next = new Float64Array(nodes.length);
    this.#match = new Float64Array(nodes.length);
  }

  /** The view of this state; log and progress are read from the server's own objects. */
  view(
    role: Role,
    currentTerm: number,
    votedFor: NodeId | null,
    votes: number,
    commitIndex: number,
  ): RaftView {
    const view = this.#view;
    const log = this.#log.entries();
    const isCurrent =
      view !== undefined &&
      view.role === role &&
      view.currentTerm === currentTerm &&
      view.votedFor === votedFor &&
      view.log === log &&
      view.commitIndex === commitIndex &&
      this.#votes === votes &&
      (role !== 'leader' || this.#isProgressCurrent());
    if (isCurrent) return Object.isFrozen(view) ? view : frozen(view);
    const isLeader = role === 'leader';
    this.#votes = votes;
    this.#next.set(this.#progress.next);
    this.#match.set(this.#progress.match);
    this.#view = {
      role,
      currentTerm,
      votedFor,
      votesGranted: this.#nodes.filter((_, number) => (votes >>> number) & 1).sort(),
      log,
      commitIndex,
      nextIndex: isLeader ? this.#byName(this.#next, this.#self) : {},
      matchIndex: isLeader ? this.#byName(this.#match) : {},
    };
    return this.#view;
  }

  #isProgressCurrent(): boolean {
    const { next, match } = this.#progress;
    for (let number = 0; number < next.length; number++)
      if (next[number] !== this.#next[number] || match[number] !== this.#match[number]) return false;
    return true;
  }

  /** The numbers by node name, without one node if it is given. */
  #byName(numbers: Float64Array, without?: NodeId): Readonly<Record<NodeId, number>> {
    const named: Record<NodeId, number> = {};
    for (let number = 0; number < numbers.length; number++) {
      const node = this.#nodes[number] as NodeId;
      if (node !== without) named[node] = numbers[number] as number;
    }
    return named;
  }
}

function frozen(view: RaftView): RaftView {
  for (const entry of view.log) Object.freeze(entry);
  for (const part of [view.votesGranted, view.log, view.nextIndex, view.matchIndex]) Object.freeze(part);
  return Object.freeze(view);
}

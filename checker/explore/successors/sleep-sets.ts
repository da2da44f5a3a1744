/**
 * Sleep sets: partial-order reduction (Godefroid 1996, chapter 5). If two nodes act by themselves, both orders
 * of their actions lead to the same world, so one order is enough. Every world is still visited, at its
 * distance; the search saves transitions that would only revisit worlds.
 *
 * Actions are ordered by node: the node that acts, or that something happens to. An action is its node's own if
 * the node receives a message or acts by itself, no bound counts the action, the monitor observes no event,
 * and the node's state changes to one within the scope. A search omits own actions that are asleep in a world.
 * After another action, the own actions are asleep that were asleep before, and those of nodes that precede the
 * acting node, except the own actions of nodes that the action concerns. It concerns the node that acts. A
 * fault of a message also concerns its sender. Where a message that is sent again is the same one, and is gone
 * once it is received (network `set`), a receipt also concerns the sender of what is received, and a sending
 * the receipt of what is sent. All other own actions stay enabled, with the same effect. A partition concerns
 * all nodes, and so does a crash that discards messages or depends on the states of others. If several actions
 * lead to a world before it is expanded, only what is asleep after each of them stays asleep.
 *
 * Proof that every world is visited at its distance: of all shortest paths to a world take the one whose
 * actions come first in the order of nodes, compared action by action. Each of its prefixes is then the first
 * shortest path to its last world. Assume that the search follows this path up to the last action and omits
 * that action. The action is then asleep after this path. So at some world of the path it fell asleep, since
 * its node precedes the node of the action taken there, and no later action concerned its node. It was thus
 * enabled there, with all following actions enabled after it, and that path leads to the same world. It is
 * equally long and comes first in the order: a contradiction.
 */

import type { Action } from '../../semantics/actions.ts';
import { mergesEqual } from '../../semantics/network.ts';
import { isSymmetric } from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';
import { grown } from '../../values/int-lists.ts';
import { type Interner, nodeColumn } from '../tables/interning.ts';
import type { LocalStep } from './action-table.ts';

/** The largest number of nodes: each has one bit. */
const nodesMax = 31;

/**
 * Refuses systems in which the actions of a node depend on other nodes.
 *
 * @throws UsageError that names what makes them depend.
 */
export function refusePartialOrder(system: System): void {
  const count = Object.keys(system.nodes).length;
  const reasons: readonly (readonly [boolean, string])[] = [
    [
      isSymmetric(system),
      "its nodes may change places; leave out 'symmetric' (--no-symmetry), or keep to it, which mostly saves more",
    ],
    [system.calls !== undefined, "its nodes read one another ('calls')"],
    [system.timerConstraints !== undefined, "its timers wait for others ('timerConstraints')"],
    [system.rebase !== undefined, "its worlds represent later ones ('rebase')"],
    [count > nodesMax, `it has ${count} nodes, and ${nodesMax} are the most`],
  ];
  for (const [isSo, reason] of reasons)
    if (isSo) throw new UsageError(`this system is not reduced by partial orders: ${reason}`);
}

/** The sleep sets of all worlds of one search. */
export class SleepSets {
  readonly #interner: Interner;
  /** Whether a message that is sent again while in flight is the same one, and gone once it is received. */
  readonly #mergesMessages: boolean;
  /** Whether the in-flight columns of a row are a set of messages. */
  readonly #isMessageSet: boolean;
  /** Whether a crash or restart concerns all nodes. */
  readonly #crashConcernsAll: boolean;
  /**
   * Words of a sleep set: one with a bit for the timers, inputs and writes of each node; the others for
   * messages.
   */
  #stride = 1;
  /** By number of a world, its sleep set. */
  #worlds = new Int32Array(1_024);
  /** The sleep sets of the world that is expanded, and after the last action. */
  #here = new Int32Array(1);
  #next = new Int32Array(1);
  /** The messages that can be received in the world that is expanded. */
  #open = new Int32Array(1);
  /** By node, the messages to it, and the messages to the nodes that precede it. */
  readonly #to: Int32Array[];
  readonly #before: Int32Array[];
  /** Messages that have a bit. */
  #known = 0;
  #heads = new Int32Array(64);

  constructor(interner: Interner) {
    const { network, crash, births } = interner.system;
    this.#interner = interner;
    this.#mergesMessages = network === 'set';
    this.#isMessageSet = mergesEqual(network);
    this.#crashConcernsAll =
      crash?.inbox === 'lost' ||
      crash?.outbox === 'lost' ||
      crash?.when !== undefined ||
      births !== undefined;
    this.#to = interner.names.map(() => new Int32Array(1));
    this.#before = interner.names.map(() => new Int32Array(1));
  }

  // -------------------------------------------------------------- for the successors of a world

  /**
   * Whether an action is asleep and its node's own: a step by which the node receives a message, unless
   * `received` is -1, or acts by itself. `budget` is the remaining budget after it.
   */
  omits(here: Int32Array, node: number, step: LocalStep, budget: number, received: number): boolean {
    const isAsleep = received < 0 ? this.#isAsleep(node) : this.#isUnheard(received);
    return (
      isAsleep &&
      step.isOwn &&
      step.node !== here[nodeColumn + node] &&
      budget === here[this.#interner.budgetColumn]
    );
  }

  /**
   * Computes the sleep set after an action. `node` takes it and sends `messages`, and `envelope` is received.
   * For an action of the network `node` is -1, and `envelope` is lost, duplicated or injected, or -1.
   */
  note(node: number, { type }: Action, messages: number, envelope: number): void {
    this.#fit();
    const { addressees, senders } = this.#interner;
    if (node >= 0 && !(this.#crashConcernsAll && (type === 'crash' || type === 'restart'))) {
      this.#noteStep(node, messages);
      if (this.#mergesMessages && envelope >= 0) this.#wake(senders[envelope] as number);
    } else if (node < 0 && envelope >= 0) {
      this.#noteStep(addressees[envelope] as number, 0);
      this.#wake(senders[envelope] as number);
    } else this.#next.fill(0);
  }

  #isAsleep(node: number): boolean {
    return (((this.#here[0] as number) >>> node) & 1) === 1;
  }

  #isUnheard(message: number): boolean {
    return (((this.#here[1 + (message >>> 5)] as number) >>> (message & 31)) & 1) === 1;
  }

  #noteStep(node: number, messages: number): void {
    const [here, open, next] = [this.#here, this.#open, this.#next];
    const before = this.#before[node] as Int32Array;
    const to = this.#to[node] as Int32Array;
    next[0] = ((here[0] as number) | ((1 << node) - 1)) & ~(1 << node);
    for (let at = 1; at < this.#stride; at++)
      next[at] =
        ((here[at] as number) | ((open[at] as number) & (before[at] as number))) & ~(to[at] as number);
    if (!this.#mergesMessages) return;
    const { lists } = this.#interner;
    for (let at = lists.from(messages); at < lists.to(messages); at++) {
      const message = lists.item(at);
      const word = 1 + (message >>> 5);
      next[word] = (next[word] as number) & ~(1 << (message & 31));
    }
  }

  /** The last action concerns another node as well. */
  #wake(node: number): void {
    const to = this.#to[node] as Int32Array;
    this.#next[0] = (this.#next[0] as number) & ~(1 << node);
    for (let at = 1; at < this.#stride; at++)
      this.#next[at] = (this.#next[at] as number) & ~(to[at] as number);
  }

  // -------------------------------------------------------------- for the store of worlds

  /** Expands a world from now on, given by its number and row. */
  enter(world: number, row: Int32Array): void {
    this.#fit();
    const from = world * this.#stride;
    for (let at = 0; at < this.#stride; at++) this.#here[at] = this.#worlds[from + at] as number;
    this.#readOpen(row);
  }

  /** Reads the messages that can be received from the in-flight columns, which may already be such a set. */
  #readOpen(row: Int32Array): void {
    const open = this.#open.fill(0);
    const { inFlight, names } = this.#interner;
    if (this.#isMessageSet) {
      const column = nodeColumn + names.length;
      for (let at = 0; at < inFlight.columns; at++) open[1 + at] = row[column + at] as number;
      return;
    }
    if (this.#heads.length < this.#known) this.#heads = grown(this.#heads, this.#known);
    const count = inFlight.heads(row, this.#heads);
    for (let at = 0; at < count; at++) mark(open, this.#heads[at] as number);
  }

  /** The last action leads to a new world. */
  add(world: number): void {
    const from = world * this.#stride;
    if (from + this.#stride > this.#worlds.length) this.#worlds = grown(this.#worlds, from + this.#stride);
    for (let at = 0; at < this.#stride; at++) this.#worlds[from + at] = this.#next[at] as number;
  }

  /** The last action leads to a known world that is not expanded yet. */
  intersect(world: number): void {
    const from = world * this.#stride;
    for (let at = 0; at < this.#stride; at++)
      this.#worlds[from + at] = (this.#worlds[from + at] as number) & (this.#next[at] as number);
  }

  // -------------------------------------------------------------- room for new messages

  #fit(): void {
    const { addressees, names } = this.#interner;
    if (this.#known === addressees.length) return;
    const stride = 1 + ((addressees.length + 31) >>> 5);
    if (stride > this.#stride) this.#widen(stride);
    for (; this.#known < addressees.length; this.#known++) {
      const to = addressees[this.#known] as number;
      mark(this.#to[to] as Int32Array, this.#known);
      for (let node = to + 1; node < names.length; node++)
        mark(this.#before[node] as Int32Array, this.#known);
    }
  }

  #widen(stride: number): void {
    const worlds = this.#worlds.length / this.#stride;
    const wider = new Int32Array(Math.ceil(worlds) * stride);
    for (let world = 0; world < worlds; world++)
      wider.set(this.#worlds.subarray(world * this.#stride, (world + 1) * this.#stride), world * stride);
    this.#worlds = wider;
    this.#stride = stride;
    [this.#here, this.#next, this.#open] = [this.#here, this.#next, this.#open].map((words) =>
      grownTo(words, stride),
    ) as [Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>, Int32Array<ArrayBuffer>];
    for (const masks of [this.#to, this.#before])
      for (const [node, mask] of masks.entries()) masks[node] = grownTo(mask, stride);
  }
}

/** Sets the bit of a message. */
function mark(words: Int32Array, message: number): void {
  const word = 1 + (message >>> 5);
  words[word] = (words[word] as number) | (1 << (message & 31));
}

/** A copy of another length. */
function grownTo(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(words);
  return longer;
}

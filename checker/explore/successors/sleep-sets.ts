/** Partial-order reduction: which systems it takes. What it does, and why nothing is missed, is said in `sleep-sets.ts`. */
/**
 * Partial-order reduction by sleep sets (Godefroid 1996, chapter 5): where two nodes act by themselves, the same world is reached in either
 * order, and one order is enough. Every world is still seen, and at its distance; what is saved is to come by it again and again.
 *
 * Each action has a place in an order of nodes: that of the node that acts, or that something happens to. An action is its node's own where
 * the node receives a message or does something of its own accord, no bound counts it, the monitor is told of nothing, and the node comes
 * to stand in another way, which is none in which the scope stops. Own actions that are asleep in a world are not taken there. Where
 * another action leads, those are asleep that were, and those of nodes before its place, but none of the nodes that it concerns: the one
 * that acts; of a message that is lost, doubled or forged also its sender; and where a message that is sent again is the same one, and gone
 * once it is received, the sender of what is received and the receipt of what is sent. Any other own action is there before and after, and
 * comes to the same. A partition concerns everybody, and so does a crash that takes messages along or hangs on how others stand. Where
 * several ways lead to a world before it is expanded, what is asleep after each of them stays asleep.
 *
 * Why every world is seen, at its distance: of all shortest ways to a world take the one whose actions have the first places, compared one
 * by one. Up to any world on it, it is the first of that world's shortest ways, too. Assume it was gone as far as the last action, and that
 * this was left out. Then it is asleep after this way; so somewhere on it, it came to sleep, as one of a place before the action taken,
 * and slept on: nothing from there on concerned its node. So it could have been taken there, and all that followed after it, and the end
 * is the same world. That way is as long and comes first: a contradiction.
 */

import { isSymmetric } from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';
import { grown } from '../../values/int-lists.ts';
import type { Interner } from '../tables/interning.ts';

/** Nodes of a system that is reduced: a bit each. */
const nodesMax = 31;

/** @throws UsageError for a system in which what a node does by itself depends on others. */
export function refusePartialOrder(system: System): void {
  const count = Object.keys(system.nodes).length;
  const reasons: readonly (readonly [boolean, string])[] = [
    [
      isSymmetric(system),
      "its nodes may change places; leave out 'symmetric' (--no-symmetry), or keep to it, which mostly saves more",
    ],
    [system.calls !== undefined, "its nodes read one another ('calls')"],
    [system.timerConstraints !== undefined, "its timers wait for others ('timerConstraints')"],
    [system.rebase !== undefined, "its worlds stand for later ones ('rebase')"],
    [count > nodesMax, `it has ${count} nodes, and ${nodesMax} are the most`],
  ];
  for (const [isSo, reason] of reasons)
    if (isSo) throw new UsageError(`this system is not reduced by partial orders: ${reason}`);
}

export class SleepSets {
  readonly #parts: Interner;
  /** A message that is sent again while it is under way is one, and gone when it is received: it matters which came first. */
  readonly forgets: boolean;
  /** Of each world so many words: a bit for each node whose timers, inputs and writes are asleep; then a bit for each message. */
  #stride = 1;
  #worlds = new Int32Array(1_024);
  /** In the world that is expanded, and after an action. */
  #here = new Int32Array(1);
  #next = new Int32Array(1);
  /** Messages that may be received in the world that is expanded. */
  #open = new Int32Array(1);
  /** Messages to a node, and to nodes before it. */
  readonly #to: Int32Array[];
  readonly #before: Int32Array[];
  /** Messages that have a place in these. */
  #known = 0;

  constructor(parts: Interner) {
    const { network } = parts.system;
    this.#parts = parts;
    this.forgets = network === 'set';
    this.#to = parts.names.map(() => new Int32Array(1));
    this.#before = parts.names.map(() => new Int32Array(1));
  }

  /** A world is expanded from now on. */
  enter(world: number): void {
    const from = world * this.#stride;
    for (let at = 0; at < this.#stride; at++) this.#here[at] = this.#worlds[from + at] as number;
  }

  /** Messages that may be received in it. */
  opens(messages: Int32Array, count: number): void {
    this.#fit();
    this.#open.fill(0);
    for (let at = 0; at < count; at++) mark(this.#open, messages[at] as number);
  }

  /** Whether what a node does of its own accord is asleep. */
  isAsleep(node: number): boolean {
    return (((this.#here[0] as number) >>> node) & 1) === 1;
  }

  /** Whether the receipt of a message is. */
  isUnheard(message: number): boolean {
    return (((this.#here[1 + (message >>> 5)] as number) >>> (message & 31)) & 1) === 1;
  }

  /** What is asleep after an action of a node, or one that happens to it; `sent` is the list of messages that it sends. */
  after(node: number, sent = 0): void {
    this.#fit();
    const [here, open, next] = [this.#here, this.#open, this.#next];
    const before = this.#before[node] as Int32Array;
    const to = this.#to[node] as Int32Array;
    next[0] = ((here[0] as number) | ((1 << node) - 1)) & ~(1 << node);
    for (let at = 1; at < this.#stride; at++)
      next[at] =
        ((here[at] as number) | ((open[at] as number) & (before[at] as number))) & ~(to[at] as number);
    if (!this.forgets) return;
    const { lists } = this.#parts;
    for (let at = lists.from(sent); at < lists.to(sent); at++) {
      const message = lists.item(at);
      const word = 1 + (message >>> 5);
      next[word] = (next[word] as number) & ~(1 << (message & 31));
    }
  }

  /** What is asleep after a message is lost, doubled or forged. */
  afterFault(message: number): void {
    this.after(this.#parts.addressees[message] as number);
    this.wake(this.#parts.senders[message] as number);
  }

  /** That action concerns another node as well. */
  wake(node: number): void {
    const to = this.#to[node] as Int32Array;
    this.#next[0] = (this.#next[0] as number) & ~(1 << node);
    for (let at = 1; at < this.#stride; at++)
      this.#next[at] = (this.#next[at] as number) & ~(to[at] as number);
  }

  /** Nothing is asleep after an action. */
  wakeAll(): void {
    this.#next.fill(0);
  }

  /** That action leads to a world that was not seen before. */
  begin(world: number): void {
    const from = world * this.#stride;
    if (from + this.#stride > this.#worlds.length) this.#worlds = grown(this.#worlds, from + this.#stride);
    for (let at = 0; at < this.#stride; at++) this.#worlds[from + at] = this.#next[at] as number;
  }

  /** That action leads to a world that was seen, and is not expanded yet. */
  meet(world: number): void {
    const from = world * this.#stride;
    for (let at = 0; at < this.#stride; at++)
      this.#worlds[from + at] = (this.#worlds[from + at] as number) & (this.#next[at] as number);
  }

  /** Makes room for messages that are new. */
  #fit(): void {
    const { addressees, names } = this.#parts;
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

function mark(words: Int32Array, message: number): void {
  const word = 1 + (message >>> 5);
  words[word] = (words[word] as number) | (1 << (message & 31));
}

function grownTo(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(length);
  longer.set(words);
  return longer;
}

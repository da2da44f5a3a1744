/**
 * A message pump for `bench:chord`: it runs many Chord nodes in one process, in virtual time. Messages and calls take
 * a random latency, a call to a node that is down ends with `unreachable`, and the timers of lookups and of waiting
 * operations fire by themselves. The timers of the periodic operations fire when a round says so, so the messages of
 * one round can be counted.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../checker/actors/actor.ts';
import { EventQueue, type Queued } from '../checker/simulate/simulation/event-queue.ts';
import { type Random, randomOf } from '../checker/values/random.ts';
import type {
  ChordNode,
  NodeInput,
  NodeMessage,
  NodeOutput,
  NodeReply,
  NodeRequest,
  NodeTimer,
} from '../models/chord/node/messages.ts';

/** Makes a node of the implementation. */
export type MakeNode = (birth: Birth<ChordNode>) => Core<ChordNode>;

/** The periodic operations; a round fires the timer of each node once. */
export type Periodic = Extract<NodeTimer, 'stabilize' | 'fixFingers' | 'replicate'>;

const periodic: ReadonlySet<NodeTimer> = new Set<NodeTimer>(['stabilize', 'fixFingers', 'replicate']);
const latencyMsMin = 20;
const latencyMsMax = 80;
/** A call to a node that is down ends after this time; the timer of a lookup has the same length. */
const timeoutMs = 500;
/** A node asks again after this time where the callee was busy. */
const againMs = 100;
/** A round spreads the timers of all nodes over this time. */
const roundMs = 1_000;

/** A node of the pump. */
interface Running {
  readonly self: NodeId;
  readonly core: Core<ChordNode>;
  readonly out: Outbox<ChordNode>;
  isUp: boolean;
  /** The timers that are armed; a periodic one has no due event. */
  readonly armed: Map<NodeTimer, Queued<() => void> | undefined>;
}

/** Nodes that exchange messages. */
export class Pump {
  readonly nodes = new Map<NodeId, Running>();
  /** The messages that were sent, by type; a request and its reply are two. */
  readonly sent = new Map<string, number>();
  /** The messages that were sent to nodes that are down; a lookup waits for its timer then. */
  lost = 0;
  readonly outputs: { readonly at: NodeId; readonly output: NodeOutput }[] = [];
  readonly #make: MakeNode;
  readonly #random: Random;
  readonly #queue = new EventQueue<() => void>();
  #nowMs = 0;

  constructor(make: MakeNode, seed: number) {
    this.#make = make;
    this.#random = randomOf(seed);
  }

  /** The virtual time in milliseconds. */
  get nowMs(): number {
    return this.#nowMs;
  }

  /** The messages that were sent, of all types. */
  get messages(): number {
    return [...this.sent.values()].reduce((sum, one) => sum + one, 0);
  }

  /** Brings a node up: one of the initial ring, or one that joins. */
  start(birth: Birth<ChordNode>): void {
    const { self } = birth;
    const core = this.#make(birth);
    const node: Running = { self, core, out: this.#outboxOf(self), isUp: true, armed: new Map() };
    this.nodes.set(self, node);
    core.start(node.out);
  }

  /** Fails a node for ever. */
  crash(self: NodeId): void {
    const node = this.#nodeOf(self);
    node.isUp = false;
    for (const due of node.armed.values()) if (due !== undefined) this.#queue.remove(due);
    this.nodes.delete(self);
  }

  input(self: NodeId, input: NodeInput): void {
    this.#handle(this.#nodeOf(self), { type: 'input', input });
  }

  /** Fires a periodic timer of each node that has it armed, all within one second, and waits for what follows. */
  round(timer: Periodic): void {
    for (const node of this.nodes.values())
      this.#after(this.#random.below(roundMs), () => {
        if (!node.armed.delete(timer)) return;
        this.#handle(node, { type: 'timeout', timer });
      });
    this.run();
  }

  /** Runs until nothing is due. */
  run(): void {
    for (let due = this.#queue.first; due !== undefined; due = this.#queue.first) {
      this.#queue.remove(due);
      this.#nowMs = due.atMs;
      due.event();
    }
  }

  #nodeOf(self: NodeId): Running {
    const node = this.nodes.get(self);
    if (node === undefined) throw new Error(`the pump has no node ${self} that is up`);
    return node;
  }

  #after(ms: number, event: () => void): Queued<() => void> {
    return this.#queue.add(this.#nowMs + ms, event);
  }

  #latencyMs(): number {
    return latencyMsMin + this.#random.below(latencyMsMax - latencyMsMin);
  }

  #count(type: string): void {
    this.sent.set(type, (this.sent.get(type) ?? 0) + 1);
  }

  #handle(node: Running, event: Received<ChordNode>): void {
    if (node.isUp) node.core.handle(event, node.out);
  }

  #outboxOf(self: NodeId): Outbox<ChordNode> {
    const node = () => this.#nodeOf(self);
    return {
      send: (to, message) => this.#send(self, to, message),
      call: (to, request) => this.#call(node(), to, request),
      output: (output) => this.outputs.push({ at: self, output: { ...output } }),
      persist: () => {},
      arm: (timer) => this.#arm(node(), timer),
      disarm: (timer) => {
        const { armed } = node();
        const due = armed.get(timer);
        if (due !== undefined) this.#queue.remove(due);
        armed.delete(timer);
      },
    };
  }

  #send(from: NodeId, to: NodeId, message: NodeMessage): void {
    this.#count(message.type);
    const copy = { ...message };
    this.#after(this.#latencyMs(), () => {
      const receiver = this.nodes.get(to);
      if (receiver === undefined) this.lost++;
      else this.#handle(receiver, { type: 'message', from, message: copy });
    });
  }

  #call(node: Running, to: NodeId, request: NodeRequest): void {
    this.#count(request.type);
    const copy = { ...request };
    const ends = (reply: NodeReply | { type: 'unreachable' }) =>
      this.#handle(node, { type: 'reply', from: to, reply });
    this.#after(this.#latencyMs(), () => {
      const reply = this.nodes.get(to)?.core.answer?.(copy);
      if (reply === undefined) {
        this.#after(timeoutMs, () => ends({ type: 'unreachable' }));
        return;
      }
      this.#count(reply.type);
      const kept = structuredClone(reply);
      this.#after(this.#latencyMs(), () => ends(kept));
    });
  }

  #arm(node: Running, timer: NodeTimer): void {
    const armed = node.armed.get(timer);
    if (armed !== undefined) this.#queue.remove(armed);
    if (periodic.has(timer)) {
      node.armed.set(timer, undefined);
      return;
    }
    const due = this.#after(timer === 'lookup' ? timeoutMs : againMs, () => {
      node.armed.delete(timer);
      this.#handle(node, { type: 'timeout', timer });
    });
    node.armed.set(timer, due);
  }
}

/**
 * A network of Chord nodes in memory, for tests of the implementation: it delivers messages and replies in order, and
 * fires armed timers when a test says so.
 */
import type { NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import type { Contacts } from '../../implementations/chord/contacts.ts';
import { Node } from '../../implementations/chord/node.ts';
import { chordRules } from '../../implementations/chord/rules.ts';
import type {
  ChordNode,
  NodeAdmission,
  NodeMessage,
  NodeOutput,
  NodeSetting,
  NodeTimer,
} from '../../models/chord/node/messages.ts';

/** Nodes that are up, what is on the way to them, and what they reported. */
export class ChordNetwork {
  readonly nodes = new Map<NodeId, Node>();
  readonly outputs: NodeOutput[] = [];
  /** Every message that was sent. */
  readonly sent: { readonly from: NodeId; readonly to: NodeId; readonly message: NodeMessage }[] = [];
  readonly #setting: NodeSetting;
  readonly #contacts: Contacts;
  readonly #timers = new Map<NodeId, Set<NodeTimer>>();
  readonly #queue: (() => void)[] = [];

  /** The nodes share a table of contacts. */
  constructor(setting: NodeSetting, contacts: Contacts) {
    this.#setting = setting;
    this.#contacts = contacts;
  }

  /** A node comes up. */
  add(self: NodeId, draw: NodeAdmission): void {
    const birth = { self, nodes: [], setting: this.#setting, draw };
    const node = new Node(birth, chordRules, this.#contacts);
    this.nodes.set(self, node);
    this.#timers.set(self, new Set());
    node.start(this.#outboxOf(self));
    this.settle();
  }

  /** A node fails: what is on the way to it is lost. */
  fail(node: NodeId): void {
    this.nodes.delete(node);
    this.#timers.delete(node);
  }

  /** A node takes an event, and everything that follows from it is delivered. */
  step(node: NodeId, event: Received<ChordNode>): void {
    this.#handle(node, event);
    this.settle();
  }

  /** The timers of all nodes fire once, where they are armed. */
  fire(...timers: readonly NodeTimer[]): void {
    for (const timer of timers)
      for (const [node, armed] of [...this.#timers])
        if (armed.delete(timer)) this.step(node, { type: 'timeout', timer });
  }

  /** Delivers until nothing is on the way. */
  settle(): void {
    for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) next();
  }

  #handle(self: NodeId, event: Received<ChordNode>): void {
    this.nodes.get(self)?.handle(event, this.#outboxOf(self));
  }

  #outboxOf(self: NodeId): Outbox<ChordNode> {
    const reply = (from: NodeId, outcome: Extract<Received<ChordNode>, { type: 'reply' }>['reply']) =>
      this.#queue.push(() => this.#handle(self, { type: 'reply', from, reply: outcome }));
    return {
      send: (to, message) => {
        this.sent.push({ from: self, to, message });
        this.#queue.push(() => this.#handle(to, { type: 'message', from: self, message }));
      },
      call: (to, request) => {
        this.#queue.push(() => {
          const callee = this.nodes.get(to);
          reply(to, callee === undefined ? { type: 'unreachable' } : callee.answer(request));
        });
      },
      output: (value) => this.outputs.push(value),
      arm: (timer) => this.#timers.get(self)?.add(timer),
      disarm: (timer) => this.#timers.get(self)?.delete(timer),
      persist: () => {},
    };
  }
}

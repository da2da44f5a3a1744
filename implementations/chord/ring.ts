/**
 * Maintenance of the ring (Zave 2017: join, stabilize, rectify). A node has at most one call open. While it waits for
 * the reply, which may change its neighbours, it answers no question about them, and a notification waits in a slot.
 * It does what the model's `node.ts` and `ring.ts` do.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { NodeReply, NodeRequest, NodeView, Operation } from '../../models/chord/node/messages.ts';
import type { Home } from './home.ts';

/** The variables of the maintenance, besides the routing table; plain data. */
export interface RingState
  extends Pick<NodeView, 'stage' | 'operation' | 'callee' | 'candidate' | 'notifier'> {
  /** The member that a joining node asks for its place; null once it is a member. */
  readonly via: NodeId | null;
}

/** The part of a node that reacts to changes of the ring. */
export interface RingListener {
  /** The node is a member now, and its timers start. */
  enter(): void;
  /** The predecessor is another node now. */
  handOver(): void;
}

/** The outcome of a call. */
export type Outcome = NodeReply | { readonly type: 'unreachable' };

const getNeighbours: NodeRequest = { type: 'GetNeighbours' };
const ping: NodeRequest = { type: 'Ping' };

/** The maintenance of one node. */
export class Ring {
  readonly #home: Home;
  readonly #listener: RingListener;
  stage: NodeView['stage'] = 'joining';
  via: NodeId | null = null;
  operation: Operation | null = null;
  callee: NodeId | null = null;
  candidate: NodeId | null = null;
  notifier: NodeId | null = null;

  constructor(home: Home, listener: RingListener) {
    this.#home = home;
    this.#listener = listener;
  }

  get isMember(): boolean {
    return this.stage === 'member';
  }

  /** Starts: a node with a contact joins through it, one without is a member of the first ring. */
  start(via: NodeId | null): void {
    this.via = via;
    if (via === null) this.#enter();
    else this.#callContact(via);
  }

  /** The reply to a call. It only reads. */
  answer(request: NodeRequest): NodeReply {
    if (!this.isMember) return { type: 'NoMember' };
    if (request.type === 'Ping') return { type: 'Alive' };
    const { routing, rules, self } = this.#home;
    if (!rules.isFree(this.operation !== null)) return { type: 'Busy' };
    if (
      request.type === 'FindPlace' &&
      !rules.isPlace(routing.isBetween(self, request.node, routing.successor))
    ) {
      const node = routing.closestPrecedingNode(request.node);
      return node === null ? { type: 'Busy' } : { type: 'Nearer', node };
    }
    return { type: 'Neighbours', successors: routing.successors, predecessor: routing.predecessor };
  }

  // ------------------------------------------------------------- join

  #callContact(via: NodeId): void {
    this.#call('join', via, { type: 'FindPlace', node: this.#home.self });
  }

  #joinReply(reply: Outcome): void {
    const { routing, rules, out } = this.#home;
    if (reply.type === 'Neighbours') {
      routing.successors = rules.takePlace(reply.successors);
      routing.predecessor = this.via;
      this.via = null;
      this.#endOperation();
      this.#enter();
    } else if (reply.type === 'Nearer') {
      this.via = reply.node;
      this.#callContact(reply.node);
    } else {
      this.#endOperation();
      if (isDown(reply)) this.stage = 'stranded';
      else out.arm('join');
    }
  }

  #enter(): void {
    this.stage = 'member';
    this.#listener.enter();
    this.#next();
  }

  // ------------------------------------------------------------- stabilize

  /** A timer of the maintenance fires; each is armed in one state only. */
  timeout(timer: 'join' | 'stabilize' | 'adopt'): void {
    if (timer === 'join') this.#callContact(this.via as NodeId);
    else if (timer === 'stabilize') this.#call('stabilize', this.#home.routing.successor, getNeighbours);
    else this.#call('adopt', this.candidate as NodeId, getNeighbours);
  }

  /** The outcome of the open call. */
  reply(reply: Outcome): void {
    const { operation } = this;
    if (operation === 'join') this.#joinReply(reply);
    else if (operation === 'stabilize') this.#stabilizeReply(reply);
    else if (operation === 'adopt') this.#adoptReply(reply);
    else if (operation === 'rectify') this.#rectifyReply(reply);
  }

  #stabilizeReply(reply: Outcome): void {
    const { routing, rules, self } = this.#home;
    if (reply.type === 'Neighbours') {
      const { successor } = routing;
      const { predecessor } = reply;
      const isBetween = predecessor !== null && routing.isBetween(self, predecessor, successor);
      routing.successors = rules.refreshList(successor, reply.successors, routing.successors);
      if (predecessor !== null && rules.isCloser(isBetween)) {
        this.candidate = predecessor;
        this.#call('adopt', predecessor, getNeighbours);
        return;
      }
      this.#notifySuccessor();
    } else if (isDown(reply)) {
      const { successors } = routing;
      routing.successors = rules.dropSuccessor(successors, routing.nodeAfter(successors.at(-1) as NodeId));
      this.#notifySuccessor();
    }
    this.#endOperation();
    this.#next();
  }

  #adoptReply(reply: Outcome): void {
    const { routing, rules } = this.#home;
    const candidate = this.candidate as NodeId;
    const { successors } = routing;
    if (reply.type === 'Neighbours')
      routing.successors = rules.adoptCandidate(candidate, reply.successors, successors);
    else if (isDown(reply)) routing.successors = rules.skipCandidate(candidate, successors);
    // A candidate that is busy is asked again.
    if (reply.type === 'Neighbours' || isDown(reply)) {
      this.candidate = null;
      this.#notifySuccessor();
    }
    this.#endOperation();
    this.#next();
  }

  #notifySuccessor(): void {
    const { out, routing, rules, self } = this.#home;
    out.send(rules.notifySuccessor(routing.successor, self), { type: 'Notify' });
  }

  // ------------------------------------------------------------- rectify

  /** A notification: it is handled at once, or waits in the slot while a call is open. */
  notify(from: NodeId): void {
    const { rules } = this.#home;
    if (this.stage === 'stranded') return;
    if (this.stage === 'joining' || this.operation !== null) {
      this.#noteNotifier(from);
      return;
    }
    if (rules.isNewPredecessor(this.#isNearerPredecessor(from))) this.#takePredecessor(from);
    else if (!rules.isPredecessor(from === this.#home.routing.predecessor)) {
      this.notifier = from;
      this.#home.out.disarm(this.candidate === null ? 'stabilize' : 'adopt');
      this.#callPredecessor();
    }
  }

  /** Of two notifications the slot keeps the one from the nearer node. */
  #noteNotifier(from: NodeId): void {
    const { routing, rules, self } = this.#home;
    const { notifier } = this;
    const isEmpty = notifier === null;
    if (rules.isBetterNotifier(isEmpty, !isEmpty && routing.isBetween(notifier, from, self)))
      this.notifier = from;
  }

  #isNearerPredecessor(node: NodeId): boolean {
    const { routing, self } = this.#home;
    const { predecessor } = routing;
    return predecessor === null || routing.isBetween(predecessor, node, self);
  }

  #takePredecessor(node: NodeId): void {
    this.#home.routing.predecessor = node;
    this.#listener.handOver();
  }

  #callPredecessor(): void {
    this.#call('rectify', this.#home.routing.predecessor as NodeId, ping);
  }

  /** The predecessor has given a sign of life, or is down: then the notifier in the slot replaces it. */
  #rectifyReply(reply: Outcome): void {
    const { rules } = this.#home;
    const notifier = this.notifier as NodeId;
    this.#endOperation();
    if (isDown(reply)) {
      if (rules.replaceDeadPredecessor()) this.#takePredecessor(notifier);
      this.notifier = null;
    } else if (!rules.slotIsNewPredecessor(this.#isNearerPredecessor(notifier))) this.notifier = null;
    this.#next();
  }

  // ------------------------------------------------------------- between two operations

  /** Handles the notification in the slot; without one the node is free, and its timer starts. */
  #next(): void {
    const { rules, routing, out } = this.#home;
    const { notifier } = this;
    if (notifier !== null) {
      if (rules.slotIsNewPredecessor(this.#isNearerPredecessor(notifier))) this.#takePredecessor(notifier);
      else if (!rules.slotIsPredecessor(notifier === routing.predecessor)) {
        this.#callPredecessor();
        return;
      }
      this.notifier = null;
    }
    out.arm(this.candidate === null ? 'stabilize' : 'adopt');
  }

  #call(operation: Operation, callee: NodeId, request: NodeRequest): void {
    this.operation = operation;
    this.callee = callee;
    this.#home.out.call(callee, request);
  }

  #endOperation(): void {
    this.operation = null;
    this.callee = null;
  }

  // ------------------------------------------------------------- state

  save(): RingState {
    const { stage, via, operation, callee, candidate, notifier } = this;
    return { stage, via, operation, callee, candidate, notifier };
  }

  load(saved: RingState): void {
    this.stage = saved.stage;
    this.via = saved.via;
    this.operation = saved.operation;
    this.callee = saved.callee;
    this.candidate = saved.candidate;
    this.notifier = saved.notifier;
  }
}

/** Whether the callee is down, or has no place in the ring. */
function isDown({ type }: Outcome): boolean {
  return type === 'unreachable' || type === 'NoMember';
}

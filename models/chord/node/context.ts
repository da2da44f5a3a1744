/** The context of a Chord node that speaks by messages: its variables, its start, its view, and its replies to calls. */
import type { Birth, MachineEvent, NodeId } from '../../../checker/actors/actor.ts';
import { between } from '../identifiers.ts';
import type { ChordNode, NodeReply, NodeSetting, NodeView } from './messages.ts';
import { closestPreceding, successorOf } from './routing.ts';

/** The events of the machine. */
export type NodeEvent = MachineEvent<ChordNode>;

/** The context of a node's machine: what the view shows, and what never changes. */
export interface NodeContext extends Omit<NodeView, 'stage'> {
  readonly self: NodeId;
  readonly setting: NodeSetting;
  /** The member that a joining node asks for its place; null once it is a member. */
  readonly via: NodeId | null;
  /** The number of the finger that is fixed next, from 1. */
  readonly nextFinger: number;
}

/** The first context: a joining node knows only its contact; a member of the initial ring knows its neighbours. */
export function initialContext({ self, setting, draw }: Birth<ChordNode>): NodeContext {
  const place = draw !== undefined && 'successors' in draw ? draw : { successors: [], predecessor: null };
  return {
    self,
    setting,
    via: draw !== undefined && 'via' in draw ? draw.via : null,
    successors: place.successors,
    predecessor: place.predecessor,
    operation: null,
    callee: null,
    candidate: null,
    notifier: null,
    fingers: ('fingers' in place ? place.fingers : undefined) ?? new Map(),
    nextFinger: 1,
    lookups: new Map(),
    keys: ('keys' in place ? place.keys : undefined) ?? new Set(),
    copying: new Map(),
  };
}

/** The stage of a node in a state of its machine. */
function stageIn(value: unknown, { via }: NodeContext): NodeView['stage'] {
  if (via === null) return 'member';
  return value === 'stranded' ? value : 'joining';
}

/** The view of a node in a state of its machine. */
export function nodeView(value: unknown, context: NodeContext): NodeView {
  const { self: _, setting: __, via: ___, nextFinger: ____, ...view } = context;
  return { stage: stageIn(value, context), ...view };
}

/** Whether no reply that may change the node's neighbours is on its way: it may speak about them. */
export function isFree({ operation }: NodeContext): boolean {
  return operation === null;
}

/**
 * The reply to a call. A query is answered at one instant (Zave 2017), so a node that waits for a reply itself says
 * that it is busy. A node that has no place in the ring says so; for the caller it is as good as down. `free` is a
 * parameter for a known bug.
 */
export function replyTo(
  context: NodeContext,
  request: ChordNode['request'],
  free: boolean = isFree(context),
): NodeReply {
  const { self, via, successors, predecessor } = context;
  if (via !== null) return { type: 'NoMember' };
  if (request.type === 'Ping') return { type: 'Alive' };
  if (!free) return { type: 'Busy' };
  if (request.type === 'FindPlace' && !between(self, request.node, successorOf(context))) {
    const node = closestPreceding(context, request.node);
    return node === null ? { type: 'Busy' } : { type: 'Nearer', node };
  }
  return { type: 'Neighbours', successors, predecessor };
}

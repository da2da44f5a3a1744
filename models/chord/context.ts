/** The context of both Chord models: the variables of one member, its start, its views and its replies. */
import type { Birth, MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import { between } from './identifiers.ts';
import type { Chord, ChordSetting, ChordView, Neighbours } from './messages.ts';

/** The events of both machines. */
export type ChordEvent = MachineEvent<Chord>;

/** The context of a member's machine. */
export interface ChordContext extends Neighbours {
  readonly self: NodeId;
  readonly setting: ChordSetting;
  /** The member through which the node joins; null once it is a member. */
  readonly via: NodeId | null;
  /** The predecessor of its successor, while the node is about to adopt it; null otherwise. */
  readonly candidate: NodeId | null;
  /** The sender of the notification that waits to be handled; null if none waits. */
  readonly notifier: NodeId | null;
}

/**
 * The first context: a joining node knows only its contact; a member of the initial ring knows its
 * neighbours.
 */
export function initialContext({ self, setting, draw }: Birth<Chord>): ChordContext {
  const place = draw !== undefined && 'successors' in draw ? draw : { successors: [], predecessor: null };
  const via = draw !== undefined && 'via' in draw ? draw.via : null;
  return { self, setting, via, ...place, candidate: null, notifier: null };
}

/** The first entry of a list. A member always has one. */
export function successorOf({ successors }: Pick<Neighbours, 'successors'>): NodeId {
  return successors[0] as NodeId;
}

/** The view of a member of the original protocol: its neighbours. No operation is open between two steps. */
export function viewOfOriginal({ successors, predecessor }: ChordContext): ChordView {
  return { successors, predecessor };
}

/** The view of a member of the corrected protocol: its neighbours and its open operations. */
export function viewOfCorrected(context: ChordContext): ChordView {
  const { successors, predecessor, candidate, notifier, setting } = context;
  return { successors, predecessor, candidate, ...(setting.inbox === 'slot' && { notifier }) };
}

/** Whether the reply of the successor names a nearer node: a predecessor that lies between the two. */
export function repliesNearer(context: ChordContext, event: ChordEvent): boolean {
  return (
    event.type === 'Neighbours' &&
    event.predecessor !== null &&
    between(context.self, event.predecessor, successorOf(context))
  );
}

/** The effect that calls a node: for its neighbours, or for a sign of life. */
export function callTo(to: NodeId | null, request: Chord['request']['type']) {
  return { type: 'call' as const, params: { to: to as NodeId, request: { type: request } } };
}

/** The reply to a call: a sign of life, or the neighbours of this member. */
export function replyTo(
  { successors, predecessor }: ChordContext,
  { type }: Chord['request'],
): Chord['reply'] {
  return type === 'Ping' ? { type: 'Alive' } : { type: 'Neighbours', successors, predecessor };
}

/** What a member of either protocol knows, how it comes to be one, and what it tells those who ask. */
import type { Birth, MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import { between } from './identifiers.ts';
import type { Chord, ChordSetting, ChordView, Neighbours } from './messages.ts';

export type ChordEvent = MachineEvent<Chord>;

export interface ChordContext extends Neighbours {
  readonly self: NodeId;
  readonly setting: ChordSetting;
  /** Through whom it joins; nobody for a member of a ring that stands already. */
  readonly via: NodeId | null;
  /** The predecessor of its successor, if nearer. */
  readonly candidate: NodeId | null;
  /** Whose notification is to be looked at. */
  readonly notifier: NodeId | null;
}

/** One that joins knows nobody but its contact; a member of a ring that stands already knows its neighbours. */
export function born({ self, setting, draw }: Birth<Chord>): ChordContext {
  const place = draw !== undefined && 'successors' in draw ? draw : { successors: [], predecessor: null };
  const via = draw !== undefined && 'via' in draw ? draw.via : null;
  return { self, setting, via, ...place, candidate: null, notifier: null };
}

/** The first entry of its list. A member always has one. */
export function successorOf({ successors }: Pick<Neighbours, 'successors'>): NodeId {
  return successors[0] as NodeId;
}

/** What lies open between two operations: in the original protocol nothing but its neighbours. */
export function viewOfOriginal({ successors, predecessor }: ChordContext): ChordView {
  return { successors, predecessor };
}

export function viewOfCorrected(context: ChordContext): ChordView {
  const { successors, predecessor, candidate, notifier, setting } = context;
  return { successors, predecessor, candidate, ...(setting.inbox === 'slot' && { notifier }) };
}

/** Whether what its successor replied names somebody nearer: a predecessor between the two. */
export function hearsOfCloser(context: ChordContext, event: ChordEvent): boolean {
  return (
    event.type === 'Neighbours' &&
    event.predecessor !== null &&
    between(context.self, event.predecessor, successorOf(context))
  );
}

/** A call for somebody's neighbours, or for a sign of life. */
export function asks(to: NodeId | null, request: Chord['request']['type']) {
  return { type: 'call' as const, params: { to: to as NodeId, request: { type: request } } };
}

/** What it replies: that it lives, or its neighbours. */
export function answered(
  { successors, predecessor }: ChordContext,
  { type }: Chord['request'],
): Chord['reply'] {
  return type === 'Ping' ? { type: 'Alive' } : { type: 'Neighbours', successors, predecessor };
}

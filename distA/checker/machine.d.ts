/**
 * An XState v5 machine as an actor.
 *
 * A state of this actor is plain data: where the machine stands (`value`), its context, and what its history states
 * remember. XState's own snapshot is made from it when a step needs one, and kept beside it.
 *
 * Timers are the `after` delays: entering a state arms them by name and leaving disarms them. XState lists both among
 * the step's actions, `xstate.raise` with a delay and `xstate.cancel`, in the order in which states are left and entered; so
 * of one timer the last of them counts, also where a step passes through a state without staying in it.
 */
import { type AnyStateMachine, type EventFromLogic, type SnapshotFrom, type StateValue } from 'xstate';
import type { Actor, MachineEvent, Of, Received, Shape } from './actor.ts';
/** What a machine's node is between two steps; equal data behave equally. */
export interface MachineState {
    readonly value: StateValue;
    readonly context: unknown;
    /** History state's id, and the ids of the states it would return to; absent where nothing is remembered. */
    readonly history?: Readonly<Record<string, readonly string[]>>;
}
/** How a machine becomes an actor of protocol P. */
export interface MachineReading<P extends Shape, M extends AnyStateMachine> {
    view(snapshot: SnapshotFrom<M>): P['view'];
    choices?(snapshot: SnapshotFrom<M>, event: Received<P>): readonly Of<P, 'choice'>[];
    /** What it replies to a call. */
    answer?(snapshot: SnapshotFrom<M>, request: Of<P, 'request'>): Of<P, 'reply'>;
}
/** The machine, if every event it handles is one that protocol P brings; otherwise a type that names the culprit. */
export type MachineOf<P extends Shape, M extends AnyStateMachine> = EventFromLogic<M> extends MachineEvent<P> ? M : {
    unknownEvent: Exclude<EventFromLogic<M>, MachineEvent<P>>;
};
/**
 * Makes an actor of a machine.
 *
 * @throws UsageError where the machine uses a feature that no model may use (see `machineFeatures`). What only shows
 * while it runs is refused with an CodeError by the step that shows it.
 */
export declare function machineActor<P extends Shape, M extends AnyStateMachine>(machine: MachineOf<P, M>, reading: MachineReading<P, M>): Actor<P, MachineState>;

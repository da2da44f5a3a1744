/**
 * Calls: which way an open one may go, what a callee replies, and which calls are refused. What becomes of the world is for
 * `semantics.ts` to say.
 */
import type { Effect, NodeId, Tagged } from './actor.ts';
import type { System } from './system.ts';
import { type Action, type NodeState, type OpenCall, type UpNode, type World } from './world.ts';
/** The action by which a callee answers. */
export declare function requestOf(from: NodeId, { id, to, request }: OpenCall): Action;
/** Whether the request may be answered now. */
export declare function mayAnswer(system: System, world: World, from: NodeId, { to, reply, isLost }: OpenCall): boolean;
/** How a call may come out now. */
export declare function outcomesOf(system: System, world: World, node: NodeId, { to, reply, isLost }: OpenCall): readonly Tagged[];
/** A node once one that it calls has crashed. */
export declare function withLostCalls(state: NodeState, callee: NodeId): NodeState;
/** What a node replies to a call, as it stands in this world. */
export declare function answerOf(system: System, world: World, caller: NodeId, to: NodeId, request: Tagged): Tagged;
/** How many calls a step may make one after the other before it is taken for endless. */
export declare const callsMax = 100;
/**
 * Refuses what no call may be: `count` says how many there were in this step, this one included.
 *
 * @throws CodeError
 */
export declare function refuseCall({ calls }: System, node: NodeId, event: {
    readonly type: string;
}, { to, request }: Extract<Effect, {
    type: 'call';
}>, count: number): void;
/** Without a field where no call is open. */
export declare function openCalls(calls: readonly OpenCall[]): Pick<UpNode, 'calls'>;
/** The open calls with one more, under the lowest number that is free. */
export declare function withCall(calls: readonly OpenCall[], to: NodeId, request: Tagged): readonly OpenCall[];

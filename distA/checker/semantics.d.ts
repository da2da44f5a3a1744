/**
 * What a system means: this file is the definition that every engine must equal. Exploring, schedules, replay and
 * shrinking all ask it three questions: which worlds come first (`initialWorlds`), what may happen in a world
 * (`actionsOf`), and what then is (`apply`).
 *
 * One action is one atomic step: a node takes one event, and all effects of that step are in place before anything else
 * happens. Where persistence is not `async`, what it persists is down by then, too, and the node was told so.
 */
import type { Birth, Effect, NodeId, Received } from './actor.ts';
import { CodeError } from './errors.ts';
import type { Happened, System } from './system.ts';
import { type Action, type Openness, type UpNode, type World } from './world.ts';
/** What became of a world. */
export interface Outcome {
    readonly world: World;
    /** The node that took a step, and what it reacted to; absent where only the network changed, a node crashed or began. */
    readonly stepped?: {
        readonly node: NodeId;
        readonly event: Received | {
            readonly type: 'restart';
        };
    };
    readonly effects: readonly Effect[];
    readonly ignored?: true;
    /** Which rules of its actor the step took. */
    readonly taken?: readonly string[];
}
/**
 * What may happen in a world, and the names of the bounds that suppressed something (then the world is a cut). A world in
 * which an implementation has left its model is one, too.
 */
export interface Offer {
    readonly actions: readonly Action[];
    readonly cuts: readonly string[];
    /** What the bounds suppressed, without what the environment might have drawn or the model chosen. */
    readonly suppressed: readonly Action[];
}
/** `told` hears of each node that comes up. */
export declare function initialWorlds(system: System, told?: (outcome: Outcome) => void): readonly World[];
/** What budgets and bounds limit, none of it used up. */
export declare function nothingSpent({ budget, bounds }: System): World['spent'];
/** What may happen in a world. */
export declare function actionsOf(system: System, world: World): Offer;
/** Whether a limit leaves room for one more. */
export declare function left(world: World, name: string, limit: number | undefined): boolean;
/** The action once for each draw of the environment and each choice of the model. */
export declare function opened<A extends Action & Openness>(system: System, world: World, action: A, event: Received): A[];
/**
 * The world after an action that `actionsOf` offers in it.
 *
 * @throws CodeError where the actor that takes the step fails.
 */
export declare function apply(system: System, world: World, action: Action): Outcome;
/** The world once the monitor was told; without a monitor the same world. */
export declare function noted(system: System, world: World, happened: Happened): World;
/** What a node is told when it comes up. */
export declare function birthIn({ nodes, setting }: System, self: NodeId, durable: object | undefined, draw: unknown): Birth;
/** How many records a node may persist in answer to `persisted` before its step is taken for endless. */
export declare const persistedMax = 100;
/** Without a field where nothing waits, so that equal nodes look alike. */
export declare function waiting(pending: readonly object[]): Pick<UpNode, 'pending'>;
/** An event as errors name it. */
export declare function describe(event: Received): string;
/** A node that never stops persisting. */
export declare function endlessPersisting(node: NodeId): CodeError;
/** A model that leaves open what it does with what it is told within a step. */
export declare function choiceWithin(node: NodeId, { type }: Received): CodeError;
/** A message to nobody. */
export declare function sentToStranger({ nodes }: Pick<World, 'nodes'>, node: NodeId, { to, message }: Extract<Effect, {
    type: 'send';
}>): CodeError;

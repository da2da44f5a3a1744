/**
 * Which features of XState a model may use. The table is the documentation (`docs/models.md` shows it) and the law:
 * `refuseUnsupported` walks a machine once, when its model is made, and whatever only shows while it runs is refused by
 * `machineActor` in the same words.
 *
 * The rule behind the table: a feature is refused, never ignored, where the checker could not see what it does. Children,
 * promises and callbacks run outside the step; an action with code of its own acts where no world records it.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { type EffectAction } from './actor.ts';
/** A feature of XState, whether a model may use it, and what it means or what to write instead. */
export interface Feature {
    readonly feature: string;
    readonly supported: boolean;
    /** What it means here, or what to write instead. */
    readonly instead: string;
}
/** Every feature of XState 5 and what becomes of it. */
export declare const machineFeatures: readonly [{
    readonly feature: 'states';
    readonly supported: true;
    readonly instead: 'atomic, compound and parallel states, entry and exit actions, tags, meta, description';
}, {
    readonly feature: 'history';
    readonly supported: true;
    readonly instead: 'shallow and deep; what is remembered is part of the state';
}, {
    readonly feature: 'final';
    readonly supported: true;
    readonly instead: 'onDone fires; a machine that is done ignores every event and its timers are disarmed';
}, {
    readonly feature: 'on';
    readonly supported: true;
    readonly instead: 'guards, several candidates, wildcards, forbidden transitions `X: {}`, reenter';
}, {
    readonly feature: 'always';
    readonly supported: true;
    readonly instead: "at most `options.maxIterations` microsteps, 1,000 unless the machine says otherwise";
}, {
    readonly feature: 'after';
    readonly supported: true;
    readonly instead: 'by the name of a delay that setup defines, one armed state per name; the world fires it at any moment';
}, {
    readonly feature: 'assign';
    readonly supported: true;
    readonly instead: 'the context must stay plain data';
}, {
    readonly feature: 'raise';
    readonly supported: true;
    readonly instead: 'without delay; it is handled within the step';
}, {
    readonly feature: 'enqueueActions';
    readonly supported: true;
    readonly instead: 'several effects from one action';
}, {
    readonly feature: 'log';
    readonly supported: true;
    readonly instead: 'prints nothing while checked';
}, {
    readonly feature: 'effects';
    readonly supported: true;
    readonly instead: 'send, call, output, persist, spread into setup with effects<P>()';
}, {
    readonly feature: 'guard combinators';
    readonly supported: true;
    readonly instead: 'and, or, not, stateIn; inline guards too, but only a named one can be replaced by a bug';
}, {
    readonly feature: 'after with a number';
    readonly supported: false;
    readonly instead: 'name the delay in setup({ delays }) and use that name';
}, {
    readonly feature: 'after with an unknown name';
    readonly supported: false;
    readonly instead: 'define the delay in setup({ delays }); XState would fire it at once';
}, {
    readonly feature: 'two armed states with one delay';
    readonly supported: false;
    readonly instead: 'give each its own delay name; the world tells timers apart by name';
}, {
    readonly feature: 'delayed raise';
    readonly supported: false;
    readonly instead: 'use a state with after';
}, {
    readonly feature: 'cancel';
    readonly supported: false;
    readonly instead: 'leave the state whose after armed the timer';
}, {
    readonly feature: 'invoke';
    readonly supported: false;
    readonly instead: 'send a message and handle the answer as an event';
}, {
    readonly feature: 'spawn';
    readonly supported: false;
    readonly instead: 'make the child a node, or a region of a parallel state';
}, {
    readonly feature: 'sendTo';
    readonly supported: false;
    readonly instead: 'use the effect action send with params { to, message }';
}, {
    readonly feature: 'emit';
    readonly supported: false;
    readonly instead: 'use the effect action output with params { value }';
}, {
    readonly feature: 'actions with code of their own';
    readonly supported: false;
    readonly instead: 'change context with assign and act through send, output or persist';
}, {
    readonly feature: 'an effect replaced';
    readonly supported: false;
    readonly instead: 'leave send, call, output and persist to effects<P>(): the checker reads their params and never calls them; replace the action that asks for them';
}, {
    readonly feature: 'an undefined name';
    readonly supported: false;
    readonly instead: 'define the action or guard in setup';
}];
/** Name of a feature in the table. */
export type FeatureName = (typeof machineFeatures)[number]['feature'];
/** The sentence for a refused feature. `where` names the state or action. */
export declare function refusal(machine: AnyStateMachine, where: string, feature: FeatureName): string;
/** Whether an action of that name is an effect: `send`, `call`, `output` or `persist`. */
export declare function isEffectAction(name: string): name is EffectAction;
/** The feature for which an action of this XState type is refused, if it is. */
export declare function refusedAction(type: string): FeatureName | undefined;
/**
 * Refuses what can be seen in a machine before it runs.
 *
 * @throws UsageError naming machine, state and feature.
 */
export declare function refuseUnsupported(machine: AnyStateMachine): void;
/** A state and all below it. */
export declare function stateNodes(node: AnyStateNode): Generator<AnyStateNode>;

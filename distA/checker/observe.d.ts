/** Worlds and steps as properties see them. */
import type { NodeId } from './actor.ts';
import type { Recovery, Seen, Transition } from './property.ts';
import type { Outcome } from './semantics.ts';
import type { System } from './system.ts';
import { type World } from './world.ts';
/** The nodes of which anything is promised. */
export declare function honestNodes(system: System): readonly NodeId[];
/** A world as properties see it: without adversaries. */
export declare function seenIn(system: System, world: World): Seen;
/** The step that an action made a node take. Of a restart without a durable record `before` is undefined. */
export declare function transitionOf(system: System, before: World, outcome: Outcome): Transition | Recovery | undefined;

/**
 * An actor that takes each step once. Worlds are many, but the states one node can be in are few, and a step of an XState
 * machine costs far more than looking up what it did the last time.
 *
 * Sound because an actor is a pure function of what `canonical` encodes: equal state, event and choice, equal step. That
 * a step leaves the state it was given alone is checked here.
 */
import type { Actor } from './actor.ts';
import type { System } from './system.ts';
/** The actor, remembering. */
export declare function remembered(actor: Actor): Actor;
/** The system with each actor remembering. Nodes that share an actor share what it remembers. */
export declare function withMemory(system: System): System;

import type { Property } from './property.ts';
import type { System } from './system.ts';
import { type Action, type World } from './world.ts';
/** A promise of what happens in the end. */
export type Liveness = Extract<Property, {
    kind: 'leadsTo' | 'settles';
}>;
/** A run: the worlds it passes, one more than actions; from the last it goes on as from world `loop`. */
export interface Run {
    readonly worlds: readonly World[];
    readonly actions: readonly Action[];
    readonly loop: number;
}
/** Whether the run comes round, is fair, and breaks the promise. */
export declare function breaksForEver(system: System, property: Liveness, real: Run): boolean;

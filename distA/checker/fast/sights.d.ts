import { type Over, type OverGiven, type Seen } from '../property.ts';
import { type Extent, type Instances, type Sight, type Sights } from '../sight.ts';
import { type Parts } from './parts.ts';
/** The world that is being judged. */
export interface Scene {
    /** Its number. */
    readonly world: number;
    readonly row: Int32Array;
    /** Index of the node whose standing is new in this world; -1 where none is, -2 where all are. */
    readonly changed: number;
    /** What the monitor remembers is new. */
    readonly isHistoryNew: boolean;
}
export declare class FastSights implements Sights {
    #private;
    constructor(parts: Parts, scene: () => Scene);
    of(over: OverGiven | Over, extent: Extent): Sight;
    each(over: Over): Instances;
    /** What properties on the whole world see of this one. */
    seen(): Seen;
}

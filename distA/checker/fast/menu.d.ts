import type { Kind } from '../walk.ts';
import { type Action } from '../world.ts';
import { type Stage } from './stage.ts';
/** See `Walk`, whose first three questions it answers. */
export declare class Menu {
    #private;
    constructor(stage: Stage);
    count(kind: Kind): number;
    at(kind: Kind, index: number): Action | undefined;
    ways(action: Action): readonly Action[];
}

import type { Bias } from '../strategy.ts';
import type { Action } from '../world.ts';
/** Shies away from what led out of the scope, so that a run is not spent on coming to its end again and again. */
export declare class Wary {
    #private;
    readonly bias: Bias;
    shun(action: Action): void;
}

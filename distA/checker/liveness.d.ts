import type { Fairness } from './fairness.ts';
import { type Explored, type Finding, type Judge } from './finding.ts';
import type { Instances, Sight } from './sight.ts';
/** Whenever `from` holds, `over` holds in the end: for each of their instances by itself. */
export declare class LeadsToJudge implements Judge {
    #private;
    readonly settled = false;
    readonly needs = "labels";
    constructor(from: Instances, over: Instances, fairness: Fairness);
    world(world: number): void;
    conclude(explored: Explored): Finding;
}
/** From every world, once faults and inputs have stopped, it comes to hold everywhere and stays. */
export declare class SettlesJudge implements Judge {
    #private;
    readonly settled = false;
    readonly needs = "labels";
    constructor(sight: Sight, fairness: Fairness);
    world(world: number): void;
    conclude(explored: Explored): Finding;
}
/** In calm, links that are cut heal and nodes that are down come back, if not at once. */
export declare function calmFairness({ weak, strong }: Fairness): Fairness;

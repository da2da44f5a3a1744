import type { Random } from '../random.ts';
import { type Bias, type Cluster, type Strategy } from '../strategy.ts';
import type { System } from '../system.ts';
/** Every strategy. */
export declare const strategies: readonly Strategy[];
/**
 * The strategy of that name.
 *
 * @throws UsageError where there is none.
 */
export declare function strategyNamed(name: string): Strategy;
/** Draws the bias of one run: the weather, and of the strategies that suit the system a few. */
export declare function drawn(from: readonly Strategy[], system: System, cluster: Cluster, random: Random): {
    readonly bias: Bias;
    readonly names: readonly string[];
};

/** All strategies, and the mix that is drawn from them unless one is named. */
import { UsageError } from '../errors.js';
import { together } from '../strategy.js';
import { adversaryFirst } from './adversary-first.js';
import { churn } from './churn.js';
import { partitionStorm } from './partition-storm.js';
import { priorities } from './priorities.js';
import { replays } from './replay.js';
import { slowLink } from './slow-link.js';
import { slowNode } from './slow-node.js';
import { splitVote } from './split-vote.js';
import { uniform } from './uniform.js';
import { weather } from './weather.js';
import { worstMoment } from './worst-moment.js';
/** Every strategy. */
export const strategies = [
    uniform,
    splitVote,
    churn,
    partitionStorm,
    slowNode,
    slowLink,
    worstMoment,
    replays,
    priorities,
    adversaryFirst,
];
/**
 * The strategy of that name.
 *
 * @throws UsageError where there is none.
 */
export function strategyNamed(name) {
    const found = strategies.find((strategy) => strategy.name === name.toLowerCase());
    if (found !== undefined)
        return found;
    const names = strategies.map((strategy) => strategy.name);
    throw new UsageError(`there is no strategy '${name}'; there is ${names.join(', ')}`);
}
/** Most strategies that have a part in one run. */
const togetherMax = 2;
/** Draws the bias of one run: the weather, and of the strategies that suit the system a few. */
export function drawn(from, system, cluster, random) {
    const left = from.filter((strategy) => strategy.suits?.(system) ?? true);
    const count = Math.min(left.length, random.upTo(1, togetherMax));
    const chosen = [];
    while (chosen.length < count) {
        const [strategy] = left.splice(random.below(left.length), 1);
        if (strategy.isAlone)
            return { bias: strategy.begin(cluster, random), names: [strategy.name] };
        chosen.push(strategy);
    }
    const biases = chosen.map((strategy) => strategy.begin(cluster, random));
    return { bias: together([weather(system, random), ...biases]), names: chosen.map(({ name }) => name) };
}

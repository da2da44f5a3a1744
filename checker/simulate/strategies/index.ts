/** All strategies, and the mix that is drawn from them unless one is named. */
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';
import type { Random } from '../../values/random.ts';
import { didYouMean } from '../../values/suggestions.ts';
import { adversaryFirst } from './adversary-first.ts';
import { churn } from './churn.ts';
import { faultMix } from './fault-mix.ts';
import { partitionStorm } from './partition-storm.ts';
import { priorities } from './priorities.ts';
import { replays } from './replays.ts';
import { slowLink } from './slow-link.ts';
import { slowNode } from './slow-node.ts';
import { splitVote } from './split-vote.ts';
import { type Bias, type Cluster, type Strategy, together } from './strategy.ts';
import { uniform } from './uniform.ts';
import { worstMoment } from './worst-moment.ts';

/** Every strategy. */
export const strategies: readonly Strategy[] = [
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
export function strategyNamed(name: string): Strategy {
  const found = strategies.find((strategy) => strategy.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = strategies.map((strategy) => strategy.name);
  throw new UsageError(`there is no strategy '${name}'; ${didYouMean(name, names)}`);
}

/**
 * Those of the strategies that have something to do in this system.
 *
 * @throws UsageError where none has.
 */
export function suitedTo(system: System, chosen: readonly Strategy[]): readonly Strategy[] {
  const suited = chosen.filter(({ suits }) => suits?.(system) ?? true);
  if (suited.length > 0) return suited;
  const names = chosen.map(({ name }) => `'${name}'`).join(', ');
  throw new UsageError(
    `strategy ${names} has nothing to do in this system: ${chosen.map(({ imitates }) => imitates).join('; ')}`,
  );
}

/** How many of the runs have two strategies at once. */
const twoAtOnce = 0.25;

/**
 * Draws the bias of one run: the weather, and of the strategies that suit the system one or two.
 *
 * @throws UsageError where none suits it.
 */
export function drawStrategies(
  from: readonly Strategy[],
  system: System,
  cluster: Cluster,
  random: Random,
): { readonly bias: Bias; readonly names: readonly string[] } {
  const suited = suitedTo(system, from);
  const first = suited[random.below(suited.length)] as Strategy;
  if (first.isAlone) return { bias: first.begin(cluster, random), names: [first.name] };
  const others = suited.filter((other) => other !== first && !other.isAlone);
  const isTwo = others.length > 0 && random.chance(twoAtOnce);
  const chosen = isTwo ? [first, others[random.below(others.length)] as Strategy] : [first];
  const biases = chosen.map((strategy) => strategy.begin(cluster, random));
  return {
    bias: together([faultMix(system, cluster, random), ...biases]),
    names: chosen.map(({ name }) => name),
  };
}

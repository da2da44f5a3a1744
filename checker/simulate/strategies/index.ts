/** The list of strategies, the lookup by name, and the draw of strategies and fault mix for each run. */
import type { System } from '../../semantics/system.ts';
import { UsageError } from '../../values/errors.ts';
import type { Random } from '../../values/random.ts';
import { choice } from '../../values/suggestions.ts';
import { adversaryFirst } from './adversary-first.ts';
import { churn } from './churn.ts';
import { faultMix } from './fault-mix.ts';
import { partitionStorm } from './partition-storm.ts';
import { priorities } from './priorities.ts';
import { replays } from './replays.ts';
import { slowLink } from './slow-link.ts';
import { slowNode } from './slow-node.ts';
import { splitVote } from './split-vote.ts';
import { type Bias, type Cluster, combined, type Strategy } from './strategy.ts';
import { uniform } from './uniform.ts';
import { worstMoment } from './worst-moment.ts';

/** All strategies. */
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
 * The strategy with this name.
 *
 * @throws UsageError if there is none.
 */
export function strategyNamed(name: string): Strategy {
  const found = strategies.find((strategy) => strategy.name === name.toLowerCase());
  if (found !== undefined) return found;
  const names = strategies.map((strategy) => strategy.name);
  throw new UsageError(`there is no strategy '${name}'; ${choice(name, names)}`);
}

/**
 * The strategies that are applicable to this system.
 *
 * @throws UsageError if none is.
 */
export function suitedTo(system: System, chosen: readonly Strategy[]): readonly Strategy[] {
  const suited = chosen.filter(({ suits }) => suits?.(system) ?? true);
  if (suited.length > 0) return suited;
  const names = chosen.map(({ name }) => `'${name}'`).join(', ');
  throw new UsageError(
    `strategy ${names} is not applicable to this system (it imitates ${chosen.map(({ imitates }) => imitates).join('; ')}); ` +
      "'uniform' is applicable to all",
  );
}

/** The probability of two strategies in one run. */
const pairProbability = 0.25;

/**
 * Draws the bias of one run: the fault mix, and one or two of the strategies that are applicable to the
 * system.
 *
 * @throws UsageError if none is applicable.
 */
export function drawStrategies(
  from: readonly Strategy[],
  system: System,
  cluster: Cluster,
  random: Random,
): { readonly bias: Bias; readonly names: readonly string[] } {
  const suited = suitedTo(system, from);
  const first = suited[random.below(suited.length)] as Strategy;
  if (first.isExclusive) return { bias: first.begin(cluster, random), names: [first.name] };
  const others = suited.filter((other) => other !== first && !other.isExclusive);
  const isTwo = others.length > 0 && random.chance(pairProbability);
  const chosen = isTwo ? [first, others[random.below(others.length)] as Strategy] : [first];
  const biases = chosen.map((strategy) => strategy.begin(cluster, random));
  return {
    bias: combined([faultMix(system, cluster, random), ...biases]),
    names: chosen.map(({ name }) => name),
  };
}

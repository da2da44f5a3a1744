/**
 * Strategies: biased ways of choosing what happens next, each after a failure of real systems (`strategies/`).
 *
 * What happens next is drawn in two stages. First a kind of action gets its turn, by rates that do not depend on how many
 * actions there are of it: so a hundred armed timers do not drown one delivery, nor old messages a vote. Then one action of
 * that kind is drawn, and taken as readily as the strategy is eager for it; what it holds back happens once nothing else is
 * left, so that no strategy can bring a run to a halt.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { System } from '../../semantics/system.ts';
import type { Action } from '../../semantics/world.ts';
import type { Random } from '../../values/random.ts';
import { type Kind, kinds, type Taken } from '../simulation/simulation.ts';

/** A failure of real systems, to be imitated. */
export interface Strategy {
  /** As flags spell it. */
  readonly name: string;
  /** Which failure it imitates, in one line. */
  readonly imitates: string;
  /** Not to be mixed with anything else. */
  readonly isAlone?: true;
  /** Whether this system can fail in that way; any can unless given. */
  suits?(system: System): boolean;
  /** Draws how it is to fail in one run. */
  begin(cluster: Cluster, random: Random): Bias;
}

/** What a strategy may know beforehand. */
export interface Cluster {
  readonly nodes: readonly NodeId[];
  readonly adversaries: readonly NodeId[];
  /** Most actions of the run. */
  readonly actionsMax: number;
}

/** How one run is biased. */
export interface Bias {
  /** How often a kind gets its turn, as a factor; 1 unless given. */
  readonly rates?: Readonly<Partial<Record<Kind, number>>>;
  /** How readily an action is taken when it is drawn: from 0, only if nothing else is left, to 1. */
  eagerness?(action: Action): number;
  /** Hears what was taken, and what came of it. */
  after?(action: Action, taken: Taken): void;
}

/** Several at once: rates and eagerness multiply. */
export function together(biases: readonly Bias[]): Bias {
  const rates = Object.fromEntries(
    kinds.map((kind) => [kind, biases.reduce((rate, bias) => rate * (bias.rates?.[kind] ?? 1), 1)]),
  );
  const eager = biases.filter(({ eagerness }) => eagerness !== undefined);
  const listening = biases.filter(({ after }) => after !== undefined);
  return {
    rates,
    ...(eager.length > 0 && {
      eagerness: (action: Action) => {
        let product = 1;
        for (const bias of eager) product *= bias.eagerness?.(action) as number;
        return product;
      },
    }),
    ...(listening.length > 0 && {
      after: (action: Action, taken: Taken) => {
        for (const bias of listening) bias.after?.(action, taken);
      },
    }),
  };
}

/**
 * The interface of a strategy: a biased choice of the next action that imitates one failure of real systems.
 *
 * The next action is drawn in two stages. The first stage draws a kind of action, by rates that do not depend
 * on the number of actions of the kind; so a hundred armed timers do not displace one delivery. The second
 * stage draws one action of the kind and accepts it with the probability `eagerness`. If all other actions
 * are used up, rejected actions are taken too, so no strategy can block a run.
 */
import type { NodeId } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import type { System } from '../../semantics/system.ts';
import type { Random } from '../../values/random.ts';
import { type Kind, kinds, type Taken } from '../simulation/simulation.ts';

/** A strategy: it imitates one failure of real systems. */
export interface Strategy {
  /** The name that the command's flags use. */
  readonly name: string;
  /** The imitated failure, in one line. */
  readonly imitates: string;
  /** True if a run has neither a second strategy nor a fault mix beside this one. */
  readonly isExclusive?: true;
  /** True if the strategy is applicable to this system; without the function it is applicable to all. */
  suits?(system: System): boolean;
  /** Draws the bias of one run. */
  begin(cluster: Cluster, random: Random): Bias;
}

/** The facts about a system that a strategy can use. */
export interface Cluster {
  readonly nodes: readonly NodeId[];
  readonly adversaries: readonly NodeId[];
  /** The most actions of the run. */
  readonly actionsMax: number;
}

/** The bias of one run. */
export interface Bias {
  /** A factor of the probability that a kind is drawn; 1 unless given. */
  readonly rates?: Readonly<Partial<Record<Kind, number>>>;
  /**
   * The probability that an action is accepted when it is drawn; at 0 it is taken only if no other is left.
   */
  eagerness?(action: Action): number;
  /** Receives each action after it is taken, with its result. */
  after?(action: Action, taken: Taken): void;
}

/** The product of several biases: rates and eagerness multiply. */
export function combined(biases: readonly Bias[]): Bias {
  const rates = Object.fromEntries(
    kinds.map((kind) => [kind, biases.reduce((rate, bias) => rate * (bias.rates?.[kind] ?? 1), 1)]),
  );
  const withEagerness = biases.filter(({ eagerness }) => eagerness !== undefined);
  const withAfter = biases.filter(({ after }) => after !== undefined);
  return {
    rates,
    ...(withEagerness.length > 0 && {
      eagerness: (action: Action) => {
        let product = 1;
        for (const bias of withEagerness) product *= bias.eagerness?.(action) as number;
        return product;
      },
    }),
    ...(withAfter.length > 0 && {
      after: (action: Action, taken: Taken) => {
        for (const bias of withAfter) bias.after?.(action, taken);
      },
    }),
  };
}

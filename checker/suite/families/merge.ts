/**
 * The verdicts on a family, merged from those on its members as for the disjoint union of their systems: a
 * property is violated if a member violates it, a goal is reached if a member reaches it, and a premise
 * occurred if it occurred in a member.
 */
import type { Exploration } from '../../explore/result.ts';
import type { Property } from '../../property/property.ts';
import { neverListed, neverOccurred, neverRecovered } from '../../property/verdict.ts';
import type { Coverage } from '../../semantics/coverage.ts';
import type { System } from '../../semantics/system.ts';
import type { Result } from '../../traces/result.ts';

/** The verdict on one property, from the results in the members that have it. */
export class MergedVerdict {
  readonly property: Property;
  /** The number of members that have the property. */
  readonly #members: number;
  #judged = 0;
  /** The number of members with the verdict `violated`, or `reached` of a `sometimes`. */
  #decided = 0;
  /** The result with the shortest trace; of equally short ones the first. */
  #shortest: Result | undefined;
  /** Why members are inconclusive although their premise occurred, with the first such member. */
  readonly #reasons = new Map<string, { readonly scope: string; count: number }>();
  /** Why nothing was tested in a member. */
  #untested: string | undefined;
  #isTested = false;
  #restarts: 'without a record' | 'with a record' | undefined;

  constructor(property: Property, members: number) {
    this.property = property;
    this.#members = members;
  }

  /** Whether the property is violated, or reached, in some member. */
  get isDecided(): boolean {
    return this.#decided > 0;
  }

  /** The number of steps of the shortest trace so far. */
  get shortest(): number {
    return this.#shortest?.trace?.steps.length ?? Number.POSITIVE_INFINITY;
  }

  /** Adds the result of a member. */
  add(scope: string, result: Result, { actions }: Coverage): void {
    const { verdict, because = '', trace } = result;
    this.#judged++;
    if (verdict === 'violated' || verdict === 'reached') {
      this.#decided++;
      const steps = trace?.steps.length ?? Number.POSITIVE_INFINITY;
      if (this.#shortest === undefined || steps < this.shortest) this.#shortest = { ...result, scope };
    } else if (verdict === 'holds') {
      this.#isTested = true;
      // A restart without a record would have made this verdict inconclusive.
      if (actions.restart > 0) this.#restarts = 'with a record';
    } else if (because === neverRecovered) this.#restarts ??= 'without a record';
    else if (because === neverOccurred || because === neverListed) this.#untested ??= because;
    else {
      const reason = this.#reasons.get(because);
      if (reason === undefined) this.#reasons.set(because, { scope, count: 1 });
      else reason.count++;
    }
  }

  /**
   * The verdict; `stopped` is the reason for which some members were not searched, or not completely. Members
   * are counted unless later ones were searched for a shorter trace alone (`shortestOnly`).
   */
  conclude(stopped: string | undefined, shortestOnly = false): Result {
    const { property } = this;
    if (this.#shortest !== undefined) {
      const members = { count: this.#decided, of: this.#judged };
      return { ...this.#shortest, property, ...(!shortestOnly && { members }) };
    }
    const because = property.kind === 'sometimes' ? this.#notReached(stopped) : this.#undecided(stopped);
    return because === undefined
      ? { property, verdict: 'holds' }
      : { property, verdict: 'inconclusive', because };
  }

  #notReached(stopped: string | undefined): string {
    if (stopped !== undefined) return `not reached so far, but ${stopped}`;
    return this.#reasonsText ?? 'never reached in this scope';
  }

  /** Why the verdict is inconclusive; undefined if the property holds. */
  #undecided(stopped: string | undefined): string | undefined {
    const isIncomplete = this.#judged < this.#members || this.#reasons.size > 0;
    if (stopped !== undefined && isIncomplete) return `not violated so far, but ${stopped}`;
    const reasons = this.#reasonsText;
    if (reasons !== undefined) return reasons;
    if (this.#restarts === 'without a record') return neverRecovered;
    return this.#isTested || this.#restarts !== undefined ? undefined : this.#untested;
  }

  /** The first reason, with the members that have it. */
  get #reasonsText(): string | undefined {
    const [first] = this.#reasons;
    if (first === undefined) return undefined;
    const [because, { scope, count }] = first;
    if (count === this.#members) return because;
    return `in ${count} of ${this.#members} members, the first of them ${scope}: ${because}`;
  }
}

/** The coverage of a family: a transition of a machine counts as taken if a member takes it. */
export class MergedCoverage {
  readonly #actions: Record<string, number> = {};
  readonly #rules = new Set<string>();
  readonly #taken = new Set<string>();

  /** Adds the coverage of a member. */
  add({ nodes }: System, { actions, never }: Coverage): void {
    for (const [kind, times] of Object.entries(actions))
      this.#actions[kind] = (this.#actions[kind] ?? 0) + times;
    const without = new Set(never);
    for (const actor of new Set(Object.values(nodes)))
      for (const rule of actor.rules ?? []) {
        this.#rules.add(rule);
        if (!without.has(rule)) this.#taken.add(rule);
      }
  }

  get merged(): Coverage {
    return {
      actions: { ...this.#actions } as Coverage['actions'],
      never: [...this.#rules].filter((rule) => !this.#taken.has(rule)),
    };
  }
}

/** The statistics of a family: sums of those of its members, and the maximum of their depths. */
export type MergedStatistics = Omit<Exploration, 'results' | 'coverage' | 'members' | 'stopped'>;

/** The statistics of a family before the first member. */
export const noStatistics: MergedStatistics = {
  ...{ worlds: 0, transitions: 0, unchanged: 0, depth: 0, cuts: 0 },
  quiescent: { worlds: 0 },
};

/** The statistics with those of one more member. */
export function withMember(sum: MergedStatistics, one: Exploration): MergedStatistics {
  const depths = [sum.quiescent.depth, one.quiescent.depth].filter((depth) => depth !== undefined);
  const groups = [...(sum.symmetric ?? []), ...(one.symmetric ?? [])];
  const leftOut = (sum.leftOut ?? 0) + (one.leftOut ?? 0);
  const hasReduction = sum.leftOut !== undefined || one.leftOut !== undefined;
  return {
    worlds: sum.worlds + one.worlds,
    transitions: sum.transitions + one.transitions,
    unchanged: sum.unchanged + one.unchanged,
    depth: Math.max(sum.depth, one.depth),
    cuts: sum.cuts + one.cuts,
    quiescent: {
      worlds: sum.quiescent.worlds + one.quiescent.worlds,
      ...(depths.length > 0 && { depth: Math.min(...depths) }),
    },
    ...(hasReduction && { leftOut }),
    ...(groups.length > 0 && { symmetric: distinct(groups) }),
    ...orderOf(sum, one),
  };
}

/** Groups of nodes without those that occur twice. */
function distinct(groups: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(groups.map((group) => [group.join(' '), group])).values()];
}

/** The strategy of the search; a world is omitted with at most the probability of the worst member. */
function orderOf(sum: MergedStatistics, { order }: Exploration): Pick<Exploration, 'order'> {
  if (order?.name !== 'bitstate') return order === undefined ? {} : { order };
  const before = sum.order?.name === 'bitstate' ? sum.order.omission : 0;
  return { order: { name: 'bitstate', omission: Math.max(before, order.omission) } };
}

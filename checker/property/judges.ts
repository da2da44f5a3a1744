/**
 * The judges: one for each property, which evaluates worlds and transitions as the search discovers them and
 * gives the verdict at the end. A breadth-first search discovers worlds by their depth, so the first
 * violation is a shortest one.
 */
import { began, callNumber, ended, running } from '../actors/heartbeat.ts';
import { calling, truth } from '../actors/user-code.ts';
import type { Recovery, Transition } from '../semantics/views.ts';
import { failedAt } from '../values/errors.ts';
import { BitSet } from '../values/int-lists.ts';
import { type Evaluator, type Evaluators, obligations } from './evaluate.ts';
import { Labels } from './fairness.ts';
import { faultFreeFairness, LeadsToJudge, SettlesJudge } from './liveness.ts';
import type { Property } from './property.ts';
import {
  type Explored,
  type Finding,
  type Judge,
  neverRecovered,
  notViolated,
  type PropertyVerdict,
  type StateRef,
} from './verdict.ts';

/**
 * The judge of a property; its evaluators are bound to the current world.
 *
 * @param violationsMax - the number of violations of a safety property (`always`, `step`) after which it is
 * decided
 */
export function judgeOf(property: Property, evaluators: Evaluators, violationsMax = 1): Judge {
  switch (property.kind) {
    case 'always':
    case 'inductive':
      return new AlwaysJudge(evaluators.of(property.over, 'changes'), violationsMax);
    case 'step':
      return new StepJudge(property, violationsMax);
    case 'sometimes':
      return new SometimesJudge(evaluators.of(property.over, 'changes'));
    case 'possible': {
      const { over, from } = property;
      return new PossibleJudge(evaluators.of(over, 'whole'), from && evaluators.of(from, 'whole'));
    }
    case 'leadsTo': {
      const { over, from, fairness = {} } = property;
      return new LeadsToJudge(...obligations(evaluators, from, over), fairness);
    }
    case 'settles':
      return property.fairness === undefined
        ? new TimedJudge()
        : new SettlesJudge(evaluators.of(property.over, 'whole'), property.fairness, property.ends);
  }
}

/**
 * Evaluates a world by the judge of a property; an error of the property carries its name. `call` is the
 * number under which the watchdog knows this call. The caller ends it, once for all judges that it calls in
 * turn.
 */
export function judgeWorld({ name }: Property, judge: Judge, world: number, call: number): void {
  began(call);
  try {
    judge.world?.(world);
  } catch (cause) {
    throw failedAt(`property '${name}'`, cause);
  }
}

/** Evaluates a step by the judge of a property, as `judgeWorld` does a world. */
export function judgeStep(
  { name }: Property,
  judge: Judge,
  step: Transition | Recovery,
  where: StateRef,
  call: number,
): void {
  began(call);
  try {
    judge.step?.(step, where);
  } catch (cause) {
    throw failedAt(`property '${name}'`, cause);
  }
}

/** Calls into the code of a property; an error carries the property's name. */
export function callingProperty<T>(property: Pick<Property, 'name'>, run: () => T): T {
  return calling(`property '${property.name}'`, run);
}

/** The number under which the watchdog knows calls of this property. */
export function callNumberOf({ name }: Property): number {
  return callNumber(`property '${name}'`);
}

/** Judges a `settles` without fairness, which only schedules can check. */
class TimedJudge implements Judge {
  readonly isDecided = false;

  conclude(): PropertyVerdict {
    return {
      verdict: 'inconclusive',
      because: 'a search has no time, and the property has no fairness; schedules check it',
    };
  }
}

type Kind<K extends Property['kind']> = Extract<Property, { kind: K }>;

/** The part of a judge that keeps violations of a safety property, in the order in which they are found. */
abstract class SafetyJudge implements Judge {
  protected readonly violations: Finding[] = [];
  protected premiseOccurred = false;
  readonly #violationsMax: number;

  constructor(violationsMax: number) {
    this.#violationsMax = violationsMax;
  }

  get isDecided(): boolean {
    return this.violations.length >= this.#violationsMax;
  }

  get isViolated(): boolean {
    return this.violations.length > 0;
  }

  conclude({ stopped }: Explored): PropertyVerdict {
    const [first, ...others] = this.violations;
    if (first === undefined) return notViolated(stopped, this.premiseOccurred);
    return { verdict: 'violated', ...first, ...(others.length > 0 && { others }) };
  }
}

/** Judges an invariant. */
class AlwaysJudge extends SafetyJudge {
  readonly onlyOnChange = true;
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator, violationsMax: number) {
    super(violationsMax);
    this.#evaluator = evaluator;
  }

  world(world: number): void {
    if (this.isDecided) return;
    this.premiseOccurred ||= this.#evaluator.premiseOccurs();
    // No instance can fail while no premise has occurred.
    if (this.premiseOccurred && this.#evaluator.fails())
      this.violations.push({ where: { world }, at: this.#evaluator.failingAt() });
  }
}

/** Judges a property of transitions. */
class StepJudge extends SafetyJudge {
  /** Whether a restart occurred, and if so whether one had a durable record. */
  #restarts: 'without a record' | 'with a record' | undefined;
  readonly #over: Kind<'step'>['over'];

  constructor({ over }: Kind<'step'>, violationsMax: number) {
    super(violationsMax);
    this.#over = over;
  }

  step(transition: Transition | Recovery, where: StateRef): void {
    const { holds, premise, survivesRestart } = this.#over as Extract<
      Kind<'step'>['over'],
      { survivesRestart: true }
    >;
    if (this.isDecided || (transition.event.type === 'restart' && survivesRestart !== true)) return;
    if (transition.event.type === 'restart') {
      this.#restarts ??= 'without a record';
      if (transition.before === undefined) return;
      this.#restarts = 'with a record';
    }
    if (premise !== undefined && !truth(premise.call(this.#over, transition))) return;
    this.premiseOccurred = true;
    if (!truth(holds.call(this.#over, transition))) this.violations.push({ where, at: [transition.node] });
  }

  override conclude(explored: Explored): PropertyVerdict {
    if (!this.isViolated && this.#restarts === 'without a record')
      return { verdict: 'inconclusive', because: neverRecovered };
    return super.conclude(explored);
  }
}

/** Judges whether some world satisfies a condition. */
class SometimesJudge implements Judge {
  readonly onlyOnChange = true;
  #reached: PropertyVerdict | undefined;
  readonly #evaluator: Evaluator;

  constructor(evaluator: Evaluator) {
    this.#evaluator = evaluator;
  }

  get isDecided(): boolean {
    return this.#reached !== undefined;
  }

  world(world: number): void {
    if (this.isDecided) return;
    if (this.#evaluator.holds())
      this.#reached = { verdict: 'reached', where: { world }, at: this.#evaluator.holdingAt() };
  }

  conclude({ stopped }: Explored): PropertyVerdict {
    const because =
      stopped === undefined ? 'never reached in this scope' : `not reached so far, but ${stopped}`;
    return this.#reached ?? { verdict: 'inconclusive', because };
  }
}

/** Judges whether every world can reach a goal, on the whole state graph. */
class PossibleJudge implements Judge {
  readonly isDecided = false;
  readonly needs = 'edges';
  /** The worlds that satisfy the condition. */
  readonly #goals = new BitSet();
  /** The worlds from which a goal must be reachable. */
  readonly #origins = new BitSet();
  readonly #over: Evaluator;
  readonly #from: Evaluator | undefined;

  constructor(over: Evaluator, from: Evaluator | undefined) {
    this.#over = over;
    this.#from = from;
  }

  world(world: number): void {
    if (this.#over.holds()) this.#goals.add(world);
    if (this.#from?.fails() !== true) this.#origins.add(world);
  }

  conclude({ worlds, edges, isCut, stopped }: Explored): PropertyVerdict {
    if (this.#origins.count === 0) return notViolated(stopped, false);
    const toGoal = edges.reaching(worlds, (world) => this.#goals.has(world));
    const withoutGoal = this.#originsWhere(worlds, (world) => toGoal[world] === 0);
    if (withoutGoal.count === 0) return notViolated(stopped, true);
    const toCut = edges.reaching(worlds, isCut);
    const { first: lost } = this.#originsWhere(worlds, (world) => toGoal[world] === 0 && toCut[world] === 0);
    if (lost !== undefined) return { verdict: 'violated', where: { world: lost }, at: [] };
    const because = `from ${withoutGoal.count} of ${this.#origins.count} worlds the goal may lie beyond a bound of the scope; restrict it with 'from' to worlds below the bound`;
    return { verdict: 'inconclusive', because: stopped ?? because };
  }

  #originsWhere(worlds: number, holds: (world: number) => boolean) {
    let count = 0;
    let first: number | undefined;
    for (let world = 0; world < worlds; world++) {
      if (!this.#origins.has(world) || !holds(world)) continue;
      count++;
      first ??= world;
    }
    return { count, first };
  }
}

/** A judge with its property, and the number of its calls for the watchdog. */
interface ActiveJudge {
  readonly property: Property;
  readonly judge: Judge;
  readonly call: number;
}

/** The judges of one search. */
export class JudgePanel {
  readonly judges: readonly (readonly [Property, Judge])[];
  /** Whether the search must record edges, and with which labels. */
  readonly needsEdges: boolean;
  readonly labels: Labels | undefined;
  readonly #all: readonly Judge[];
  /** The judges for which being decided means a violation: all but those of `sometimes`. */
  readonly #violable: readonly Judge[];
  readonly #evaluators: Evaluators;
  /** The judges that evaluate worlds; and those of them that must also see worlds which show nothing new. */
  readonly #ofWorlds: readonly ActiveJudge[];
  readonly #ofUnchangedWorlds: readonly ActiveJudge[];
  readonly #ofSteps: readonly ActiveJudge[];

  constructor(properties: readonly Property[], evaluators: Evaluators, violationsMax = 1) {
    this.judges = properties.map((property) => [property, judgeOf(property, evaluators, violationsMax)]);
    this.needsEdges = this.judges.some(([, { needs }]) => needs !== undefined);
    const needsLabels = this.judges.some(([, { needs }]) => needs === 'labels');
    this.labels = needsLabels ? new Labels(properties.flatMap(familiesIn)) : undefined;
    this.#all = this.judges.map(([, judge]) => judge);
    this.#violable = this.judges.flatMap(([{ kind }, judge]) => (kind === 'sometimes' ? [] : [judge]));
    this.#evaluators = evaluators;
    const active = this.judges.map(
      ([property, judge]): ActiveJudge => ({ property, judge, call: callNumberOf(property) }),
    );
    this.#ofSteps = active.filter(({ judge }) => judge.step !== undefined);
    this.#ofWorlds = active.filter(({ judge }) => judge.world !== undefined);
    this.#ofUnchangedWorlds = this.#ofWorlds.filter(({ judge }) => judge.onlyOnChange !== true);
  }

  /** Evaluates a new world by every judge that it concerns. */
  world(world: number): void {
    const before = running();
    const active = this.#evaluators.hasChanges === false ? this.#ofUnchangedWorlds : this.#ofWorlds;
    for (let at = 0; at < active.length; at++) {
      const { property, judge, call } = active[at] as ActiveJudge;
      judgeWorld(property, judge, world, call);
    }
    ended(before);
  }

  /** Evaluates a step by every judge of steps. */
  step(step: Transition | Recovery, where: StateRef): void {
    const before = running();
    for (const { property, judge, call } of this.#ofSteps) judgeStep(property, judge, step, where, call);
    ended(before);
  }

  /** Whether no further world or step can change any verdict. */
  get isDecided(): boolean {
    for (let at = 0; at < this.#all.length; at++) if (!(this.#all[at] as Judge).isDecided) return false;
    return this.#all.length > 0;
  }

  /** The number of verdicts that no further world or step can change. */
  get decided(): number {
    let decided = 0;
    for (let at = 0; at < this.#all.length; at++) if ((this.#all[at] as Judge).isDecided) decided++;
    return decided;
  }

  /** Whether a violation was found. */
  get hasViolation(): boolean {
    for (let at = 0; at < this.#violable.length; at++) {
      const { isDecided, isViolated = isDecided } = this.#violable[at] as Judge;
      if (isViolated) return true;
    }
    return false;
  }
}

/** The families of actions that a property's fairness names. */
function familiesIn(property: Property): readonly string[] {
  const fairness = 'fairness' in property ? (property.fairness ?? {}) : {};
  const { weak = [], strong = [] } = property.kind === 'settles' ? faultFreeFairness(fairness) : fairness;
  const ends = property.kind === 'settles' ? (property.ends ?? []) : [];
  return [...weak, ...strong, ...ends];
}

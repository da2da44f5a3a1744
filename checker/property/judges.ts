/**
 * One judge a property: it looks at worlds and transitions as an explorer finds them and says, at the end, what became of
 * its promise. An explorer that goes breadth-first shows it the nearest world first, so the first thing a judge finds
 * is a shortest one.
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
import { type Explored, type Judge, notViolated, type PropertyVerdict, type StateRef } from './verdict.ts';

/** The judge of a property; `sights` show it the world that is being judged. */
export function judgeOf(property: Property, sights: Evaluators): Judge {
  switch (property.kind) {
    case 'always':
    case 'inductive':
      return new AlwaysJudge(sights.of(property.over, 'news'));
    case 'step':
      return new StepJudge(property);
    case 'sometimes':
      return new SometimesJudge(sights.of(property.over, 'news'));
    case 'possible': {
      const { over, from } = property;
      return new PossibleJudge(sights.of(over, 'whole'), from && sights.of(from, 'whole'));
    }
    case 'leadsTo': {
      const { over, from, fairness = {} } = property;
      return new LeadsToJudge(...obligations(sights, from, over), fairness);
    }
    case 'settles':
      return property.fairness === undefined
        ? new TimeJudge()
        : new SettlesJudge(sights.of(property.over, 'whole'), property.fairness);
  }
}

/**
 * Shows a world to the judge of a property; an error of the property carries its name. `call` is the number under which that is noted
 * for a watchdog; who shows something to all judges ends the last of these calls.
 */
export function judgeWorld({ name }: Property, judge: Judge, world: number, call: number): void {
  began(call);
  try {
    judge.world?.(world);
  } catch (cause) {
    throw failedAt(`property '${name}'`, cause);
  }
}

/** Shows a step to the judge of a property, as `showWorld` does a world. */
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

/** Asks something of a property; its error carries its name. */
export function callingProperty<T>(property: Pick<Property, 'name'>, run: () => T): T {
  return calling(`property '${property.name}'`, run);
}

/** The number under which calls of a property are noted for a watchdog. */
export function callNumberOf({ name }: Property): number {
  return callNumber(`property '${name}'`);
}

/** Of a `settles` that asks for a time, and not for what is fair. */
class TimeJudge implements Judge {
  readonly settled = false;

  conclude(): PropertyVerdict {
    return {
      verdict: 'inconclusive',
      because: 'a search judges it only with fairness conditions, and it has none; schedules judge it',
    };
  }
}

type Kind<K extends Property['kind']> = Extract<Property, { kind: K }>;

class AlwaysJudge implements Judge {
  readonly onlyOnChange = true;
  #broken: PropertyVerdict | undefined;
  #premiseOccurred = false;
  readonly #sight: Evaluator;

  constructor(sight: Evaluator) {
    this.#sight = sight;
  }

  get settled(): boolean {
    return this.#broken !== undefined;
  }

  world(world: number): void {
    if (this.settled) return;
    this.#premiseOccurred ||= this.#sight.premiseOccurs();
    // Where the premise never occurred, nothing can fail.
    if (this.#premiseOccurred && this.#sight.fails())
      this.#broken = { verdict: 'violated', where: { world }, at: this.#sight.failingAt() };
  }

  conclude({ stopped }: Explored): PropertyVerdict {
    return this.#broken ?? notViolated(stopped, this.#premiseOccurred);
  }
}

const neverRecovered =
  'no restart came back with a durable record, so there was nothing to compare it with; does the node persist?';

class StepJudge implements Judge {
  #broken: PropertyVerdict | undefined;
  #premiseOccurred = false;
  /** Whether some restart came back with a durable record, where any occurred. */
  #restarts: 'bare' | 'recovered' | undefined;
  readonly #over: Kind<'step'>['over'];

  constructor({ over }: Kind<'step'>) {
    this.#over = over;
  }

  get settled(): boolean {
    return this.#broken !== undefined;
  }

  step(transition: Transition | Recovery, where: StateRef): void {
    const { holds, premise, survivesRestart } = this.#over as Extract<
      Kind<'step'>['over'],
      { survivesRestart: true }
    >;
    if (this.settled || (transition.event.type === 'restart' && survivesRestart !== true)) return;
    if (transition.event.type === 'restart') {
      this.#restarts ??= 'bare';
      if (transition.before === undefined) return;
      this.#restarts = 'recovered';
    }
    if (premise !== undefined && !truth(premise.call(this.#over, transition))) return;
    this.#premiseOccurred = true;
    if (!truth(holds.call(this.#over, transition)))
      this.#broken = { verdict: 'violated', where, at: [transition.node] };
  }

  conclude({ stopped }: Explored): PropertyVerdict {
    if (this.#broken === undefined && this.#restarts === 'bare') {
      return { verdict: 'inconclusive', because: neverRecovered };
    }
    return this.#broken ?? notViolated(stopped, this.#premiseOccurred);
  }
}

class SometimesJudge implements Judge {
  readonly onlyOnChange = true;
  #reached: PropertyVerdict | undefined;
  readonly #sight: Evaluator;

  constructor(sight: Evaluator) {
    this.#sight = sight;
  }

  get settled(): boolean {
    return this.#reached !== undefined;
  }

  world(world: number): void {
    if (this.settled) return;
    if (this.#sight.holds())
      this.#reached = { verdict: 'reached', where: { world }, at: this.#sight.holdingAt() };
  }

  conclude({ stopped }: Explored): PropertyVerdict {
    const because =
      stopped === undefined ? 'never reached in this scope' : `not reached so far, but ${stopped}`;
    return this.#reached ?? { verdict: 'inconclusive', because };
  }
}

class PossibleJudge implements Judge {
  readonly settled = false;
  readonly needs = 'edges';
  readonly #goals = new BitSet();
  readonly #asked = new BitSet();
  readonly #over: Evaluator;
  readonly #from: Evaluator | undefined;

  constructor(over: Evaluator, from: Evaluator | undefined) {
    this.#over = over;
    this.#from = from;
  }

  world(world: number): void {
    if (this.#over.holds()) this.#goals.add(world);
    if (this.#from?.fails() !== true) this.#asked.add(world);
  }

  conclude({ worlds, edges, isCut, stopped }: Explored): PropertyVerdict {
    if (this.#asked.count === 0) return notViolated(stopped, false);
    const toGoal = edges.reaching(worlds, (world) => this.#goals.has(world));
    const without = this.#askedWhere(worlds, (world) => toGoal[world] === 0);
    if (without.count === 0) return notViolated(stopped, true);
    const toCut = edges.reaching(worlds, isCut);
    const { first: lost } = this.#askedWhere(worlds, (world) => toGoal[world] === 0 && toCut[world] === 0);
    if (lost !== undefined) return { verdict: 'violated', where: { world: lost }, at: [] };
    const because = `from ${without.count} of ${this.#asked.count} worlds the goal may lie beyond a bound of the scope; ask with 'from' only of worlds below it`;
    return { verdict: 'inconclusive', because: stopped ?? because };
  }

  #askedWhere(worlds: number, holds: (world: number) => boolean) {
    let count = 0;
    let first: number | undefined;
    for (let world = 0; world < worlds; world++) {
      if (!this.#asked.has(world) || !holds(world)) continue;
      count++;
      first ??= world;
    }
    return { count, first };
  }
}

/** A judge, with its property and the number under which its calls are noted. */
interface ActiveJudge {
  readonly property: Property;
  readonly judge: Judge;
  readonly call: number;
}

/** The judges of one search. */
export class JudgePanel {
  readonly judges: readonly (readonly [Property, Judge])[];
  /** Whether edges are to be kept, and if so by which labels to be told. */
  readonly needsEdges: boolean;
  readonly labels: Labels | undefined;
  readonly #all: readonly Judge[];
  readonly #promises: readonly Judge[];
  readonly #sights: Evaluators;
  /** Those that look at each world; and those of them that must be shown what is no news as well. */
  readonly #ofWorlds: readonly ActiveJudge[];
  readonly #ofSteps: readonly ActiveJudge[];
  readonly #anyway: readonly ActiveJudge[];

  constructor(properties: readonly Property[], sights: Evaluators) {
    this.judges = properties.map((property) => [property, judgeOf(property, sights)]);
    this.needsEdges = this.judges.some(([, { needs }]) => needs !== undefined);
    const asksForLabels = this.judges.some(([, { needs }]) => needs === 'labels');
    this.labels = asksForLabels ? new Labels(properties.flatMap(familiesIn)) : undefined;
    this.#all = this.judges.map(([, judge]) => judge);
    this.#promises = this.judges.flatMap(([{ kind }, judge]) => (kind === 'sometimes' ? [] : [judge]));
    this.#sights = sights;
    const looking = this.judges.map(
      ([property, judge]): ActiveJudge => ({ property, judge, call: callNumberOf(property) }),
    );
    this.#ofSteps = looking.filter(({ judge }) => judge.step !== undefined);
    this.#ofWorlds = looking.filter(({ judge }) => judge.world !== undefined);
    this.#anyway = this.#ofWorlds.filter(({ judge }) => judge.onlyOnChange !== true);
  }

  world(world: number): void {
    const before = running();
    const looking = this.#sights.hasChanges === false ? this.#anyway : this.#ofWorlds;
    for (let at = 0; at < looking.length; at++) {
      const { property, judge, call } = looking[at] as ActiveJudge;
      judgeWorld(property, judge, world, call);
    }
    ended(before);
  }

  step(step: Transition | Recovery, where: StateRef): void {
    const before = running();
    for (const { property, judge, call } of this.#ofSteps) judgeStep(property, judge, step, where, call);
    ended(before);
  }

  /** Nothing that is still to come could change a finding. */
  get settled(): boolean {
    for (let at = 0; at < this.#all.length; at++) if (!(this.#all[at] as Judge).settled) return false;
    return this.#all.length > 0;
  }

  /** How many findings nothing could change any more. */
  get found(): number {
    let found = 0;
    for (let at = 0; at < this.#all.length; at++) if ((this.#all[at] as Judge).settled) found++;
    return found;
  }

  get hasBroken(): boolean {
    for (let at = 0; at < this.#promises.length; at++) if ((this.#promises[at] as Judge).settled) return true;
    return false;
  }
}

/** The families of actions that a property's fairness speaks of. */
function familiesIn(property: Property): readonly string[] {
  const fairness = 'fairness' in property ? (property.fairness ?? {}) : {};
  const { weak = [], strong = [] } = property.kind === 'settles' ? faultFreeFairness(fairness) : fairness;
  return [...weak, ...strong];
}

/**
 * A run: one execution of a schedule, judged at each step. It starts in an initial world and consists of a
 * storm and the fault-free phase after it; the first violation ends it. Its actions are chosen one by one, or
 * given as a list.
 */
import { began, ended, running } from '../actors/heartbeat.ts';
import { failure } from '../property/evaluate.ts';
import { changeEvaluators } from '../property/evaluate-changes.ts';
import { callingProperty, callNumberOf, judgeOf, judgeStep, judgeWorld } from '../property/judges.ts';
import type { Property, Settling } from '../property/property.ts';
import { isTime } from '../property/validate-property.ts';
import type { Judge } from '../property/verdict.ts';
import type { Action } from '../semantics/actions.ts';
import type { System } from '../semantics/system.ts';
import { honestNodes } from '../semantics/views.ts';
import { canonical } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { failedAt } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { faultFreePhase } from './simulation/fault-free-phase.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import type { Simulation, Taken } from './simulation/simulation.ts';

type Settles = Extract<Property, { kind: 'settles' }> & Required<Pick<Settling, 'withinMs'>>;

/** A `settles` with its bound in the present fault-free phase. */
interface JudgedSettles {
  readonly property: Settles;
  readonly withinMs: number;
  readonly call: number;
}

/** A property with its judge, and the number of its calls for the heartbeat. */
interface JudgedProperty {
  readonly property: Property;
  readonly judge: Judge;
  readonly call: number;
}

/** The state reference of all judged worlds: a run has no table of worlds. */
const noStateRef = { world: 0 };

/** A simulation with the properties that judge it. */
export class Run {
  /** The actions taken so far, of storm and fault-free phase. */
  readonly taken: Action[] = [];
  /** The violated property. */
  violated: Property | undefined;
  /** The error of an actor or a property; the last action taken caused it. */
  failed: { readonly cause: unknown } | undefined;
  /** The number of actions before the fault-free phase, and the time of a violation in it. */
  faultFreePhase: { readonly begins: number; readonly atMs?: number } | undefined;
  readonly simulation: Simulation;
  readonly #reachedBefore: readonly Property[];
  readonly #system: System;
  readonly #safety: readonly JudgedProperty[];
  readonly #goals: readonly JudgedProperty[];
  readonly #settles: readonly Settles[];
  /** The `settles` properties that hold in the present world; a changed view clears the set. */
  readonly #satisfied = new Set<Settles>();

  /** `reached` is the list of goals that an earlier run with the same prefix reached. */
  constructor(
    system: System,
    simulation: Simulation,
    properties: readonly Property[],
    reached: readonly Property[] = [],
  ) {
    const evaluators = changeEvaluators(honestNodes(system), simulation);
    const judged = (...kinds: Property['kind'][]) =>
      properties
        .filter(({ kind }) => kinds.includes(kind))
        .map(
          (property): JudgedProperty => ({
            property,
            judge: judgeOf(property, evaluators),
            call: callNumberOf(property),
          }),
        );
    this.simulation = simulation;
    this.#reachedBefore = reached;
    this.#system = system;
    this.#safety = judged('always', 'step');
    this.#goals = judged('sometimes');
    this.#settles = properties.filter(
      (one): one is Settles => one.kind === 'settles' && one.withinMs !== undefined,
    );
    this.#judge({ effects: [] });
  }

  /** True after a violation or a failure; further actions can find nothing. */
  get isOver(): boolean {
    return this.violated !== undefined || this.failed !== undefined;
  }

  /** The `sometimes` properties reached so far. */
  get reached(): readonly Property[] {
    const now = this.#goals.filter(({ judge }) => judge.isDecided).map(({ property }) => property);
    return [...new Set([...this.#reachedBefore, ...now])];
  }

  /** Takes an enabled action and judges it; returns its result, or undefined after a failure. */
  take(action: Action): Taken | undefined {
    this.taken.push(action);
    try {
      const taken = this.simulation.take(action);
      this.#judge(taken);
      return taken;
    } catch (cause) {
      this.failed = { cause };
      return undefined;
    }
  }

  /**
   * Takes the actions of a list in order and skips disabled ones; `loosely` replaces a disabled action by a
   * similar one (same kind, node or link, and type) if there is one.
   */
  play(actions: readonly Action[], how: 'exactly' | 'loosely' = 'exactly'): void {
    for (const action of actions) {
      if (this.isOver) return;
      const enabled =
        enabledOutcome(this.simulation, action) ??
        (how === 'loosely' ? similarOutcome(this.simulation, action) : undefined);
      if (enabled !== undefined) this.take(enabled);
    }
  }

  /**
   * Runs the fault-free phase if there are `settles` properties: each must hold in every world from its
   * `withinMs` on, for as long again. The seed determines latencies and timers.
   */
  runFaultFreePhase(seed: number): void {
    if (this.isOver || this.#settles.length === 0) return;
    this.faultFreePhase = { begins: this.taken.length };
    let judged: readonly JudgedSettles[];
    try {
      judged = this.#settles.map((property) => ({
        property,
        withinMs: this.#boundOf(property),
        call: callNumberOf(property),
      }));
    } catch (cause) {
      this.failed = { cause };
      return;
    }
    const untilMs = 2 * Math.max(...judged.map(({ withinMs }) => withinMs));
    faultFreePhase(this.#system, this.simulation, randomOf(seed), untilMs, (action, atMs) => {
      this.#judgeSettled(judged, atMs);
      return this.isOver ? undefined : this.take(action);
    });
    if (!this.isOver) this.#judgeSettled(judged, untilMs);
  }

  /** The time within which a property must begin to hold, from the present world. */
  #boundOf(property: Settles): number {
    const { withinMs } = property;
    if (typeof withinMs === 'number') return withinMs;
    const { views, history } = this.simulation.seen;
    return callingProperty(property, () => {
      const ms: unknown = withinMs(views, history);
      if (isTime(ms)) return ms;
      throw new Error(`'withinMs' returned ${String(ms)}; it must be a time in milliseconds, above 0`);
    });
  }

  /** Judges the present world, which lasted until this time. */
  #judgeSettled(judged: readonly JudgedSettles[], atMs: number): void {
    for (const { property, withinMs, call } of judged) {
      const { over } = property;
      if (atMs <= withinMs || atMs > 2 * withinMs || this.#satisfied.has(property)) continue;
      let hasSettled: boolean;
      const before = began(call);
      try {
        hasSettled = failure(over, this.simulation.seen) === undefined;
      } catch (cause) {
        this.failed = { cause: failedAt(`property '${property.name}'`, cause) };
        return;
      }
      ended(before);
      if (hasSettled) this.#satisfied.add(property);
      else {
        this.violated = property;
        this.faultFreePhase = { begins: this.faultFreePhase?.begins ?? 0, atMs };
        return;
      }
    }
  }

  /**
   * Judges the step and the world of an action; what the heartbeat noted before is noted again afterwards.
   */
  #judge({ transition }: Taken): void {
    const before = running();
    this.#judgeProperties(transition);
    ended(before);
  }

  #judgeProperties(transition: Taken['transition']): void {
    const hasChanged = this.simulation.changed.length > 0;
    if (hasChanged) this.#judgeGoals();
    for (const { property, judge, call } of this.#safety) {
      if (transition !== undefined && judge.step !== undefined)
        judgeStep(property, judge, transition, noStateRef, call);
      if (hasChanged && judge.world !== undefined) judgeWorld(property, judge, 0, call);
      if (!judge.isDecided) continue;
      this.violated = property;
      return;
    }
  }

  /** Judges the `sometimes` properties after a visible change. */
  #judgeGoals(): void {
    this.#satisfied.clear();
    for (const { property, judge, call } of this.#goals) judgeWorld(property, judge, 0, call);
  }
}

/** A run of a system from the initial world with this index. */
export function runOf(
  system: System,
  start: number,
  properties: readonly Property[],
  reached?: readonly Property[],
): Run {
  return new Run(system, new InPlaceSimulation(system, start), properties, reached);
}

/** The enabled action that equals this one; undefined if it is disabled. */
export function enabledOutcome(simulation: Simulation, action: Action): Action | undefined {
  return simulation.outcomes(action).find((outcome) => isSame(outcome, action));
}

/**
 * An enabled action of the same kind, on the same node or link, and of the same type; undefined if there is
 * none.
 */
function similarOutcome(simulation: Simulation, action: Action): Action | undefined {
  const key = similarityKey(action);
  for (const kind of action.type === 'deliver' ? (['deliver', 'redeliver'] as const) : [action.type]) {
    for (let index = simulation.count(kind) - 1; index >= 0; index--) {
      const other = simulation.at(kind, index);
      if (other !== undefined && similarityKey(other) === key) return simulation.outcomes(other)[0];
    }
  }
  return undefined;
}

function similarityKey(action: Action): string {
  switch (action.type) {
    case 'deliver':
    case 'drop':
    case 'duplicate':
      return `${action.from} ${action.to} ${action.message.type}`;
    case 'input':
      return `${action.node} ${action.input.type}`;
    case 'request':
      return `${action.from} ${action.to} ${action.request.type}`;
    case 'persisted':
    case 'reply':
    case 'crash':
      return action.node;
    default:
      return canonical(action);
  }
}

/** The actions that are still possible, in order, if each disabled one is skipped. */
export function enabledInOrder(system: System, start: number, actions: readonly Action[]): readonly Action[] {
  const run = runOf(system, start, []);
  run.play(actions);
  return run.taken;
}

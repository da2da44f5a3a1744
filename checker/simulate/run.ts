/**
 * One schedule from its initial world to its end, or to the first promise it breaks: a storm of actions, and the calm after it.
 * The actions are chosen as it goes, or given.
 */
import { began, ended, running } from '../actors/heartbeat.ts';
import { failure } from '../property/evaluate.ts';
import { changeEvaluators } from '../property/evaluate-changes.ts';
import { callNumberOf, judgeOf, judgeStep, judgeWorld } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import type { Judge } from '../property/verdict.ts';
import type { System } from '../semantics/system.ts';
import { honestNodes } from '../semantics/views.ts';
import type { Action } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { isSame } from '../values/equality.ts';
import { failedAt } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { faultFreePhase } from './fault-free-phase.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import type { Simulation, Taken } from './simulation/simulation.ts';

type Settles = Extract<Property, { kind: 'settles' }> & { readonly withinMs: number };
/** A judge, with its property and the number under which its calls are noted. */
interface Judged {
  readonly property: Property;
  readonly judge: Judge;
  readonly call: number;
}

const nowhere = { world: 0 };

/** A run that is judged as it goes. */
export class Run {
  /** Storm and calm, as far as they came. */
  readonly taken: Action[] = [];
  /** The promise that broke. */
  broken: Property | undefined;
  /** What an actor threw; the action that made it is the last one taken. */
  failed: { readonly cause: unknown } | undefined;
  /** After how many actions the calm began, and when in it a promise was found broken. */
  faultFreePhase: { readonly begins: number; readonly atMs?: number } | undefined;
  readonly walk: Simulation;
  readonly #before: readonly Property[];
  readonly #system: System;
  readonly #promises: readonly Judged[];
  readonly #hopes: readonly Judged[];
  readonly #settles: readonly { readonly property: Settles; readonly call: number }[];
  /** Of these, what holds in the present world. */
  readonly #kept = new Set<Settles>();

  /** `reached` is what was reached before, in a run that went another way from here on. */
  constructor(
    system: System,
    walk: Simulation,
    properties: readonly Property[],
    reached: readonly Property[] = [],
  ) {
    const sights = changeEvaluators(honestNodes(system), walk);
    const judged = (...kinds: Property['kind'][]) =>
      properties
        .filter(({ kind }) => kinds.includes(kind))
        .map(
          (property): Judged => ({
            property,
            judge: judgeOf(property, sights),
            call: callNumberOf(property),
          }),
        );
    this.walk = walk;
    this.#before = reached;
    this.#system = system;
    this.#promises = judged('always', 'step');
    this.#hopes = judged('sometimes');
    this.#settles = properties
      .filter((one): one is Settles => one.kind === 'settles' && one.withinMs !== undefined)
      .map((property) => ({ property, call: callNumberOf(property) }));
    this.#arrive({ effects: [] });
  }

  /** Whether anything can still be found out by going on. */
  get isOver(): boolean {
    return this.broken !== undefined || this.failed !== undefined;
  }

  /** Every `sometimes` that came to be. */
  get reached(): readonly Property[] {
    const now = this.#hopes.filter(({ judge }) => judge.isDecided).map(({ property }) => property);
    return [...new Set([...this.#before, ...now])];
  }

  /** Takes an action that may happen; what came of it, unless the actor failed. */
  take(action: Action): Taken | undefined {
    this.taken.push(action);
    try {
      const taken = this.walk.take(action);
      this.#arrive(taken);
      return taken;
    } catch (cause) {
      this.failed = { cause };
      return undefined;
    }
  }

  /**
   * Takes those of the actions that may happen when it is their turn, in order; `loosely` also others like them in place of
   * those that may not.
   */
  play(actions: readonly Action[], how: 'exactly' | 'loosely' = 'exactly'): void {
    for (const action of actions) {
      if (this.isOver) return;
      const way = wayOf(this.walk, action) ?? (how === 'loosely' ? likeOf(this.walk, action) : undefined);
      if (way !== undefined) this.take(way);
    }
  }

  /** The calm after the storm: from `withinMs` on, for as long again, every world must have settled. */
  runFaultFreePhase(seed: number): void {
    if (this.isOver || this.#settles.length === 0) return;
    this.faultFreePhase = { begins: this.taken.length };
    const untilMs = 2 * Math.max(...this.#settles.map(({ property }) => property.withinMs));
    faultFreePhase(this.#system, this.walk, randomOf(seed), untilMs, (action, atMs) => {
      this.#expectSettled(atMs);
      return this.isOver ? undefined : this.take(action);
    });
    if (!this.isOver) this.#expectSettled(untilMs);
  }

  /** Judges the world that stood until this moment. */
  #expectSettled(atMs: number): void {
    for (const { property, call } of this.#settles) {
      const { withinMs, over } = property;
      if (atMs <= withinMs || atMs > 2 * withinMs || this.#kept.has(property)) continue;
      let hasSettled: boolean;
      const before = began(call);
      try {
        hasSettled = failure(over, this.walk.seen) === undefined;
      } catch (cause) {
        this.failed = { cause: failedAt(`property '${property.name}'`, cause) };
        return;
      }
      ended(before);
      if (hasSettled) this.#kept.add(property);
      else {
        this.broken = property;
        this.faultFreePhase = { begins: this.faultFreePhase?.begins ?? 0, atMs };
        return;
      }
    }
  }

  #arrive({ transition }: Taken): void {
    const before = running();
    this.#judge(transition);
    ended(before);
  }

  #judge(transition: Taken['transition']): void {
    const isNews = this.walk.changed.length > 0;
    if (isNews) this.#look();
    for (const { property, judge, call } of this.#promises) {
      if (transition !== undefined && judge.step !== undefined)
        judgeStep(property, judge, transition, nowhere, call);
      if (isNews && judge.world !== undefined) judgeWorld(property, judge, 0, call);
      if (!judge.isDecided) continue;
      this.broken = property;
      return;
    }
  }

  /** At what is hoped for, in a world that looks otherwise than the one before. */
  #look(): void {
    this.#kept.clear();
    for (const { property, judge, call } of this.#hopes) judgeWorld(property, judge, 0, call);
  }
}

/** A run of a system that begins in this initial world. */
export function runOf(
  system: System,
  start: number,
  properties: readonly Property[],
  reached?: readonly Property[],
): Run {
  return new Run(system, new InPlaceSimulation(system, start), properties, reached);
}

/** The action as the walk has it to offer, if it does. */
export function wayOf(walk: Simulation, action: Action): Action | undefined {
  return walk.outcomes(action).find((way) => isSame(way, action));
}

/** Another action of the same kind, on the same node or link and of the same type, where there is one. */
function likeOf(walk: Simulation, action: Action): Action | undefined {
  const like = likeness(action);
  for (const kind of action.type === 'deliver' ? (['deliver', 'redeliver'] as const) : [action.type]) {
    for (let index = walk.count(kind) - 1; index >= 0; index--) {
      const other = walk.at(kind, index);
      if (other !== undefined && likeness(other) === like) return walk.outcomes(other)[0];
    }
  }
  return undefined;
}

function likeness(action: Action): string {
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

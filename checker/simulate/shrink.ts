/**
 * From a schedule that breaks a promise to the simplest one that still does, as a list of concrete actions: every try is
 * walked, and what can no longer happen falls out by itself, so that with a send go its deliveries. It is walked once more
 * with something like it in its place: without an election that came to nothing, the next one has another term.
 *
 * What is simpler: fewer actions; of as many, fewer faults; then fewer changes from one node's actions to another's; then
 * shorter payloads and the first names. Passes that cut, replace, move and rename take turns until none helps. Last
 * comes a breadth-first search for a shorter way yet, with no more faults, timeouts and inputs than are left.
 *
 * A generator that yields after every few tries: it has the best so far at any time, and may be told to stop.
 */
import type { NodeId } from '../actors/actor.ts';
import { breadthFirst } from '../explore/breadth-first.ts';
import type { Property } from '../property/property.ts';
import { actingNode, actionTable } from '../semantics/actions.ts';
import type { Fault, System } from '../semantics/system.ts';
import { mayHaveTimer } from '../semantics/validate-system.ts';
import { asymmetric } from '../semantics/variants.ts';
import type { Action } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { exchanged, renamed } from '../values/rename.ts';
import { type Schedule, withoutChunks } from './draw.ts';
import { type Run, runOf } from './run.ts';

/** How far it has come. */
export interface ShrinkProgress {
  readonly tries: number;
  /** Actions of the storm, as few as were found. */
  readonly actions: number;
}

/** The simplest schedule that was found. */
export interface Shrunk extends ShrinkProgress {
  readonly schedule: Schedule;
  /** Why it was not tried further, if so. */
  readonly stopped?: string;
}

const triesBetweenYields = 50;
/** Longest list of which any two actions are tried to be left out together. */
const pairsMax = 30;
/** Worlds that the last search looks at. */
const worldsMax = 30_000;

/**
 * Shrinks a schedule. `fresh` gives the system anew for each walk; `properties` are asked in each, and what must settle brings
 * the calm about; `property` is the one of them that the schedule breaks, undefined where an actor or a property fails.
 */
export function* shrink(
  system: System,
  fresh: () => System,
  properties: readonly Property[],
  property: Property | undefined,
  schedule: Schedule,
): Generator<ShrinkProgress, Shrunk, string | undefined> {
  const best = new Best(fresh, properties, property, schedule);
  const ended = (stopped?: string): Shrunk => ({
    ...best.progress,
    schedule: best.schedule,
    ...(stopped !== undefined && { stopped }),
  });
  for (let improves = true; improves; ) {
    improves = false;
    for (const pass of passes) {
      for (let again = true; again; ) {
        again = false;
        for (const candidate of pass(best)) {
          if (best.try(candidate)) {
            improves = true;
            again = true;
            break;
          }
          if (best.tries % triesBetweenYields > 0) continue;
          const stopped = yield best.progress;
          if (stopped !== undefined) return ended(stopped);
        }
      }
    }
  }
  if (property === undefined || property.kind === 'settles' || best.actions.length === 0) return ended();
  const { rebase: _, ...unbased } = narrowed(system, best.actions);
  const search = breadthFirst(asymmetric(unbased), [property], {
    maxWorlds: worldsMax,
    maxDepth: best.actions.length - 1,
  });
  for (let next = search.next(); ; ) {
    if (next.done === true) {
      const { trace } = next.value.results[0] ?? {};
      if (trace !== undefined)
        best.try(
          trace.steps.map(({ action }) => action),
          trace.start,
        );
      return ended();
    }
    const stopped = yield best.progress;
    if (stopped !== undefined) return ended(stopped);
    next = search.next();
  }
}

/** The simplest schedule so far. */
class Best {
  schedule: Schedule;
  tries = 0;
  readonly nodes: readonly NodeId[];
  readonly #fresh: () => System;
  readonly #properties: readonly Property[];
  readonly #property: Property | undefined;

  constructor(
    fresh: () => System,
    properties: readonly Property[],
    property: Property | undefined,
    schedule: Schedule,
  ) {
    this.#fresh = fresh;
    this.#properties = properties;
    this.#property = property;
    this.schedule = schedule;
    this.nodes = Object.keys(fresh().nodes);
  }

  get actions(): readonly Action[] {
    return this.schedule.actions;
  }

  get progress(): ShrinkProgress {
    return { tries: this.tries, actions: this.actions.length };
  }

  /** Takes what is left of these actions where it breaks the promise and is simpler than the best so far. */
  try(actions: readonly Action[], start = this.schedule.start): boolean {
    return this.#try(actions, start, 'exactly') || this.#try(actions, start, 'loosely');
  }

  #try(actions: readonly Action[], start: number, how: 'exactly' | 'loosely'): boolean {
    this.tries++;
    const run = this.begun(start);
    run.play(actions, how);
    run.runFaultFreePhase(this.schedule.faultFreeSeed);
    const isBroken = this.#property === undefined ? run.failed !== undefined : run.broken === this.#property;
    const left = run.taken.slice(0, run.faultFreePhase?.begins);
    if (!isBroken || !isSimpler(left, this.actions)) return false;
    this.schedule = { ...this.schedule, start, actions: left };
    return true;
  }

  begun(start = this.schedule.start): Run {
    return runOf(this.#fresh(), start, this.#properties);
  }

  /** The run after so many of its actions. */
  after(count: number): Run {
    const run = this.begun();
    run.play(this.actions.slice(0, count));
    return run;
  }
}

// ---------------------------------------------------------------- what is simpler

function isSimpler(actions: readonly Action[], than: readonly Action[]): boolean {
  for (const cost of costs) {
    const difference = cost(actions) - cost(than);
    if (difference !== 0) return difference < 0;
  }
  return textOf(actions) < textOf(than);
}

const costs: readonly ((actions: readonly Action[]) => number)[] = [
  (actions) => actions.length,
  (actions) => actions.filter(({ type }) => isFault(type)).length,
  (actions) =>
    actions.filter((action, at) => at > 0 && actingNode(action) !== actingNode(actions[at - 1] as Action))
      .length,
  (actions) => textOf(actions).length,
];

function textOf(actions: readonly Action[]): string {
  return actions.map(canonical).join();
}

/** Whether a kind is a fault or the end of one: a partition and its end count alike. */
function isFault(type: Action['type']): boolean {
  const { role } = actionTable[type];
  return role === 'fault' || role === 'repair';
}

// ---------------------------------------------------------------- what is tried

type Pass = (best: Best) => Iterable<readonly Action[]>;

const passes: readonly Pass[] = [
  ({ actions }) => withoutChunks(actions),
  withoutPairs,
  withoutFaults,
  withOtherDetails,
  withOtherNames,
  withFewerSwitches,
];

function* withoutPairs({ actions }: Best): Generator<readonly Action[]> {
  if (actions.length > pairsMax) return;
  for (const second of [...actions.keys()].reverse())
    for (let first = second - 1; first >= 0; first--)
      yield actions.filter((_, at) => at !== first && at !== second);
}

/** A delivery in place of a fault. */
function* withoutFaults(best: Best): Generator<readonly Action[]> {
  const { actions } = best;
  for (const [at, { type }] of actions.entries()) {
    if (!isFault(type)) continue;
    const { walk } = best.after(at);
    for (let index = 0; index < walk.count('deliver'); index++) {
      const delivery = walk.at('deliver', index);
      for (const way of delivery === undefined ? [] : walk.outcomes(delivery)) yield actions.with(at, way);
    }
  }
}

/** What was drawn, chosen, asked for or injected, otherwise. */
function* withOtherDetails(best: Best): Generator<readonly Action[]> {
  const { actions } = best;
  for (const [at, action] of actions.entries()) {
    const { walk } = best.after(at);
    const others =
      action.type === 'input' || action.type === 'inject'
        ? Array.from({ length: walk.count(action.type) }, (_, index) => walk.at(action.type, index))
        : [action];
    for (const other of others)
      for (const way of other === undefined ? [] : walk.outcomes(other))
        if (
          way.type === action.type &&
          actingNode(way) === actingNode(action) &&
          canonical(way) !== canonical(action)
        )
          yield actions.with(at, way);
  }
}

/** Two nodes in each other's place. */
function* withOtherNames({ actions, nodes }: Best): Generator<readonly Action[]> {
  for (const [at, one] of nodes.entries())
    for (const other of nodes.slice(at + 1))
      yield actions.map((action) => renamed(action, exchanged(one, other)));
}

/** An action right after the one that its node took before. */
function* withFewerSwitches({ actions }: Best): Generator<readonly Action[]> {
  for (const [at, action] of actions.entries()) {
    const before = actions.findLastIndex(
      (other, index) => index < at && actingNode(other) === actingNode(action),
    );
    if (before === -1 || before === at - 1) continue;
    yield actions.toSpliced(at, 1).toSpliced(before + 1, 0, action);
    yield actions.toSpliced(before, 1).toSpliced(at - 1, 0, actions[before] as Action);
  }
}

/** The system with no more faults, timeouts and inputs than a schedule has. */
function narrowed(system: System, actions: readonly Action[]): System {
  const count = (is: (action: Action) => boolean) => actions.filter(is).length;
  const limited = (limits: Readonly<Record<string, number | undefined>>, name: string, most: number) =>
    Math.min(limits[name] ?? Number.POSITIVE_INFINITY, most);
  const budget = { ...system.budget };
  const may: readonly Fault[] = [
    ...(system.crash === undefined ? [] : (['crash'] as const)),
    ...(system.lossy === true ? (['drop'] as const) : []),
    ...(system.partitions === undefined ? [] : (['partition'] as const)),
    'restart',
    ...(['duplicate', 'inject'] as const).filter((fault) => budget[fault] !== undefined),
  ];
  for (const fault of may)
    budget[fault] = limited(
      budget,
      fault,
      count(({ type }) => type === fault),
    );
  const bounds: Record<string, number> = { ...(system.bounds as Readonly<Record<string, number>>) };
  const asked = actions.flatMap((action) => boundOf(action) ?? []);
  const timers = Object.keys(system.timersMs ?? {}).filter((name) => mayHaveTimer(system, name));
  for (const name of new Set([...timers, ...asked]))
    bounds[name] = limited(
      bounds,
      name,
      count((action) => boundOf(action) === name),
    );
  return { ...system, budget, bounds };
}

/** The name under which a scope bounds an action. */
function boundOf(action: Action): string | undefined {
  return action.type === 'timeout' ? action.timer : action.type === 'input' ? action.input.type : undefined;
}

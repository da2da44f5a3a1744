/**
 * The symmetry check. It tests whether the nodes of a symmetric group are interchangeable: a world and its
 * copy with two of them exchanged must enable the same actions, each action must lead to the same world
 * again, and each property must have the same value in both.
 *
 * The check covers the initial worlds and a sample of the worlds that a search visits, dense at first and
 * then ever sparser. If something depends on a name, the search ends with an error that names the code in
 * question.
 */
import { calling, truth } from '../../actors/user-code.ts';
import { instanceResults } from '../../property/evaluate.ts';
import type { OverGiven, OverStep, Property } from '../../property/property.ts';
import { type Action, actingNode } from '../../semantics/actions.ts';
import { actionsOf, type Enabled } from '../../semantics/enabled.ts';
import { apply, initialWorlds } from '../../semantics/successors.ts';
import {
  areAlike,
  isSymmetric,
  type Pair,
  pairsOf,
  type Renamed,
  renamedAction,
  renamedWorld,
} from '../../semantics/symmetry.ts';
import type { System } from '../../semantics/system.ts';
import { seenIn, transitionOf } from '../../semantics/views.ts';
import { type NodeState, type Outcome, type World, worldKey } from '../../semantics/world.ts';
import { canonical, keyOf } from '../../values/canonical.ts';
import { UsageError } from '../../values/errors.ts';
import { exchanged, type Naming, renamed, renamedTimer } from '../../values/rename.ts';
import { fieldsOf } from './fixed-fields.ts';

/**
 * The first worlds are all checked; afterwards a check is due when the number of worlds has grown by this
 * share.
 */
const sample = { first: 20, oneIn: 0.3 };

/**
 * The largest number of pairs that are exchanged in each world, and of actions that are followed for each
 * pair.
 */
const pairsMax = 4;
const actionsMax = 4;

/** Checks the worlds of one search. */
export class SymmetryCheck {
  readonly #system: System;
  readonly #pairs: readonly Pair[];
  readonly #conditions: readonly (readonly [name: string, over: OverGiven])[];
  readonly #steps: readonly (readonly [name: string, over: OverStep])[];
  /** By pair, the copies of components that are known so far. */
  readonly #copies = new Map<Pair, Renamed>();
  #due = 0;
  #turn = 0;

  constructor(system: System, properties: readonly Property[]) {
    this.#system = system;
    this.#pairs = pairsOf(system);
    this.#conditions = properties.flatMap((property) =>
      property.kind === 'step'
        ? []
        : [property.over, ...('from' in property && property.from ? [property.from] : [])].map(
            (over) => [property.name, over as OverGiven] as const,
          ),
    );
    this.#steps = properties.flatMap(({ name, kind, over }) =>
      kind === 'step' ? [[name, over as OverStep] as const] : [],
    );
  }

  /**
   * A check of the initial worlds, made here, and of the worlds to come; undefined for a system without
   * symmetry.
   *
   * @throws UsageError if the set of initial worlds changes when two nodes are exchanged.
   */
  static of(system: System, properties: readonly Property[]): SymmetryCheck | undefined {
    if (!isSymmetric(system)) return undefined;
    const check = new SymmetryCheck(system, properties);
    check.#checkInitialWorlds();
    return check;
  }

  /** The world with two nodes exchanged. */
  #renamed(world: World, pair: Pair): World {
    const known: Renamed = this.#copies.get(pair) ?? new WeakMap();
    this.#copies.set(pair, known);
    return renamedWorld(this.#system, world, exchanged(...pair), known);
  }

  /** Checks that the set of initial worlds stays the same when two nodes are exchanged. */
  #checkInitialWorlds(): void {
    const worlds = initialWorlds(this.#system);
    const keys = new Set(worlds.map(worldKey));
    for (const pair of this.#pairs) {
      for (const [at, world] of worlds.entries()) {
        const there = this.#renamed(world, pair);
        if (keys.has(worldKey(there)) || worlds.some((one) => areAlike(this.#system, one, there))) continue;
        const why =
          worlds.length === 1
            ? `in the initial world ${this.#difference(there, world)}`
            : `no initial world is as number ${at} where they have changed places`;
        throw apart(pair, why);
      }
    }
  }

  /** Whether the check of a world is due, by its number. */
  isDue(number: number): boolean {
    if (number < this.#due) return false;
    this.#due = number + 1 + (number < sample.first ? 0 : Math.floor(sample.oneIn * number));
    return true;
  }

  /**
   * Checks a world with some pairs exchanged.
   *
   * @throws UsageError if something depends on a name in this world.
   */
  check(world: World): void {
    const turn = this.#turn++;
    const pairs = Math.min(pairsMax, this.#pairs.length);
    for (let one = 0; one < pairs; one++) {
      const at = turn * pairs + one;
      const pair = this.#pairs[at % this.#pairs.length] as Pair;
      const { there, actions } = this.#compare(world, pair);
      // Most differences show in actions of the pair itself, but not all.
      const own = actions.filter((action) => concerns(action, pair));
      const round = Math.floor(at / this.#pairs.length);
      const chosen = [...someOf(own, round, actionsMax - 1), ...someOf(actions, turn, 1)];
      for (const action of chosen) this.#follow(world, there, action, pair);
    }
  }

  /**
   * Checks a world in which a property is decided, or an action in it, with each pair exchanged.
   *
   * @throws UsageError if something depends on a name.
   */
  confirm(world: World, action: Action | undefined): void {
    for (const pair of this.#pairs) {
      const { there } = this.#compare(world, pair);
      if (action !== undefined) this.#follow(world, there, action, pair);
    }
  }

  /**
   * Compares a world with its copy in which the pair is exchanged; returns the copy and the actions of the
   * world.
   */
  #compare(world: World, pair: Pair): Enabled & { readonly there: World } {
    const name = exchanged(...pair);
    const there = this.#renamed(world, pair);
    const back = this.#renamed(there, pair);
    if (!areAlike(this.#system, world, back))
      throw apart(pair, `renamed there and back ${this.#difference(world, back)}`);
    const [seen, seenThere] = [seenIn(this.#system, world), seenIn(this.#system, there)];
    for (const [property, over] of this.#conditions) {
      const [here, other] = calling(`property '${property}'`, () => [
        instanceResults(over, seen),
        instanceResults(over, seenThere),
      ]);
      const verdicts = new Map(other.map(([at, verdict]) => [at.join(), verdict]));
      if (here.some(([at, verdict]) => verdicts.get(at.map(name).join()) !== verdict))
        throw apart(pair, `property '${property}' tells them apart`);
    }
    for (const [node, view] of seen.views) {
      const due = renamed(view, name);
      const is = seenThere.views.get(name(node));
      if (fieldsOf(due) !== fieldsOf(is))
        throw apart(
          pair,
          `the view of node '${node}' has the fields ${canonical(view)}, of which one bears a node's name and is none; rename one of them`,
        );
    }
    return { ...this.#compareActions(world, there, pair, name), there };
  }

  /** Compares the actions that are enabled in a world and in its copy; returns those of the world. */
  #compareActions(world: World, there: World, pair: Pair, name: Naming): Enabled {
    const enabled = actionsOf(this.#system, world);
    const other = actionsOf(this.#system, there);
    const wanting = new Map<string, number>();
    const count = (action: Action, by: number) => {
      const key = canonical(action);
      wanting.set(key, (wanting.get(key) ?? 0) + by);
    };
    const due = enabled.actions.map((action) => renamedAction(this.#system, action, name));
    for (const action of due) count(action, 1);
    for (const action of other.actions) count(action, -1);
    const missing = due.find((action) => (wanting.get(canonical(action)) ?? 0) > 0);
    const extra = other.actions.find((action) => (wanting.get(canonical(action)) ?? 0) < 0);
    const [held, heldThere] = [
      new Set(enabled.cuts.map((limit) => renamedTimer(limit, name))),
      new Set(other.cuts),
    ];
    const bounds = [...held, ...heldThere].filter((limit) => held.has(limit) !== heldThere.has(limit));
    if (bounds.includes('within')) throw apart(pair, "'within' tells them apart");
    if (bounds.length > 0) throw apart(pair, `the bound of '${bounds[0]}' holds back only one of them`);
    const found = missing ?? extra;
    if (found === undefined) return enabled;
    const counterpart = renamedAction(this.#system, found, name);
    const why = `there is ${phraseOf(found)}, and no ${phraseOf(counterpart)} where they have changed places`;
    throw apart(pair, `${deciderOf(this.#system, found)} tells them apart: ${why}`);
  }

  /** Compares what an action does in a world with what the renamed action does in the copy. */
  #follow(world: World, there: World, action: Action, pair: Pair): void {
    const name = exchanged(...pair);
    const after = apply(this.#system, world, action);
    const twin = renamedAction(this.#system, action, name);
    const other = apply(this.#system, there, twin);
    const expected = this.#renamed(after.world, pair);
    if (!areAlike(this.#system, expected, other.world))
      throw apart(pair, `after ${phraseOf(twin)} ${this.#difference(expected, other.world)}`);
    const extra = extraRule(other.taken, after.taken) ?? extraRule(after.taken, other.taken);
    if (extra !== undefined)
      throw apart(pair, `with ${phraseOf(twin)} the rule '${extra}' is taken by only one of them`);
    for (const [property, over] of this.#steps)
      if (
        calling(`property '${property}'`, () => stepResult(over, this.#system, world, after)) !==
        calling(`property '${property}'`, () => stepResult(over, this.#system, there, other))
      )
        throw apart(pair, `property '${property}' tells them apart at ${phraseOf(action)}`);
  }

  /** The first difference between two worlds that should be equal, as a clause of an error. */
  #difference(expected: World, got: World): string {
    const hints = "where an order has no meaning keep a Set, or give the actor a 'rename' that puts it right";
    for (const node of Object.keys(expected.nodes)) {
      const [due, is] = [expected.nodes[node] as NodeState, got.nodes[node] as NodeState];
      const alone = (state: NodeState): World => ({
        ...expected,
        nodes: { ...expected.nodes, [node]: state },
      });
      if (areAlike(this.#system, alone(due), alone(is))) continue;
      const [path, one, other] = firstDifference(due, is, '');
      return `node '${node}' has ${canonical(other)} at ${path}, where ${canonical(one)} was due; ${hints}`;
    }
    for (const [phrase, part] of [
      ['the monitor has', 'history'],
      ['the spent budget is', 'spent'],
      ['the partition in force is', 'partition'],
    ] as const) {
      if (keyOf(expected[part]) === keyOf(got[part])) continue;
      const [path, one, other] = firstDifference(expected[part], got[part], part);
      return `${phrase} ${canonical(other)} at ${path}, where ${canonical(one)} was due`;
    }
    const keys = new Set(expected.inFlight.map(canonical));
    const extra = got.inFlight.find((envelope) => !keys.has(canonical(envelope)));
    return extra === undefined
      ? 'the messages in flight differ'
      : `'${extra.from}' has sent ${canonical(extra.message)} to '${extra.to}', which was not due`;
  }
}

/** Whether a node of the pair acts. */
function concerns(action: Action, pair: Pair): boolean {
  return action.type !== 'request' && pair.includes(actingNode(action) as string);
}

/** At most `most` items of a list, spread over all of it, and others in each round. */
function someOf<T>(list: readonly T[], round: number, most: number): readonly T[] {
  const skip = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, at) => at % skip === round % skip);
}

/** The error that two nodes are not interchangeable. */
function apart([one, other]: Pair, why: string): UsageError {
  return new UsageError(`system: 'symmetric' takes '${one}' and '${other}' for interchangeable, but ${why}`);
}

/** A rule that is in the first list only. */
function extraRule(these: readonly string[] = [], those: readonly string[] = []): string | undefined {
  return these.find((rule) => !those.includes(rule));
}

/** The result of a property on a step, as a string. */
function stepResult(over: OverStep, system: System, before: World, outcome: Outcome): string {
  const transition = transitionOf(system, before, outcome);
  if (transition === undefined) return 'none';
  const { holds, premise, survivesRestart } = over as Extract<OverStep, { survivesRestart: true }>;
  if (transition.event.type === 'restart' && (survivesRestart !== true || transition.before === undefined))
    return 'none';
  if (premise !== undefined && !truth(premise.call(over, transition))) return 'no premise';
  return String(truth(holds.call(over, transition)));
}

/** The part of the system that decides whether such an action is enabled. */
function deciderOf(system: System, action: Action): string {
  if ('choice' in action) return "'choices' of the actor";
  if (action.type === 'restart') return system.births === undefined ? 'the system' : "'births'";
  if ('draw' in action) return "'draws'";
  if (action.type === 'input') return "'inputs'";
  return action.type === 'crash' ? "'crash.when'" : 'the system';
}

/** An action as errors name it. */
function phraseOf(action: Action): string {
  const open = Object.entries(action).flatMap(([field, is]) =>
    field === 'draw' || field === 'choice' ? [`, ${field} ${canonical(is)}`] : [],
  );
  return `${phrase(action)}${open.join('')}`;
}

/** An action without draws and choices, as errors name it. */
function phrase(action: Action): string {
  switch (action.type) {
    case 'deliver':
      return `message ${canonical(action.message)} from '${action.from}' to '${action.to}'`;
    case 'input':
      return `input ${canonical(action.input)} of '${action.node}'`;
    case 'timeout':
      return `timeout '${action.timer}' of '${action.node}'`;
    default:
      return `${action.type}${'node' in action ? ` of '${action.node}'` : ''}`;
  }
}

/** The path to the first component in which two data differ, and both values there. */
function firstDifference(
  one: unknown,
  other: unknown,
  path: string,
): readonly [path: string, one: unknown, other: unknown] {
  const areAlike =
    typeof one === 'object' &&
    typeof other === 'object' &&
    one !== null &&
    other !== null &&
    Object.getPrototypeOf(one) === Object.getPrototypeOf(other) &&
    !(one instanceof Set || one instanceof Map);
  if (!areAlike) return [path, one, other];
  const fields = new Set([...Object.keys(one), ...Object.keys(other)]);
  for (const field of fields) {
    const [a, b] = [one[field as never], other[field as never]];
    if (canonical(a) !== canonical(b))
      return firstDifference(a, b, Array.isArray(one) ? `${path}[${field}]` : `${path}.${field}`);
  }
  return [path, one, other];
}

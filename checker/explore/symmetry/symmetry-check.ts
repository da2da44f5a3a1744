/**
 * Whether nodes that a system takes for interchangeable are that. A world, and the same with two of them in each other's place,
 * must offer the same actions, each must lead to the same again, and no property may tell them apart.
 *
 * Asked of the initial worlds and of a sample of those a search comes by: of the first ones all, then ever fewer. Where something
 * depends on a name the search ends, and whoever looked at the name is named.
 */
import { calling, truth } from '../../actors/user-code.ts';
import { judged } from '../../property/evaluate.ts';
import type { OverGiven, OverStep, Property } from '../../property/property.ts';
import { actingNode } from '../../semantics/actions.ts';
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
import { type Action, type NodeState, type Outcome, type World, worldKey } from '../../semantics/world.ts';
import { canonical, keyOf } from '../../values/canonical.ts';
import { UsageError } from '../../values/errors.ts';
import { exchanged, type Naming, renamed, renamedTimer } from '../../values/rename.ts';
import { fieldsOf } from './fixed-fields.ts';

/** So many worlds are looked at one after the other; from then on each time as many have passed by as this part of all. */
const sample = { first: 20, oneIn: 0.3 };

/** In each of them at most so many pairs of nodes change places, and with each at most so many of its actions are taken. */
const pairsMax = 4;
const actionsMax = 4;

/** Looks at the worlds of one search. */
export class SymmetryCheck {
  readonly #system: System;
  readonly #pairs: readonly Pair[];
  readonly #conditions: readonly (readonly [name: string, over: OverGiven])[];
  readonly #steps: readonly (readonly [name: string, over: OverStep])[];
  /** By pair, what worlds are made of with these two in each other's place. */
  readonly #known = new Map<Pair, Renamed>();
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
   * Nobody, where no nodes may change places.
   *
   * @throws UsageError where the initial worlds are not the same with two nodes in each other's place.
   */
  static of(system: System, properties: readonly Property[]): SymmetryCheck | undefined {
    if (!isSymmetric(system)) return undefined;
    const interchange = new SymmetryCheck(system, properties);
    interchange.#begin();
    return interchange;
  }

  /** With two nodes in each other's place. */
  #renamed(world: World, pair: Pair): World {
    const known: Renamed = this.#known.get(pair) ?? new WeakMap();
    this.#known.set(pair, known);
    return renamedWorld(this.#system, world, exchanged(...pair), known);
  }

  #begin(): void {
    const worlds = initialWorlds(this.#system);
    const keys = new Set(worlds.map(worldKey));
    for (const pair of this.#pairs) {
      for (const [at, world] of worlds.entries()) {
        const there = this.#renamed(world, pair);
        if (keys.has(worldKey(there))) continue;
        const why =
          worlds.length === 1
            ? `in the initial world ${this.#difference(there, world)}`
            : `no initial world is as number ${at} where they have changed places`;
        throw apart(pair, why);
      }
    }
  }

  /** Whether a world is to be looked at, by its number. */
  isDue(number: number): boolean {
    if (number < this.#due) return false;
    this.#due = number + 1 + (number < sample.first ? 0 : Math.floor(sample.oneIn * number));
    return true;
  }

  /** @throws UsageError where something depends on a name in this world. */
  look(world: World): void {
    const turn = this.#turn++;
    const pairs = Math.min(pairsMax, this.#pairs.length);
    for (let one = 0; one < pairs; one++) {
      const at = turn * pairs + one;
      const pair = this.#pairs[at % this.#pairs.length] as Pair;
      const { there, actions } = this.#compare(world, pair);
      // What these two do themselves says most, but not all.
      const own = actions.filter((action) => concerns(action, pair));
      const round = Math.floor(at / this.#pairs.length);
      const chosen = [...someOf(own, round, actionsMax - 1), ...someOf(actions, turn, 1)];
      for (const action of chosen) this.#follow(world, there, action, pair);
    }
  }

  /**
   * Looks at a world in which something was found, or at an action in it, with every two nodes in each other's place.
   *
   * @throws UsageError where something depends on a name.
   */
  confirm(world: World, action: Action | undefined): void {
    for (const pair of this.#pairs) {
      const { there } = this.#compare(world, pair);
      if (action !== undefined) this.#follow(world, there, action, pair);
    }
  }

  /** The world in which the two have changed places, and what may happen in this one. */
  #compare(world: World, pair: Pair): Enabled & { readonly there: World } {
    const name = exchanged(...pair);
    const there = this.#renamed(world, pair);
    const back = this.#renamed(there, pair);
    if (!areAlike(this.#system, world, back))
      throw apart(pair, `renamed there and back ${this.#difference(world, back)}`);
    const [seen, seenThere] = [seenIn(this.#system, world), seenIn(this.#system, there)];
    for (const [property, over] of this.#conditions) {
      const [here, other] = calling(`property '${property}'`, () => [
        judged(over, seen),
        judged(over, seenThere),
      ]);
      const said = new Map(other.map(([at, says]) => [at.join(), says]));
      if (here.some(([at, says]) => said.get(at.map(name).join()) !== says))
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
    return { ...this.#offered(world, there, pair, name), there };
  }

  /** What may happen in a world; the same must be in the other. */
  #offered(world: World, there: World, pair: Pair, name: Naming): Enabled {
    const offer = actionsOf(this.#system, world);
    const other = actionsOf(this.#system, there);
    const wanting = new Map<string, number>();
    const count = (action: Action, by: number) => {
      const key = canonical(action);
      wanting.set(key, (wanting.get(key) ?? 0) + by);
    };
    const due = offer.actions.map((action) => renamedAction(this.#system, action, name));
    for (const action of due) count(action, 1);
    for (const action of other.actions) count(action, -1);
    const missing = due.find((action) => (wanting.get(canonical(action)) ?? 0) > 0);
    const stray = other.actions.find((action) => (wanting.get(canonical(action)) ?? 0) < 0);
    const [held, heldThere] = [
      new Set(offer.cuts.map((what) => renamedTimer(what, name))),
      new Set(other.cuts),
    ];
    const bounds = [...held, ...heldThere].filter((what) => held.has(what) !== heldThere.has(what));
    if (bounds.includes('within')) throw apart(pair, "'within' tells them apart");
    if (bounds.length > 0) throw apart(pair, `the bound of '${bounds[0]}' holds back only one of them`);
    const found = missing ?? stray;
    if (found === undefined) return offer;
    const counterpart = renamedAction(this.#system, found, name);
    const why = `there is ${saying(found)}, and no ${saying(counterpart)} where they have changed places`;
    throw apart(pair, `${deciderOf(this.#system, found)} tells them apart: ${why}`);
  }

  /** Takes an action in a world, and in the one where the two have changed places. */
  #follow(world: World, there: World, action: Action, pair: Pair): void {
    const name = exchanged(...pair);
    const after = apply(this.#system, world, action);
    const twin = renamedAction(this.#system, action, name);
    const other = apply(this.#system, there, twin);
    const expected = this.#renamed(after.world, pair);
    if (!areAlike(this.#system, expected, other.world))
      throw apart(pair, `after ${saying(twin)} ${this.#difference(expected, other.world)}`);
    const stray = strayOf(other.taken, after.taken) ?? strayOf(after.taken, other.taken);
    if (stray !== undefined)
      throw apart(pair, `with ${saying(twin)} the rule '${stray}' is taken by only one of them`);
    for (const [property, over] of this.#steps)
      if (
        calling(`property '${property}'`, () => stepTellings(over, this.#system, world, after)) !==
        calling(`property '${property}'`, () => stepTellings(over, this.#system, there, other))
      )
        throw apart(pair, `property '${property}' tells them apart at ${saying(action)}`);
  }

  /** Where two worlds differ that ought not to. */
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
    for (const [what, part] of [
      ['the monitor has', 'history'],
      ['spent is', 'spent'],
      ['the partition that stands is', 'partition'],
    ] as const) {
      if (keyOf(expected[part]) === keyOf(got[part])) continue;
      const [path, one, other] = firstDifference(expected[part], got[part], part);
      return `${what} ${canonical(other)} at ${path}, where ${canonical(one)} was due`;
    }
    const keys = new Set(expected.inFlight.map(canonical));
    const stray = got.inFlight.find((envelope) => !keys.has(canonical(envelope)));
    return stray === undefined
      ? 'what is under way differs'
      : `'${stray.from}' has sent ${canonical(stray.message)} to '${stray.to}', which was not due`;
  }
}

/** Whether a node of a pair acts. */
function concerns(action: Action, pair: Pair): boolean {
  return action.type !== 'request' && pair.includes(actingNode(action) as string);
}

/** So many of a list at most, others in each round, spread over all of it. */
function someOf<T>(list: readonly T[], round: number, most: number): readonly T[] {
  const skip = Math.max(1, Math.ceil(list.length / most));
  return list.filter((_, at) => at % skip === round % skip);
}

function apart([one, other]: Pair, why: string): UsageError {
  return new UsageError(`system: 'symmetric' takes '${one}' and '${other}' for interchangeable, but ${why}`);
}

/** A rule that is among these and not among those. */
function strayOf(these: readonly string[] = [], those: readonly string[] = []): string | undefined {
  return these.find((rule) => !those.includes(rule));
}

/** All that can be told of a condition on a step. */
function stepTellings(over: OverStep, system: System, before: World, outcome: Outcome): string {
  const transition = transitionOf(system, before, outcome);
  if (transition === undefined) return 'none';
  const { holds, premise, survivesRestart } = over as Extract<OverStep, { survivesRestart: true }>;
  if (transition.event.type === 'restart' && (survivesRestart !== true || transition.before === undefined))
    return 'none';
  if (premise !== undefined && !truth(premise.call(over, transition))) return 'no premise';
  return String(truth(holds.call(over, transition)));
}

/** Who decides whether there is such an action. */
function deciderOf(system: System, action: Action): string {
  if ('choice' in action) return "'choices' of the actor";
  if (action.type === 'restart') return system.births === undefined ? 'the system' : "'births'";
  if ('draw' in action) return "'draws'";
  if (action.type === 'input') return "'inputs'";
  return action.type === 'crash' ? "'crash.when'" : 'the system';
}

/** An action as a sentence names it. */
function saying(action: Action): string {
  const open = Object.entries(action).flatMap(([field, is]) =>
    field === 'draw' || field === 'choice' ? [`, ${field} ${canonical(is)}`] : [],
  );
  return `${what(action)}${open.join('')}`;
}

function what(action: Action): string {
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

/** The way to the first part in which two data differ, and both of it. */
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

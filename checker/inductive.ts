/**
 * Invariants that keep themselves: from every listed world in which the condition holds, reachable or not, one step leads to
 * worlds in which it holds again. A search of one step, from the listed worlds in place of the initial ones.
 */
import { UsageError } from './errors.ts';
import { askedOf } from './judge.ts';
import { sent } from './network.ts';
import { seenIn } from './observe.ts';
import { failure, type Listed, type Property } from './property.ts';
import {
  type Exploration,
  type Limits,
  type Progress,
  type Result,
  type Space,
  search,
  stoppedAt,
} from './search.ts';
import { nothingSpent } from './semantics.ts';
import { asymmetric, isSymmetric } from './symmetry.ts';
import type { System } from './system.ts';
import { refusePromise } from './user-code.ts';
import type { NodeState, World } from './world.ts';

/** An `inductive` property. */
export type Inductive = Extract<Property, { kind: 'inductive' }>;

/**
 * Searches a system for what its properties promise. What must happen in the end is judged by a search of its own where the system
 * has symmetric nodes, for that takes each of them for itself; and those that are inductive by a search each. The numbers told
 * are those of the first search.
 */
export function* searchAll(
  spaceOf: (system: System, maxWorlds: number) => Space,
  system: System,
  properties: readonly Property[],
  limits: Limits = {},
): Generator<Progress, Exploration, string | undefined> {
  const inductive = properties.filter((property) => property.kind === 'inductive');
  const isApart = (property: Property) => isSymmetric(system) && needsNames(property);
  const others = properties.filter((property) => property.kind !== 'inductive' && !isApart(property));
  const apart = properties.filter(isApart);
  const results = new Map<Property, Result>();
  let first: Exploration | undefined;
  for (const [one, promises] of [[system, others] as const, [asymmetric(system), apart] as const]) {
    if (promises.length === 0 && (one !== system || properties.length > 0)) continue;
    const found = yield* search(spaceOf, one, promises, limits);
    for (const result of found.results) results.set(result.property, result);
    first ??= found;
  }
  for (const property of inductive) {
    const listed = listedSystem(system, property);
    const invariant = { ...property, kind: 'always' } as const;
    const found = yield* search(spaceOf, listed, [invariant], { ...limits, maxDepth: 1 });
    first ??= found;
    results.set(property, judged(property, found, listed.listed.length));
  }
  return { ...(first as Exploration), results: properties.map((one) => results.get(one) as Result) };
}

/** Whether a promise is about what each node comes to in the end. */
function needsNames(property: Property): boolean {
  return property.kind === 'leadsTo' || (property.kind === 'settles' && property.fairness !== undefined);
}

/** The system that begins in the listed worlds in which the condition holds. */
export function listedSystem(
  system: System,
  property: Inductive,
): System & { readonly listed: readonly World[] } {
  const { starts: _, ...others } = asymmetric(system);
  const listed = listedBy(property).map((given, at) => worldOf(system, property, given, at));
  const holds = (world: World) => failure(property.over, seenIn(system, world)) === undefined;
  return { ...others, listed: askedOf(property, () => listed.filter(holds)) };
}

/** What an author lists, if it is a list. */
function listedBy(property: Inductive): readonly Listed[] {
  return askedOf(property, () => {
    const listed: unknown = property.worlds();
    refusePromise(listed);
    if (typeof listed === 'object' && listed !== null && Symbol.iterator in listed)
      return [...(listed as Iterable<Listed>)];
    throw new Error("its 'worlds' returned no list; return the worlds from which one step must keep it");
  });
}

function worldOf(system: System, { name }: Inductive, given: Listed, at: number): World {
  const where = `'${name}', listed world ${at}`;
  const names = Object.keys(system.nodes);
  const stranger = Object.keys(given.nodes).find((node) => !names.includes(node));
  if (stranger !== undefined)
    throw new UsageError(`${where} names '${stranger}', which is no node; nodes: ${names.join(', ')}`);
  const nodes = names.map((node): [string, NodeState] => {
    const state = given.nodes[node];
    if (state === undefined) throw new UsageError(`${where} does not say how node '${node}' stands`);
    if (!('up' in state)) return [node, state];
    const { up, armed = [], durable } = state;
    return [node, { up, armed: [...armed].sort(), durable }];
  });
  const { inFlight = [], history = system.monitor?.first } = given;
  const empty: World = {
    nodes: Object.fromEntries(nodes),
    inFlight: [],
    spent: nothingSpent(system),
    history,
  };
  return {
    ...empty,
    inFlight: inFlight.reduce((all, one) => sent(system.network, all, one), empty.inFlight),
  };
}

/** The search ends after one step, and has then seen all that was asked. */
function judged(property: Inductive, { results, stopped }: Exploration, listed: number): Result {
  const [found] = results as [Result];
  if (found.verdict === 'violated') return { ...found, property };
  if (listed === 0)
    return {
      property,
      verdict: 'inconclusive',
      because: 'it holds in no listed world, so nothing was tested',
    };
  return stopped === undefined || stopped === stoppedAt(1)
    ? { property, verdict: 'holds' }
    : { property, verdict: 'inconclusive', because: found.because ?? stopped };
}

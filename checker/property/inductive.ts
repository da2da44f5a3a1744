/**
 * Inductive invariants, as a search of one step: the listed worlds that satisfy the condition, reachable or
 * not, replace the initial worlds, and every successor must satisfy the condition too.
 */
import { refusePromise } from '../actors/user-code.ts';
import { sent } from '../semantics/network.ts';
import { nothingSpent } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { seenIn } from '../semantics/views.ts';
import type { NodeState, World } from '../semantics/world.ts';
import { UsageError } from '../values/errors.ts';
import { failure } from './evaluate.ts';
import { callingProperty } from './judges.ts';
import type { Listed, Property } from './property.ts';

/** An `inductive` property. */
export type Inductive = Extract<Property, { kind: 'inductive' }>;

/** The system whose initial worlds are the listed worlds that satisfy the condition. */
export function listedSystem(
  system: System,
  property: Inductive,
): System & { readonly listed: readonly World[] } {
  const { starts: _, ...others } = asymmetric(system);
  const listed = listedBy(property).map((given, at) => worldOf(system, property, given, at));
  const holds = (world: World) => failure(property.over, seenIn(system, world)) === undefined;
  return { ...others, listed: callingProperty(property, () => listed.filter(holds)) };
}

/** The worlds that the author lists. */
function listedBy(property: Inductive): readonly Listed[] {
  return callingProperty(property, () => {
    const listed: unknown = property.worlds();
    refusePromise(listed);
    if (typeof listed === 'object' && listed !== null && Symbol.iterator in listed)
      return [...(listed as Iterable<Listed>)];
    throw new Error(
      "its 'worlds' returned no list; return the worlds from which every step must preserve it",
    );
  });
}

/** The world of one entry, with its nodes in the system's order. */
function worldOf(system: System, { name }: Inductive, given: Listed, at: number): World {
  const where = `'${name}', listed world ${at}`;
  const names = Object.keys(system.nodes);
  const unknownNode = Object.keys(given.nodes).find((node) => !names.includes(node));
  if (unknownNode !== undefined)
    throw new UsageError(`${where} names '${unknownNode}', which is no node; nodes: ${names.join(', ')}`);
  const nodes = names.map((node): [string, NodeState] => {
    const state = given.nodes[node];
    if (state === undefined) throw new UsageError(`${where} has no state for node '${node}'`);
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
    inFlight: inFlight.reduce((all, envelope) => sent(system.network, all, envelope), empty.inFlight),
  };
}

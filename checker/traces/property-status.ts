/**
 * The status of properties along a trace: in which worlds of an execution each safety property holds, and the nodes that
 * break it. A liveness property is about the whole execution, so no single world decides it.
 */
import type { NodeId } from '../actors/actor.ts';
import { list, truth } from '../actors/user-code.ts';
import { instanceResults } from '../property/evaluate.ts';
import { callingProperty } from '../property/judges.ts';
import type { OverStep, Property } from '../property/property.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { type Recovery, type Seen, seenIn, type Transition, transitionOf } from '../semantics/views.ts';
import type { World } from '../semantics/world.ts';
import type { Trace } from './trace.ts';

/** One property in one world, or on the step that leads to it. */
export interface PropertyStatus {
  /** The name of the property. */
  readonly property: string;
  readonly holds: boolean;
  /** The nodes that break it, in the order of the system; none for a condition on the whole world. */
  readonly at: readonly NodeId[];
}

/**
 * The safety properties (`always`, `step`) in the initial world of a trace and after each of its steps. A
 * property of steps has no entry where no node took a step.
 *
 * @throws Error if an action of the trace is not enabled in the system.
 */
export function statusesAlong(
  system: System,
  properties: readonly Property[],
  { start, steps }: Pick<Trace, 'start' | 'steps'>,
): readonly (readonly PropertyStatus[])[] {
  let world = initialWorlds(system)[start] as World;
  const rows = [statusesIn(system, properties, world, undefined)];
  for (const { action } of steps) {
    const outcome = apply(system, world, action);
    const transition = transitionOf(system, world, outcome);
    world = outcome.world;
    rows.push(statusesIn(system, properties, world, transition));
  }
  return rows;
}

/**
 * The nodes that break a property at the end of its counterexample, from the last world and the step that led
 * to it; none for a condition on the whole world, and for a property that only the whole execution decides.
 */
export function brokenIn(
  system: System,
  property: Property,
  world: World,
  stepped: Transition | Recovery | undefined,
): readonly NodeId[] {
  return statusesIn(system, [property], world, stepped).flatMap(({ at }) => at);
}

function statusesIn(
  system: System,
  properties: readonly Property[],
  world: World,
  transition: Transition | Recovery | undefined,
): readonly PropertyStatus[] {
  const seen = seenIn(system, world);
  return properties.flatMap((property): PropertyStatus[] => {
    const { name } = property;
    if (property.kind === 'step') {
      if (transition === undefined) return [];
      const holds = callingProperty(property, () => holdsOn(property.over, transition));
      return [{ property: name, holds, at: holds ? [] : [transition.node] }];
    }
    if (property.kind !== 'always' && property.kind !== 'inductive') return [];
    const results = callingProperty(property, () => instanceResults(property.over, seen));
    const broken = results.flatMap(([at, result]) => (result === 'fails' ? [at] : []));
    const named = broken.length === 0 ? [] : namedBy(property, seen);
    const nodes = new Set([...broken.flat(), ...named]);
    return [
      {
        property: name,
        holds: broken.length === 0,
        at: Object.keys(system.nodes).filter((node) => nodes.has(node)),
      },
    ];
  });
}

/** The nodes that a condition on the whole world names. */
function namedBy(property: Extract<Property, { kind: 'always' | 'inductive' }>, { views, history }: Seen) {
  const { over } = property;
  if (!('brokenBy' in over) || over.brokenBy === undefined) return [];
  return callingProperty(property, () => list('brokenBy', over.brokenBy?.(views, history) ?? []));
}

/**
 * The nodes that break a safety property at the end of its counterexample; none for a condition on the whole
 * world that names none, and for a property that only the whole execution decides.
 */
export function brokenAlong(
  system: System,
  property: Property,
  trace: Pick<Trace, 'start' | 'steps'>,
): readonly NodeId[] {
  return (statusesAlong(system, [property], trace).at(-1) ?? []).flatMap(({ at }) => at);
}

/**
 * The nodes that a condition on the whole world names in the last world of a trace; none for other properties,
 * whose judges know the nodes.
 */
export function namedAlong(
  system: System,
  property: Property,
  trace: Pick<Trace, 'start' | 'steps'>,
): readonly NodeId[] {
  const isNaming =
    property.kind === 'always' && property.over.world !== undefined && 'brokenBy' in property.over;
  return isNaming ? brokenAlong(system, property, trace) : [];
}

/**
 * Whether a condition holds on a step. It does where the premise does not, and on a restart that the property
 * leaves out or that has no durable record.
 */
function holdsOn(over: OverStep, transition: Transition | Recovery): boolean {
  const { premise, survivesRestart } = over;
  const isRestart = transition.event.type === 'restart';
  if (isRestart && (survivesRestart !== true || transition.before === undefined)) return true;
  const one = transition as Transition;
  return (premise !== undefined && !truth(premise.call(over, one))) || truth(over.holds(one));
}

/**
 * The lasso check: whether a recorded lasso violates a liveness property, by the reference semantics alone
 * and independently of the engine that found it.
 */
import { obligations, referenceEvaluators } from '../property/evaluate.ts';
import { familiesOf, faultFreeLabel, Labels } from '../property/fairness.ts';
import { faultFreeFairness } from '../property/liveness.ts';
import type { Property } from '../property/property.ts';
import type { Action } from '../semantics/actions.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { rebasedRun } from '../semantics/rebase.ts';
import { apply } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { honestNodes, seenIn } from '../semantics/views.ts';
import { type World, worldKey } from '../semantics/world.ts';

/** A liveness property. */
export type Liveness = Extract<Property, { kind: 'leadsTo' | 'settles' }>;

/** An infinite execution: its worlds, one more than its actions; the last world continues as world `loop`. */
export interface LassoRun {
  readonly worlds: readonly World[];
  readonly actions: readonly Action[];
  readonly loop: number;
}

/** Whether the cycle returns to its first world, is fair, and violates the property. */
export function isLassoViolation(system: System, property: Liveness, concrete: LassoRun): boolean {
  const run = { ...rebasedRun(system, concrete.worlds, concrete.actions), loop: concrete.loop };
  const { worlds, loop } = run;
  const last = worlds.at(-1) as World;
  if (worldKey(worlds[loop] as World) !== worldKey(last)) return false;
  return (
    isFair(system, property, run) &&
    (property.kind === 'settles' ? failsInCycle(system, property, run) : staysPending(system, property, run))
  );
}

/**
 * Whether the cycle satisfies the fairness; for an execution that ends, whether its last world is terminal.
 */
function isFair(system: System, property: Liveness, { worlds, actions, loop }: LassoRun): boolean {
  const isFaultFree = property.kind === 'settles';
  const { weak = [], strong = [] } = isFaultFree
    ? faultFreeFairness(property.fairness ?? {})
    : (property.fairness ?? {});
  const labels = new Labels([...weak, ...strong]);
  const labelOf = (action: Action, world: World) =>
    labels.of(action, action.type === 'restart' ? world.nodes[action.node] : undefined);
  const repeated = worlds.slice(loop, -1);
  const enabled = (repeated.length === 0 ? worlds.slice(-1) : repeated).map(
    (world) =>
      new Set(
        changingActions(system, world).map((action) =>
          action === undefined ? faultFreeLabel : labelOf(action, world),
        ),
      ),
  );
  const taken = new Set(actions.slice(loop).map((action, at) => labelOf(action, repeated[at] as World)));
  const faultFree = labels.faultFree();
  const isConsidered = (label: number) => !isFaultFree || faultFree[label] === 1;
  if (repeated.length === 0) return ![...(enabled[0] as Set<number>)].some(isConsidered);
  const all = new Set(enabled.flatMap((some) => [...some]));
  const [isWeak, isStrong] = [labels.among(weak), labels.among(strong)];
  return (
    [...taken].every(isConsidered) &&
    [...all].every((label) => {
      if (taken.has(label) || !isConsidered(label)) return true;
      const always = enabled.every((some) => some.has(label));
      return isStrong[label] !== 1 && !(isWeak[label] === 1 && always);
    })
  );
}

/**
 * The actions that change a world, suppressed ones included; undefined is an unknown action beyond a bound.
 */
function changingActions(system: System, world: World): readonly (Action | undefined)[] {
  const { actions, suppressed, cuts } = actionsOf(system, world);
  const key = worldKey(world);
  const changes = actions.filter((action) => worldKey(apply(system, world, action).world) !== key);
  const isStopped = actions.length === 0 && suppressed.length === 0 && cuts.length > 0;
  return [...changes, ...suppressed, ...(isStopped ? [undefined] : [])];
}

/** Whether some world of the cycle violates the condition of a `settles`, or an action that must end is in it. */
function failsInCycle(
  system: System,
  { over, ends }: Property & { kind: 'settles' },
  { worlds, actions, loop }: LassoRun,
): boolean {
  if (ends !== undefined)
    return actions.some((action, at) => {
      if (at < loop || !familiesOf(action).some((family) => ends.includes(family as never))) return false;
      return worldKey(worlds[at] as World) !== worldKey(worlds[at + 1] as World);
    });
  let world = worlds[loop] as World;
  const evaluator = referenceEvaluators(honestNodes(system), () => seenIn(system, world)).of(over, 'whole');
  return worlds.slice(loop).some((next) => {
    world = next;
    return evaluator.fails();
  });
}

/** Whether some obligation of a `leadsTo` stays pending for ever. */
function staysPending(
  system: System,
  { over, from }: Property & { kind: 'leadsTo' },
  { worlds, loop }: LassoRun,
): boolean {
  let world = worlds[0] as World;
  const evaluators = referenceEvaluators(honestNodes(system), () => seenIn(system, world));
  const [due, kept] = obligations(evaluators, from, over);
  return due.at.some((_, instance) => {
    const results = worlds.map((next) => {
      world = next;
      const isUp = kept.isUp(instance);
      return { isKept: !isUp || kept.holds(instance), isDue: isUp && due.holds(instance) };
    });
    const lastKept = results.findLastIndex(({ isKept }) => isKept);
    return lastKept < loop && results.slice(lastKept + 1).some(({ isDue }) => isDue);
  });
}

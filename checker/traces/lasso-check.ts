/**
 * Whether a run that comes round breaks a promise of what happens in the end, told by the reference semantics alone: what a
 * recorded lasso is held to, whoever found it.
 */
import { obligations, referenceEvaluators } from '../property/evaluate.ts';
import { faultFreeLabel, Labels } from '../property/fairness.ts';
import { faultFreeFairness } from '../property/liveness.ts';
import type { Property } from '../property/property.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { rebasedRun } from '../semantics/rebase.ts';
import { apply } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import { honestNodes, seenIn } from '../semantics/views.ts';
import { type Action, type World, worldKey } from '../semantics/world.ts';

/** A promise of what happens in the end. */
export type Liveness = Extract<Property, { kind: 'leadsTo' | 'settles' }>;

/** A run: the worlds it passes, one more than actions; from the last it goes on as from world `loop`. */
export interface LassoRun {
  readonly worlds: readonly World[];
  readonly actions: readonly Action[];
  readonly loop: number;
}

/** Whether the run comes round, is fair, and breaks the promise. */
export function isLassoViolation(system: System, property: Liveness, real: LassoRun): boolean {
  const run = { ...rebasedRun(system, real.worlds, real.actions), loop: real.loop };
  const { worlds, loop } = run;
  const last = worlds.at(-1) as World;
  if (worldKey(worlds[loop] as World) !== worldKey(last)) return false;
  return (
    isFair(system, property, run) &&
    (property.kind === 'settles' ? unsettled(system, property, run) : unkept(system, property, run))
  );
}

/** Whether the fairness allows what is repeated; where nothing is, whether nothing else is left to happen. */
function isFair(system: System, property: Liveness, { worlds, actions, loop }: LassoRun): boolean {
  const isCalm = property.kind === 'settles';
  const { weak = [], strong = [] } = isCalm
    ? faultFreeFairness(property.fairness ?? {})
    : (property.fairness ?? {});
  const labels = new Labels([...weak, ...strong]);
  const standing = (action: Action, world: World) =>
    labels.of(action, action.type === 'restart' ? world.nodes[action.node] : undefined);
  const repeated = worlds.slice(loop, -1);
  const possible = (repeated.length === 0 ? worlds.slice(-1) : repeated).map(
    (world) =>
      new Set(
        changing(system, world).map((action) =>
          action === undefined ? faultFreeLabel : standing(action, world),
        ),
      ),
  );
  const taken = new Set(actions.slice(loop).map((action, at) => standing(action, repeated[at] as World)));
  const calm = labels.calm();
  const counts = (label: number) => !isCalm || calm[label] === 1;
  if (repeated.length === 0) return ![...(possible[0] as Set<number>)].some(counts);
  const all = new Set(possible.flatMap((some) => [...some]));
  const isAmong = [labels.among(weak), labels.among(strong)] as const;
  return (
    [...taken].every(counts) &&
    [...all].every((label) => {
      if (taken.has(label) || !counts(label)) return true;
      const always = possible.every((some) => some.has(label));
      return isAmong[1][label] !== 1 && !(isAmong[0][label] === 1 && always);
    })
  );
}

/** What may change a world; undefined stands for what lies beyond the scope. */
function changing(system: System, world: World): readonly (Action | undefined)[] {
  const { actions, suppressed, cuts } = actionsOf(system, world);
  const key = worldKey(world);
  const changes = actions.filter((action) => worldKey(apply(system, world, action).world) !== key);
  const isStopped = actions.length === 0 && suppressed.length === 0 && cuts.length > 0;
  return [...changes, ...suppressed, ...(isStopped ? [undefined] : [])];
}

function unsettled(
  system: System,
  { over }: Property & { kind: 'settles' },
  { worlds, loop }: LassoRun,
): boolean {
  let world = worlds[loop] as World;
  const sight = referenceEvaluators(honestNodes(system), () => seenIn(system, world)).of(over, 'whole');
  return worlds.slice(loop).some((one) => {
    world = one;
    return sight.fails();
  });
}

function unkept(
  system: System,
  { over, from }: Property & { kind: 'leadsTo' },
  { worlds, loop }: LassoRun,
): boolean {
  let world = worlds[0] as World;
  const sights = referenceEvaluators(honestNodes(system), () => seenIn(system, world));
  const [due, kept] = obligations(sights, from, over);
  return due.at.some((_, one) => {
    const told = worlds.map((at) => {
      world = at;
      const isUp = kept.isUp(one);
      return { isKept: !isUp || kept.holds(one), isDue: isUp && due.holds(one) };
    });
    const lastKept = told.findLastIndex(({ isKept }) => isKept);
    return lastKept < loop && told.slice(lastKept + 1).some(({ isDue }) => isDue);
  });
}

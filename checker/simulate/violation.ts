import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { explained, type Trace, traceOf, traceOfFailure } from '../traces/trace.ts';
import type { Drawn } from './draw.ts';
import { runOf } from './run.ts';
import { type ShrinkProgress, shrink } from './shrink.ts';

/** How far schedules have come. */
export interface FuzzProgress {
  readonly runs: number;
  /** Actions taken in all, storms and calms, without those of shrinking. */
  readonly actions: number;
  /** Present once a promise is broken, while its schedule is shrunk. */
  readonly shrinking?: ShrinkProgress;
}

/** A promise that a schedule broke. */
export interface Violation {
  readonly property: Property;
  readonly trace: Trace;
  /** Actions of the storm as it was drawn. */
  readonly drawn: number;
  /** Schedules tried to make it simpler, and why no more were, if so. */
  readonly tries: number;
  readonly stopped?: string;
  /** Of a promise that broke in the calm: after how many steps that began, and how long it had lasted. */
  readonly faultFreePhase?: { readonly begins: number; readonly atMs: number };
}

/**
 * The schedule shrunk, and told by the reference semantics.
 *
 * @throws CodeError where an actor fails on it.
 */
export function* violationOf(
  system: System,
  fresh: () => System,
  properties: readonly Property[],
  { run, schedule }: Drawn,
  told: () => { readonly runs: number; readonly actions: number },
): Generator<FuzzProgress, Violation, string | undefined> {
  const { broken } = run;
  const toShrink = asStorm(fresh, run, schedule) ?? { asked: asked(properties, broken), schedule };
  const search = shrink(system, fresh, toShrink.asked, broken, toShrink.schedule);
  let next = search.next();
  while (next.done !== true) {
    const { runs, actions } = told();
    next = search.next(yield { runs, actions, shrinking: next.value });
  }
  const shrunk = next.value;
  const { start, actions, faultFreeSeed } = shrunk.schedule;
  const again = runOf(fresh(), start, toShrink.asked);
  again.play(actions);
  again.runFaultFreePhase(faultFreeSeed);
  if (again.failed !== undefined)
    throw explained(again.failed.cause, () => traceOfFailure(system, start, again.taken));
  const { begins, atMs } = again.faultFreePhase ?? {};
  return {
    property: broken as Property,
    trace: traceOf(system, start, again.taken),
    drawn: schedule.actions.length,
    tries: shrunk.tries,
    ...(shrunk.stopped !== undefined && { stopped: shrunk.stopped }),
    ...(begins !== undefined && atMs !== undefined && { faultFreePhase: { begins, atMs } }),
  };
}

/** What has to be asked for a run to go the same way: what must settle brings the calm about. */
function asked(properties: readonly Property[], broken: Property | undefined): readonly Property[] {
  return broken?.kind === 'settles' ? [broken] : properties;
}

/** A promise that falls in the calm falls in a storm of the same actions, unless the scope ends before it does. */
function asStorm(
  fresh: () => System,
  { broken, taken }: Drawn['run'],
  schedule: Drawn['schedule'],
): { readonly asked: readonly Property[]; readonly schedule: Drawn['schedule'] } | undefined {
  if (broken === undefined || broken.kind === 'settles') return undefined;
  const run = runOf(fresh(), schedule.start, [broken]);
  run.play(taken);
  if (run.broken !== broken) return undefined;
  return { asked: [broken], schedule: { ...schedule, actions: run.taken } };
}

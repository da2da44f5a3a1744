/**
 * What there is to check of a suite, for the command and for tests alike: which sides are explored, which scopes are sampled,
 * which known bugs are hunted and on what, which published claims must be refuted, and what a recorded trace is replayed on.
 */

import { isJudgedBySchedules, isJudgedBySearch, type Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { type Replay, replay } from '../traces/replay.ts';
import type { Trace } from '../traces/trace.ts';
import type { TraceRecord } from '../traces/trace-file.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import type { Exploration } from './explore.ts';
import {
  has,
  promisesOf,
  propertyOf,
  refinement,
  type Side,
  type Subject,
  subjectOf,
  systemOf,
} from './subject.ts';
import type { Refuted, Storm, Suite, TraceLength } from './suite.ts';

/** A side of a suite, and the promises that it is held to. */
export interface ExplorationCheck {
  readonly subject: Subject;
  readonly properties: readonly Property[];
}

/** What is explored of a scope: the model, and the implementation beside it where there is one; only one property if it is named. */
export function explorationsOf(suite: Suite, scope: string, property?: string): readonly ExplorationCheck[] {
  return (['model', 'lockstep'] satisfies Side[])
    .filter((side) => has(suite, { side }))
    .map((side) => ({
      subject: { side },
      properties: promisesOf(suite, { side }, property, scope).filter(isJudgedBySearch),
    }))
    .filter(({ properties }) => properties.length > 0);
}

/** The scopes that are too large to explore, for model, implementation and both. */
export function stormsOf(
  suite: Suite,
  property?: string,
): readonly (ExplorationCheck & { readonly storm: Storm })[] {
  const sides = (['model', 'implementation', 'lockstep'] satisfies Side[]).filter((side) =>
    has(suite, { side }),
  );
  return (suite.storms ?? [])
    .flatMap((storm) => sides.map((side) => ({ storm, subject: { side } })))
    .map((one) => ({
      ...one,
      properties: promisesOf(suite, one.subject, property, one.storm.scope).filter(isJudgedBySchedules),
    }))
    .filter(({ properties }) => properties.length > 0);
}

/** A known bug, and what it breaks on each side it was built into. */
export interface BugCheck {
  readonly bug: string;
  readonly scope: string;
  readonly sides: readonly (readonly [Side, Property])[];
}

/** The known bugs that are to be caught: in the model, in the implementation, and as a step that the model does not take. */
export function bugChecksOf(suite: Suite, property?: string): readonly BugCheck[] {
  const only = property === undefined ? undefined : propertyOf(suite, property).name;
  return Object.entries(suite.bugs)
    .filter(([, { equivalent }]) => equivalent === undefined)
    .map(([bug, { breaks, scope }]) => {
      const sides: readonly (readonly [Side, Property])[] = [
        ['model', breaks],
        ['implementation', breaks],
        ['lockstep', refinement],
      ];
      const hunted = sides.filter(([side, { name }]) => has(suite, { side, bug }) && (only ?? name) === name);
      return { bug, scope, sides: hunted };
    })
    .filter(({ sides }) => sides.length > 0);
}

/** A published claim that the model must break, with its id. */
export interface Refutation extends Refuted {
  readonly claim: string;
}

/** The published claims that must be refuted; only those of one property if it is named. */
export function refutationsOf(suite: Suite, property?: string): readonly Refutation[] {
  const { refuted = {} } = suite;
  const only = property === undefined ? undefined : propertyOf(suite, property);
  return Object.entries(refuted)
    .map(([claim, refutation]) => ({ claim, ...refutation }))
    .filter(({ breaks }) => only === undefined || breaks === only);
}

/** The outcome of a search for the counterexample to a claim. */
export type RefutationOutcome = 'refuted' | 'length differs' | 'not refuted' | 'inconclusive';

/** Whether the search refutes the claim by a counterexample of the length that the suite gives. */
export function refutationOutcome(
  { shortest }: Pick<Refutation, 'shortest'>,
  { results, stopped }: Pick<Exploration, 'results' | 'stopped'>,
): RefutationOutcome {
  const [{ verdict, trace } = {}] = results;
  if (verdict === 'violated' && trace !== undefined)
    return canonical(lengthOf(trace)) === canonical(shortest) ? 'refuted' : 'length differs';
  return verdict === 'holds' && stopped === undefined ? 'not refuted' : 'inconclusive';
}

/** The length of a trace. */
export function lengthOf({ steps, loop }: Trace): TraceLength {
  return loop === undefined ? steps.length : { stem: loop, loop: steps.length - loop };
}

/** What a trace is replayed on when it must break nothing any more. */
export interface Regression {
  readonly subject: Subject;
  readonly property: Property;
  readonly system: System;
}

/**
 * What a trace was recorded on, made right: the code without the known bug.
 *
 * @throws UsageError, with the file's name before it, where the suite does not have what the record names, or where the record is of a
 * refuted claim: the model must go on breaking it.
 */
export function regressionOf(suite: Suite, record: TraceRecord, file: string): Regression {
  return sayingWhere(file, () => {
    const { side, refuted } = subjectOf(suite, record.subject);
    if (refuted !== undefined)
      throw new UsageError(
        `${record.subject} must break '${record.property.name}', and a regression must not; remove the file, for verify refutes each claim anyway`,
      );
    const subject = { side };
    const property = propertyOf(suite, record.property.name);
    return { subject, property, system: systemOf(suite, record.scope, subject) };
  });
}

/**
 * A record run again on what the suite has.
 *
 * @throws UsageError, with the file's name before it, where the record cannot show anything.
 */
export function replayOf(
  { system, property }: Omit<Regression, 'subject'>,
  { setting, trace, property: { kind } }: TraceRecord,
  file: string,
): Replay {
  return sayingWhere(file, () => replay(system, property, setting, trace, kind));
}

function sayingWhere<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

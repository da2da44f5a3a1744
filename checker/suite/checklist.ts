/**
 * The checklist of a suite: the explorations, the scopes for schedules, the known bugs that checks must
 * catch, the published claims that a search must refute, and the subject on which a recorded trace is
 * replayed. The command and the tests share it.
 */

import { type Codec, type CodecBug, type LawName, lawsOf } from '../codecs/codec.ts';
import type { Exploration } from '../explore/result.ts';
import { isJudgedBySchedules, isJudgedBySearch, type Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { type Replay, replay } from '../traces/replay.ts';
import type { Trace } from '../traces/trace.ts';
import type { TraceRecord } from '../traces/trace-file.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { propertyOf, refinement, selectProperties } from './properties.ts';
import { canPlay, hasSubject, type Side, type Subject, subjectOf, systemOf, unknownText } from './subject.ts';
import type { Refuted, Storm, Suite, TraceLength } from './suite.ts';

/** A subject of a suite, and the properties to check. */
export interface ExplorationCheck {
  readonly subject: Subject;
  readonly properties: readonly Property[];
}

/**
 * The sides of a suite that checks by `kind` cover. An adapter is not run in lockstep: code of others need not
 * take the steps of the model, and its properties alone are checked.
 */
function sidesOf(suite: Suite, kind: 'search' | 'schedules'): readonly Side[] {
  const isForeign = Object.values(suite.roles).some(
    ({ implementation }) => implementation?.adapter !== undefined,
  );
  const sides: readonly Side[] =
    kind === 'search' && !isForeign ? ['model', 'lockstep'] : ['model', 'implementation', 'lockstep'];
  return sides.filter((side) => hasSubject(suite, { side }) && !(isForeign && side === 'lockstep'));
}

/**
 * The explorations of a scope: its model, and its implementation in lockstep if there is one; of an adapter,
 * the implementation alone. With a property's name, those of that property only.
 */
export function explorationsOf(suite: Suite, scope: string, property?: string): readonly ExplorationCheck[] {
  return sidesOf(suite, 'search')
    .filter((side) => canPlay(suite, scope, side))
    .map((side) => ({
      subject: { side },
      properties: selectProperties(suite, { side }, scope, property).filter(isJudgedBySearch),
    }))
    .filter(({ properties }) => properties.length > 0);
}

/** The checks by schedules: each of the suite's storms for model, implementation and lockstep. */
export function stormsOf(
  suite: Suite,
  property?: string,
): readonly (ExplorationCheck & { readonly storm: Storm })[] {
  return (suite.storms ?? [])
    .flatMap((storm) => sidesOf(suite, 'schedules').map((side) => ({ storm, subject: { side } })))
    .map((one) => ({
      ...one,
      properties: selectProperties(suite, one.subject, one.storm.scope, property).filter(isJudgedBySchedules),
    }))
    .filter(({ properties }) => properties.length > 0);
}

/** A known bug, and the property that it breaks on each side that has it. */
export interface BugCheck {
  readonly bug: string;
  readonly scope: string;
  readonly sides: readonly (readonly [Side, Property])[];
}

/**
 * The known bugs that checks must catch: in the model, in the implementation, and in lockstep, as a step that
 * the model does not take. Equivalent mutants are not among them.
 */
export function bugChecksOf(suite: Suite, property?: string): readonly BugCheck[] {
  const only = property === undefined ? undefined : propertyOf(suite, property).name;
  return Object.entries(suite.bugs)
    .filter(([, { equivalent }]) => equivalent === undefined)
    .map(([bug, { breaks, scope }]) => {
      const candidates: readonly (readonly [Side, Property])[] = [
        ['model', breaks],
        ['implementation', breaks],
        ['lockstep', refinement],
      ];
      const sides = candidates.filter(
        ([side, { name }]) => hasSubject(suite, { side, bug }) && (only ?? name) === name,
      );
      return { bug, scope, sides };
    })
    .filter(({ sides }) => sides.length > 0);
}

/** A codec of a suite, correct or with a known bug, and the laws to judge. */
export interface CodecCheck {
  readonly name: string;
  readonly codec: Codec;
  readonly laws: readonly LawName[];
  /** The id of the known bug that the codec has; absent if it is correct. */
  readonly bug?: string;
}

/** The checks of the codecs of a suite. */
export function codecChecksOf({ codecs = {} }: Suite): readonly CodecCheck[] {
  return Object.entries(codecs).map(([name, codec]) => ({
    ...{ name, codec },
    laws: lawsOf(codec).map((law) => law.name),
  }));
}

/** A known bug of a codec, which the law that it breaks must catch. */
export type CodecBugCheck = CodecCheck & Required<Pick<CodecCheck, 'bug'>>;

/** The known bugs of codecs that laws must catch. Equivalent mutants are not among them. */
export function codecBugChecksOf(suite: Suite): readonly CodecBugCheck[] {
  return Object.entries(suite.codecBugs ?? {})
    .filter(([, { equivalent }]) => equivalent === undefined)
    .map(([bug]) => codecBugCheck(suite, bug));
}

/** The check of one known bug of a codec: the law that it breaks, or all laws if it is equivalent. */
export function codecBugCheck({ codecs = {}, codecBugs = {} }: Suite, bug: string): CodecBugCheck {
  const { codec, variant, breaks, equivalent } = codecBugs[bug] as CodecBug;
  const [name] = Object.entries(codecs).find(([, one]) => one === codec) as [string, Codec];
  const laws = equivalent === undefined ? [breaks] : lawsOf(variant).map((law) => law.name);
  return { bug, name, codec: variant, laws };
}

/** The id of a known bug of a codec, in its own spelling; undefined if the suite has none of that name. */
export function codecBugIn({ codecBugs = {} }: Suite, id: string): string | undefined {
  return Object.keys(codecBugs).find((one) => one.toLowerCase() === id.toLowerCase());
}

/**
 * The codec of a name, or of the id of a known bug.
 *
 * @throws UsageError if the suite has none.
 */
export function codecCheckOf(suite: Suite, name: string, bug?: string): CodecCheck {
  const { codecBugs = {} } = suite;
  if (bug !== undefined) {
    const id = codecBugIn(suite, bug);
    if (id !== undefined) return codecBugCheck(suite, id);
    throw new UsageError(unknownText('known bug of a codec', bug, suite, Object.keys(codecBugs)));
  }
  const found = codecChecksOf(suite).find((one) => one.name === name.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(unknownText('codec', name, suite, Object.keys(suite.codecs ?? {})));
}

/**
 * The checks of codecs by name, each once; `all` names every codec, unless one has that name.
 *
 * @throws UsageError for a name that no codec has.
 */
export function codecChecksNamed(
  suite: Suite,
  names: readonly string[],
  bug?: string,
): readonly CodecCheck[] {
  const all = codecChecksOf(suite);
  const checks = names.flatMap((name) => {
    const isAll = name.toLowerCase() === 'all' && !all.some((one) => one.name === 'all');
    return isAll && all.length > 0 ? all : [codecCheckOf(suite, name, bug)];
  });
  return checks.filter(({ name }, at) => checks.findIndex((one) => one.name === name) === at);
}

/** A published claim that the model must violate, with its id. */
export interface Refutation extends Refuted {
  readonly claim: string;
}

/** The published claims that a search must refute. With a property's name, those of that property only. */
export function refutationsOf(suite: Suite, property?: string): readonly Refutation[] {
  const { refuted = {} } = suite;
  const only = property === undefined ? undefined : propertyOf(suite, property);
  return Object.entries(refuted)
    .map(([claim, refutation]) => ({ claim, ...refutation }))
    .filter(({ breaks }) => only === undefined || breaks === only);
}

/** The outcome of a search for a counterexample to a claim. */
export type RefutationOutcome = 'refuted' | 'length differs' | 'not refuted' | 'inconclusive';

/** The outcome of a search: only a counterexample of the length in the suite refutes the claim. */
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

/** The system and the property for the replay of a recorded trace, which must no longer violate it. */
export interface Regression {
  readonly subject: Subject;
  readonly property: Property;
  readonly system: System;
}

/**
 * The regression check of a recorded trace: its subject without the known bug.
 *
 * @throws UsageError, with the file's name before it, if the suite lacks a name in the record, or the record
 * is of a refuted claim, which the model must still violate.
 */
export function regressionOf(suite: Suite, record: TraceRecord, file: string): Regression {
  return withFileName(file, () => {
    const { side, refuted } = subjectOf(suite, record.subject);
    if (refuted !== undefined)
      throw new UsageError(
        `${record.subject} must violate '${record.property.name}', and a regression must not; remove the file, for verify refutes each claim anyway`,
      );
    const subject = { side };
    const property = propertyOf(suite, record.property.name);
    const system = systemOf(suite, record.scope, subject);
    refuseWithoutAdapter(system, record);
    return { subject, property, system };
  });
}

/**
 * Replays a recorded trace on a system.
 *
 * @throws UsageError, with the file's name before it, if the record does not fit the system.
 */
export function replayOf(
  { system, property }: Omit<Regression, 'subject'>,
  record: TraceRecord,
  file: string,
): Replay {
  const {
    setting,
    trace,
    property: { kind },
  } = record;
  return withFileName(file, () => {
    refuseWithoutAdapter(system, record);
    return replay(system, property, setting, trace, kind);
  });
}

/** @throws UsageError if a trace is of an adapter, and no adapter plays a node of the system. */
function refuseWithoutAdapter({ nodes }: System, { adapter }: TraceRecord): void {
  if (adapter === undefined || Object.values(nodes).some((actor) => actor.adapter !== undefined)) return;
  throw new UsageError(
    `this trace is of the adapter '${adapter}', and no adapter plays here; name its command with --implementation or in a configuration`,
  );
}

/** Puts the name of a file before the message of a usage error. */
function withFileName<T>(file: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Serialises the result of a check for the way between threads. Functions cannot be copied, so a property is
 * written as its index in a list. A copy gives each record a prototype, so the records of a trace without one
 * are written by their indices.
 */
import type { Exploration, Fuzzed, Property, Trace } from '../checker/index.ts';

type Serialised<T> = T extends { readonly property: Property }
  ? Omit<T, 'property'> & { readonly property: number; readonly bare: readonly number[] }
  : never;

/** An exploration as plain data. */
export type SerialisedExploration = Omit<Exploration, 'results'> & {
  readonly results: readonly Serialised<Exploration['results'][number]>[];
};

/** Results of schedules as plain data. */
export type SerialisedSchedules = Omit<Fuzzed, 'violation' | 'reached' | 'reachedInStorm'> & {
  readonly violation?: Serialised<NonNullable<Fuzzed['violation']>>;
  readonly reached: ReadonlyMap<number, number>;
  readonly reachedInStorm: ReadonlyMap<number, number>;
};

/** An exploration as plain data; `properties` is the list that indices refer to. */
export function serialiseExploration(
  exploration: Exploration,
  properties: readonly Property[],
): SerialisedExploration {
  const results = exploration.results.map((one) => serialiseResult(one, properties));
  return { ...exploration, results };
}

/** The inverse of `serialiseExploration`. */
export function deserialiseExploration(
  exploration: SerialisedExploration,
  properties: readonly Property[],
): Exploration {
  const results = exploration.results.map((one) => deserialiseResult(one, properties));
  return { ...exploration, results };
}

/** Results of schedules as plain data; `properties` is the list that indices refer to. */
export function serialiseSchedules(
  { violation, reached, reachedInStorm, statistics, ...others }: Fuzzed,
  properties: readonly Property[],
): SerialisedSchedules {
  const { taken, strategies, classes, worlds } = statistics;
  return {
    ...others,
    statistics: { taken, strategies, classes, worlds },
    reached: withKeys(reached, (property) => properties.indexOf(property)),
    reachedInStorm: withKeys(reachedInStorm, (property) => properties.indexOf(property)),
    ...(violation !== undefined && { violation: serialiseResult(violation, properties) }),
  };
}

/** The inverse of `serialiseSchedules`. */
export function deserialiseSchedules(
  { violation, reached, reachedInStorm, ...others }: SerialisedSchedules,
  properties: readonly Property[],
): Fuzzed {
  return {
    ...others,
    reached: withKeys(reached, (index) => properties[index] as Property),
    reachedInStorm: withKeys(reachedInStorm, (index) => properties[index] as Property),
    ...(violation !== undefined && { violation: deserialiseResult(violation, properties) }),
  };
}

/** A map with other keys for the same values. */
function withKeys<A, B, V>(map: ReadonlyMap<A, V>, keyOf: (key: A) => B): ReadonlyMap<B, V> {
  return new Map([...map].map(([key, value]) => [keyOf(key), value]));
}

interface TracedResult {
  readonly property: Property;
  readonly trace?: Trace;
}

function serialiseResult<R extends TracedResult>(result: R, properties: readonly Property[]) {
  const bare = [...recordsIn(result.trace)].flatMap((record, at) =>
    Object.getPrototypeOf(record) === null ? [at] : [],
  );
  return { ...result, property: properties.indexOf(result.property), bare };
}

function deserialiseResult<S extends Omit<TracedResult, 'property'> & { readonly property: number }>(
  { bare, ...result }: S & { readonly bare: readonly number[] },
  properties: readonly Property[],
) {
  const records = bare.length === 0 ? [] : [...recordsIn(result.trace)];
  for (const at of bare) Object.setPrototypeOf(records[at], null);
  return { ...result, property: properties[result.property] as Property };
}

/** Every object in plain data, in an order that a copy preserves. */
function* recordsIn(data: unknown): Generator<object> {
  if (typeof data !== 'object' || data === null) return;
  yield data;
  const parts =
    data instanceof Map ? [...data].flat() : data instanceof Set ? [...data] : Object.values(data);
  for (const part of parts) yield* recordsIn(part);
}

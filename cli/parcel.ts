/**
 * What a check found, on its way between threads: functions stay where they are, and a property travels as its place in a list. The copy
 * that threads make gives each record a prototype; which ones of a trace had none travels as their places in it.
 */
import type { Exploration, Fuzzed, Property, Trace } from '../checker/index.ts';

type Packed<T> = T extends { readonly property: Property }
  ? Omit<T, 'property'> & { readonly property: number; readonly bare: readonly number[] }
  : never;

export type PackedExploration = Omit<Exploration, 'results'> & {
  readonly results: readonly Packed<Exploration['results'][number]>[];
};

export type PackedFuzzed = Omit<Fuzzed, 'violation' | 'reached'> & {
  readonly violation?: Packed<NonNullable<Fuzzed['violation']>>;
  readonly reached: ReadonlyMap<number, number>;
};

export function packed(exploration: Exploration, properties: readonly Property[]): PackedExploration {
  const results = exploration.results.map((one) => packedOne(one, properties));
  return { ...exploration, results };
}

export function unpacked(exploration: PackedExploration, properties: readonly Property[]): Exploration {
  const results = exploration.results.map((one) => unpackedOne(one, properties));
  return { ...exploration, results };
}

export function packedStorm(
  { violation, reached, statistics, ...rest }: Fuzzed,
  properties: readonly Property[],
): PackedFuzzed {
  const { taken, strategies, classes, worlds } = statistics;
  return {
    ...rest,
    statistics: { taken, strategies, classes, worlds },
    reached: new Map([...reached].map(([property, runs]) => [properties.indexOf(property), runs])),
    ...(violation !== undefined && {
      violation: packedOne(violation, properties),
    }),
  };
}

export function unpackedStorm(
  { violation, reached, ...rest }: PackedFuzzed,
  properties: readonly Property[],
): Fuzzed {
  return {
    ...rest,
    reached: new Map([...reached].map(([property, runs]) => [properties[property] as Property, runs])),
    ...(violation !== undefined && {
      violation: unpackedOne(violation, properties),
    }),
  };
}

interface Found {
  readonly property: Property;
  readonly trace?: Trace;
}

function packedOne<F extends Found>(found: F, properties: readonly Property[]) {
  const bare = [...recordsIn(found.trace)].flatMap((record, at) =>
    Object.getPrototypeOf(record) === null ? [at] : [],
  );
  return { ...found, property: properties.indexOf(found.property), bare };
}

function unpackedOne<P extends Omit<Found, 'property'> & { readonly property: number }>(
  { bare, ...found }: P & { readonly bare: readonly number[] },
  properties: readonly Property[],
) {
  const records = bare.length === 0 ? [] : [...recordsIn(found.trace)];
  for (const at of bare) Object.setPrototypeOf(records[at], null);
  return { ...found, property: properties[found.property] as Property };
}

/** Every object in plain data, in an order that a copy keeps. */
function* recordsIn(data: unknown): Generator<object> {
  if (typeof data !== 'object' || data === null) return;
  yield data;
  const parts =
    data instanceof Map ? [...data].flat() : data instanceof Set ? [...data] : Object.values(data);
  for (const part of parts) yield* recordsIn(part);
}

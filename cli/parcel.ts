/** What a check found, on its way between threads: functions stay where they are, and a property travels as its place in a list. */
import type { Exploration, Fuzzed, Property } from '../checker/index.ts';

type Packed<T> = T extends { readonly property: Property }
  ? Omit<T, 'property'> & { readonly property: number }
  : never;

export type PackedExploration = Omit<Exploration, 'results'> & {
  readonly results: readonly Packed<Exploration['results'][number]>[];
};

export type PackedFuzzed = Omit<Fuzzed, 'violation' | 'reached'> & {
  readonly violation?: Packed<NonNullable<Fuzzed['violation']>>;
  readonly reached: ReadonlyMap<number, number>;
};

export function packed(exploration: Exploration, properties: readonly Property[]): PackedExploration {
  const results = exploration.results.map((one) => ({ ...one, property: properties.indexOf(one.property) }));
  return { ...exploration, results };
}

export function unpacked(exploration: PackedExploration, properties: readonly Property[]): Exploration {
  const results = exploration.results.map((one) => ({
    ...one,
    property: properties[one.property] as Property,
  }));
  return { ...exploration, results };
}

export function packedStorm(
  { violation, reached, tallies, ...rest }: Fuzzed,
  properties: readonly Property[],
): PackedFuzzed {
  const { taken, strategies, classes, worlds } = tallies;
  return {
    ...rest,
    tallies: { taken, strategies, classes, worlds },
    reached: new Map([...reached].map(([property, runs]) => [properties.indexOf(property), runs])),
    ...(violation !== undefined && {
      violation: { ...violation, property: properties.indexOf(violation.property) },
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
      violation: { ...violation, property: properties[violation.property] as Property },
    }),
  };
}

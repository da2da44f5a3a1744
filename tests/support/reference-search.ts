/** The exploration with the reference store, for comparison with the packed store. */
import { toEnd } from '../../checker/explore/breadth-first.ts';
import { ReferenceStore } from '../../checker/explore/reference-store.ts';
import type { Exploration, Limits, Progress } from '../../checker/explore/result.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';
import { searchAll } from '../../checker/suite/explore.ts';

/** `explore` with the reference store. */
export function explorePlainly(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Generator<Progress, Exploration, string | undefined> {
  return searchAll((one, maxWorlds) => new ReferenceStore(one, maxWorlds), system, properties, limits);
}

/** `exploreAll` with the reference store. */
export function explorePlainlyToEnd(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Exploration {
  return toEnd(explorePlainly(system, properties, limits));
}

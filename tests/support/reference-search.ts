/** Exploration in the reference store, for tests that compare it with the packed one. */
import type { Exploration, Limits, Progress } from '../../checker/explore/result.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';
import { searchAll } from '../../checker/suite/explore.ts';
import { drain } from '../../checker/values/drain.ts';
import { ReferenceStore } from './reference-store.ts';

/** As `explore`, in the reference store: the oracle of the packed one. */
export function searchByReference(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Generator<Progress, Exploration, string | undefined> {
  return searchAll((one, maxWorlds) => new ReferenceStore(one, maxWorlds), system, properties, limits);
}

/** Runs it to its end. */
export function exploreByReference(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Exploration {
  return drain(searchByReference(system, properties, limits));
}

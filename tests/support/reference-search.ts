import { toEnd } from '../../checker/explore/breadth-first.ts';
import { ReferenceStore } from '../../checker/explore/reference-store.ts';
import type { Exploration, Limits, Progress } from '../../checker/explore/result.ts';
import type { Property } from '../../checker/property/property.ts';
import type { System } from '../../checker/semantics/system.ts';
import { searchAll } from '../../checker/suite/explore.ts';

/** As `explore`, slower and plainer: its twin in tests. */
export function explorePlainly(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Generator<Progress, Exploration, string | undefined> {
  return searchAll((one, maxWorlds) => new ReferenceStore(one, maxWorlds), system, properties, limits);
}

/** Runs a plain exploration to its end. */
export function explorePlainlyToEnd(
  system: System,
  properties: readonly Property[],
  limits?: Limits,
): Exploration {
  return toEnd(explorePlainly(system, properties, limits));
}

/**
 * The type of a member of a family, as an engine sees it: one system, and the properties that it must
 * satisfy. A family is checked as the disjoint union of its members.
 */
import type { System } from '../semantics/system.ts';
import type { Property } from './property.ts';

/** One system of a family. */
export interface Member {
  /** The name of its scope, `graphs/3:0-1,1-2`. */
  readonly scope: string;
  /** Builds the system. */
  system(): System;
  /** The properties that the system must satisfy, in the order of the check. */
  readonly properties: readonly Property[];
}

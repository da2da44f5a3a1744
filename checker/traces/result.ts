/** The result of checking one property: the verdict with its counterexample or witness. */
import type { NodeId } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { PropertyVerdict } from '../property/verdict.ts';
import type { Trace } from './trace.ts';

/**
 * The verdict on one property. A violation has its counterexample as a trace, a reached `sometimes` its
 * witness.
 */
export interface Result {
  readonly property: Property;
  readonly verdict: PropertyVerdict['verdict'];
  readonly because?: string;
  readonly trace?: Trace;
  /** Further counterexamples of other kinds, if they were asked for, by their length. */
  readonly others?: readonly OtherCounterexample[];
  /** False if a shorter trace may exist. */
  readonly isShortest?: boolean;
  /** The nodes where it was violated or reached; empty for a condition on the whole world. */
  readonly at?: readonly NodeId[];
  /** Of a family: the member that the trace is of, by the name of its scope. */
  readonly scope?: string;
  /** Of a family: how many members violate it, or reach it. */
  readonly members?: MemberCount;
}

/** A further counterexample, and the nodes that violate the property in it. */
export interface OtherCounterexample {
  readonly trace: Trace;
  readonly at: readonly NodeId[];
}

/** The number of members of a family that violate or reach a property. */
export interface MemberCount {
  readonly count: number;
  /** The number of members that have the property and were searched. */
  readonly of: number;
}

import type { NodeId } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { PropertyVerdict } from '../property/verdict.ts';
import type { Trace } from './trace.ts';

/** What became of one property. A violation and a witness come with the trace that leads there. */
export interface Result {
  readonly property: Property;
  readonly verdict: PropertyVerdict['verdict'];
  readonly because?: string;
  readonly trace?: Trace;
  /** False: there may be a shorter one. */
  readonly isShortest?: boolean;
  /** The nodes where it was broken or reached; empty where the world as a whole was meant. */
  readonly at?: readonly NodeId[];
}

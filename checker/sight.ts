/**
 * How a property looks at the world that is being judged. The plain way asks it of every node, every pair of nodes or the
 * whole world; an engine that remembers what it asked before may answer sooner, and the same.
 */
import type { NodeId } from './actor.ts';
import { failure, type Over, type OverGiven, premiseOccurs, type Seen, witness } from './property.ts';

/** The nodes that are meant; none where it is the world as a whole. */
export interface At {
  readonly at: readonly NodeId[];
}

/** A condition, asked of the world that is being judged. */
export interface Sight {
  /** Where it fails, if anywhere. */
  failure(): At | undefined;
  /** Where it holds, if anywhere. */
  witness(): At | undefined;
  /** Whether it says anything about this world. */
  premiseOccurs(): boolean;
}

/**
 * `news` is for those who stop asking at the first answer: what cannot have changed since a world that was judged before
 * need not be asked again. `whole` is for those who need the answer for each world by itself.
 */
export type Extent = 'news' | 'whole';

export type Sights = (over: OverGiven | Over, extent: Extent) => Sight;

/** Asks everything each time; `seen` gives the world that is being judged. */
export function plainSights(seen: () => Seen): Sights {
  return (over) => ({
    failure: () => failure(over as OverGiven, seen()),
    witness: () => witness(over, seen()),
    premiseOccurs: () => premiseOccurs(over as OverGiven, seen()),
  });
}

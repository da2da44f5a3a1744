/**
 * How a property looks at the world that is being judged. The plain way asks it of every node, every pair of nodes or the
 * whole world; an engine that remembers what it asked before may answer sooner, and the same.
 */
import type { NodeId } from './actor.ts';
import { failure, type Over, type OverGiven, premiseOccurs, type Seen, witness } from './property.ts';

/** A condition, asked of the world that is being judged. */
export interface Sight {
  /** Whether it fails anywhere. */
  fails(): boolean;
  /** Whether it holds anywhere. */
  holds(): boolean;
  /** Whether it says anything about this world. */
  premiseOccurs(): boolean;
  /** The nodes where it fails; none where the world as a whole is meant. */
  failingAt(): readonly NodeId[];
  /** The nodes where it holds. */
  holdingAt(): readonly NodeId[];
}

/**
 * `news` is for those who stop asking at the first answer: what cannot have changed since a world that was judged before
 * need not be asked again. `whole` is for those who need the answer for each world by itself.
 */
export type Extent = 'news' | 'whole';

/** Gives a condition its sight. */
export type Sights = (over: OverGiven | Over, extent: Extent) => Sight;

/** Asks everything each time; `seen` gives the world that is being judged. */
export function plainSights(seen: () => Seen): Sights {
  return (over) => ({
    fails: () => failure(over as OverGiven, seen()) !== undefined,
    holds: () => witness(over, seen()) !== undefined,
    premiseOccurs: () => premiseOccurs(over as OverGiven, seen()),
    failingAt: () => failure(over as OverGiven, seen())?.at ?? [],
    holdingAt: () => witness(over, seen())?.at ?? [],
  });
}

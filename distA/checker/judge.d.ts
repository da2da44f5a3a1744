/**
 * One judge a property: it looks at worlds and transitions as an explorer finds them and says, at the end, what became of
 * its promise. An explorer that goes breadth-first shows it the nearest world first, so the first thing a judge finds
 * is a shortest one.
 */
import { type Judge } from './finding.ts';
import type { Property } from './property.ts';
import { type Sights } from './sight.ts';
/** The judge of a property; `sights` show it the world that is being judged. */
export declare function judgeOf(property: Property, sights: Sights): Judge;

/**
 * The fast space: worlds as rows of integers, found again by open addressing, expanded by looking up what their parts do. In its
 * loop no object is made; only what was never asked before goes to the reference semantics.
 *
 * It takes actions in the order of `actionsOf`, so that it numbers the same worlds in the same order as the plain space, and
 * keeps of each world only where it came from and by which action in that order. A way is told by replaying these through
 * the reference semantics, and every world on it is compared with the row: what is fast here cannot print a plausible lie.
 */
import { Edges } from '../edges.ts';
import type { Place } from '../finding.ts';
import { type Jury, type Space, Tally } from '../search.ts';
import type { Sights } from '../sight.ts';
import type { System } from '../system.ts';
import { Bits } from '../tables.ts';
import { type Trace } from '../trace.ts';
export declare class FastSpace implements Space {
    #private;
    readonly cut: Bits;
    readonly edges: Edges;
    readonly coverage: Tally;
    readonly sights: Sights;
    transitions: number;
    unchanged: number;
    expanded: number;
    constructor(system: System, maxWorlds: number);
    get worlds(): number;
    begin(jury: Jury): void;
    expand(number: number): void;
    trace(place: Place): Trace;
}

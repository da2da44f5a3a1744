/**
 * A trace as a strip of pictures, one a step: the nodes stand on a circle in the order in which the system lists them, and whatever
 * a view says of other nodes is an arrow to them. For protocols in which nodes point at one another, as in a ring of successors.
 *
 * Which fields those are is not for this file to know: each whose value is the name of a node, or a list of names.
 */
import type { TraceRecord } from '../checker/index.ts';
/** The text of an SVG file. */
export declare function ringText(record: TraceRecord): string;

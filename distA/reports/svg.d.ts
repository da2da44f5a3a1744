/**
 * A trace as a space-time diagram: a line a node with time going down, an arrow a message from the step that sent it to the
 * step that received it, and beside each step what it changed. It stands by itself, so a README can show it.
 */
import type { TraceRecord } from '../checker/index.ts';
/** The text of an SVG file. */
export declare function svgText(record: TraceRecord): string;

/**
 * A trace as a log for ShiViz, which draws it as a space-time graph that can be searched and compared. Each event carries a
 * vector clock; a message that arrives brings the clock of the step that sent it.
 */
import type { TraceRecord } from '../checker/index.ts';
/** The text of a log that ShiViz reads. */
export declare function shivizText({ protocol, subject, property, trace }: TraceRecord): string;

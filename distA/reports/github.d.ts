import type { TraceRecord } from '../checker/index.ts';
import { type Report } from './report.ts';
/** Workflow commands, one a line: an error for each broken promise, a warning for each that is not decided. */
export declare function annotationsText({ checks, failure }: Report): string[];
/** Markdown for the summary of a step. `records` are the traces by the path of their files. */
export declare function summaryText(report: Report, records: ReadonlyMap<string, TraceRecord>): string;

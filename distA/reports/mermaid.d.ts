import type { TraceRecord } from '../checker/index.ts';
/** The diagram as text, at most what Mermaid draws unless it is told otherwise. */
export declare function mermaidText(record: TraceRecord): string;

/** A recorded trace, and what became of it when it was run again. */
import type { Replay, TraceRecord } from '../checker/index.ts';
import { type Palette } from './text.ts';
/** The record as it stands in its file. */
export declare function recordText(record: TraceRecord, palette?: Palette): string[];
/** The verdict first, then what the subject does today. */
export declare function replayText(record: TraceRecord, subject: string, result: Replay, palette?: Palette): string[];

import type { Action, Change, Trace, TraceStep } from '../checker/index.ts';
import { type Palette } from './text.ts';
/** What the action does, as a sentence without full stop: `b receives RequestVote {term: 1} from a`. */
export declare function actionText(action: Action): string;
/** The first line of every step, numbered. */
export declare function outline(trace: Trace): string[];
/**
 * The trace, one line after another, without indentation of the block. Of more than `stepsMax` steps the middle is left out:
 * what began it and what ended it stay.
 */
export declare function traceText(trace: Trace, palette?: Palette, stepsMax?: number): string[];
/** How a lasso goes on; nothing for a trace that ends. */
export declare function loopText({ loop, steps }: Trace): string[];
/** Nodes that begin alike share a line. */
export declare function initialText({ initial }: Trace): string[];
/** What a step changed and asked of the world. */
export declare function stepText({ action, changes, effects, history, ignored }: TraceStep, palette?: Palette): string[];
/** A line a node: how it stands now, or the fields that changed. */
export declare function changesText(changes: readonly Change[], palette?: Palette): string[];

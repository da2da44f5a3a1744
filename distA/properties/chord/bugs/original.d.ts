/**
 * The original protocol as published: each promise of it that is broken, in the mildest variant that breaks it. There nothing is built
 * in: the protocol itself is the mistake. C13 is a slip of those who implement it.
 */
import type { ChordBug } from './index.ts';
export declare const originalBugs: Readonly<Record<string, ChordBug>>;

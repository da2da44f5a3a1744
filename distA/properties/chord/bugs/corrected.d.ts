import type { ChordBug } from './index.ts';
export declare const correctedBugs: Readonly<Record<string, ChordBug>>;

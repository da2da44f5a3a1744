import type { RaftBug } from './made.ts';
/** In the order of their numbers. */
export declare const bugs: Readonly<Record<string, RaftBug>>;

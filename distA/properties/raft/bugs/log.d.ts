import { type RaftBug } from './made.ts';
export declare const logBugs: Readonly<Record<string, RaftBug>>;

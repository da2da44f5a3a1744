import { type RaftBug } from './made.ts';
export declare const electionBugs: Readonly<Record<string, RaftBug>>;

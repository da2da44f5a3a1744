/** The protocols that swarmcheck brings; command, tests and docs read from here. */
import type { Suite } from '../checker/suite/suite.ts';
import { suite as chord } from './chord/index.ts';
import { suite as raft } from './raft/index.ts';

export const suites: readonly Suite[] = [raft, chord];

/**
 * Terms only grow, and what a server does depends only on how they compare. So a world behaves as the one in which every
 * term is lower by as much, and in which nobody is sent any more what is older than everybody's term: where nobody
 * refuses, it would be ignored. Of elections alone: in an empty log no term is kept.
 */
import type { System } from '../../checker/system.ts';
import type { Raft } from '../../models/raft/messages.ts';
import type { RaftHistory } from './kit.ts';
/** Lowers every term so that the lowest is 1. For systems without refusals and without proposals. */
export declare const rebase: NonNullable<System<Raft, RaftHistory>['rebase']>;

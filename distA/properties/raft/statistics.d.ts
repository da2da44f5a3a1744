/** What tells one storm over a Raft cluster from another. */
import type { Statistic } from '../../checker/tallies.ts';
import type { RaftView } from '../../models/raft/messages.ts';
import type { RaftHistory } from './kit.ts';
export declare const statistics: readonly Statistic<RaftView, RaftHistory>[];

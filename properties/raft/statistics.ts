/** What tells one storm over a Raft cluster from another. */
import type { Statistic } from '../../checker/simulate/statistics.ts';
import type { RaftView } from '../../models/raft/messages.ts';
import type { RaftHistory } from './kit.ts';

export const statistics: readonly Statistic<RaftView, RaftHistory>[] = [
  { name: 'leaders elected', of: (_views, { elections }) => elections.size },
  {
    name: 'highest term',
    of: (views) => Math.max(0, ...[...views.values()].map(({ currentTerm }) => currentTerm)),
  },
  { name: 'entries committed', of: (_views, { committed }) => committed.size },
];

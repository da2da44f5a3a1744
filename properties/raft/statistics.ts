/** What tells one storm over a Raft cluster from another. */

import type { Statistic } from '../../checker/tallies.ts';
import type { RaftView } from '../../models/raft/messages.ts';
import type { Elections } from './kit.ts';

export const statistics: readonly Statistic<RaftView, Elections>[] = [
  { name: 'leaders elected', of: (_views, elections) => elections.size },
  {
    name: 'highest term',
    of: (views) => Math.max(0, ...[...views.values()].map(({ currentTerm }) => currentTerm)),
  },
];

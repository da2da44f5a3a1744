/**
 * All suites of swarmcheck: the suites that the index.ts of each folder beside this file exports.
 * `npm run build` writes this file (scripts/list-suites.ts).
 */
import { exportedSuites, type Suite } from '../checker/index.ts';
import * as bitswap from './bitswap/index.ts';
import * as bittorrent from './bittorrent/index.ts';
import * as chord from './chord/index.ts';
import * as gnutella from './gnutella/index.ts';
import * as raft from './raft/index.ts';

/** The exports of each folder. */
export const folders: Readonly<Record<string, object>> = {
  raft,
  chord,
  gnutella,
  bittorrent,
  bitswap,
};

/** Every suite, in the order in which `verify` checks them. */
export const suites: readonly Suite[] = Object.values(folders).flatMap((folder) =>
  exportedSuites(folder).map(({ suite }) => suite),
);

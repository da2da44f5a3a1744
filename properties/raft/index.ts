/**
 * The suite of Raft, elections and log: model, implementation, properties, scopes and known bugs in one
 * value.
 */
import { electionBugs } from './bugs/election.ts';
import { logBugs } from './bugs/log.ts';
import { kit, server } from './kit.ts';
import { log } from './picture.ts';
import { properties } from './properties.ts';
import { scopes, sized } from './scopes.ts';

export { rebase } from './rebase.ts';

/** The most actions of a storm: few are deep, and most mistakes are not. */
const lengths = [60, 150, 400];

/** The suite. */
export const suite = kit.suite({
  name: 'raft',
  says: 'The Raft consensus algorithm: a cluster agrees on one leader a term, and through it on one log.',
  source: 'Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014',
  roles: { server },
  properties,
  scopes,
  bugs: { ...electionBugs, ...logBugs },
  sized,
  pictures: { log },
  storms: [
    { scope: 'storm-3', runs: 40, actions: lengths },
    { scope: 'storm-5', runs: 20, actions: lengths },
    { scope: 'storm-slow-disk', runs: 15, actions: lengths },
  ],
  statistics: [
    { name: 'leaders elected', of: (_views, { elections }) => elections.size },
    {
      name: 'highest term',
      of: (views) => Math.max(0, ...[...views.values()].map(({ currentTerm }) => currentTerm)),
    },
    { name: 'entries committed', of: (_views, { committed }) => committed.size },
  ],
});

/** Raft leader election: model, implementation, promises, scopes and known bugs in one suite. */
import { raftMachine } from '../../models/raft/machine.ts';
import { bugs } from './bugs/index.ts';
import { implementation, kit, server } from './kit.ts';
import { promises } from './promises.ts';
import { scopes, sized } from './scopes.ts';
import { statistics } from './statistics.ts';

export { rebase } from './rebase.ts';

export const suite = kit.suite({
  name: 'raft',
  says: 'The Raft consensus algorithm: a cluster agrees on one leader a term, and through it on one log.',
  source: 'Ongaro & Ousterhout, "In Search of an Understandable Consensus Algorithm", 2014',
  roles: { server: { model: server(raftMachine), implementation: implementation() } },
  properties: promises,
  scopes,
  bugs,
  sized,
  statistics,
  storms: [
    { scope: 'storm-3', runs: 40, actions: 60 },
    { scope: 'storm-5', runs: 20, actions: 80 },
    { scope: 'storm-slow-disk', runs: 15, actions: 60 },
  ],
});

/** Raft leader election: model, implementation, promises, scopes and known bugs in one suite. */
import { raftMachine } from '../../models/raft/machine.js';
import { bugs } from './bugs/index.js';
import { implementation, kit, server } from './kit.js';
import { promises } from './promises.js';
import { scopes, sized } from './scopes.js';
import { statistics } from './statistics.js';
export { rebase } from './rebase.js';
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
        { scope: 'storm-3', runs: 60, actions: 60 },
        { scope: 'storm-5', runs: 30, actions: 80 },
        { scope: 'storm-slow-disk', runs: 20, actions: 60 },
    ],
});

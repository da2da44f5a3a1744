import { protocol } from '../../checker/suite.js';
import { raftRules } from '../../implementations/raft/rules.js';
import { RaftServer } from '../../implementations/raft/server.js';
import { entriesOpen } from '../../models/raft/replication.js';
export const kit = protocol().monitor({ elections: new Map(), committed: new Map() }, (history, happened) => {
    if (happened.type !== 'output')
        return history;
    const { elections, committed } = history;
    switch (happened.output.type) {
        case 'elected': {
            const { term } = happened.output;
            const leaders = new Set(elections.get(term)).add(happened.node);
            return { elections: new Map(elections).set(term, leaders), committed };
        }
        case 'committed': {
            const { index, term, value, inTerm } = happened.output;
            const known = committed.get(index) ?? [];
            if (known.some((entry) => entry.term === term && entry.value === value))
                return history;
            return { elections, committed: new Map(committed).set(index, [...known, { term, value, inTerm }]) };
        }
        case 'refused':
            return history;
    }
});
/** A Raft server written for speed: the implementation itself, or a variant with other rules. */
export function implementation(rules = raftRules) {
    return kit.implementation((birth) => new RaftServer(birth, rules));
}
/** A Raft machine as an actor: the model itself, or a variant with other guards or actions. */
export function server(machine) {
    return kit.model(machine, {
        view: ({ value, context }) => {
            const { currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex } = context;
            return { role: value, currentTerm, votedFor, votesGranted, log, commitIndex, nextIndex, matchIndex };
        },
        choices: ({ value, context }, event) => (value === 'leader' ? entriesOpen(context, event) : []),
    });
}

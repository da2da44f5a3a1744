/**
 * Raft leader election transcribed a second time, by hand and without XState, actors or systems: arrays of servers and a
 * set of message strings. It counts the worlds within a scope, so that the figures of the model rest on two legs, and has
 * switches for what other models of the same protocol do otherwise.
 */
const down = (server) => ({ ...server, role: 'down', votes: [] });
const follower = (term, votedFor) => ({
    role: 'follower',
    term,
    votedFor,
    votes: [],
});
/** Worlds of `servers` servers up to term `terms`, with one crash. */
export function countWorlds(servers, terms, how) {
    const others = (self) => [...Array(servers).keys()].filter((other) => other !== self);
    const key = (world) => JSON.stringify([world.servers, [...world.sent].sort(), world.crashes]);
    function* successors({ servers: all, sent, crashes }) {
        const changed = (self, server, messages = [], crashed = 0) => ({
            servers: all.with(self, server),
            sent: new Set([...sent, ...messages]),
            crashes: crashes + crashed,
        });
        for (const [self, server] of all.entries()) {
            const { role, term, votedFor } = server;
            if (role === 'down') {
                yield changed(self, follower(term, votedFor));
                continue;
            }
            if (crashes < 1) {
                yield changed(self, how.crashIsOneAction ? follower(term, votedFor) : down(server), [], 1);
            }
            if (role === 'leader') {
                if (!how.heartbeatsWithElection)
                    yield changed(self, server, heartbeats(self, term));
            }
            else if (term < terms) {
                const asks = others(self).map((other) => `ask ${self} ${other} ${term + 1}`);
                yield changed(self, { role: 'candidate', term: term + 1, votedFor: self, votes: [self] }, asks);
            }
        }
        for (const message of sent) {
            const [kind, from, to, term] = message
                .split(' ')
                .map((word, at) => (at === 0 ? word : Number(word)));
            const before = all[to];
            if (before.role === 'down')
                continue;
            yield changed(to, ...received(kind, from, to, term, term > before.term ? follower(term, -1) : before));
        }
    }
    const heartbeats = (self, term) => others(self).map((other) => `beat ${self} ${other} ${term}`);
    function received(kind, from, self, term, server) {
        if (term < server.term) {
            const asks = kind === 'ask' || kind === 'beat';
            return [
                server,
                asks && how.refusals === 'newerTerm' ? [`no-${kind} ${self} ${from} ${server.term}`] : [],
            ];
        }
        if (kind === 'ask' && (server.votedFor === -1 || server.votedFor === from)) {
            return [{ ...server, votedFor: from }, [`yes ${self} ${from} ${term}`]];
        }
        if (kind === 'beat')
            return [{ ...server, role: 'follower', votes: [] }, []];
        if (kind !== 'yes' || server.role !== 'candidate')
            return [server, []];
        const votes = [...new Set([...server.votes, from])].sort();
        if (votes.length * 2 <= servers)
            return [{ ...server, votes }, []];
        return [{ ...server, role: 'leader', votes }, how.heartbeatsWithElection ? heartbeats(self, term) : []];
    }
    const first = {
        servers: Array.from({ length: servers }, () => follower(0, -1)),
        sent: new Set(),
        crashes: 0,
    };
    const seen = new Set([key(first)]);
    const queue = [first];
    for (const world of queue) {
        for (const next of successors(world)) {
            const known = seen.size;
            if (seen.add(key(next)).size > known)
                queue.push(next);
        }
    }
    return seen.size;
}

import { canonical } from './canonical.js';
import { UsageError } from './errors.js';
/** The system without its cuts: where a scope ends, time does not. */
export function withoutCuts({ within: _, bounds: __, ...system }) {
    return system;
}
/** The system in calm: a failure detector that may lie does so in a storm, and when a timer fires time decides. */
export function calmed(system) {
    const { failureDetector: _, patience: __, ...faithful } = withoutCuts(system);
    return faithful;
}
/**
 * Lets time pass on a walk until nothing is due any more, or `untilMs`. `take` takes each action, at its time; where it answers
 * with nothing, the calm is over.
 */
export function calm(system, walk, random, untilMs, take) {
    const agenda = new Agenda(system, random);
    const goesOn = (action) => {
        const taken = take(action, agenda.nowMs);
        if (taken !== undefined)
            agenda.note(action, taken.effects);
        return taken !== undefined;
    };
    walk.calmDown();
    const { nodes, inFlight } = walk.world();
    for (const [node, state] of Object.entries(nodes)) {
        if (!('up' in state))
            continue;
        for (const timer of state.armed)
            agenda.arm(node, timer);
        for (const record of state.pending ?? [])
            agenda.write(node, record);
        for (const _ of state.calls ?? [])
            agenda.call(node);
    }
    for (const { from, to, message } of inFlight)
        agenda.send({ from, to, message });
    const down = Object.keys(nodes).filter((node) => 'down' in nodes[node]);
    for (const action of [
        ...down.map((node) => ({ type: 'restart', node })),
        { type: 'heal' },
    ])
        for (const way of walk.ways(action))
            if (!goesOn(way))
                return;
    for (let due = agenda.next(untilMs); due !== undefined; due = agenda.next(untilMs)) {
        // A message that merged with an equal one, or was lost with its addressee, is not there any more.
        const ways = due.type === 'call' ? waysOfCalls(walk, due.node) : walk.ways(due);
        if (ways.length > 0 && !goesOn(ways[random.below(ways.length)]))
            return;
    }
}
/** How a node's open calls may get on. */
function waysOfCalls(walk, node) {
    return ['request', 'reply'].flatMap((kind) => Array.from({ length: walk.count(kind) }, (_, index) => walk.at(kind, index)).flatMap((action) => {
        const caller = action?.type === 'request' ? action.from : action?.type === 'reply' && action.node;
        return action !== undefined && caller === node ? walk.ways(action) : [];
    }));
}
/** What is due when. */
class Agenda {
    nowMs = 0;
    #system;
    #random;
    #latencyMsMax;
    /** The next last; of equal times the one that was noted first. */
    #due = [];
    #timers = new Map();
    /** When the last message of a link arrives, and the last record of a node is down: nothing overtakes it. */
    #last = new Map();
    /** How many calls of a node are open. */
    #calls = new Map();
    #getsOn = new Set();
    constructor(system, random) {
        this.#system = system;
        this.#random = random;
        this.#latencyMsMax = latencyLimit(system);
    }
    /** What comes next, if it does so before this time. */
    next(untilMs) {
        const due = this.#due.at(-1);
        if (due === undefined || due.atMs > untilMs)
            return undefined;
        this.#due.pop();
        this.nowMs = due.atMs;
        if (due.what.type === 'timeout')
            this.#timers.delete(timerKey(due.what.node, due.what.timer));
        if (due.what.type === 'call') {
            this.#getsOn.delete(due.what.node);
            this.#goOn(due.what.node);
        }
        return due.what;
    }
    /** What an action leaves to do. */
    note(action, effects) {
        const node = (action.type === 'deliver' ? action.to : 'node' in action ? action.node : '');
        if (action.type === 'reply')
            this.#calls.set(node, (this.#calls.get(node) ?? 1) - 1);
        for (const effect of effects) {
            switch (effect.type) {
                case 'send':
                    this.send({ from: node, to: effect.to, message: effect.message });
                    break;
                case 'persist':
                    if (this.#system.persistence === 'async')
                        this.write(node, effect.record);
                    break;
                case 'arm':
                    this.arm(node, effect.timer);
                    break;
                case 'disarm':
                    this.#disarm(node, effect.timer);
                    break;
                case 'call':
                    if (this.#system.calls === 'messages')
                        this.call(node);
                    break;
            }
        }
    }
    arm(node, timer) {
        this.#disarm(node, timer);
        const [minMs, maxMs] = rangeOf(this.#system, timer);
        const due = this.#add(this.nowMs + this.#random.upTo(minMs, maxMs), { type: 'timeout', node, timer });
        this.#timers.set(timerKey(node, timer), due);
    }
    send({ from, to, message }) {
        const link = this.#system.network === 'fifo' ? `${from}>${to}` : undefined;
        this.#add(this.#arrival(link), { type: 'deliver', from, to, message });
    }
    /** The disk is as slow as a link, and writes one record after the other. */
    write(node, record) {
        this.#add(this.#arrival(`disk ${node}`), { type: 'persisted', node, record });
    }
    call(node) {
        this.#calls.set(node, (this.#calls.get(node) ?? 0) + 1);
        this.#goOn(node);
    }
    /** As long as a node has open calls, one of them gets on from time to time. */
    #goOn(node) {
        if (this.#getsOn.has(node) || (this.#calls.get(node) ?? 0) <= 0)
            return;
        this.#getsOn.add(node);
        this.#add(this.#arrival(undefined), { type: 'call', node });
    }
    #arrival(queue) {
        const atMs = this.nowMs + this.#random.upTo(1, this.#latencyMsMax);
        if (queue === undefined)
            return atMs;
        const after = Math.max(atMs, this.#last.get(queue) ?? 0);
        this.#last.set(queue, after);
        return after;
    }
    #disarm(node, timer) {
        const key = timerKey(node, timer);
        const due = this.#timers.get(key);
        if (due === undefined)
            return;
        this.#due.splice(this.#due.indexOf(due), 1);
        this.#timers.delete(key);
    }
    #add(atMs, what) {
        const due = { atMs, what };
        let low = 0;
        let high = this.#due.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (this.#due[middle].atMs > atMs)
                low = middle + 1;
            else
                high = middle;
        }
        this.#due.splice(low, 0, due);
        return due;
    }
}
function timerKey(node, timer) {
    return `${node} ${timer}`;
}
function rangeOf({ timersMs }, timer) {
    const range = timersMs?.[timer];
    if (range !== undefined)
        return range;
    throw new UsageError(`system: timer '${timer}' is armed, but timersMs does not say how long it runs`);
}
/** Below the shortest timeout by half, so that a heartbeat and its answer fit in. */
function latencyLimit({ timersMs }) {
    const shortest = Math.min(...Object.values((timersMs ?? {})).map(([minMs]) => minMs));
    if (!Number.isFinite(shortest) || shortest < 2) {
        throw new UsageError(`system: 'settles' needs timersMs with a shortest timeout of 2 ms or more; it has ${canonical(timersMs)}`);
    }
    return shortest / 2;
}

import { mayFire } from '../patience.js';
import { left } from '../semantics.js';
import { flightsOf } from './flights.js';
import { Pool } from './pool.js';
/** One world that changes in place. */
export class Stage {
    system;
    names;
    world;
    flights;
    armed = new Pool();
    timers = new Map();
    /** What the outside may ask of each node that is up. */
    inputs = new Map();
    /** Nodes at which the scope ends, or whose actor has left its model: as long as there is one, nothing may happen. */
    beyond = new Set();
    constructor(system, { nodes, inFlight, ...world }) {
        this.system = system;
        this.names = Object.keys(system.nodes);
        this.world = { ...world, nodes: { ...nodes }, inFlight: [], spent: { ...world.spent } };
        this.flights = flightsOf(system.network);
        for (const { from, to, message } of inFlight)
            this.flights.send(from, to, message);
        for (const node of this.names) {
            this.timers.set(node, new Map());
            const state = nodes[node];
            for (const timer of 'up' in state ? state.armed : [])
                this.arm(node, timer);
        }
    }
    may(fault) {
        return left(this.world, fault, this.system.budget?.[fault]);
    }
    isWithin(name) {
        const { bounds } = this.system;
        return bounds === undefined || !Object.hasOwn(bounds, name) || left(this.world, name, bounds[name]);
    }
    mayFire(node, timer) {
        if (!this.isWithin(timer))
            return false;
        return this.system.patience === undefined || mayFire(this.system, this.whole(), node, timer);
    }
    /** The world as it is now, which goes on changing without it. */
    whole() {
        const { world } = this;
        return {
            ...world,
            nodes: { ...world.nodes },
            spent: { ...world.spent },
            inFlight: this.flights.inFlight(),
        };
    }
    stateOf(node) {
        return this.world.nodes[node];
    }
    total(of) {
        let total = 0;
        for (const node of this.names)
            total += of(this.stateOf(node), node);
        return total;
    }
    /** The node at which the things that nodes have, counted one after the other, come to this one. */
    nth(index, of) {
        let before = 0;
        for (const node of this.names) {
            const here = of(this.stateOf(node), node);
            if (index < before + here)
                return [node, index - before];
            before += here;
        }
        throw new RangeError(`there are ${before}, and none is number ${index}`);
    }
    arm(node, timer) {
        const timers = this.timers.get(node);
        let armed = timers.get(timer);
        if (armed === undefined) {
            armed = { action: { type: 'timeout', node, timer }, index: -1 };
            timers.set(timer, armed);
        }
        this.armed.add(armed);
    }
    disarm(node, timer) {
        this.armed.remove(this.timers.get(node)?.get(timer));
    }
}
/** Records of a node that are not down yet. */
export function pendingOf(state) {
    return (state !== undefined && 'up' in state && state.pending) || [];
}
/** Calls of a node that have no outcome yet. */
export function callsOf(state) {
    return (state !== undefined && 'up' in state && state.calls) || [];
}

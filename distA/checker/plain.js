/**
 * The plain space: worlds as objects, recognised by their keys, every action asked of the reference semantics. Written to be
 * read; the fast one must number the same worlds in the same order.
 */
import { beyond, Edges } from './edges.js';
import { explained } from './errors.js';
import { calmLabel } from './fairness.js';
import { searchAll } from './inductive.js';
import { honestNodes, seenIn, transitionOf } from './observe.js';
import { Rebasing, unfolded } from './rebase.js';
import { withMemory } from './remembered.js';
import { actionKinds, Tally, toEnd, } from './search.js';
import { actionsOf, apply, initialWorlds } from './semantics.js';
import { plainSights } from './sight.js';
import { Bits } from './tables.js';
import { lassoOf, traceOf, traceOfFailure } from './trace.js';
import { worldKey } from './world.js';
/** As `explore`, slower and plainer: its twin in tests. */
export function explorePlainly(system, properties, limits) {
    return searchAll((one, maxWorlds) => new PlainSpace(one, maxWorlds), system, properties, limits);
}
/** Runs a plain exploration to its end. */
export function explorePlainlyToEnd(system, properties, limits) {
    return toEnd(explorePlainly(system, properties, limits));
}
/** See the head of this file; a system that rebases its worlds is always explored here. */
export class PlainSpace {
    cut = new Bits();
    edges = new Edges();
    coverage = new Tally();
    sights;
    transitions = 0;
    unchanged = 0;
    expanded = 0;
    #system;
    /** The same system, with actors that take each step once. */
    #quick;
    #maxWorlds;
    #numbers = new Map();
    #reached = [];
    /** Worlds that are yet to be expanded. */
    #worlds = new Map();
    #jury;
    #rebasing;
    /** The world that is being judged. */
    #seen;
    constructor(system, maxWorlds) {
        this.#system = system;
        this.#quick = withMemory(system);
        this.#maxWorlds = maxWorlds;
        this.sights = plainSights(honestNodes(system), () => this.#seen);
    }
    get worlds() {
        return this.#numbers.size;
    }
    begin(jury) {
        this.#jury = jury;
        this.#rebasing = new Rebasing(this.#quick, jury.judges.map(([property]) => property));
        for (const [start, initial] of initialWorlds(this.#quick, this.coverage.note).entries()) {
            const world = this.#rebasing.of(initial);
            const key = worldKey(world);
            if (!this.#numbers.has(key))
                this.#see(world, key, { start });
        }
    }
    expand(number) {
        const world = this.#worlds.get(number);
        this.#worlds.delete(number);
        const offer = this.#telling({ world: number }, () => actionsOf(this.#quick, world));
        const { actions, cuts, suppressed } = offer;
        const labels = this.#jury?.labels;
        if (cuts.length > 0)
            this.cut.add(number);
        if (this.#jury?.needsEdges)
            this.edges.leave(number);
        for (const action of actions) {
            const where = { world: number, action };
            const after = this.#telling(where, () => {
                const outcome = apply(this.#quick, world, action);
                this.coverage.note(outcome);
                const transition = transitionOf(this.#quick, world, outcome);
                if (transition !== undefined)
                    this.#jury?.step(transition, where);
                return this.#rebasing?.of(outcome.world);
            });
            this.transitions++;
            const kind = actionKinds.indexOf(action.type);
            this.coverage.counts[kind] = this.coverage.counts[kind] + 1;
            const key = worldKey(after);
            let target = this.#numbers.get(key);
            if (target === undefined) {
                if (this.worlds >= this.#maxWorlds)
                    return;
                target = this.#see(after, key, { from: number, action });
            }
            if (target === number)
                this.unchanged++;
            if (this.#jury?.needsEdges)
                this.edges.add(target, labels?.of(action, nodeOf(world, action)));
        }
        for (const action of suppressed)
            if (labels !== undefined)
                this.edges.add(beyond, labels.of(action));
        if (labels !== undefined && actions.length === 0 && cuts.length > 0 && suppressed.length === 0)
            this.edges.add(beyond, calmLabel);
        this.expanded = number + 1;
    }
    #see(world, key, how) {
        const number = this.worlds;
        this.#numbers.set(key, number);
        this.#reached.push(how);
        this.#worlds.set(number, world);
        this.#telling({ world: number }, () => {
            this.#seen = seenIn(this.#quick, world);
            this.#jury?.world(number);
        });
        return number;
    }
    /** Runs code under check; if it fails, the error is given the trace that led there. */
    #telling(where, run) {
        try {
            return run();
        }
        catch (cause) {
            throw explained(cause, () => this.#way(where, traceOfFailure));
        }
    }
    trace(place) {
        return this.#way(place, traceOf);
    }
    #way({ world, action, onward }, replay) {
        const actions = action === undefined ? [] : [action];
        let how = this.#reached[world];
        while ('from' in how) {
            actions.unshift(how.action);
            how = this.#reached[how.from];
        }
        if (onward !== undefined)
            return lassoOf(this.#system, how.start, actions, onward);
        return replay(this.#system, how.start, replay === traceOf ? unfolded(this.#system, how.start, actions) : actions);
    }
}
/** How the node stands whose action it is; undefined for one of the network. */
function nodeOf(world, action) {
    return 'node' in action ? world.nodes[action.node] : undefined;
}

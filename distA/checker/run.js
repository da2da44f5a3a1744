/**
 * One schedule from its initial world to its end, or to the first promise it breaks: a storm of actions, and the calm after it.
 * The actions are chosen as it goes, or given.
 */
import { calm } from './calm.js';
import { canonical } from './canonical.js';
import { FastWalk } from './fast/walk.js';
import { judgeOf } from './judge.js';
import { newsSights } from './news.js';
import { honestNodes } from './observe.js';
import { failure } from './property.js';
import { randomOf } from './random.js';
const nowhere = { world: 0 };
/** A run that is judged as it goes. */
export class Run {
    /** Storm and calm, as far as they came. */
    taken = [];
    /** The promise that broke. */
    broken;
    /** What an actor threw; the action that made it is the last one taken. */
    failed;
    /** After how many actions the calm began, and when in it a promise was found broken. */
    calm;
    walk;
    #before;
    #system;
    #promises;
    #hopes;
    #settles;
    /** `reached` is what was reached before, in a run that went another way from here on. */
    constructor(system, walk, properties, reached = []) {
        const sights = newsSights(honestNodes(system), walk);
        const judged = (...kinds) => properties.filter(({ kind }) => kinds.includes(kind)).map((one) => [one, judgeOf(one, sights)]);
        this.walk = walk;
        this.#before = reached;
        this.#system = system;
        this.#promises = judged('always', 'step');
        this.#hopes = judged('sometimes');
        this.#settles = properties.filter((property) => property.kind === 'settles' && property.withinMs !== undefined);
        this.#look();
    }
    /** Whether anything can still be found out by going on. */
    get isOver() {
        return this.broken !== undefined || this.failed !== undefined;
    }
    /** Every `sometimes` that came to be. */
    get reached() {
        const now = this.#hopes.filter(([, { settled }]) => settled).map(([property]) => property);
        return [...new Set([...this.#before, ...now])];
    }
    /** Takes an action that may happen; what came of it, unless the actor failed. */
    take(action) {
        this.taken.push(action);
        try {
            const taken = this.walk.take(action);
            this.#arrive(taken);
            return taken;
        }
        catch (cause) {
            this.failed = { cause };
            return undefined;
        }
    }
    /**
     * Takes those of the actions that may happen when it is their turn, in order; `loosely` also others like them in place of
     * those that may not.
     */
    play(actions, how = 'exactly') {
        for (const action of actions) {
            if (this.isOver)
                return;
            const way = wayOf(this.walk, action) ?? (how === 'loosely' ? likeOf(this.walk, action) : undefined);
            if (way !== undefined)
                this.take(way);
        }
    }
    /** The calm after the storm: from `withinMs` on, for as long again, every world must have settled. */
    calmDown(seed) {
        if (this.isOver || this.#settles.length === 0)
            return;
        this.calm = { begins: this.taken.length };
        const untilMs = 2 * Math.max(...this.#settles.map(({ withinMs }) => withinMs));
        calm(this.#system, this.walk, randomOf(seed), untilMs, (action, atMs) => {
            this.#expectSettled(atMs);
            return this.isOver ? undefined : this.take(action);
        });
        if (!this.isOver)
            this.#expectSettled(untilMs);
    }
    /** Judges the world that stood until this moment. */
    #expectSettled(atMs) {
        const due = this.#settles.filter(({ withinMs }) => atMs > withinMs && atMs <= 2 * withinMs);
        if (due.length === 0)
            return;
        this.broken = due.find(({ over }) => failure(over, this.walk.seen) !== undefined);
        if (this.broken !== undefined)
            this.calm = { begins: this.calm?.begins ?? 0, atMs };
    }
    #arrive({ transition }) {
        if (transition !== undefined)
            for (const [, judge] of this.#promises)
                judge.step?.(transition, nowhere);
        this.#look();
    }
    #look() {
        if (this.walk.changed.length > 0) {
            for (const [, judge] of this.#promises)
                judge.world?.(0);
            for (const [, judge] of this.#hopes)
                judge.world?.(0);
        }
        for (const [property, { settled }] of this.#promises) {
            if (!settled)
                continue;
            this.broken = property;
            return;
        }
    }
}
/** A run of a system that begins in this initial world. */
export function runOf(system, start, properties, reached) {
    return new Run(system, new FastWalk(system, start), properties, reached);
}
/** The action as the walk has it to offer, if it does. */
export function wayOf(walk, action) {
    const ways = walk.ways(action);
    const key = canonical(action);
    return ways.find((way) => canonical(way) === key);
}
/** Another action of the same kind, on the same node or link and of the same type, where there is one. */
function likeOf(walk, action) {
    const like = likeness(action);
    for (const kind of action.type === 'deliver' ? ['deliver', 'redeliver'] : [action.type]) {
        for (let index = walk.count(kind) - 1; index >= 0; index--) {
            const other = walk.at(kind, index);
            if (other !== undefined && likeness(other) === like)
                return walk.ways(other)[0];
        }
    }
    return undefined;
}
function likeness(action) {
    switch (action.type) {
        case 'deliver':
        case 'drop':
        case 'duplicate':
            return `${action.from} ${action.to} ${action.message.type}`;
        case 'input':
            return `${action.node} ${action.input.type}`;
        case 'request':
            return `${action.from} ${action.to} ${action.request.type}`;
        case 'persisted':
        case 'reply':
        case 'crash':
            return action.node;
        default:
            return canonical(action);
    }
}

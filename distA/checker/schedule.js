/**
 * Schedules as a fast-check Arbitrary: a list of concrete actions, made by walking a system from world to world and
 * choosing among the actions that are enabled, so that none is wasted.
 *
 * A schedule shrinks as a list. Whatever is left after cutting something out is walked again, and actions that are no longer
 * enabled fall out: with a send go its deliveries, with a crash its restart. So every shrunk schedule is one that can
 * happen, and what is kept is never a seed but the actions themselves.
 */
import fc from 'fast-check';
import { FastWalk } from './fast/walk.js';
import { asRandom } from './random.js';
import { Run, runOf } from './run.js';
import { initialWorlds } from './semantics.js';
import { drawn, strategies } from './strategies/index.js';
import { Wary } from './strategies/wary.js';
import { Chooser, together } from './strategy.js';
/**
 * Schedules of a system. `fresh` gives the system anew for each walk, since actors may be alive (see `Actor.live`).
 */
export function schedules(fresh, options) {
    return new ScheduleArbitrary(fresh, options);
}
class ScheduleArbitrary extends fc.Arbitrary {
    #fresh;
    #options;
    constructor(fresh, options) {
        super();
        this.#fresh = fresh;
        this.#options = options;
    }
    generate(source) {
        const { schedule } = draw(this.#fresh, [], this.#options, asRandom(source));
        return new fc.Value(schedule, undefined);
    }
    canShrinkWithoutContext(value) {
        return typeof value === 'object' && value !== null && 'actions' in value && 'start' in value;
    }
    /** Chunks first, halves of halves, from the end backwards: what comes after the mistake goes first. */
    shrink(schedule) {
        return fc.stream(this.#shorter(schedule));
    }
    *#shorter({ start, actions, calm }) {
        for (const left of withoutChunks(actions)) {
            const walked = possible(this.#fresh(), start, left);
            if (walked.length < actions.length)
                yield new fc.Value({ start, actions: walked, calm }, undefined);
        }
    }
}
/** How often a run may take back a step that led out of the scope; one that comes to its end again and again is drawn anew. */
const backMax = 3;
/**
 * Draws one schedule, judging as it goes; it ends where a promise breaks. Where it comes to the end of the scope, which is
 * judged and not followed further, the last action is taken back and another chosen.
 *
 * `tallies` hear of all of it.
 */
export function draw(fresh, properties, { actionsMax, strategies: from = strategies }, random, tallies) {
    const system = fresh();
    const worlds = initialWorlds(system);
    const start = random.below(worlds.length);
    const length = random.upTo(0, actionsMax);
    const { nodes, adversaries = [] } = system;
    const cluster = { nodes: Object.keys(nodes), adversaries, actionsMax: length };
    const { bias: wanted, names } = drawn(from, system, cluster, random);
    const wary = new Wary();
    const bias = system.within === undefined ? wanted : together([wanted, wary.bias]);
    let run = new Run(system, new FastWalk(system, start, worlds), properties);
    let chooser = new Chooser(run.walk, bias, random);
    tallies?.begins(names, run.walk);
    let steps = 0;
    let back = 0;
    while (steps < length && !run.isOver) {
        const action = chooser.next();
        if (action === undefined)
            break;
        steps++;
        const done = run.take(action);
        if (done !== undefined)
            bias.after?.(action, done);
        tallies?.took(chooser.kind, run.walk);
        if (!run.walk.isCut || run.isOver)
            continue;
        if (++back > backMax)
            break;
        wary.shun(action);
        const before = run.taken.slice(0, -1);
        run = runOf(fresh(), start, properties, run.reached);
        run.play(before);
        chooser = new Chooser(run.walk, bias, random);
    }
    tallies?.ends(run.walk.seen);
    return { schedule: { start, actions: [...run.taken], calm: random.upTo(0, 0x7fffffff) }, run, steps };
}
/** What is left of a list without one stretch of it: halves first, then halves of halves, the last stretch first. */
export function* withoutChunks(list) {
    for (let size = Math.ceil(list.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
        for (let end = list.length; end > 0; end -= size)
            yield [...list.slice(0, Math.max(0, end - size)), ...list.slice(end)];
    }
}
/** The actions that can still happen, in order, once those that cannot are left out. */
export function possible(system, start, actions) {
    const run = runOf(system, start, []);
    run.play(actions);
    return run.taken;
}

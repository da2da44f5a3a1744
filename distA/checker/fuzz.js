/**
 * Adversarial schedules: storms drawn at random in scopes too large to explore, each followed by a calm. The first promise
 * that breaks ends the search, and the schedule that broke it is shrunk.
 *
 * A generator that yields after every few schedules, and while it shrinks; the caller owns the clock and may answer with a
 * reason to stop. Whatever was found by then is told.
 */
import { explained, UsageError } from './errors.js';
import { refuseChance } from './guard.js';
import { randomOf } from './random.js';
import { remembered } from './remembered.js';
import { runOf } from './run.js';
import { draw } from './schedule.js';
import { shrink } from './shrink.js';
import { strategies } from './strategies/index.js';
import { Tallies } from './tallies.js';
import { traceOf, traceOfFailure } from './trace.js';
import { validate } from './validate.js';
/** The seed of those who name none: fixed, so that two runs of one version draw the same. */
export const defaultSeed = 0x5eed;
/** Actions and runs between two chances to stop; a run is never cut. */
const actionsBetweenYields = 2_000;
const runsBetweenYields = 25;
/** One run in so many is made again, to see whether it goes the same way. */
const runsBetweenGuards = 100;
/**
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails or does
 * not do the same thing twice.
 */
export function* fuzz(system, properties, { runs: runsMax = Number.POSITIVE_INFINITY, seed, ...options }) {
    validate(system);
    refuseUnsuited(system, options.strategies ?? strategies);
    const fresh = forSchedules(system);
    const random = randomOf(seed);
    const hopes = properties.filter(({ kind }) => kind === 'sometimes');
    const reached = new Map(hopes.map((property) => [property, 0]));
    const tallies = new Tallies(options);
    let runs = 0;
    let actions = 0;
    let nextYield = actionsBetweenYields;
    let nextGuard = 0;
    const told = () => ({ runs, actions, reached, tallies });
    while (runs < runsMax) {
        const drawn = draw(fresh, properties, options, random, tallies);
        const { run, schedule, steps } = drawn;
        run.calmDown(schedule.calm);
        runs++;
        actions += steps + run.taken.length - schedule.actions.length;
        for (const property of run.reached)
            reached.set(property, reached.get(property) + 1);
        if ((runs >= nextGuard && run.taken.length > 0) || run.isOver) {
            nextGuard = runs + runsBetweenGuards;
            refuseChance(system, fresh, schedule.start, run.taken, run.calm?.begins);
        }
        if (run.isOver)
            return { ...told(), violation: yield* violationOf(system, fresh, properties, drawn, told) };
        if ((actions < nextYield && runs % runsBetweenYields > 0) || runs >= runsMax)
            continue;
        nextYield = actions + actionsBetweenYields;
        const stopped = yield { runs, actions };
        if (stopped !== undefined)
            return { ...told(), stopped };
    }
    return told();
}
/** @throws UsageError where no strategy has anything to do. */
function refuseUnsuited(system, chosen) {
    if (chosen.some(({ suits }) => suits?.(system) ?? true))
        return;
    const names = chosen.map(({ name }) => `'${name}'`).join(', ');
    throw new UsageError(`strategy ${names} has nothing to do in this system: ${chosen.map(({ imitates }) => imitates).join('; ')}`);
}
/** Tries at shrinking, where nobody has a clock. */
const triesMax = 50_000;
/** Draws schedules to the end, for callers that need no progress. */
export function fuzzAll(system, properties, options) {
    const search = fuzz(system, properties, options);
    for (let next = search.next();;) {
        if (next.done === true)
            return next.value;
        const isEnough = (next.value.shrinking?.tries ?? 0) > triesMax;
        next = search.next(isEnough ? `${triesMax} tries were made` : undefined);
    }
}
/** What schedules say of each property: one that none broke holds so far. */
export function resultsOf({ violation, stopped, reached }, properties) {
    const because = violation === undefined ? stopped : `${violation.property.name} was broken first`;
    return properties.map((property) => {
        if (property === violation?.property)
            return { property, verdict: 'violated', trace: violation.trace };
        const times = reached.get(property);
        if (times !== undefined && times > 0)
            return { property, verdict: 'reached' };
        if (times !== undefined)
            return { property, verdict: 'inconclusive', because: 'no schedule that was drawn reached it' };
        return because === undefined
            ? { property, verdict: 'holds' }
            : { property, verdict: 'inconclusive', because };
    });
}
/** A system for one run: actors that live one life where they can, and remember their steps where they cannot. */
export function forSchedules(system) {
    // A node that calls itself is asked as it was before the step, and what a delivery would do is tried out; who lives one life
    // cannot go back from that.
    const mayLive = system.calls !== 'atomic' && system.patience === undefined;
    const lasting = new Map(Object.values(system.nodes).map((actor) => [
        actor,
        mayLive && actor.live !== undefined ? actor : remembered(actor),
    ]));
    return () => {
        const players = new Map([...lasting].map(([actor, kept]) => [actor, mayLive ? (kept.live?.() ?? kept) : kept]));
        const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, players.get(actor)]);
        return { ...system, nodes: Object.fromEntries(nodes) };
    };
}
/** The schedule shrunk, and told by the reference semantics; an actor that fails on it says so. */
function* violationOf(system, fresh, properties, { run, schedule }, told) {
    const { broken } = run;
    const toShrink = asStorm(fresh, run, schedule) ?? { asked: asked(properties, broken), schedule };
    const search = shrink(system, fresh, toShrink.asked, broken, toShrink.schedule);
    let next = search.next();
    while (next.done !== true) {
        const { runs, actions } = told();
        next = search.next(yield { runs, actions, shrinking: next.value });
    }
    const shrunk = next.value;
    const { start, actions, calm } = shrunk.schedule;
    const again = runOf(fresh(), start, toShrink.asked);
    again.play(actions);
    again.calmDown(calm);
    if (again.failed !== undefined)
        throw explained(again.failed.cause, () => traceOfFailure(system, start, again.taken));
    const { begins, atMs } = again.calm ?? {};
    return {
        property: broken,
        trace: traceOf(system, start, again.taken),
        drawn: schedule.actions.length,
        tries: shrunk.tries,
        ...(shrunk.stopped !== undefined && { stopped: shrunk.stopped }),
        ...(begins !== undefined && atMs !== undefined && { calm: { begins, atMs } }),
    };
}
/** What has to be asked for a run to go the same way: what must settle brings the calm about. */
function asked(properties, broken) {
    return broken?.kind === 'settles' ? [broken] : properties;
}
/** A promise that falls in the calm falls in a storm of the same actions, unless the scope ends before it does. */
function asStorm(fresh, { broken, taken }, schedule) {
    if (broken === undefined || broken.kind === 'settles')
        return undefined;
    const run = runOf(fresh(), schedule.start, [broken]);
    run.play(taken);
    if (run.broken !== broken)
        return undefined;
    return { asked: [broken], schedule: { ...schedule, actions: run.taken } };
}

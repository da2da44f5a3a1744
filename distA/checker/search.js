import { failedAt, UsageError } from './errors.js';
import { Labels } from './fairness.js';
import { judgeOf } from './judge.js';
import { calmFairness } from './liveness.js';
import { validate } from './validate.js';
/** Every kind of action, in the order in which a tally counts them. */
export const actionKinds = [
    ...[
        'deliver',
        'timeout',
        'input',
        'persisted',
        'request',
        'reply',
        'drop',
        'duplicate',
        'inject',
    ],
    ...['crash', 'restart', 'partition', 'heal'],
];
/** Counts what a search takes. */
export class Tally {
    /** How often each of `actionKinds` was taken. */
    counts = new Float64Array(actionKinds.length);
    #taken = new Set();
    /** Notes the rules that a step took. */
    note = ({ taken = [] }) => {
        for (const rule of taken)
            this.#taken.add(rule);
    };
    in(system) {
        const rules = new Set(Object.values(system.nodes).flatMap((actor) => actor.rules ?? []));
        const actions = actionKinds.map((kind, at) => [kind, this.counts[at]]);
        return {
            actions: Object.fromEntries(actions),
            never: [...rules].filter((rule) => !this.#taken.has(rule)),
        };
    }
}
/** The judges of one search. */
export class Jury {
    judges;
    /** Whether edges are to be kept, and if so by which labels to be told. */
    needsEdges;
    labels;
    #all;
    #promises;
    #ofWorlds;
    constructor(properties, sights) {
        this.judges = properties.map((property) => [property, judgeOf(property, sights)]);
        this.needsEdges = this.judges.some(([, { needs }]) => needs !== undefined);
        const asksForLabels = this.judges.some(([, { needs }]) => needs === 'labels');
        this.labels = asksForLabels ? new Labels(properties.flatMap(familiesIn)) : undefined;
        this.#all = this.judges.map(([, judge]) => judge);
        this.#promises = this.judges.flatMap(([{ kind }, judge]) => (kind === 'sometimes' ? [] : [judge]));
        this.#ofWorlds = this.judges.flatMap(([{ name }, judge]) => judge.world === undefined ? [] : [{ name, look: judge.world.bind(judge) }]);
    }
    world(world) {
        for (let at = 0; at < this.#ofWorlds.length; at++) {
            const { name, look } = this.#ofWorlds[at];
            try {
                look(world);
            }
            catch (cause) {
                throw failedAt(`property '${name}'`, cause);
            }
        }
    }
    step(...step) {
        for (const [{ name }, judge] of this.judges) {
            try {
                judge.step?.(...step);
            }
            catch (cause) {
                throw failedAt(`property '${name}'`, cause);
            }
        }
    }
    /** Nothing that is still to come could change a finding. */
    get settled() {
        for (let at = 0; at < this.#all.length; at++)
            if (!this.#all[at].settled)
                return false;
        return this.#all.length > 0;
    }
    get hasBroken() {
        for (let at = 0; at < this.#promises.length; at++)
            if (this.#promises[at].settled)
                return true;
        return false;
    }
}
/** The families of actions that a property's fairness speaks of. */
function familiesIn(property) {
    const fairness = 'fairness' in property ? (property.fairness ?? {}) : {};
    const { weak = [], strong = [] } = property.kind === 'settles' ? calmFairness(fairness) : fairness;
    return [...weak, ...strong];
}
const transitionsBetweenYields = 4_000;
/** Worlds still looked at once a promise is broken, beside as many again as it took to break it. */
const worldsAfterBreak = 20_000;
/**
 * Explores a space.
 *
 * @returns findings for each property, in the order given. The search ends early once every property is settled.
 * @throws UsageError where the system makes no sense; CodeError, with the trace that led there, where an actor fails.
 */
export function* search(spaceOf, system, properties, { maxWorlds = Number.POSITIVE_INFINITY, maxDepth = Number.POSITIVE_INFINITY } = {}) {
    validate(system);
    if (!(maxWorlds >= 1))
        throw new UsageError(`maxWorlds is ${maxWorlds}; it must be 1 or more`);
    if (!(maxDepth >= 0))
        throw new UsageError(`maxDepth is ${maxDepth}; it must be 0 or more`);
    const space = spaceOf(system, maxWorlds);
    const jury = new Jury(properties, space.sights);
    space.begin(jury);
    const initial = space.worlds;
    let levelEnd = initial;
    let depth = 0;
    let nextYield = transitionsBetweenYields;
    let brokenAt;
    let quiescent = { worlds: 0 };
    const farthest = () => (space.worlds > levelEnd ? depth + 1 : depth);
    const conclude = (stopped) => conclusion(system, space, jury, { initial, depth: farthest(), quiescent, stopped });
    for (let world = 0; world < space.worlds; world++) {
        if (world === levelEnd) {
            levelEnd = space.worlds;
            depth++;
        }
        if (jury.settled)
            return conclude();
        const { worlds } = space;
        if (worlds >= maxWorlds)
            return conclude(`the limit of ${maxWorlds} worlds was reached`);
        // A broken promise is not held back by a scope that it made endless: the search goes on for a while, so that others
        // can be found too, and then ends.
        if (brokenAt === undefined && jury.hasBroken)
            brokenAt = worlds;
        if (brokenAt !== undefined && worlds >= 2 * brokenAt + worldsAfterBreak)
            return conclude('a promise is broken, and the rest of the scope was left alone');
        if (depth >= maxDepth)
            return conclude(stoppedAt(maxDepth));
        if (space.transitions >= nextYield) {
            nextYield = space.transitions + transitionsBetweenYields;
            const progress = { worlds, transitions: space.transitions, depth: farthest(), queue: worlds - world };
            const stopped = yield progress;
            if (stopped !== undefined)
                return conclude(stopped);
        }
        const changes = space.transitions - space.unchanged;
        space.expand(world);
        if (space.transitions - space.unchanged === changes && space.expanded > world && !space.cut.has(world))
            quiescent = { depth, ...quiescent, worlds: quiescent.worlds + 1 };
    }
    return conclude();
}
function conclusion(system, space, jury, { initial, stopped, ...told }) {
    const { worlds, edges, expanded } = space;
    const { labels } = jury;
    const isCut = (world) => world >= expanded || space.cut.has(world);
    const results = jury.judges.map(([property, judge]) => {
        const finding = judge.conclude({ worlds, initial, expanded, edges, labels, isCut, stopped });
        if (!('where' in finding))
            return { property, ...finding };
        const { verdict, at, where } = finding;
        return { property, verdict, at, trace: space.trace(where) };
    });
    return {
        worlds,
        transitions: space.transitions,
        ...told,
        unchanged: space.unchanged,
        cuts: space.cut.count,
        ...(stopped !== undefined && { stopped }),
        coverage: space.coverage.in(system),
        results,
    };
}
/** Why a search ended that was to look no farther than so many steps. */
export function stoppedAt(maxDepth) {
    return `the limit of ${maxDepth} steps was reached`;
}
/** Runs a search to its end, for callers that need no progress. */
export function toEnd(search) {
    for (;;) {
        const next = search.next();
        if (next.done === true)
            return next.value;
    }
}

import { canonical, keyOf } from './canonical.js';
import { rebased, unfolded } from './rebase.js';
import { apply, initialWorlds } from './semantics.js';
import { standings, worldKey } from './world.js';
/** Replays actions from an initial world. */
export function traceOf(system, start, actions) {
    let world = initialWorlds(system)[start];
    const initial = Object.fromEntries(standings(system, world));
    const steps = actions.map((action) => {
        const taken = stepOf(system, world, action);
        world = taken.outcome.world;
        return taken.step;
    });
    return { start, initial, steps };
}
/**
 * Replays actions, and then what goes on for ever.
 *
 * @throws Error where it does not come round to the same world: then whoever found it is mistaken.
 */
export function lassoOf(system, start, actions, { ordinals, loop }) {
    const all = unfolded(system, start, actions, ordinals);
    const from = actions.length + loop;
    const keys = [];
    let world = initialWorlds(system)[start];
    for (const [at, action] of [...all, undefined].entries()) {
        if (at === from || action === undefined)
            keys.push(worldKey(rebased(system, world)));
        if (action !== undefined)
            world = apply(system, world, action).world;
    }
    if (keys[0] !== keys.at(-1))
        throw new Error('a run without end does not come round; please report it with the suite');
    return { ...traceOf(system, start, all), loop: from };
}
/** Takes one action, and says what happened. */
export function stepOf(system, world, action) {
    const outcome = apply(system, world, action);
    const before = standings(system, world);
    const after = standings(system, outcome.world);
    const history = { before: world.history, after: outcome.world.history };
    const step = {
        action,
        effects: outcome.effects,
        changes: [...after].flatMap(([node, standing]) => changesOf(node, before.get(node), standing)),
        ...(keyOf(history.before) !== keyOf(history.after) && { history }),
        ...(outcome.ignored && { ignored: true }),
    };
    return { outcome, step };
}
/** As `traceOf`, for actions of which the last one makes an actor fail. */
export function traceOfFailure(system, start, actions) {
    const trace = traceOf(system, start, actions.slice(0, -1));
    const last = actions.at(-1);
    return last === undefined
        ? trace
        : { ...trace, steps: [...trace.steps, { action: last, effects: [], changes: [] }] };
}
function changesOf(node, before, after) {
    if (!('up' in before) || !('up' in after)) {
        return canonical(before) === canonical(after) ? [] : [{ node, standing: after }];
    }
    const old = before.up;
    const now = after.up;
    const fields = [...new Set([...Object.keys(old), ...Object.keys(now)])]
        .filter((field) => canonical(old[field]) !== canonical(now[field]))
        .map((field) => ({ node, field, before: old[field], after: now[field] }));
    const { divergence } = after;
    return divergence === undefined || before.divergence !== undefined
        ? fields
        : [...fields, { node, divergence }];
}

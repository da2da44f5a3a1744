/**
 * A recorded trace against what a subject does today.
 *
 * - `reproduced`: the property breaks again.
 * - `fixed`: the property holds, and the first difference from the record is what the subject itself did or showed. Later
 *   actions that are no longer possible are skipped and counted.
 * - `stale`: an action, a node, the setting or the initial world does not apply although everything before it matched, so
 *   the record says nothing about this subject.
 */
import { withoutCuts } from './calm.js';
import { canonical } from './canonical.js';
import { breaksForEver } from './endless.js';
import { listedSystem } from './inductive.js';
import { judgeOf } from './judge.js';
import { honestNodes, seenIn, transitionOf } from './observe.js';
import { failure, witness } from './property.js';
import { rebased, withoutWithin } from './rebase.js';
import { actionsOf, apply, initialWorlds } from './semantics.js';
import { plainSights } from './sight.js';
import { stepOf } from './trace.js';
import { trailOf } from './trail.js';
import { standings, worldKey } from './world.js';
/** Worlds looked at before it is left open whether a goal can still be reached. */
const worldsMax = 200_000;
/** Replays a record made with this setting. */
export function replay(scope, property, setting, recorded) {
    const system = property.kind === 'inductive' ? listedSystem(scope, property) : scope;
    const stale = staleStart(system, setting, recorded);
    if (stale !== undefined)
        return { verdict: 'stale', because: stale };
    let world = initialWorlds(system)[recorded.start];
    const initial = Object.fromEntries(standings(system, world));
    const judge = judgeOf(property, plainSights(honestNodes(system), () => seenIn(system, world)));
    judge.world?.(0);
    let differsAt = canonical(initial) === canonical(recorded.initial) ? undefined : 0;
    const steps = [];
    // Its record goes on into the calm, which no bound ends.
    const isCalm = property.kind === 'settles' && recorded.loop === undefined;
    const offering = isCalm
        ? withoutCuts(system)
        : system.rebase === undefined
            ? system
            : withoutWithin(system);
    const run = { worlds: [world], actions: [] };
    for (const [at, record] of recorded.steps.entries()) {
        const offer = offered(offering, world, record.action);
        if (offer.action === undefined) {
            if (differsAt !== undefined)
                continue;
            return {
                verdict: 'stale',
                because: `step ${at + 1} ${offer.because}, although all before it went as recorded`,
            };
        }
        const { outcome, step } = stepOf(system, world, offer.action);
        const transition = transitionOf(system, world, outcome);
        world = outcome.world;
        if (transition !== undefined)
            judge.step?.(transition, { world: 0 });
        judge.world?.(0);
        if (differsAt === undefined && seenOf(step) !== seenOf(record))
            differsAt = at + 1;
        steps.push(step);
        run.worlds.push(world);
        run.actions.push(offer.action);
    }
    const broken = isBroken(system, property, { ...run, loop: recorded.loop }) ?? judge.settled;
    if (broken === 'undecided') {
        return {
            verdict: 'undecided',
            because: `more than ${worldsMax} worlds can be reached from the last one`,
        };
    }
    return {
        verdict: broken ? 'reproduced' : 'fixed',
        trace: {
            start: recorded.start,
            initial,
            steps,
            ...(recorded.loop !== undefined && broken && { loop: recorded.loop }),
        },
        ...(differsAt !== undefined && { differsAt }),
        skipped: recorded.steps.length - steps.length,
    };
}
/** What a step did and showed, whatever the order in which the code went about it. */
function seenOf({ effects, changes, history }) {
    return canonical([trailOf(effects), changes, history]);
}
/** Why the record does not begin as the system does, if so. */
function staleStart(system, setting, { start, initial }) {
    if (canonical(setting) !== canonical(system.setting))
        return 'it was recorded with another setting';
    const world = initialWorlds(system)[start];
    if (world === undefined)
        return `the scope has no initial world ${start}`;
    const today = standings(system, world);
    for (const node of new Set([...Object.keys(initial), ...today.keys()])) {
        const then = Object.hasOwn(initial, node) ? kindOf(initial[node]) : 'no node';
        const now = today.has(node) ? kindOf(today.get(node)) : 'no node';
        if (then !== now)
            return `node '${node}' is ${now} in the initial world, and was ${then} when it was recorded`;
    }
    return undefined;
}
function kindOf(standing) {
    return 'up' in standing ? 'up' : 'down' in standing ? 'down' : 'absent';
}
/** The action as the world offers it, or why it does not. */
function offered(system, world, wanted) {
    const { actions, cuts } = actionsOf(system, world);
    const key = canonical(wanted);
    const action = actions.find((one) => canonical(one) === key);
    if (action !== undefined)
        return { action };
    const named = 'node' in wanted ? [wanted.node] : 'to' in wanted ? [wanted.from, wanted.to] : [];
    const stranger = named.find((node) => world.nodes[node] === undefined);
    if (stranger !== undefined)
        return { because: `names '${stranger}', which is no node of the scope` };
    return {
        because: cuts.length > 0 ? `lies beyond a bound of the scope (${cuts.join(', ')})` : 'cannot happen',
    };
}
/** What only the whole run can tell; undefined for properties that are judged on the way. */
function isBroken(system, property, { loop, ...run }) {
    const last = run.worlds.at(-1);
    if (property.kind === 'leadsTo' || (property.kind === 'settles' && loop !== undefined))
        return (run.worlds.length > (loop ?? Infinity) && breaksForEver(system, property, { ...run, loop: loop ?? 0 }));
    if (property.kind === 'settles')
        return failure(property.over, seenIn(system, last)) !== undefined;
    return property.kind === 'possible' ? (isLost(system, property, last) ?? 'undecided') : undefined;
}
/** Whether no continuation of this world reaches the goal any more. */
function isLost(system, { over }, from) {
    const first = rebased(system, from);
    const seen = new Map([[worldKey(first), first]]);
    for (const world of seen.values()) {
        if (witness(over, seenIn(system, world)) !== undefined || actionsOf(system, world).cuts.length > 0)
            return false;
        if (seen.size > worldsMax)
            return undefined;
        for (const action of actionsOf(system, world).actions) {
            const next = rebased(system, apply(system, world, action).world);
            const key = worldKey(next);
            if (!seen.has(key))
                seen.set(key, next);
        }
    }
    return true;
}

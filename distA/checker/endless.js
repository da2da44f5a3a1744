/**
 * Whether a run that comes round breaks a promise of what happens in the end, told by the reference semantics alone: what a
 * recorded lasso is held to, whoever found it.
 */
import { calmLabel, Labels } from './fairness.js';
import { calmFairness } from './liveness.js';
import { honestNodes, seenIn } from './observe.js';
import { folded } from './rebase.js';
import { actionsOf, apply } from './semantics.js';
import { duties, plainSights } from './sight.js';
import { worldKey } from './world.js';
/** Whether the run comes round, is fair, and breaks the promise. */
export function breaksForEver(system, property, real) {
    const run = { ...folded(system, real.worlds, real.actions), loop: real.loop };
    const { worlds, loop } = run;
    const last = worlds.at(-1);
    if (worldKey(worlds[loop]) !== worldKey(last))
        return false;
    return (isFair(system, property, run) &&
        (property.kind === 'settles' ? unsettled(system, property, run) : unkept(system, property, run)));
}
/** Whether the fairness allows what is repeated; where nothing is, whether nothing else is left to happen. */
function isFair(system, property, { worlds, actions, loop }) {
    const isCalm = property.kind === 'settles';
    const { weak = [], strong = [] } = isCalm
        ? calmFairness(property.fairness ?? {})
        : (property.fairness ?? {});
    const labels = new Labels([...weak, ...strong]);
    const standing = (action, world) => labels.of(action, 'node' in action ? world.nodes[action.node] : undefined);
    const repeated = worlds.slice(loop, -1);
    const possible = (repeated.length === 0 ? worlds.slice(-1) : repeated).map((world) => new Set(changing(system, world).map((action) => (action === undefined ? calmLabel : standing(action, world)))));
    const taken = new Set(actions.slice(loop).map((action, at) => standing(action, repeated[at])));
    const calm = labels.calm();
    const counts = (label) => !isCalm || calm[label] === 1;
    if (repeated.length === 0)
        return ![...possible[0]].some(counts);
    const all = new Set(possible.flatMap((some) => [...some]));
    const isAmong = [labels.among(weak), labels.among(strong)];
    return ([...taken].every(counts) &&
        [...all].every((label) => {
            if (taken.has(label) || !counts(label))
                return true;
            const always = possible.every((some) => some.has(label));
            return isAmong[1][label] !== 1 && !(isAmong[0][label] === 1 && always);
        }));
}
/** What may change a world; undefined stands for what lies beyond the scope. */
function changing(system, world) {
    const { actions, suppressed, cuts } = actionsOf(system, world);
    const key = worldKey(world);
    const changes = actions.filter((action) => worldKey(apply(system, world, action).world) !== key);
    const isStopped = actions.length === 0 && suppressed.length === 0 && cuts.length > 0;
    return [...changes, ...suppressed, ...(isStopped ? [undefined] : [])];
}
function unsettled(system, { over }, { worlds, loop }) {
    let world = worlds[loop];
    const sight = plainSights(honestNodes(system), () => seenIn(system, world)).of(over, 'whole');
    return worlds.slice(loop).some((one) => {
        world = one;
        return sight.fails();
    });
}
function unkept(system, { over, from }, { worlds, loop }) {
    let world = worlds[0];
    const sights = plainSights(honestNodes(system), () => seenIn(system, world));
    const [due, kept] = duties(sights, from, over);
    return due.at.some((_, one) => {
        const told = worlds.map((at) => {
            world = at;
            const isUp = kept.isUp(one);
            return { isKept: !isUp || kept.holds(one), isDue: isUp && due.holds(one) };
        });
        const lastKept = told.findLastIndex(({ isKept }) => isKept);
        return lastKept < loop && told.slice(lastKept + 1).some(({ isDue }) => isDue);
    });
}

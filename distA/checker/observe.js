import { standings, viewOf } from './world.js';
/** The nodes of which anything is promised. */
export function honestNodes(system) {
    return Object.keys(system.nodes).filter((node) => isHonest(system, node));
}
function isHonest({ adversaries }, node) {
    return adversaries?.includes(node) !== true;
}
/** A world as properties see it: without adversaries. */
export function seenIn(system, world) {
    const all = new Map([...standings(system, world)].filter(([node]) => isHonest(system, node)));
    const views = new Map([...all].flatMap(([node, standing]) => ('up' in standing ? [[node, standing.up]] : [])));
    return { views, all, history: world.history };
}
/** The step that an action made a node take. Of a restart without a durable record `before` is undefined. */
export function transitionOf(system, before, outcome) {
    if (outcome.stepped === undefined || !isHonest(system, outcome.stepped.node))
        return undefined;
    const { node, event } = outcome.stepped;
    const after = viewOf(system, outcome.world, node);
    const { durable } = outcome.world.nodes[node];
    const left = { node, after, effects: outcome.effects, ...(durable !== undefined && { durable }) };
    if (event.type !== 'restart')
        return { ...left, before: viewOf(system, before, node), event };
    const { down: record } = before.nodes[node];
    return { ...left, before: record, event };
}

/**
 * Invariants that keep themselves: from every listed world in which the condition holds, reachable or not, one step leads to
 * worlds in which it holds again. A search of one step, from the listed worlds in place of the initial ones.
 */
import { UsageError } from './errors.js';
import { sent } from './network.js';
import { seenIn } from './observe.js';
import { failure } from './property.js';
import { search, stoppedAt, } from './search.js';
import { nothingSpent } from './semantics.js';
/**
 * Searches a system for what its properties promise. Those that are inductive are judged by a search each, after the one for all
 * others; the numbers told are those of the first search.
 */
export function* searchAll(spaceOf, system, properties, limits = {}) {
    const inductive = properties.filter((property) => property.kind === 'inductive');
    const others = properties.filter(({ kind }) => kind !== 'inductive');
    let first = others.length > 0 || inductive.length === 0 ? yield* search(spaceOf, system, others, limits) : undefined;
    const results = new Map(first?.results.map((result) => [result.property, result]));
    for (const property of inductive) {
        const listed = listedSystem(system, property);
        const invariant = { ...property, kind: 'always' };
        const found = yield* search(spaceOf, listed, [invariant], { ...limits, maxDepth: 1 });
        first ??= found;
        results.set(property, judged(property, found, listed.listed.length));
    }
    return { ...first, results: properties.map((one) => results.get(one)) };
}
/** The system that begins in the listed worlds in which the condition holds. */
export function listedSystem(system, property) {
    const { starts: _, ...others } = system;
    const listed = [...property.worlds()].map((given, at) => worldOf(system, property, given, at));
    return {
        ...others,
        listed: listed.filter((world) => failure(property.over, seenIn(system, world)) === undefined),
    };
}
function worldOf(system, { name }, given, at) {
    const where = `'${name}', listed world ${at}`;
    const names = Object.keys(system.nodes);
    const stranger = Object.keys(given.nodes).find((node) => !names.includes(node));
    if (stranger !== undefined)
        throw new UsageError(`${where} names '${stranger}', which is no node; nodes: ${names.join(', ')}`);
    const nodes = names.map((node) => {
        const state = given.nodes[node];
        if (state === undefined)
            throw new UsageError(`${where} does not say how node '${node}' stands`);
        if (!('up' in state))
            return [node, state];
        const { up, armed = [], durable } = state;
        return [node, { up, armed: [...armed].sort(), durable }];
    });
    const { inFlight = [], history = system.monitor?.first } = given;
    const empty = {
        nodes: Object.fromEntries(nodes),
        inFlight: [],
        spent: nothingSpent(system),
        history,
    };
    return {
        ...empty,
        inFlight: inFlight.reduce((all, one) => sent(system.network, all, one), empty.inFlight),
    };
}
/** The search ends after one step, and has then seen all that was asked. */
function judged(property, { results, stopped }, listed) {
    const [found] = results;
    if (found.verdict === 'violated')
        return { ...found, property };
    if (listed === 0)
        return {
            property,
            verdict: 'inconclusive',
            because: 'it holds in no listed world, so nothing was tested',
        };
    return stopped === undefined || stopped === stoppedAt(1)
        ? { property, verdict: 'holds' }
        : { property, verdict: 'inconclusive', because: found.because ?? stopped };
}

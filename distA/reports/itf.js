import { canonical } from '../checker/index.js';
/** The text of an `.itf.json` file. */
export function itfText(record) {
    return `${JSON.stringify(itfOf(record), null, 2)}\n`;
}
/** The trace as data of the format. */
export function itfOf({ tool, protocol, subject, scope, property, trace }) {
    const remembers = trace.steps.find(({ history }) => history !== undefined)?.history;
    const nodes = new Map(Object.entries(trace.initial));
    let history = remembers?.before;
    const states = [stateOf(0, nodes, history, undefined)];
    for (const [index, step] of trace.steps.entries()) {
        for (const change of step.changes)
            nodes.set(change.node, changed(nodes.get(change.node), change));
        if (step.history !== undefined)
            history = step.history.after;
        states.push(stateOf(index + 1, nodes, history, step.action));
    }
    return {
        '#meta': {
            format: 'ITF',
            'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
            source: `${protocol}, ${subject}, scope ${scope}`,
            status: 'violation',
            description: `${property.name}: ${property.says} (swarmcheck ${tool})`,
        },
        vars: ['nodes', ...(remembers === undefined ? [] : ['history']), 'mbt::actionTaken', 'mbt::nondetPicks'],
        states,
        ...(trace.loop !== undefined && { loop: trace.loop }),
    };
    function stateOf(index, standing, remembered, action) {
        return {
            '#meta': { index },
            nodes: mapOf([...standing].map(([node, how]) => [node, standingOf(how)])),
            ...(remembers !== undefined && { history: expressionOf(remembered) }),
            'mbt::actionTaken': action?.type ?? 'init',
            'mbt::nondetPicks': picksOf(action),
        };
    }
}
function changed(before, change) {
    if ('standing' in change)
        return change.standing;
    const old = before !== undefined && 'up' in before ? before : { up: {} };
    if ('divergence' in change)
        return { ...old, divergence: change.divergence };
    const { [change.field]: _, ...others } = old.up;
    return { ...old, up: change.after === undefined ? others : { ...others, [change.field]: change.after } };
}
/** A sum type: a node is up with its view, down with its record, or absent. */
function standingOf(standing) {
    if ('up' in standing)
        return { tag: 'Up', value: expressionOf(standing.up) };
    if ('down' in standing)
        return { tag: 'Down', value: optionOf(standing.down) };
    return { tag: 'Absent', value: unit };
}
const unit = { '#tup': [] };
function optionOf(value) {
    return value === undefined ? { tag: 'None', value: unit } : { tag: 'Some', value: expressionOf(value) };
}
const picks = ['node', 'from', 'to', 'message', 'timer', 'input', 'name', 'draw', 'choice'];
function picksOf(action) {
    const fields = (action ?? {});
    return Object.fromEntries(picks.map((pick) => [pick, optionOf(fields[pick])]));
}
/** Plain data as an expression. What the format has no word for (null, fractions, NaN) says so, and keeps its text. */
export function expressionOf(value) {
    switch (typeof value) {
        case 'string':
        case 'boolean':
            return value;
        case 'number':
            return Number.isSafeInteger(value) && !Object.is(value, -0) ? value : unserializable(value);
        case 'bigint':
            return { '#bigint': String(value) };
        case 'object':
            return value === null ? unserializable(value) : containerOf(value);
        default:
            return unserializable(value);
    }
}
function unserializable(value) {
    return { '#unserializable': Object.is(value, -0) ? '-0' : String(value) };
}
function containerOf(value) {
    if (Array.isArray(value))
        return value.map(expressionOf);
    if (value instanceof Set)
        return { '#set': inOrder([...value].map(expressionOf)) };
    if (value instanceof Map)
        return mapOf([...value].map(([key, item]) => [expressionOf(key), expressionOf(item)]));
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    if (fields.some(([name]) => name.startsWith('#') || name === '__proto__')) {
        return mapOf(fields.map(([name, field]) => [name, expressionOf(field)]));
    }
    return Object.fromEntries(fields.map(([name, field]) => [name, expressionOf(field)]));
}
function mapOf(pairs) {
    return { '#map': inOrder(pairs) };
}
/** Equal states have equal bytes. */
function inOrder(members) {
    return members
        .map((member) => ({ member, key: canonical(member) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ member }) => member);
}

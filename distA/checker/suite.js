import { implementationActor } from './implementation.js';
import { machineActor } from './machine.js';
import { refuseUnsound } from './suite-check.js';
/** The kit of one protocol: `protocol<Raft>()`. */
export function protocol() {
    return kit();
}
function kit(monitor) {
    return {
        model: (machine, reading) => machineActor(machine, reading),
        implementation: (make) => implementationActor(make),
        monitor: (first, next) => kit({ first, next }),
        always: (property) => ({ ...says(property), kind: 'always', over: property }),
        step: (property) => ({ ...says(property), kind: 'step', over: property }),
        sometimes: (property) => ({ ...says(property), kind: 'sometimes', over: property }),
        possible: (property) => ({
            ...says(property),
            kind: 'possible',
            over: property,
            ...(property.from !== undefined && { from: property.from }),
        }),
        leadsTo: (property) => ({
            ...says(property),
            kind: 'leadsTo',
            over: property,
            from: property.from,
            ...(property.fairness !== undefined && { fairness: property.fairness }),
        }),
        settles: (property) => ({
            ...says(property),
            kind: 'settles',
            over: property,
            ...(property.withinMs !== undefined && { withinMs: property.withinMs }),
            ...(property.fairness !== undefined && { fairness: property.fairness }),
        }),
        inductive: (property) => ({
            ...says(property),
            kind: 'inductive',
            over: property,
            worlds: () => property.worlds(),
        }),
        suite: (parts) => {
            const suite = { bugs: {}, ...parts, ...(monitor !== undefined && { monitor }) };
            refuseUnsound(suite);
            return suite;
        },
    };
}
function says({ name, says, source }) {
    return { name, says, source };
}
/** The nodes of a scope that all play one role: `nodes(['a', 'b'], actor('server'))`. */
export function nodes(names, actor) {
    return Object.fromEntries(names.map((name) => [name, actor]));
}

import { UsageError } from './errors.js';
import { lockstep } from './lockstep.js';
import { allPromises, scopesOf } from './promised.js';
import { slug } from './suite-check.js';
const sides = ['model', 'implementation', 'lockstep'];
/** That an implementation refines its model: judged wherever the two run in lockstep. */
export const refinement = {
    kind: 'always',
    name: 'Refinement',
    says: 'Every step of the implementation is a step of the model.',
    source: 'refinement by simulation, checked step by step',
    over: {
        world: (_views, _history, all) => [...all.values()].every((node) => !('up' in node) || node.divergence === undefined),
    },
};
/** The word for a subject, as flags and files spell it. */
export function subjectText({ side, bug }) {
    if (bug === undefined)
        return side;
    return side === 'model' ? `bug:${bug}` : `bug:${bug}/${side}`;
}
/**
 * Reads a subject's word. `bug:R3` alone means the side given.
 *
 * @throws UsageError where the suite has no such subject.
 */
export function subjectOf(suite, word, sideOfBug = 'model') {
    if (sides.includes(word.toLowerCase()))
        return { side: word.toLowerCase() };
    const { id, side = sideOfBug } = /^(?:bug:)?(?<id>[^/]+)(?:\/(?<side>\w+))?$/i.exec(word)?.groups ?? {};
    const bug = Object.keys(suite.bugs).find((known) => known.toLowerCase() === id?.toLowerCase());
    if (bug !== undefined && sides.includes(side))
        return { side: side, bug };
    throw new UsageError(`'${word}' is nothing that protocol '${suite.name}' has to check; it is ${sides.join(', ')}${bugsText(suite)}`);
}
function bugsText({ bugs }) {
    const ids = Object.keys(bugs);
    return ids.length === 0
        ? ''
        : `, or bug: and one of ${ids.join(', ')}, and after it /implementation or /lockstep`;
}
/** The scope in which a subject is explored unless another is named: `default`, or the one that its bug names. */
export function homeOf(suite, { bug }) {
    return bug === undefined ? 'default' : suite.bugs[bug].scope;
}
/** Whether the suite has what a subject needs: an implementation, or one with that bug. */
export function has(suite, { side, bug }) {
    if (side === 'model')
        return true;
    return bug === undefined
        ? Object.values(suite.roles).every(({ implementation }) => implementation !== undefined)
        : suite.bugs[bug]?.implementation !== undefined;
}
/**
 * A scope by its name: one that the suite lists, or `nodes-7`, the one with so many nodes.
 *
 * @throws UsageError where the suite has no such scope.
 */
export function scopeOf(suite, name) {
    if (Object.hasOwn(suite.scopes, name))
        return suite.scopes[name];
    const nodes = suite.sized && /^nodes-([1-9]\d*)$/.exec(name)?.[1];
    if (nodes !== undefined)
        return suite.sized?.(Number(nodes));
    throw new UsageError(unknown(`scope '${name}'`, suite, Object.keys(suite.scopes)));
}
/**
 * The system of a scope, played by a subject.
 *
 * @throws UsageError where the suite lacks the scope, or what the subject needs.
 */
export function systemOf(suite, scope, subject = { side: 'model' }) {
    const system = scopeOf(suite, scope).system((role) => playerOf(suite, role, subject));
    return { ...system, ...(suite.monitor !== undefined && { monitor: suite.monitor }) };
}
function playerOf(suite, role, { side, bug: id }) {
    const cast = suite.roles[role];
    if (cast === undefined)
        throw new UsageError(unknown(`role '${role}'`, suite, Object.keys(suite.roles)));
    const bug = id === undefined ? undefined : suite.bugs[id];
    if (side === 'model')
        return bug?.model[role] ?? cast.model;
    const implementation = bug?.implementation?.[role] ?? cast.implementation;
    if (implementation === undefined || !has(suite, { side, ...(id !== undefined && { bug: id }) })) {
        const what = id === undefined ? `role '${role}'` : `bug ${id}`;
        throw new UsageError(`protocol '${suite.name}' has no implementation of ${what}; check the model instead`);
    }
    return side === 'implementation' ? implementation : lockstep(cast.model, implementation);
}
/** The promises to which a subject is held: in every scope, or also those of one. */
export function propertiesOf(suite, { side }, scope) {
    const own = scope === undefined ? [] : (scopeOf(suite, scope).properties ?? []);
    return [...suite.properties, ...own, ...(side === 'lockstep' ? [refinement] : [])];
}
/** The promises to look at: all to which the subject is held, the one that is named, or the one that its bug breaks. */
export function promisesOf(suite, subject, name, scope) {
    if (name !== undefined) {
        const one = propertyOf(suite, name);
        return propertiesOf(suite, subject, scope).filter((property) => property.name === one.name);
    }
    if (subject.bug === undefined)
        return propertiesOf(suite, subject, scope);
    const { breaks } = suite.bugs[subject.bug];
    return [subject.side === 'lockstep' ? refinement : propertyOf(suite, breaks)];
}
/**
 * As `promisesOf`, where there is to be at least one.
 *
 * @throws UsageError where the one that is named is promised in other scopes alone, or by another side.
 */
export function promisesIn(suite, subject, scope, name) {
    const promises = promisesOf(suite, subject, name, scope);
    if (promises.length > 0 || name === undefined)
        return promises;
    const property = propertyOf(suite, name);
    const where = property === refinement ? "of subject 'lockstep'" : `in scope ${scopesOf(suite, property).join(', ')}`;
    throw new UsageError(`'${property.name}' is promised ${where} alone`);
}
/** The property of that name, in any case and with hyphens for spaces. */
export function propertyOf(suite, name) {
    const all = [...allPromises(suite), refinement];
    const found = all.find((property) => slug(property.name) === slug(name));
    if (found !== undefined)
        return found;
    const names = all.map((property) => slug(property.name));
    throw new UsageError(unknown(`property '${name}'`, suite, names));
}
function unknown(what, { name }, known) {
    return `protocol '${name}' has no ${what}; it has ${known.join(', ')}`;
}

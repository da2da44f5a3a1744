import { canonical, frozen, isSame, keyOf } from './canonical.js';
import { CodeError } from './errors.js';
/** The actor, remembering. */
export function remembered(actor) {
    /** One object stands for all equal states, so that what is remembered of an object holds for all of them. */
    const states = new Map();
    const knowledge = new Map();
    const births = new Map();
    const standing = (state) => {
        const key = keyOf(state);
        if (!states.has(key))
            states.set(key, state);
        return states.get(key);
    };
    const shared = (step) => {
        const state = standing(step?.state);
        return { ...step, state };
    };
    const known = (state) => {
        const before = knowledge.get(state);
        if (before !== undefined)
            return before;
        const same = standing(state);
        const now = knowledge.get(same) ?? { steps: new Map(), choices: new Map() };
        knowledge.set(same, now);
        knowledge.set(state, now);
        return now;
    };
    const { choices, answer } = actor;
    return {
        init(birth) {
            const key = `${birth.self};${keyOf(birth.nodes)};${keyOf(birth.setting)};${canonical([birth.durable, birth.draw])}`;
            let step = births.get(key);
            if (step === undefined) {
                step = shared(twice(() => actor.init(birth)));
                births.set(key, step);
            }
            return step;
        },
        step(state, event, choice) {
            const { steps } = known(state);
            const key = choice === undefined ? eventKey(event) : `${eventKey(event)};${canonical(choice)}`;
            let step = steps.get(key);
            if (step === undefined) {
                step = shared(twice(() => actor.step(state, event, choice), state));
                steps.set(key, step);
            }
            return step;
        },
        view(state) {
            const of = known(state);
            of.view ??= frozen(actor.view(state));
            return of.view;
        },
        ...(actor.rules !== undefined && { rules: actor.rules }),
        ...(actor.divergence !== undefined && { divergence: (state) => actor.divergence?.(state) }),
        ...(answer !== undefined && {
            answer: (state, request) => frozen(answer.call(actor, state, request)),
        }),
        ...(choices !== undefined && {
            choices(state, event) {
                const of = known(state).choices;
                const key = eventKey(event);
                const open = of.get(key) ?? choices.call(actor, state, event);
                of.set(key, open);
                return open;
            },
        }),
    };
}
/** What is remembered must not depend on when it was asked, nor change what it was asked of. */
function twice(run, from) {
    const step = leavingAlone(run);
    frozen(step?.state);
    frozen(step?.effects);
    // What cannot be told apart is refused before it is compared.
    keyOf(step?.state);
    canonical({ ...step, state: undefined });
    const again = leavingAlone(run);
    if (canonical(from) !== keyOf(from))
        throw changedInPlace();
    if (!isSame(step, again)) {
        throw new CodeError('it did something else the second time; a step must depend on state, event and choice alone, so hand time in as ' +
            'a timer and randomness as a draw');
    }
    return step;
}
/** A state that is frozen refuses to be changed, in the words of the engine. */
function leavingAlone(run) {
    try {
        return run();
    }
    catch (error) {
        if (error instanceof TypeError && /read only|not extensible|Cannot delete/.test(error.message))
            throw changedInPlace(error);
        throw error;
    }
}
function changedInPlace(cause) {
    const how = cause === undefined ? '' : ` (${cause.message})`;
    return new CodeError(`it changed the state it was given in place${how}; return a new state instead`, {
        cause,
    });
}
function eventKey(event) {
    if (event.type !== 'message' || event.draw !== undefined)
        return canonical(event);
    return `${event.from}>${keyOf(event.message)}`;
}
/** The system with each actor remembering. Nodes that share an actor share what it remembers. */
export function withMemory(system) {
    const actors = new Map(Object.values(system.nodes).map((actor) => [actor, remembered(actor)]));
    const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, actors.get(actor)]);
    return { ...system, nodes: Object.fromEntries(nodes) };
}

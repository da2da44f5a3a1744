import { canonical, keyOf } from './canonical.js';
import { CodeError } from './errors.js';
import { remembered } from './remembered.js';
import { trailOf } from './trail.js';
/** The pair as one actor. Its effects and view are the implementation's. */
export function lockstep(model, implementation) {
    return new Lockstep(model, implementation);
}
class Lockstep {
    #model;
    #implementation;
    /** The model for schedules, which meet the same few of its states again and again. */
    #remembering;
    constructor(model, implementation) {
        this.#model = model;
        this.#implementation = implementation;
    }
    init(birth) {
        const fresh = { armed: [], durable: birth.durable };
        return this.#compare(fresh, this.#implementation.init(birth), [this.#model.init(birth)]);
    }
    step(state, event) {
        const before = state;
        if (before.divergence !== undefined)
            return { state, effects: [], ignored: true };
        const armed = event.type === 'timeout' ? before.armed.filter((timer) => timer !== event.timer) : before.armed;
        const steps = before.models.flatMap((one) => {
            const choices = this.#model.choices?.(one, event) ?? [];
            return choices.length === 0
                ? [this.#model.step(one, event)]
                : choices.map((choice) => this.#model.step(one, event, choice));
        });
        return this.#compare({ ...before, armed }, this.#implementation.step(before.implementation, event), steps);
    }
    view(state) {
        return this.#implementation.view(state.implementation);
    }
    /** @throws CodeError where no state of the model that agrees so far would reply so: reading leaves no trace to judge. */
    answer(state, request) {
        const { models, implementation } = state;
        const reply = this.#implementation.answer?.(implementation, request);
        const expected = models.map((one) => this.#model.answer?.(one, request));
        if (reply !== undefined && expected.some((one) => canonical(one) === canonical(reply)))
            return reply;
        throw new CodeError(`the implementation leaves its model: its answer should be ${canonical(expected[0])}, but is ${canonical(reply)}`);
    }
    live() {
        this.#remembering ??= remembered(this.#model);
        return new Lockstep(this.#remembering, this.#implementation.live?.() ?? this.#implementation);
    }
    divergence(state) {
        return state.divergence;
    }
    #compare(before, done, steps) {
        const left = leftBy(before, done.effects, this.#implementation.view(done.state));
        const candidates = steps.map((step) => {
            return { step, left: leftBy(before, step.effects, this.#model.view(step.state)) };
        });
        const agreeing = candidates.filter((candidate) => differences(candidate.left, left).length === 0);
        const models = new Map(agreeing.map(({ step }) => [keyOf(step.state), step.state]));
        const state = {
            models: [...models].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
            implementation: done.state,
            armed: left.armed,
            durable: left.durable,
            ...(agreeing.length === 0 && { divergence: nearestMiss(candidates, left) }),
        };
        const ignored = done.ignored === true && agreeing.every(({ step }) => step.ignored === true);
        return { state, effects: done.effects, ...(ignored && { ignored }) };
    }
}
function leftBy(before, effects, view) {
    const { sends, outputs, timers, records } = trailOf(effects);
    const rearmed = [...timers].filter(([, last]) => last === 'arm').map(([timer]) => timer);
    const kept = before.armed.filter((timer) => !timers.has(timer));
    return {
        sends,
        outputs,
        armed: [...kept, ...rearmed].sort(),
        rearmed: rearmed.sort(),
        durable: records.length === 0 ? before.durable : records[0],
        view: view,
    };
}
/** What the model does otherwise than the implementation, aspect by aspect; empty where they agree. */
function differences(model, implementation) {
    const aspects = [];
    for (const to of new Set([...model.sends.keys(), ...implementation.sends.keys()])) {
        aspects.push([`sends to ${to}`, model.sends.get(to) ?? [], implementation.sends.get(to) ?? []]);
    }
    aspects.push(['outputs', model.outputs, implementation.outputs]);
    for (const field of new Set([...Object.keys(model.view), ...Object.keys(implementation.view)])) {
        aspects.push([field, model.view[field], implementation.view[field]]);
    }
    aspects.push(['durable record', model.durable, implementation.durable]);
    aspects.push(['armed timers', model.armed, implementation.armed]);
    aspects.push(['timers armed anew', model.rearmed, implementation.rearmed]);
    return aspects
        .filter(([, expected, got]) => canonical(expected) !== canonical(got))
        .map(([what, expected, got]) => ({ what, expected, got }));
}
/** Of the ways the model might have gone the one that differs in the fewest aspects, told by the first of them. */
function nearestMiss(candidates, left) {
    const misses = candidates.map((candidate) => differences(candidate.left, left));
    const nearest = misses.reduce((best, miss) => (miss.length < best.length ? miss : best), misses[0] ?? []);
    return nearest[0] ?? { what: 'choices', expected: 'at least one way to go', got: 'none' };
}

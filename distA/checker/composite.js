import { CodeError } from './errors.js';
/** What parts may tell each other within one step before that is taken for endless. */
const tellingsMax = 1_000;
/** Makes one actor of the parts of a node. */
export function composite(parts) {
    return new Composite(parts);
}
class Composite {
    rules;
    answer;
    #parts;
    constructor(parts) {
        this.#parts = parts;
        const { root, partner } = parts;
        this.rules = [...new Set([...(root.rules ?? []), ...(partner.rules ?? [])])];
        if (root.answer !== undefined)
            this.answer = ({ root: state }, request) => root.answer?.(state, request);
    }
    init(birth) {
        const { self, nodes } = birth;
        const others = nodes.filter((node) => node !== self);
        const begun = new Map([
            [self, this.#parts.root.init(birth)],
            ...others.map((partner) => {
                const { durable: _, ...rest } = birth;
                return [partner, this.#parts.partner.init({ ...rest, nodes: [self, partner] })];
            }),
        ]);
        const stateOf = (part) => begun.get(part)?.state;
        const run = new Run(this.#parts, {
            self,
            root: stateOf(self),
            partners: Object.fromEntries(others.map((partner) => [partner, stateOf(partner)])),
        });
        for (const [part, step] of begun)
            run.note(part, step);
        return run.toEnd();
    }
    step(state, event, choice) {
        const run = new Run(this.#parts, state);
        run.take(addressed(state, event), choice);
        return run.toEnd();
    }
    view({ self: _, root, partners }) {
        const views = Object.entries(partners).map(([partner, state]) => [partner, this.#parts.partner.view(state)]);
        return this.#parts.view(this.#parts.root.view(root), new Map(views));
    }
    choices(state, event) {
        const { part, event: own } = addressed(state, event);
        return actorOf(this.#parts, state.self, part).choices?.(stateOf(state, part), own) ?? [];
    }
}
/** One step of a node: its parts take theirs, one after the other, until nobody has anything left to tell. */
class Run {
    #parts;
    #state;
    #effects = [];
    #taken = new Set();
    #waiting = [];
    #isIgnored = true;
    constructor(parts, state) {
        this.#parts = parts;
        this.#state = state;
    }
    take({ part, event }, choice) {
        const { self } = this.#state;
        const actor = actorOf(this.#parts, self, part);
        const step = actor.step(stateOf(this.#state, part), event, choice);
        this.#state =
            part === self
                ? { ...this.#state, root: step.state }
                : { ...this.#state, partners: { ...this.#state.partners, [part]: step.state } };
        this.note(part, step);
    }
    /** Notes what a part did. */
    note(part, { effects, ignored, taken = [] }) {
        this.#isIgnored &&= ignored === true;
        for (const rule of taken)
            this.#taken.add(rule);
        for (const effect of effects)
            this.#put(part, effect);
    }
    #put(part, effect) {
        const { self, partners } = this.#state;
        const isRoot = part === self;
        if (effect.type === 'send' && (isRoot || effect.to === self)) {
            const to = isRoot ? effect.to : self;
            if (to !== self && !Object.hasOwn(partners, to))
                throw new CodeError(`the root of '${self}' told '${to}', which is no partner; partners: ${Object.keys(partners).join(', ')}`);
            this.#waiting.push({ part: to, event: { type: 'message', from: part, message: effect.message } });
        }
        else if (effect.type === 'send' && effect.to !== part) {
            throw new CodeError(`the part of '${self}' for '${part}' sent to '${effect.to}'; it sends to '${part}', or to '${self}', its root`);
        }
        else if (!isRoot && (effect.type === 'arm' || effect.type === 'disarm')) {
            this.#effects.push({ ...effect, timer: `${effect.timer}@${part}` });
        }
        else if (!isRoot && (effect.type === 'call' || effect.type === 'persist')) {
            throw new CodeError(`the part of '${self}' for '${part}' has a '${effect.type}'; leave that to the root`);
        }
        else
            this.#effects.push(effect);
    }
    toEnd() {
        for (let told = 0, next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
            const { self } = this.#state;
            if (++told > tellingsMax)
                throw new CodeError(`the parts of '${self}' tell each other without end`);
            const open = actorOf(this.#parts, self, next.part).choices?.(stateOf(this.#state, next.part), next.event);
            if (open !== undefined && open.length > 0)
                throw new CodeError(`the part of '${self}' for '${next.part}' leaves a choice open within another part's step; choose there`);
            this.take(next);
        }
        return {
            state: this.#state,
            effects: this.#effects,
            ...(this.#isIgnored && { ignored: true }),
            ...(this.#taken.size > 0 && { taken: [...this.#taken].sort() }),
        };
    }
}
/** The part that an event is for, and the event as that part knows it. */
function addressed({ self, partners }, event) {
    if (event.type === 'message' && Object.hasOwn(partners, event.from))
        return { part: event.from, event };
    if (event.type !== 'timeout')
        return { part: self, event };
    const at = event.timer.lastIndexOf('@');
    const part = event.timer.slice(at + 1);
    return at < 0 || !Object.hasOwn(partners, part)
        ? { part: self, event }
        : { part, event: { ...event, timer: event.timer.slice(0, at) } };
}
function actorOf({ root, partner }, self, part) {
    return part === self ? root : partner;
}
function stateOf({ self, root, partners }, part) {
    return part === self ? root : partners[part];
}

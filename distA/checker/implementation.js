import { copyOf } from './copy.js';
import { CodeError } from './errors.js';
/** Makes an actor of an implementation. `make` gives an instance that has not started. */
export function implementationActor(make) {
    const instances = new WeakMap();
    const outbox = new Recorder();
    const at = ({ home, saved }) => {
        let core = instances.get(home);
        if (core === undefined) {
            core = make(home);
            instances.set(home, core);
        }
        core.load(saved);
        return core;
    };
    return {
        init(birth) {
            const { self, nodes, setting } = birth;
            const home = { self, nodes, setting };
            const core = make(birth);
            instances.set(home, core);
            core.start(outbox.writer);
            return { effects: outbox.take(), state: { home, saved: core.save() } };
        },
        step(state, event) {
            const core = at(state);
            core.handle(event, outbox.writer);
            return { effects: outbox.take(), state: { home: state.home, saved: core.save() } };
        },
        view: (state) => at(state).view(),
        answer: (state, request) => answered(at(state), request),
        live: () => liveActor(make),
    };
}
function answered(core, request) {
    if (core.answer !== undefined)
        return copyOf(core.answer(request));
    throw new CodeError("it answers no calls; give the class an 'answer'");
}
/** Drives one instance a node without loading or saving it. */
function liveActor(make) {
    const lives = new WeakMap();
    const outbox = new Recorder();
    return {
        init(birth) {
            const life = {};
            const core = make(birth);
            core.start(outbox.writer);
            lives.set(life, { core, version: 0 });
            return { effects: outbox.take(), state: { life, version: 0, view: core.view() } };
        },
        step(state, event) {
            const { life, version } = state;
            const living = lives.get(life);
            if (living?.version !== version)
                throw new Error('a live instance only goes forward; this state is past');
            living.core.handle(event, outbox.writer);
            living.version++;
            return {
                effects: outbox.take(),
                state: { life, version: living.version, view: living.core.view() },
            };
        },
        view: (state) => state.view,
        answer(state, request) {
            const { life, version } = state;
            const living = lives.get(life);
            if (living?.version !== version)
                throw new Error('a live instance only goes forward; this state is past');
            return answered(living.core, request);
        },
    };
}
/** An outbox that keeps copies of what is written to it, in order. */
export class Recorder {
    #effects = [];
    writer = {
        send: (to, message) => this.#keep({ type: 'send', to, message: copyOf(message) }),
        call: (to, request) => this.#keep({ type: 'call', to, request: copyOf(request) }),
        output: (value) => this.#keep({ type: 'output', value: copyOf(value) }),
        persist: (record) => this.#keep({ type: 'persist', record: copyOf(record) }),
        arm: (timer) => this.#keep({ type: 'arm', timer }),
        disarm: (timer) => this.#keep({ type: 'disarm', timer }),
    };
    /** What was written since the last time, in order. */
    take() {
        const effects = this.#effects;
        this.#effects = [];
        return effects;
    }
    #keep(effect) {
        this.#effects.push(effect);
    }
}

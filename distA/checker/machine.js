/**
 * An XState v5 machine as an actor.
 *
 * A state of this actor is plain data: where the machine stands (`value`), its context, and what its history states
 * remember. XState's own snapshot is made from it when a step needs one, and kept beside it.
 *
 * Timers are the `after` delays: entering a state arms them by name and leaving disarms them. XState lists both among
 * the step's actions, `xstate.raise` with a delay and `xstate.cancel`, in the order in which states are left and entered; so
 * of one timer the last of them counts, also where a step passes through a state without staying in it.
 */
import { initialTransition, transition, } from 'xstate';
import { CodeError } from './errors.js';
import { Recorder } from './machine-coverage.js';
import { isEffectAction, refusal, refusedAction, refuseUnsupported, stateNodes, } from './machine-features.js';
/**
 * Makes an actor of a machine.
 *
 * @throws UsageError where the machine uses a feature that no model may use (see `machineFeatures`). What only shows
 * while it runs is refused with an CodeError by the step that shows it.
 */
export function machineActor(machine, reading) {
    return new MachineActor(machine, reading);
}
/** Enough for any protocol's step, and soon reached by a loop of transitions that need no event. */
const microstepsMax = 1_000;
/** The names under which a machine finds what a message does not carry itself. */
const reservedFields = ['from', 'draw', 'choice'];
class MachineActor {
    rules;
    #recorder;
    choices;
    answer;
    #machine;
    /** What `transition` needs of the machine. It asks for an initial snapshot that it never looks at: one does for all. */
    #stepping;
    #reading;
    #snapshots = new WeakMap();
    /** The delay's name behind the id of each `after`; two states may share the name, never the id. */
    #timers;
    constructor(original, reading) {
        refuseUnsupported(original);
        this.#machine = original.provide({});
        this.#recorder = new Recorder(this.#machine);
        this.rules = this.#recorder.rules;
        const { options, root } = this.#machine;
        if (options.maxIterations === Number.POSITIVE_INFINITY)
            options.maxIterations = microstepsMax;
        const { transition: step } = this.#machine;
        const unseen = this.#machine.resolveState({ value: {}, context: {} });
        this.#stepping = {
            transition: step,
            getInitialSnapshot: () => unseen,
            getPersistedSnapshot: () => unseen,
        };
        this.#reading = reading;
        this.#timers = new Map([...stateNodes(root)].flatMap((node) => node.after.map(({ eventType, delay }) => [eventType, String(delay)])));
        if (reading.choices !== undefined) {
            this.choices = (state, event) => reading.choices?.(this.#snapshot(state), event) ?? [];
        }
        const { answer } = reading;
        if (answer !== undefined)
            this.answer = (state, request) => answer.call(reading, this.#snapshot(state), request);
    }
    init(birth) {
        const { result, taken } = this.#recorder.during(() => {
            const [snapshot, actions] = initialTransition(this.#machine, birth);
            return this.#stepTo(snapshot, actions);
        });
        return { ...result, taken };
    }
    step(state, event, choice) {
        const { result, taken } = this.#recorder.during(() => this.#step(state, event, choice));
        return { ...result, taken };
    }
    #step(state, event, choice) {
        const snapshot = this.#snapshot(state);
        const incoming = snapshot.status === 'done' ? undefined : this.#incoming(snapshot, event, choice);
        if (incoming === undefined)
            return { state, effects: [], ignored: true };
        const [next, actions] = transition(this.#stepping, snapshot, incoming);
        // XState hands back the very snapshot it was given also where a transition was taken that changes nothing.
        if (next !== snapshot)
            return this.#stepTo(next, actions);
        const taken = this.#machine.getTransitionData(snapshot, incoming).length > 0;
        return { state, effects: this.#effects(actions), ...(!taken && { ignored: true }) };
    }
    view(state) {
        return this.#reading.view(this.#snapshot(state));
    }
    #stepTo(snapshot, actions) {
        if (snapshot.status === 'error')
            throw snapshot.error;
        if (Object.keys(snapshot.children).length > 0)
            this.#refuse(Object.keys(snapshot.children).join(', '), 'spawn');
        const effects = this.#effects(actions);
        this.#refuseSharedTimers(snapshot);
        const remembered = Object.entries(snapshot.historyValue).map(([id, nodes]) => [id, nodes.map((node) => node.id).sort()]);
        const state = {
            value: snapshot.value,
            context: snapshot.context,
            ...(remembered.length > 0 && { history: Object.fromEntries(remembered) }),
        };
        this.#snapshots.set(state, snapshot);
        return { state, effects };
    }
    #snapshot(state) {
        const known = this.#snapshots.get(state);
        if (known !== undefined)
            return known;
        const historyValue = Object.fromEntries(Object.entries(state.history ?? {}).map(([id, targets]) => [
            id,
            targets.map((target) => this.#machine.getStateNodeById(target)),
        ]));
        const { value, context } = state;
        const snapshot = this.#machine.resolveState({ value, context: context, historyValue });
        this.#snapshots.set(state, snapshot);
        return snapshot;
    }
    /** The event as the machine knows it, or undefined where no active state waits for the timer. */
    #incoming(snapshot, event, choice) {
        const { draw } = event;
        const open = { ...(draw !== undefined && { draw }), ...(choice !== undefined && { choice }) };
        switch (event.type) {
            case 'message':
                return this.#named(event.message, { from: event.from, ...open });
            case 'reply':
                return this.#named(event.reply, { from: event.from, ...open });
            case 'input':
                return this.#named(event.input, open);
            case 'persisted':
                return event;
            case 'timeout': {
                const waiting = snapshot._nodes
                    .flatMap((node) => node.after)
                    .find(({ delay }) => delay === event.timer);
                return waiting && { type: waiting.eventType, ...open };
            }
        }
    }
    #named(message, fields) {
        const taken = reservedFields.find((field) => field in message);
        if (taken === undefined)
            return { ...message, ...fields };
        throw new CodeError(`machine '${this.#machine.id}' cannot be given '${message.type}': its field '${taken}' is a name under ` +
            'which the machine finds what the message does not carry itself (from, draw, choice); rename the field');
    }
    #effects(actions) {
        const effects = [];
        for (const { type, params } of actions) {
            if (isEffectAction(type)) {
                effects.push({ ...this.#asked(type, params), type });
            }
            else if (type === 'xstate.raise') {
                const { id = '', delay } = params;
                const timer = this.#timers.get(id);
                if (timer !== undefined)
                    effects.push({ type: 'arm', timer: this.#armed(timer, delay) });
                else if (delay !== undefined)
                    this.#refuse(type, 'delayed raise');
            }
            else if (type === 'xstate.cancel') {
                const timer = this.#timers.get(params.sendId);
                if (timer === undefined)
                    this.#refuse(type, 'cancel');
                effects.push({ type: 'disarm', timer });
            }
            else if (type !== 'xstate.log') {
                this.#refuse(type, refusedAction(type) ?? 'actions with code of their own');
            }
        }
        return effects;
    }
    #asked(effect, params) {
        const given = (typeof params === 'object' && params !== null ? params : {});
        const missing = effectParams[effect].find((name) => given[name] === undefined);
        if (missing === undefined)
            return given;
        throw new CodeError(`machine '${this.#machine.id}', action '${effect}': it needs params { ${effectParams[effect].join(', ')} }, and ` +
            `'${missing}' is missing; there is ${Object.keys(given).join(', ') || 'nothing'}`);
    }
    #refuse(action, feature) {
        throw new CodeError(refusal(this.#machine, `action '${action}'`, feature));
    }
    /** Without a number XState would raise the event at once instead of waiting. */
    #armed(timer, delay) {
        if (typeof delay === 'number')
            return timer;
        throw new CodeError(`machine '${this.#machine.id}': delay '${timer}' came out as ${delay}, and XState would fire it at once; ` +
            'let it be a number of milliseconds');
    }
    /** The world keeps timers by name, so one name must mean one waiting state at a time. */
    #refuseSharedTimers(snapshot) {
        const waiting = new Map();
        for (const node of snapshot._nodes) {
            for (const timer of new Set(node.after.map(({ delay }) => delay))) {
                const where = `states '${waiting.get(timer)}' and '${node.id}', after '${timer}'`;
                if (waiting.has(timer)) {
                    throw new CodeError(refusal(this.#machine, where, 'two armed states with one delay'));
                }
                waiting.set(timer, node.id);
            }
        }
    }
}
const effectParams = {
    send: ['to', 'message'],
    call: ['to', 'request'],
    output: ['value'],
    persist: ['record'],
};

import { answerOf, openCalls, refuseCall, withCall, withLostCalls } from '../calls.js';
import { calmed } from '../calm.js';
import { isSevered } from '../network.js';
import { honestNodes, seenIn } from '../observe.js';
import { birthIn, choiceWithin, describe, endlessPersisting, initialWorlds, persistedMax, sentToStranger, waiting, } from '../semantics.js';
import { guarded, isUp, nodeFailed, object, } from '../world.js';
import { Menu } from './menu.js';
import { callsOf, Stage } from './stage.js';
const nothing = [];
/** See the head of this file; `start` is a position in `worlds`, the system's initial ones. */
export class FastWalk {
    seen;
    changed;
    #stage;
    #menu;
    #honest;
    /** What a step changed last, for each node alone, so that a step allocates no list. */
    #alone;
    constructor(system, start, worlds = initialWorlds(system)) {
        this.#stage = new Stage(system, worlds[start]);
        this.#menu = new Menu(this.#stage);
        const honest = honestNodes(system);
        this.#honest = new Set(honest);
        this.#alone = new Map(this.#stage.names.map((node) => [node, this.#honest.has(node) ? [node] : nothing]));
        this.seen = seenIn(system, this.#stage.world);
        this.changed = honest;
        for (const node of this.#stage.names)
            if (isUp(this.#stage.world, node))
                this.#lookAt(node, this.#viewOf(node));
    }
    count(kind) {
        return this.#menu.count(kind);
    }
    at(kind, index) {
        return this.#menu.at(kind, index);
    }
    ways(action) {
        return this.#menu.ways(action);
    }
    get isCut() {
        return this.#stage.beyond.size > 0;
    }
    take(action) {
        this.changed = nothing;
        switch (action.type) {
            case 'deliver': {
                const { from, to, message } = action;
                this.#stage.flights.delivered(this.#stage.flights.find(action));
                return this.#react(to, { type: 'message', from, message }, action);
            }
            case 'timeout': {
                const { node, timer } = action;
                this.#spendBound(timer);
                const state = this.#stage.stateOf(node);
                this.#stage.world.nodes[node] = { ...state, armed: state.armed.filter((name) => name !== timer) };
                this.#stage.disarm(node, timer);
                return this.#react(node, { type: 'timeout', timer }, action);
            }
            case 'input': {
                const { node, input } = action;
                this.#spendBound(input.type);
                this.#note({ type: 'input', node, input });
                return this.#react(node, { type: 'input', input }, action);
            }
            case 'persisted': {
                const { node, record } = action;
                const { pending = [], ...state } = this.#stage.stateOf(node);
                this.#stage.world.nodes[node] = { ...state, durable: record, ...waiting(pending.slice(1)) };
                return this.#react(node, { type: 'persisted', record }, action);
            }
            case 'request': {
                const { from, to, id, request } = action;
                const reply = answerOf(this.#stage.system, this.#stage.world, from, to, request);
                const state = this.#stage.stateOf(from);
                const calls = callsOf(state).map((call) => (call.id === id ? { ...call, reply } : call));
                this.#stage.world.nodes[from] = { ...state, ...openCalls(calls) };
                return quiet;
            }
            case 'reply': {
                const { node, from, id, reply } = action;
                const { calls = [], ...state } = this.#stage.stateOf(node);
                this.#stage.world.nodes[node] = { ...state, ...openCalls(calls.filter((call) => call.id !== id)) };
                return this.#react(node, { type: 'reply', from, reply }, action);
            }
            case 'drop':
                this.#spend('drop');
                this.#stage.flights.dropped(this.#stage.flights.find(action));
                return quiet;
            case 'duplicate':
                this.#spend('duplicate');
                this.#stage.flights.doubled(this.#stage.flights.find(action));
                return quiet;
            case 'inject':
                this.#spend('inject');
                this.#underWay(action.from, action.to, action.message);
                return quiet;
            case 'crash':
                this.#spend('crash');
                return this.#crash(action.node, action.kept);
            case 'restart':
                this.#spend('restart');
                return this.#restart(action.node, action.draw);
            case 'partition':
                this.#spend('partition');
                this.#stage.world.partition = action.name;
                return quiet;
            case 'heal':
                delete this.#stage.world.partition;
                return quiet;
        }
    }
    calmDown() {
        this.#stage.system = calmed(this.#stage.system);
        this.#stage.beyond.clear();
        for (const node of this.#stage.names)
            if (isUp(this.#stage.world, node))
                this.#lookAt(node, this.#viewOf(node));
    }
    world() {
        return this.#stage.whole();
    }
    #react(node, plain, { draw, choice }) {
        const event = draw === undefined ? plain : { ...plain, draw };
        const actor = this.#stage.system.nodes[node];
        const state = this.#stage.stateOf(node);
        const before = this.#viewOf(node);
        const step = this.#step(node, actor, state.up, event, choice);
        const effects = this.#settle(node, event, step);
        const after = this.#viewOf(node);
        this.#show(node, after);
        if (!this.#honest.has(node))
            return step.ignored === true ? { effects, ignored: true } : { effects };
        const { durable } = this.#stage.stateOf(node);
        const transition = durable === undefined
            ? { node, after, effects, before, event }
            : { node, after, effects, durable, before, event };
        return step.ignored === true ? { effects, ignored: true, transition } : { effects, transition };
    }
    #crash(node, kept = 0) {
        const { inbox, outbox, returns } = this.#stage.system.crash;
        const { durable, pending = [], armed } = this.#stage.stateOf(node);
        const record = kept === 0 ? durable : pending[kept - 1];
        for (const timer of armed)
            this.#stage.disarm(node, timer);
        for (const other of this.#stage.names)
            this.#stage.world.nodes[other] = withLostCalls(this.#stage.stateOf(other), node);
        this.#stage.world.nodes[node] = returns === 'recovered' ? { down: record } : { absent: true };
        if (inbox === 'lost')
            this.#stage.flights.loseAll('to', node);
        if (outbox === 'lost')
            this.#stage.flights.loseAll('from', node);
        this.#note({ type: 'crash', node });
        this.#stage.inputs.delete(node);
        this.#reseen();
        this.changed = this.#alone.get(node);
        return quiet;
    }
    #restart(node, draw) {
        const down = this.#stage.stateOf(node);
        const record = 'down' in down ? down.down : undefined;
        this.#note({ type: 'restart', node });
        const birth = birthIn(this.#stage.system, node, record, draw);
        const actor = this.#stage.system.nodes[node];
        const event = { type: 'restart' };
        const step = guarded(node, 'coming up', () => object('a step', actor.init(birth)));
        this.#stage.world.nodes[node] = { up: step.state, armed: [], durable: record };
        const effects = this.#settle(node, event, step);
        const after = this.#viewOf(node);
        this.#reseen();
        this.#show(node, after);
        if (!this.#honest.has(node))
            return { effects };
        const { durable } = this.#stage.stateOf(node);
        const transition = { node, before: record, event, after, effects, ...(durable && { durable }) };
        return { effects, transition: transition };
    }
    #step(node, actor, state, event, choice) {
        try {
            return object('a step', actor.step(state, event, choice));
        }
        catch (cause) {
            throw nodeFailed(node, describe(event), cause);
        }
    }
    /** Puts a step in place: its effects in order, and `persisted` for each record that is down at once. */
    #settle(node, event, step) {
        const system = this.#stage.system;
        const actor = system.nodes[node];
        let { effects, state } = step;
        let persists = 0;
        let calls = 0;
        for (let at = 0; at < effects.length; at++) {
            const effect = effects[at];
            let then;
            if (effect.type === 'persist' && system.persistence !== 'async') {
                if (++persists > persistedMax)
                    throw endlessPersisting(node);
                then = { type: 'persisted', record: effect.record };
            }
            else if (effect.type === 'call') {
                refuseCall(system, node, event, effect, ++calls);
                if (system.calls !== 'atomic')
                    continue;
                const { to, request } = effect;
                then = { type: 'reply', from: to, reply: answerOf(system, this.#stage.world, node, to, request) };
            }
            else
                continue;
            if ((actor.choices?.(state, then) ?? []).length > 0)
                throw choiceWithin(node, then);
            const next = this.#step(node, actor, state, then);
            state = next.state;
            if (next.effects.length > 0)
                effects = [...effects, ...next.effects];
        }
        this.#put(node, state, effects);
        return effects;
    }
    #put(node, state, effects) {
        let { armed, durable, pending, calls } = this.#stage.stateOf(node);
        for (const effect of effects) {
            switch (effect.type) {
                case 'send':
                    if (this.#stage.world.nodes[effect.to] === undefined)
                        throw sentToStranger(this.#stage.world, node, effect);
                    this.#underWay(node, effect.to, effect.message);
                    break;
                case 'output':
                    this.#note({ type: 'output', node, output: effect.value });
                    break;
                case 'persist':
                    if (this.#stage.system.persistence === 'async')
                        pending = [...(pending ?? []), effect.record];
                    else
                        durable = effect.record;
                    break;
                case 'arm':
                    if (armed.includes(effect.timer))
                        break;
                    armed = [...armed, effect.timer].sort();
                    this.#stage.arm(node, effect.timer);
                    break;
                case 'disarm':
                    if (!armed.includes(effect.timer))
                        break;
                    armed = armed.filter((timer) => timer !== effect.timer);
                    this.#stage.disarm(node, effect.timer);
                    break;
                case 'call':
                    if (this.#stage.system.calls === 'atomic')
                        break;
                    if (this.#stage.world.nodes[effect.to] === undefined)
                        answerOf(this.#stage.system, this.#stage.world, node, effect.to, effect.request);
                    calls = withCall(calls ?? [], effect.to, effect.request);
                    break;
            }
        }
        this.#stage.world.nodes[node] = {
            up: state,
            armed,
            durable,
            ...(pending !== undefined && { pending }),
            ...(calls !== undefined && { calls }),
        };
    }
    #underWay(from, to, message) {
        if (isSevered(this.#stage.system, from, to))
            return;
        if (this.#stage.system.crash?.inbox === 'lost' && !isUp(this.#stage.world, to))
            return;
        this.#stage.flights.send(from, to, message);
    }
    #note(happened) {
        const { monitor } = this.#stage.system;
        if (monitor === undefined || !this.#honest.has(happened.node))
            return;
        this.#stage.world.history = monitor.next(this.#stage.world.history, happened);
        this.seen.history = this.#stage.world.history;
    }
    #spend(fault) {
        const { spent } = this.#stage.world;
        if (Object.hasOwn(spent, fault))
            spent[fault] = spent[fault] + 1;
    }
    #spendBound(name) {
        if (!Object.hasOwn(this.#stage.system.bounds ?? {}, name))
            return;
        const { spent } = this.#stage.world;
        spent[name] = spent[name] + 1;
    }
    // -------------------------------------------------------------- what can be seen
    #viewOf(node) {
        const { up } = this.#stage.stateOf(node);
        try {
            return object('a view', this.#stage.system.nodes[node].view(up));
        }
        catch (cause) {
            throw nodeFailed(node, 'its view', cause);
        }
    }
    /** What the outside may ask of a node that looks so, and whether the scope ends there. */
    #lookAt(node, view) {
        const { inputs, within } = this.#stage.system;
        if (inputs !== undefined)
            this.#stage.inputs.set(node, this.#stage.system.inputs?.(view, node) ?? []);
        const { divergence } = this.#stage.system.nodes[node];
        if (within === undefined && divergence === undefined)
            return;
        const isBeyond = this.#stage.system.within?.(view) === false ||
            this.#stage.system.nodes[node]?.divergence?.(this.#stage.stateOf(node).up) !== undefined;
        if (isBeyond)
            this.#stage.beyond.add(node);
    }
    #show(node, view) {
        this.#lookAt(node, view);
        this.changed = this.#alone.get(node);
        if (!this.#honest.has(node))
            return;
        const { durable, up } = this.#stage.stateOf(node);
        const divergence = this.#stage.system.nodes[node]?.divergence?.(up);
        this.seen.views.set(node, view);
        this.seen.all.set(node, {
            up: view,
            ...(durable && { durable }),
            ...(divergence && { divergence }),
        });
    }
    /** Who comes up is listed where the system lists it, and not last. */
    #reseen() {
        const before = new Map(this.seen.all);
        this.seen.views.clear();
        this.seen.all.clear();
        for (const node of this.#honest) {
            const state = this.#stage.stateOf(node);
            const standing = 'up' in state ? (before.get(node) ?? { up: this.#viewOf(node) }) : state;
            this.seen.all.set(node, standing);
            if ('up' in state)
                this.seen.views.set(node, 'up' in standing ? standing.up : this.#viewOf(node));
        }
    }
}
const quiet = { effects: [] };

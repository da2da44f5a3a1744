/**
 * Local steps, each taken once. What a node does depends on how it stands and on what it receives, on nothing else of the
 * world; so the reference semantics is asked the first time, in the world where that was, and the answer holds in all others.
 */
import { birthOf, crashesOf } from '../churn.js';
import { isSevered } from '../network.js';
import { transitionOf } from '../observe.js';
import { apply, opened } from '../semantics.js';
import { viewOf } from '../world.js';
import { nodeColumn } from './parts.js';
function untaken(action, hasRead = 0) {
    return { action, node: -1, messages: 0, tidings: 0, isIdle: false, hasRead, reads: -1, readings: [] };
}
export class Steps {
    #parts;
    #doings = [];
    /** By how a node stands, then by what it receives. */
    #deliveries = [];
    #hasTimers = false;
    constructor(parts) {
        this.#parts = parts;
    }
    /** Whether any node seen so far had a timer armed. */
    get hasTimers() {
        for (let at = this.#doings.length; at < this.#parts.nodes.length; at++)
            this.#of(at);
        return this.#hasTimers;
    }
    /** What may become of a node that receives a message: one step for each draw and choice. */
    delivered(node, envelope, occasion) {
        return this.#deliveries[node]?.[envelope] ?? this.#deliver(node, envelope, occasion);
    }
    #deliver(node, envelope, occasion) {
        const { from, to, message } = this.#parts.envelopes[envelope];
        const action = { type: 'deliver', from, to, message };
        const steps = this.#open(action, { type: 'message', from, message }, occasion);
        this.#deliveries[node] ??= [];
        this.#deliveries[node][envelope] = steps;
        return steps;
    }
    timers(node) {
        return this.#of(node).timers;
    }
    inputs(node, occasion) {
        const doings = this.#of(node);
        doings.inputs ??= occasion.asking(() => this.#inputsOf(this.#parts.nodes[node], occasion));
        return doings.inputs;
    }
    triggered(trigger, occasion) {
        trigger.steps ??= this.#open(trigger.action, trigger.event, occasion);
        return trigger.steps;
    }
    written(node) {
        return this.#of(node).write;
    }
    calls(node) {
        return this.#of(node).calls;
    }
    /** One for each number of records that got down before. */
    crashed(node) {
        const doings = this.#of(node);
        const { state } = this.#parts.nodes[node];
        doings.crashes ??= crashesOf(this.#nameOf(node), state).map((action) => untaken(action));
        return doings.crashes;
    }
    /** `draw`: of equal ones always the same. */
    restarted(node, draw) {
        const { restarts } = this.#of(node);
        const step = restarts.get(draw) ?? untaken(birthOf(this.#nameOf(node), draw));
        restarts.set(draw, step);
        return step;
    }
    #nameOf(node) {
        return this.#parts.names[this.#parts.nodes[node]?.node];
    }
    #of(node) {
        for (let at = this.#doings.length; at <= node; at++) {
            const part = this.#parts.nodes[at];
            const timers = this.#timersOf(part);
            this.#hasTimers ||= timers.length > 0;
            this.#doings.push({
                timers,
                write: this.#writeOf(part),
                calls: this.#callsOf(part),
                inputs: undefined,
                crashes: undefined,
                restarts: new Map(),
            });
        }
        return this.#doings[node];
    }
    #timersOf({ node: index, state }) {
        if (!('up' in state))
            return [];
        const node = this.#parts.names[index];
        return state.armed.map((timer) => ({
            limit: this.#parts.boundOf(timer),
            action: { type: 'timeout', node, timer },
            event: { type: 'timeout', timer },
            steps: undefined,
        }));
    }
    #writeOf({ node: index, state }) {
        const [record] = 'up' in state ? (state.pending ?? []) : [];
        if (record === undefined)
            return undefined;
        const node = this.#parts.names[index];
        return {
            limit: -1,
            action: { type: 'persisted', node, record },
            event: { type: 'persisted', record },
            steps: undefined,
        };
    }
    #callsOf({ node: index, state }) {
        const node = this.#parts.names[index];
        const calls = 'up' in state ? (state.calls ?? []) : [];
        return calls.map(({ id, to, request, reply, isLost = false }) => {
            const outcome = (one) => ({
                limit: -1,
                action: { type: 'reply', node, from: to, id, reply: one },
                event: { type: 'reply', from: to, reply: one },
                steps: undefined,
            });
            const isOpen = reply === undefined && !isLost;
            return {
                callee: this.#parts.names.indexOf(to),
                request: isOpen ? untaken({ type: 'request', from: node, to, id, request }) : undefined,
                reply: reply && outcome(reply),
                failure: outcome({ type: 'unreachable' }),
                isLost,
            };
        });
    }
    #inputsOf({ node: index, isUp }, occasion) {
        const { system, names } = this.#parts;
        if (!isUp || system.inputs === undefined)
            return [];
        const node = names[index];
        return system.inputs(viewOf(system, occasion.world(), node), node).map((input) => ({
            limit: this.#parts.boundOf(input.type),
            action: { type: 'input', node, input },
            event: { type: 'input', input },
            steps: undefined,
        }));
    }
    #open(action, event, occasion) {
        const actions = occasion.taking(action, () => opened(this.#parts.system, occasion.world(), action, event));
        return actions.map((action) => untaken(action));
    }
    /** The step as it happens here: itself, or what it is where the nodes that it reads stand so. */
    resolved(step, here, occasion) {
        let at = step;
        while (at.node < 0) {
            if (at.reads < 0)
                at.reads = this.#readBy(at, occasion);
            if (at.reads < 0) {
                this.#take(at, occasion);
                break;
            }
            const part = here[nodeColumn + at.reads];
            at.readings[part] ??= untaken(at.action, at.hasRead + 1);
            at = at.readings[part];
        }
        return at;
    }
    /** Whom a step reads next, which depends on nothing but what it has read. */
    #readBy({ action, hasRead }, occasion) {
        const { system, names } = this.#parts;
        if (action.type === 'request')
            return hasRead === 0 ? names.indexOf(action.to) : -1;
        if (system.calls !== 'atomic')
            return -1;
        const { effects } = occasion.taking(action, () => apply(system, occasion.world(), action));
        const call = effects.filter(({ type }) => type === 'call')[hasRead];
        return call === undefined ? -1 : names.indexOf(call.to);
    }
    /** Takes a step that was never taken. */
    #take(step, occasion) {
        const { action } = step;
        occasion.taking(action, () => {
            const { system } = this.#parts;
            const before = occasion.world();
            const outcome = apply(system, before, action);
            occasion.note(outcome);
            const transition = transitionOf(system, before, outcome);
            if (transition !== undefined)
                occasion.judge(transition, action);
            const name = actorOf(action);
            const node = this.#parts.nodeOf(outcome.world, name);
            step.messages = this.#messagesOf(name, outcome.effects);
            step.tidings = this.#tidingsOf(name, action, outcome.effects);
            step.isIdle = node === this.#parts.nodeOf(before, name) && step.messages === 0 && step.tidings === 0;
            step.node = node;
        });
    }
    #messagesOf(from, effects) {
        return this.#parts.listOf(effects.flatMap((effect) => effect.type === 'send' && !isSevered(this.#parts.system, from, effect.to)
            ? [{ from, to: effect.to, message: effect.message }]
            : []));
    }
    #tidingsOf(node, action, effects) {
        const { monitor, adversaries } = this.#parts.system;
        if (monitor === undefined || adversaries?.includes(node))
            return 0;
        const happened = [];
        if (action.type === 'input')
            happened.push({ type: 'input', node, input: action.input });
        if (action.type === 'crash' || action.type === 'restart')
            happened.push({ type: action.type, node });
        for (const effect of effects) {
            if (effect.type === 'output')
                happened.push({ type: 'output', node, output: effect.value });
        }
        return this.#parts.tidings.intern(happened.map((one) => this.#parts.happeningOf(one)));
    }
}
/** Whose standing an action changes. */
function actorOf(action) {
    if (action.type === 'deliver')
        return action.to;
    return action.type === 'request' ? action.from : action.node;
}

import { answerOf, mayAnswer, openCalls, outcomesOf, refuseCall, requestOf, withCall, withLostCalls, } from './calls.js';
import { canonical, keyOf } from './canonical.js';
import { birthOf, crashesOf, drawsOf, mayCrash } from './churn.js';
import { CodeError } from './errors.js';
import * as network from './network.js';
import { mayFire } from './patience.js';
import { divergenceOf, guarded, isUp, object, standings, viewOf, } from './world.js';
// ---------------------------------------------------------------- initial worlds
/** `told` hears of each node that comes up. */
export function initialWorlds(system, told = () => { }) {
    if (system.listed !== undefined)
        return system.listed;
    return (system.starts ?? [{}]).map((start) => {
        const begins = Object.keys(system.nodes).map((node) => [
            node,
            start[node] ?? { up: undefined },
        ]);
        let world = {
            nodes: Object.fromEntries(begins.map(([node, how]) => [node, beginning(how)])),
            inFlight: [],
            spent: nothingSpent(system),
            history: system.monitor?.first,
        };
        for (const [node, how] of begins) {
            if (!('up' in how))
                continue;
            const outcome = bringUp(system, world, node, how.up, how.draw, 'start');
            told(outcome);
            world = outcome.world;
        }
        return world;
    });
}
/** A node that is about to come up counts as up already: what the ones before it send is not lost. */
function beginning(how) {
    return 'up' in how ? { up: undefined, armed: [], durable: how.up } : how;
}
/** What budgets and bounds limit, none of it used up. */
export function nothingSpent({ budget = {}, bounds = {} }) {
    return Object.fromEntries([...Object.keys(budget), ...Object.keys(bounds)].map((name) => [name, 0]));
}
// ---------------------------------------------------------------- what may happen
/** What may happen in a world. */
export function actionsOf(system, world) {
    const cuts = new Set();
    const up = Object.entries(world.nodes).flatMap(([node, state]) => 'up' in state ? [{ node, ...state }] : []);
    if (up.some(({ node, up: state }) => divergenceOf(system, node, state) !== undefined)) {
        return { actions: [], cuts: ['divergence'], suppressed: [] };
    }
    if (!up.every(({ node }) => system.within?.(viewOf(system, world, node)) ?? true)) {
        return { actions: [], cuts: ['within'], suppressed: [] };
    }
    const actions = [];
    const suppressed = [];
    const offer = (action, event) => actions.push(...opened(system, world, action, event));
    const offerWithin = (name, action, event) => {
        const limit = Object.hasOwn(system.bounds ?? {}, name) ? system.bounds?.[name] : undefined;
        if (left(world, name, limit))
            return offer(action, event);
        cuts.add(name);
        return suppressed.push(action);
    };
    for (const envelope of network.deliverable(system, world)) {
        const { from, to, message } = envelope;
        if ('up' in world.nodes[to]) {
            offer({ type: 'deliver', ...envelope }, { type: 'message', from, message });
        }
    }
    for (const { node, armed } of up) {
        for (const timer of armed) {
            if (!mayFire(system, world, node, timer))
                continue;
            offerWithin(timer, { type: 'timeout', node, timer }, { type: 'timeout', timer });
        }
    }
    for (const { node } of up) {
        for (const input of system.inputs?.(viewOf(system, world, node), node) ?? []) {
            offerWithin(input.type, { type: 'input', node, input }, { type: 'input', input });
        }
    }
    for (const { node, pending = [] } of up) {
        const [record] = pending;
        if (record !== undefined)
            offer({ type: 'persisted', node, record }, { type: 'persisted', record });
    }
    for (const { node, calls = [] } of up) {
        for (const call of calls) {
            if (mayAnswer(system, world, node, call))
                actions.push(requestOf(node, call));
            for (const reply of outcomesOf(system, world, node, call)) {
                const { id, to } = call;
                offer({ type: 'reply', node, from: to, id, reply }, { type: 'reply', from: to, reply });
            }
        }
    }
    actions.push(...faults(system, world));
    return { actions, cuts: [...cuts], suppressed };
}
function faults(system, world) {
    const actions = [];
    const may = (fault) => left(world, fault, system.budget?.[fault]);
    const heads = network.heads(system.network, world.inFlight);
    if (system.lossy === true && may('drop')) {
        for (const envelope of heads)
            actions.push({ type: 'drop', ...envelope });
    }
    if (system.budget?.duplicate !== undefined && may('duplicate')) {
        for (const envelope of heads)
            actions.push({ type: 'duplicate', ...envelope });
    }
    if (may('inject')) {
        for (const envelope of system.injects ?? [])
            actions.push({ type: 'inject', ...envelope });
    }
    let seen;
    const all = () => {
        seen ??= standings(system, world);
        return seen;
    };
    for (const [node, state] of Object.entries(world.nodes)) {
        if ('up' in state && may('crash') && mayCrash(system, node, all))
            actions.push(...crashesOf(node, state));
        if (!('up' in state) && may('restart'))
            actions.push(...drawsOf(system, node, all).map((draw) => birthOf(node, draw)));
    }
    if (world.partition !== undefined) {
        actions.push({ type: 'heal' });
    }
    else if (may('partition')) {
        for (const { name } of system.partitions ?? [])
            actions.push({ type: 'partition', name });
    }
    return actions;
}
/** Whether a limit leaves room for one more. */
export function left(world, name, limit) {
    return limit === undefined || world.spent[name] < limit;
}
/** The action once for each draw of the environment and each choice of the model. */
export function opened(system, world, action, event) {
    const node = 'node' in action ? action.node : action.to;
    const { up: state } = world.nodes[node];
    const actor = system.nodes[node];
    const draws = system.draws?.(viewOf(system, world, node), event, node) ?? [];
    return orNone(draws).flatMap((draw) => {
        const drawn = draw === undefined ? action : { ...action, draw };
        const choices = actor.choices?.(state, draw === undefined ? event : { ...event, draw }) ?? [];
        return orNone(choices).map((choice) => (choice === undefined ? drawn : { ...drawn, choice }));
    });
}
function orNone(options) {
    return options.length === 0 ? [undefined] : options;
}
// ---------------------------------------------------------------- what then is
/**
 * The world after an action that `actionsOf` offers in it.
 *
 * @throws CodeError where the actor that takes the step fails.
 */
export function apply(system, world, action) {
    switch (action.type) {
        case 'deliver': {
            const { from, to, message } = action;
            const rest = { ...world, inFlight: network.afterDelivery(system.network, world.inFlight, action) };
            return react(system, rest, to, { type: 'message', from, message }, action);
        }
        case 'timeout': {
            const { node, timer } = action;
            const state = world.nodes[node];
            const fired = withNode(spendBound(system, world, timer), node, {
                ...state,
                armed: state.armed.filter((name) => name !== timer),
            });
            return react(system, fired, node, { type: 'timeout', timer }, action);
        }
        case 'input': {
            const { node, input } = action;
            const asked = noted(system, spendBound(system, world, input.type), { type: 'input', node, input });
            return react(system, asked, node, { type: 'input', input }, action);
        }
        case 'persisted': {
            const { node, record } = action;
            const { pending = [], ...state } = world.nodes[node];
            const written = withNode(world, node, { ...state, durable: record, ...waiting(pending.slice(1)) });
            return react(system, written, node, { type: 'persisted', record }, action);
        }
        case 'request': {
            const { from, to, id, request } = action;
            const reply = answerOf(system, world, from, to, request);
            const { calls = [] } = world.nodes[from];
            return quiet(setUp(world, from, openCalls(calls.map((call) => (call.id === id ? { ...call, reply } : call)))));
        }
        case 'reply': {
            const { node, from, id, reply } = action;
            const { calls = [], ...state } = world.nodes[node];
            const closed = withNode(world, node, {
                ...state,
                ...openCalls(calls.filter((call) => call.id !== id)),
            });
            return react(system, closed, node, { type: 'reply', from, reply }, action);
        }
        case 'drop':
            return quiet({ ...spend(world, 'drop'), inFlight: network.without(world.inFlight, action) });
        case 'duplicate':
            return quiet({ ...spend(world, 'duplicate'), inFlight: network.withCopy(world.inFlight, action) });
        case 'inject':
            return quiet(underWay(system, spend(world, 'inject'), action));
        case 'crash':
            return quiet(crash(system, spend(world, 'crash'), action.node, action.kept));
        case 'restart': {
            const { node, draw } = action;
            const state = world.nodes[node];
            const record = 'down' in state ? state.down : undefined;
            const told = noted(system, spend(world, 'restart'), { type: 'restart', node });
            return bringUp(system, told, node, record, draw, 'restart');
        }
        case 'partition':
            return quiet({ ...spend(world, 'partition'), partition: action.name });
        case 'heal': {
            const { partition: _healed, ...healed } = world;
            return quiet(healed);
        }
    }
}
function quiet(world) {
    return { world, effects: [] };
}
/** Counts a fault, where the system limits it. */
function spend(world, fault) {
    return Object.hasOwn(world.spent, fault) ? counted(world, fault) : world;
}
/** Counts a timeout or an input, where the system bounds it; an input may be named like a fault. */
function spendBound({ bounds }, world, name) {
    return Object.hasOwn(bounds ?? {}, name) ? counted(world, name) : world;
}
function counted(world, name) {
    return { ...world, spent: { ...world.spent, [name]: world.spent[name] + 1 } };
}
function withNode(world, node, state) {
    return { ...world, nodes: { ...world.nodes, [node]: state } };
}
/** The world once the monitor was told; without a monitor the same world. */
export function noted(system, world, happened) {
    if (system.monitor === undefined || system.adversaries?.includes(happened.node))
        return world;
    const before = keyOf(world.history);
    const history = system.monitor.next(world.history, happened);
    if (canonical(world.history) === before)
        return { ...world, history };
    throw new CodeError('the monitor changed its history in place; return a new one instead');
}
function crash(system, world, node, kept = 0) {
    const { inbox, outbox, returns } = system.crash;
    const { durable, pending = [] } = world.nodes[node];
    const record = kept === 0 ? durable : pending[kept - 1];
    const state = returns === 'recovered' ? { down: record } : { absent: true };
    const inFlight = world.inFlight.filter(({ from, to }) => !(inbox === 'lost' && to === node) && !(outbox === 'lost' && from === node));
    const nodes = Object.entries(world.nodes).map(([name, other]) => [name, withLostCalls(other, node)]);
    const rest = { ...world, nodes: Object.fromEntries(nodes), inFlight };
    return noted(system, withNode(rest, node, state), { type: 'crash', node });
}
function bringUp(system, world, node, durable, draw, type) {
    const actor = system.nodes[node];
    const birth = birthIn(system, node, durable, draw);
    const step = guarded(node, 'coming up', () => object('a step', actor.init(birth)));
    const fresh = { up: step.state, armed: [], durable };
    return settle(system, withNode(world, node, fresh), node, { type }, step);
}
/** What a node is told when it comes up. */
export function birthIn({ nodes, setting }, self, durable, draw) {
    return {
        self,
        nodes: Object.keys(nodes),
        setting: setting,
        ...(durable !== undefined && { durable }),
        ...(draw !== undefined && { draw }),
    };
}
function react(system, world, node, bare, { draw, choice }) {
    const event = draw === undefined ? bare : { ...bare, draw };
    const { up: state } = world.nodes[node];
    const actor = system.nodes[node];
    const step = guarded(node, describe(event), () => object('a step', actor.step(state, event, choice)));
    const outcome = settle(system, world, node, event, step);
    return step.ignored === true ? { ...outcome, ignored: true } : outcome;
}
/** How many records a node may persist in answer to `persisted` before its step is taken for endless. */
export const persistedMax = 100;
/** Puts a step in place: its effects in order, and `persisted` for each record that is down at once, within the same action. */
function settle(system, before, node, event, step) {
    const actor = system.nodes[node];
    const effects = [...step.effects];
    const taken = [...(step.taken ?? [])];
    let state = step.state;
    let persists = 0;
    let calls = 0;
    for (let at = 0; at < effects.length; at++) {
        const effect = effects[at];
        if (effect.type === 'persist' && system.persistence !== 'async' && ++persists > persistedMax)
            throw endlessPersisting(node);
        if (effect.type === 'call')
            refuseCall(system, node, event, effect, ++calls);
        const then = atOnce(system, before, node, effect);
        if (then === undefined)
            continue;
        if ((actor.choices?.(state, then) ?? []).length > 0)
            throw choiceWithin(node, then);
        const next = guarded(node, describe(then), () => object('a step', actor.step(state, then)));
        state = next.state;
        effects.push(...next.effects);
        taken.push(...(next.taken ?? []));
    }
    guarded(node, 'the state it came to', () => keyOf(state));
    const world = effects.reduce((sofar, effect) => put(system, sofar, node, effect), setUp(before, node, { up: state }));
    return {
        world,
        ...(event.type !== 'start' && { stepped: { node, event } }),
        effects,
        ...(taken.length > 0 && { taken }),
    };
}
/** What a node is told of an effect within the same action. */
function atOnce(system, before, node, effect) {
    if (effect.type === 'persist' && system.persistence !== 'async')
        return { type: 'persisted', record: effect.record };
    if (effect.type !== 'call' || system.calls !== 'atomic')
        return undefined;
    const { to, request } = effect;
    return { type: 'reply', from: to, reply: answerOf(system, before, node, to, request) };
}
/** Without a field where nothing waits, so that equal nodes look alike. */
export function waiting(pending) {
    return pending.length === 0 ? {} : { pending };
}
function setUp(world, node, change) {
    return withNode(world, node, { ...world.nodes[node], ...change });
}
function put(system, world, node, effect) {
    const { armed } = world.nodes[node];
    switch (effect.type) {
        case 'send': {
            const { to, message } = effect;
            if (world.nodes[to] === undefined)
                throw sentToStranger(world, node, effect);
            guarded(node, `sending '${message.type}'`, () => keyOf(message));
            return underWay(system, world, { from: node, to, message });
        }
        case 'output':
            guarded(node, 'an output', () => keyOf(effect.value));
            return noted(system, world, { type: 'output', node, output: effect.value });
        case 'persist':
            guarded(node, 'the record it persists', () => keyOf(effect.record));
            if (system.persistence === 'async') {
                const { pending = [] } = world.nodes[node];
                return setUp(world, node, waiting([...pending, effect.record]));
            }
            return setUp(world, node, { durable: effect.record });
        case 'arm':
            return armed.includes(effect.timer)
                ? world
                : setUp(world, node, { armed: [...armed, effect.timer].sort() });
        case 'disarm':
            return setUp(world, node, { armed: armed.filter((timer) => timer !== effect.timer) });
        case 'call': {
            if (system.calls === 'atomic')
                return world;
            const { to, request } = effect;
            guarded(node, `calling '${to}'`, () => keyOf(request));
            if (world.nodes[to] === undefined)
                answerOf(system, world, node, to, request);
            const { calls = [] } = world.nodes[node];
            return setUp(world, node, openCalls(withCall(calls, to, request)));
        }
    }
}
/** The world with one more message under way, unless it is lost with its link or its addressee. */
function underWay(system, world, { from, to, message }) {
    if (network.isSevered(system, from, to))
        return world;
    if (!isUp(world, to) && system.crash?.inbox === 'lost')
        return world;
    return { ...world, inFlight: network.sent(system.network, world.inFlight, { from, to, message }) };
}
/** An event as errors name it. */
export function describe(event) {
    switch (event.type) {
        case 'message':
            return `message '${event.message.type}' from '${event.from}'`;
        case 'timeout':
            return `timeout '${event.timer}'`;
        case 'input':
            return `input '${event.input.type}'`;
        case 'reply':
            return `reply '${event.reply.type}' from '${event.from}'`;
        default:
            return event.type;
    }
}
/** A node that never stops persisting. */
export function endlessPersisting(node) {
    return new CodeError(`node '${node}' answers every persisted with another persist; let one record end the step`);
}
/** A model that leaves open what it does with what it is told within a step. */
export function choiceWithin(node, { type }) {
    return new CodeError(`node '${node}' leaves a choice open at ${type}, within another event's step; choose there`);
}
/** A message to nobody. */
export function sentToStranger({ nodes }, node, { to, message }) {
    return new CodeError(`node '${node}' sent '${message?.type}' to '${to}', which is no node of the system; nodes: ${Object.keys(nodes).join(', ')}`);
}

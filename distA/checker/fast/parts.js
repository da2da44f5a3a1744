/**
 * The parts of worlds, each part once and known by a number. A world is a row of such numbers: what was spent and cut off, what
 * the monitor remembers, how each node stands, and at the end what is under way (`nets.ts`). Worlds are many; their parts
 * are few.
 *
 * What changes one part alone is remembered by numbers as well. The first time it is asked of the reference semantics
 * (`network.ts`, the monitor): nothing here knows what a network or a monitor does.
 */
import { withLostCalls } from '../calls.js';
import { canonical, keyOf } from '../canonical.js';
import * as network from '../network.js';
import { envelopeKey, linkOf } from '../network.js';
import { noted } from '../semantics.js';
import { Lists, Names, Pairs } from '../tables.js';
import { nodeKey, standingOf } from '../world.js';
import { netOf } from './nets.js';
/** The column of the first node. */
export const nodeColumn = 2;
export class Parts {
    system;
    names;
    net;
    /** Columns of what was spent and of what the monitor remembers: 0 and 1, one that cannot change in this system first. */
    rest;
    past;
    /** The first column in which worlds can differ. */
    first;
    nodes = [];
    /** Whether any of them stops a world. */
    hasStops = false;
    envelopes = [];
    /** Index of the node to which each envelope goes. */
    addressees = [];
    /** Index of the node from which it comes. */
    senders = [];
    /** Equal for envelopes on one link. */
    links = [];
    /** Lists of envelopes, in the order of `network.ts`: everything under way, or what one step sends. */
    lists = new Lists();
    /** Lists of what the monitor is told of one step. */
    tidings = new Lists();
    rests = [];
    pasts = [];
    happenings = [];
    #nodeNames = new Names();
    #standingNames = new Names();
    #viewNames = new Names();
    #envelopeNames = new Names();
    #linkNames = new Names();
    /** The envelopes that stand for all equal ones, and so are most often asked for. */
    #envelopeNumbers = new Map();
    #restNames = new Names();
    #pastNames = new Names();
    #happeningNames = new Names();
    #index;
    #bereft = new Pairs();
    #received = new Pairs();
    #lost = new Pairs();
    #doubled = new Pairs();
    #sent = new Pairs();
    #emptied = { to: new Pairs(), from: new Pairs() };
    #noted = new Pairs();
    #turns = new Pairs();
    /** What budgets and bounds limit, how often at most, and how often so far, by the number of the rest. */
    #limits;
    #most;
    #spent = [];
    constructor(system) {
        this.system = system;
        this.names = Object.keys(system.nodes);
        this.#index = new Map(this.names.map((name, at) => [name, at]));
        const isLimited = Object.keys({ ...system.budget, ...system.bounds }).length > 0;
        const restVaries = isLimited || (system.partitions ?? []).length > 0;
        const pastVaries = system.monitor !== undefined;
        this.rest = restVaries && !pastVaries ? 1 : 0;
        this.past = 1 - this.rest;
        this.first = 2 - Number(restVaries) - Number(pastVaries);
        this.net = netOf(this, nodeColumn + this.names.length);
        const limits = Object.entries({ ...system.budget, ...system.bounds });
        this.#limits = limits.map(([name]) => name);
        this.#most = limits.map(([, most]) => most);
    }
    // -------------------------------------------------------------- worlds as rows and back
    /** Columns of a row, those that no world of this system differs in included. */
    get width() {
        return nodeColumn + this.names.length + this.net.columns;
    }
    /** Makes room for a world; `net.isWideEnough` may be false after it. */
    know(world) {
        for (const envelope of world.inFlight)
            this.envelopeOf(envelope);
    }
    /** A row of `width` columns for a world that is known. */
    pack(world) {
        const row = new Int32Array(this.width);
        for (const [at, name] of this.names.entries())
            row[nodeColumn + at] = this.nodeOf(world, name);
        this.net.write(row, world.inFlight);
        const { spent, partition } = world;
        row[this.rest] = this.#restOf({ spent, ...(partition !== undefined && { partition }) });
        row[this.past] = this.#pastOf(world.history);
        return row;
    }
    unpack(row) {
        const nodes = this.names.map((name, at) => {
            const part = this.nodes[row[nodeColumn + at]];
            return [name, part.state];
        });
        return {
            nodes: Object.fromEntries(nodes),
            inFlight: this.net.read(row),
            ...this.rests[row[this.rest]],
            history: this.pasts[row[this.past]],
        };
    }
    nodeOf(world, name) {
        const node = this.#index.get(name);
        const state = world.nodes[name];
        return this.#nodeNames.of(`${node}|${nodeKey(state)}`, () => {
            const standing = standingOf(this.system, world, name);
            const isUp = 'up' in standing;
            const stops = this.#stops(standing);
            this.hasStops ||= stops !== undefined;
            const viewNumber = isUp ? this.#viewNames.of(keyOf(standing.up), () => { }) : -1;
            this.nodes.push({
                node,
                state,
                isUp,
                stops,
                standing,
                standingNumber: this.#standingNames.of(canonical({ ...standing, up: viewNumber }), () => { }),
                viewNumber,
            });
        });
    }
    #stops(standing) {
        if (!('up' in standing))
            return undefined;
        if (standing.divergence !== undefined)
            return 'divergence';
        try {
            return this.system.within?.(standing.up) === false ? 'within' : undefined;
        }
        catch (failed) {
            return { failed };
        }
    }
    /** How a node stands once one that it may be calling has crashed. */
    withLostCalls(part, callee) {
        const known = this.#bereft.get(part, callee);
        if (known >= 0)
            return known;
        const { node, state } = this.nodes[part];
        const name = this.names[node];
        const nodes = { [name]: withLostCalls(state, this.names[callee]) };
        const after = this.nodeOf({ nodes }, name);
        this.#bereft.set(part, callee, after);
        return after;
    }
    envelopeOf(envelope) {
        const known = this.#envelopeNumbers.get(envelope);
        if (known !== undefined)
            return known;
        const { from, to, message } = envelope;
        return this.#envelopeNames.of(envelopeKey(envelope), (number) => {
            const own = { from, to, message };
            this.#envelopeNumbers.set(own, number);
            this.envelopes.push(own);
            this.addressees.push(this.#index.get(to));
            this.senders.push(this.#index.get(from));
            this.links.push(this.#linkNames.of(linkOf(envelope), () => { }));
        });
    }
    listOf(inFlight) {
        return this.lists.intern(inFlight.map((envelope) => this.envelopeOf(envelope)));
    }
    envelopesOf(list) {
        return this.lists.get(list).map((envelope) => this.envelopes[envelope]);
    }
    #restOf(rest) {
        return this.#restNames.of(canonical([rest.spent, rest.partition]), () => {
            this.rests.push(rest);
            this.#spent.push(this.#limits.map((name) => rest.spent[name] ?? 0));
        });
    }
    #pastOf(history) {
        return this.#pastNames.of(keyOf(history), () => this.pasts.push(history));
    }
    happeningOf(happened) {
        return this.#happeningNames.of(canonical(happened), () => this.happenings.push(happened));
    }
    // -------------------------------------------------------------- what changes one part
    /** Everything under way once a message was received. */
    received(list, envelope) {
        const known = this.#received.get(list, envelope);
        return known >= 0 ? known : this.#changed(this.#received, list, envelope, this.#afterDelivery);
    }
    lost(list, envelope) {
        const known = this.#lost.get(list, envelope);
        return known >= 0 ? known : this.#changed(this.#lost, list, envelope, network.without);
    }
    doubled(list, envelope) {
        const known = this.#doubled.get(list, envelope);
        return known >= 0 ? known : this.#changed(this.#doubled, list, envelope, network.withCopy);
    }
    #afterDelivery = (inFlight, envelope) => network.afterDelivery(this.system.network, inFlight, envelope);
    #changed(memory, list, envelope, change) {
        const after = this.listOf(change(this.envelopesOf(list), this.envelopes[envelope]));
        memory.set(list, envelope, after);
        return after;
    }
    /** Everything under way once a step has sent a list of messages. */
    sent(list, messages) {
        if (messages === 0)
            return list;
        const known = this.#sent.get(list, messages);
        if (known >= 0)
            return known;
        let inFlight = this.envelopesOf(list);
        for (const envelope of this.envelopesOf(messages))
            inFlight = network.sent(this.system.network, inFlight, envelope);
        const after = this.listOf(inFlight);
        this.#sent.set(list, messages, after);
        return after;
    }
    /** Everything under way once what goes to a node, or comes from it, is discarded. */
    emptied(list, node, end) {
        const before = this.#emptied[end].get(list, node);
        if (before >= 0)
            return before;
        const name = this.names[node];
        const after = this.listOf(this.envelopesOf(list).filter((envelope) => envelope[end] !== name));
        this.#emptied[end].set(list, node, after);
        return after;
    }
    /** What the monitor remembers once it has been told. */
    noted(past, tidings) {
        if (tidings === 0)
            return past;
        const before = this.#noted.get(past, tidings);
        if (before >= 0)
            return before;
        let world = { history: this.pasts[past] };
        for (const happened of this.tidings.get(tidings))
            world = noted(this.system, world, this.happenings[happened]);
        const after = this.#pastOf(world.history);
        this.#noted.set(past, tidings, after);
        return after;
    }
    // -------------------------------------------------------------- what is spent and cut off
    /** The number of what a budget limits; -1 for a fault that nothing limits. */
    budgetOf(fault) {
        return Object.keys(this.system.budget ?? {}).indexOf(fault);
    }
    /** The number of what a bound limits; -1 for a timer or input that nothing limits. */
    boundOf(name) {
        const at = Object.keys(this.system.bounds ?? {}).indexOf(name);
        return at < 0 ? -1 : Object.keys(this.system.budget ?? {}).length + at;
    }
    /** Whether it may happen once more. */
    mayHappen(rest, limit) {
        return (limit < 0 || this.#spent[rest][limit] < this.#most[limit]);
    }
    /** The rest once it has happened. */
    counted(rest, limit) {
        if (limit < 0)
            return rest;
        const known = this.#turns.get(rest, limit);
        if (known >= 0)
            return known;
        const name = this.#limits[limit];
        const { spent, ...others } = this.rests[rest];
        return this.#turned(rest, limit, { ...others, spent: { ...spent, [name]: spent[name] + 1 } });
    }
    cutOff(rest, partition) {
        const turn = this.#limits.length + partition;
        const known = this.#turns.get(rest, turn);
        if (known >= 0)
            return known;
        const name = this.system.partitions?.[partition]?.name;
        return this.#turned(rest, turn, { spent: this.rests[rest].spent, partition: name });
    }
    healed(rest) {
        const known = this.#turns.get(rest, -1);
        return known >= 0 ? known : this.#turned(rest, -1, { spent: this.rests[rest].spent });
    }
    #turned(rest, turn, into) {
        const after = this.#restOf(into);
        this.#turns.set(rest, turn, after);
        return after;
    }
    /** The index of the partition that stands, or -1. */
    partitionOf(rest) {
        const name = this.rests[rest]?.partition;
        return name === undefined ? -1 : (this.system.partitions ?? []).findIndex((one) => one.name === name);
    }
}

/**
 * The fast space: worlds as rows of integers, found again by open addressing, expanded by looking up what their parts do. In its
 * loop no object is made; only what was never asked before goes to the reference semantics.
 *
 * It takes actions in the order of `actionsOf`, so that it numbers the same worlds in the same order as the plain space, and
 * keeps of each world only where it came from and by which action in that order. A way is told by replaying these through
 * the reference semantics, and every world on it is compared with the row: what is fast here cannot print a plausible lie.
 */
import { beyond, Edges } from '../edges.js';
import { explained } from '../errors.js';
import { calmLabel } from '../fairness.js';
import { withMemory } from '../remembered.js';
import { actionKinds, Tally } from '../search.js';
import { actionsOf, apply, initialWorlds } from '../semantics.js';
import { Bits, hashOf, Ints, Rows } from '../tables.js';
import { lassoOf, traceOf, traceOfFailure } from '../trace.js';
import { worldKey } from '../world.js';
import { Guards } from './guards.js';
import { nodeColumn, Parts } from './parts.js';
import { rulesOf } from './rules.js';
import { FastSights } from './sights.js';
import { Steps } from './steps.js';
const kinds = Object.fromEntries(actionKinds.map((kind, at) => [kind, at]));
/** The network's own actions, as far as labels tell them apart. */
const healed = { type: 'heal' };
const disturbed = { type: 'partition', name: '' };
export class FastSpace {
    cut = new Bits();
    edges = new Edges();
    coverage = new Tally();
    sights;
    transitions = 0;
    unchanged = 0;
    expanded = 0;
    #system;
    #maxWorlds;
    #parts;
    #steps;
    #rules;
    #guards;
    #rows;
    /** Of each world the one it came from, or of an initial one -1 minus its position among them. */
    #parents = new Ints();
    /** Which of its parent's actions led to it, in their order. */
    #ordinals = new Ints();
    #jury;
    #keepsEdges = false;
    #labels;
    /** By the action of a local step or trigger, which stays the same object. */
    #labelOf = new Map();
    /** The world that is being expanded, and what one of its actions makes of it. Between two actions they are alike. */
    #here;
    #next;
    /** The first column of what is under way. */
    #nets;
    /** What is under way in it that something can happen to. */
    #heads = new Int32Array(64);
    /** Transitions that have been counted by kind. */
    #counted = 0;
    #number = -1;
    #hash = 0;
    #ordinal = 0;
    /** An action makes other nodes stand in another way than the one that takes it. */
    #changesOthers = false;
    /** Whether a delivery would change this world, by group of nodes that a timer waits for. */
    #busy;
    /** There would be more worlds than there may be. */
    #isFull = false;
    #scene;
    /** The world that is being expanded as the reference semantics knows it, once that was asked for. */
    #world;
    #occasion;
    constructor(system, maxWorlds) {
        this.#system = system;
        this.#maxWorlds = maxWorlds;
        this.#parts = new Parts(withMemory(system));
        this.#steps = new Steps(this.#parts);
        this.#rules = rulesOf(system, this.#parts);
        this.#guards = new Guards(system, this.#parts);
        this.#busy = this.#rules.within.map(() => false);
        this.#rows = this.#emptyRows();
        this.#nets = nodeColumn + this.#parts.names.length;
        this.#here = new Int32Array(this.#parts.width);
        this.#next = new Int32Array(this.#parts.width);
        this.#scene = { world: -1, row: this.#next, changed: -2, isHistoryNew: true };
        const sights = new FastSights(this.#parts, () => this.#scene);
        this.sights = sights;
        this.#occasion = {
            world: () => {
                this.#world ??= this.#parts.unpack(this.#here);
                return this.#world;
            },
            note: this.coverage.note,
            asking: (run) => this.#telling({ world: this.#number }, run),
            taking: (action, run) => this.#telling({ world: this.#number, action }, run),
            judge: (transition, action) => this.#jury?.step(transition, { world: this.#number, action }),
        };
    }
    get worlds() {
        return this.#rows.size;
    }
    begin(jury) {
        this.#jury = jury;
        this.#keepsEdges = jury.needsEdges;
        this.#labels = jury.labels;
        const worlds = initialWorlds(this.#parts.system, this.coverage.note);
        for (const world of worlds)
            this.#parts.know(world);
        this.#widen();
        for (const [start, world] of worlds.entries()) {
            this.#next.set(this.#parts.pack(world));
            const hash = this.#hashOf(this.#next);
            if (this.#rows.find(this.#next, hash) < 0)
                this.#see(-1 - start, 0, hash);
        }
    }
    expand(number) {
        this.#rows.copy(number, this.#here);
        this.#next.set(this.#here);
        this.#number = number;
        this.#hash = this.#hashOf(this.#here);
        this.#ordinal = 0;
        this.#isFull = false;
        this.#world = undefined;
        if (this.#keepsEdges)
            this.edges.leave(number);
        if (this.#isStopped()) {
            this.cut.add(number);
            if (this.#labels !== undefined)
                this.edges.add(beyond, calmLabel);
        }
        else {
            this.#deliver();
            this.#count(kinds.deliver);
            if (!this.#isFull && this.#steps.hasTimers)
                this.#fire();
            this.#count(kinds.timeout);
            if (!this.#isFull && this.#rules.hasInputs)
                this.#ask();
            this.#count(kinds.input);
            if (!this.#isFull && this.#rules.writesLater)
                this.#write();
            this.#count(kinds.persisted);
            if (!this.#isFull && this.#rules.callsLater)
                this.#call();
            if (!this.#isFull && this.#rules.mayFail)
                this.#fail();
        }
        if (!this.#isFull)
            this.expanded = number + 1;
        else if (actionsOf(this.#parts.system, this.#occasion.world()).cuts.length > 0)
            this.cut.add(number);
    }
    /** Says of what kind the transitions since the last count were. */
    #count(kind) {
        const { counts } = this.coverage;
        counts[kind] = counts[kind] + this.transitions - this.#counted;
        this.#counted = this.transitions;
    }
    #emptyRows() {
        const { first, width } = this.#parts;
        return new Rows(first, width - first);
    }
    /** Gives every message that was ever sent its place in the rows. */
    #widen() {
        const { net } = this.#parts;
        if (net.isWideEnough)
            return;
        net.widen();
        const narrow = this.#rows;
        this.#rows = this.#emptyRows();
        const row = new Int32Array(this.#parts.width);
        for (let world = 0; world < narrow.size; world++) {
            narrow.copy(world, row);
            this.#rows.add(row, this.#hashOf(row));
        }
        this.#here = widened(this.#here, row.length);
        this.#next = widened(this.#next, row.length);
        this.#scene.row = this.#next;
        this.#hash = this.#hashOf(this.#here);
    }
    #isStopped() {
        if (!this.#parts.hasStops)
            return false;
        for (let node = 0; node < this.#parts.names.length; node++) {
            const { stops } = this.#part(node);
            if (typeof stops === 'object')
                throw this.#explained(stops.failed, { world: this.#number });
            if (stops !== undefined)
                return true;
        }
        return false;
    }
    #part(node) {
        return this.#parts.nodes[this.#here[nodeColumn + node]];
    }
    // -------------------------------------------------------------- the actions, in the order of `actionsOf`
    #deliver() {
        const parts = this.#parts;
        const { isDuplicating, partitions, within } = this.#rules;
        const waits = within.length > 0;
        if (waits)
            this.#busy.fill(false);
        const rest = this.#here[parts.rest];
        const partition = partitions === 0 ? -1 : parts.partitionOf(rest);
        const count = this.#findHeads();
        for (let at = 0; at < count; at++) {
            const envelope = this.#heads[at];
            if (partition >= 0 && this.#rules.blocks(partition, envelope))
                continue;
            const node = parts.addressees[envelope];
            const part = this.#here[nodeColumn + node];
            if (!parts.nodes[part].isUp)
                continue;
            const steps = this.#steps.delivered(part, envelope, this.#occasion);
            const changing = this.transitions - this.unchanged;
            for (let one = 0; one < steps.length; one++) {
                const local = steps[one];
                const step = local.node >= 0 ? local : this.#steps.resolved(local, this.#here, this.#occasion);
                // What changes nothing but what is under way, where receiving leaves that as it is, leads back here.
                if (isDuplicating && step.isIdle)
                    this.#stay(step.action);
                else {
                    parts.net.receive(this.#next, envelope);
                    this.#take(node, step, rest);
                }
                if (this.#isFull)
                    return;
            }
            if (waits && this.transitions - this.unchanged > changing)
                this.#noteBusy(envelope);
        }
    }
    /** A delivery changes something for the groups to which it belongs. */
    #noteBusy(envelope) {
        for (const [group, isWithin] of this.#rules.within.entries())
            if (isWithin(envelope))
                this.#busy[group] = true;
    }
    #mayFire(node, { action }) {
        const patience = this.#rules.patience.get(action.timer);
        if (patience === undefined)
            return true;
        const { mayFire, group, awaitsOwn } = patience;
        return mayFire[node] === true && this.#busy[group] !== true && !(awaitsOwn && this.#hasSaid(node));
    }
    /** Whether anything is under way that a node sent. */
    #hasSaid(node) {
        const count = this.#findHeads();
        for (let at = 0; at < count; at++)
            if (this.#parts.senders[this.#heads[at]] === node)
                return true;
        return false;
    }
    #findHeads() {
        const most = this.#parts.envelopes.length;
        if (this.#heads.length < most)
            this.#heads = new Int32Array(2 * most);
        return this.#parts.net.heads(this.#here, this.#heads);
    }
    #fire() {
        const isPatient = this.#rules.patience.size > 0;
        for (let node = 0; node < this.#parts.names.length; node++) {
            if (!this.#part(node).isUp)
                continue;
            const timers = this.#steps.timers(this.#here[nodeColumn + node]);
            for (let at = 0; at < timers.length; at++) {
                const timer = timers[at];
                if (isPatient && !this.#mayFire(node, timer))
                    continue;
                this.#pull(node, timer);
                if (this.#isFull)
                    return;
            }
        }
    }
    #ask() {
        for (let node = 0; node < this.#parts.names.length; node++) {
            if (!this.#part(node).isUp)
                continue;
            const inputs = this.#steps.inputs(this.#here[nodeColumn + node], this.#occasion);
            for (let at = 0; at < inputs.length; at++) {
                this.#pull(node, inputs[at]);
                if (this.#isFull)
                    return;
            }
        }
    }
    #write() {
        for (let node = 0; node < this.#parts.names.length; node++) {
            const trigger = this.#steps.written(this.#here[nodeColumn + node]);
            if (trigger !== undefined)
                this.#pull(node, trigger);
            if (this.#isFull)
                return;
        }
    }
    /** Calls that are open get on: a request is answered, a reply comes, or the callee is found unreachable. */
    #call() {
        const rest = this.#here[this.#parts.rest];
        const partition = this.#rules.partitions === 0 ? -1 : this.#parts.partitionOf(rest);
        for (let node = 0; node < this.#parts.names.length; node++) {
            for (const { callee, request, reply, failure, isLost } of this.#steps.calls(this.#here[nodeColumn + node])) {
                const isCalleeUp = this.#part(callee).isUp;
                if (request !== undefined && isCalleeUp && !this.#rules.blocksLink(partition, node, callee)) {
                    this.#take(node, request, rest);
                    this.#count(kinds.request);
                }
                if (this.#isFull)
                    return;
                if (reply !== undefined && !this.#rules.blocksLink(partition, callee, node))
                    this.#pull(node, reply);
                const mayFail = isLost || !isCalleeUp || this.#rules.detectorMayLie;
                if (mayFail && !this.#isFull)
                    this.#pull(node, failure);
                this.#count(kinds.reply);
                if (this.#isFull)
                    return;
            }
        }
    }
    #pull(node, trigger) {
        const rest = this.#here[this.#parts.rest];
        if (!this.#parts.mayHappen(rest, trigger.limit)) {
            this.cut.add(this.#number);
            if (this.#labels !== undefined)
                this.#edge(beyond, trigger.action);
            return;
        }
        const steps = this.#steps.triggered(trigger, this.#occasion);
        for (let one = 0; one < steps.length && !this.#isFull; one++) {
            this.#take(node, steps[one], this.#parts.counted(rest, trigger.limit));
        }
    }
    #fail() {
        const { isLossy, doubles, crash, restart, drop, duplicate, losesInbox, losesOutbox } = this.#rules;
        const parts = this.#parts;
        const rest = this.#here[parts.rest];
        if (isLossy && parts.mayHappen(rest, drop))
            this.#disturb(rest, drop, false);
        if (doubles && parts.mayHappen(rest, duplicate))
            this.#disturb(rest, duplicate, true);
        if (parts.mayHappen(rest, this.#rules.inject))
            this.#inject(rest);
        const { crashes, births } = this.#occasion.asking(() => this.#guards.of(this.#here));
        for (let node = 0; node < parts.names.length && !this.#isFull; node++) {
            const { isUp } = this.#part(node);
            const part = this.#here[nodeColumn + node];
            if (isUp && crashes[node] === true && parts.mayHappen(rest, crash)) {
                for (const step of this.#steps.crashed(part)) {
                    if (this.#isFull)
                        break;
                    if (losesInbox)
                        parts.net.empty(this.#next, node, 'to');
                    if (losesOutbox)
                        parts.net.empty(this.#next, node, 'from');
                    if (this.#rules.callsLater)
                        this.#loseCalls(node);
                    this.#take(node, step, parts.counted(rest, crash));
                }
                this.#changesOthers = false;
                this.#count(kinds.crash);
            }
            if (!isUp && parts.mayHappen(rest, restart)) {
                for (const draw of births[node]) {
                    if (this.#isFull)
                        break;
                    this.#take(node, this.#steps.restarted(part, draw), parts.counted(rest, restart));
                }
                this.#count(kinds.restart);
            }
        }
        if (this.#rules.partitions > 0 && !this.#isFull)
            this.#cutLinks(rest);
    }
    #inject(rest) {
        const { injects, losesInbox, inject } = this.#rules;
        for (const { messages, to } of injects) {
            if (this.#isFull)
                break;
            if (!losesInbox || this.#part(to).isUp)
                this.#parts.net.send(this.#next, messages);
            this.#turn(disturbed, this.#parts.counted(rest, inject));
        }
        this.#count(kinds.inject);
    }
    #loseCalls(callee) {
        this.#changesOthers = true;
        for (let node = 0; node < this.#parts.names.length; node++) {
            if (node === callee)
                continue;
            const column = nodeColumn + node;
            this.#next[column] = this.#parts.withLostCalls(this.#here[column], callee);
        }
    }
    #disturb(rest, limit, doubles) {
        const { net } = this.#parts;
        const count = this.#findHeads();
        for (let at = 0; at < count && !this.#isFull; at++) {
            if (doubles)
                net.double(this.#next, this.#heads[at]);
            else
                net.lose(this.#next, this.#heads[at]);
            this.#turn(disturbed, this.#parts.counted(rest, limit));
        }
        this.#count(doubles ? kinds.duplicate : kinds.drop);
    }
    #cutLinks(rest) {
        const parts = this.#parts;
        if (parts.partitionOf(rest) >= 0) {
            this.#turn(healed, parts.healed(rest));
            this.#count(kinds.heal);
        }
        else if (parts.mayHappen(rest, this.#rules.partition)) {
            const counted = parts.counted(rest, this.#rules.partition);
            for (let at = 0; at < this.#rules.partitions && !this.#isFull; at++) {
                this.#turn(disturbed, parts.cutOff(counted, at));
            }
            this.#count(kinds.partition);
        }
    }
    // -------------------------------------------------------------- where they lead
    /** A node's step, after the event has left its mark on what is under way. */
    #take(node, local, rest) {
        const parts = this.#parts;
        const step = local.node >= 0 ? local : this.#steps.resolved(local, this.#here, this.#occasion);
        if (!parts.net.isWideEnough)
            this.#widen();
        const next = this.#next;
        next[nodeColumn + node] = step.node;
        if (step.messages !== 0) {
            parts.net.send(next, this.#rules.losesInbox ? this.#reaching(step.messages, node) : step.messages);
        }
        if (step.tidings !== 0)
            next[parts.past] = this.#noted(next[parts.past], step.tidings);
        next[parts.rest] = rest;
        this.#arrive(node, step.action);
    }
    #noted(past, tidings) {
        try {
            return this.#parts.noted(past, tidings);
        }
        catch (cause) {
            const action = actionsOf(this.#parts.system, this.#occasion.world()).actions[this.#ordinal];
            throw this.#explained(cause, { world: this.#number, ...(action !== undefined && { action }) });
        }
    }
    /** Of what a step sends, what is not discarded because its addressee is not up. */
    #reaching(messages, self) {
        const { lists, addressees } = this.#parts;
        const isUp = (envelope) => addressees[envelope] === self || this.#part(addressees[envelope]).isUp;
        for (let at = lists.from(messages); at < lists.to(messages); at++) {
            if (!isUp(lists.item(at)))
                return lists.intern(lists.get(messages).filter(isUp));
        }
        return messages;
    }
    /** An action of the network alone. */
    #turn(action, rest) {
        this.#next[this.#parts.rest] = rest;
        this.#arrive(-1, action);
    }
    /** An action that leads back to the world it was taken in. */
    #stay(action) {
        this.transitions++;
        this.unchanged++;
        this.#ordinal++;
        if (this.#keepsEdges)
            this.#edge(this.#number, action);
    }
    #edge(target, action) {
        if (this.#labels === undefined)
            this.edges.add(target);
        else
            this.edges.add(target, this.#labelOf.get(action) ?? this.#label(action));
    }
    #label(action) {
        const before = 'node' in action ? this.#occasion.world().nodes[action.node] : undefined;
        const label = this.#labels.of(action, before);
        this.#labelOf.set(action, label);
        return label;
    }
    /** Looks the next world up, and makes it like this one again. `node` may stand in another way; -1 is none. */
    #arrive(node, action) {
        const { past, first } = this.#parts;
        const here = this.#here;
        const next = this.#next;
        const column = nodeColumn + node;
        const nets = this.#nets;
        const width = next.length;
        let hash = this.#hash;
        let isSame = true;
        const fromNode = this.#changesOthers ? nodeColumn : column;
        const toNode = this.#changesOthers ? nets : column + 1;
        for (let at = fromNode; node >= 0 && at < toNode; at++) {
            if (here[at] === next[at])
                continue;
            isSame = false;
            hash ^= hashOf(at, here[at]) ^ hashOf(at, next[at]);
        }
        for (let at = first; at < nodeColumn; at++) {
            if (here[at] === next[at])
                continue;
            isSame = false;
            hash ^= hashOf(at, here[at]) ^ hashOf(at, next[at]);
        }
        for (let at = nets; at < width; at++) {
            if (here[at] === next[at])
                continue;
            isSame = false;
            hash ^= hashOf(at, here[at]) ^ hashOf(at, next[at]);
        }
        if (isSame) {
            this.#stay(action);
            return;
        }
        this.transitions++;
        const ordinal = this.#ordinal++;
        let target = this.#rows.find(next, hash);
        if (target < 0) {
            if (this.worlds >= this.#maxWorlds) {
                this.#isFull = true;
                return;
            }
            this.#scene.changed = node >= 0 && here[column] !== next[column] ? node : -1;
            this.#scene.isHistoryNew = here[past] !== next[past];
            target = this.#see(this.#number, ordinal, hash);
        }
        if (this.#keepsEdges)
            this.#edge(target, action);
        for (let at = fromNode; node >= 0 && at < toNode; at++)
            next[at] = here[at];
        for (let at = first; at < nodeColumn; at++)
            next[at] = here[at];
        for (let at = nets; at < width; at++)
            next[at] = here[at];
    }
    #hashOf(row) {
        let hash = 0;
        for (let column = this.#parts.first; column < row.length; column++)
            hash ^= hashOf(column, row[column]);
        return hash;
    }
    #see(parent, ordinal, hash) {
        const number = this.#rows.add(this.#next, hash);
        this.#parents.push(parent);
        this.#ordinals.push(ordinal);
        this.#scene.world = number;
        try {
            this.#jury?.world(number);
        }
        catch (cause) {
            throw this.#explained(cause, { world: number });
        }
        return number;
    }
    // -------------------------------------------------------------- the way there
    /** Runs code under check; if it fails, the error is given the trace that led there. */
    #telling(where, run) {
        try {
            return run();
        }
        catch (cause) {
            throw this.#explained(cause, where);
        }
    }
    #explained(cause, where) {
        return explained(cause, () => this.#way(where, traceOfFailure));
    }
    trace(place) {
        return this.#way(place, traceOf);
    }
    #way({ world: place, action, onward }, replay) {
        const chain = [];
        let first = place;
        for (; this.#parents.at(first) >= 0; first = this.#parents.at(first))
            chain.unshift(first);
        const start = -1 - this.#parents.at(first);
        let world = initialWorlds(this.#parts.system)[start];
        const actions = [];
        for (const number of chain) {
            const taken = actionsOf(this.#parts.system, world).actions[this.#ordinals.at(number)];
            if (taken === undefined)
                throw this.#lost(number);
            actions.push(taken);
            world = apply(this.#parts.system, world, taken).world;
            this.#compare(world, number);
        }
        if (onward !== undefined)
            return lassoOf(this.#system, start, actions, onward);
        return replay(this.#system, start, action === undefined ? actions : [...actions, action]);
    }
    #compare(world, number) {
        const row = new Int32Array(this.#parts.width);
        this.#rows.copy(number, row);
        if (worldKey(this.#parts.unpack(row)) !== worldKey(world))
            throw this.#lost(number);
    }
    #lost(number) {
        return new Error(`the fast explorer disagrees with the reference semantics about world ${number}; please report it with the suite`);
    }
}
function widened(row, width) {
    const wider = new Int32Array(width);
    wider.set(row);
    return wider;
}

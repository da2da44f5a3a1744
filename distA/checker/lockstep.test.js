import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomSystem } from '../tests/support/random-systems.js';
import { exploreAll } from './explore.js';
import { implementationActor } from './implementation.js';
import { lockstep } from './lockstep.js';
import { refinement } from './subject.js';
const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: {} };
const ping = { type: 'message', from: 'b', message: { type: 'ping' } };
/** Counts what it hears; `does` says what it asks of the world at each event. */
function actorOf(does, more = {}) {
    return {
        init: ({ durable }) => ({ state: durable?.n ?? 0, effects: [] }),
        step: (state, _event, choice) => ({
            state: state + 1,
            effects: does(state, choice),
        }),
        view: (state) => (more.shows ?? ((n) => ({ n })))(state),
        ...more,
    };
}
const send = (to, type) => ({ type: 'send', to, message: { type } });
const output = (type) => ({ type: 'output', value: { type } });
const arm = (timer) => ({ type: 'arm', timer });
const disarm = (timer) => ({ type: 'disarm', timer });
const persist = (n) => ({ type: 'persist', record: { n } });
/** What one event makes of a pair. */
function divergenceAfter(model, implementation, events = [ping]) {
    const pair = lockstep(model, implementation);
    let { state } = pair.init(birth);
    for (const event of events)
        ({ state } = pair.step(state, event));
    return pair.divergence?.(state);
}
describe('lockstep', () => {
    it.each([
        [
            'messages to different nodes in another order',
            [send('b', 'x'), send('c', 'y')],
            [send('c', 'y'), send('b', 'x')],
        ],
        ['a timer touched more often', [disarm('t'), arm('t'), disarm('t'), arm('t')], [arm('t')]],
        ['a timer disarmed that was not armed', [disarm('t')], []],
        ['a record handed over twice', [persist(1), persist(2)], [persist(2)]],
        [
            'effects of different kinds in another order',
            [output('o'), send('b', 'x'), arm('t')],
            [arm('t'), send('b', 'x'), output('o')],
        ],
    ])('takes for the same: %s', (_, model, implementation) => {
        expect(divergenceAfter(actorOf(() => model), actorOf(() => implementation))).toBeUndefined();
    });
    it.each([
        ['a message too few', [send('b', 'x')], [], { what: 'sends to b', expected: [{ type: 'x' }], got: [] }],
        ['a message too many', [], [send('c', 'x')], { what: 'sends to c', expected: [], got: [{ type: 'x' }] }],
        [
            'two messages to one node in another order',
            [send('b', 'x'), send('b', 'y')],
            [send('b', 'y'), send('b', 'x')],
            { what: 'sends to b' },
        ],
        [
            'another output',
            [output('x')],
            [output('y')],
            { what: 'outputs', expected: [{ type: 'x' }], got: [{ type: 'y' }] },
        ],
        ['outputs in another order', [output('x'), output('y')], [output('y'), output('x')], { what: 'outputs' }],
        ['a timer not armed', [arm('t')], [], { what: 'armed timers', expected: ['t'], got: [] }],
        [
            'another record',
            [persist(1)],
            [persist(2)],
            { what: 'durable record', expected: { n: 1 }, got: { n: 2 } },
        ],
    ])('tells apart: %s', (_, model, implementation, divergence) => {
        expect(divergenceAfter(actorOf(() => model), actorOf(() => implementation))).toMatchObject(divergence);
    });
    it('tells a timer that goes on from one that starts anew', () => {
        const arms = actorOf(() => [arm('t')]);
        const armsOnce = actorOf((n) => (n === 0 ? [arm('t')] : []));
        expect(divergenceAfter(arms, armsOnce)).toBeUndefined();
        expect(divergenceAfter(arms, armsOnce, [ping, ping])).toEqual({
            what: 'timers armed anew',
            expected: ['t'],
            got: [],
        });
        const afterItFired = [ping, { type: 'timeout', timer: 't' }];
        expect(divergenceAfter(arms, armsOnce, afterItFired)).toEqual({
            what: 'armed timers',
            expected: ['t'],
            got: [],
        });
    });
    it('compares views field by field, and what a node shows when it comes up', () => {
        const model = actorOf(() => [], { shows: (n) => ({ n, mood: 'calm' }) });
        const odd = actorOf(() => [], { shows: (n) => ({ n, mood: n === 0 ? 'calm' : 'odd' }) });
        expect(divergenceAfter(model, odd)).toEqual({ what: 'mood', expected: 'calm', got: 'odd' });
        const loud = actorOf(() => [], { init: () => ({ state: 0, effects: [send('b', 'hello')] }) });
        expect(divergenceAfter(actorOf(() => []), loud, [])).toMatchObject({ what: 'sends to b' });
    });
    it('compares what becomes of a record on recovery', () => {
        const forgets = actorOf(() => [], { init: () => ({ state: 0, effects: [] }) });
        const pair = lockstep(actorOf(() => []), forgets);
        expect(pair.divergence?.(pair.init({ ...birth, durable: { n: 3 } }).state)).toEqual({
            what: 'n',
            expected: 3,
            got: 0,
        });
        expect(pair.divergence?.(pair.init(birth).state)).toBeUndefined();
    });
    it('keeps every way the model may go until the implementation shows which it went', () => {
        // The model decides at the first event, in secret; it shows only at the second what it decided.
        const secretive = {
            init: () => ({ state: [], effects: [] }),
            step: (state, _event, choice) => {
                const [decided] = state;
                return decided === undefined
                    ? { state: [choice], effects: [] }
                    : { state: [decided, 'told'], effects: [send('b', String(decided))] };
            },
            view: (state) => ({ told: state.length === 2 }),
            choices: (state) => (state.length === 0 ? ['left', 'right', 'up'] : []),
        };
        const says = (word) => ({
            init: () => ({ state: 0, effects: [] }),
            step: (state) => ({ state: state + 1, effects: state === 0 ? [] : [send('b', word)] }),
            view: (state) => ({ told: state > 1 }),
        });
        for (const word of ['left', 'right', 'up']) {
            const pair = lockstep(secretive, says(word));
            const once = pair.step(pair.init(birth).state, ping).state;
            expect(once.models).toHaveLength(3);
            expect(pair.step(once, ping).state.models).toEqual([[word, 'told']]);
        }
        expect(divergenceAfter(secretive, says('down'), [ping, ping])).toMatchObject({
            what: 'sends to b',
            got: [{ type: 'down' }],
        });
    });
    it('tells the nearest of several misses', () => {
        const model = actorOf((_, choice) => (choice === 'far' ? [send('b', 'x'), output('o'), arm('t')] : [send('b', 'near')]), {
            choices: () => ['far', 'close'],
        });
        expect(divergenceAfter(model, actorOf(() => [send('b', 'got')]))).toEqual({
            what: 'sends to b',
            expected: [{ type: 'near' }],
            got: [{ type: 'got' }],
        });
    });
    it('takes no further step once it has diverged', () => {
        const pair = lockstep(actorOf(() => []), actorOf(() => [send('b', 'x')]));
        const { state } = pair.step(pair.init(birth).state, ping);
        expect(pair.step(state, ping)).toEqual({ state, effects: [], ignored: true });
    });
    it('never tells an actor from itself, whatever the system', () => {
        fc.assert(fc.property(randomSystem, (system) => {
            const pairs = Object.entries(system.nodes).map(([node, actor]) => [
                node,
                lockstep(actor, actor),
            ]);
            const alone = exploreAll(system, [], { maxWorlds: 300 });
            fc.pre(alone.stopped === undefined);
            const both = exploreAll({ ...system, nodes: Object.fromEntries(pairs) }, [refinement]);
            expect(both.results[0]?.verdict).toBe('holds');
        }), { numRuns: 60 });
    });
});
describe('a world in which a pair has diverged', () => {
    it('is a cut, so that no promise is called broken by what the pair did not do any more', () => {
        const ticks = (last) => ({
            init: () => ({ state: 0, effects: [arm('t')] }),
            step: (state) => ({ state: state + 1, effects: state === last ? [] : [arm('t')] }),
            view: (state) => ({ n: state }),
        });
        const system = {
            nodes: { a: lockstep(ticks(3), ticks(1)) },
            setting: {},
            network: 'set',
        };
        const says = { name: 'p', says: 'p', source: 'test' };
        const three = (view) => view.n === 3;
        const found = exploreAll(system, [refinement, { ...says, kind: 'possible', over: { node: three } }]);
        expect(found.results.map(({ verdict }) => verdict)).toEqual(['violated', 'inconclusive']);
        expect(found.cuts).toBe(1);
    });
});
describe('an implementation as an actor', () => {
    /** Sends one message object again and again, as an implementation may. */
    class Counter {
        #n = 0;
        #message = { type: 'n', n: 0 };
        start(out) {
            out.arm('t');
        }
        handle(_event, out) {
            this.#message.n = ++this.#n;
            out.send('b', this.#message);
        }
        view() {
            return { n: this.#n };
        }
        save() {
            return { n: this.#n };
        }
        load({ n }) {
            this.#n = n;
        }
    }
    const actor = implementationActor(() => new Counter());
    it('steps from any state, in any order, and copies what it sends', () => {
        const zero = actor.init({ ...birth, setting: undefined });
        expect(zero.effects).toEqual([{ type: 'arm', timer: 't' }]);
        const tick = { type: 'timeout', timer: 't' };
        const one = actor.step(zero.state, tick);
        const two = actor.step(one.state, tick);
        expect(actor.step(zero.state, tick)).toEqual(one);
        expect([one, two].map(({ effects }) => effects)).toEqual([
            [{ type: 'send', to: 'b', message: { type: 'n', n: 1 } }],
            [{ type: 'send', to: 'b', message: { type: 'n', n: 2 } }],
        ]);
        expect([zero, one, two].map(({ state }) => actor.view(state))).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    });
    it('steps from a state that was written down', () => {
        const { state } = actor.init({ ...birth, setting: undefined });
        expect(actor.view(structuredClone(state))).toEqual({ n: 0 });
    });
});

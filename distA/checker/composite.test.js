/** A node of two machines: a link to each partner, and a root that has one slot for all of them. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { effects } from './actor.js';
import { composite } from './composite.js';
import { CodeError } from './errors.js';
import { exploreAll } from './explore.js';
import { machineActor } from './machine.js';
import { explorePlainlyToEnd } from './plain.js';
const root = setup({
    types: { context: {}, events: {}, input: {} },
    guards: { hasFree: ({ context }) => context.free > 0 },
    actions: {
        ...effects(),
        take: assign({ free: ({ context }) => context.free - 1 }),
        giveBack: assign({ free: ({ context }) => context.free + 1 }),
    },
}).createMachine({
    id: 'root',
    context: { free: 1 },
    on: {
        Wanted: {
            guard: 'hasFree',
            actions: [
                'take',
                { type: 'send', params: ({ event }) => ({ to: event.from, message: { type: 'Granted' } }) },
            ],
        },
        Released: { actions: 'giveBack' },
        dial: { actions: { type: 'send', params: ({ event }) => ({ to: event.to, message: { type: 'Dial' } }) } },
    },
});
const link = setup({
    types: {
        context: {},
        events: {},
        input: {},
    },
    delays: { idle: 1_000 },
    actions: effects(),
}).createMachine({
    id: 'link',
    context: ({ input }) => ({ self: input.self, partner: input.nodes[1] }),
    initial: 'closed',
    states: {
        closed: {
            on: {
                Hello: {
                    target: 'asking',
                    actions: {
                        type: 'send',
                        params: ({ context }) => ({ to: context.self, message: { type: 'Wanted' } }),
                    },
                },
                Dial: {
                    target: 'dialling',
                    actions: {
                        type: 'send',
                        params: ({ context }) => ({ to: context.partner, message: { type: 'Hello' } }),
                    },
                },
            },
        },
        asking: {
            on: {
                Granted: {
                    target: 'open',
                    actions: {
                        type: 'send',
                        params: ({ context }) => ({ to: context.partner, message: { type: 'Welcome' } }),
                    },
                },
            },
        },
        dialling: { on: { Welcome: 'open' } },
        open: {
            after: {
                idle: {
                    target: 'closed',
                    actions: [
                        { type: 'send', params: ({ context }) => ({ to: context.self, message: { type: 'Released' } }) },
                        { type: 'send', params: ({ context }) => ({ to: context.partner, message: { type: 'Bye' } }) },
                    ],
                },
            },
            on: { Bye: 'closed' },
        },
    },
});
function node(machine = root) {
    return composite({
        root: machineActor(machine, { view: ({ context }) => ({ free: context.free }) }),
        partner: machineActor(link, { view: ({ value }) => ({ stands: value }) }),
        view: ({ free }, partners) => ({
            free,
            open: [...partners].filter(([, { stands }]) => stands === 'open').map(([name]) => name),
        }),
    });
}
/** b and c dial a. */
function systemOf(machine) {
    const actor = node(machine);
    return {
        nodes: { a: actor, b: actor, c: actor },
        setting: {},
        network: 'set',
        inputs: (_, name) => (name === 'a' ? [] : [{ type: 'dial', to: 'a' }]),
        bounds: { dial: 2 },
    };
}
const oneAtATime = {
    name: 'One At A Time',
    says: 'A node keeps no more links open than it has slots.',
    source: 'checker/composite.test.ts',
    kind: 'always',
    over: { node: (view, self) => self !== 'a' || view.open.length <= 1 },
};
const open = {
    ...oneAtATime,
    name: 'Open',
    kind: 'sometimes',
    over: { node: (view, self) => self === 'a' && view.open.length === 1 },
};
describe('a node made of parts', () => {
    it('routes what comes in, and lets its parts tell each other within the step', () => {
        const found = exploreAll(systemOf(), [oneAtATime, open]);
        expect(explorePlainlyToEnd(systemOf(), [oneAtATime, open])).toEqual(found);
        expect(found.results.map(({ verdict }) => verdict)).toEqual(['holds', 'reached']);
        // b dials, and its Hello is answered in the one step in which a receives it.
        const steps = found.results[1]?.trace?.steps;
        expect(steps?.map(({ action }) => action.type)).toEqual(['input', 'deliver']);
        expect(steps?.[1]?.effects).toEqual([
            { type: 'send', to: 'b', message: { type: 'Welcome' } },
            { type: 'arm', timer: 'idle@b' },
        ]);
    });
    it('is told of a timer by the part that armed it', () => {
        const found = exploreAll(systemOf(), [
            {
                ...open,
                over: { world: (views) => views.get('a').open.join() === 'c' },
            },
        ]);
        expect(found.results[0]?.verdict).toBe('reached');
        const closes = exploreAll(systemOf(), [
            { ...open, kind: 'step', over: { holds: ({ event }) => event.type !== 'timeout' } },
        ]).results[0]?.trace?.steps.at(-1);
        expect(closes?.action).toMatchObject({ type: 'timeout', node: 'a', timer: 'idle@b' });
        expect(closes?.changes).toContainEqual({ node: 'a', field: 'free', before: 0, after: 1 });
    });
    it('breaks its promise where the root gives away a slot that it has not', () => {
        const generous = root.provide({ guards: { hasFree: () => true } });
        expect(exploreAll(systemOf(generous), [oneAtATime]).results[0]).toMatchObject({
            verdict: 'violated',
            at: ['a'],
        });
    });
    it('has the rules of both machines, and tells which were taken', () => {
        expect(node().rules).toContain('link: open --after idle--> closed');
        expect(node().rules).toContain('root: guard hasFree false');
        expect(exploreAll(systemOf(), []).coverage.never).toEqual([]);
        expect(exploreAll({ ...systemOf(), bounds: { dial: 0 } }, []).coverage.never).toContain('link: open --after idle--> closed');
    });
    it('refuses a part that speaks to somebody else, or without end', () => {
        const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: {} };
        const told = (to, back = to) => composite({
            root: {
                init: () => ({ state: 0, effects: [{ type: 'send', to: 'b', message: { type: 'x' } }] }),
                step: (state) => ({
                    state,
                    effects: [{ type: 'send', to: back, message: { type: 'x' } }],
                }),
                view: () => ({}),
            },
            partner: {
                init: () => ({ state: 0, effects: [] }),
                step: (state) => ({ state, effects: [{ type: 'send', to, message: { type: 'x' } }] }),
                view: () => ({}),
            },
            view: () => ({}),
        }).init(birth);
        expect(() => told('c')).toThrow("the part of 'a' for 'b' sent to 'c'; it sends to 'b', or to 'a', its root");
        expect(() => told('a', 'z')).toThrow("the root of 'a' told 'z', which is no partner; partners: b, c");
        expect(() => told('a', 'b')).toThrow("the parts of 'a' tell each other without end");
        expect(() => told('a', 'b')).toThrow(CodeError);
        expect(told('b').state.self).toBe('a');
    });
});

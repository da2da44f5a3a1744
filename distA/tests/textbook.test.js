/** Systems of which every textbook knows the answer: mutual exclusion, philosophers, a token that goes round. */
import { describe, expect, it } from 'vitest';
import { exploreAll } from '../checker/explore.js';
import { explorePlainlyToEnd } from '../checker/plain.js';
import { replay } from '../checker/replay.js';
/**
 * Processes that share memory, as one node: each has a timer, and takes its next step when that fires. A process that
 * must wait changes nothing. Wishes come from outside, and need not come.
 */
function processes(count, first, step, wish) {
    const arm = Array.from({ length: count }, (_, one) => ({ type: 'arm', timer: `p${one}` }));
    const taken = (state, event) => {
        if (event.type === 'timeout')
            return step(state, Number(event.timer.slice(1)));
        return event.type === 'input' ? wish(state, Number(event.input.type.slice(1))) : undefined;
    };
    const actor = {
        init: () => ({ state: first, effects: arm }),
        step: (state, event) => ({ state: taken(state, event) ?? state, effects: arm }),
        view: (state) => state,
    };
    return {
        nodes: { memory: actor },
        setting: {},
        network: 'set',
        inputs: () => arm.map((_, one) => ({ type: `w${one}` })),
    };
}
const says = { says: '', source: '' };
/** Both explorers, and every counterexample replayed. */
function explored(system, properties) {
    const found = exploreAll(system, properties);
    expect(explorePlainlyToEnd(system, properties)).toEqual(found);
    for (const { verdict, property, trace } of found.results) {
        if (verdict === 'violated' && trace !== undefined)
            expect(replay(system, property, system.setting, trace).verdict).toBe('reproduced');
    }
    return found;
}
const verdictsOf = ({ results }) => Object.fromEntries(results.map(({ property, verdict }) => [property.name, verdict]));
const nobody = { at: ['idle', 'idle'], flag: [false, false], turn: 0 };
/** A change of what belongs to one process. */
const go = (state, one, at, flag = state.flag[one]) => ({
    ...state,
    at: state.at.with(one, at),
    flag: state.flag.with(one, flag),
});
const wants = (state, one) => state.at[one] === 'idle' ? go(state, one, 'trying') : undefined;
function promisesOf(one, fairness) {
    const place = (view, at) => view.at[one] === at;
    return [
        {
            ...says,
            name: 'exclusion',
            kind: 'always',
            over: { node: (view) => view.at.filter((at) => at === 'critical').length < 2 },
        },
        {
            ...says,
            name: 'progress',
            kind: 'leadsTo',
            from: { node: (view) => place(view, 'trying') || place(view, 'waiting') },
            over: { node: (view) => place(view, 'critical') },
            ...(fairness !== undefined && { fairness }),
        },
    ];
}
describe('mutual exclusion', () => {
    /** Peterson 1981. */
    const peterson = processes(2, nobody, (state, one) => {
        const other = 1 - one;
        switch (state.at[one]) {
            case 'trying':
                return { ...go(state, one, 'waiting', true), turn: other };
            case 'waiting':
                return !state.flag[other] || state.turn === one ? go(state, one, 'critical') : undefined;
            case 'critical':
                return go(state, one, 'idle', false);
            default:
                return undefined;
        }
    }, wants);
    it("holds for Peterson's, and everyone who tries gets in if every process goes on", () => {
        expect(verdictsOf(explored(peterson, promisesOf(0, { weak: ['timeout'] })))).toEqual({
            exclusion: 'holds',
            progress: 'holds',
        });
    });
    it("keeps nobody's promise to get in where a process may stop", () => {
        const { results } = explored(peterson, promisesOf(0));
        expect(results[1]?.verdict).toBe('violated');
        // The other one goes round alone: wants, tries, enters, leaves.
        expect(results[1]?.trace).toMatchObject({ loop: 1 });
        expect(results[1]?.trace?.steps).toHaveLength(5);
    });
    it('is broken where a process looks first and raises its flag then', () => {
        const naive = processes(2, nobody, (state, one) => {
            if (state.at[one] === 'trying')
                return state.flag[1 - one] ? undefined : go(state, one, 'waiting');
            if (state.at[one] === 'waiting')
                return go(state, one, 'critical', true);
            return state.at[one] === 'critical' ? go(state, one, 'idle', false) : undefined;
        }, wants);
        const { results } = explored(naive, promisesOf(0, { weak: ['timeout'] }));
        expect(results[0]?.verdict).toBe('violated');
        expect(results[0]?.trace?.steps).toHaveLength(6);
    });
    it('ends in deadlock where both raise their flags and wait', () => {
        const polite = processes(2, nobody, (state, one) => {
            if (state.at[one] === 'trying')
                return go(state, one, 'waiting', true);
            if (state.at[one] === 'waiting')
                return state.flag[1 - one] ? undefined : go(state, one, 'critical');
            return state.at[one] === 'critical' ? go(state, one, 'idle', false) : undefined;
        }, wants);
        const found = explored(polite, promisesOf(0, { strong: ['timeout'] }));
        expect(found.quiescent).toEqual({ worlds: 1, depth: 4 });
        expect(verdictsOf(found)).toEqual({ exclusion: 'holds', progress: 'violated' });
        // The deadlock is 4 steps away, and so is no run that fails sooner.
        expect(found.results[1]?.trace).toMatchObject({ loop: 4 });
        expect(found.results[1]?.trace?.steps).toHaveLength(4);
    });
});
describe('dining philosophers', () => {
    /** Philosopher `one` takes the forks in the order that `forksOf` says, and lays both down again. */
    function table(count, forksOf) {
        const none = Array.from({ length: count }, () => false);
        return processes(count, { holds: none.map(() => 0), taken: none, hungry: none }, ({ holds, taken, hungry }, one) => {
            const [first, second] = forksOf(one);
            if (holds[one] === 2)
                return {
                    holds: holds.with(one, 0),
                    taken: taken.with(first, false).with(second, false),
                    hungry: hungry.with(one, false),
                };
            const fork = holds[one] === 0 ? first : second;
            if (!hungry[one] || taken[fork])
                return undefined;
            return { holds: holds.with(one, holds[one] + 1), taken: taken.with(fork, true), hungry };
        }, (state, one) => (state.hungry[one] ? undefined : { ...state, hungry: state.hungry.with(one, true) }));
    }
    const eats = (fairness) => ({
        ...says,
        name: 'eats',
        kind: 'leadsTo',
        from: { node: (view) => view.hungry[0] === true },
        over: { node: (view) => view.holds[0] === 2 },
        fairness,
    });
    it.each([2, 3, 4])('%i who all take the left fork first starve in one deadlock', (count) => {
        const found = explored(table(count, (one) => [one, (one + 1) % count]), [eats({ strong: ['timeout'] })]);
        expect(found.quiescent).toEqual({ worlds: 1, depth: 2 * count });
        expect(found.results[0]?.verdict).toBe('violated');
    });
    it('never starve where one is left-handed and a fork that is free again and again is got in the end', () => {
        const leftHanded = table(3, (one) => (one === 0 ? [1, 0] : [one, (one + 1) % 3]));
        expect(explored(leftHanded, [eats({ strong: ['timeout'] })])).toMatchObject({
            quiescent: { worlds: 0 },
            results: [{ verdict: 'holds' }],
        });
        // A neighbour who is quicker each time.
        expect(explored(leftHanded, [eats({ weak: ['timeout'] })]).results[0]?.verdict).toBe('violated');
    });
});
describe('a token ring', () => {
    const names = ['a', 'b', 'c'];
    function ring(network, lossy) {
        const actor = {
            init: ({ self }) => ({
                state: { self, has: self === 'a' },
                effects: self === 'a' ? [{ type: 'arm', timer: 'pass' }] : [],
            }),
            step(state, event) {
                const { self } = state;
                if (event.type === 'message')
                    return { state: { self, has: true }, effects: [{ type: 'arm', timer: 'pass' }] };
                const to = names[(names.indexOf(self) + 1) % names.length];
                return { state: { self, has: false }, effects: [{ type: 'send', to, message: { type: 'token' } }] };
            },
            view: (state) => ({ has: state.has }),
        };
        return { nodes: Object.fromEntries(names.map((name) => [name, actor])), setting: {}, network, lossy };
    }
    const has = (view) => view.has;
    const comesRound = {
        ...says,
        name: 'comes round',
        kind: 'leadsTo',
        from: { node: (view) => !has(view) },
        over: { node: has },
    };
    const onlyOne = {
        ...says,
        name: 'only one',
        kind: 'always',
        over: { pair: (a, b) => !(has(a) && has(b)) },
    };
    const rests = {
        ...says,
        name: 'rests',
        kind: 'settles',
        over: { node: (view) => !has(view) },
        fairness: {},
    };
    it('brings the token to everyone, over any link that loses nothing', () => {
        for (const network of ['fifo', 'unordered', 'set'])
            expect(verdictsOf(explored(ring(network, false), [comesRound, onlyOne, rests]))).toEqual({
                'comes round': 'holds',
                'only one': 'holds',
                rests: 'violated',
            });
    });
    it('may lose the token for ever', () => {
        const found = explored(ring('fifo', true), [comesRound, onlyOne]);
        expect(verdictsOf(found)).toEqual({ 'comes round': 'violated', 'only one': 'holds' });
        expect(found.results[0]?.trace?.steps.map(({ action }) => action.type)).toEqual(['timeout', 'drop']);
        expect(found.quiescent).toEqual({ worlds: 1, depth: 2 });
    });
    it('is proved to have one token, however far it has come, from all worlds with one or none', () => {
        function* worlds() {
            for (const a of [true, false])
                for (const b of [true, false])
                    for (const c of [true, false])
                        yield {
                            nodes: Object.fromEntries([a, b, c].map((one, at) => {
                                const self = names[at];
                                return [self, { up: { self, has: one }, armed: one ? ['pass'] : [] }];
                            })),
                        };
        }
        const one = { ...onlyOne, kind: 'inductive', worlds };
        const found = explored(ring('fifo', false), [one]);
        expect(found.results[0]?.verdict).toBe('holds');
        // Nobody has it, or one of three; then it is under way from one of three.
        expect(found.worlds).toBe(4 + 3);
        const aKeepsIt = {
            ...one,
            over: { world: (views) => has(views.get('a')) },
        };
        expect(explored(ring('fifo', false), [aKeepsIt]).results[0]).toMatchObject({
            verdict: 'violated',
            trace: { steps: [{ action: { type: 'timeout', node: 'a' } }] },
        });
    });
});

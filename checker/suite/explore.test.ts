/**
 * Tests exploration: verdicts of each kind, shortest counterexamples, limits, and errors with their traces.
 */
import { describe, expect, it } from 'vitest';
import type { Actor, Effect, Step } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import { lockstep } from '../actors/lockstep-actor.ts';
import type { Exploration, Progress } from '../explore/result.ts';
import type { Over, OverGiven, Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { TracedError } from '../traces/trace.ts';
import { CodeError, UsageError } from '../values/errors.ts';
import { explore, exploreAll } from './explore.ts';

const tick: Effect = { type: 'arm', timer: 'tick' };

/** Counts its ticks up to `last`; what it counted is durable. */
function counter(last: number, step: (n: number) => number = (n) => n + 1): Actor {
  const effectsAt = (n: number): Effect[] => [
    { type: 'persist', record: { n } },
    ...(n < last ? [tick] : []),
  ];
  return {
    init: ({ durable }) => {
      const { n } = (durable ?? { n: 0 }) as { n: number };
      return { state: n, effects: n < last ? [tick] : [] };
    },
    step: (state, event) => {
      if (event.type !== 'timeout') return { state, effects: [], ignored: true };
      const n = step(state as number);
      return { state: n, effects: effectsAt(n) };
    },
    view: (state) => ({ n: state as number }),
  };
}

const systemOf = (rest: Partial<System> = {}): System => ({
  nodes: { a: counter(3), b: counter(3) },
  setting: {},
  network: 'set',
  ...rest,
});

type View = { readonly n: number };
const says = { name: 'p', says: 'p', source: 'test' };
const always = (over: OverGiven): Property => ({ ...says, kind: 'always', over });
const sometimes = (over: Over): Property => ({ ...says, kind: 'sometimes', over });
const possible = (over: Over, from?: Over): Property => ({
  ...says,
  kind: 'possible',
  over,
  ...(from && { from }),
});
const n = (view: object) => (view as View).n;
const only = ({ results }: Exploration) => {
  const [
    { verdict, because, at, trace } = {
      verdict: undefined,
      because: undefined,
      at: undefined,
      trace: undefined,
    },
  ] = results;
  return { verdict, because, at, steps: trace?.steps.length };
};
const judge = (property: Property, system = systemOf()) => only(exploreAll(system, [property]));

describe('always', () => {
  it('over nodes names the node that violates it, on a shortest trace', () => {
    expect(judge(always({ node: (view) => n(view) < 2 }))).toMatchObject({
      verdict: 'violated',
      at: ['a'],
      steps: 2,
    });
    expect(judge(always({ node: (view) => n(view) <= 3 }))).toMatchObject({ verdict: 'holds' });
  });

  it('over pairs evaluates both orders', () => {
    expect(judge(always({ pair: (a, b) => n(a) + 2 > n(b) }))).toMatchObject({
      verdict: 'violated',
      at: ['b', 'a'],
      steps: 2,
    });
  });

  it('over pairs evaluates every pair of views that two nodes have at once', () => {
    /** By how many steps each comes to show what. */
    const ways = { a: [0, 1, 2, 3], b: [0, 2, 1, 3] };
    const next = (n: number) => ways.b[ways.b.indexOf(n) + 1] as number;
    const system = systemOf({ nodes: { a: counter(3), b: counter(3, next) } });
    for (const x of ways.a)
      for (const y of ways.a)
        expect(judge(always({ pair: (a, b) => n(a) !== x || n(b) !== y }), system)).toMatchObject({
          verdict: 'violated',
          steps: Math.min(ways.a.indexOf(x) + ways.b.indexOf(y), ways.a.indexOf(y) + ways.b.indexOf(x)),
        });
  });

  it('over pairs is inconclusive without a pair', () => {
    expect(judge(always({ pair: () => false }), systemOf({ nodes: { a: counter(1) } }))).toMatchObject({
      verdict: 'inconclusive',
    });
  });

  it('over the world has the views, the history and every standing', () => {
    const system = systemOf({
      crash: { inbox: 'kept', returns: 'recovered' },
      monitor: { first: 0, next: (crashes, { type }) => (crashes as number) + (type === 'crash' ? 1 : 0) },
    });
    const property = always({
      world: (views, crashes, all) =>
        views.size === 2 ||
        (crashes === 1 && [...all.values()].some((one) => 'down' in one)) ||
        (crashes as number) < 2,
    });
    expect(judge(property, { ...system, budget: { crash: 1 } })).toMatchObject({ verdict: 'holds' });
    expect(judge(property, { ...system, budget: { crash: 2 } })).toMatchObject({
      verdict: 'violated',
      steps: 2,
    });
  });

  it('over the world is evaluated again when only the history changes', () => {
    const system = systemOf({
      nodes: { a: counter(0) },
      inputs: () => [{ type: 'ask' }],
      bounds: { ask: 3 },
      monitor: { first: 0, next: (asked) => (asked as number) + 1 },
    });
    const property = always({ world: (_views, asked) => (asked as number) < 3 });
    expect(judge(property, system)).toMatchObject({ verdict: 'violated', steps: 3 });
  });

  it('is evaluated in initial worlds', () => {
    expect(judge(always({ node: (view) => n(view) > 0 }))).toMatchObject({ verdict: 'violated', steps: 0 });
  });

  it('is evaluated only under its premise, and inconclusive if the premise never occurred', () => {
    const premise = (least: number) =>
      always({ node: (view) => n(view) > 2, premise: (view) => n(view) >= least });
    expect(judge(premise(3))).toMatchObject({ verdict: 'holds' });
    expect(judge(premise(2))).toMatchObject({ verdict: 'violated', steps: 2 });
    expect(judge(premise(4))).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('never occurred, so nothing was tested'),
    });
  });
});

describe('a premise', () => {
  it('is on the pair, or on the world', () => {
    const pair = (least: number) =>
      always({ pair: (a, b) => n(a) === n(b), premise: (a, b) => n(a) + n(b) >= least });
    expect(judge(pair(6))).toMatchObject({ verdict: 'holds' });
    expect(judge(pair(5))).toMatchObject({ verdict: 'violated', steps: 5 });
    expect(judge(pair(9))).toMatchObject({ verdict: 'inconclusive' });
    const sum = (views: ReadonlyMap<string, object>) =>
      [...views.values()].reduce((total, view) => total + n(view), 0);
    const world = (least: number) =>
      always({ world: (views) => sum(views) > 5, premise: (views) => sum(views) >= least });
    expect(judge(world(6))).toMatchObject({ verdict: 'holds' });
    expect(judge(world(4))).toMatchObject({ verdict: 'violated', steps: 4 });
    expect(judge(world(9))).toMatchObject({ verdict: 'inconclusive' });
  });
});

describe('step', () => {
  const step = (over: Extract<Property, { kind: 'step' }>['over']): Property => ({
    ...says,
    kind: 'step',
    over,
  });

  it('has event and effects, also of the step into a visited world', () => {
    const back = { nodes: { a: counter(3, (k) => (k === 2 ? 0 : k + 1)) } };
    const never = step({ holds: ({ before, after }) => n(after) > n(before) });
    expect(judge(never, systemOf(back))).toMatchObject({ verdict: 'violated', at: ['a'], steps: 3 });
    const arms = step({
      holds: ({ event, effects }) => event.type === 'timeout' && effects.some(({ type }) => type === 'arm'),
    });
    expect(judge(arms)).toMatchObject({ verdict: 'violated', steps: 3 });
  });

  it('is evaluated on a restart only with survivesRestart, with the record and the view after it', () => {
    const forgets: Actor = { ...counter(3), init: () => ({ state: 0, effects: [tick] }) };
    const system = systemOf({
      nodes: { a: forgets },
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
    });
    const grows = { holds: ({ before, after }: { before: object; after: object }) => n(after) >= n(before) };
    expect(judge(step(grows), system)).toMatchObject({ verdict: 'holds' });
    expect(judge(step({ ...grows, survivesRestart: true }), system)).toMatchObject({
      verdict: 'violated',
      steps: 3,
    });
  });

  it('is not evaluated on a restart without a durable record', () => {
    const system = systemOf({
      nodes: { a: counter(0) },
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
    });
    const never = step({ holds: () => false, survivesRestart: true });
    expect(judge(never, system)).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is inconclusive if no restart had a durable record, as of a node that never persists', () => {
    const system = systemOf({
      nodes: { a: { ...counter(3), init: () => ({ state: 0, effects: [tick] }) } },
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
    });
    const fresh: System = { ...system, nodes: { a: unpersisting(system.nodes.a as Actor) } };
    const grows = step({ holds: ({ before, after }) => n(after) >= n(before), survivesRestart: true });
    expect(judge(grows, fresh)).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('no restart came back with a durable record'),
    });
  });

  it('is inconclusive if its premise never occurred', () => {
    const heard = step({ premise: ({ event }) => event.type === 'message', holds: () => false });
    expect(judge(heard)).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('never occurred, so nothing was tested'),
    });
  });
});

/** The same actor, which makes nothing durable. */
function unpersisting(actor: Actor): Actor {
  const quiet = (step: Step): Step => ({
    ...step,
    effects: step.effects.filter(({ type }) => type !== 'persist'),
  });
  return { ...actor, step: (state, event) => quiet(actor.step(state, event)) };
}

describe('sometimes and possible', () => {
  it('are reached, or inconclusive if the scope never reaches them', () => {
    expect(judge(sometimes({ pair: (a, b) => n(a) === 2 && n(b) === 1 }))).toMatchObject({
      verdict: 'reached',
      at: ['a', 'b'],
      steps: 3,
    });
    expect(judge(sometimes({ node: (view) => n(view) === 9 }))).toMatchObject({
      verdict: 'inconclusive',
      because: 'never reached in this scope',
    });
  });

  it('violates possible at the nearest world that cannot reach the goal', () => {
    const even = possible({ world: (views) => [...views.values()].every((view) => n(view) === 2) });
    expect(judge(even)).toMatchObject({ verdict: 'violated', steps: 3 });
    const end = possible({ world: (views) => [...views.values()].every((view) => n(view) === 3) });
    expect(judge(end)).toMatchObject({ verdict: 'holds' });
  });

  it('evaluates possible only from worlds where from holds', () => {
    const even: Over = { node: (view) => n(view) === 2 };
    expect(judge(possible(even, { node: (view) => n(view) < 2 }))).toMatchObject({ verdict: 'holds' });
    expect(judge(possible(even, { node: (view) => n(view) > 8 }))).toMatchObject({ verdict: 'inconclusive' });
  });

  it('is inconclusive if the goal may lie beyond a bound', () => {
    const far = possible({ node: (view) => n(view) === 3 });
    const bounded = systemOf({ bounds: { tick: 2 } as never });
    expect(judge(far, bounded)).toMatchObject({
      verdict: 'inconclusive',
      because: expect.stringContaining('beyond a bound'),
    });
    expect(judge(far, systemOf({ within: (view) => n(view) < 1 }))).toMatchObject({
      verdict: 'inconclusive',
    });
  });
});

describe('the search', () => {
  it('counts worlds, transitions and depth', () => {
    expect(exploreAll(systemOf(), [])).toMatchObject({
      worlds: 16,
      transitions: 24,
      unchanged: 0,
      depth: 6,
      cuts: 0,
    });
  });

  it('counts self-loops separately', () => {
    const deaf: Actor = {
      ...counter(0),
      init: () => ({ state: 0, effects: [{ type: 'send', to: 'a', message: { type: 'x' } }] }),
    };
    const system = systemOf({ nodes: { a: deaf }, network: 'duplicating' });
    expect(exploreAll(system, [])).toMatchObject({ worlds: 1, transitions: 1, unchanged: 1 });
  });

  it('merges initial worlds that are equal, and explores all', () => {
    const starts = [{}, {}, { a: { up: { n: 3 } } }];
    expect(exploreAll(systemOf({ starts }), [])).toMatchObject({ worlds: 16 });
    const system = systemOf({
      nodes: { a: counter(3) },
      starts: [{ a: { up: { n: 2 } } }, { a: { up: { n: 5 } } }],
    });
    const [found] = exploreAll(system, [always({ node: (view) => n(view) < 5 })]).results;
    expect(found?.trace).toMatchObject({ start: 1, steps: [], initial: { a: { up: { n: 5 } } } });
  });

  it('ends early when every verdict is decided', () => {
    const { worlds, stopped } = exploreAll(systemOf(), [sometimes({ node: (view) => n(view) === 1 })]);
    expect({ worlds, stopped }).toEqual({ worlds: 3, stopped: undefined });
  });

  it('stops at a limit of worlds, and undecided verdicts name it', () => {
    const properties = [
      always({ node: () => true }),
      sometimes({ node: (view) => n(view) === 1 }),
      possible({ node: () => false }),
    ];
    const found = exploreAll(systemOf(), properties, { maxWorlds: 5 });
    expect(found.worlds).toBe(5);
    expect(found.stopped).toBe('the limit of 5 worlds was reached');
    expect(found.results.map(({ verdict }) => verdict)).toEqual(['inconclusive', 'reached', 'inconclusive']);
  });

  it('reports a violation in an infinite scope without exploring it further', () => {
    const endless = systemOf({
      nodes: { a: counter(Number.POSITIVE_INFINITY), b: counter(Number.POSITIVE_INFINITY) },
    });
    const found = exploreAll(endless, [
      always({ node: (view) => n(view) < 3 }),
      always({ node: () => true }),
    ]);
    expect(found.stopped).toBe('a property is violated, and the rest of the scope was not explored');
    expect(found.results.map(({ verdict }) => verdict)).toEqual(['violated', 'inconclusive']);
  });

  it('refuses an invalid limit', () => {
    expect(() => exploreAll(systemOf(), [], { maxWorlds: Number.NaN })).toThrow(
      'maxWorlds is NaN; it must be 1 or more',
    );
    expect(() => exploreAll(systemOf(), [], { maxWorlds: 0 })).toThrow(UsageError);
  });

  it('yields its progress, and stops for a given reason', () => {
    const search = explore(systemOf({ nodes: { a: counter(30), b: counter(30), c: counter(30) } }), [
      always({ node: () => true }),
    ]);
    const first = search.next();
    expect(first.done).toBe(false);
    expect(first.value as Progress).toMatchObject({
      transitions: expect.any(Number),
      queue: expect.any(Number),
    });
    const last = search.next('the test says so');
    expect(last).toMatchObject({
      done: true,
      value: { stopped: 'the test says so', results: [{ verdict: 'inconclusive' }] },
    });
  });

  it('is deterministic', () => {
    const property = always({ pair: (a, b) => n(a) + n(b) < 5 });
    const run = () => exploreAll(systemOf(), [property]);
    expect(run()).toEqual(run());
  });

  it('has the changes of each step in its traces', () => {
    const [found] = exploreAll(systemOf(), [always({ pair: (a, b) => n(a) + n(b) < 2 })]).results;
    expect(found?.trace?.steps).toEqual([
      {
        action: { type: 'timeout', node: 'a', timer: 'tick' },
        effects: [{ type: 'persist', record: { n: 1 } }, tick],
        changes: [{ node: 'a', field: 'n', before: 0, after: 1 }],
      },
      {
        action: { type: 'timeout', node: 'a', timer: 'tick' },
        effects: [{ type: 'persist', record: { n: 2 } }, tick],
        changes: [{ node: 'a', field: 'n', before: 1, after: 2 }],
      },
    ]);
  });
});

describe('the visited worlds of a search', () => {
  it('differ by sender and choice', () => {
    // Senders n1 and n11, choices 11 and 1: run together they read alike.
    const sends: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'send', to: 'z', message: { type: 'm' } }] }),
      step: (state) => ({ state, effects: [] }),
      view: () => ({ n: 0 }),
    };
    const hears: Actor = {
      init: () => ({ state: '', effects: [] }),
      step: (_, event, choice) => ({ state: `${(event as { from: string }).from} ${choice}`, effects: [] }),
      view: (state) => ({ heard: state }),
      choices: () => [1, 11],
    };
    const system = systemOf({ nodes: { n1: sends, n11: sends, z: hears } });
    for (const heard of ['n1 1', 'n1 11', 'n11 1', 'n11 11']) {
      const reached = sometimes({
        node: (view, self) => self === 'z' && (view as { heard: string }).heard === heard,
      });
      expect(judge(reached, system)).toMatchObject({ verdict: 'reached', at: ['z'] });
    }
  });

  it('are protected from a property that changes its view', () => {
    const lists: Actor = { ...counter(3), view: (state) => ({ n: state, list: [2, 1] }) };
    const sorts = always({ node: (view) => (view as { list: number[] }).list.sort()[0] === 1 });
    expect(() => exploreAll(systemOf({ nodes: { a: lists } }), [sorts])).toThrow("property 'p' failed");
  });
});

describe('an error', () => {
  const trace = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      if (error instanceof CodeError)
        return {
          message: error.message,
          steps:
            error instanceof TracedError ? error.trace.steps.map(({ action }) => action.type) : undefined,
        };
      throw error;
    }
    throw new Error('nothing was thrown');
  };

  it('in an actor has the trace that leads to it', () => {
    const fragile = counter(3, (k) => {
      if (k === 1) throw new Error('cannot count to 2');
      return k + 1;
    });
    expect(trace(() => exploreAll(systemOf({ nodes: { a: fragile } }), []))).toEqual({
      message: "node 'a' failed at timeout 'tick': cannot count to 2",
      steps: ['timeout', 'timeout'],
    });
  });

  it('in a view has the trace, too', () => {
    const shy: Actor = { ...counter(3), view: (state) => ({ n: state === 2 ? () => 2 : state }) };
    expect(trace(() => exploreAll(systemOf({ nodes: { a: shy } }), [always({ node: () => true })]))).toEqual({
      message: expect.stringContaining("node 'a' failed at its view: .n is a function"),
      steps: ['timeout', 'timeout'],
    });
  });

  it('in a property names the property', () => {
    const broken = always({ node: (view) => (view as { log: unknown[] }).log.length === 0 });
    expect(trace(() => exploreAll(systemOf(), [broken]))).toMatchObject({
      message: expect.stringMatching(/^property 'p' failed: /),
      steps: [],
    });
  });

  it('reports a step that is not deterministic', () => {
    let calls = 0;
    const moody: Actor = {
      ...counter(3),
      step: (state) => ({ state: (state as number) + (calls++ % 2), effects: [] }),
    };
    expect(trace(() => exploreAll(systemOf({ nodes: { a: moody } }), []))).toEqual({
      message: expect.stringContaining(
        "node 'a' failed at timeout 'tick': it did something else the second time",
      ),
      steps: ['timeout'],
    });
  });

  /**
   * Ticks three times, and keeps something beside what it saves: in the step what it did before, in the view
   * what it showed.
   */
  class Mindful {
    readonly #of: 'step' | 'view';
    #ticks = 0;
    #before = 0;
    #shown: View | undefined;

    constructor(of: 'step' | 'view') {
      this.#of = of;
    }
    start(out: { arm(timer: string): void }): void {
      out.arm('t');
    }
    handle(_event: unknown, out: { arm(timer: string): void }): void {
      if (this.#of === 'step' && this.#before > 1) this.#ticks = 0;
      this.#ticks++;
      this.#before++;
      if (this.#ticks < 3) out.arm('t');
    }
    view(): View {
      this.#shown ??= { n: this.#ticks };
      return this.#of === 'view' ? this.#shown : { n: this.#ticks };
    }
    save() {
      return { ticks: this.#ticks };
    }
    load({ ticks }: { ticks: number }): void {
      this.#ticks = ticks;
    }
  }

  it.each([
    [
      'step',
      "node 'a' failed at timeout 't': it did something else than a new instance that loads the saved state; ",
      3,
    ],
    [
      'view',
      'node \'a\' failed at its view: it shows {"n":0}, where a new instance that loads the saved state shows {"n":1}; ',
      1,
    ],
  ] as const)(
    'is reported if an implementation has state in its %s that it does not save',
    (of, what, steps) => {
      const a = implementationActor(() => new Mindful(of) as never) as Actor;
      const system: System = { nodes: { a }, setting: {}, network: 'set' };
      const told = trace(() => exploreAll(system, []));
      expect(told.message).toBe(
        `${what}what it does and shows must depend on nothing that 'save' leaves out`,
      );
      expect(told.steps).toHaveLength(steps);
    },
  );

  it('reports a step that is not deterministic in lockstep too, and no divergence', () => {
    const ticking: Actor = {
      init: () => ({ state: 0, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state) => {
        const ticks = (state as number) + 1;
        return { state: ticks, effects: ticks < 3 ? [{ type: 'arm', timer: 't' }] : [] };
      },
      view: (state) => ({ n: state as number }),
    };
    const a = lockstep(ticking, implementationActor(() => new Mindful('view') as never) as Actor) as Actor;
    expect(trace(() => exploreAll({ nodes: { a }, setting: {}, network: 'set' }, []))).toEqual({
      message: expect.stringMatching(
        /^node 'a' failed at timeout 't': it did something else than a new instance/,
      ),
      steps: ['timeout'],
    });
  });

  it('in the system names what is wrong', () => {
    const within = () => {
      throw new Error('no bound');
    };
    expect(trace(() => exploreAll(systemOf({ within }), []))).toEqual({
      message: "'within' of node 'a' failed: no bound",
      steps: [],
    });
  });

  it.each([
    [{ seen: [] as number[] }, ' (Cannot add property 0, object is not extensible)'],
    [{ seen: new Map<number, number>() }, ''],
  ])('is reported if a step changes its argument: %o', (first, how) => {
    const sloppy: Actor = {
      init: () => ({ state: first, effects: [tick] }),
      step: (state) => {
        const { seen } = state as typeof first;
        if (seen instanceof Map) seen.set(seen.size, 1);
        else seen.push(1);
        return { state, effects: [] };
      },
      view: () => ({ n: 0 }),
    };
    expect(trace(() => exploreAll(systemOf({ nodes: { a: sloppy } }), []))).toEqual({
      message: `node 'a' failed at timeout 'tick': it changed the state it was given in place${how}; return a new state instead`,
      steps: ['timeout'],
    });
  });

  it.each<[string, Partial<System>]>([
    ['it has no nodes; name at least one', { nodes: {} }],
    [
      "timerConstraints 'tick'.afterQuiet names 'z', which is no node",
      { timerConstraints: { tick: { afterQuiet: ['z'] } } },
    ],
    [
      "timerConstraints 'tick'.afterOwnDelivered is false; leave it out",
      { timerConstraints: { tick: { afterOwnDelivered: false as never } } },
    ],
    [
      "timerConstraints 'tick'.afterOwnDelivered waits for ever on a duplicating network",
      { timerConstraints: { tick: { afterOwnDelivered: true } }, network: 'duplicating' },
    ],
    [
      "'crash.outbox' is 'gone'; it is 'lost' or 'kept'",
      { crash: { inbox: 'lost', outbox: 'gone' as never, returns: 'absent' } },
    ],
    ["'crash.when' must be a function", { crash: { inbox: 'lost', returns: 'absent', when: true as never } }],
    [
      "timerConstraints 'tick' has 'on'; it has nodes",
      { timerConstraints: { tick: { on: ['a'] } as never } },
    ],
    ["node 'a>b' has a name that pictures and files cannot carry", { nodes: { 'a>b': counter(1) } }],
    ["network 'tcp' is none of fifo, unordered, set, duplicating", { network: 'tcp' as never }],
    [
      "a duplicating network loses messages by never delivering them; leave 'lossy' out",
      { network: 'duplicating', lossy: true },
    ],
    ["a 'set' network holds one copy of a message", { budget: { duplicate: 1 } }],
    ["budget 'crash' is -1; it must be a whole number, 0 or more", { budget: { crash: -1 } }],
    ["bounds 'tick' is NaN; it must be a whole number", { bounds: { tick: Number.NaN } as never }],
    [
      "budget 'tick' is no fault (drop, duplicate, inject, crash, restart, partition)",
      { budget: { tick: 1 } as never },
    ],
    ["bound 'crash' is a fault; it is limited in 'budget'", { bounds: { crash: 1 } as never }],
    ["budget 'drop' needs lossy: true", { budget: { drop: 1 } }],
    ["budget 'crash' needs a crash rule", { budget: { crash: 1 } }],
    [
      "two partitions are named 'p'; rename one",
      {
        partitions: [
          { name: 'p', blocks: [] },
          { name: 'p', blocks: [] },
        ],
      },
    ],
    [
      "partition 'p' names 'z', which is no node; nodes: a, b",
      { partitions: [{ name: 'p', blocks: [['a', 'z']] }] },
    ],
    ["'timer' is nothing that a system has; it has nodes, setting, network", { timer: { tick: 1 } } as never],
    [
      "'crash' must be { inbox: 'lost' or 'kept', returns: 'recovered' or 'absent' }",
      { crash: true as never },
    ],
    [
      "'crash' must be { inbox: 'lost' or 'kept'",
      { crash: { inbox: 'keep', returns: 'recovered' } as never },
    ],
    [
      "'crash.nodes' names 'z', which is no node; nodes: a, b",
      { crash: { inbox: 'lost', returns: 'absent', nodes: ['z'] } },
    ],
    ["initial world 0 names 'z', which is no node", { starts: [{ z: { absent: true } }] }],
    ["'starts' lists no initial world", { starts: [] }],
    ["it has 'starts' and 'listed'", { starts: [{}], listed: [] }],
    ["persistence 'later' is neither 'sync' nor 'async'", { persistence: 'later' as never }],
    ["calls 'rpc' is neither 'atomic' nor 'messages'", { calls: 'rpc' as never }],
    ["failureDetector 'lies' is neither 'exact' nor 'mayLie'", { failureDetector: 'lies' as never }],
    ["'failureDetector' is about calls by messages", { calls: 'atomic', failureDetector: 'exact' }],
    ["budget 'inject' says how often; give both or neither", { budget: { inject: 1 } }],
    [
      "'injects' names 'z', which is no node",
      { injects: [{ from: 'a', to: 'z', message: { type: 'x' } }], budget: { inject: 1 } },
    ],
    ["'adversaries' names 'z', which is no node", { adversaries: ['z'] }],
    ["every node is among 'adversaries'", { adversaries: ['a', 'b'] }],
  ])('in a description is said before anything runs: %s', (sentence, rest) => {
    expect(() => exploreAll(systemOf(rest), [])).toThrow(UsageError);
    expect(() => exploreAll(systemOf(rest), [])).toThrow(sentence);
  });
});

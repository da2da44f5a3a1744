/** Tests the errors for wrong suites and systems, each with its sentence before anything runs. */
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  bugChecksOf,
  check,
  nodes,
  protocol,
  scopeOf,
  subjectOf,
  UsageError,
} from '../checker/index.ts';
import {
  dark,
  errorsOf,
  handWritten,
  implementationWith,
  kit,
  machineWith,
  type SuiteParts,
  says,
  suiteOf,
  withProperty,
} from './support/misuse.ts';

const lit = kit.sometimes({ name: 'Lit', ...says, node: ({ times }) => times > 0 });

describe('a wrong suite', () => {
  const scopes = (system: object) => ({ system });
  const patient = { timerConstraints: { tock: {} } };

  it.each<[string, () => SuiteParts, string]>([
    [
      'hold for holds',
      () => withProperty({ hold: () => true }, 'step'),
      "property 'Odd' (step) has no field 'hold'; it has name, says, source, holds, premise, survivesRestart",
    ],
    [
      'node together with pair',
      () => withProperty({ node: () => true, pair: () => true }),
      "property 'Odd' has 'node' and 'pair'; a condition is on one of them",
    ],
    [
      'no condition',
      () => withProperty({}),
      "property 'Odd' has no condition; give it one of 'node', 'pair' and 'world'",
    ],
    [
      'no condition on steps',
      () => withProperty({}, 'step'),
      "property 'Odd' has no condition; give it 'holds'",
    ],
    [
      'a condition that is no function',
      () => withProperty({ node: true }),
      "'node' of property 'Odd' must be a function",
    ],
    [
      'a premise that is no function',
      () => withProperty({ node: () => true, premise: true }),
      "the premise of property 'Odd' must be a function",
    ],
    [
      'a premise of a sometimes',
      () => withProperty({ node: () => true, premise: () => true }, 'sometimes'),
      "property 'Odd' (sometimes) has no field 'premise'",
    ],
    [
      'no source',
      () => withProperty({ node: () => true, source: undefined }),
      "property 'Odd' has no 'source'; write where it is promised",
    ],
    [
      'an empty sentence',
      () => withProperty({ node: () => true, says: ' ' }),
      "property 'Odd' has no 'says'; write what it promises",
    ],
    [
      'from without a condition',
      () => withProperty({ node: () => true, from: {} }, 'possible'),
      "the 'from' of property 'Odd' has no condition",
    ],
    [
      'from with a typo',
      () => withProperty({ node: () => true, from: { nod: () => true } }, 'possible'),
      "the 'from' of property 'Odd' has no field 'nod'; it has node, pair, world",
    ],
    [
      'a time below 0',
      () => withProperty({ node: () => true, withinMs: -1 }, 'settles'),
      "'withinMs' of 'Odd' is -1; it must be a time in milliseconds, above 0, or a function that computes one",
    ],
    [
      'actions that must end beside a condition',
      () => withProperty({ node: () => true, ends: ['deliver'], fairness: {} }, 'settles'),
      "'Odd' has 'ends' and a condition; make two properties of it",
    ],
    [
      'no actions that must end',
      () => withProperty({ ends: [], fairness: {} }, 'settles'),
      "'ends' of 'Odd' must list actions that must end, such as 'deliver'",
    ],
    [
      'actions that must end in a time',
      () => withProperty({ ends: ['deliver'], fairness: {}, withinMs: 10 }, 'settles'),
      "'Odd' has 'ends' and 'withinMs', but a schedule ends by itself",
    ],
    [
      'actions that must end with a typo',
      () => withProperty({ ends: ['delivr'], fairness: {} }, 'settles'),
      "'ends' of 'Odd' names 'delivr'; a family is",
    ],
    [
      'fairness with a typo',
      () => withProperty({ node: () => true, from: { node: () => true }, fairness: { week: [] } }, 'leadsTo'),
      "the fairness of 'Odd' has no field 'week'; it has weak, strong",
    ],
    [
      'fairness that is no list',
      () =>
        withProperty(
          { node: () => true, from: { node: () => true }, fairness: { weak: 'deliver' } },
          'leadsTo',
        ),
      "the fairness of 'Odd' must be { weak, strong }, each a list",
    ],
    [
      'an unknown field of a suite',
      () => ({ suite: { storm: [] } }),
      "a suite has no field 'storm'; it has name, says, source",
    ],
    [
      'an unknown field of a scope',
      () => ({ suite: { scopes: { default: { says: '', system: () => ({}), propertys: [] } } } }),
      "scope 'default' has no field 'propertys'",
    ],
    [
      'an unknown field of a role',
      () => ({ suite: { roles: { lamp: { model: handWritten, implementaton: handWritten } } } }),
      "role 'lamp' has no field 'implementaton'",
    ],
    [
      'a storm of less than one run',
      () => ({ suite: { storms: [{ scope: 'default', runs: -1, actions: 10 }] } }),
      "the storm of scope 'default' has 'runs' -1; it must be a whole number, 1 or more",
    ],
    [
      'a storm of half an action',
      () => ({ suite: { storms: [{ scope: 'default', runs: 1, actions: 0.5 }] } }),
      "has 'actions' 0.5; it must be a whole number, 1 or more",
    ],
    [
      'a storm with a typo',
      () => ({ suite: { storms: [{ scope: 'default', runs: 1, action: 10 }] } }),
      "a storm has no field 'action'; it has scope, runs, actions",
    ],
    [
      'a picture without a function',
      () => ({ suite: { pictures: { ring: { widthPx: 10, heightPx: 10 } } } }),
      "picture 'ring' needs 'widthPx' and 'heightPx', numbers, and 'draw', a function",
    ],
    [
      'a picture that no flag can name',
      () => ({ suite: { pictures: { 'The Ring': { widthPx: 10, heightPx: 10, draw: () => ({}) } } } }),
      "picture 'The Ring' needs a name of lower-case letters, digits and hyphens, as show --as takes it",
    ],
    [
      'storms that are no list',
      () => ({ suite: { storms: {} } }),
      "'storms' must be a list of { scope, runs, actions }",
    ],
    [
      'a bug that leads out of its folder',
      () => ({ suite: { bugs: { '../x': { ...says, breaks: dark, scope: 'default', model: {} } } } }),
      "bug '../x' has a name that is invalid in flags and files",
    ],
    [
      'a bug of dots',
      () => ({ suite: { bugs: { '..': { ...says, breaks: dark, scope: 'default', model: {} } } } }),
      "bug '..' has a name that is invalid in flags and files",
    ],
    [
      'bugs that differ by case',
      () => ({
        suite: {
          bugs: {
            A1: { ...says, breaks: dark, scope: 'default', model: {} },
            a1: { ...says, breaks: dark, scope: 'default', model: {} },
          },
        },
      }),
      "bugs 'A1' and 'a1' differ only in case",
    ],
    [
      'a bug without a mutant',
      () => ({ suite: { bugs: { A1: { ...says, breaks: dark, scope: 'default' } } } }),
      "bug A1 has no actor; give it a 'model', an 'implementation', or both",
    ],
    [
      'a bug of a class that the suite has not',
      () => ({
        suite: {
          bugs: { A1: { ...says, breaks: dark, scope: 'default', implementation: { lamp: handWritten } } },
        },
      }),
      'bug A1 has an implementation, but not every role of the suite has one to compare it with',
    ],
    [
      'a bug with a typo',
      () => ({ suite: { bugs: { A1: { ...says, breaks: dark, scope: 'default', modell: {} } } } }),
      'bug A1 has no actor',
    ],
    [
      'a bug without a source',
      () => ({ suite: { bugs: { A1: { says: 'x', breaks: dark, scope: 'default', model: {} } } } }),
      "bug A1 has no 'source'; write one line",
    ],
    [
      'a bug that names its property',
      () => ({ suite: { bugs: { A1: { ...says, breaks: 'Dark', scope: 'default', model: {} } } } }),
      "bug A1 breaks 'Dark'; let 'breaks' be the property itself, as kit.always",
    ],
    [
      'a bug that breaks nothing',
      () => ({ suite: { bugs: { A1: { ...says, scope: 'default', model: {} } } } }),
      "bug A1 breaks nothing; let 'breaks' be the property itself",
    ],
    [
      'a bug that breaks what is promised elsewhere alone',
      () => ({
        suite: {
          scopes: { default: { system: () => ({}) }, bright: { system: () => ({}), properties: [lit] } },
          bugs: { A1: { ...says, breaks: lit, scope: 'default', model: {} } },
        },
      }),
      "bug A1 breaks 'Lit', which is a property neither of the suite nor of scope 'default'; add it to the 'properties'",
    ],
    [
      'a bug that breaks another property of the same name',
      () => ({
        suite: { bugs: { A1: { ...says, breaks: { ...dark }, scope: 'default', model: {} } } },
      }),
      "bug A1 breaks 'Dark', which is a property neither of the suite nor of scope 'default'",
    ],
    [
      'a description that is no text',
      () => ({ suite: { scopes: { default: { says: 3, system: () => ({}) } } } }),
      "the 'says' of scope 'default' must be a line",
    ],
    [
      'a scope that returns nothing',
      () => ({ suite: { scopes: { default: { says: '', system: () => {} } } } }),
      "scope 'default' of suite 'lamp' failed: it returned undefined where a system was due",
    ],
    [
      'an unknown node',
      () => scopes({ nodes: { a: undefined } }),
      "node 'a' is played by no actor; give it what actor('role') returns",
    ],
    ['nodes that are a list', () => scopes({ nodes: [handWritten] }), "'nodes' must be a record of nodes"],
    ['inputs that are no function', () => scopes({ inputs: [] }), "'inputs' must be a function"],
    [
      'a range the wrong way round',
      () => scopes({ timersMs: { tick: [10, 1] } }),
      "timersMs 'tick' is [10,1]; it must be [least, most] in milliseconds",
    ],
    [
      'a range of one number',
      () => scopes({ timersMs: { tick: 10 } }),
      "timersMs 'tick' is 10; it must be [least, most]",
    ],
    [
      'a range without end',
      () => scopes({ timersMs: { tick: [1, Number.POSITIVE_INFINITY] } }),
      "timersMs 'tick' is [1,null]; it must be [least, most]",
    ],
    [
      'a bound of what no machine knows',
      () => ({ actor: machineWith({}), system: { bounds: { tock: 2 } } }),
      "bound 'tock' is neither a timer (tick) nor an input that some node handles (press)",
    ],
    [
      'constraint of a timer that no machine has',
      () => ({ actor: machineWith({}), system: patient }),
      "timerConstraints names timer 'tock', which no node has; there is tick",
    ],
  ])('%s is refused before anything runs', (_, parts, sentence) => {
    const { search, schedules } = errorsOf(parts());
    for (const error of [search, schedules]) expect(error?.message).toContain(sentence);
  });

  it('a bound of a lockstep is held to what its model knows', () => {
    const parts = {
      actor: machineWith({}),
      implementation: implementationWith({}),
      system: { bounds: { tock: 2 } },
    };
    expect(errorsOf(parts, 'lockstep').search?.message).toContain("bound 'tock' is neither a timer (tick)");
  });

  it.each(['model', 'lockstep'] as const)(
    'an input that no machine knows is refused, of subject %s',
    (subject) => {
      const system = { inputs: () => [{ type: 'pres' }] };
      const { search, schedules } = errorsOf(
        { actor: machineWith({}), implementation: implementationWith({}), system },
        subject,
      );
      const sentence =
        "'inputs' of node 'a' failed: it has 'pres', which no machine of the system handles in any state; they handle press";
      for (const error of [search, schedules]) expect(error?.message).toContain(sentence);
    },
  );

  it('an input is handled where a machine forbids it, or takes any', () => {
    const system = { inputs: () => [{ type: 'pres' }] };
    const forbids = machineWith({ more: { on: { pres: {} } } });
    const any = machineWith({ more: { on: { '*': {} } } });
    for (const actor of [forbids, any]) expect(errorsOf({ actor, system }).search).toBeUndefined();
  });
});

describe('a mistake that only an implementation can make', () => {
  const suite = () =>
    suiteOf({
      implementation: implementationWith({}),
      suite: {
        bugs: {
          B1: {
            ...says,
            breaks: dark,
            scope: 'default',
            implementation: { lamp: implementationWith({ view: () => ({ times: 9 }) }) },
          },
        },
      },
    });

  it('is searched in the implementation and in lockstep', () => {
    expect(bugChecksOf(suite())).toMatchObject([
      {
        bug: 'B1',
        sides: [
          ['implementation', {}],
          ['lockstep', {}],
        ],
      },
    ]);
    for (const subject of ['bug:B1', 'B1', 'bug:B1/implementation', 'bug:B1/lockstep'])
      expect(check(suite(), { subject })).toMatchObject({ verdict: 'violated' });
    expect(subjectOf(suite(), 'bug:B1')).toEqual({ side: 'implementation', bug: 'B1' });
  });

  it('is none of the model', () => {
    expect(() => check(suite(), { subject: 'bug:B1/model' })).toThrow(
      "bug B1 of protocol 'lamp' has no model; check bug:B1/implementation instead",
    );
  });
});

describe('a field with the name of a symmetric node', () => {
  /** A hub that counts messages from three symmetric nodes, with further fields in its view and state. */
  function hub({
    context = {},
    shows = {},
    message = {},
  }: {
    context?: object;
    shows?: object;
    message?: object;
  }) {
    interface Choker {
      message: { type: 'Have' };
      view: object;
      input: { type: 'press' };
    }
    const own = protocol<Choker>();
    const peer: Actor<Choker> = {
      init: ({ self }) => ({ state: { self, hub: false }, effects: [] }),
      step: (state) => ({
        state,
        effects: [{ type: 'send', to: 'hub', message: { type: 'Have', ...message } }],
      }),
      view: () => ({ role: 'peer' }),
    };
    const choker: Actor<Choker> = {
      init: () => ({ state: { heard: {}, ...context }, effects: [] }),
      step: (state, event) => {
        const { heard } = state as { heard: Record<string, number> };
        const from = (event as { from: string }).from;
        return { state: { ...(state as object), heard: { ...heard, [from]: 1 } }, effects: [] };
      },
      view: (state) => ({ heard: (state as { heard: object }).heard, ...shows }),
      // Its rename covers the fields of its state, but not those of its view.
      rename: (state, name) => {
        const { heard } = state as { heard: Record<string, number> };
        const renamed = Object.fromEntries(Object.entries(heard).map(([node, n]) => [name(node), n]));
        return { ...(state as object), heard: renamed };
      },
    };
    return own.suite({
      name: 'choker',
      ...says,
      roles: { hub: { model: choker }, peer: { model: peer } },
      properties: [own.always({ name: 'Quiet', ...says, node: () => true })],
      scopes: {
        default: {
          says: '3 peers',
          system: (play) => ({
            nodes: { hub: play('hub'), a: play('peer'), b: play('peer'), c: play('peer') },
            network: 'set',
            inputs: (view) => ('role' in view ? [{ type: 'press' }] : []),
            bounds: { press: 2 },
            symmetric: [['a', 'b', 'c']],
          }),
        },
      },
    });
  }

  it.each<[string, Parameters<typeof hub>[0], string]>([
    [
      'a view',
      { shows: { c: 0 } },
      "the view of node 'hub' has a field 'c' beside 'heard', which is no node",
    ],
    [
      'a part of a view',
      { shows: { counts: { c: 0, rest: 1 } } },
      "the view of node 'hub' has a field 'c' beside 'rest'",
    ],
    ['a message', { message: { a: 1 } }, "message 'Have' has a field 'a' beside 'type'"],
    ['a field that stands alone', { shows: { counts: { c: 0 } } }, "the view of node 'hub' has the fields"],
  ])('is refused in %s', (_, parts, sentence) => {
    expect(() => check(hub(parts))).toThrow(UsageError);
    expect(() => check(hub(parts))).toThrow(sentence);
  });

  it('is legal where all fields are nodes, and as a key of a Map', () => {
    const whole = check(hub({}), { symmetry: false });
    expect(check(hub({})).seen.worlds).toBeLessThan(whole.seen.worlds);
    expect(check(hub({ shows: { counts: new Map([['d', 0]]) } })).seen.worlds).toBe(
      check(hub({})).seen.worlds,
    );
    expect(check(hub({ shows: { counts: { a: 0, b: 0, c: 0 } } })).verdict).toBe('holds');
  });
});

describe('a sized scope', () => {
  it.each<[string, () => unknown, string]>([
    ['that is none', () => ({ says: '' }), 'it returned no scope; return { system }, a function'],
    ['that is nothing', () => undefined, 'it returned undefined where a scope was due'],
    ['that is a promise', async () => ({}), 'it returned a promise'],
  ])('%s is refused', (_, sized, sentence) => {
    expect(() => scopeOf(suiteOf({ suite: { sized } }), 'nodes-3')).toThrow(
      `'sized' of suite 'lamp' for 3 nodes failed: ${sentence}`,
    );
  });
});

describe('a bound of what an actor written by handWritten never does', () => {
  it('is named where the search is stopped', () => {
    const endless = {
      ...handWritten,
      step: ({ times }: { times: number }) => ({
        state: { times: times + 1 },
        effects: [{ type: 'arm', timer: 'tick' }],
      }),
    };
    const suite = suiteOf({ actor: endless, system: { bounds: { tock: 2 }, inputs: () => [] } });
    const { results } = check(suite, { maxWorlds: 20 });
    expect(results[0]).toMatchObject({
      verdict: 'inconclusive',
      because:
        "not violated so far, but the limit of 20 worlds was reached, and no timer or input occurred that bound 'tock' would limit",
    });
  });
});

describe('a check from code', () => {
  const lamp = suiteOf({});

  it.each<[string, () => unknown, string]>([
    ['of nothing', () => check(null as never), 'check is given no suite'],
    [
      'of a suite from JSON',
      () => check(JSON.parse(JSON.stringify(lamp))),
      'a suite whose scopes have no functions',
    ],
    [
      'with a typo',
      () => check(lamp, { subjct: 'model' } as never),
      "check has no field 'subjct'; it has scope, subject",
    ],
    [
      'with a number in quotes',
      () => check(lamp, { maxWorlds: '5' as never }),
      'check: \'maxWorlds\' is "5"; it must be of type number',
    ],
    [
      'with a list for a name',
      () => check(lamp, { property: ['Dark'] as never }),
      'it must be of type string',
    ],
    ['along nothing', () => check(lamp, { along: {} as never }), "check: 'along' has no list of 'actions'"],
    [
      'along no actions',
      () => check(lamp, { along: { actions: [] } }),
      "no actions are given, and the initial world does not decide 'Dark'",
    ],
    [
      'of no schedules',
      () => check(lamp, { schedules: { actionsMax: 9, numRuns: 0 } }),
      'numRuns is 0; it must be 1 at least',
    ],
    [
      'of schedules of no actions',
      () => check(lamp, { schedules: { actionsMax: 0 } }),
      'schedules of at most 0 actions can violate nothing',
    ],
    ['of nodes named twice', () => nodes(['a', 'a'], handWritten as never), "nodes() names 'a' twice"],
  ])('%s is refused', (_, run, sentence) => {
    expect(run).toThrow(UsageError);
    expect(run).toThrow(sentence);
  });
});

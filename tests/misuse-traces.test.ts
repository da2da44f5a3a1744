/**
 * Misuse of configurations and trace files: each row is an abuse, with the exit code and the sentence that it gets. What a trace file holds
 * comes back as it was, or is refused.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../checker/actor.ts';
import { canonical } from '../checker/canonical.ts';
import { copyOf } from '../checker/copy.ts';
import { fromJson, type Json, toJson } from '../checker/data.ts';
import { CodeError, UsageError } from '../checker/errors.ts';
import { exploreAll } from '../checker/explore.ts';
import type { Property } from '../checker/property.ts';
import { replay } from '../checker/replay.ts';
import type { Side } from '../checker/subject.ts';
import type { Suite } from '../checker/suite.ts';
import type { System } from '../checker/system.ts';
import type { Trace } from '../checker/trace.ts';
import { readTrace, recordOf, type TraceRecord, writeTrace } from '../checker/trace-file.ts';
import { fileOf } from '../checker/traces.node.ts';
import { packed, unpacked } from '../cli/parcel.ts';
import { type Rendering, renderings, replayText } from '../reports/index.ts';
import { data } from './support/data.ts';
import { house } from './support/house.ts';
import { mutantOf } from './support/mutants.ts';

const says = { says: 's', source: 'o' };

/** A node that shows, sends, persists and outputs this, once its timer fires. */
function showing(what: unknown): Actor {
  return {
    init: () => ({ state: false, effects: [{ type: 'arm', timer: 'tick' }] }),
    step: (_, event) => ({
      state: true,
      effects:
        event.type === 'timeout'
          ? [
              { type: 'send', to: 'b', message: { type: 'What', what } },
              { type: 'persist', record: { what } },
              { type: 'output', value: { type: 'What', what } },
            ]
          : [],
    }),
    view: (state) => ({ was: what, isDone: state === true, now: state === true ? what : 0 }),
  };
}

const systemOf = (what: unknown): System => ({
  nodes: { a: showing(what), b: showing(what) },
  setting: { what },
  network: 'set',
  monitor: { first: 0, next: (history, { node }) => (node === 'b' ? what : history) },
});
const neverBoth: Property = {
  ...says,
  kind: 'always',
  name: 'Never Both',
  over: { world: (views) => ![...views.values()].every((view) => (view as { isDone: boolean }).isDone) },
};

function recorded(system: System, property: Property): TraceRecord {
  const trace = exploreAll(system, [property]).results[0]?.trace as Trace;
  const about = { tool: '0.0.0', protocol: 'p', subject: 'model', scope: 'default' };
  return recordOf({ ...about, setting: system.setting, property, trace });
}

const throughFile = (record: TraceRecord) => readTrace(writeTrace(record), 'x.json');

/** Nested in each other so many times. */
function nested(depth: number, wrap: (part: unknown) => unknown): unknown {
  let part: unknown = 1;
  for (let level = 0; level < depth; level++) part = wrap(part);
  return part;
}

const wrappings: readonly (readonly [string, (part: unknown) => unknown])[] = [
  ['records', (part) => ({ part })],
  ['arrays', (part) => [part]],
  ['Maps', (part) => new Map([['part', part]])],
  ['Map keys', (part) => new Map([[part, 1]])],
  ['Sets', (part) => new Set([part])],
  ['records of odd fields', (part) => ({ '#part': part })],
];

const odd: readonly (readonly [string, unknown])[] = [
  ['a record without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ['one in a Map, as its key', new Map([[Object.create(null), [Object.create(null)]]])],
  ['an array with holes', Object.assign(new Array(4), { 0: 1, 2: 3 })],
  ['an array of a hole', new Array(1)],
  ['-0 and NaN', [-0, 0, Number.NaN, Number.POSITIVE_INFINITY]],
  ['undefined fields', { a: undefined, b: [undefined] }],
  ['lone surrogates', { '\ud800': '\udfff' }],
  ['fields like tags', { '#map': 1, '#hole': true, '#bare': [] }],
  ['a field __proto__', JSON.parse('{"__proto__": {"a": 1}}')],
  ['keys that are equal', new Map([1, 2].map((n) => [{}, n]))],
  ['bigints', [1n, -(2n ** 80n)]],
];

describe('data in a trace', () => {
  it('comes back as it was, whatever canonical takes', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(canonical(fromJson(JSON.parse(JSON.stringify(toJson(value))) as Json))).toBe(canonical(value));
        expect(canonical(copyOf(value))).toBe(canonical(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes a fresh counterexample that is reproduced, whatever it is', () => {
    fc.assert(
      fc.property(data, (what) => {
        const system = systemOf(what);
        const { setting, trace, property } = throughFile(recorded(system, neverBoth));
        const again = replay(system, neverBoth, setting, trace, property.kind);
        expect(again).toMatchObject({ verdict: 'reproduced', skipped: 0 });
        expect(again).not.toHaveProperty('differsAt');
      }),
      { numRuns: 300 },
    );
  });

  it.each(odd)('may be %s', (_, what) => {
    const record = recorded(systemOf(what), neverBoth);
    expect(canonical(throughFile(record))).toBe(canonical(record));
    const again = replay(systemOf(what), neverBoth, record.setting, throughFile(record).trace);
    expect(again).toMatchObject({ verdict: 'reproduced' });
    expect(again).not.toHaveProperty('differsAt');
  });

  it('comes from another thread as it was', () => {
    fc.assert(
      fc.property(data, (what) => {
        const found = exploreAll(systemOf(what), [neverBoth]);
        const there = structuredClone(packed(found, [neverBoth]));
        const back = unpacked(there, [neverBoth]);
        expect(canonical(back.results[0]?.trace)).toBe(canonical(found.results[0]?.trace));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['a field of an array', Object.assign([1], { more: 2 }), '.more is a field of an array'],
    ['a field 01 of an array', Object.assign([1], { '01': 2 }), '.01 is a field of an array'],
    ['a field beside a hole', Object.assign(new Array(1), { '01': 2 }), '.01 is a field of an array'],
    ['a Date', [new Date(0)], '[0] is an instance of Date'],
    ['a boxed number', { n: Object(1) }, '.n is an instance of Number'],
    ['a RegExp', { n: /x/ }, '.n is an instance of RegExp'],
    ['a typed array', { n: new Uint8Array(1) }, '.n is an instance of Uint8Array'],
    ['a subclass of Map', { n: new (class Atlas extends Map {})() }, '.n is an instance of Atlas'],
    ['a symbol', { [Symbol('s')]: 1 }, 'a hidden field'],
    [
      'a getter',
      {
        get n() {
          return 1;
        },
      },
      '.n is an accessor',
    ],
    ['a hidden field', Object.defineProperty({}, 'n', { value: 1 }), 'a hidden field'],
  ])('that holds %s is refused by name before it is recorded', (_, what, sentence) => {
    expect(() => toJson(what)).toThrow(sentence);
    expect(() => exploreAll(systemOf(what), [neverBoth])).toThrow(sentence);
  });
});

describe('data that are nested deep', () => {
  it.each(wrappings)('are explored, written, read, replayed and shown up to 490 levels: %s', (_, wrap) => {
    const system = systemOf(nested(490, wrap));
    const record = recorded(system, neverBoth);
    const read = throughFile(record);
    expect(replay(system, neverBoth, read.setting, read.trace)).toMatchObject({ verdict: 'reproduced' });
    for (const form of Object.keys(renderings)) expect(renderings[form as Rendering](read)).not.toBe('');
  });

  it.each(wrappings.flatMap(([name, wrap]) => [3_000, 100_000].map((depth) => [name, depth, wrap] as const)))(
    'are refused in a setting, as a view and in a message: %s, %d levels',
    (_, depth, wrap) => {
      const deep = nested(depth, wrap) as object;
      const found = (system: System) => {
        try {
          exploreAll(system, [neverBoth]);
        } catch (error) {
          return error as Error;
        }
        throw new Error('it was explored');
      };
      const setting = found({ ...systemOf(1), setting: deep });
      expect(setting).toBeInstanceOf(UsageError);
      expect(setting.message).toMatch(
        /^system: 'setting' is no plain data: .{1,120} is nested more than 500 deep/,
      );
      expect(setting.message.length).toBeLessThan(400);
      const view = found({ ...systemOf(1), nodes: { a: showing(deep), b: showing(1) } });
      expect(view.message).toMatch(/^node 'a' failed at its view: .{1,120} is nested more than 500 deep/);
      const quiet = { ...showing(deep), view: (state: unknown): object => ({ isDone: state === true }) };
      const message = found({ ...systemOf(1), nodes: { a: quiet, b: quiet } });
      expect(message.message).toMatch(
        /^node 'a' failed at timeout 'tick': .{1,120} is nested more than 500 deep/,
      );
    },
  );

  it('and grow by a level a step are refused at the same depth', () => {
    const growing: Actor = {
      init: () => ({ state: [], effects: [{ type: 'arm', timer: 'tick' }] }),
      step: (state) => ({ state: [state], effects: [{ type: 'arm', timer: 'tick' }] }),
      view: () => ({}),
    };
    const system: System = { nodes: { a: growing }, network: 'set' };
    const idle: Property = { ...says, kind: 'always', name: 'Idle', over: { world: () => true } };
    expect(() => exploreAll(system, [idle], { maxWorlds: 2_000 })).toThrow('nested more than 500 deep');
  });
});

/** The sample that is mutated: sends, crashes, data of every kind. */
const sample = writeTrace(
  recorded(systemOf(new Map([['k', [new Set([1n]), Object.create(null), { '#a': -0 }]]])), neverBoth),
);
const edited = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(sample), ...change });

describe('a trace file', () => {
  it('mutated in any way is read and can be shown in every form, or is refused in one sentence', () => {
    fc.assert(
      fc.property(mutantOf(sample), (mutant) => {
        let record: TraceRecord;
        try {
          record = readTrace(mutant, 'x.json');
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message.split('\n')).toHaveLength(1);
          return;
        }
        for (const form of Object.keys(renderings) as Rendering[]) renderings[form](record);
        try {
          replay(systemOf(1), neverBoth, record.setting, record.trace, record.property.kind);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('may begin with a byte order mark', () => {
    expect(canonical(readTrace(`\ufeff${sample}`, 'x'))).toBe(canonical(readTrace(sample, 'x')));
  });

  it('of an older swarmcheck is read', () => {
    for (const path of ['raft/R14', 'chord/C6']) {
      const text = readFileSync(join(house, `regressions/${path}.trace.json`), 'utf8');
      expect(readTrace(text, path).trace.steps.length).toBeGreaterThan(2);
    }
  });

  const deepText = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

  it.each<[string, string, string]>([
    [
      'a setting nested 3,000 deep',
      edited({ setting: 0 }).replace('"setting":0', `"setting":${deepText(3_000)}`),
      'x.json nests data deeper than any trace',
    ],
    [
      'a setting nested 600 deep',
      edited({ setting: 0 }).replace('"setting":0', `"setting":${deepText(600)}`),
      "x.json is no whole trace: 'setting' is nested more than 500 deep",
    ],
    ['text nested a million deep', deepText(1_000_000), 'x.json nests data deeper than any trace'],
    ['a loop that is out of range', edited({ loop: 9 }), "'loop' is wrong (there are fewer steps than that)"],
    ['a loop that is no number', edited({ loop: -1 }), "'loop' is wrong"],
    ['an initial world without nodes', edited({ initial: {}, steps: [] }), 'its initial world has no nodes'],
    [
      'a step of a node that is not there',
      edited({ initial: { a: { up: {} } } }),
      "names node 'b', and its initial world has a",
    ],
    [
      'a node that is called as every object has it',
      edited({ steps: [{ action: { type: 'crash', node: 'toString' }, effects: [], changes: [] }] }),
      "names node 'toString'",
    ],
    [
      'a node named __proto__',
      edited({ steps: [{ action: { type: 'crash', node: '__proto__' }, effects: [], changes: [] }] }),
      "'steps.0.action.node' is wrong",
    ],
    ['a missing field of data', edited({ setting: undefined }), "'setting' is wrong (it is missing)"],
    ['a protocol that leads elsewhere', edited({ protocol: "x'; alert(1); '" }), "'protocol' is wrong"],
    ['a seed without end', edited({ seed: `0x${'f'.repeat(400)}` }), "'seed' is wrong"],
    [
      'a hole that stands alone',
      edited({ setting: { '#hole': true } }),
      'setting.#hole is no item of a list',
    ],
    ['an undefined that is none', edited({ setting: { '#undefined': 1 } }), 'setting.#undefined is not true'],
  ])('that has %s is refused', (_, text, sentence) => {
    expect(() => readTrace(text, 'x.json')).toThrow(UsageError);
    expect(() => readTrace(text, 'x.json')).toThrow(sentence);
  });
});

describe('a replay', () => {
  const system = systemOf(1);
  const { setting, trace } = recorded(system, neverBoth);
  const empty: Trace = { ...trace, steps: [] };
  const isDone = (view: object) => (view as { isDone: boolean }).isDone;
  const over = { world: (views: ReadonlyMap<string, object>) => [...views.values()].some(isDone) };
  const name = 'P';
  const property = {
    always: { ...says, name, kind: 'always', over },
    broken: { ...says, name, kind: 'always', over: { world: () => false } },
    step: { ...says, name, kind: 'step', over: { holds: () => false } },
    sometimes: { ...says, name, kind: 'sometimes', over },
    possible: { ...says, name, kind: 'possible', over: { world: () => false } },
    leadsTo: { ...says, name, kind: 'leadsTo', over, from: { world: () => true } },
    settles: { ...says, name, kind: 'settles', over: { world: () => true }, withinMs: 10 },
    inductive: {
      ...says,
      name,
      kind: 'inductive',
      over,
      worlds: () => [{ nodes: { a: { up: true }, b: { up: true } } }],
    },
  } satisfies Record<string, Property>;

  it.each<[keyof typeof property, Trace, string]>([
    ['step', empty, "has no steps, and 'P' is broken by a step"],
    ['inductive', empty, "has no steps, and 'P' is broken by a step"],
    ['sometimes', empty, "has no steps, and 'P' is not broken in its initial world"],
    ['settles', empty, "has no steps, and 'P' is not broken in its initial world"],
    ['leadsTo', empty, "does not say with 'loop' how it goes on for ever"],
    ['leadsTo', trace, "does not say with 'loop' how it goes on for ever"],
  ])('of a %s is refused where the record can show nothing', (kind, record, sentence) => {
    expect(() => replay(system, property[kind], setting, record)).toThrow(UsageError);
    expect(() => replay(system, property[kind], setting, record)).toThrow(sentence);
  });

  it('of an always without steps is refused, unless the initial world breaks it', () => {
    const holds: Property = { ...property.always, over: { world: () => true } };
    expect(() => replay(system, holds, setting, empty)).toThrow("'P' is not broken in its initial world");
    expect(replay(system, property.broken, setting, empty)).toMatchObject({ verdict: 'reproduced' });
    expect(replay(system, property.possible, setting, empty)).toMatchObject({ verdict: 'reproduced' });
    const lasso: Trace = { ...empty, loop: 0 };
    expect(replay(system, property.leadsTo, setting, lasso)).toMatchObject({ verdict: 'fixed' });
    const shy = { ...system, nodes: { ...system.nodes, a: { ...showing(1), view: () => ({ shy: true }) } } };
    expect(replay(shy, holds, setting, empty)).toMatchObject({ verdict: 'fixed', differsAt: 0 });
  });

  it('of a property whose kind is another is stale', () => {
    expect(replay(system, property.step, setting, trace, 'always')).toEqual({
      verdict: 'stale',
      because: "'P' is of kind 'step', and was of kind 'always' when it was recorded",
    });
  });

  it('in which everything goes as recorded, and nothing breaks, says what that means', () => {
    const holds: Property = { ...property.always, over: { world: () => true } };
    const record = { ...recorded(system, neverBoth), property: { ...holds, name } };
    const result = replay(system, holds, setting, trace);
    expect(replayText(record, 'model', result).join('\n')).toContain(
      'Every step goes as recorded, so it is the property',
    );
  });

  it('on code that throws is code that failed, with the way there', () => {
    const fuse = {
      ...showing(1),
      step: () => {
        throw new Error('fuse');
      },
    };
    const broken = { ...system, nodes: { a: fuse, b: fuse } };
    expect(() => replay(broken, neverBoth, setting, trace)).toThrow(CodeError);
    expect(() => replay(broken, neverBoth, setting, trace)).toThrow(
      "node 'a' failed at timeout 'tick': fuse",
    );
  });

  it.each(['then', 'prototype', '0', 'length', '-'])('knows a node named %s', (node) => {
    const odd: System = { nodes: { [node]: showing(1), b: showing(1) }, network: 'set' };
    const record = recorded(odd, neverBoth);
    const read = throughFile(record);
    expect(replay(odd, neverBoth, read.setting, read.trace)).toMatchObject({ verdict: 'reproduced' });
    for (const form of Object.keys(renderings) as Rendering[]) renderings[form](read);
  });

  it.each(['constructor', 'toString', 'hasOwnProperty'])('of a node named %s there is none', (node) => {
    const odd: System = { nodes: { [node]: showing(1), b: showing(1) }, network: 'set' };
    expect(() => exploreAll(odd, [neverBoth])).toThrow(`system: node '${node}' has a name that every object`);
  });

  it('of a system with a node named __proto__ there is none', () => {
    const nodes = JSON.parse('{"__proto__": 1}');
    for (const name of Object.keys(nodes))
      Object.defineProperty(nodes, name, { value: showing(1), enumerable: true });
    expect(() => exploreAll({ nodes, network: 'set' }, [neverBoth])).toThrow(
      "node '__proto__' has a name that",
    );
  });
});

describe('the file of a trace', () => {
  const suite = (scopes: readonly string[], bugs: readonly string[]): Suite =>
    ({
      name: 'con',
      scopes: Object.fromEntries(
        ['default', ...scopes].map((one) => [one, { says: '', system: () => systemOf(1) }]),
      ),
      bugs: Object.fromEntries(bugs.map((id) => [id, { scope: 'default' }])),
      roles: {},
      properties: [],
    }) as unknown as Suite;
  const pathOf = (scope: string, bug?: string, side: Side = 'model', name = 'Dark') =>
    fileOf('out', {
      suite: suite([scope], bug === undefined ? [] : [bug]),
      scope,
      subject: { side, ...(bug !== undefined && { bug }) },
      property: { ...neverBoth, name },
      trace: recorded(systemOf(1), neverBoth).trace,
    }).path;

  it('is where it always was for names that are words', () => {
    expect(pathOf('default', 'R3', 'lockstep')).toBe('out/%63on/bugs/R3.lockstep.trace.json');
    expect(pathOf('storm-3', 'R3')).toBe('out/%63on/bugs/R3.storm-3.trace.json');
    expect(pathOf('nodes_7')).toBe('out/%63on/model/dark.nodes_7.trace.json');
  });

  const hostile = fc.oneof(
    fc.constantFrom(
      '..',
      '.',
      '',
      '../../x',
      'a/b',
      'a\\b',
      'CON',
      'nul',
      'C:',
      '~',
      '-rf',
      'x'.repeat(300),
      '\u202e',
      '\ud800',
      'R3.lockstep',
      'lockstep',
      'implementation',
      '%',
      '%2e',
      'é',
      'e\u0301',
    ),
    fc.string({ unit: 'binary', maxLength: 8 }),
  );

  it('lies in its folder and is one that any system can write, whatever its names', () => {
    fc.assert(
      fc.property(
        hostile,
        hostile,
        hostile,
        fc.constantFrom<Side>('model', 'lockstep'),
        (scope, bug, name, side) => {
          for (const path of [pathOf(scope, bug, side), pathOf(scope, undefined, side, name)]) {
            expect(path).toMatch(/^out\/%63on\/(bugs|model|lockstep)\/[\w%.-]+\.trace\.json$/);
            const parts = path.split('/');
            expect(parts).toHaveLength(4);
            for (const part of parts) {
              expect(part.length).toBeLessThan(255);
              expect(part).not.toMatch(/^(\.|con|nul|prn|aux)/i);
            }
          }
        },
      ),
    );
  });

  it('is another for another bug, side or scope', () => {
    const subject = fc.tuple(hostile, hostile, fc.constantFrom<Side>('model', 'implementation', 'lockstep'));
    fc.assert(
      fc.property(subject, subject, (one, other) => {
        const [path, otherPath] = [one, other].map(([scope, bug, side]) => pathOf(scope, bug, side));
        const isSame = canonical(one) === canonical(other);
        expect(path === otherPath).toBe(isSame);
      }),
      { numRuns: 500 },
    );
  });
});

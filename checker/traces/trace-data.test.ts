/** Tests the data in traces: a round trip through file and thread, and depth limits. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deserialiseExploration, serialiseExploration } from '../../cli/serialise.ts';
import { type Rendering, renderings } from '../../reports/index.ts';
import { data } from '../../tests/support/data.ts';
import {
  actorWithData,
  neverBoth,
  recordOfViolation,
  says,
  systemWithData,
  throughFile,
} from '../../tests/support/data-records.ts';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import { canonical } from '../values/canonical.ts';
import { copyOf } from '../values/copy.ts';
import { UsageError } from '../values/errors.ts';
import { fromJson, type Json, toJson } from '../values/json.ts';
import { replay } from './replay.ts';

/** A value wrapped `depth` times. */
function nested(depth: number, wrap: (value: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = wrap(value);
  return value;
}

const wrappings: readonly (readonly [string, (value: unknown) => unknown])[] = [
  ['records', (value) => ({ value })],
  ['arrays', (value) => [value]],
  ['Maps', (value) => new Map([['value', value]])],
  ['Map keys', (value) => new Map([[value, 1]])],
  ['Sets', (value) => new Set([value])],
  ['records of odd fields', (value) => ({ '#value': value })],
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

describe('the data of a trace', () => {
  it('are equal after a round trip, if canonical accepts them', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(canonical(fromJson(JSON.parse(JSON.stringify(toJson(value))) as Json))).toBe(canonical(value));
        expect(canonical(copyOf(value))).toBe(canonical(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('are reproduced from a counterexample file', () => {
    fc.assert(
      fc.property(data, (what) => {
        const system = systemWithData(what);
        const { setting, trace, property } = throughFile(recordOfViolation(system, neverBoth));
        const again = replay(system, neverBoth, setting, trace, property.kind);
        expect(again).toMatchObject({ verdict: 'reproduced', skipped: 0 });
        expect(again).not.toHaveProperty('differsAt');
      }),
      { numRuns: 300 },
    );
  });

  it.each(odd)('may be %s', (_, what) => {
    const record = recordOfViolation(systemWithData(what), neverBoth);
    expect(canonical(throughFile(record))).toBe(canonical(record));
    const again = replay(systemWithData(what), neverBoth, record.setting, throughFile(record).trace);
    expect(again).toMatchObject({ verdict: 'reproduced' });
    expect(again).not.toHaveProperty('differsAt');
  });

  it('are equal after a transfer between threads', () => {
    fc.assert(
      fc.property(data, (what) => {
        const found = exploreAll(systemWithData(what), [neverBoth]);
        const there = structuredClone(serialiseExploration(found, [neverBoth]));
        const back = deserialiseExploration(there, [neverBoth]);
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
  ])('are refused by name before they are recorded: %s', (_, what, sentence) => {
    expect(() => toJson(what)).toThrow(sentence);
    expect(() => exploreAll(systemWithData(what), [neverBoth])).toThrow(sentence);
  });
});

describe('deeply nested data', () => {
  it.each(wrappings)('are explored, written, read, replayed and shown up to 490 levels: %s', (_, wrap) => {
    const system = systemWithData(nested(490, wrap));
    const record = recordOfViolation(system, neverBoth);
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
      const setting = found({ ...systemWithData(1), setting: deep });
      expect(setting).toBeInstanceOf(UsageError);
      expect(setting.message).toMatch(
        /^system: 'setting' is no plain data: .{1,120} is nested more than 500 deep/,
      );
      expect(setting.message.length).toBeLessThan(400);
      const view = found({ ...systemWithData(1), nodes: { a: actorWithData(deep), b: actorWithData(1) } });
      expect(view.message).toMatch(/^node 'a' failed at its view: .{1,120} is nested more than 500 deep/);
      const quiet = {
        ...actorWithData(deep),
        view: (state: unknown): object => ({ isDone: state === true }),
      };
      const message = found({ ...systemWithData(1), nodes: { a: quiet, b: quiet } });
      expect(message.message).toMatch(
        /^node 'a' failed at timeout 'tick': .{1,120} is nested more than 500 deep/,
      );
    },
  );

  it('are refused at the same depth if they grow by a level a step', () => {
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

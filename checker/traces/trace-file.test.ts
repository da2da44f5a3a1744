/** Tests the trace file: a round trip of any trace, and one sentence for each text that is none. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { damaged } from '../../tests/support/damaged-json.ts';
import { data } from '../../tests/support/data.ts';
import { randomSystem } from '../../tests/support/random-systems.ts';
import { actionsOf } from '../semantics/enabled.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import type { World } from '../semantics/world.ts';
import { canonical } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { fromJson, type Json, toJson } from '../values/json.ts';
import { traceOf } from './trace.ts';
import { readTrace, type TraceRecord, writeTrace } from './trace-file.ts';

describe('data as JSON', () => {
  it('is equal after a round trip through text', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(canonical(fromJson(JSON.parse(JSON.stringify(toJson(value))) as Json))).toBe(canonical(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('encodes Map, Set and bigint as ITF does, in a canonical order', () => {
    expect(
      toJson(
        new Map([
          ['b', new Set([2, 1])],
          ['a', new Set([3n])],
        ] as never),
      ),
    ).toEqual({
      '#map': [
        ['a', { '#set': [{ '#bigint': '3' }] }],
        ['b', { '#set': [1, 2] }],
      ],
    });
  });

  it.each<[Json, string]>([
    [{ '#set': 1 }, '.#set is no list'],
    [{ '#map': [[1]] }, '.#map[0] is no pair'],
    [{ a: { '#bigint': '1e3' } }, '.a.#bigint is no whole number in digits'],
    [{ '#number': '5' }, '.#number is none of NaN'],
    [{ '#set': [], b: 1 }, "has '#set' beside other fields"],
    [{ '#tup': [] }, '.#tup is no tag; there is #map'],
    [{ '#record': [[1, 2]] }, '.#record has a field whose name is no text'],
  ])('refuses %j', (json, sentence) => {
    expect(() => fromJson(json)).toThrow(sentence);
  });
});

/** A random execution of a random system, as a record. */
const record: fc.Arbitrary<TraceRecord> = fc
  .tuple(randomSystem, fc.array(fc.nat(), { maxLength: 8 }), data)
  .map(([system, picks, setting]) => {
    let world = initialWorlds(system)[0] as World;
    const actions = picks.flatMap((pick) => {
      const enabled = actionsOf(system, world).actions;
      const action = enabled[pick % Math.max(enabled.length, 1)];
      if (action === undefined) return [];
      world = apply(system, world, action).world;
      return [action];
    });
    return {
      tool: '0.0.0',
      protocol: 'p',
      subject: 'model',
      scope: 's',
      setting,
      property: { kind: 'always', name: 'n', says: 's', source: 'o' },
      trace: traceOf(system, 0, actions),
    };
  });

describe('a trace file', () => {
  it('is equal after a round trip', () => {
    fc.assert(
      fc.property(record, fc.option(fc.nat(), { nil: undefined }), (one, seed) => {
        const whole = { ...one, ...(seed !== undefined && { seed }) };
        expect(canonical(readTrace(writeTrace(whole), 'x'))).toBe(canonical(whole));
      }),
      { numRuns: 200 },
    );
  });

  const sample = () => writeTrace(fc.sample(record, { numRuns: 1, seed: 7 })[0] as TraceRecord);
  const edited = (change: Record<string, unknown>) => JSON.stringify({ ...JSON.parse(sample()), ...change });

  it.each<[string, string, string]>([
    ['nothing', '', 'x.json is not JSON (it is empty)'],
    ['text of two bytes a character', '\ufffd\ufffd{\0', 'x.json is not JSON (it is no UTF-8)'],
    ['text', 'hello', 'x.json is not JSON (it is cut short or edited)'],
    ['the first half of a trace', sample().slice(0, 300), 'x.json is not JSON (it is cut short or edited)'],
    [
      'another JSON file',
      '{"name":"swarmcheck"}',
      "x.json is JSON, but no trace of swarmcheck; its 'format' is not swarmcheck-trace",
    ],
    ['a list', '[]', 'x.json is JSON, but no trace of swarmcheck'],
    ['null', 'null', 'x.json is JSON, but no trace of swarmcheck'],
    [
      'a later version',
      edited({ version: 3 }),
      'x.json is a trace of version 3; this swarmcheck reads versions 1 and 2',
    ],
    ['no version', edited({ version: undefined }), 'x.json is a trace of version undefined'],
    ['a missing field', edited({ scope: undefined }), "x.json is no whole trace: 'scope' is wrong"],
    ['an unknown field', edited({ more: 1 }), 'x.json is no whole trace'],
    [
      'an unknown action',
      edited({ steps: [{ action: { type: 'explode' }, effects: [], changes: [] }] }),
      "x.json is no whole trace: 'steps.0.action.type' is wrong",
    ],
    ['a wrong tag', edited({ setting: { '#set': 1 } }), 'x.json is no whole trace: setting.#set is no list'],
    ['a wrong seed', edited({ seed: 'abc' }), "x.json is no whole trace: 'seed' is wrong"],
  ])('is refused in one sentence if it is %s', (_, text, sentence) => {
    expect(() => readTrace(text, 'x.json')).toThrow(UsageError);
    expect(() => readTrace(text, 'x.json')).toThrow(sentence);
  });

  it('is read or refused after any mutation', () => {
    const text = sample();
    fc.assert(
      fc.property(damaged(text), (mutant) => {
        try {
          readTrace(mutant, 'x.json');
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect((error as Error).message.split('\n')).toHaveLength(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});

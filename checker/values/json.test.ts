/** Tests the JSON codec: the JSON of each kind of value by hand, and JSON that is refused. */
import { expect, it } from 'vitest';
import { canonical } from './canonical.ts';
import { fromJson, isDeeper, type Json, toJson } from './json.ts';

it.each<[unknown, Json]>([
  [
    { n: 1, s: 'x', b: [true, null] },
    { n: 1, s: 'x', b: [true, null] },
  ],
  [12n, { '#bigint': '12' }],
  [undefined, { '#undefined': true }],
  [Number.NaN, { '#number': 'NaN' }],
  [-0, { '#number': '-0' }],
  [new Set(['b', 'a']), { '#set': ['a', 'b'] }],
  [
    new Map([
      ['b', 2],
      ['a', 1],
    ]),
    {
      '#map': [
        ['a', 1],
        ['b', 2],
      ],
    },
  ],
  [{ '#x': 1 }, { '#record': [['#x', 1]] }],
  [Object.assign(Object.create(null), { a: 1 }), { '#bare': [['a', 1]] }],
  [Object.assign(new Array(2), { 1: 'x' }), [{ '#hole': true }, 'x']],
])('encodes and decodes %o', (data, json) => {
  expect(toJson(data)).toEqual(json);
  expect(canonical(fromJson(json))).toBe(canonical(data));
});

it.each<[Json, string]>([
  [{ '#set': 1 }, 'at.#set is no list'],
  [{ '#map': [[1]] }, 'at.#map[0] is no pair'],
  [{ '#bigint': 'x' }, 'at.#bigint is no whole number in digits'],
  [{ '#number': '1' }, 'at.#number is none of NaN, Infinity, -Infinity, -0'],
  [{ '#hole': true }, 'at.#hole is no item of a list, or not true'],
  [{ '#other': 1 }, 'at.#other is no tag'],
  [{ a: [{ '#set': [], b: 1 }] }, "at.a[0] has '#set' beside other fields; it must be the only one"],
])('refuses %j', (json, sentence) => {
  expect(() => fromJson(json, 'at')).toThrow(sentence);
});

it('measures depth', () => {
  expect([isDeeper([[1]], 1), isDeeper([[1]], 2), isDeeper([[1]], 3)]).toEqual([true, false, false]);
});

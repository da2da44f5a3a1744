/** Tests the text of plain data and counts. */
import { expect, it } from 'vitest';
import { count, counted, tagged, value } from './text.ts';

it.each<[unknown, string]>([
  ['word', 'word'],
  ['two words', '"two words"'],
  [12n, '12n'],
  [-0, '-0'],
  [undefined, 'undefined'],
  [[1, 'x', null], '[1, x, null]'],
  [Object.assign(new Array(2), { 1: true }), '[a hole, true]'],
  [new Set(['a', 'b']), 'Set {a, b}'],
  [new Map([['a', { n: 1 }]]), 'Map {a: {n: 1}}'],
  [Object.assign(Object.create(null), { n: 1 }), '[Object: null prototype] {n: 1}'],
])('writes %o as %s', (data, text) => {
  expect(value(data)).toBe(text);
});

it('writes a tagged value by its type', () => {
  expect(tagged({ type: 'Vote', term: 1 } as { type: string })).toBe('Vote {term: 1}');
  expect(tagged({ type: 'Ack' })).toBe('Ack');
});

it('counts in groups of three digits, with the plural where it belongs', () => {
  expect(count(1_234_567)).toBe('1,234,567');
  expect([counted(1, 'step'), counted(0, 'step'), counted(2, 'entry', 'entries')]).toEqual([
    '1 step',
    '0 steps',
    '2 entries',
  ]);
});

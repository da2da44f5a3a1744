/** Tests of tables and paragraphs: lines have the right width in a terminal. */
import { expect, it } from 'vitest';
import { cut, paragraph, tableText, widthOf } from './table.ts';

it('aligns words to the left, numbers to the right, by the columns that they take', () => {
  expect(
    tableText([
      ['name', 'worlds', ''],
      ['raft', 15_243, 'x'],
      ['日本', '-', ''],
    ]),
  ).toEqual(['name  worlds', 'raft  15,243  x', '日本       -']);
  expect(tableText([])).toEqual([]);
});

it.each([
  ['', 10, ['']],
  ['one two three', 10, ['one two', 'three']],
  ['abcdefghijklmnop', 10, ['abcdefghij', 'klmnop']],
  ['日本語日本語日本語', 10, ['日本語日本', '語日本語']],
  [
    'a 👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦',
    10,
    ['a', '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦'],
  ],
])('wraps %j at %i columns', (text, columns, lines) => {
  expect(paragraph(text, columns)).toEqual(lines);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
});

it.each([
  ['short', 10, 'short'],
  ['exactly 10', 10, 'exactly 10'],
  ['a little longer', 10, 'a littl...'],
  ['日本語日本語', 10, '日本語...'],
])('cuts %j to %i columns', (text, columns, shown) => {
  expect(cut(text, columns)).toBe(shown);
});

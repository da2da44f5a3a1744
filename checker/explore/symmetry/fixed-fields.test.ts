/** Fixed fields: which records are refused, and the names of nested fields. */
import { describe, expect, it } from 'vitest';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { UsageError } from '../../values/errors.ts';
import { fieldsOf, refuseFixedFields } from './fixed-fields.ts';

const system = nameSets(['a', 'b'], () => false);
const refuse = (data: unknown) => () => refuseFixedFields(system, () => 'the view', data);

describe('fixed fields', () => {
  it.each([
    [{ a: 0, count: 1 }],
    [[{ inner: { b: 0, count: 1 } }]],
    [new Map([['key', { a: 0, count: 1 }]])],
    [new Set([{ a: 0, count: 1 }])],
  ])('are refused: %o', (data) => {
    expect(refuse(data)).toThrow(UsageError);
    expect(refuse(data)).toThrow("beside 'count', which is no node");
  });

  it.each([
    [{ a: 0, b: 1 }],
    [{ a: 0 }],
    [{ count: 1, other: { b: 2 } }],
    [
      new Map<string, number>([
        ['a', 1],
        ['count', 2],
      ]),
    ],
    ['a'],
    [undefined],
  ])('are not among these: %o', (data) => {
    expect(refuse(data)).not.toThrow();
  });
});

describe('the fields of data', () => {
  it('leave out values and the order of lists', () => {
    expect(fieldsOf({ b: [1, { c: 2 }], a: 'x' })).toBe('{a:.,b:(.,{c:.})}');
    expect(fieldsOf({ a: 1, b: [{ c: 0 }, 7] })).toBe('{a:.,b:(.,{c:.})}');
    expect(fieldsOf(new Map([['k', { d: 1 }]]))).toBe('Map({d:.})');
  });
});

/** Plain data of any kind that a trace may hold. */
import fc from 'fast-check';

export const { data } = fc.letrec((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<unknown>(
      0,
      -0,
      1.5,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
      '',
      '#map',
      null,
      undefined,
      true,
      12n,
      -3n,
    ),
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', '#set', '__proto__', 'toString', ''), tie('data'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    fc.array(tie('data'), { maxLength: 3 }).map((members) => new Set(members)),
    fc.array(fc.tuple(tie('data'), tie('data')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

/** Arbitrary plain data of every kind that `canonical` accepts. */
import fc from 'fast-check';

/** The arbitrary. */
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
      '\ud800',
      '\u2028\u202e\u001b',
    ),
    fc.array(tie('data'), { maxLength: 3 }),
    fc.sparseArray(tie('data'), { maxLength: 4, maxNumElements: 2 }),
    // Some without a prototype.
    fc.dictionary(fc.constantFrom('a', '#set', '#hole', '__proto__', 'toString', '', '\ud800'), tie('data'), {
      maxKeys: 3,
    }),
    fc.array(tie('data'), { maxLength: 3 }).map((members) => new Set(members)),
    fc.array(fc.tuple(tie('data'), tie('data')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

/**
 * Tests the canonical encoding, equality and hashes against an equality that is written without any encoding.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertReaching } from '../../tests/support/reaching.ts';
import { canonical, frozen, keyOf, NotPlainData } from './canonical.ts';
import { digest, isSame } from './equality.ts';

/** Equality by structure, written without any encoding. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  if (a instanceof Set && b instanceof Set) return sameSet([...a], [...b]);
  if (a instanceof Map && b instanceof Map) return sameSet([...a], [...b]);
  if (Array.isArray(a) && Array.isArray(b) && a.length !== b.length) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key as never], b[key as never]))
  );
}

/** Each member of one has a partner of its own in the other. */
function sameSet(a: unknown[], b: unknown[]): boolean {
  if (a.length !== b.length) return false;
  const rest = [...b];
  return a.every((member) => {
    const partner = rest.findIndex((other) => same(member, other));
    if (partner >= 0) rest.splice(partner, 1);
    return partner >= 0;
  });
}

/** Small values, so that equal ones and near misses are frequent. */
const { value: plain } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<unknown>(
      0,
      -0,
      1,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      '0',
      '',
      'a',
      'a,b',
      '"',
      '{',
      null,
      undefined,
      true,
      'true',
      0n,
      1n,
      '1n',
      'null',
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', '0', '"a":1', 'undefined'), tie('value'), {
      maxKeys: 3,
      noNullPrototype: false,
    }),
    fc.array(tie('value'), { maxLength: 3 }).map((members) => new Set(members)),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
}));

describe('the canonical encoding', () => {
  it('is equal exactly for values of equal structure', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(canonical(a) === canonical(b)).toBe(same(a, b));
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not depend on the order of keys, members and entries', () => {
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1 }));
    expect(canonical(new Set(['a', { x: 1, y: 2 }]))).toBe(canonical(new Set([{ y: 2, x: 1 }, 'a'])));
    expect(
      canonical(
        new Map([
          ['a', 1],
          ['b', 2],
        ]),
      ),
    ).toBe(
      canonical(
        new Map([
          ['b', 2],
          ['a', 1],
        ]),
      ),
    );
  });

  it.each([
    [0, -0],
    [Number.NaN, 'NaN'],
    [1, 1n],
    [{ a: undefined }, {}],
    [[undefined], []],
    // biome-ignore lint/suspicious/noSparseArray: holes are what is tested
    [[,], [undefined]],
    [new Map([['a', 1]]), { a: 1 }],
    [new Set([1, 2]), [1, 2]],
    [new Set(), new Map()],
    [Object.create(null), {}],
    [['a', 'b'], ['a,b']],
  ])('distinguishes %o and %o', (a, b) => {
    expect(canonical(a)).not.toBe(canonical(b));
  });

  class Peer {
    name = 'a';
  }
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  it.each([
    [{ log: [{ apply: () => {} }] }, '.log[0].apply is a function (apply)'],
    [{ peer: new Peer() }, '.peer is an instance of Peer'],
    [new Map([['x', Promise.resolve()]]), '.get("x") is an instance of Promise'],
    [new Set([Symbol('s')]), '.values()[0] is a symbol (Symbol(s))'],
    [new Map([[new Date(0), 1]]), '.keys()[0] is an instance of Date'],
    [cyclic, '.self is a cycle'],
    [
      {
        get term() {
          return 1;
        },
      },
      '.term is an accessor',
    ],
    [{ [Symbol('hidden')]: 1 }, '.Symbol(hidden) is a hidden field'],
    [Object.defineProperty({}, 'x', { value: 1 }), '.x is a hidden field'],
    [Object.assign([1], { extra: 2 }), '.extra is a field of an array'],
    [Object.assign(new Set(), { extra: 2 }), '.extra is a field of a Map or Set'],
    [() => {}, 'the value itself is a function'],
    [new Uint8Array(2), 'the value itself is an instance of Uint8Array'],
  ])('refuses %o', (value, sentence) => {
    expect(() => canonical(value)).toThrow(NotPlainData);
    expect(() => canonical(value)).toThrow(sentence);
  });

  it('accepts a value that occurs twice without a cycle', () => {
    const shared = { x: 1 };
    expect(canonical([shared, shared])).toBe('[{"x":1},{"x":1}]');
  });

  it('is memoised by object in keyOf', () => {
    const part = { a: new Set([1]) };
    expect(keyOf(part)).toBe(canonical(part));
    expect(keyOf(part)).toBe(canonical(part));
    expect(keyOf(-0)).toBe('-0');
  });

  it('agrees with isSame, whether parts are shared or not', () => {
    fc.assert(
      fc.property(plain, plain, fc.clone(plain, 2), (a, b, [c, alike]) => {
        expect(isSame(a, b)).toBe(canonical(a) === canonical(b));
        expect(isSame([a, c], [a, alike])).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });

  it('distinguishes an own field from an inherited one of the same name', () => {
    const named = JSON.parse('{"__proto__":{}}') as object;
    for (const other of [{ x: 1 }, {}]) {
      expect(isSame(named, other)).toBe(false);
      expect(isSame(other, named)).toBe(false);
    }
    expect(isSame(named, JSON.parse('{"__proto__":{}}'))).toBe(true);
  });

  it('is equal only if digests are, in any order of fields', () => {
    const apart = new Set<string>();
    const digests = new Set<number>();
    assertReaching(
      fc.property(plain, fc.clone(plain, 2), (a, [b, alike]) => {
        expect(digest([b, a])).toBe(digest([alike, a]));
        expect(digest({ x: a, y: b })).toBe(digest({ y: alike, x: a }));
        apart.add(canonical(a));
        digests.add(digest(a));
      }),
      { numRuns: 2_000 },
      () => {
        // The digests of Maps and Sets, and of what is rare among messages, do not differ.
        expect(digests.size).toBeGreaterThan(apart.size / 3);
      },
    );
  });

  it('is the same for frozen data, also as a part of other data', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        const before = canonical({ a, b });
        frozen(a);
        expect(canonical({ a, b })).toBe(before);
        expect(canonical(frozen({ a, b }))).toBe(before);
      }),
    );
  });

  it('follows changes of a Map in frozen data, whose other parts cannot change', () => {
    const data = frozen({ terms: new Map([[1, 'a']]), log: [1] });
    const before = canonical(data);
    data.terms.set(1, 'b');
    expect(canonical(data)).not.toBe(before);
    expect(() => data.log.push(2)).toThrow(TypeError);
    expect(() => frozen(cyclic)).not.toThrow();
  });

  it.each([[{ a: () => {} }], [new Peer()], [{ get: 1, ...cyclic }]])(
    'of %o is refused all the same once frozen',
    (data) => {
      expect(() => canonical(frozen(data))).toThrow(NotPlainData);
    },
  );
});

/** Tests the texts of values: equal data have equal texts, and JSON holds bytes. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesOf, bytesText, hexOf, NoText, textOf, valueFromJson, valueToJson } from './value-text.ts';

const data = fc.anything({ withMap: true, withSet: true, withBigInt: true, withNullPrototype: true });
const withBytes = fc.oneof(data, fc.uint8Array(), fc.record({ bytes: fc.uint8Array(), more: data }));

describe('textOf', () => {
  it('sorts fields and members, and writes bytes in hexadecimal', () => {
    expect(textOf({ ttl: 7, guid: Uint8Array.of(0, 255), 'a b': [undefined, -0, 3n] })).toBe(
      '{"a b": [undefined, -0, 3n], guid: 0x00ff, ttl: 7}',
    );
    expect(
      textOf(
        new Map([
          ['b', 1],
          ['a', 2],
        ]),
      ),
    ).toBe('Map {"a": 2, "b": 1}');
    expect(textOf({ a: 1, b: 2 })).toBe(textOf({ b: 2, a: 1 }));
    expect(textOf(Buffer.from([1]))).toBe(textOf(Uint8Array.of(1)));
  });

  it('tells apart what looks alike', () => {
    const alike = [
      '1',
      1,
      1n,
      [1],
      true,
      'true',
      null,
      'null',
      undefined,
      0,
      -0,
      {},
      [],
      '',
      '0x01',
      Uint8Array.of(1),
    ];
    expect(new Set(alike.map(textOf)).size).toBe(alike.length);
  });

  it('refuses functions and objects of other classes', () => {
    expect(() => textOf({ at: new Date(0) })).toThrow(NoText);
    expect(() => textOf(() => 1)).toThrow('a function');
  });
});

describe('JSON of values', () => {
  it('is read back with bytes', () => {
    fc.assert(
      fc.property(withBytes, (value) => {
        const json = valueToJson(value);
        if (json === undefined) return;
        expect(textOf(valueFromJson(JSON.parse(JSON.stringify(json)), 'x'))).toBe(textOf(value));
      }),
    );
  });

  it('does not exist of other objects', () => {
    expect(valueToJson(new Date(0))).toBeUndefined();
  });
});

it('bytes are the same after hexadecimal', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => textOf(bytesOf(hexOf(bytes))) === textOf(bytes)));
  expect(bytesText(Uint8Array.of(3, 0, 97))).toBe('03 00 61');
  expect(bytesText(new Uint8Array(100))).toMatch(/^(00 ){24}\.\.\.( 00){8}$/);
});

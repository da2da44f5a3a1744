/** Damaged texts of JSON files: cut short, with a changed character, or with a replaced part. */
import fc from 'fast-check';
import type { Json } from '../../checker/values/json.ts';

/** Damaged variants of a text. */
export function damaged(text: string): fc.Arbitrary<string> {
  const cut = fc.nat(text.length).map((at) => text.slice(0, at));
  const flipped = fc
    .tuple(fc.nat(text.length - 1), fc.constantFrom('{', '}', '[', ']', '"', ',', '0', '#', 'x', 'null'))
    .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
  const replaced = fc
    .tuple(fc.nat(400), fc.oneof(fc.jsonValue(), fc.constantFrom('a', 'z', 1, {}, [], null)))
    .map(([at, put]) => JSON.stringify(replaceAt(JSON.parse(text), at, put)));
  const huge = fc.constantFrom(
    1e308,
    -1,
    2 ** 53,
    0.5,
    Number.MAX_SAFE_INTEGER,
    'x'.repeat(10_000),
    '\u202e\u001b[2J',
  );
  const odd = fc
    .tuple(fc.nat(400), fc.oneof(huge, nested))
    .map(([at, put]) => JSON.stringify(replaceAt(JSON.parse(text), at, put)));
  const twice = fc
    .tuple(fc.nat(60), fc.constantFrom('steps', 'format', 'initial', '__proto__', 'loop'), fc.jsonValue())
    .map(([at, name, value]) => {
      const places = [...text.matchAll(/\{/g)];
      const put = (places[at % places.length]?.index ?? 0) + 1;
      return `${text.slice(0, put)}${JSON.stringify(name)}:${JSON.stringify(value)},${text.slice(put)}`;
    });
  const bom = fc.constant(`\ufeff${text}`);
  return fc.oneof(cut, flipped, replaced, odd, twice, bom, fc.json());
}

/** Nested arrays, records or Maps, some of them deeper than the limit. */
const nested = fc
  .tuple(fc.constantFrom(3, 400, 600, 900), fc.constantFrom('list', 'field', '#map', '#set'))
  .map(([depth, how]) => {
    let part: Json = 1;
    for (let level = 0; level < depth; level++)
      part =
        how === 'list'
          ? [part]
          : how === '#map'
            ? { [how]: [['k', part]] }
            : how === '#set'
              ? { [how]: [part] }
              : { [how]: part };
    return part;
  });

/** The value with its nth part, counted depth first, replaced. */
function replaceAt(json: Json, at: number, put: unknown): unknown {
  let left = at;
  const walk = (part: Json): unknown => {
    if (left-- === 0) return put;
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, walk(field as Json)]));
  };
  return walk(json);
}

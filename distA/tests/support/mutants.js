/** Texts of JSON files with something wrong in them: cut short, a character changed, a part replaced. */
import fc from 'fast-check';
export function mutantOf(text) {
    const cut = fc.nat(text.length).map((at) => text.slice(0, at));
    const flipped = fc
        .tuple(fc.nat(text.length - 1), fc.constantFrom('{', '}', '[', ']', '"', ',', '0', '#', 'x', 'null'))
        .map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1));
    const replaced = fc
        .tuple(fc.nat(400), fc.oneof(fc.jsonValue(), fc.constantFrom('a', 'z', 1, {}, [], null)))
        .map(([at, put]) => JSON.stringify(replaceAt(JSON.parse(text), at, put)));
    return fc.oneof(cut, flipped, replaced, fc.json());
}
/** The value with its nth part, counted depth first, replaced. */
function replaceAt(json, at, put) {
    let left = at;
    const walk = (part) => {
        if (left-- === 0)
            return put;
        if (Array.isArray(part))
            return part.map(walk);
        if (typeof part !== 'object' || part === null)
            return part;
        return Object.fromEntries(Object.entries(part).map(([name, field]) => [name, walk(field)]));
    };
    return walk(json);
}

/**
 * Plain data as JSON and back, without loss. Map, Set and bigint are written as in the Informal Trace Format (Apalache,
 * ADR-015): `{"#map": [[key, value], ...]}`, `{"#set": [...]}`, `{"#bigint": "12"}`. What JSON cannot say is written in the
 * same manner: `{"#number": "NaN"}`, `{"#undefined": true}`, and a record one of whose fields begins with `#`, or that JSON
 * would read otherwise, as `{"#record": [[field, value], ...]}`. Members of sets and maps are in canonical order, so equal
 * data are equal bytes.
 */
import { canonical } from './canonical.js';
/**
 * @throws NotPlainData where the value is not plain data, or has holes or a bare prototype.
 */
export function toJson(value) {
    canonical(value);
    return encode(value);
}
function encode(value) {
    switch (typeof value) {
        case 'string':
        case 'boolean':
            return value;
        case 'number':
            return Number.isFinite(value) && !Object.is(value, -0)
                ? value
                : { '#number': Object.is(value, -0) ? '-0' : String(value) };
        case 'bigint':
            return { '#bigint': String(value) };
        case 'undefined':
            return { '#undefined': true };
        default:
            return value === null ? null : encodeObject(value);
    }
}
function encodeObject(value) {
    if (Array.isArray(value))
        return Array.from(value, encode);
    if (value instanceof Set)
        return { '#set': inOrder([...value]).map(encode) };
    if (value instanceof Map) {
        return { '#map': inOrder([...value]).map(([key, item]) => [encode(key), encode(item)]) };
    }
    const fields = Object.entries(value);
    if (fields.some(([name]) => name.startsWith('#') || name === '__proto__')) {
        return { '#record': inOrder(fields).map(([name, field]) => [name, encode(field)]) };
    }
    return Object.fromEntries(fields.map(([name, field]) => [name, encode(field)]));
}
function inOrder(members) {
    return members
        .map((member) => ({ member, key: canonical(member) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1))
        .map(({ member }) => member);
}
/** Says where JSON is not what `toJson` writes. */
export class NotData extends Error {
    name = 'NotData';
}
/**
 * @throws NotData naming the place, where JSON says something that `toJson` never writes.
 */
export function fromJson(json, path = '') {
    if (typeof json !== 'object' || json === null)
        return json;
    if (Array.isArray(json))
        return json.map((item, at) => fromJson(item, `${path}[${at}]`));
    const fields = Object.entries(json);
    const [tag, content] = fields.find(([name]) => name.startsWith('#')) ?? [];
    if (tag === undefined) {
        return Object.fromEntries(fields.map(([name, field]) => [name, fromJson(field, `${path}.${name}`)]));
    }
    if (fields.length > 1)
        throw new NotData(`${path} has '${tag}' beside other fields; it stands alone`);
    return decodeTagged(tag, content, path);
}
function decodeTagged(tag, content, path) {
    const here = `${path}.${tag}`;
    const list = () => {
        if (Array.isArray(content))
            return content;
        throw new NotData(`${here} is no list`);
    };
    const pairs = () => list().map((pair, at) => {
        if (!Array.isArray(pair) || pair.length !== 2)
            throw new NotData(`${here}[${at}] is no pair`);
        return [fromJson(pair[0], `${here}[${at}][0]`), fromJson(pair[1], `${here}[${at}][1]`)];
    });
    switch (tag) {
        case '#set':
            return new Set(list().map((member, at) => fromJson(member, `${here}[${at}]`)));
        case '#map':
            return new Map(pairs());
        case '#record': {
            const record = {};
            for (const [name, value] of pairs()) {
                if (typeof name !== 'string')
                    throw new NotData(`${here} has a field whose name is no text`);
                Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
            }
            return record;
        }
        case '#bigint':
            if (typeof content === 'string' && /^-?\d+$/.test(content))
                return BigInt(content);
            throw new NotData(`${here} is no whole number in digits`);
        case '#number':
            if (content === '-0')
                return -0;
            if (content === 'NaN' || content === 'Infinity' || content === '-Infinity')
                return Number(content);
            throw new NotData(`${here} is none of NaN, Infinity, -Infinity, -0`);
        case '#undefined':
            return undefined;
        default:
            throw new NotData(`${here} is no tag; there is #map, #set, #record, #bigint, #number, #undefined`);
    }
}

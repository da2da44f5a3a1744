/**
 * One string for one value: two values have the same string exactly when no plain code can behave differently on them.
 * The checker recognises worlds, states and messages by it, so it must never merge what differs: a missing field and an
 * `undefined` one differ, `0` and `-0` differ, a Map and a record differ. The order of a record's keys and of the
 * members of a Map or Set does not count.
 *
 * What is not plain data (functions, symbols, class instances, promises, accessors, cycles) is refused with the path
 * to it and never left out: a merged world would be reported as explored although nobody looked at it.
 */
/** Says where in a value something stands that is not plain data. */
export class NotPlainData extends Error {
    /** For instance `.log[2].apply`; empty for the value itself. */
    path;
    found;
    constructor(path, found) {
        super(`${path === '' ? 'the value itself' : path} is ${found}; only plain data can be told apart: strings, numbers, ` +
            'booleans, null, undefined, bigint, arrays, records, Map and Set');
        this.name = 'NotPlainData';
        this.path = path;
        this.found = found;
    }
}
/**
 * Encodes plain data canonically.
 *
 * @throws NotPlainData with the path to the first part that is not plain.
 */
export function canonical(value) {
    return encode(value, '', []);
}
/** `inside` holds the objects around this one, so that a cycle is seen. */
function encode(value, path, inside) {
    switch (typeof value) {
        case 'string':
            return quoted(value);
        case 'number':
            return Object.is(value, -0) ? '-0' : String(value);
        case 'boolean':
        case 'undefined':
            return String(value);
        case 'bigint':
            return `${value}n`;
        case 'function':
            throw new NotPlainData(path, `a function${value.name === '' ? '' : ` (${value.name})`}`);
        case 'symbol':
            throw new NotPlainData(path, `a symbol (${String(value)})`);
        case 'object':
            return value === null ? 'null' : encodeObject(value, path, inside);
    }
}
/** As `JSON.stringify`, which is slow for the short names of which most data consist. */
function quoted(text) {
    return /^\w*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
function encodeObject(value, path, inside) {
    const known = encodings.get(value);
    if (known !== undefined)
        return known;
    if (inside.includes(value))
        throw new NotPlainData(path, 'a cycle: it contains itself');
    inside.push(value);
    const encoded = encodeByKind(value, path, inside);
    inside.pop();
    return encoded;
}
function encodeByKind(value, path, inside) {
    switch (Object.getPrototypeOf(value)) {
        case Array.prototype:
            return encodeArray(value, path, inside);
        case Map.prototype: {
            refuseOwnKeys(value, path);
            const entries = [...value].map(([key, item], at) => {
                const encodedKey = encode(key, `${path}.keys()[${at}]`, inside);
                return `${encodedKey}=>${encode(item, `${path}.get(${encodedKey})`, inside)}`;
            });
            return `Map{${entries.sort().join(',')}}`;
        }
        case Set.prototype: {
            refuseOwnKeys(value, path);
            const members = [...value].map((member, at) => encode(member, `${path}.values()[${at}]`, inside));
            return `Set{${members.sort().join(',')}}`;
        }
        case Object.prototype:
            return encodeRecord(value, path, inside);
        case null:
            return `bare${encodeRecord(value, path, inside)}`;
        default: {
            const kind = value.constructor?.name;
            throw new NotPlainData(path, `an instance of ${typeof kind === 'string' && kind !== '' ? kind : 'a class'}`);
        }
    }
}
function encodeArray(value, path, inside) {
    const items = [];
    for (let at = 0; at < value.length; at++) {
        items.push(at in value ? encode(value[at], `${path}[${at}]`, inside) : 'hole');
    }
    const own = Reflect.ownKeys(value);
    const extra = own.length > value.length + 1 || items.includes('hole') ? own.find((key) => !isIndex(key)) : undefined;
    if (extra !== undefined)
        throw new NotPlainData(`${path}.${String(extra)}`, 'a field of an array');
    return `[${items.join(',')}]`;
}
function encodeRecord(value, path, inside) {
    const fields = sorted(Object.keys(value));
    let encoded = '';
    for (const key of fields) {
        const field = encode(value[key], `${path}.${key}`, inside);
        encoded += `${encoded === '' ? '' : ','}${quoted(key)}:${field}`;
    }
    refuseHidden(value, path, fields.length);
    return `{${encoded}}`;
}
/** In place; what `sort` does, without what it allocates for lists as short as these. */
function sorted(texts) {
    if (texts.length > 16)
        return texts.sort();
    for (let at = 1; at < texts.length; at++) {
        const text = texts[at];
        let to = at;
        for (; to > 0 && texts[to - 1] > text; to--)
            texts[to] = texts[to - 1];
        texts[to] = text;
    }
    return texts;
}
/** Symbols, fields that are not enumerable and accessors can carry behaviour that the fields do not show. */
function refuseHidden(value, path, visible) {
    const own = Reflect.ownKeys(value);
    for (const key of own) {
        const descriptor = Object.getOwnPropertyDescriptor(value, key);
        if (descriptor?.get !== undefined || descriptor?.set !== undefined) {
            throw new NotPlainData(`${path}.${String(key)}`, 'an accessor');
        }
        if (own.length > visible && (typeof key === 'symbol' || descriptor?.enumerable !== true)) {
            throw new NotPlainData(`${path}.${String(key)}`, 'a hidden field (a symbol, or not enumerable)');
        }
    }
}
function refuseOwnKeys(value, path) {
    const key = Reflect.ownKeys(value)[0];
    if (key !== undefined)
        throw new NotPlainData(`${path}.${String(key)}`, 'a field of a Map or Set');
}
function isIndex(key) {
    return key === 'length' || (typeof key === 'string' && /^\d+$/.test(key));
}
/** Of what can never change again. */
const encodings = new WeakMap();
/**
 * Freezes data with all its parts. What is frozen need not be encoded again, wherever it comes to stand; Map and Set cannot
 * be protected so, and what contains one is encoded each time.
 */
export function frozen(data) {
    try {
        settle(data);
    }
    catch (error) {
        // Whoever asks for its encoding is told.
        if (!(error instanceof NotPlainData))
            throw error;
    }
    return data;
}
/** Whether it can never change again. */
function settle(value) {
    if (typeof value !== 'object' || value === null)
        return typeof value !== 'function';
    if (encodings.has(value))
        return true;
    if (Object.isFrozen(value))
        return false;
    Object.freeze(value);
    let isSettled = isArrayOrRecord(value);
    for (const part of Object.values(value))
        isSettled = settle(part) && isSettled;
    if (isSettled)
        encodings.set(value, encode(value, '', []));
    return isSettled;
}
/** Whether both have the same encoding; what they share is not looked at, so that alike ones are compared fast. */
export function isSame(a, b) {
    if (Object.is(a, b))
        return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null)
        return false;
    if (!isArrayOrRecord(a) || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b))
        return canonical(a) === canonical(b);
    const fields = Object.keys(a);
    return (fields.length === Object.keys(b).length &&
        (!Array.isArray(a) || a.length === b.length) &&
        fields.every((field) => Object.hasOwn(b, field) && isSame(a[field], b[field])));
}
function isArrayOrRecord(value) {
    const kind = Object.getPrototypeOf(value);
    return kind === Array.prototype || kind === Object.prototype;
}
const keys = new WeakMap();
/**
 * `canonical`, remembered per object: for the parts of worlds, which are never changed in place and stand in many worlds.
 *
 * @throws NotPlainData as `canonical` does.
 */
export function keyOf(part) {
    if (typeof part !== 'object' || part === null)
        return canonical(part);
    let key = keys.get(part);
    if (key === undefined) {
        key = canonical(part);
        keys.set(part, key);
    }
    return key;
}

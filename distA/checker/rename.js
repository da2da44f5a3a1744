/** Plain data with other names: nodes are spelled as strings, in values, fields, Map keys and Set members alike. */
/** A copy in which each name stands where the other did. */
export function swapped(data, one, other) {
    const swap = (part) => {
        if (typeof part === 'string')
            return part === one ? other : part === other ? one : part;
        if (typeof part !== 'object' || part === null)
            return part;
        if (Array.isArray(part))
            return part.map(swap);
        if (part instanceof Set)
            return new Set([...part].map(swap));
        if (part instanceof Map)
            return new Map([...part].map(([key, item]) => [swap(key), swap(item)]));
        return Object.fromEntries(Object.entries(part).map(([key, item]) => [swap(key), swap(item)]));
    };
    return swap(data);
}

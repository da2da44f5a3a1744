/** A copy of plain data that shares nothing with the original: `structuredClone`, but fast for what messages are made of. */
export function copyOf(data) {
    if (typeof data !== 'object' || data === null)
        return data;
    if (Array.isArray(data))
        return data.map(copyOf);
    if (Object.getPrototypeOf(data) !== Object.prototype)
        return structuredClone(data);
    const copy = { ...data };
    for (const field in copy) {
        const part = copy[field];
        if (typeof part === 'object' && part !== null)
            copy[field] = copyOf(part);
    }
    return copy;
}

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
export declare class NotPlainData extends Error {
    /** For instance `.log[2].apply`; empty for the value itself. */
    readonly path: string;
    readonly found: string;
    constructor(path: string, found: string);
}
/**
 * Encodes plain data canonically.
 *
 * @throws NotPlainData with the path to the first part that is not plain.
 */
export declare function canonical(value: unknown): string;
/**
 * Freezes data with all its parts. What is frozen need not be encoded again, wherever it comes to stand; Map and Set cannot
 * be protected so, and what contains one is encoded each time.
 */
export declare function frozen<T>(data: T): T;
/** Whether both have the same encoding; what they share is not looked at, so that alike ones are compared fast. */
export declare function isSame(a: unknown, b: unknown): boolean;
/**
 * `canonical`, remembered per object: for the parts of worlds, which are never changed in place and stand in many worlds.
 *
 * @throws NotPlainData as `canonical` does.
 */
export declare function keyOf(part: unknown): string;

/**
 * Tables of integers: what the fast explorer keeps instead of objects. All of them grow and never shrink, and a lookup
 * allocates nothing. Every table keeps its keys whole: two different keys are never taken for one, however their
 * hashes fall.
 */
/** A list of integers that grows. */
export declare class Ints {
    #private;
    get size(): number;
    at(index: number): number;
    push(value: number): void;
}
/** A set of small integers, a bit each. */
export declare class Bits {
    #private;
    /** How many are in it. */
    get count(): number;
    has(index: number): boolean;
    add(index: number): void;
}
/** What one column of a row adds to its hash; a row's hash is the exclusive or of them, so that a change of one is cheap. */
export declare function hashOf(column: number, value: number): number;
/**
 * Rows of a fixed width, each once, numbered from 0 in the order in which they came. Beside a row its hash is kept in the
 * index, so that a row is read only where it most probably is the one.
 *
 * Most columns hold small numbers only. A column takes 16 bits as long as these are enough for all rows, then 32.
 */
export declare class Rows {
    #private;
    readonly width: number;
    /** Of the arrays it is given, the `width` items from `first` on are the row. */
    constructor(first: number, width: number);
    get size(): number;
    copy(row: number, into: Int32Array): void;
    /** The number of a row, or -1 where it is not there. `hash` is the exclusive or of `hashOf` over its columns. */
    find(row: Int32Array, hash: number): number;
    /** Adds a row that `find` did not find; returns its number. */
    add(row: Int32Array, hash: number): number;
}
/** Two integers to one, for what is remembered of a pair. */
export declare class Pairs {
    #private;
    /** The value, 0 or more, or -1 where nothing is remembered. */
    get(a: number, b: number): number;
    /** For a pair of which nothing is remembered yet. */
    set(a: number, b: number, value: number): void;
}
/** Small values of pairs of small numbers: as `Pairs`, without looking for a place as long as there are few. */
export declare class Square {
    #private;
    /** The value, 0 or more, or -1 where nothing is remembered. */
    get(a: number, b: number): number;
    /** For a pair of which nothing is remembered yet; the value is below 127. */
    set(a: number, b: number, value: number): void;
}
/** Lists of integers of any length, each once, numbered from 0; the empty one is 0. */
export declare class Lists {
    #private;
    constructor();
    get size(): number;
    /** Where a list begins among the items. */
    from(list: number): number;
    /** Where it ends. */
    to(list: number): number;
    item(index: number): number;
    /** A copy. */
    get(list: number): number[];
    intern(items: readonly number[]): number;
}
/** Values by the string that stands for each, numbered from 0; whoever adds one keeps what belongs to it by that number. */
export declare class Names {
    #private;
    get size(): number;
    /** The number of a name; `add` is called where it is new, before it counts. */
    of(name: string, add: (number: number) => void): number;
}

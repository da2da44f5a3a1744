/** Things to choose among at random: any may be added, taken out or looked at by its position, each at once. */
/** Knows where it stands in its pool. */
export interface Pooled {
    index: number;
}
/** In no particular order. */
export declare class Pool<T extends Pooled> {
    #private;
    get size(): number;
    at(index: number): T;
    add(item: T): void;
    /** The last one moves to where it stood. */
    remove(item: T): void;
    [Symbol.iterator](): Iterator<T>;
}

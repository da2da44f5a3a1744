/** The target of an edge that a bound of the scope held back: what lies there is not known. */
export declare const beyond = -1;
/**
 * Edges in the order in which their sources were expanded: those that leave world `i` are the ones from `from(i)` to before
 * `to(i)`. Each has a target, `beyond` where a bound held it back, and where a property asks for it a label
 * (`fairness.ts`).
 */
export declare class Edges {
    #private;
    /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
    leave(world: number): void;
    /** Every edge has a label, or none has. */
    add(target: number, label?: number): void;
    from(world: number): number;
    to(world: number): number;
    target(edge: number): number;
    label(edge: number): number;
    /** The world that an edge leaves. */
    source(edge: number): number;
    /** For each of `worlds` worlds, of which the first are initial, how many steps it is from the nearest of these. */
    depths(worlds: number, initial: number): Int32Array;
    /** Of an edge, which of the actions of its source it is, in their order. */
    ordinal(source: number, edge: number): number;
    /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
    reaching(worlds: number, isGoal: (world: number) => boolean): Uint8Array;
}

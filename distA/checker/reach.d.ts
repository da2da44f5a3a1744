/**
 * Which worlds can reach which: backward reachability over the edges of an explored graph, for `possible`.
 */
/** Edges in the order in which their sources were expanded: from world `i` to `targets[offsets[i] .. offsets[i+1]]`. */
export declare class Edges {
    #private;
    /** Says that the edges added from now on leave this world; worlds are given in increasing order. */
    leave(world: number): void;
    add(target: number): void;
    /** For each of `worlds` worlds, whether it is a goal or some path leads from it to one. */
    reaching(worlds: number, isGoal: (world: number) => boolean): Uint8Array;
}

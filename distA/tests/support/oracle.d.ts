import type { System } from '../../checker/system.ts';
import type { Action, World } from '../../checker/world.ts';
/** The structure of plain data as nested JSON arrays, told apart by a tag each; written for clarity, not speed. */
export declare function naive(data: unknown): string;
/** One world of the graph. */
export interface Vertex {
    readonly world: World;
    /** Steps from the nearest initial world. */
    readonly distance: number;
    readonly edges: readonly {
        readonly action: Action;
        readonly to: string;
    }[];
}
/**
 * Every world by its naive key.
 *
 * @throws Error where the traversal meets more than `limit` worlds and transitions.
 */
export declare function graphOf(system: System, limit?: number): ReadonlyMap<string, Vertex>;

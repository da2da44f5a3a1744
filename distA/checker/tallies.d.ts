/** What a series of schedules was like: what they took, which strategies had a part, which worlds they came through. */
import type { NodeId } from './actor.ts';
import type { Seen } from './property.ts';
import type { Kind, Walk } from './walk.ts';
/** Something that tells runs apart, worth knowing the spread of: how many leaders there were, how long a log got. */
export interface Statistic<V = object, H = unknown> {
    readonly name: string;
    /** The class of a run, read off the world in which its storm ended. */
    of(views: ReadonlyMap<NodeId, V>, history: H): string | number | boolean;
}
/** What is to be tallied beside the actions. */
export interface TalliesOptions {
    /** Tells the worlds of storms apart, at some cost a step. */
    readonly countsWorlds?: boolean;
    readonly statistics?: readonly Statistic[];
}
/** Worlds as properties see them: nodes and history, without what is under way. */
export interface WorldsSeen {
    readonly distinct: number;
    /** How many of them were seen just once. */
    readonly once: number;
    /** Steps after which the world was looked at. */
    readonly looks: number;
    /**
     * How likely the next step is to lead to a world not seen so far: worlds seen once to looks (Good 1953, after Turing). Worlds
     * of one run depend on each other, so it is an estimate for runs like these.
     */
    readonly unseen: number;
}
/** What there is to know of a series. */
export type Tallied = Pick<Tallies, 'taken' | 'strategies' | 'classes' | 'worlds'>;
/** Counts as a series goes on. */
export declare class Tallies {
    #private;
    /** How often each kind of action was taken in storms. */
    readonly taken: Partial<Record<Kind, number>>;
    /** In how many runs each strategy had a part. */
    readonly strategies: Map<string, number>;
    /** By statistic, how many runs were of each class. */
    readonly classes: Map<string, Map<string, number>>;
    constructor({ countsWorlds, statistics }: TalliesOptions);
    /** Undefined where worlds are not counted. */
    get worlds(): WorldsSeen | undefined;
    begins(strategies: readonly string[], walk: Walk): void;
    took(kind: Kind, walk: Walk): void;
    ends({ views, history }: Seen): void;
}

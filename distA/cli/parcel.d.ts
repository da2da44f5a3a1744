/** What a check found, on its way between threads: functions stay where they are, and a property travels as its place in a list. */
import type { Exploration, Fuzzed, Property } from '../checker/index.ts';
type Packed<T> = T extends {
    readonly property: Property;
} ? Omit<T, 'property'> & {
    readonly property: number;
} : never;
export type PackedExploration = Omit<Exploration, 'results'> & {
    readonly results: readonly Packed<Exploration['results'][number]>[];
};
export type PackedFuzzed = Omit<Fuzzed, 'violation' | 'reached'> & {
    readonly violation?: Packed<NonNullable<Fuzzed['violation']>>;
    readonly reached: ReadonlyMap<number, number>;
};
export declare function packed(exploration: Exploration, properties: readonly Property[]): PackedExploration;
export declare function unpacked(exploration: PackedExploration, properties: readonly Property[]): Exploration;
export declare function packedStorm({ violation, reached, tallies, ...rest }: Fuzzed, properties: readonly Property[]): PackedFuzzed;
export declare function unpackedStorm({ violation, reached, ...rest }: PackedFuzzed, properties: readonly Property[]): Fuzzed;
export {};

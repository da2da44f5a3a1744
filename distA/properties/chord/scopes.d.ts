import { type Scope } from '../../checker/suite.ts';
import type { Chord } from '../../models/chord/messages.ts';
type Role = 'original' | 'corrected';
/** For schedules: as many nodes as asked for. */
export declare function sized(identifiers: number): Scope<Chord, Role>;
export declare const scopes: {
    default: Scope<Chord, Role>;
    slot: Scope<Chord, Role>;
    'one-change': Scope<Chord, Role>;
    'list-3': Scope<Chord, Role>;
    nightly: Scope<Chord, Role>;
    'two-begin': Scope<Chord, Role>;
    'few-principals': Scope<Chord, Role>;
    'few-entries': Scope<Chord, Role>;
    storm: Scope<Chord, Role>;
    original: Scope<Chord, Role>;
    'original-join': Scope<Chord, Role>;
    'original-both': Scope<Chord, Role>;
    'original-final': Scope<Chord, Role>;
    'original-calm': Scope<Chord, Role>;
};
export {};

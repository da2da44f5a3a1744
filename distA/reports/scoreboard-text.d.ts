/** The scoreboard: how each known bug is caught, by a search and by schedules. */
import type { Subject, Suite } from '../checker/index.ts';
import type { Stormed } from './storm-text.ts';
import { type Explored } from './terminal.ts';
import { type Palette } from './text.ts';
/** A known bug, made on one side and hunted in both ways. */
export interface Hunted {
    readonly suite: Suite;
    readonly subject: Subject & {
        readonly bug: string;
    };
    readonly scope: string;
    readonly search: Explored;
    /** One a seed. */
    readonly schedules: readonly Stormed[];
}
/** Over several seeds: the one in the middle, and the worst of those that caught anything. */
export interface Spread {
    readonly median: number;
    readonly worst: number;
}
/** What schedules came to, over all seeds that caught the bug; absent where none did. */
export interface Catches {
    readonly caught: number;
    readonly runs: Spread;
    readonly ms: Spread;
    /** Of the shrunk traces. */
    readonly steps: Spread;
}
/** What schedules came to. */
export declare function catchesOf({ schedules }: Hunted): Catches | undefined;
/** Whether a search caught it, or schedules did. */
export declare function isCaught(hunted: Hunted): boolean;
/** One bug on every side it was made on. */
export declare function scoreText(id: string, hunts: readonly Hunted[], palette?: Palette): string[];

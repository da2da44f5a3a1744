import type { Suite } from './suite.ts';
/** Whether a value means to be a suite: whether it is a sound one is for `refuseUnsound` to say. */
export declare function looksLikeSuite(value: unknown): value is Suite;
/**
 * Refuses a suite that lacks a part, or names what it does not have.
 *
 * @throws UsageError in one sentence that says what is wrong and what would be right.
 */
export declare function refuseUnsound(suite: unknown): void;
/** A name as flags and file names spell it: lower case, hyphens for everything else. */
export declare function slug(name: string): string;

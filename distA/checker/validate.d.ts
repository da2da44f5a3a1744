import type { System } from './system.ts';
/** What an environment may do that no protocol asks for. */
export declare const faults: readonly string[];
/** What pictures, logs and files can carry as the name of a node. */
export declare const nodeName: RegExp;
/**
 * Refuses a system that names what it does not have, or limits what cannot happen.
 *
 * @throws UsageError in one sentence that says what is wrong and what would be right.
 */
export declare function validate(system: System): void;

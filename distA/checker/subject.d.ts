import type { Property } from './property.ts';
import type { Scope, Suite } from './suite.ts';
import type { System } from './system.ts';
/** Which code of a protocol plays. */
export type Side = 'model' | 'implementation' | 'lockstep';
/** What is checked: a side, right or with a known bug. */
export interface Subject {
    readonly side: Side;
    /** Id of a known bug, as the suite lists it. */
    readonly bug?: string;
}
/** That an implementation refines its model: judged wherever the two run in lockstep. */
export declare const refinement: Property;
/** The word for a subject, as flags and files spell it. */
export declare function subjectText({ side, bug }: Subject): string;
/**
 * Reads a subject's word. `bug:R3` alone means the side given.
 *
 * @throws UsageError where the suite has no such subject.
 */
export declare function subjectOf(suite: Suite, word: string, sideOfBug?: Side): Subject;
/** The scope in which a subject is explored unless another is named: `default`, or the one that its bug names. */
export declare function homeOf(suite: Suite, { bug }: Subject): string;
/** Whether the suite has what a subject needs: an implementation, or one with that bug. */
export declare function has(suite: Suite, { side, bug }: Subject): boolean;
/**
 * A scope by its name: one that the suite lists, or `nodes-7`, the one with so many nodes.
 *
 * @throws UsageError where the suite has no such scope.
 */
export declare function scopeOf(suite: Suite, name: string): Scope;
/**
 * The system of a scope, played by a subject.
 *
 * @throws UsageError where the suite lacks the scope, or what the subject needs.
 */
export declare function systemOf(suite: Suite, scope: string, subject?: Subject): System;
/** The promises to which a subject is held: in every scope, or also those of one. */
export declare function propertiesOf(suite: Suite, { side }: Subject, scope?: string): readonly Property[];
/** The promises to look at: all to which the subject is held, the one that is named, or the one that its bug breaks. */
export declare function promisesOf(suite: Suite, subject: Subject, name?: string, scope?: string): readonly Property[];
/**
 * As `promisesOf`, where there is to be at least one.
 *
 * @throws UsageError where the one that is named is promised in other scopes alone, or by another side.
 */
export declare function promisesIn(suite: Suite, subject: Subject, scope: string, name?: string): readonly Property[];
/** The property of that name, in any case and with hyphens for spaces. */
export declare function propertyOf(suite: Suite, name: string): Property;

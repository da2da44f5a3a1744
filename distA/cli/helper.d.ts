import { type Subject } from '../checker/index.ts';
import { type StormPlan } from './drive.ts';
import type { Options } from './options.ts';
import { type PackedExploration, type PackedFuzzed } from './parcel.ts';
/** What all threads of a crew are told, and the memory in which they see that they are to stop. */
export interface Briefing {
    readonly options: Options;
    readonly stop: Int32Array;
}
/** A check, in names; `storm` is present where it is made of schedules. */
export interface Job {
    readonly protocol: string;
    readonly scope: string;
    readonly subject: Subject;
    readonly properties: readonly string[];
    readonly storm?: StormPlan;
}
export type Sent = {
    readonly kind: 'exploration';
    readonly exploration: PackedExploration;
    readonly ms: number;
} | {
    readonly kind: 'storm';
    readonly fuzzed: PackedFuzzed;
    readonly ms: number;
    readonly foundMs: number;
}
/** The run was over before it began. */
 | {
    readonly kind: 'over';
} | {
    readonly kind: 'failed';
};
export default function check({ protocol, scope, subject, properties: names, storm, }: Job): Promise<Sent>;

/** A pool worker: a thread that runs the checks that the check pool (`check-pool.ts`) sends to it. */
import { BroadcastChannel, threadId, workerData } from 'node:worker_threads';
import { heartbeatBytes } from '../checker/actors/heartbeat.ts';
import { type CodecResult, codecCheckOf, type Subject, selectProperties } from '../checker/index.ts';
import { Catalogue } from './catalogue.ts';
import { CheckRunner, type SchedulePlan } from './check-runner.ts';
import { stopSignalFrom } from './limits.ts';
import type { Options } from './options.ts';
import { awaitPendingWork } from './pending-work.ts';
import {
  type SerialisedExploration,
  type SerialisedSchedules,
  serialiseExploration,
  serialiseSchedules,
} from './serialise.ts';
import { connect, forbiddenCall, send } from './thread.ts';

/** The setup of all workers of a pool, with the memory through which the pool stops them. */
export interface WorkerSetup {
  readonly options: Options;
  readonly stop: Int32Array;
  /** Name of the broadcast channel to the supervisor; absent where there is none. */
  readonly channel: string | undefined;
}

/** A check of a scope, by names; `plan` is present if it draws schedules. */
export interface ScopeJob {
  readonly protocol: string;
  readonly scope: string;
  readonly subject: Subject;
  readonly properties: readonly string[];
  /** Whether only the shortest counterexample of a family matters. */
  readonly shortestOnly?: boolean;
  readonly plan?: SchedulePlan;
}

/** The check of a codec, or of a known bug of it. */
export interface CodecJob {
  readonly protocol: string;
  readonly codec: string;
  readonly bug?: string;
  /** Number of streams to draw. */
  readonly runs: number;
}

/** A check, by names. */
export type Job = ScopeJob | CodecJob;

/** The result of a job as plain data. */
export type JobResult =
  | { readonly kind: 'codec'; readonly result: CodecResult; readonly ms: number }
  | { readonly kind: 'exploration'; readonly exploration: SerialisedExploration; readonly ms: number }
  | {
      readonly kind: 'schedules';
      readonly fuzzed: SerialisedSchedules;
      readonly ms: number;
      readonly foundMs: number;
    }
  /** The run ended before the job began. */
  | { readonly kind: 'over' }
  | { readonly kind: 'failed' };

// The pool passes its own data first, then the setup.
const { options, stop, channel } = (workerData as [unknown, WorkerSetup])[1];
if (channel !== undefined) {
  const broadcast = new BroadcastChannel(channel);
  broadcast.unref?.();
  const heartbeat = new SharedArrayBuffer(heartbeatBytes);
  connect({ send: (message) => broadcast.postMessage(message), heartbeat, debugs: options.debug === true });
  send({ kind: 'heartbeat', thread: threadId, memory: heartbeat });
}
const limits = stopSignalFrom(stop, options);
const runner = new CheckRunner({ ...options, quiet: true }, limits);
const catalogue = Catalogue.of(options);

/** Runs one check; a check that throws is repeated by the command thread, which keeps its error. */
export default async function check(job: Job): Promise<JobResult> {
  if (limits.stopped !== undefined) return { kind: 'over' };
  try {
    const suite = (await catalogue).named(job.protocol);
    if ('codec' in job) {
      const checked = codecCheckOf(suite, job.codec, job.bug);
      const { result, ms } = await runner.checkCodec(suite, checked, job.runs);
      await awaitEnd();
      return { kind: 'codec', result, ms };
    }
    const { scope, subject, properties: names, shortestOnly = false, plan } = job;
    const properties = names.flatMap((name) => selectProperties(suite, subject, scope, name));
    if (plan === undefined) {
      const { exploration, ms } = await runner.explore(suite, scope, subject, properties, shortestOnly);
      await awaitEnd();
      return { kind: 'exploration', exploration: serialiseExploration(exploration, properties), ms };
    }
    const { fuzzed, ms, foundMs } = await runner.drawSchedules(suite, scope, subject, properties, plan);
    await awaitEnd();
    return { kind: 'schedules', fuzzed: serialiseSchedules(fuzzed, properties), ms, foundMs };
  } catch {
    return { kind: 'failed' };
  }
}

/** Waits for work that the check left pending; a failure of it ends the run, as on the command thread. */
async function awaitEnd(): Promise<void> {
  await awaitPendingWork();
  const sentence = forbiddenCall();
  if (sentence !== undefined) send({ kind: 'uncaught', sentence });
}

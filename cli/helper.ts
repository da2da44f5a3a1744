/** A thread that checks what it is told to; `crew.ts` is its other end. */
import { BroadcastChannel, threadId, workerData } from 'node:worker_threads';
import { heartbeatBytes } from '../checker/actors/heartbeat.ts';
import { type Subject, selectProperties } from '../checker/index.ts';
import { Driver, type StormPlan } from './drive.ts';
import { Catalogue } from './find.ts';
import { heard } from './limits.ts';
import type { Options } from './options.ts';
import { type PackedExploration, type PackedFuzzed, packed, packedStorm } from './parcel.ts';
import { settled } from './settle.ts';
import { connect, evaded, say } from './thread.ts';

/** What all threads of a crew are told, and the memory in which they see that they are to stop. */
export interface Briefing {
  readonly options: Options;
  readonly stop: Int32Array;
  /** Name of the broadcast channel to the supervisor; absent where there is none. */
  readonly channel: string | undefined;
}

/** A check, in names; `storm` is present where it is made of schedules. */
export interface Job {
  readonly protocol: string;
  readonly scope: string;
  readonly subject: Subject;
  readonly properties: readonly string[];
  readonly storm?: StormPlan;
}

export type Sent =
  | { readonly kind: 'exploration'; readonly exploration: PackedExploration; readonly ms: number }
  | { readonly kind: 'storm'; readonly fuzzed: PackedFuzzed; readonly ms: number; readonly foundMs: number }
  /** The run was over before it began. */
  | { readonly kind: 'over' }
  | { readonly kind: 'failed' };

// The pool puts what it was given behind data of its own.
const { options, stop, channel } = (workerData as [unknown, Briefing])[1];
if (channel !== undefined) {
  const wire = new BroadcastChannel(channel);
  wire.unref?.();
  const heartbeat = new SharedArrayBuffer(heartbeatBytes);
  connect({ send: (message) => wire.postMessage(message), heartbeat, debugs: options.debug === true });
  say({ kind: 'heartbeat', thread: threadId, memory: heartbeat });
}
const limits = heard(stop, options);
const driver = new Driver({ ...options, quiet: true }, limits);
const catalogue = Catalogue.of(options);

export default async function check({
  protocol,
  scope,
  subject,
  properties: names,
  storm,
}: Job): Promise<Sent> {
  if (limits.stopped !== undefined) return { kind: 'over' };
  try {
    const suite = (await catalogue).named(protocol);
    const properties = names.flatMap((name) => selectProperties(suite, subject, scope, name));
    if (storm === undefined) {
      const { exploration, ms } = await driver.explore(suite, scope, subject, properties);
      await left();
      return { kind: 'exploration', exploration: packed(exploration, properties), ms };
    }
    const { fuzzed, ms, foundMs } = await driver.storm(suite, scope, subject, properties, storm);
    await left();
    return { kind: 'storm', fuzzed: packedStorm(fuzzed, properties), ms, foundMs };
  } catch {
    return { kind: 'failed' };
  }
}

/** What the check left behind ends the run, as it does in the thread of the command. */
async function left(): Promise<void> {
  await settled();
  const sentence = evaded();
  if (sentence !== undefined) say({ kind: 'stray', sentence });
}

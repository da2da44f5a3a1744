/**
 * What the effects of a step leave behind, seen from outside. Steps of different code that leave the same are the same
 * step: in which order messages to different nodes were sent, or how often a timer was touched, nobody can tell.
 */
import type { Effect, NodeId } from './actor.ts';

/** What a step leaves behind, order among different addressees forgotten. */
export interface Trail {
  /** Messages and requests by addressee, in order. */
  readonly sends: ReadonlyMap<NodeId, readonly unknown[]>;
  readonly outputs: readonly unknown[];
  /** The last thing done to each timer that was touched. */
  readonly timers: ReadonlyMap<string, 'arm' | 'disarm'>;
  /** The last record handed over, in a list; empty where none was. */
  readonly records: readonly unknown[];
}

/** What these effects leave behind. */
export function trailOf(effects: readonly Effect[]): Trail {
  const sends = new Map<NodeId, unknown[]>();
  const outputs: unknown[] = [];
  const timers = new Map<string, 'arm' | 'disarm'>();
  let records: unknown[] = [];
  for (const effect of effects) {
    switch (effect.type) {
      case 'send':
        sends.set(effect.to, [...(sends.get(effect.to) ?? []), effect.message]);
        break;
      case 'call':
        sends.set(effect.to, [...(sends.get(effect.to) ?? []), { request: effect.request }]);
        break;
      case 'output':
        outputs.push(effect.value);
        break;
      case 'persist':
        records = [effect.record];
        break;
      case 'arm':
      case 'disarm':
        timers.set(effect.timer, effect.type);
        break;
    }
  }
  return { sends, outputs, timers, records };
}

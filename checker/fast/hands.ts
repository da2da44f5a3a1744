/**
 * Hands, as whoever explores knows them: others who expand worlds, and what they must be told. `hand.ts` is one of them; where they are
 * (threads, or in a test the same one) is for whoever calls them to say.
 */
import type { RowsLaid } from '../rows.ts';
import type { System } from '../system.ts';
import type { Done } from './batch.ts';

/** What a hand must know before anything else; all of it can be sent to another thread. */
export interface Briefing {
  /** As much of a system as is no code. */
  readonly outline: System;
  readonly keepsEdges: boolean;
  readonly keepsLabels: boolean;
}

/** What was learnt since the last time. */
export interface News {
  readonly entries: Int32Array;
  /** Where rows lie, if that is no longer where they were. */
  readonly rows: RowsLaid | undefined;
  /** How many worlds there are. */
  readonly worlds: number;
}

/** Hands, and who has which worlds. */
export interface Hands {
  /** So many worlds must wait for their turn before they are called. */
  readonly crowd: number;
  /** Worlds that a hand takes at a time. */
  readonly batch: number;
  /** There is so much to expand that it is worth their while; the first of it is `world`. */
  begin(briefing: Briefing, world: number): void;
  tell(news: News): void;
  /**
   * Asked for each world in turn whose turn it is, unless it was left to whoever asks: what came of it and of those that follow it; or,
   * if no hand has it, the first world after it that may be a hand's. What came may be written over once this is asked again.
   */
  claim(world: number): Done | number;
  /** Nothing is asked any more. */
  end(): void;
}

/** As much of a system as is no code; of that only that there is some. */
export function outlineOf(system: System): System {
  const { nodes, crash, monitor, injects, setting: _, ...others } = system;
  const plain = Object.entries(others).map(([key, value]) => [key, isPlain(key, value) ? value : {}]);
  return {
    ...Object.fromEntries(plain),
    nodes: Object.fromEntries(Object.keys(nodes).map((name) => [name, {}])),
    ...(crash !== undefined && { crash: { ...crash, ...(crash.when !== undefined && { when: {} }) } }),
    ...(monitor !== undefined && { monitor: {} }),
    ...(injects !== undefined && { injects: injects.map(({ from, to }) => ({ from, to })) }),
  } as unknown as System;
}

/** Starts and listed worlds hold states of nodes, which only their actors can read. */
function isPlain(key: string, value: unknown): boolean {
  return value === undefined || (typeof value !== 'function' && key !== 'starts' && key !== 'listed');
}

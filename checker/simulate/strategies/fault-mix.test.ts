/** The fault mix: its network delays, and its rates of faults and disk. */
import { describe, expect, it } from 'vitest';
import { cluster, gossip, mean, names } from '../../../tests/support/gossip.ts';
import type { System } from '../../semantics/system.ts';
import { randomOf } from '../../values/random.ts';
import { faultMix } from './fault-mix.ts';

describe('the fault mix', () => {
  /** True if some link is slower than others at some moment of a run. */
  function hasDelays(system: System, seed: number): boolean {
    const nodes = Object.keys(system.nodes);
    const bias = faultMix(system, { nodes, adversaries: [], actionsMax: 60 }, randomOf(seed));
    const links = nodes.flatMap((from) => nodes.flatMap((to) => (from === to ? [] : { from, to })));
    return Array.from({ length: 60 }, () => {
      bias.after?.({ type: 'timeout', node: 'a', timer: 'tick' }, { effects: [] });
      return links.some(
        (link) => bias.eagerness?.({ type: 'deliver', ...link, message: { type: 'odd' } }) !== 1,
      );
    }).some((isDelayed) => isDelayed);
  }

  it('delays messages in most runs, if the system has more than one node', () => {
    const delayed = (system: System) =>
      Array.from({ length: 200 }, (_, seed) => Number(hasDelays(system, seed)));
    expect(mean(delayed(cluster))).toBeGreaterThan(0.7);
    expect(mean(delayed(cluster))).toBeLessThan(0.9);
    const ofSize = (size: number) =>
      Object.fromEntries(Array.from({ length: size }, (_, at) => [`n${at}`, gossip([])]));
    for (const size of [2, 40])
      expect(mean(delayed({ ...cluster, nodes: ofSize(size) }))).toBeGreaterThan(0.7);
    expect(mean(delayed({ ...cluster, nodes: ofSize(1) }))).toBe(0);
  });

  it('makes an asynchronous disk slow in some runs and fast in others', () => {
    const facts = { nodes: names, adversaries: [], actionsMax: 10 };
    const slowness = (system: System) =>
      Array.from({ length: 40 }, (_, run) => faultMix(system, facts, randomOf(run)).rates?.persisted ?? 1);
    expect(new Set(slowness({ ...cluster, persistence: 'sync' }))).toEqual(new Set([1]));
    const rates = slowness(cluster);
    expect(Math.min(...rates)).toBeLessThan(0.03);
    expect(Math.max(...rates)).toBeGreaterThan(0.6);
  });
});

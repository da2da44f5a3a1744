/** Tests the labels of edges: one for each member of a named family, two for all other actions. */
import { describe, expect, it } from 'vitest';
import { faultFreeLabel, Labels } from './fairness.ts';

const timeout = (node: string, timer: string, draw?: number) =>
  ({ type: 'timeout', node, timer, ...(draw !== undefined && { draw }) }) as const;

describe('labels', () => {
  it('differ for different members of a family, and not for draws', () => {
    const labels = new Labels(['timeout']);
    const label = labels.of(timeout('a', 't'));
    expect(labels.of(timeout('b', 't'))).not.toBe(label);
    expect(labels.of(timeout('a', 'u'))).not.toBe(label);
    expect(labels.of(timeout('a', 't', 3))).toBe(label);
    expect(labels.count).toBe(5);
  });

  it('are two for actions that no family names: fault-free or not', () => {
    const labels = new Labels(['timeout u']);
    expect(labels.of(timeout('a', 't'))).toBe(faultFreeLabel);
    const crash = labels.of({ type: 'crash', node: 'a' });
    expect(crash).not.toBe(faultFreeLabel);
    expect(labels.of({ type: 'partition', name: 'p' })).toBe(crash);
    expect(labels.count).toBe(2);
  });

  it('of a restart depend on whether the node was down or absent', () => {
    const labels = new Labels([]);
    expect(labels.of({ type: 'restart', node: 'a' }, { down: {} })).toBe(faultFreeLabel);
    expect(labels.of({ type: 'restart', node: 'a' }, { absent: true })).not.toBe(faultFreeLabel);
  });

  it('have flags: fault-free, and of which families', () => {
    const labels = new Labels(['timeout t', 'input']);
    const t = labels.of(timeout('a', 't'));
    const input = labels.of({ type: 'input', node: 'a', input: { type: 'Go' } });
    expect([t, input]).toEqual([2, 3]);
    expect([...labels.faultFree()]).toEqual([1, 0, 1, 0]);
    expect([...labels.among(['timeout t'])]).toEqual([0, 0, 1, 0]);
    expect([...labels.among(['input'])]).toEqual([0, 0, 0, 1]);
  });
});

/** The cursor, on two nodes that count to 2. */
import { describe, expect, it } from 'vitest';
import { counters, countOf } from '../../tests/support/counters.ts';
import type { Actor } from '../actors/actor.ts';
import { JudgePanel } from '../property/judges.ts';
import type { Property } from '../property/property.ts';
import type { TracedError } from '../traces/trace.ts';
import { Cursor, type FrontierEntry } from './cursor.ts';

const neverTwo: Property = {
  ...{ name: 'never two', says: '', source: '', kind: 'always' },
  over: { node: (view) => countOf(view) !== 2 },
};

function started(system = counters(2), properties: readonly Property[] = []) {
  const cursor = new Cursor(system, () => {});
  const panel = new JudgePanel(properties, cursor.evaluators);
  const entries = cursor.begin(panel, () => true);
  return { cursor, panel, first: entries[0] as FrontierEntry };
}

/** Expands a world and judges each successor. */
function expanded(cursor: Cursor, entry: FrontierEntry, depth: number | undefined) {
  const successors: FrontierEntry[] = [];
  const outcome = cursor.expand(entry, depth, () => successors.push(cursor.judge()));
  return { ...outcome, successors };
}

describe('the cursor', () => {
  it('calls back once for each action that changes something', () => {
    const { cursor, first } = started();
    const { successors, changes, isCut } = expanded(cursor, first, 0);
    expect(successors.map(({ ordinal, number }) => [ordinal, number])).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect([changes, isCut]).toEqual([true, false]);
    expect([cursor.worlds, cursor.transitions, cursor.unchanged]).toEqual([3, 2, 0]);
    expect(successors[0]?.row).not.toEqual(successors[1]?.row);
  });

  it('shows where nothing changes any more', () => {
    const { cursor, first } = started(counters(0));
    expect(expanded(cursor, first, 0)).toEqual({ successors: [], changes: false, isCut: false });
    expect(cursor.unchanged).toBe(2);
  });

  it('shows where a bound suppressed an action', () => {
    const { cursor, first } = started({ ...counters(2), bounds: { up: 0 } });
    expect(expanded(cursor, first, 0)).toEqual({ successors: [], changes: false, isCut: true });
  });

  it('returns a successor without judging it', () => {
    const { cursor, first } = started();
    const passed: FrontierEntry[] = [];
    cursor.expand(first, 0, () => passed.push(passed.length === 0 ? cursor.pass() : cursor.pass(7)));
    expect(passed.map(({ ordinal, number }) => [ordinal, number])).toEqual([
      [0, -1],
      [1, 7],
    ]);
    expect(cursor.worlds).toBe(1);
  });

  it('judges only the initial worlds that are new', () => {
    const cursor = new Cursor(counters(2), () => {});
    expect(cursor.begin(new JudgePanel([], cursor.evaluators), () => false)).toEqual([]);
    expect(cursor.worlds).toBe(0);
  });

  it('makes the trace to a finding from the path that it took', () => {
    const { cursor, panel, first } = started(counters(2), [neverTwo]);
    const one = expanded(cursor, first, 0).successors[1] as FrontierEntry;
    const two = expanded(cursor, one, 1).successors[1] as FrontierEntry;
    expect(panel.decided).toBe(1);
    const { trace, at } = cursor.traceTo({ world: two.number }, ['b']);
    expect(trace.steps.map(({ action }) => 'node' in action && action.node)).toEqual(['b', 'b']);
    expect(at).toEqual(['b']);
  });

  it('adds the path to an error, if it knows the path', () => {
    const failing: Actor = {
      init: () => ({ state: { n: 0 }, effects: [] }),
      step: (state) => {
        if (countOf(state) === 1) throw new Error('boom');
        return { state: { n: 1 }, effects: [] };
      },
      view: (state) => state as object,
    };
    const system = { ...counters(2), nodes: { a: failing } };
    const error = (depth: number | undefined) => {
      const { cursor, first } = started(system);
      const next = expanded(cursor, first, 0).successors[0] as FrontierEntry;
      try {
        expanded(cursor, next, depth);
      } catch (cause) {
        return cause as TracedError;
      }
      throw new Error('it did not fail');
    };
    expect(error(1).message).toBe("node 'a' failed at input 'up': boom");
    expect(error(1).trace.steps).toHaveLength(2);
    expect(error(undefined).message).toBe("node 'a' failed at input 'up': boom");
    expect(error(undefined).trace).toBeUndefined();
  });
});

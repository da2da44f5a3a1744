/** The interner, on systems whose components can be counted by hand. */
import { describe, expect, it } from 'vitest';
import { counters, countOf } from '../../../tests/support/counters.ts';
import type { Action } from '../../semantics/actions.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { apply, initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { type UpNode, type World, worldKey } from '../../semantics/world.ts';
import { Interner, nodeColumn } from './interning.ts';

const first = (system: System) => initialWorlds(system)[0] as World;
const successorOf = (system: System, world: World, ordinal: number) =>
  apply(system, world, actionsOf(system, world).actions[ordinal] as Action).world;

describe('the interner', () => {
  it('numbers each component once, and unpacks a row to its world', () => {
    const system = counters(2);
    const interner = new Interner(system);
    const worlds = [first(system)];
    for (const ordinal of [0, 1]) worlds.push(successorOf(system, worlds.at(-1) as World, ordinal));
    const rows = worlds.map((world) => interner.pack(world));
    // The state n = 0 of a, and of b; then n = 1 of a, and of b.
    expect(rows.map((row) => [...row.subarray(nodeColumn, nodeColumn + 2)])).toEqual([
      [0, 1],
      [2, 1],
      [2, 3],
    ]);
    expect(rows.map((row) => worldKey(interner.unpack(row)))).toEqual(worlds.map(worldKey));
    // Both nodes show the same two views.
    expect(interner.nodes.map(({ viewNumber }) => viewNumber)).toEqual([0, 0, 1, 1]);
    expect(interner.nodes.map(({ node }) => node)).toEqual([0, 1, 0, 1]);
  });

  it.each([
    ['nothing', {}, [0, 1, 2]],
    ['the budget', { bounds: { up: 1 } }, [1, 0, 1]],
    ['the history', { monitor: { first: 0, next: (history: unknown) => history } }, [0, 1, 1]],
    ['both', { bounds: { up: 1 }, monitor: { first: 0, next: (history: unknown) => history } }, [0, 1, 0]],
  ])('puts constant columns first, if %s can vary', (_, others, expected) => {
    const { budgetColumn, historyColumn, first } = new Interner({ ...counters(1), ...others });
    expect([budgetColumn, historyColumn, first]).toEqual(expected);
  });

  it('marks the states that make a world a cut', () => {
    const system: System = { ...counters(2), within: (view) => countOf(view) < 1 };
    const interner = new Interner(system);
    const world = first(system);
    interner.pack(world);
    expect(interner.hasStops).toBe(false);
    const next = interner.pack(successorOf(system, world, 0));
    expect(interner.nodes[next[nodeColumn] as number]?.stops).toBe('within');
    expect(interner.hasStops).toBe(true);
  });

  it('calls the monitor twice for each history and list of events, and only once they are new', () => {
    const seen: unknown[] = [];
    const monitor = {
      first: 0,
      next: (history: unknown) => {
        seen.push(history);
        return (history as number) + 1;
      },
    };
    const interner = new Interner({ ...counters(1), monitor });
    const event = interner.monitorEventOf({ type: 'output', node: 'a', output: { type: 'x' } } as never);
    const events = interner.monitorEventLists.intern([event, event]);
    const before = interner.historyOf(5);
    const history = interner.historyAfter(before, events);
    expect(interner.histories[history]).toBe(7);
    expect(seen).toEqual([5, 6, 5, 6]);
    expect(interner.historyAfter(before, events)).toBe(history);
    expect(seen).toHaveLength(4);
    expect(interner.historyAfter(before, 0)).toBe(before);
  });

  it('refuses a monitor that returns another history the second time', () => {
    let calls = 0;
    const interner = new Interner({ ...counters(1), monitor: { first: 0, next: () => calls++ } });
    const events = interner.monitorEventLists.intern([
      interner.monitorEventOf({ type: 'crash', node: 'a' } as never),
    ]);
    expect(() => interner.historyAfter(interner.historyOf(0), events)).toThrow(
      'the monitor returned another history the second time',
    );
  });

  it('marks the calls of a node as lost after its callee has crashed', () => {
    const system = counters(1);
    const interner = new Interner(system);
    const node = first(system).nodes.a as UpNode;
    const calls = [{ id: 0, to: 'b', request: { type: 'x' } }];
    const [calling, idle] = [interner.nodePartOf('a', { ...node, calls }), interner.nodePartOf('a', node)];
    expect(interner.nodes[interner.withLostCalls(calling, 1)]?.state).toEqual({
      ...node,
      calls: [{ ...calls[0], isLost: true }],
    });
    expect(interner.withLostCalls(idle, 1)).toBe(idle);
  });

  it('has a list for each injected message', () => {
    const envelope = { from: 'a', to: 'b', message: { type: 'x' } };
    const interner = new Interner({ ...counters(1), injects: [envelope] });
    expect(interner.envelopesOf(interner.injected(0))).toEqual([envelope]);
    expect([interner.senders[0], interner.addressees[0]]).toEqual([0, 1]);
  });
});

/** Local actions: what a node may do in a state, by hand. */
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../tests/support/expansion.ts';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { LogReader, LogWriter } from '../tables/table-log.ts';
import { ActionTable } from './action-table.ts';
import { LocalActions } from './local-actions.ts';

function begun(others: Partial<System>) {
  const system = scriptedNodes({ a: { ticks: [[]] }, b: {} }, others);
  const log = new LogWriter();
  const interner = new Interner(system, log);
  const actions = new LocalActions(interner, new ActionTable());
  const [world] = initialWorlds(system) as [World];
  const [a, b] = [interner.nodeOf(world, 'a'), interner.nodeOf(world, 'b')] as const;
  return { system, log, interner, actions, world, a, b };
}

describe('local actions', () => {
  it('are the timeouts of armed timers, with the bound of each', () => {
    const { actions, a, b, interner } = begun({ bounds: { t: 3 } });
    expect(actions.timers(a).map(({ action }) => action)).toEqual([
      { type: 'timeout', node: 'a', timer: 't' },
    ]);
    expect(actions.timers(a)[0]?.limit).toBe(interner.budgets.limitOf('t'));
    expect(actions.timers(b)).toEqual([]);
  });

  it('are inputs, which are computed once for each state', () => {
    let calls = 0;
    const { actions, a, b, world } = begun({
      inputs: (_, self) => {
        calls++;
        return self === 'a' ? [{ type: 'x' }] : [];
      },
    });
    const context = contextOf(world);
    const first = actions.inputs(a, context);
    const before = calls;
    expect(first.map(({ event }) => event)).toEqual([{ type: 'input', input: { type: 'x' } }]);
    expect(actions.inputs(a, context)).toBe(first);
    expect(calls).toBe(before);
    expect(actions.inputs(b, context)).toEqual([]);
    expect([a, b].map((node) => actions.withoutInputs.has(node))).toEqual([false, true]);
  });

  it('are a crash, and restarts by draw', () => {
    const { actions, a, interner } = begun({ crash: { inbox: 'lost', returns: 'recovered' } });
    expect(actions.crashed(a).map(({ action }) => action)).toEqual([{ type: 'crash', node: 'a' }]);
    expect(actions.crashed(a)).toBe(actions.crashed(a));
    const draw = interner.drawOf('left');
    expect(actions.restarted(a, draw).action).toEqual({ type: 'restart', node: 'a', draw: 'left' });
    expect(actions.restarted(a, draw)).toBe(actions.restarted(a, draw));
    expect(actions.restarted(a, 0).action).toEqual({ type: 'restart', node: 'a' });
  });

  it('have the same numbers in a copy that reads the table log', () => {
    const { system, log, actions, a, b, world } = begun({ inputs: () => [{ type: 'x' }] });
    const own = [actions.timers(a), actions.inputs(a, contextOf(world)), actions.crashed(b)];
    const reader = new LogReader();
    const copy = new LocalActions(new Interner(system, reader), new ActionTable());
    reader.read(log.flush());
    const read = [copy.timers(a), copy.inputs(a, contextOf(world)), copy.crashed(b)];
    const numbers = (lists: typeof own) => lists.map((list) => list.map(({ number }) => number));
    expect(numbers(read)).toEqual(numbers(own));
    expect(numbers(own).flat()).toHaveLength(3);
  });
});

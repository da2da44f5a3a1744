/** Local steps: their effects by hand, each computed once. */
import { describe, expect, it } from 'vitest';
import { contextOf } from '../../../tests/support/expansion.ts';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import type { Actor } from '../../actors/actor.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { ActionTable } from './action-table.ts';
import { LocalActions } from './local-actions.ts';
import { LocalSteps } from './local-steps.ts';
import { NoOpDeliveries } from './no-op-deliveries.ts';

function begun(system: System) {
  const interner = new Interner(system);
  const table = new ActionTable();
  const noOps = new NoOpDeliveries(interner);
  const actions = new LocalActions(interner, table);
  const steps = new LocalSteps(interner, table, noOps);
  const [world] = initialWorlds(system) as [World];
  interner.internMessages(world);
  const here = interner.pack(world);
  return { interner, actions, steps, noOps, world, here, context: contextOf(world) };
}

describe('local steps', () => {
  it('of a delivery are computed once for each state and message', () => {
    const { interner, steps, world, here, context } = begun(
      scriptedNodes({ a: {}, b: { starts: [['a', 'm']] } }),
    );
    const a = interner.nodeOf(world, 'a');
    const message = interner.envelopeOf({ from: 'b', to: 'a', message: { type: 'm' } });
    const [step, ...others] = steps.delivered(a, message, context);
    expect(others).toEqual([]);
    const resolved = steps.resolved(step as NonNullable<typeof step>, here, context);
    expect(interner.nodes[resolved.node]?.state).toMatchObject({ up: { received: ['m'], ticked: 0 } });
    expect(resolved).toMatchObject({ messages: 0, monitorEvents: 0, isIdle: false, isOwn: true });
    expect(steps.delivered(a, message, context)[0]).toBe(step);
    steps.resolved(resolved, here, context);
    expect(context.computed).toHaveLength(1);
  });

  it('of a timeout send messages, and are one for each choice', () => {
    const system = scriptedNodes({ a: { ticks: [[['b', 'm']]] }, b: {} });
    const choosing: Actor = { ...(system.nodes.a as Actor), choices: () => ['x', 'y'] };
    const { interner, actions, steps, world, here, context } = begun({
      ...system,
      nodes: { ...system.nodes, a: choosing },
    });
    const [timer] = actions.timers(interner.nodeOf(world, 'a'));
    const all = steps.triggered(timer as NonNullable<typeof timer>, context);
    expect(all.map(({ action }) => 'choice' in action && action.choice)).toEqual(['x', 'y']);
    for (const step of all) {
      const { messages } = steps.resolved(step, here, context);
      expect(interner.envelopesOf(messages)).toEqual([{ from: 'a', to: 'b', message: { type: 'm' } }]);
    }
  });

  it('that the monitor observes are no own steps', () => {
    const loud = scriptedNodes(
      { a: { ticks: [[]], hasOutputs: true } },
      { monitor: { first: 0, next: (n) => (n as number) + 1 } },
    );
    const { interner, actions, steps, world, here, context } = begun(loud);
    const [timer] = actions.timers(interner.nodeOf(world, 'a'));
    const [step] = steps.triggered(timer as NonNullable<typeof timer>, context);
    const resolved = steps.resolved(step as NonNullable<typeof step>, here, context);
    expect(resolved.isOwn).toBe(false);
    expect(interner.monitorEventLists.get(resolved.monitorEvents)).toHaveLength(1);
  });

  it('that a node takes with the reply of another are resolved by the state of that one', () => {
    const caller: Actor = {
      init: () => ({ state: { got: '' }, effects: [{ type: 'arm', timer: 't' }] }),
      step: (state, event) =>
        event.type === 'timeout'
          ? { state, effects: [{ type: 'call', to: 'b', request: { type: 'get' } } as never] }
          : { state: { got: event.type === 'reply' ? event.reply.type : '' }, effects: [] },
      view: (state) => state as object,
    };
    const callee: Actor = {
      init: () => ({ state: {}, effects: [] }),
      step: (state) => ({ state, effects: [] }),
      view: () => ({}),
      answer: () => ({ type: 'yes' }),
    } as Actor;
    const { interner, actions, steps, world, here, context } = begun({
      nodes: { a: caller, b: callee },
      setting: {},
      network: 'set',
      calls: 'atomic',
    });
    const [timer] = actions.timers(interner.nodeOf(world, 'a'));
    const [step] = steps.triggered(timer as NonNullable<typeof timer>, context);
    const resolved = steps.resolved(step as NonNullable<typeof step>, here, context);
    expect(step).toMatchObject({ node: -1, reads: 1 });
    expect(step?.readings[interner.nodeOf(world, 'b')]).toBe(resolved);
    expect(resolved).toMatchObject({ hasRead: 1, isOwn: false });
  });

  it('of deliveries without effect are recorded', () => {
    const deaf: Actor = {
      init: () => ({ state: 0, effects: [] }),
      step: (state) => ({ state, effects: [] }),
      view: () => ({}),
    };
    const system = scriptedNodes({ b: { starts: [['a', 'm']] } }, { network: 'duplicating' });
    const { interner, steps, noOps, world, here, context } = begun({
      ...system,
      nodes: { a: deaf, ...system.nodes },
    });
    expect(noOps.count(here)).toBe(0);
    const message = interner.envelopeOf({ from: 'b', to: 'a', message: { type: 'm' } });
    const [step] = steps.delivered(interner.nodeOf(world, 'a'), message, context);
    expect(steps.resolved(step as NonNullable<typeof step>, here, context).isIdle).toBe(true);
    expect(noOps.count(here)).toBe(1);
  });
});

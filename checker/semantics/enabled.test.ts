/** Tests which actions are enabled: constraints of timers, crash rules, births, bounds, draws and choices. */
import { describe, expect, it } from 'vitest';
import {
  actions,
  deliver,
  heard,
  listener,
  messages,
  ofType,
  run,
  sender,
  sends,
  start,
  systemOf,
} from '../../tests/support/small-systems.ts';
import type { Actor, Effect, Received } from '../actors/actor.ts';
import { actionsOf } from './enabled.ts';
import type { System } from './system.ts';

describe('constraints of timers', () => {
  const armed: Effect[] = [{ type: 'arm', timer: 'bell' }];
  /** b gets x for the first time, and then never anything new. */
  const patient = (timerConstraints: Readonly<Record<string, object>>) =>
    systemOf({
      nodes: { a: sender('x'), b: listener(() => ({ state: ['x'] }), armed), c: listener(() => ({}), armed) },
      network: 'duplicating',
      timerConstraints,
    });
  const rings = (system: System, world = start(system)) =>
    ofType(system, world, 'timeout').map((action) => (action as { node: string }).node);

  it('lets a timer fire on the listed nodes only', () => {
    expect(rings(patient({}))).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { nodes: ['c'] } }))).toEqual(['c']);
    expect(rings(patient({ gong: { nodes: [] } }))).toEqual(['b', 'c']);
  });

  it('afterQuiet waits for deliveries that would change the world, and for no others', () => {
    const waits = patient({ bell: { afterQuiet: ['a', 'b'] } });
    expect(rings(waits)).toEqual([]);
    const heardAll = run(waits, deliver('x'));
    expect(messages(waits, heardAll)).toEqual(['x']);
    expect(rings(waits, heardAll)).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { afterQuiet: ['a', 'c'] } }))).toEqual(['b', 'c']);
    expect(rings(patient({ bell: { afterQuiet: ['b', 'c'], nodes: ['b'] } }))).toEqual(['b']);
  });
});

describe('afterOwnDelivered', () => {
  it('lets a timer fire once no message of its node is in flight', () => {
    const system = systemOf({
      nodes: { a: listener(() => ({}), [...sends('x'), { type: 'arm', timer: 'bell' }]), b: listener() },
      timerConstraints: { bell: { afterOwnDelivered: true } },
    });
    expect(ofType(system, start(system), 'timeout')).toEqual([]);
    expect(ofType(system, run(system, deliver('x')), 'timeout')).toHaveLength(1);
  });

  it('ignores messages of other nodes', () => {
    const bell: Effect[] = [{ type: 'arm', timer: 'bell' }];
    const system = systemOf({
      nodes: { a: sender('x'), b: listener(() => ({}), bell) },
      timerConstraints: { bell: { afterOwnDelivered: true } },
    });
    expect(ofType(system, start(system), 'timeout')).toHaveLength(1);
  });
});

describe('crash rules and births', () => {
  const crash = { inbox: 'lost', returns: 'absent' } as const;
  const newcomer: Actor = {
    init: ({ draw }) => ({ state: draw === undefined ? [] : [draw], effects: [] }),
    step: (state) => ({ state, effects: [] }),
    view: (state) => ({ heard: state as unknown[] }),
  };

  it('a node crashes only if the rule allows it, given the standings of all nodes', () => {
    const asked: unknown[] = [];
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer, c: newcomer },
      crash: {
        ...crash,
        when: (node, all) => {
          asked.push([node, [...all.values()].map((one) => ('up' in one ? one.up : one))]);
          return node !== 'a' && [...all.values()].filter((one) => 'up' in one).length > 2;
        },
      },
    });
    expect(ofType(system, start(system), 'crash')).toEqual([
      { type: 'crash', node: 'b' },
      { type: 'crash', node: 'c' },
    ]);
    expect(asked[0]).toEqual(['a', [{ heard: [] }, { heard: [] }, { heard: [] }]]);
    const world = run(system, { type: 'crash', node: 'b' });
    expect(ofType(system, world, 'crash')).toEqual([]);
    expect(asked.at(-1)).toEqual(['c', [{ heard: [] }, { absent: true }, { heard: [] }]]);
  });

  it('a node comes up once for each draw of its birth, and not without one', () => {
    const system = systemOf({
      nodes: { a: newcomer, b: newcomer },
      crash,
      births: (node, all) =>
        [...all.keys()].filter((other) => other !== node && 'up' in (all.get(other) ?? {})),
      starts: [{ b: { absent: true } }],
    });
    expect(ofType(system, start(system), 'restart')).toEqual([{ type: 'restart', node: 'b', draw: 'a' }]);
    const world = run(system, { type: 'restart' });
    expect(heard(system, world)).toEqual(['a']);
    const nobody = run(system, { type: 'crash', node: 'a' });
    expect(actions(system, nobody)).toEqual([]);
  });
});

describe('inputs, bounds, draws and choices', () => {
  it('lists the inputs for a view within their bound; beyond it the world is a cut', () => {
    const system = systemOf({
      nodes: { a: listener() },
      inputs: (view) =>
        (view as { heard: unknown[] }).heard.length < 2 ? [{ type: 'write', value: 1 } as never] : [],
      bounds: { write: 1 } as never,
    });
    expect(actions(system)).toEqual([{ type: 'input', node: 'a', input: { type: 'write', value: 1 } }]);
    expect(actionsOf(system, start(system)).cuts).toEqual([]);
    const world = run(system, { type: 'input' });
    expect(actionsOf(system, world)).toMatchObject({
      actions: [],
      cuts: ['write'],
      suppressed: [{ type: 'input', node: 'a' }],
    });
  });

  it('bounds timeouts by timer', () => {
    const arms: Effect[] = [
      { type: 'arm', timer: 't' },
      { type: 'arm', timer: 'u' },
    ];
    const system = systemOf({ nodes: { a: listener(() => ({}), arms) }, bounds: { t: 0 } as never });
    expect(actionsOf(system, start(system))).toEqual({
      actions: [{ type: 'timeout', node: 'a', timer: 'u' }],
      cuts: ['t'],
      suppressed: [{ type: 'timeout', node: 'a', timer: 't' }],
    });
  });

  it('distinguishes an input from the fault of the same name', () => {
    const system = systemOf({
      nodes: { a: listener() },
      inputs: () => [{ type: 'crash' }],
      crash: { inbox: 'kept', returns: 'recovered' },
      budget: { crash: 1 },
    });
    expect(ofType(system, run(system, { type: 'input' }, { type: 'input' }), 'crash')).toHaveLength(1);
  });

  it('calls inputs and draws with the node and its view', () => {
    const asked: unknown[] = [];
    const system = systemOf({
      nodes: { a: listener(), b: listener() },
      inputs: (view, node) => {
        asked.push([node, view]);
        return node === 'b' ? [{ type: 'go' }] : [];
      },
      draws: (view, event, node) => {
        asked.push([node, view, event.type]);
        return [];
      },
    });
    expect(actions(system)).toEqual([{ type: 'input', node: 'b', input: { type: 'go' } }]);
    expect(asked).toEqual([
      ['a', { heard: [] }],
      ['b', { heard: [] }],
      ['b', { heard: [] }, 'input'],
    ]);
  });

  it('lists nothing in a world that is not within', () => {
    const system = systemOf({ within: (view) => (view as { heard: unknown[] }).heard.length < 1 });
    expect(actionsOf(system, run(system, deliver('x')))).toEqual({
      actions: [],
      cuts: ['within'],
      suppressed: [],
    });
  });

  it('combines every draw of the environment with every choice of the model', () => {
    const open = {
      ...listener((_, event, choice) => ({ state: [event.draw, choice] })),
      choices: () => ['left', 'right'],
    };
    const system = systemOf({ nodes: { a: sender('x'), b: open }, draws: () => [1, 2] });
    expect(actions(system).map((action) => action as { draw: unknown; choice: unknown })).toMatchObject([
      { draw: 1, choice: 'left' },
      { draw: 1, choice: 'right' },
      { draw: 2, choice: 'left' },
      { draw: 2, choice: 'right' },
    ]);
    expect(heard(system, run(system, { draw: 2, choice: 'left' } as never))).toEqual([2, 'left']);
  });

  it('lets choices depend on the draw', () => {
    const open = {
      ...listener(),
      choices: (_: unknown, { draw }: Received) => (draw === 1 ? ['x', 'y'] : []),
    };
    const system = systemOf({ nodes: { a: sender('x'), b: open }, draws: () => [1, 2] });
    expect(
      actions(system).map((action) => [
        (action as { draw: unknown }).draw,
        (action as { choice: unknown }).choice,
      ]),
    ).toEqual([
      [1, 'x'],
      [1, 'y'],
      [2, undefined],
    ]);
  });
});

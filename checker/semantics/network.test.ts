/**
 * Tests each kind of network, and its faults: which messages can be delivered, and which are in flight
 * afterwards.
 */
import { describe, expect, it } from 'vitest';
import {
  actions,
  deliver,
  heard,
  inFlight,
  listener,
  messages,
  ofType,
  run,
  sender,
  start,
  systemOf,
  take,
} from '../../tests/support/small-systems.ts';
import type { Action } from './actions.ts';
import { actionsOf } from './enabled.ts';
import { worldKey } from './world.ts';

describe('networks', () => {
  it('fifo delivers each link in the order of sending', () => {
    const system = systemOf({ network: 'fifo' });
    expect(messages(system, start(system))).toEqual(['x']);
    const world = run(system, deliver('x'), deliver('y'), deliver('x'));
    expect(heard(system, world)).toEqual(['x', 'y', 'x']);
    expect(actions(system, world)).toEqual([]);
  });

  it('fifo keeps links apart', () => {
    const system = systemOf({ nodes: { a: sender('x'), b: listener(), c: sender('z') }, network: 'fifo' });
    expect(messages(system, start(system))).toEqual(['x', 'z']);
  });

  it('unordered lists equal messages once, and delivers each', () => {
    const system = systemOf({});
    expect(inFlight(start(system))).toEqual(['x', 'x', 'y']);
    expect(messages(system, start(system))).toEqual(['x', 'y']);
    expect(heard(system, run(system, deliver('y'), deliver('x'), deliver('x')))).toEqual(['y', 'x', 'x']);
  });

  it('set keeps one of equal messages, and delivery consumes it', () => {
    const system = systemOf({ network: 'set' });
    expect(inFlight(start(system))).toEqual(['x', 'y']);
    expect(inFlight(run(system, deliver('x')))).toEqual(['y']);
  });

  it('duplicating delivers a message any number of times', () => {
    const system = systemOf({ network: 'duplicating' });
    const world = run(system, deliver('x'), deliver('x'), deliver('x'));
    expect(inFlight(world)).toEqual(['x', 'y']);
    expect(heard(system, world)).toEqual(['x', 'x', 'x']);
  });

  it('has equal keys for equal messages in flight, in any order of sending', () => {
    const both = (first: string, second: string) =>
      start(systemOf({ nodes: { a: sender(first, second), b: listener() } }));
    expect(worldKey(both('x', 'y'))).toBe(worldKey(both('y', 'x')));
    expect(worldKey(both('x', 'x'))).not.toBe(worldKey(both('x', 'y')));
    const fifo = (first: string, second: string) =>
      start(systemOf({ nodes: { a: sender(first, second), b: listener() }, network: 'fifo' }));
    expect(worldKey(fifo('x', 'y'))).not.toBe(worldKey(fifo('y', 'x')));
  });

  it('lets a node send to itself', () => {
    const self = listener(() => ({}), [{ type: 'send', to: 'a', message: { type: 'note' } }]);
    const system = systemOf({ nodes: { a: self } });
    expect(heard(system, run(system, deliver('note')), 'a')).toEqual(['note']);
  });
});

describe('faults of the network', () => {
  it('lossy drops deliverable messages within its budget', () => {
    const system = systemOf({ lossy: true, budget: { drop: 1 } });
    expect(messages(system, start(system), 'drop')).toEqual(['x', 'y']);
    const world = run(system, { type: 'drop', message: { type: 'x' } } as Partial<Action>);
    expect(inFlight(world)).toEqual(['x', 'y']);
    expect(ofType(system, world, 'drop')).toEqual([]);
    expect(actionsOf(system, world).cuts).toEqual([]);
  });

  it('lossy drops a message that a partition blocks as well', () => {
    const system = systemOf({ lossy: true, partitions: [{ name: 'cut', blocks: [['a', 'b']] }] });
    const cut = run(system, { type: 'partition' });
    expect(messages(system, cut)).toEqual([]);
    expect(messages(system, cut, 'drop')).toEqual(['x', 'y']);
  });

  it('lossy without a budget drops for ever, a reliable network never', () => {
    const lossy = systemOf({ lossy: true, network: 'fifo' });
    const drop: Partial<Action> = { type: 'drop' };
    expect(inFlight(run(lossy, drop, drop, drop))).toEqual([]);
    expect(ofType(systemOf({}), start(systemOf({})), 'drop')).toEqual([]);
  });

  it('duplicates only with a budget; the copy follows its original', () => {
    const system = systemOf({ network: 'fifo', budget: { duplicate: 1 } });
    const world = run(system, { type: 'duplicate' });
    expect(inFlight(world)).toEqual(['x', 'x', 'y', 'x']);
    expect(ofType(system, world, 'duplicate')).toEqual([]);
  });

  it('a partition blocks its links until it heals', () => {
    const nodes = { a: sender('x'), b: sender('self'), c: listener() };
    const system = systemOf({
      nodes,
      partitions: [{ name: 'a|b', blocks: [['a', 'b']] }],
      budget: { partition: 1 },
    });
    const cut = run(system, { type: 'partition', name: 'a|b' });
    expect(messages(system, cut)).toEqual(['self']);
    expect(actions(system, cut)).toContainEqual({ type: 'heal' });
    const healed = take(system, cut, { type: 'heal' }).world;
    expect(messages(system, healed)).toEqual(['x', 'self']);
    expect(ofType(system, healed, 'partition')).toEqual([]);
    expect(worldKey(cut)).not.toBe(worldKey(healed));
  });

  it('a partition may block one direction', () => {
    const back = listener(() => ({}), [{ type: 'send', to: 'a', message: { type: 'back' } }]);
    const system = systemOf({
      nodes: { a: sender('x'), b: back },
      partitions: [{ name: 'to b', blocks: [['a', 'b']] }],
    });
    expect(messages(system, run(system, { type: 'partition' }))).toEqual(['back']);
  });
});

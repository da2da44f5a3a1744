/** Tests the kit: undefined fields and infinite limits are omitted, and bugs are sorted by number. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { UsageError } from '../values/errors.ts';
import { type LooseSystem, nodes, protocol } from './kit.ts';
import { systemOf } from './subject.ts';
import type { Suite } from './suite.ts';

interface Counter {
  message: never;
  timer: 'tick';
  view: { n: number };
}

const model: Actor<Counter> = {
  init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'tick' }] }),
  step: (state) => ({ state: (state as number) + 1, effects: [] }),
  view: (state) => ({ n: state as number }),
};
const kit = protocol<Counter>();
const small = kit.always({ name: 'Small', says: 'x', source: 'y', node: ({ n }) => n < 3 });
const scope = kit.scope({ system: (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'set' }) });

function suiteOf(bugIds: readonly string[]): Suite {
  const bug = { says: 'x', source: 'y', breaks: small, scope: 'default', model: { counter: model } } as const;
  return kit.suite({
    ...{ name: 'counters', says: '', source: '', roles: { counter: { model } } },
    ...{ properties: [small], scopes: { default: scope } },
    bugs: Object.fromEntries(bugIds.map((id) => [id, bug])),
  });
}

describe('a scope', () => {
  const systemWith = (system: Partial<LooseSystem<Counter>>) =>
    kit
      .scope({ system: (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'set', ...system }) })
      .system(() => model) as unknown as System;

  it('makes a system without undefined fields and without infinite limits', () => {
    const bare = Object.keys(systemWith({}));
    expect(bare).toEqual(['nodes', 'network']);
    const crash = { inbox: 'lost', returns: 'absent' } as const;
    const system = systemWith({
      ...{ persistence: undefined, crash, within: undefined },
      budget: { crash: 2, restart: Infinity, drop: undefined },
      bounds: { tick: Infinity },
    });
    expect(Object.keys(system)).toEqual(['nodes', 'network', 'crash', 'budget']);
    expect(system.budget).toEqual({ crash: 2 });
    expect(() => validate(system)).not.toThrow();
  });

  it('keeps limits of 0', () => {
    expect(systemWith({ bounds: { tick: 0 } }).bounds).toEqual({ tick: 0 });
  });

  it('keeps invalid limits, which validation refuses', () => {
    for (const tick of [Number.NaN, -Infinity, 0.5])
      expect(() => validate(systemWith({ bounds: { tick } }))).toThrow(`bounds 'tick' is ${tick}`);
    expect(() => validate(systemWith({ bounds: [] as never }))).not.toThrow();
  });

  it('has no text and no properties if these are undefined', () => {
    const system = scope.system;
    expect(Object.keys(kit.scope({ says: undefined, properties: undefined, system }))).toEqual(['system']);
    expect(kit.scope({ says: 'x', properties: [small], system })).toMatchObject({
      says: 'x',
      properties: [small],
    });
  });

  it('is refused if its system is a promise', () => {
    const scopes = { default: kit.scope({ system: (async () => ({})) as never }) };
    const suite = { ...suiteOf([]), scopes } as unknown as Suite;
    expect(() => systemOf(suite, 'default')).toThrow('it returned a promise');
  });
});

describe('the bugs of a suite', () => {
  it('are sorted by their numbers', () => {
    const { bugs } = suiteOf(['R22a', 'R10', 'R2', 'O1', 'R22', 'R9a', 'R9']);
    expect(Object.keys(bugs)).toEqual(['O1', 'R2', 'R9', 'R9a', 'R10', 'R22', 'R22a']);
  });
});

describe('nodes', () => {
  it('all have the actor', () => {
    expect(nodes(['a', 'b'], model)).toEqual({ a: model, b: model });
  });

  it('may not have one name twice', () => {
    expect(() => nodes(['a', 'b', 'a'], model)).toThrow(UsageError);
    expect(() => nodes(['a', 'b', 'a'], model)).toThrow("nodes() names 'a' twice");
  });
});

describe('a property of the kit', () => {
  it('has its kind and its condition', () => {
    const node = ({ n }: { n: number }) => n === 1;
    const says = { name: 'One', says: 'x', source: 'y' };
    expect(kit.sometimes({ ...says, node })).toMatchObject({ ...says, kind: 'sometimes', over: { node } });
    expect(kit.leadsTo({ ...says, node, from: { node }, fairness: {} })).toMatchObject({
      ...{ kind: 'leadsTo', from: { node }, fairness: {} },
    });
    expect(Object.keys(kit.settles({ ...says, node }))).not.toContain('withinMs');
  });
});

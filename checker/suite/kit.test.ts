/** The kit: systems without what is undefined or infinite, bugs in the order of their numbers, variants of a role. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import { type Birth, type Core, effects, type MachineEvent, type Outbox } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { validate } from '../semantics/validate-system.ts';
import { UsageError } from '../values/errors.ts';
import { check } from './check.ts';
import { type LooseSystem, nodes, protocol } from './kit.ts';
import { systemOf } from './subject.ts';
import type { Bug, Suite } from './suite.ts';

interface Counter {
  message: { type: 'None' };
  timer: 'tick';
  view: { n: number };
}

const machine = setup({
  types: {
    context: {} as { readonly n: number },
    events: {} as MachineEvent<Counter>,
    input: {} as Birth<Counter>,
  },
  delays: { tick: 100 },
  guards: { mayCount: ({ context }) => context.n < 2 },
  actions: { ...effects<Counter>(), count: assign({ n: ({ context }) => context.n + 1 }) },
}).createMachine({
  id: 'counter',
  context: { n: 0 },
  initial: 'on',
  states: {
    on: { after: { tick: { guard: 'mayCount', target: 'on', reenter: true, actions: 'count' } } },
  },
});

interface Rules {
  next(n: number): number;
  mayCount(n: number): boolean;
}

class Register implements Core<Counter, number> {
  protected n = 0;
  readonly #rules: Rules;

  constructor(_birth: Birth<Counter>, rules: Rules) {
    this.#rules = rules;
  }
  start(out: Outbox<Counter>) {
    out.arm('tick');
  }
  handle(_event: unknown, out: Outbox<Counter>) {
    if (!this.#rules.mayCount(this.n)) return;
    this.n = this.#rules.next(this.n);
    out.arm('tick');
  }
  view() {
    return { n: this.n };
  }
  save() {
    return this.n;
  }
  load(saved: number) {
    this.n = saved;
  }
}

const kit = protocol<Counter>();
const view = ({ context }: { readonly context: { readonly n: number } }) => ({ n: context.n });
const rules: Rules = { next: (n) => n + 1, mayCount: (n) => n < 2 };
const implementation = (birth: Birth<Counter>, rules: Rules) => new Register(birth, rules);
const counter = kit.role({ name: 'counter', machine, view, implementation, rules });
const says = { says: 'It counts wrong.', source: 'an example' };
const small = kit.always({ ...says, name: 'Small', node: ({ n }) => n < 3 });
const bug = { ...says, breaks: small, scope: 'default' } as const;
const scope = kit.scope({
  system: (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'set', bounds: { tick: 5 } }),
});

function suiteOf(bugs: Readonly<Record<string, Bug<Counter, 'counter', 'default'>>>, roles = { counter }) {
  return kit.suite({
    ...{ name: 'counters', says: '', source: '' },
    ...{ roles, properties: [small], scopes: { default: scope }, bugs },
  });
}

describe('a scope', () => {
  const made = (system: Partial<LooseSystem<Counter>>) =>
    kit
      .scope({ system: (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'set', ...system }) })
      .system(() => counter.model) as unknown as System;

  it('makes a system without what is undefined and without infinite limits', () => {
    const bare = Object.keys(made({}));
    expect(bare).toEqual(['nodes', 'network']);
    const crash = { inbox: 'lost', returns: 'absent' } as const;
    const system = made({
      ...{ persistence: undefined, crash, within: undefined },
      budget: { crash: 2, restart: Infinity, drop: undefined },
      bounds: { tick: Infinity },
    });
    expect(Object.keys(system)).toEqual(['nodes', 'network', 'crash', 'budget']);
    expect(system.budget).toEqual({ crash: 2 });
    expect(() => validate(system)).not.toThrow();
  });

  it('keeps limits of 0', () => {
    expect(made({ bounds: { tick: 0 } }).bounds).toEqual({ tick: 0 });
  });

  it('leaves limits that make no sense to be refused', () => {
    for (const tick of [Number.NaN, -Infinity, 0.5])
      expect(() => validate(made({ bounds: { tick } }))).toThrow(`bounds 'tick' is ${tick}`);
    expect(() => validate(made({ bounds: [] as never }))).not.toThrow();
  });

  it('has no text and no properties where these are undefined', () => {
    const system = scope.system;
    expect(Object.keys(kit.scope({ says: undefined, properties: undefined, system }))).toEqual(['system']);
    expect(kit.scope({ says: 'x', properties: [small], system })).toMatchObject({
      says: 'x',
      properties: [small],
    });
  });

  it('is refused where its system is a promise', () => {
    const scopes = { default: kit.scope({ system: (async () => ({})) as never }) };
    const suite = { ...suiteOf({}), scopes } as unknown as Suite;
    expect(() => systemOf(suite, 'default')).toThrow('it returned a promise');
  });
});

describe('the bugs of a suite', () => {
  it('come in the order of their numbers', () => {
    const one = counter.mutant({ ...bug, guards: { mayCount: () => true } });
    const names = ['R22a', 'R10', 'R2', 'O1', 'R22', 'R9a', 'R9'];
    const { bugs } = suiteOf(Object.fromEntries(names.map((name) => [name, one])));
    expect(Object.keys(bugs)).toEqual(['O1', 'R2', 'R9', 'R9a', 'R10', 'R22', 'R22a']);
  });
});

describe('a role', () => {
  it('is model and implementation, and both agree', () => {
    expect(check(suiteOf({}), { symmetry: false }).verdict).toBe('holds');
    expect(check(suiteOf({}), { subject: 'lockstep' }).verdict).toBe('holds');
  });

  it.each([
    ['guards and rules', { guards: { mayCount: () => true }, rules: { mayCount: () => true } }],
    [
      'actions and rules',
      {
        actions: { count: assign({ n: ({ context }: { context: { n: number } }) => context.n + 3 }) },
        rules: { next: (n: number) => n + 3 },
      },
    ],
    [
      'another actor and another implementation',
      {
        model: counter.modelWith({ guards: { mayCount: () => true } }),
        implementation: (birth: Birth<Counter>, rules: Rules) =>
          new (class extends Register {
            override view() {
              return { n: 3 * this.n };
            }
          })(birth, rules),
      },
    ],
  ])('makes a mutant by %s, on both sides', (_, mutation) => {
    const suite = suiteOf({ M1: counter.mutant({ ...bug, ...(mutation as object) }) });
    for (const subject of ['bug:M1', 'bug:M1/implementation'])
      expect(check(suite, { subject }).verdict).toBe('violated');
    expect(check(suite, { subject: 'bug:M1/lockstep' }).verdict).toBe('violated');
    expect(check(suite, { subject: 'lockstep' }).verdict).toBe('holds');
  });

  it('makes a mutant of one side, which says what every bug says', () => {
    const forgetful = (birth: Birth<Counter>) => new Register(birth, { ...rules, next: () => 0 });
    const one = counter.mutant({ ...bug, equivalent: 'it is none', implementation: forgetful });
    const { implementation: made, ...story } = one;
    expect(story).toEqual({ ...bug, equivalent: 'it is none' });
    expect(Object.keys(made ?? {})).toEqual(['counter']);
    expect(Object.keys(counter.mutant({ ...bug, guards: { mayCount: () => true } }))).toContain('model');
  });

  it.each<[string, () => unknown, string]>([
    [
      'a guard that the machine has not',
      () => counter.mutant({ ...bug, guards: { mayCuont: () => true } as never }),
      "role 'counter' has no 'mayCuont' among its guards; it has mayCount",
    ],
    [
      'a rule that the implementation has not',
      () => counter.mutant({ ...bug, rules: { nxet: () => 1 } as never }),
      "role 'counter' has no 'nxet' among its rules; it has next, mayCount",
    ],
    [
      'nothing',
      () => counter.mutant(bug),
      "a mutant of role 'counter' changes nothing; give it 'guards', 'actions', 'model', 'rules' or 'implementation'",
    ],
    [
      'the model twice',
      () => counter.mutant({ ...bug, model: counter.model, guards: { mayCount: () => true } }),
      "a mutant of role 'counter' has a 'model', so its guards would have no effect; give one of the two",
    ],
    [
      'an implementation that is none',
      () => kit.role({ name: 'bare', machine, view }).mutant({ ...bug, rules: {} }),
      "role 'bare' has no implementation to make a variant of; give it an 'implementation', a function of birth and rules",
    ],
    [
      'rules of no class',
      () => kit.role({ name: 'bare', machine, view, rules }),
      "role 'bare' has rules, but no implementation to use them; give it an 'implementation', a function of birth and rules",
    ],
  ])('refuses to change %s', (_, make, sentence) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(sentence);
  });

  it('is known by its name in the suite', () => {
    const bugs = { M1: counter.mutant({ ...bug, guards: { mayCount: () => true } }) };
    expect(() => suiteOf(bugs, { teller: counter } as never)).toThrow(
      "bug M1 names role 'counter'; it has teller",
    );
  });
});

/** Tests roles: their actors agree, and mutants replace guards, actions, rules or whole actors. */
import { describe, expect, it } from 'vitest';
import { assign, setup } from 'xstate';
import {
  type Actor,
  type Birth,
  type Core,
  effects,
  type MachineEvent,
  type Outbox,
} from '../actors/actor.ts';
import { UsageError } from '../values/errors.ts';
import { check } from './check.ts';
import { nodes, protocol } from './kit.ts';
import { part, withImplementations } from './role.ts';
import type { Bug } from './suite.ts';

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

describe('a role', () => {
  it('has a model and an implementation that agree', () => {
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

  it('makes the actor of a mutant when it is first read, and once', () => {
    let made = 0;
    const mayCount = () => true;
    const guards = Object.defineProperty({}, 'mayCount', {
      enumerable: true,
      get() {
        made++;
        return mayCount;
      },
    }) as { mayCount: typeof mayCount };
    const { model } = counter.mutant({ ...bug, guards });
    const before = made;
    expect(model?.counter).toBe(model?.counter);
    expect(made).toBeGreaterThan(before);
  });

  it('makes a mutant of one side, with the description of the bug', () => {
    const forgetful = (birth: Birth<Counter>) => new Register(birth, { ...rules, next: () => 0 });
    const one = counter.mutant({ ...bug, equivalent: 'it is none', implementation: forgetful });
    const { implementation: replaced, ...description } = one;
    expect(description).toEqual({ ...bug, equivalent: 'it is none' });
    expect(Object.keys(replaced ?? {})).toEqual(['counter']);
    expect(Object.keys(counter.mutant({ ...bug, guards: { mayCount: () => true } }))).toContain('model');
  });

  it.each<[string, () => unknown, string]>([
    [
      'a guard that the machine lacks',
      () => counter.mutant({ ...bug, guards: { mayCuont: () => true } as never }),
      "role 'counter' has no 'mayCuont' among its guards; it has mayCount",
    ],
    [
      'a rule that the implementation lacks',
      () => counter.mutant({ ...bug, rules: { nxet: () => 1 } as never }),
      "role 'counter' has no 'nxet' among its rules; it has next, mayCount",
    ],
    [
      'a mutant without a replacement',
      () => counter.mutant(bug),
      "a mutant of role 'counter' changes nothing; give it 'guards', 'actions', 'model', 'rules' or 'implementation'",
    ],
    [
      'two replacements of the model',
      () => counter.mutant({ ...bug, model: counter.model, guards: { mayCount: () => true } }),
      "a mutant of role 'counter' has a 'model', so its guards would have no effect; give one of the two",
    ],
    [
      'rules without an implementation',
      () => kit.role({ name: 'bare', machine, view }).mutant({ ...bug, rules: {} }),
      "role 'bare' has no implementation to make a variant of; give it an 'implementation', a function of birth and rules",
    ],
    [
      'the rules of a role without an implementation',
      () => kit.role({ name: 'bare', machine, view, rules }),
      "role 'bare' has rules, but no implementation to use them; give it an 'implementation', a function of birth and rules",
    ],
  ])('refuses %s', (_, make, sentence) => {
    expect(make).toThrow(UsageError);
    expect(make).toThrow(sentence);
  });

  it('has its name as key in the suite', () => {
    const bugs = { M1: counter.mutant({ ...bug, guards: { mayCount: () => true } }) };
    expect(() => suiteOf(bugs, { teller: counter } as never)).toThrow(
      "bug M1 names role 'counter'; it has teller",
    );
  });
});

describe('a role of several machines', () => {
  const view = ({ context: { n } }: { context: { readonly n: number } }) => ({ n });
  /** A node of which the first machine does all, so that a replacement in the second one must not show. */
  const pair = protocol<Counter>().compositeRole({
    name: 'pair',
    parts: {
      first: part<Counter, typeof machine>(machine, { view }),
      second: part<Counter, typeof machine>(machine, { view }),
    },
    actor: ({ first }) => first,
    implementation: (birth, rules) => new Register(birth, rules),
    rules: { next: (n: number) => n + 1, mayCount: (n: number) => n < 2 } as Rules,
  });
  const about = { says: 'It counts on.', source: 'none', breaks: {} as never, scope: 'default' };

  it('has mutants that replace guards and actions of one part, or rules, or both', () => {
    const inFirst = pair.mutant({ ...about, first: { guards: { mayCount: () => true } } });
    expect(Object.keys(inFirst.model ?? {})).toEqual(['pair']);
    expect(inFirst.implementation).toBeUndefined();
    const inBoth = pair.mutant({
      ...about,
      first: { guards: { mayCount: () => true } },
      rules: { mayCount: () => true },
    });
    expect([Object.keys(inBoth.model ?? {}), Object.keys(inBoth.implementation ?? {})]).toEqual([
      ['pair'],
      ['pair'],
    ]);
  });

  it('runs the replaced guard, and that of the right part', () => {
    const endOf = (actor: Actor<Counter>) => {
      let { state } = actor.init({ self: 'a', nodes: ['a'], setting: undefined as never });
      for (let n = 0; n < 5; n++) ({ state } = actor.step(state, { type: 'timeout', timer: 'tick' }));
      return actor.view(state).n;
    };
    const always = { guards: { mayCount: () => true } };
    expect(endOf(pair.model)).toBe(2);
    expect(endOf(pair.modelWith({ first: always }))).toBe(5);
    expect(endOf(pair.modelWith({ second: always }))).toBe(2);
  });

  it.each([
    [
      () => pair.modelWith({ second: { guards: { mayCuont: () => true } as never } }),
      "role 'pair' has no 'mayCuont' among its guards; it has mayCount",
    ],
    [
      () => pair.mutant(about),
      "a mutant of role 'pair' changes nothing; give it 'first', 'second', 'model', 'rules' or 'implementation'",
    ],
    [
      () => pair.mutant({ ...about, first: {}, model: pair.model }),
      "a mutant of role 'pair' has a 'model', so its first would have no effect; give one of the two",
    ],
    [
      () => withImplementations(pair, { B1: pair.mutant({ ...about, first: {} }) }, { B2: pair.model }),
      "there is an implementation of bug B2, and no such bug of role 'pair'",
    ],
  ])('refuses what would have no effect, %#', (make, sentence) => {
    expect(make).toThrow(new UsageError(sentence));
  });

  it('gives known bugs the implementations that have them', () => {
    const bugs = { B1: pair.mutant({ ...about, first: {} }), B2: pair.mutant({ ...about, second: {} }) };
    const both = withImplementations(pair, bugs, { B2: pair.model });
    expect(both.B1).toBe(bugs.B1);
    expect(both.B2).toEqual({ ...bugs.B2, implementation: { pair: pair.model } });
  });
});

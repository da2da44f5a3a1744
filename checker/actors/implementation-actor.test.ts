/** Tests the implementation actor: states that are saved and loaded, and copies of messages. */
import { describe, expect, it } from 'vitest';
import type { Core, Outbox } from './actor.ts';
import { implementationActor } from './implementation-actor.ts';

const birth = { self: 'a', nodes: ['a', 'b', 'c'], setting: {} };

describe('an implementation actor', () => {
  /** Reuses one message object, as an implementation may. */
  class Counter
    implements Core<{ message: { type: 'n'; n: number }; view: { n: number }; timer: 't' }, { n: number }>
  {
    #n = 0;
    readonly #message = { type: 'n' as const, n: 0 };
    start(out: Outbox<{ message: { type: 'n'; n: number }; view: { n: number }; timer: 't' }>): void {
      out.arm('t');
    }
    handle(
      _event: unknown,
      out: Outbox<{ message: { type: 'n'; n: number }; view: { n: number }; timer: 't' }>,
    ): void {
      this.#message.n = ++this.#n;
      out.send('b', this.#message);
    }
    view() {
      return { n: this.#n };
    }
    save() {
      return { n: this.#n };
    }
    load({ n }: { n: number }) {
      this.#n = n;
    }
  }
  const actor = implementationActor(() => new Counter());

  it('steps from any state, in any order, and copies its messages', () => {
    const zero = actor.init({ ...birth, setting: undefined as never });
    expect(zero.effects).toEqual([{ type: 'arm', timer: 't' }]);
    const tick = { type: 'timeout', timer: 't' } as const;
    const one = actor.step(zero.state, tick);
    const two = actor.step(one.state, tick);
    expect(actor.step(zero.state, tick)).toEqual(one);
    expect([one, two].map(({ effects }) => effects)).toEqual([
      [{ type: 'send', to: 'b', message: { type: 'n', n: 1 } }],
      [{ type: 'send', to: 'b', message: { type: 'n', n: 2 } }],
    ]);
    expect([zero, one, two].map(({ state }) => actor.view(state))).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
  });

  it('steps from a state that was saved as data', () => {
    const { state } = actor.init({ ...birth, setting: undefined as never });
    expect(actor.view(structuredClone(state))).toEqual({ n: 0 });
  });

  it('refuses an outbox that is used after its step', () => {
    let kept: Outbox | undefined;
    class Keeper extends Counter {
      override handle(event: unknown, out: never): void {
        kept ??= out;
        super.handle(event, kept as never);
      }
    }
    const keeper = implementationActor(() => new Keeper());
    const tick = { type: 'timeout', timer: 't' } as const;
    const { state } = keeper.step(keeper.init({ ...birth, setting: undefined as never }).state, tick);
    expect(() => keeper.step(state, tick)).toThrow('its outbox was used after the step was over');
  });

  it('refuses an instance without the methods of a core, and one that saves nothing', () => {
    const broken = implementationActor(() => ({ start() {} }) as unknown as Counter);
    expect(() => broken.init({ ...birth, setting: undefined as never })).toThrow("has no 'handle'");
    class Forgetful extends Counter {
      override save() {
        return undefined as never;
      }
    }
    const forgetful = implementationActor(() => new Forgetful());
    expect(() => forgetful.init({ ...birth, setting: undefined as never })).toThrow(
      "'save' returned nothing",
    );
  });
});

/** The determinism check: its errors for code that depends on chance or on data that are not saved. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import type { Actor, Core } from '../actors/actor.ts';
import { implementationActor } from '../actors/implementation-actor.ts';
import type { System } from '../semantics/system.ts';
import { systemOf } from '../suite/subject.ts';
import type { TracedError } from '../traces/trace.ts';
import { CodeError } from '../values/errors.ts';
import { fuzzAll } from './fuzz.ts';

/** An implementation whose instances share a counter and a list; its view is one of them. */
function sharing(shows: 'number' | 'list'): Actor {
  let ticks = 0;
  const list: number[] = [];
  class Clock implements Core {
    start(out: { arm(timer: string): void }): void {
      out.arm('t');
    }
    handle(_event: unknown, out: { arm(timer: string): void }): void {
      ticks++;
      list.push(list.length);
      out.arm('t');
    }
    view() {
      return shows === 'list' ? { list } : { ticks: ticks % 1_000 };
    }
    save() {
      return {};
    }
    load() {}
  }
  return implementationActor(() => new Clock() as never) as Actor;
}

describe('the determinism check', () => {
  it('names the first step with another result', () => {
    const system: System = { nodes: { a: sharing('number') }, setting: {}, network: 'set' };
    try {
      fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(CodeError);
      expect((error as CodeError).message).toMatch(
        /^step 1 of a schedule has another result when the same schedule is run again: .*"ticks":\d+.* the first time, .*"ticks":\d+.* the second; a step must depend on state, event and choice alone/,
      );
      expect((error as TracedError).trace.steps).toHaveLength(1);
    }
  });

  it('compares views that are a shared object as they were after each step', () => {
    const system: System = { nodes: { a: sharing('list') }, setting: {}, network: 'set' };
    expect(() => fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 })).toThrow(
      /^step 1 of a schedule has another result when the same schedule is run again: .*"list":\[/,
    );
  });

  it.each([
    [
      'that `load` resets',
      true,
      /^step 1 of a schedule has another result when each step has a new instance, loaded with what the last one saved: .*, and .* with one instance for all steps; a step must depend on nothing that 'save' leaves out$/,
    ],
    [
      'that are not saved',
      false,
      /^step 1 of a schedule has another result when each step has a new instance, .*; a step must depend on nothing that 'save' leaves out$/,
    ],
  ])('names the first step that depends on data %s', (_, resets, sentence) => {
    class Forgetful implements Core {
      #ticks = 0;
      start(out: { arm(timer: string): void }): void {
        out.arm('t');
      }
      handle(_event: unknown, out: { arm(timer: string): void }): void {
        this.#ticks++;
        out.arm('t');
      }
      view() {
        return { even: this.#ticks % 2 === 0 };
      }
      save() {
        return {};
      }
      load() {
        if (resets) this.#ticks = 0;
      }
    }
    const actor = implementationActor(() => new Forgetful() as never) as Actor;
    const system: System = { nodes: { a: actor }, setting: {}, network: 'set' };
    expect(() => fuzzAll(system, [], { runs: 5, actionsMax: 10, seed: 1 })).toThrow(sentence);
  });

  it('accepts a deterministic protocol, in the storm and in the fault-free phase', () => {
    for (const side of ['model', 'implementation', 'lockstep'] as const) {
      const system = systemOf(raft, 'storm-3', { side });
      const { runs } = fuzzAll(system, raft.properties, { runs: 2, actionsMax: 30, seed: 1 });
      expect(runs).toBe(2);
    }
  });
});

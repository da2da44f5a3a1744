/** The packed engine, driven by a client that only records. */
import { describe, expect, it } from 'vitest';
import { counters } from '../../tests/support/counters.ts';
import { growingMessages } from '../../tests/support/growing-messages.ts';
import { JudgePanel } from '../property/judges.ts';
import type { System } from '../semantics/system.ts';
import { worldKey } from '../semantics/world.ts';
import { type EngineClient, PackedEngine } from './packed-engine.ts';

function recorded(system: System) {
  const arrivals: number[] = [];
  const widths: number[] = [];
  const client: EngineClient = {
    explained: (cause, action) =>
      new Error(`explained: ${(cause as Error).message}, ${action?.type ?? 'no action'}`),
    judge: () => {},
    needsSelfLoops: () => false,
    selfLoop: () => {},
    arrive: (node) => {
      arrivals.push(node);
      return true;
    },
    suppress: () => {},
    widen: (width) => widths.push(width),
  };
  const engine = new PackedEngine(system, client);
  const starts: number[] = [];
  engine.begin(new JudgePanel([], engine.evaluators), (start) => {
    starts.push(start);
    engine.successors.here.set(engine.successors.form);
  });
  return { engine, arrivals, widths, starts };
}

describe('the packed engine', () => {
  it('makes each initial world the current row, in order', () => {
    const absent = { a: { absent: true } } as const;
    const { starts, engine } = recorded({ ...counters(1), starts: [{}, absent] });
    expect(starts).toEqual([0, 1]);
    expect(engine.successors.world.nodes.a).toEqual({ absent: true });
  });

  it('passes each successor to its client', () => {
    const { engine, arrivals } = recorded(counters(1));
    engine.successors.expand();
    expect(arrivals).toEqual([0, 1]);
    expect(engine.successors.transitions).toBe(2);
  });

  it('normalises the initial worlds', () => {
    const { engine } = recorded(counters(1));
    const other = engine.successors.world;
    const keys: string[] = [];
    engine.begin(
      new JudgePanel([], engine.evaluators),
      () => keys.push(worldKey(engine.interner.unpack(engine.successors.form))),
      (world) => ({ ...world, spent: { crash: 3 } }),
    );
    expect(keys).toEqual([worldKey({ ...other, spent: { crash: 3 } })]);
  });

  it('evaluates on the wider row, once rows are widened', () => {
    const { engine, widths } = recorded(growingMessages('set', 80));
    const before = engine.interner.width;
    for (let n = 2; n <= 40; n++)
      engine.interner.envelopeOf({ from: 'a', to: 'b', message: { type: 'hello', n } as never });
    engine.successors.widen();
    expect(widths).toEqual([before + 1]);
    expect(engine.context.row).toBe(engine.successors.form);
    expect(engine.context.row).toHaveLength(before + 1);
  });

  it('lets its client explain the errors of code under check', () => {
    const { engine } = recorded(counters(1));
    const fails = () => {
      throw new Error('boom');
    };
    expect(() => engine.located(undefined, fails)).toThrow('explained: boom, no action');
    expect(() => engine.located({ type: 'timeout', node: 'a', timer: 't' }, fails)).toThrow(
      'explained: boom, timeout',
    );
    expect(engine.located(undefined, () => 7)).toBe(7);
  });
});

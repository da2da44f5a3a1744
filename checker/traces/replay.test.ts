/** Tests the replay of a record: reproduced, fixed and stale, with the first difference. */
import { describe, expect, it } from 'vitest';
import type { Actor } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import type { System } from '../semantics/system.ts';
import { exploreAll } from '../suite/explore.ts';
import { replay } from './replay.ts';
import type { Trace } from './trace.ts';

/** Counts its ticks; the broken one counts by two. */
function counter(by: number, last = 6, timer = 'tick'): Actor {
  const arm = (n: number) => (n < last ? [{ type: 'arm' as const, timer }] : []);
  return {
    init: () => ({ state: 0, effects: arm(0) }),
    step: (state) => ({ state: (state as number) + by, effects: arm((state as number) + by) }),
    view: (state) => ({ n: state as number }),
  };
}
const systemOf = (actor: Actor, rest: Partial<System> = {}): System => ({
  nodes: { a: actor, b: actor },
  setting: { size: 1 },
  network: 'set',
  ...rest,
});
const n = (view: object) => (view as { n: number }).n;
const says = { name: 'p', says: 'p', source: 'test' };
const below4: Property = { ...says, kind: 'always', over: { node: (view) => n(view) < 4 } };
const onlyByOne: Property = {
  ...says,
  kind: 'step',
  over: { holds: ({ before, after }) => n(after) === n(before) + 1 },
};
const violating = (system: System, property: Property): Trace =>
  exploreAll(system, [property]).results[0]?.trace as Trace;

const byTwo = systemOf(counter(2));
const record = violating(byTwo, below4);
const setting = { size: 1 };

describe('a recorded trace is', () => {
  it('reproduced if the property is violated again', () => {
    expect(replay(byTwo, below4, setting, record)).toEqual({
      verdict: 'reproduced',
      at: ['a'],
      trace: record,
      skipped: 0,
    });
    expect(replay(byTwo, onlyByOne, setting, violating(byTwo, onlyByOne))).toMatchObject({
      verdict: 'reproduced',
    });
  });

  it('fixed if the subject behaves differently and the property holds', () => {
    expect(replay(systemOf(counter(1)), below4, setting, record)).toMatchObject({
      verdict: 'fixed',
      differsAt: 1,
      skipped: 0,
    });
  });

  it('fixed with later disabled actions skipped and counted', () => {
    expect(replay(systemOf(counter(1, 1)), below4, setting, record)).toMatchObject({
      verdict: 'fixed',
      differsAt: 1,
      skipped: 1,
    });
  });

  it('fixed at step 0 if the initial view differs', () => {
    const otherView = {
      ...counter(2),
      view: (state: unknown) => ({ n: Math.min(state as number, 3), shy: true }),
    };
    expect(replay(systemOf(otherView), below4, setting, record)).toMatchObject({
      verdict: 'fixed',
      differsAt: 0,
    });
  });

  it('stale if an action is not enabled although every step before matched', () => {
    const renamed = replay(systemOf(counter(2, 6, 'tock')), below4, setting, record);
    expect(renamed).toMatchObject({
      verdict: 'stale',
      because: expect.stringContaining('step 1 cannot happen'),
    });
  });

  it('stale if a bound of the scope suppresses an action', () => {
    const bounded = replay(systemOf(counter(2), { bounds: { tick: 1 } as never }), below4, setting, record);
    expect(bounded).toMatchObject({
      verdict: 'stale',
      because: expect.stringContaining('step 2 lies beyond a bound of the scope (tick)'),
    });
  });

  it('stale if a node, the setting or the initial world differs', () => {
    const because = (system: System, trace = record, made: unknown = setting) =>
      (replay(system, below4, made, trace) as { because?: string }).because;
    expect(because(byTwo, record, { size: 2 })).toBe('it was recorded with another setting');
    expect(because(systemOf(counter(2), { nodes: { a: counter(2) } }))).toBe(
      "node 'b' is no node in the initial world, and was up when it was recorded",
    );
    expect(because(systemOf(counter(2), { starts: [{ b: { absent: true } }] }))).toBe(
      "node 'b' is absent in the initial world, and was up when it was recorded",
    );
    expect(because(byTwo, { ...record, start: 3 })).toBe('the scope has no initial world 3');
    const [step] = record.steps;
    const unknownNode = { ...record, steps: [{ ...step, action: { type: 'crash', node: 'z' } }] } as Trace;
    expect(because(byTwo, unknownNode)).toBe(
      "step 1 names 'z', which is no node of the scope, although all before it went as recorded",
    );
  });

  it('checked by the worlds reachable from its last one, for a possible', () => {
    const three: Property = { ...says, kind: 'possible', over: { node: (view) => n(view) === 3 } };
    const lost = violating(byTwo, three);
    expect(replay(byTwo, three, setting, lost)).toMatchObject({ verdict: 'reproduced' });
    expect(replay(systemOf(counter(1)), three, setting, lost)).toMatchObject({ verdict: 'fixed' });
  });
});

/** Estimates of scopes whose size is known. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { estimateText } from '../../reports/estimate-text.ts';
import { twoPhaseCommit } from '../../tests/support/tutorial.ts';
import type { Actor } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { systemOf } from '../suite/subject.ts';
import { drain } from '../values/drain.ts';
import { CodeError } from '../values/errors.ts';
import { type Estimate, type EstimateOptions, estimate } from './estimate.ts';

function estimated(system: System, options: Partial<EstimateOptions> = {}): Estimate {
  return drain(estimate(system, [], { seed: 1, ...options })) as Estimate;
}

describe('an estimate', () => {
  it('is of the right size for known scopes, and its range nearly always has the true one', async () => {
    const known: [System, number][] = [
      [systemOf(raft, 'two-terms-even'), 48_503],
      [systemOf(raft, 'slow-disk'), 34_105],
      [systemOf(raft, 'election-newer-term'), 71_525],
      [systemOf(raft, 'three-terms'), 44_054],
      [asymmetric(systemOf(raft, 'election-newer-term')), 428_130],
      [asymmetric(systemOf(raft, 'five-servers')), 657_051],
      [(await twoPhaseCommit(7)).system, 296_448],
      [(await twoPhaseCommit(8)).system, 1_745_408],
    ];
    let within = 0;
    for (const worldsMax of [5_000, 20_000])
      for (const [system, worlds] of known) {
        const { worlds: size, isWhole } = estimated(system, { worldsMax });
        expect(isWhole).toBe(false);
        expect(size.likely / worlds).toBeGreaterThan(0.25);
        expect(size.likely / worlds).toBeLessThan(4);
        within += Number(size.least <= worlds && worlds <= size.most);
      }
    expect(within).toBeGreaterThanOrEqual(14);
  });

  it('has a smaller range with a larger sample', () => {
    const system = asymmetric(systemOf(raft, 'election-newer-term'));
    const widthOf = ({ worlds: { least, most } }: Estimate) => most / least;
    const estimates = [2_000, 20_000, 200_000].map((worldsMax) => estimated(system, { worldsMax }));
    const [small, medium, large] = estimates.map(widthOf) as [number, number, number];
    expect(medium).toBeLessThan(small);
    expect(large).toBeLessThan(medium);
  });

  it('is exact if the sample is the whole scope', () => {
    const whole = estimated(systemOf(raft, 'quick'));
    expect(whole).toMatchObject({
      isWhole: true,
      worlds: { least: 1_232, likely: 1_232, most: 1_232 },
      transitions: { likely: 15_902 },
      depth: 17,
    });
    const lines = textOf(whole);
    expect(lines[1]).toBe(
      '  the sample covers the whole scope: 1,232 worlds, 15,902 transitions, 17 steps deep',
    );
  });

  it('depends on the seed alone', () => {
    const of = (seed: number) => estimated(systemOf(raft, 'default'), { seed, worldsMax: 1_000 });
    expect(of(1)).toEqual(of(1));
    const estimates = [1, 2, 3, 4, 5, 6].map((seed) => JSON.stringify(of(seed)));
    expect(new Set(estimates).size).toBeGreaterThan(1);
  });

  const counter = (most: number): System => {
    const actor: Actor = {
      init: () => ({ state: 0, effects: [] }),
      step: (state) => ({ state: Math.min((state as number) + 1, most), effects: [] }),
      view: (state) => ({ n: state }),
    };
    return {
      nodes: { a: actor, b: actor },
      setting: {},
      network: 'set',
      inputs: () => [{ type: 'up' }],
    };
  };

  it('is infinite if the sample shows no end, or is too small', () => {
    const endless = estimated(counter(1e9), { worldsMax: 100 });
    expect(endless.worlds.likely).toBe(Number.POSITIVE_INFINITY);
    expect(textOf(endless)[1]).toMatch(
      /^ {2}the scope seems to be infinite: it still grows a thousand levels after \d+ worlds of the first \d+ levels/,
    );
    const little = estimated(counter(400), { worldsMax: 3 });
    expect(little.worlds.likely).toBe(Number.POSITIVE_INFINITY);
    expect(textOf(little)[1]).toContain('are too few for an estimate; --max-worlds allows a larger sample');
  });

  it('fails if an actor fails', () => {
    const system = counter(400);
    const [actor] = Object.values(system.nodes) as [Actor];
    const failing: Actor = {
      ...actor,
      step: (state, event) => {
        if (state === 3) throw new Error('boom');
        return actor.step(state, event);
      },
    };
    expect(() => estimated({ ...system, nodes: { a: failing, b: failing } })).toThrow(
      new CodeError("node 'a' failed at input 'up': boom"),
    );
  });

  it('refuses a system with rebase', () => {
    expect(() => estimated({ ...counter(400), rebase: (world) => world })).toThrow(
      "a system with 'rebase' is searched breadth-first alone, not by a plan",
    );
  });

  it('can be stopped', () => {
    const search = estimate(systemOf(raft, 'default'), [], { seed: 1 });
    expect(search.next().done).toBe(false);
    expect(search.next('enough')).toEqual({ done: true, value: { stopped: 'enough' } });
  });

  it('is printed with its significant digits', () => {
    const lines = textOf({
      isWhole: false,
      worlds: { least: 123_456, likely: 4_567_890, most: 7.89e9 },
      transitions: { least: 1e6, likely: 2e7, most: 3e13 },
      depth: 31,
      bytesEach: 56,
      sample: { worlds: 30_000, levels: 12 },
    });
    expect(lines.slice(3)).toEqual([
      '  worlds       about 4.6 million, between 120,000 and 7.9 billion',
      '  transitions  about 20 million, between 1 million and 30 trillion',
      '  steps deep   about 31',
      '  memory       about 344 MB, between 107 MB and 410 GB',
      '  time         about 6.7 s, between 0.1 s and 350 days',
    ]);
  });
});

function textOf(one: Estimate): readonly string[] {
  const check = { suite: raft, scope: 'default', subject: { side: 'model' }, estimate: one } as const;
  return estimateText({ ...check, msEach: 0.001, megabytes: 100 });
}

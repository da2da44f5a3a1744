/** Checking from code: the verdicts agree with what drives the engines step by step. */
import { describe, expect, it } from 'vitest';
import { suite } from '../properties/raft/index.ts';
import { assert, BrokenPromise, verdictText } from '../reports/assert.ts';
import { check, sample } from './check.ts';
import { exploreAll } from './explore.ts';
import { apply, initialWorlds } from './semantics.ts';
import { systemOf } from './subject.ts';
import { standings, type World } from './world.ts';

describe('check', () => {
  it('explores the scope of a bug, judged by the property it breaks', () => {
    const { verdict, results, scope, seen } = check(suite, { subject: 'bug:R3' });
    expect({ verdict, scope }).toEqual({ verdict: 'violated', scope: 'one-term' });
    expect(results.map(({ property, trace }) => [property.name, trace?.steps.length])).toEqual([
      ['Election Safety', 6],
    ]);
    expect(seen).toMatchObject({ worlds: 82, transitions: 176 });
    expect(check(suite, { subject: 'bug:R3', symmetry: false }).seen).toMatchObject({ worlds: 387 });
  });

  it('explores what explore explores', () => {
    const one = check(suite, { scope: 'one-term', property: 'one-vote-a-term', subject: 'lockstep' });
    const { results, ...rest } = exploreAll(
      systemOf(suite, 'one-term', { side: 'lockstep' }),
      suite.properties.filter(({ name }) => name === 'One Vote A Term'),
    );
    expect(one.seen).toEqual({ ...rest, results });
    expect(one.verdict).toBe('holds');
  });

  it('is inconclusive where a limit cut it short, or what was promised is not to be found there', () => {
    expect(check(suite, { maxWorlds: 50 }).verdict).toBe('inconclusive');
    const { verdict, results } = check(suite, { scope: 'one-term' });
    expect(verdict).toBe('inconclusive');
    expect(results.find(({ property }) => property.name === 'Later Leader')).toMatchObject({
      verdict: 'inconclusive',
      because: 'never reached in this scope',
    });
  });

  it('draws schedules instead, the same each time unless told otherwise', () => {
    const schedules = { runs: 10, actionsMax: 40 };
    const kept = check(suite, { scope: 'storm-3', schedules });
    expect(kept.verdict).toBe('holds');
    expect(check(suite, { scope: 'storm-3', schedules }).seen).toEqual(kept.seen);
    expect(check(suite, { scope: 'storm-3', schedules: { ...schedules, seed: 1 } }).seen).not.toEqual(
      kept.seen,
    );
    const broken = check(suite, {
      subject: 'bug:R3',
      schedules: { runs: 500, actionsMax: 40 },
    });
    expect(broken).toMatchObject({ verdict: 'violated', results: [{ verdict: 'violated' }] });
  });

  it.each([
    [{ scope: 'gone' }, "protocol 'raft' has no scope 'gone'"],
    [{ subject: 'bug:R0' }, "'bug:R0' is nothing that protocol 'raft' has to check"],
    [{ property: 'gone' }, "protocol 'raft' has no property 'gone'"],
    [{ maxWorlds: 0 }, 'maxWorlds is 0; it must be 1 or more'],
  ])('refuses %j', (options, sentence) => {
    expect(() => check(suite, options)).toThrow(sentence);
  });
});

describe('assert', () => {
  it('returns the verdict where all hold', () => {
    expect(assert(suite, { scope: 'one-term', property: 'election-safety' }).verdict).toBe('holds');
  });

  it('throws with the report as message where a promise is broken, by a search or by schedules', () => {
    const searched = () => assert(suite, { subject: 'bug:R3' });
    expect(searched).toThrow(BrokenPromise);
    expect(searched).toThrow(
      /^raft, bug:R3, scope one-term: violated\n\n {2}Election Safety is broken[\s\S]*\n {2}6 {2}c receives/,
    );
    const drawn = () => assert(suite, { subject: 'bug:R3', schedules: { runs: 500, actionsMax: 40 } });
    expect(drawn).toThrow(
      /scope one-term: violated\n\n {2}Election Safety is broken[\s\S]*Schedule \d+ broke it/,
    );
  });

  it('throws where something is not decided, and says why', () => {
    expect(() => assert(suite, { scope: 'one-term', property: 'later-leader' })).toThrow(
      'Later Leader is inconclusive: A leader is elected in a later term than one before. (never reached in this scope)',
    );
  });

  it('has one line to say where all hold', () => {
    const verdict = check(suite, { scope: 'one-term', property: 'election-safety' });
    expect(verdictText(verdict)).toEqual(['raft, model, scope one-term: holds']);
  });
});

describe('sample', () => {
  it('gives schedules that can happen, with what happened', () => {
    const traces = sample(suite, { count: 5, actionsMax: 30, scope: 'storm-3' });
    expect(traces).toHaveLength(5);
    expect(traces.some(({ steps }) => steps.length > 10)).toBe(true);
    const system = systemOf(suite, 'storm-3');
    for (const { start, initial, steps } of traces) {
      let world = initialWorlds(system)[start] as World;
      expect(Object.fromEntries(standings(system, world))).toEqual(initial);
      for (const { action, effects } of steps) {
        const outcome = apply(system, world, action);
        expect(outcome.effects).toEqual(effects);
        world = outcome.world;
      }
    }
  });

  it('is the same each time unless another seed is given', () => {
    expect(sample(suite)).toEqual(sample(suite));
    expect(sample(suite, { seed: 1 })).not.toEqual(sample(suite));
  });
});

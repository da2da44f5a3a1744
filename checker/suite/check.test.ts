/** Tests checks from code: their verdicts equal those of the engines called directly. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../../properties/chord/index.ts';
import { suite } from '../../properties/raft/index.ts';
import { assert, VerdictError, verdictText } from '../../reports/assert.ts';
import type { Actor } from '../actors/actor.ts';
import { isJudgedBySearch, type Property } from '../property/property.ts';
import { apply, initialWorlds } from '../semantics/successors.ts';
import { standings } from '../semantics/views.ts';
import type { World } from '../semantics/world.ts';
import type { Schedule } from '../simulate/draw.ts';
import type { SampledOptions } from '../simulate/fast-check-runner.ts';
import type { Trace, TracedError } from '../traces/trace.ts';
import { CodeError } from '../values/errors.ts';
import { randomOf } from '../values/random.ts';
import { check, sample } from './check.ts';
import { exploreAll } from './explore.ts';
import { nodes, protocol } from './kit.ts';
import { systemOf } from './subject.ts';

/** A node that counts its clicks by a given function. */
function suiteOf(clicked: (clicks: number) => number, isAlive = false) {
  interface Counter {
    message: never;
    view: { clicks: number };
    timer: 'click';
  }
  const kit = protocol<Counter>();
  const counter: Actor<Counter> = {
    init: () => ({ state: 0, effects: [{ type: 'arm', timer: 'click' }] }),
    step: (state) => ({ state: clicked(state as number), effects: [{ type: 'arm', timer: 'click' }] }),
    view: (state) => ({ clicks: state as number }),
    // The steps of a live instance are not taken twice.
    ...(isAlive && { live: () => counter }),
  };
  return kit.suite({
    name: 'counter',
    says: 'x',
    source: 'x',
    roles: {
      counter: {
        model: counter,
      },
    },
    properties: [kit.always({ name: 'Counts', says: 'x', source: 'x', node: ({ clicks }) => clicks >= 0 })],
    scopes: {
      default: {
        says: 'x',
        system: (actor) => ({ nodes: nodes(['a'], actor('counter')), network: 'fifo' }),
      },
    },
  });
}

describe('check', () => {
  it('explores the scope of a bug with the property that it breaks', () => {
    const { verdict, results, scope, seen } = check(suite, { subject: 'bug:R3' });
    expect({ verdict, scope }).toEqual({ verdict: 'violated', scope: 'one-term' });
    expect(results.map(({ property, trace }) => [property.name, trace?.steps.length])).toEqual([
      ['Election Safety', 6],
    ]);
    expect(seen).toMatchObject({ worlds: 82, transitions: 176 });
    expect(check(suite, { subject: 'bug:R3', symmetry: false }).seen).toMatchObject({ worlds: 387 });
  });

  it('has the same exploration as explore', () => {
    const one = check(suite, { scope: 'one-term', property: 'one-vote-a-term', subject: 'lockstep' });
    const { results, ...rest } = exploreAll(
      systemOf(suite, 'one-term', { side: 'lockstep' }),
      suite.properties.filter(({ name }) => name === 'One Vote A Term'),
    );
    expect(one.seen).toEqual({ ...rest, results });
    expect(one.verdict).toBe('holds');
  });

  it('is inconclusive if a limit ended it, or a sometimes is not reached', () => {
    expect(check(suite, { maxWorlds: 50 }).verdict).toBe('inconclusive');
    const { verdict, results } = check(suite, { scope: 'one-term' });
    expect(verdict).toBe('inconclusive');
    expect(results.find(({ property }) => property.name === 'Later Leader')).toMatchObject({
      verdict: 'inconclusive',
      because: 'never reached in this scope',
    });
  });

  it('draws schedules instead, the same each time by default', () => {
    const told = (options: { readonly seed?: number }) => {
      const { details: _, ...seen } = check(suite, {
        scope: 'storm-3',
        schedules: { numRuns: 10, actionsMax: 40, ...options },
      }).seen;
      return seen;
    };
    const kept = told({});
    expect(kept).toMatchObject({ runs: 10 });
    expect(kept).not.toHaveProperty('violation');
    expect(told({})).toEqual(kept);
    expect(told({ seed: 1 })).not.toEqual(kept);
  });

  describe('passes the options of fast-check:', () => {
    const broken = (options: Partial<SampledOptions> = {}) =>
      check(suite, { subject: 'bug:R3', schedules: { numRuns: 500, actionsMax: 40, seed: 3, ...options } });

    it('a violation has the seed and the path that draw it again', () => {
      const first = broken();
      expect(first).toMatchObject({ verdict: 'violated', results: [{ verdict: 'violated' }] });
      const { seed, counterexamplePath } = first.seen.details;
      expect(seed).toBe(3);
      expect(first.seen.runs).toBe(first.seen.details.numRuns);
      const again = broken({ path: counterexamplePath as string });
      expect(again.seen.details.counterexample).toEqual(first.seen.details.counterexample);
      expect(again.seen.runs).toBe(1);
      expect(verdictText(first).at(-1)).toBe(
        `  fast-check drew it from { seed: 3, path: '${counterexamplePath}' }`,
      );
    });

    it('verbose reports every failure', () => {
      expect(verdictText(broken()).join('\n')).not.toContain('Encountered failures');
      expect(verdictText(broken({ verbose: 1 })).join('\n')).toContain('Encountered failures were:');
    });

    it('plugins run, and may end it', () => {
      const seen: string[] = [];
      const plugin: fc.Plugin<[Schedule]> = () => ({ onAllRunsComplete: () => void seen.push('end') });
      broken({ plugins: [plugin] });
      expect(seen).toEqual(['end']);
      const { verdict, results } = check(suite, {
        scope: 'storm-3',
        property: 'election-safety',
        schedules: { numRuns: 1_000_000, actionsMax: 40, plugins: [fc.interruptAfterTimeLimit(1)] },
      });
      expect(verdict).toBe('inconclusive');
      expect(results[0]?.because).toBe('fast-check was interrupted');
    });

    it('examples come first', () => {
      const { counterexample } = broken().seen.details;
      expect(broken({ examples: [counterexample as [Schedule]] }).seen.runs).toBe(1);
    });

    it('an actor that fails or is not deterministic is reported as by explore', () => {
      const failing = suiteOf((clicks) => {
        if (clicks === 2) throw new Error('worn out');
        return clicks + 1;
      });
      const schedules = { actionsMax: 20 };
      expect(() => check(failing, { schedules })).toThrow('worn out');
      let time = 0;
      const ticking = suiteOf((clicks) => (time++ % 2 === 0 ? clicks : clicks + 1));
      expect(() => check(ticking, { schedules })).toThrow(CodeError);
      expect(() => check(failing, { schedules: { numRuns: 5 } as never })).toThrow(
        'actionsMax is undefined; set it to the most actions of a storm, for instance 60',
      );
    });

    it('a violation by chance is reported as chance, at any run', () => {
      for (let seed = 1; seed <= 10; seed++) {
        const random = randomOf(seed);
        const flaky = suiteOf((clicks) => (random.chance(0.02) ? -1 : clicks + 1), true);
        expect(() => check(flaky, { schedules: { actionsMax: 20, seed } })).toThrow(CodeError);
      }
    });
  });

  describe('checks along given actions:', () => {
    const { trace } = check(suite, { subject: 'bug:R3' }).results[0] as { trace: Trace };
    const actions = trace.steps.map(({ action }) => action);

    it('a violation, and its absence after a fix', () => {
      const along = { actions };
      const broken = check(suite, { subject: 'bug:R3', along });
      expect(broken).toMatchObject({ verdict: 'violated', scope: 'one-term' });
      expect(broken.results[0]?.trace).toEqual(trace);
      expect(check(suite, { scope: 'one-term', property: 'election-safety', along }).verdict).toBe('holds');
      // Judged by all, only what it reaches of what may sometimes be counts for nothing.
      expect(check(suite, { scope: 'one-term', along }).verdict).toBe('holds');
      expect(check(suite, { scope: 'one-term', property: 'split-vote', along })).toMatchObject({
        verdict: 'inconclusive',
        results: [{ because: 'these actions do not reach it' }],
      });
      expect(check(suite, { scope: 'one-term', property: 'leader-elected', along }).verdict).toBe('holds');
    });

    it('a lasso', () => {
      const { results, scope } = check(chord, { subject: 'bug:C7' });
      const { property: broken, trace: lasso } = results[0] as { property: Property; trace: Trace };
      const { steps, start, loop = -1 } = lasso;
      const along = { actions: steps.map(({ action }) => action), start, loop };
      expect(check(chord, { subject: 'bug:C7', along }).verdict).toBe('violated');
      expect(check(chord, { scope, property: broken.name, along }).verdict).toBe('holds');
      // What cannot happen is no step of the way that comes round.
      const gone = { type: 'heal' } as const;
      const longer = { ...along, actions: [gone, ...along.actions], loop: loop + 1 };
      expect(check(chord, { subject: 'bug:C7', along: longer }).verdict).toBe('violated');
    });

    it('no liveness property without a lasso', () => {
      const { results } = check(chord, { subject: 'bug:C7' });
      const { property, trace: lasso } = results[0] as { property: Property; trace: Trace };
      const waiting = lasso.steps.map(({ action }) => action);
      const along = { actions: waiting, start: lasso.start };
      for (const loop of [-1, 1.5, waiting.length + 1])
        expect(() => check(chord, { subject: 'bug:C7', along: { ...along, loop } })).toThrow(
          `loop is ${loop}; it must be a number of actions, from 0 to ${waiting.length}`,
        );
      const leads = { ...property, name: 'Leads', kind: 'leadsTo', from: property.over } as Property;
      const asked = { ...chord, properties: [leads] };
      expect(check(asked, { scope: 'default', property: leads.name, along }).results[0]).toMatchObject({
        verdict: 'inconclusive',
        because: 'these actions end; say with loop how they go on',
      });
    });

    it('the error of an actor, with its trace', () => {
      const failing = suiteOf((clicks) => {
        if (clicks === 1) throw new Error('worn out');
        return clicks + 1;
      });
      const click = { type: 'timeout', node: 'a', timer: 'click' } as const;
      const steps = (error: unknown) => (error as TracedError).trace.steps.length;
      try {
        check(failing, { along: { actions: [click, click] } });
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(CodeError);
        expect(steps(error)).toBe(2);
      }
    });

    it('no actions that are not enabled', () => {
      const property = 'election-safety';
      const none = { actions: actions.slice(5) };
      expect(() => check(suite, { property, along: none })).toThrow(
        'none of the 1 actions can happen; record them anew',
      );
      expect(() => check(suite, { property, along: { actions, start: 1 } })).toThrow(
        'the scope has no initial world 1',
      );
      expect(() => check(suite, { along: { actions }, schedules: { actionsMax: 3 } })).toThrow(
        "'schedules' are drawn and the actions of 'along' are given; leave one of them out",
      );
    });
  });

  it('refuses properties that the engine cannot check, for the check would be vacuous', () => {
    const settles = suite.properties.find(({ name }) => name === 'Leader Settles') as Property;
    expect(isJudgedBySearch(settles)).toBe(false);
    expect(() => check(suite, { property: settles.name })).toThrow(
      "'Leader Settles' is nothing that a search can judge",
    );
    const schedules = { actionsMax: 5, numRuns: 3 };
    expect(() => check(suite, { property: 'leader-still-possible', schedules })).toThrow(
      "'Leader Still Possible' is nothing that schedules can judge",
    );
    // A `sometimes` counts if it is the only property checked.
    const never = { scope: 'one-term', property: 'later-leader', schedules };
    expect(check(suite, never).verdict).toBe('inconclusive');
  });

  it.each([
    [{ scope: 'gone' }, "protocol 'raft' has no scope 'gone'"],
    [{ subject: 'bug:R0' }, "protocol 'raft' has no subject 'bug:R0'"],
    [{ property: 'gone' }, "protocol 'raft' has no property 'gone'"],
    [{ maxWorlds: 0 }, 'maxWorlds is 0; it must be 1 or more'],
  ])('refuses %j', (options, sentence) => {
    expect(() => check(suite, options)).toThrow(sentence);
  });
});

describe('assert', () => {
  it('returns the verdict if all hold', () => {
    expect(assert(suite, { scope: 'one-term', property: 'election-safety' }).verdict).toBe('holds');
  });

  it('throws with the report as message if a property is violated, by a search or by schedules', () => {
    const searched = () => assert(suite, { subject: 'bug:R3' });
    expect(searched).toThrow(VerdictError);
    expect(searched).toThrow(
      /^raft, bug:R3, scope one-term: violated\n\n {2}Election Safety is violated[\s\S]*\n {2}6 {2}c receives/,
    );
    const drawn = () => assert(suite, { subject: 'bug:R3', schedules: { numRuns: 500, actionsMax: 40 } });
    expect(drawn).toThrow(
      /scope one-term: violated\n\n {2}Election Safety is violated[\s\S]*Schedule \d+ violated it/,
    );
  });

  it('throws if a verdict is inconclusive, with the reason', () => {
    expect(() => assert(suite, { scope: 'one-term', property: 'later-leader' })).toThrow(
      'Later Leader is inconclusive: Leaders are elected in two terms. (never reached in this scope)',
    );
  });

  it('has one line if all hold', () => {
    const verdict = check(suite, { scope: 'one-term', property: 'election-safety' });
    expect(verdictText(verdict)).toEqual(['raft, model, scope one-term: holds']);
  });
});

describe('sample', () => {
  it('returns executions of the scope, as traces', () => {
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

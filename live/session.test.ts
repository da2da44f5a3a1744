/** Tests of live sessions: steps are those of the semantics, and searches those of `explore`. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action, TraceRecord, World } from '../checker/index.ts';
import { defaultScopeOf, exploreScopeAll, propertyOf, subjectOf, systemOf } from '../checker/index.ts';
import { actionsOf } from '../checker/semantics/enabled.ts';
import { apply, initialWorlds } from '../checker/semantics/successors.ts';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import type { Suite } from '../checker/suite/suite.ts';
import { drain } from '../checker/values/drain.ts';
import { suites } from '../properties/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import type { Choice } from '../reports/choice.ts';
import { pageTraceOf } from '../reports/page-trace.ts';
import { raftRecord } from '../tests/support/traces.ts';
import type { Found } from './messages.ts';
import { choicesIn, Session } from './session.ts';

const r3: Choice = { scope: 'one-term', subject: 'bug:R3', property: 'Election Safety' };
const begin = { start: 0, ordinals: [] };
const found = (session: Session, path = begin as { start: number; ordinals: number[] }): Found =>
  drain(session.search(path));

const pathIn = (session: Session, { trace }: TraceRecord) =>
  session.pathOf(
    trace.start,
    trace.steps.map(({ action }) => action),
  );

describe('a session', () => {
  it.each(suites.map((suite) => [suite.name, suite] as const))(
    'offers in %s what the semantics enables',
    (_, one) => {
      const suite = one as unknown as Suite;
      const scope =
        choicesIn(suite).scopes.find((name) => name === 'default') ?? choicesIn(suite).scopes[0] ?? '';
      const system = systemOf(suite, scope, { side: 'model' });
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 12 }), (draws) => {
          const session = new Session(suite, { scope, subject: 'model' });
          let world = initialWorlds(system)[0] as World;
          const ordinals: number[] = [];
          for (const draw of draws) {
            const { actions } = actionsOf(system, world);
            const { offers, digest } = session.look({ start: 0, ordinals });
            if (system.rebase === undefined) expect(offers).toHaveLength(actions.length);
            if (actions.length === 0) return;
            const ordinal = draw % actions.length;
            world = apply(system, world, actions[ordinal] as Action).world;
            ordinals.push(ordinal);
            expect(session.look({ start: 0, ordinals: [...ordinals] }).digest).toBe(
              new Session(suite, { scope, subject: 'model' }).look({ start: 0, ordinals: [...ordinals] })
                .digest,
            );
            expect(typeof digest).toBe('string');
          }
        }),
        { numRuns: 5 },
      );
    },
  );

  it('finds the path of a recorded trace, and shows the same trace along it', () => {
    const record = raftRecord('bug:R3');
    const session = new Session(raft as unknown as Suite, r3);
    const { path, because } = pathIn(session, record);
    expect(because).toBeUndefined();
    const { trace } = session.look(path);
    expect(trace.steps).toEqual(pageTraceOf(record).steps);
    expect(trace.end).toBe('');
  });

  it('ends the path of a trace at a step that the suite does not enable, with the reason', () => {
    const record = raftRecord('bug:R3');
    const session = new Session(raft as unknown as Suite, { ...r3, subject: 'model' });
    const { path, because } = pathIn(session, record);
    expect(because).toBe(`step ${path.ordinals.length + 1} of the trace cannot be taken in this suite`);
    expect(path.ordinals.length).toBeLessThan(record.trace.steps.length);
  });

  it('marks the actions that lead back to the same world', () => {
    const suite = raft as unknown as Suite;
    const session = new Session(suite, { scope: 'one-term', subject: 'model' });
    const idle = session.look({ start: 0, ordinals: [0, 0] }).offers.filter(({ isIdle }) => isIdle === true);
    const system = systemOf(suite, 'one-term');
    const first = initialWorlds(system)[0] as World;
    const second = apply(system, first, actionsOf(system, first).actions[0] as Action).world;
    const third = apply(system, second, actionsOf(system, second).actions[0] as Action).world;
    const same = actionsOf(system, third).actions.filter(
      (action) => JSON.stringify(apply(system, third, action).world) === JSON.stringify(third),
    );
    expect(idle).toHaveLength(same.length);
  });

  it.each([[[0, -1]], [[0, 1.5]], [[99]], [[0, Number.NaN]]])(
    'refuses a path with ordinals %j',
    (ordinals) => {
      const session = new Session(raft as unknown as Suite, r3);
      expect(() => session.look({ start: 0, ordinals })).toThrow(
        /^step \d+ of the path names an action that is not enabled there$/,
      );
      expect(() => session.look({ start: 7, ordinals: [] })).toThrow('the scope has no initial world 7');
      expect(session.look(begin).path).toEqual(begin);
    },
  );

  it('shows the last path as before after a refused one', () => {
    const session = new Session(raft as unknown as Suite, r3);
    const { path } = pathIn(session, raftRecord('bug:R3'));
    const shown = session.look(path);
    expect(() => session.look({ ...path, ordinals: [...path.ordinals.slice(0, 2), 0, 99] })).toThrow();
    expect(session.look(path)).toEqual(shown);
  });
});

describe('a search of a session', () => {
  const suite = raft as unknown as Suite;
  const subject = subjectOf(suite, 'bug:R3');

  it('finds from the beginning what explore finds', () => {
    const session = new Session(suite, r3);
    const property = propertyOf(suite, 'election-safety');
    const { results, worlds } = exploreScopeAll(suite, 'one-term', subject, [property]);
    const result = found(session);
    expect(result).toMatchObject({ verdict: 'broken', steps: results[0]?.trace?.steps.length, worlds });
    const { path } = result as Extract<Found, { verdict: 'broken' }>;
    expect(session.look(path).trace.steps).toEqual(
      pageTraceOf({ ...raftRecord('bug:R3'), trace: results[0]?.trace as never }).steps,
    );
  });

  it('finds from every world of a counterexample how many steps are left', () => {
    const session = new Session(suite, r3);
    const system = systemOf(suite, 'one-term', subject);
    const property = propertyOf(suite, 'election-safety');
    const { path } = pathIn(session, raftRecord('bug:R3'));
    for (const at of path.ordinals.keys()) {
      const from = { start: path.start, ordinals: path.ordinals.slice(0, at) };
      let world = initialWorlds(system)[from.start] as World;
      for (const ordinal of from.ordinals)
        world = apply(system, world, actionsOf(system, world).actions[ordinal] as Action).world;
      const { results } = exploreAll(asymmetric({ ...system, listed: [world] }), [property]);
      const result = found(session, from);
      expect(result).toMatchObject({ verdict: 'broken', steps: results[0]?.trace?.steps.length });
      expect(result).toMatchObject({ steps: path.ordinals.length - at });
    }
  });

  it('says of the correct model that it keeps its property only where nothing was cut', () => {
    const { scope } = r3;
    const bounded = new Session(suite, { ...r3, subject: 'model' });
    const exploration = exploreScopeAll(suite, scope, { side: 'model' }, [
      propertyOf(suite, 'election-safety'),
    ]);
    expect(exploration.cuts).toBeGreaterThan(0);
    expect(found(bounded)).toEqual({
      verdict: 'undecided',
      because: `${exploration.cuts} of the worlds are at a bound of the scope, where the search ends`,
      worlds: exploration.worlds,
    });
    const chord = suites.find(({ name }) => name === 'chord') as unknown as Suite;
    const whole = choicesIn(chord).scopes.find(
      (name) => exploreScopeAll(chord, name, { side: 'model' }, [], { maxWorlds: 20_000 }).cuts === 0,
    );
    expect(whole).toBeDefined();
    const always = chord.properties.find(({ kind }) => kind === 'always');
    const kept = found(
      new Session(chord, { scope: whole ?? '', subject: 'model', property: always?.name ?? '' }),
    );
    expect(kept.verdict).toBe('kept');
  });

  it('is undecided where a limit ends it', () => {
    const session = new Session(suite, { scope: 'default', subject: 'model', property: 'Election Safety' });
    const result = drain(session.search(begin, 1_000));
    expect(result.verdict).toBe('undecided');
  });

  it('refuses a property that the suite does not have', () => {
    expect(() => new Session(suite, { ...r3, property: 'No Such' })).toThrow(
      "suite 'raft' has no property 'No Such' here; it has ",
    );
  });
});

it('lists scopes without families, and a subject for each known bug and claim', () => {
  for (const one of suites) {
    const suite = one as unknown as Suite;
    const { subjects, scopes } = choicesIn(suite);
    expect(scopes.length).toBeGreaterThan(0);
    for (const { word, scope } of subjects) {
      const subject = subjectOf(suite, word);
      if (scope !== undefined) expect(defaultScopeOf(suite, subject)).toBe(scope);
    }
  }
});

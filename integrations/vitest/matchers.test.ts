/** Matchers: what holds passes, what is broken passes with `not`, and what is not decided never does. */
import './index.ts';
import { describe, expect, it } from 'vitest';
import {
  type Actor,
  asymmetric,
  type Bug,
  type Property,
  propertyOf,
  type RoleActors,
  type Scope,
  systemOf,
} from '../../checker/index.ts';
import { suite as raft } from '../../properties/raft/index.ts';
import { server } from '../../properties/raft/kit.ts';

/** What an assertion says when it fails. */
function complaint(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

const electionSafety = propertyOf(raft, 'Election Safety');
const oneTerm = { scope: 'one-term' } as const;

describe('toHold', () => {
  it('is for a suite: all that it promises, one promise by its name, or itself', () => {
    expect(raft).toHold('Election Safety', oneTerm);
    expect(raft).toHold(electionSafety, { ...oneTerm, subject: 'lockstep' });
    expect(raft).not.toHold('election-safety', { subject: 'bug:R3' });
    const few = [electionSafety, propertyOf(raft, 'Leader Elected')];
    expect({ ...raft, properties: few }).toHold(undefined, oneTerm);
    expect(raft).not.toHold(undefined, { subject: 'bug:R3' });
  });

  it('is for a system, which knows its properties by themselves', () => {
    const system = systemOf(raft, 'one-term');
    expect(system).toHold(electionSafety);
    expect(asymmetric(system)).toHold(propertyOf(raft, 'Leader Elected'));
    expect(systemOf(raft, 'one-term', { side: 'model', bug: 'R3' })).not.toHold(electionSafety);
    expect(complaint(() => expect(system).toHold('Election Safety'))).toBe(
      'of a system toHold takes the property itself: expect(system).toHold(property)',
    );
  });

  it('tells a broken promise with its trace', () => {
    const said = complaint(() => expect(raft).toHold('Election Safety', { subject: 'bug:R3' }));
    expect(said).toMatch(/^raft, bug:R3, scope one-term: violated\n[\s\S]*\n {2}6 {2}c receives/);
    const bySystem = systemOf(raft, 'one-term', { side: 'model', bug: 'R3' });
    expect(complaint(() => expect(bySystem).toHold(electionSafety))).toMatch(/^Election Safety is broken/);
  });

  it('takes a property that no suite has, and tells where code under check fails', () => {
    const byHand: Property = {
      ...electionSafety,
      name: 'Nobody Leads',
      kind: 'always',
      over: { node: (view) => (view as { role: string }).role !== 'leader' },
    };
    expect(raft).not.toHold(byHand, oneTerm);
    // By a name that the suite has already, it is the one by hand that counts.
    expect(raft).not.toHold({ ...byHand, name: 'election-safety' }, oneTerm);
    const system = systemOf(raft, 'one-term');
    expect(complaint(() => expect(system).toHold(electionSafety, { maxWorlds: 3 }))).toBe(
      'of a system toHold takes no options; maxWorlds are for a suite',
    );
    const { server } = raft.roles;
    const failing: Actor = {
      ...(server as RoleActors).model,
      init: (birth) => (server as RoleActors).model.init(birth),
      view: (state) => (server as RoleActors).model.view(state),
      step: () => {
        throw new Error('out of paper');
      },
    };
    const { symmetric: _, ...alone } = system;
    const nodes = Object.fromEntries(Object.keys(alone.nodes).map((node) => [node, failing]));
    expect(complaint(() => expect({ ...alone, nodes }).not.toHold(electionSafety))).toMatch(
      /out of paper\nwhat led there:[\s\S]*a times out: electionTimeout/,
    );
  });

  it('with not, says that it holds after all', () => {
    const system = systemOf(raft, 'one-term');
    expect(complaint(() => expect(system).not.toHold(electionSafety))).toBe(
      'Election Safety holds: At most one leader is elected in a term.',
    );
    expect(complaint(() => expect(system).not.toHold(propertyOf(raft, 'Leader Elected')))).toBe(
      'Leader Elected is reached: Some server becomes leader.',
    );
  });

  it('fails where something is not decided, with not as well', () => {
    for (const assertion of [
      () => expect(raft).toHold('Later Leader', oneTerm),
      () => expect(raft).not.toHold('Later Leader', oneTerm),
      () => expect(raft).toHold('Election Safety', { maxWorlds: 20 }),
      () => expect(raft).not.toHold('Election Safety', { maxWorlds: 20 }),
      () => expect(systemOf(raft, 'one-term')).not.toHold(propertyOf(raft, 'Later Leader')),
    ])
      expect(complaint(assertion)).toContain('is inconclusive');
  });

  it('says what was wrong with a call, with not as well', () => {
    for (const assertion of [() => expect(raft).toHold('Gone'), () => expect(raft).not.toHold('Gone')])
      expect(complaint(assertion)).toMatch(/^protocol 'raft' has no property 'Gone'; it has election-safety/);
    for (const received of [undefined, null, 3, {}, { nodes: {} }])
      expect(complaint(() => expect(received).not.toHold('x'))).toBe(
        'toHold is for a suite, or for a system; expect(...) was given neither',
      );
  });
});

describe('toRefine', () => {
  const { model } = server;
  const where = raft.scopes.quick as Scope;
  const forgetful = (raft.bugs.R3 as Bug).implementation?.server;

  it('holds an implementation to a model, in a scope or in a system', () => {
    expect(server.implementationWith({})).toRefine(model, where);
    expect(forgetful).not.toRefine(model as never, where);
    const { nodes: _, ...cluster } = systemOf(raft, 'one-term');
    expect(server.implementationWith({})).toRefine(
      model,
      (actor) => ({ ...cluster, nodes: { a: actor, b: actor, c: actor } }) as never,
    );
  });

  it('tells where it leaves the model', () => {
    expect(complaint(() => expect(forgetful).toRefine(model as never, where))).toMatch(
      /^Refinement is broken[\s\S]*leaves its model/,
    );
  });
});

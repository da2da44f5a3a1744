/** Tests of the matchers: `holds` passes, `violated` passes with `not`, and `inconclusive` never passes. */
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

/** The message of an assertion that fails. */
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
  it('checks a suite: all properties, one by its name, or one as a value', () => {
    expect(raft).toHold('Election Safety', oneTerm);
    expect(raft).toHold(electionSafety, { ...oneTerm, subject: 'lockstep' });
    expect(raft).not.toHold('election-safety', { subject: 'bug:R3' });
    const few = [electionSafety, propertyOf(raft, 'Leader Elected')];
    expect({ ...raft, properties: few }).toHold(undefined, oneTerm);
    expect(raft).not.toHold(undefined, { subject: 'bug:R3' });
  });

  it('checks a system, with a property as a value', () => {
    const system = systemOf(raft, 'one-term');
    expect(system).toHold(electionSafety);
    expect(asymmetric(system)).toHold(propertyOf(raft, 'Leader Elected'));
    expect(systemOf(raft, 'one-term', { side: 'model', bug: 'R3' })).not.toHold(electionSafety);
    expect(complaint(() => expect(system).toHold('Election Safety'))).toBe(
      'toHold needs a property for a system; write expect(system).toHold(property)',
    );
  });

  it('reports a violation with its trace', () => {
    const message = complaint(() => expect(raft).toHold('Election Safety', { subject: 'bug:R3' }));
    expect(message).toMatch(/^raft, bug:R3, scope one-term: violated\n[\s\S]*\n {2}6 {2}c receives/);
    const bySystem = systemOf(raft, 'one-term', { side: 'model', bug: 'R3' });
    expect(complaint(() => expect(bySystem).toHold(electionSafety))).toMatch(/^Election Safety is violated/);
  });

  it('takes a property that no suite has, and reports where code under check fails', () => {
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
      'toHold takes no options for a system, but got maxWorlds; leave them out',
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
      /out of paper\nsteps up to the failure:[\s\S]*a times out: electionTimeout/,
    );
  });

  it('with not, reports that the property holds', () => {
    const system = systemOf(raft, 'one-term');
    expect(complaint(() => expect(system).not.toHold(electionSafety))).toBe(
      'Election Safety holds: At most one leader is elected in a term.',
    );
    expect(complaint(() => expect(system).not.toHold(propertyOf(raft, 'Leader Elected')))).toBe(
      'Leader Elected is reached: Some server becomes leader.',
    );
  });

  it('fails for an inconclusive property, with not as well', () => {
    for (const assertion of [
      () => expect(raft).toHold('Later Leader', oneTerm),
      () => expect(raft).not.toHold('Later Leader', oneTerm),
      () => expect(raft).toHold('Election Safety', { maxWorlds: 20 }),
      () => expect(raft).not.toHold('Election Safety', { maxWorlds: 20 }),
      () => expect(systemOf(raft, 'one-term')).not.toHold(propertyOf(raft, 'Later Leader')),
    ])
      expect(complaint(assertion)).toContain('is inconclusive');
  });

  it('reports a wrong call, with not as well', () => {
    for (const assertion of [() => expect(raft).toHold('Gone'), () => expect(raft).not.toHold('Gone')])
      expect(complaint(assertion)).toMatch(/^protocol 'raft' has no property 'Gone'; it has election-safety/);
    for (const received of [undefined, null, 3, {}, { nodes: {} }])
      expect(complaint(() => expect(received).not.toHold('x'))).toBe(
        'toHold needs a suite or a system; pass one of them to expect(...)',
      );
  });
});

describe('toRefine', () => {
  const { model } = server;
  const where = raft.scopes.quick as Scope;
  const forgetful = (raft.bugs.R3 as Bug).implementation?.server;

  it('compares an implementation with a model, in a scope or in a system', () => {
    expect(server.implementationWith({})).toRefine(model, where);
    expect(forgetful).not.toRefine(model as never, where);
    const { nodes: _, ...cluster } = systemOf(raft, 'one-term');
    expect(server.implementationWith({})).toRefine(
      model,
      (actor) => ({ ...cluster, nodes: { a: actor, b: actor, c: actor } }) as never,
    );
  });

  it('reports the divergence from the model', () => {
    expect(complaint(() => expect(forgetful).toRefine(model as never, where))).toMatch(
      /^Refinement is violated[\s\S]*diverges from its model/,
    );
  });
});

/**
 * The exploration of a family, against one search of the disjoint union of its members: a system whose
 * initial worlds are those of all members, and whose states say which member they are of.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { everyKindAt } from '../../../tests/support/every-kind.ts';
import { randomSystem } from '../../../tests/support/random-systems.ts';
import { assertReaching } from '../../../tests/support/reaching.ts';
import { coverage, heard, once, onGraph, suite } from '../../../tests/support/rumour.ts';
import { SameThreadWorkers } from '../../../tests/support/same-thread-workers.ts';
import type { Actor, Step } from '../../actors/actor.ts';
import { PackedStore } from '../../explore/packed-store.ts';
import type { Exploration, Progress } from '../../explore/result.ts';
import type { Property } from '../../property/property.ts';
import { isJudgedBySearch } from '../../property/property.ts';
import type { System } from '../../semantics/system.ts';
import { type Replay, replay } from '../../traces/replay.ts';
import type { Result } from '../../traces/result.ts';
import type { Trace } from '../../traces/trace.ts';
import { drain } from '../../values/drain.ts';
import { CodeError } from '../../values/errors.ts';
import { exploreAll, exploreScope, exploreScopeAll, searchAll } from '../explore.ts';
import { propertiesOf, selectProperties } from '../properties.ts';
import { type Paths, pathsOf } from '../rule-paths.ts';
import { scopesIn, systemOf } from '../subject.ts';
import type { Scope, Suite } from '../suite.ts';
import { exploreMembers } from './explore-members.ts';

/** A state with the number of its member. */
interface Tagged {
  readonly member: number;
  readonly state: unknown;
}

/** An actor that is one of several: the draw with which it starts says which. */
function oneOf(actors: readonly Actor[], mayCall: boolean): Actor {
  const of = (state: unknown) => actors[(state as Tagged).member] as Actor;
  const inner = (state: unknown) => (state as Tagged).state;
  const tagged = (member: number, { state, effects, ...rest }: Step): Step => ({
    ...rest,
    state: { member, state },
    effects: effects.filter(({ type }) => mayCall || type !== 'call'),
  });
  return {
    init({ draw, ...birth }) {
      const member = draw as number;
      return tagged(member, (actors[member] as Actor).init(birth as never));
    },
    step: (state, event, choice) =>
      tagged((state as Tagged).member, of(state).step(inner(state), event, choice)),
    view: (state) => of(state).view(inner(state)),
    answer: (state, request) => of(state).answer?.(inner(state), request) as never,
    choices: (state, event) => of(state).choices?.(inner(state), event) ?? [],
  };
}

/** The systems of a family that differ in their actors, and the disjoint union of them. */
function unionOf(systems: readonly System[]): {
  readonly members: readonly System[];
  readonly union: System;
} {
  const [largest] = systems.toSorted((a, b) => Object.keys(b.nodes).length - Object.keys(a.nodes).length) as [
    System,
  ];
  // A restart forgets the draw, and with it the member.
  const { crash: _, births: __, starts: ___, adversaries: ____, budget = {}, ...shell } = largest;
  const { crash: _____, restart: ______, ...left } = budget as Record<string, number>;
  const names = Object.keys(largest.nodes);
  const nodes = Object.fromEntries(
    names.map((name) => [
      name,
      oneOf(
        systems.map((system) => system.nodes[name] ?? (largest.nodes[name] as Actor)),
        shell.calls !== undefined,
      ),
    ]),
  );
  const starts = systems.map((_one, draw) =>
    Object.fromEntries(names.map((name) => [name, { up: undefined, draw }])),
  );
  const union = { ...shell, budget: left, nodes, starts } as System;
  return { union, members: starts.map((start) => ({ ...union, starts: [start] })) };
}

/** A search of one system, in the packed store. */
const searchOf: Parameters<typeof exploreMembers>[2] = (system, properties, limits) =>
  searchAll((one, maxWorlds) => new PackedStore(one, maxWorlds), system, properties, limits);

/** Explores systems as a family, with all properties in each member. */
function exploreFamily(systems: readonly System[], properties: readonly Property[]): Exploration {
  const members = systems.map((system, at) => ({ scope: `f/${at}`, system: () => system, properties }));
  return drain(exploreMembers(members, properties, searchOf));
}

describe('a family', () => {
  it('has the statistics and verdicts of the disjoint union of its members', () => {
    const seen = new Set<string>();
    assertReaching(
      fc.property(fc.array(randomSystem, { minLength: 1, maxLength: 3 }), fc.nat(2), (systems, target) => {
        const { members, union } = unionOf(systems);
        const properties = everyKindAt(target);
        const whole = exploreAll(union, properties, { maxWorlds: 1_500 });
        fc.pre(whole.stopped === undefined);
        const { results, members: explored, ...family } = exploreFamily(members, properties);
        const { results: expected, ...statistics } = whole;
        expect(family).toEqual(statistics);
        expect(explored).toHaveLength(members.length);
        for (const [at, { property, verdict, because, trace }] of expected.entries()) {
          const found = results[at];
          expect({ kind: property.kind, name: property.name, verdict: found?.verdict }).toEqual({
            ...{ kind: property.kind, name: property.name, verdict },
          });
          seen.add(`${property.kind} ${verdict}`);
          if (because?.includes('nothing was tested')) expect(found?.because).toBe(because);
          // A lasso of the union is the nearest one, that of a family the shortest of the members' nearest.
          if (trace?.loop === undefined) expect(found?.trace?.steps.length).toBe(trace?.steps.length);
          if (found?.trace === undefined) continue;
          const member = members[Number(found.scope?.split('/')[1])] as System;
          const again: Replay = replay(member, property, member.setting, found.trace);
          if (verdict === 'violated') expect(again.verdict).toBe('reproduced');
        }
      }),
      { numRuns: 60 },
      () => {
        // A bound of these systems is nearly always in reach, so no `possible` is violated.
        for (const verdict of ['holds', 'inconclusive']) expect(seen).toContain(`possible ${verdict}`);
        for (const kind of ['always', 'step', 'leadsTo', 'settles'])
          for (const verdict of ['holds', 'violated', 'inconclusive'])
            expect(seen).toContain(`${kind} ${verdict}`);
        expect(seen).toContain('sometimes reached');
        expect(seen).toContain('sometimes inconclusive');
      },
    );
  });

  const model = { side: 'model' } as const;
  const all = propertiesOf(suite, model, 'graphs');

  it('says of each property in how many members it is violated, and of each member what it violates', () => {
    const found = exploreScopeAll(suite, 'graphs', model, all);
    expect(found).toMatchObject({ worlds: 4_551, transitions: 10_854, depth: 10 });
    expect(found.members).toHaveLength(172);
    expect(found.results.map(({ property: { name }, verdict, members }) => [name, verdict, members])).toEqual(
      [
        ['Once', 'holds', undefined],
        ['Heard', 'reached', { count: 172, of: 172 }],
        ['Coverage', 'violated', { count: 6, of: 172 }],
      ],
    );
    const losing = found.members?.filter(({ verdicts }) => verdicts.Coverage === 'violated');
    expect(losing).toHaveLength(6);
    const { scope = '', trace } = found.results[2] as Result;
    expect(scope).toBe('graphs/4:0-1,0-2,1-2,1-3:2');
    expect(losing?.[0]?.scope).toBe(scope);
    const system = systemOf(suite, scope, model);
    expect(replay(system, coverage as never, system.setting, trace as Trace).verdict).toBe('reproduced');
  });

  it('counts every member that reaches a goal, also where no other property is checked', () => {
    const { results } = exploreScopeAll(suite, 'graphs', model, [heard] as never);
    expect(results[0]?.members).toEqual({ count: 172, of: 172 });
  });

  it('is the sum of its members, each of which is a scope', () => {
    const alone = scopesIn(suite, 'small').map((scope) =>
      exploreScopeAll(suite, scope, model, [once, heard] as never),
    );
    const family = exploreScopeAll(suite, 'small', model, [once, heard] as never);
    expect(alone).toHaveLength(8);
    expect(family.worlds).toBe(alone.reduce((sum, { worlds }) => sum + worlds, 0));
    expect(family.members?.map(({ worlds }) => worlds)).toEqual(alone.map(({ worlds }) => worlds));
    for (const order of [{ name: 'depth-first' }, { name: 'bitstate', megabytes: 1 }] as const)
      expect(exploreScopeAll(suite, 'small', model, [once] as never, { order })).toMatchObject({
        worlds: family.worlds,
        order: { name: order.name },
      });
    expect(exploreScopeAll(suite, 'small', model, [once] as never, { partialOrder: true }).worlds).toBe(
      family.worlds,
    );
  });

  it('searches later members no deeper than a shorter counterexample could be, if only that matters', () => {
    const bug = { side: 'model', bug: 'N1' } as const;
    const every = exploreScopeAll(suite, 'graphs', bug, [once] as never);
    const shortest = exploreScopeAll(suite, 'graphs', bug, [once] as never, { shortestOnly: true });
    expect(every.results[0]?.members).toEqual({ count: 66, of: 172 });
    expect(shortest.results[0]?.members).toBeUndefined();
    expect(shortest.worlds).toBeLessThan(every.worlds);
    expect(shortest.stopped).toBeUndefined();
    for (const field of ['verdict', 'scope', 'trace'] as const)
      expect(shortest.results[0]?.[field]).toEqual(every.results[0]?.[field]);
    // One step makes the difference: 5 steps on the square, and 4 on the triangle after it.
    const two = {
      square: onGraph('4:0-1,1-2,2-3,0-3', 3),
      triangle: onGraph('3:0-1,0-2,1-2', 3),
      other: onGraph('3:0-1,0-2,1-2', 2),
    };
    const family = { ...suite, scopes: { ...suite.scopes, f: { members: two } } } as never as Suite;
    const [found] = exploreScopeAll(family, 'f', bug, [once] as never, { shortestOnly: true }).results;
    expect(found?.scope).toBe('f/triangle');
    expect(found?.trace?.steps).toHaveLength(4);
  });

  it('counts the worlds of all members towards the limit', () => {
    const limited = exploreScopeAll(suite, 'graphs', model, all, { maxWorlds: 1_000 });
    expect(limited).toMatchObject({ worlds: 1_000, stopped: 'the limit of 1000 worlds was reached' });
    expect(limited.results.map(({ verdict, because }) => because ?? verdict)).toEqual([
      'not violated so far, but the limit of 1000 worlds was reached',
      'reached',
      'violated',
    ]);
    const shallow = exploreScopeAll(suite, 'graphs', model, all, { maxDepth: 3 });
    expect(shallow).toMatchObject({ depth: 3, stopped: 'the limit of 3 steps was reached' });
    expect(shallow.members).toHaveLength(172);
  });

  it('searches each member as a scope: with symmetry, workers and lockstep', () => {
    const names = ['one-term', 'one-term-crash'];
    const members = Object.fromEntries(names.map((name) => [name, raft.scopes[name] as Scope]));
    const family = { ...raft, scopes: { ...raft.scopes, f: { members } } } as Suite;
    for (const side of ['model', 'lockstep'] as const) {
      const properties = selectProperties(raft, { side }).filter(isJudgedBySearch);
      for (const symmetry of side === 'model' ? [true, false] : [true]) {
        const alone = names.map((name) => exploreScopeAll(raft, name, { side }, properties, { symmetry }));
        const found = exploreScopeAll(family, 'f', { side }, properties, { symmetry });
        expect(found.worlds).toBe(alone.reduce((sum, { worlds }) => sum + worlds, 0));
        expect(found.symmetric).toEqual(alone[0]?.symmetric);
        expect(found.results.map(({ verdict }) => verdict)).toEqual(
          properties.map((_, at) => {
            const verdicts = alone.map(({ results }) => results[at]?.verdict);
            return verdicts.find((verdict) => verdict !== 'inconclusive') ?? 'inconclusive';
          }),
        );
        const called: SameThreadWorkers[] = [];
        const workers = () => {
          called.push(new SameThreadWorkers([40, 30, 0]));
          return called.at(-1) as SameThreadWorkers;
        };
        expect(exploreScopeAll(family, 'f', { side }, properties, { symmetry, workers })).toEqual(found);
        expect(called.every(({ worlds }) => worlds > 0)).toBe(true);
      }
    }
    const paths = (suite: Suite, scope: string) => drain(pathsOf(suite, scope)).paths;
    const [one, other] = names.map((name) => paths(raft, name)) as [Paths['paths'], Paths['paths']];
    const both = paths(family, 'f');
    expect([...both.keys()].sort()).toEqual([...new Set([...one.keys(), ...other.keys()])].sort());
    for (const [rule, { events, scope }] of both) {
      const lengths = [one, other].map((all) => all.get(rule)?.events.length ?? Number.POSITIVE_INFINITY);
      expect(events).toHaveLength(Math.min(...lengths));
      expect(names.map((name) => `f/${name}`)).toContain(scope);
    }
  });

  it('names the member that it searches, and stops between two members', () => {
    const search = exploreScope(suite, 'small', model, [once] as never);
    const first = search.next().value as Progress;
    expect(first.member).toEqual({ scope: 'small/3:0-1,0-2:1', nth: 1, of: 8 });
    const last = search.next('it is late');
    expect(last.done).toBe(true);
    expect(last.value).toMatchObject({ stopped: 'it is late', worlds: first.worlds });
    expect((last.value as Exploration).results[0]?.because).toBe('not violated so far, but it is late');
  });

  it('names the member in which code under check fails', () => {
    const property = { ...once, over: { world: (views: Map<string, object>) => views.size < 4 || lost() } };
    const lost = () => {
      throw new Error('no such luck');
    };
    const run = () => exploreScopeAll(suite, 'graphs', model, [property as never]);
    expect(run).toThrow(CodeError);
    expect(run).toThrow("in graphs/4:0-1,0-2,0-3:1: property 'Once' failed: no such luck");
  });

  it('checks a property in the members that have it, and leaves out the others', () => {
    const [own, other] = [0, 1].map((n) => ({ ...once, name: `Own ${n}` })) as never as [Property, Property];
    const [one, two] = ['small/3:0-1,0-2:1', 'default'].map((name) => systemOf(suite, name)) as [
      System,
      System,
    ];
    const members = [
      { scope: 'f/one', system: () => one, properties: [own] },
      { scope: 'f/two', system: () => two, properties: [own] },
      { scope: 'f/three', system: () => two, properties: [] },
    ];
    const found = drain(exploreMembers(members, [own, other], searchOf));
    expect(found.members?.map(({ scope }) => scope)).toEqual(['f/one', 'f/two']);
    expect(found.results[0]).toEqual({ property: own, verdict: 'holds' });
  });
});

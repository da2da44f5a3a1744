/** Tests path coverage: each path takes its rule, is a shortest one, and shows a wrong implementation. */
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../../properties/chord/index.ts';
import { suite as raft } from '../../properties/raft/index.ts';
import { exploreByReference } from '../../tests/support/reference-search.ts';
import type { Actor, Received, Step } from '../actors/actor.ts';
import type { System } from '../semantics/system.ts';
import { asymmetric } from '../semantics/variants.ts';
import { keyOf } from '../values/canonical.ts';
import { drain } from '../values/drain.ts';
import { executePath, type Paths, pathsOf, rulesOf } from './rule-paths.ts';
import { systemOf } from './subject.ts';
import type { Bug, Suite } from './suite.ts';

function found(suite: Suite, scope: string): Paths {
  return drain(pathsOf(suite, scope));
}

/**
 * The minimal number of events to each rule, by levels from the birth of the nodes, over the reference
 * search.
 */
function lengthsByHand(suite: Suite, scope: string): ReadonlyMap<string, number> {
  const system = asymmetric(systemOf(suite, scope, { side: 'lockstep' }));
  const begun: Step[] = [];
  const steps = new Map<string, Step[]>();
  const watched = new Map(
    [...new Set(Object.values(system.nodes))].map((actor): [Actor, Actor] => [
      actor,
      {
        init(birth) {
          const step = actor.init(birth);
          begun.push(step);
          return step;
        },
        step(state: unknown, event: Received) {
          const step = actor.step(state, event);
          const key = keyOf(state);
          steps.set(key, [...(steps.get(key) ?? []), step]);
          return step;
        },
        view: (state: unknown) => actor.view(state),
        divergence: (state: unknown) => actor.divergence?.(state),
      },
    ]),
  );
  const nodes = Object.entries(system.nodes).map(([node, actor]) => [node, watched.get(actor)]);
  exploreByReference({ ...system, nodes: Object.fromEntries(nodes) } as System, []);
  const lengths = new Map<string, number>();
  const seen = new Set<string>();
  for (let level = begun, length = 0; level.length > 0; length++) {
    for (const { taken = [] } of level)
      for (const rule of taken) if (!lengths.has(rule)) lengths.set(rule, length);
    const fresh = level.map(({ state }) => keyOf(state)).filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
    level = [...new Set(fresh)].flatMap((key) => steps.get(key) ?? []);
  }
  return lengths;
}

describe('paths', () => {
  it.each(['one-term', 'one-term-crash', 'one-entry'])('are shortest ones: %s', (scope) => {
    const { paths, never, diverges } = found(raft, scope);
    const byHand = lengthsByHand(raft, scope);
    const lengths = [...paths.values()].map(({ rule, events }) => [rule, events.length] as const);
    expect(new Map(lengths.toSorted())).toEqual(new Map([...byHand].toSorted()));
    expect([...paths.keys(), ...never].sort()).toEqual([...rulesOf(raft)].sort());
    expect(diverges).toBe(false);
  });

  it.each(['one-term-crash', 'every-rule'])(
    'are executed by model and implementation, and take their rules: %s',
    (scope) => {
      for (const path of found(raft, scope).paths.values()) {
        const { isTaken, divergence, trace } = executePath(path);
        expect({ isTaken, divergence, steps: trace.steps.length }).toEqual({
          isTaken: true,
          divergence: undefined,
          steps: path.events.length,
        });
      }
    },
  );

  it('take every rule of Raft in the scope every-rule', () => {
    expect(found(raft, 'every-rule').never).toEqual([]);
    expect(found(raft, 'one-entry').never).toContain(
      'raft: leader --AppendEntriesReply [isMismatch]--> stays',
    );
  });

  it.each(['R3', 'R12', 'R13', 'R26'])('show an implementation with a bug: %s', (id) => {
    const { implementation } = raft.bugs[id] as Bug;
    const server = { ...raft.roles.server, implementation: implementation?.server } as Suite['roles'][string];
    const { paths, diverges } = found({ ...raft, roles: { server } }, 'every-rule');
    expect(diverges).toBe(true);
    const wrong = [...paths.values()].map(executePath).filter(({ divergence }) => divergence !== undefined);
    expect(wrong.length).toBeGreaterThan(0);
    const last = wrong[0]?.trace.steps.at(-1);
    expect(last?.changes.some((change) => 'divergence' in change)).toBe(true);
  });

  it('end at a limit, with the reason', () => {
    const search = pathsOf(raft, 'every-rule', { maxWorlds: 50 });
    let next = search.next();
    while (next.done !== true) next = search.next();
    expect(next.value.stopped).toMatch(/50/);
    expect(next.value.never.length).toBeGreaterThan(0);
  });

  it('need an implementation', () => {
    expect(() => found(chord, 'default')).toThrow("protocol 'chord' has no implementation of role");
  });
});

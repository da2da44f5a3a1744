/**
 * Tests the ring of nodes that speak by messages: the sizes and verdicts of its scopes, and that it refines the atomic
 * model. suites.test.ts checks each known bug and each refuted claim.
 */
import { describe, expect, it } from 'vitest';
import type { Property } from '../../../checker/property/property.ts';
import { exploreAll } from '../../../checker/suite/explore.ts';
import { selectPropertiesOrThrow } from '../../../checker/suite/properties.ts';
import { subjectOf, systemOf } from '../../../checker/suite/subject.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type { ChordView } from '../../../models/chord/messages.ts';
import type { ChordNode } from '../../../models/chord/node/messages.ts';
import { suite as chord } from '../index.ts';
import { kit as atomicKit } from '../kit.ts';
import { circle } from '../ring.ts';
import { chordNode } from './index.ts';
import { kit, node } from './kit.ts';
import { membersIn } from './owners.ts';
import { soundRing } from './properties.ts';
import { ringScope, scopes } from './scopes.ts';

type Place = Pick<ChordView, 'successors' | 'predecessor' | 'candidate'>;

const aboutRotation = {
  name: 'rotation',
  says: 'A ring without churn.',
  source: 'this test',
  roles: { node },
  properties: [soundRing],
};

/** What two models show of a world in the same way: lists, predecessors and candidates of members. */
function placesOf(members: ReadonlyMap<string, Place>): string {
  return JSON.stringify(
    [...members]
      .map(([name, { successors, predecessor, candidate }]) => [name, successors, predecessor, candidate])
      .sort(),
  );
}

/** The places of all worlds of the atomic model on a circle of four. */
function placesOfAtomicModel(): ReadonlySet<string> {
  const places = new Set<string>();
  const says = { name: 'Seen', says: 'It is noted.', source: 'this test' };
  const seen = atomicKit.always({ ...says, world: (members) => places.add(placesOf(members)) !== null });
  exploreAll(systemOf(chord, 'default'), [seen as Property]);
  return places;
}

describe('the scopes of the ring', () => {
  it.each([
    ['default', 730_012, 4_703_645, 48],
    ['atomic', 3_568, 27_040, 23],
    ['join', 331_030, 2_003_718, 45],
    ['livelock', 4_668, 20_470, 28],
    ['again', 1_813, 6_136, 27],
    ['contact', 85, 151, 4],
    ['burst', 44_852, 315_666, 18],
  ] as const)('%s has %i worlds', (scope, worlds, transitions, depth) => {
    expect(exploreAll(systemOf(chordNode, scope), [])).toMatchObject({ worlds, transitions, depth });
  });

  it.each(['default', 'atomic', 'again', 'burst'] as const)('%s keeps its promises', (scope) => {
    const { properties = [] } = scopes[scope] as Scope<ChordNode>;
    const { results } = exploreAll(systemOf(chordNode, scope), properties as readonly Property[]);
    const verdicts = results.map(({ property, verdict }) => [property.name, verdict]);
    // Where calls are atomic, a candidate is asked within the step that names it.
    const without = scope === 'atomic' || scope === 'burst' ? ['Candidate Is Nearer'] : [];
    for (const [name, verdict] of verdicts)
      if (without.includes(name as string)) expect([name, verdict]).toEqual([name, 'inconclusive']);
      else expect(['holds', 'reached'], name).toContain(verdict);
  });

  it('are the same for every ring of a size, up to a rotation', () => {
    const sizes = circle(4).map((absent) => {
      const ring = circle(4).filter((one) => one !== absent);
      const scope = ringScope({ identifiers: 4, ring, joins: 0, failures: 0, properties: [] });
      const suite = kit.suite({ ...aboutRotation, scopes: { default: scope } });
      const { worlds, transitions } = exploreAll(systemOf(suite, 'default'), []);
      return { worlds, transitions };
    });
    expect(sizes).toEqual(circle(4).map(() => ({ worlds: 2_240, transitions: 9_864 })));
  });
});

describe('a node that speaks by messages', () => {
  it.each(['default', 'atomic'] as const)(
    'refines the atomic model: each world of scope %s has the places of one of its worlds',
    (scope) => {
      const places = placesOfAtomicModel();
      const refines = kit.always({
        name: 'Refines',
        says: 'The lists, predecessors and candidates of members are those of a world of the atomic model.',
        source: 'this test',
        world: (views) => places.has(placesOf(membersIn(views))),
      });
      const { results, worlds } = exploreAll(systemOf(chordNode, scope), [refines as Property]);
      expect(results[0]?.verdict).toBe('holds');
      expect(worlds).toBe(scope === 'default' ? 730_012 : 3_568);
    },
  );

  it('does not refine it where a mistake shortens lists', () => {
    const places = placesOfAtomicModel();
    const refines = kit.always({
      name: 'Refines',
      says: 'The places are those of the atomic model.',
      source: 'this test',
      world: (views) => places.has(placesOf(membersIn(views))),
    });
    const bug = systemOf(chordNode, 'atomic', subjectOf(chordNode, 'bug:C6'));
    const { results } = exploreAll(bug, [refines as Property]);
    expect(results[0]?.verdict).toBe('violated');
  });
});

describe('beyond the assumptions', () => {
  const always = ['Members Have Neighbours', 'Each Step Goes Nearer'];
  it.each([
    ['few-principals', [...always, 'One Ordered Ring', 'Some Live Successor'], undefined],
    ['two-begin', [...always, 'One Ordered Ring', 'Some Live Successor', 'Candidate Is Nearer'], undefined],
    ['few-entries', [...always, 'No Duplicates', 'Candidate Is Nearer'], 100_000],
    ['suspicion', [...always, 'Some Live Successor', 'Candidate Is Nearer'], 100_000],
  ] as const)('scope %s keeps %j, as far as it is searched', (scope, kept, maxWorlds) => {
    const properties = selectPropertiesOrThrow(chordNode, { side: 'model' }, scope);
    const promised = properties.filter(({ name }) => kept.includes(name));
    expect(promised).toHaveLength(kept.length);
    const { results } = exploreAll(systemOf(chordNode, scope), promised, { maxWorlds: maxWorlds ?? 100_000 });
    const verdicts = new Set(results.map(({ verdict }) => verdict));
    expect([...verdicts]).toEqual([maxWorlds === undefined ? 'holds' : 'inconclusive']);
  });
});

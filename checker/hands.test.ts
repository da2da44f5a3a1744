/** What others expand: everything that a search returns is the same as without them, traces and reasons included. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { suite as chord } from '../properties/chord/index.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { chatter, heardBy } from '../tests/support/chatter.ts';
import { everyKindAt } from '../tests/support/every-kind.ts';
import { NearHands } from '../tests/support/near-hands.ts';
import { randomSystem } from '../tests/support/random-systems.ts';
import { symmetricSystem } from '../tests/support/symmetric-systems.ts';
import type { Actor } from './actor.ts';
import { exploreAll } from './explore.ts';
import { isJudgedBySearch, type Property } from './property.ts';
import type { Limits } from './search.ts';
import { homeOf, promisesOf, subjectOf, systemOf } from './subject.ts';
import type { System } from './system.ts';

/** How many worlds are taken ahead, turn by turn. */
const plan = fc.array(fc.nat(12), { minLength: 1, maxLength: 8 }).map((sizes) => [...sizes, 0]);

/** Explores with hands and without, and says how many worlds were expanded ahead. */
function expectSame(
  system: System,
  properties: readonly Property[],
  limits: Limits,
  sizes: readonly number[],
): number {
  const all: NearHands[] = [];
  const hands = () => {
    const one = new NearHands(sizes);
    all.push(one);
    return one;
  };
  const found = exploreAll(system, properties, { ...limits, hands });
  expect(found).toEqual(exploreAll(system, properties, limits));
  return all.reduce((sum, { worlds }) => sum + worlds, 0);
}

/** Has a timer, and pokes itself again and again. */
const poked: Actor = {
  init: () => ({
    state: { n: 0, fired: false },
    effects: [
      { type: 'arm', timer: 't' },
      { type: 'send', to: 'c', message: { type: 'poke' } },
    ],
  }),
  step: (state, event) => {
    const { n, fired } = state as { n: number; fired: boolean };
    return { state: event.type === 'timeout' ? { n, fired: true } : { n: 1 - n, fired }, effects: [] };
  },
  view: (state) => state as object,
};

/** That the others have heard so much, and the timer has fired. */
function reaches(sum: number): Property {
  const over = {
    world: (views: ReadonlyMap<string, object>) => {
      const { fired } = views.get('c') as { fired: boolean };
      return fired && heardBy(views.get('a') as object) + heardBy(views.get('b') as object) === sum;
    },
  };
  return { name: `${sum}`, says: '', source: '', kind: 'sometimes', over };
}

describe('hands', () => {
  const limits: fc.Arbitrary<Limits> = fc.record(
    { maxWorlds: fc.integer({ min: 1, max: 300 }), maxDepth: fc.nat(8) },
    { requiredKeys: [] },
  );
  /** What asks for edges and labels, for edges alone, and for neither. */
  const kinds = fc.constantFrom<readonly Property['kind'][]>(
    ['always', 'sometimes', 'step', 'possible', 'leadsTo', 'settles'],
    ['always', 'possible'],
    ['always', 'sometimes', 'step'],
  );

  it.each([
    ['random systems', randomSystem as fc.Arbitrary<System>, 400],
    ['systems whose nodes may change places', symmetricSystem as fc.Arbitrary<System>, 80],
  ])('change nothing on %s, whole or cut short', (_, systems, numRuns) => {
    let ahead = 0;
    fc.assert(
      fc.property(systems, fc.nat(2), kinds, limits, plan, (system, target, asked, given, sizes) => {
        const properties = everyKindAt(target).filter(({ kind }) => asked.includes(kind));
        ahead += expectSame(system, properties, { maxWorlds: 1_000, ...given }, sizes);
      }),
      { numRuns },
    );
    expect(ahead).toBeGreaterThan(10 * numRuns);
  });

  it.each([[1], [2], [3], [4], [2, 2], [5], [7], [3, 1, 0]])(
    'change nothing where a world that is left comes before one with a partition, in batches of %j',
    (...sizes) => {
      const system: System = {
        ...chatter('duplicating', 14),
        nodes: { ...chatter('duplicating', 14).nodes, c: poked },
        patience: { t: { outlasts: ['b', 'c'] } },
        partitions: [{ name: 'p', blocks: [['b', 'c']] }],
        budget: { partition: 1 },
      };
      const properties = Array.from({ length: 28 }, (_, sum) => reaches(sum));
      expect(expectSame(system, properties, {}, [...sizes, 0])).toBeGreaterThan(0);
    },
  );

  it.each(['set', 'duplicating', 'unordered', 'fifo'] as const)(
    'change nothing while rows become wider, on a network of kind %s',
    (network) => {
      const never: Property = {
        ...{ name: 'p', says: '', source: '', kind: 'always' },
        over: { pair: (a, b) => heardBy(a) + heardBy(b) < 150 },
      };
      expect(expectSame(chatter(network, 80), [never], { maxWorlds: 4_000 }, [50, 7, 0])).toBeGreaterThan(0);
    },
  );

  it.each([
    ...['model', 'implementation', 'lockstep', 'bug:R3', 'bug:R14'].map((word) => ['raft', word]),
    ...['model', 'bug:O1', 'bug:C2'].map((word) => ['chord', word]),
  ])('change nothing for %s: %s', (name, word) => {
    const suite = name === 'raft' ? raft : chord;
    const subject = subjectOf(suite, word as string);
    const properties = promisesOf(suite, subject).filter(isJudgedBySearch);
    const system = systemOf(suite, homeOf(suite, subject), subject);
    expect(expectSame(system, properties, { maxWorlds: 6_000 }, [40, 300, 0])).toBeGreaterThan(0);
  });
});

/**
 * Tests the suite of the DAG walk: the DAGs of its family are all there are, the sizes of its scopes are pinned,
 * and promises hold. `suites.test.ts` checks the known bugs and the codec.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { propertyOf } from '../../../checker/suite/properties.ts';
import { randomOf } from '../../../checker/values/random.ts';
import { DagWalk } from '../../../implementations/bitswap/walk/walk.ts';
import { describeProtocol } from '../../../integrations/vitest/index.ts';
import type { Cid, WalkLimits } from '../../../models/bitswap/walk/messages.ts';
import {
  began,
  emptyWalk,
  gaveUp,
  identityLinks,
  lost,
  reported,
  type Stepped,
  stopped,
  took,
  type Walk,
} from '../../../models/bitswap/walk/steps.ts';
import { type Dag, dagsUpToNames, randomDag, reachable } from './dags.ts';
import { walk } from './index.ts';

// suites.test.ts checks each known bug.
describeProtocol(walk, {
  scopes: ['default'],
  bugs: false,
  schedules: false,
  regressions: false,
});

describe('worlds, transitions, depth', () => {
  it.each([
    ['default', 6_145, 20_912, 18],
    ['short-depth', 330, 739, 16],
    ['again', 193, 501, 12],
    ['stops', 2_731, 11_389, 18],
    ['identity', 66, 130, 10],
  ])('of scope %s are %i, %i, %i', (scope, ...size) => {
    const { worlds, transitions, depth } = exploreScopeAll(walk, scope, { side: 'model' }, [
      propertyOf(walk, 'Wants Bounded'),
    ]);
    expect([worlds, transitions, depth]).toEqual(size);
  });
});

/** Every set of links between different blocks: also those with cycles. */
function* everyGraph(size: number): Generator<Dag> {
  const names = Array.from({ length: size }, (_, at) => String.fromCharCode(97 + at));
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => [from, to] as const));
  for (let chosen = 0; chosen < 2 ** pairs.length; chosen++)
    yield Object.fromEntries(
      names.map((name) => [
        name,
        pairs.filter(([from], at) => from === name && (chosen >> at) % 2 === 1).map(([, to]) => to),
      ]),
    );
}

function hasCycle(dag: Dag): boolean {
  return Object.entries(dag).some(([cid, links]) => links.some((link) => reachable(dag, link).has(cid)));
}

/** The least text of a graph over all names of the blocks but `a`. */
function upToNames(dag: Dag): string {
  const names = Object.keys(dag);
  const texts = permutations(names.slice(1)).map((others) => {
    const renamed = new Map(names.map((name, at) => [name, ['a', ...others][at] as Cid]));
    const links = names.flatMap((from) =>
      (dag[from] ?? []).map((to) => `${renamed.get(from)}${renamed.get(to)}`),
    );
    return links.sort().join('-');
  });
  return texts.sort()[0] ?? '';
}

function permutations(of: readonly Cid[]): readonly (readonly Cid[])[] {
  if (of.length <= 1) return [of];
  return of.flatMap((first) =>
    permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}

describe('the DAGs of a size up to names', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 3],
    [4, 16],
  ])('of %i blocks are %i, as a search of all graphs finds them', (size, count) => {
    const all = dagsUpToNames(size);
    const expected = new Set<string>();
    for (const dag of everyGraph(size))
      if (!hasCycle(dag) && reachable(dag, 'a').size === size) expected.add(upToNames(dag));
    expect(all.size).toBe(count);
    expect(new Set([...all.values()].map(upToNames))).toEqual(expected);
  });

  it('of 5 blocks are 164', () => {
    expect(dagsUpToNames(5).size).toBe(164);
  });
});

describe('model and implementation', () => {
  /** Limits of which each may cut something off a DAG of 40 blocks. */
  const limits: fc.Arbitrary<WalkLimits> = fc.record({
    depthMax: fc.integer({ min: 0, max: 8 }),
    knownMax: fc.integer({ min: 1, max: 45 }),
    linksMax: fc.integer({ min: 1, max: 6 }),
    wantsMax: fc.integer({ min: 1, max: 8 }),
  });

  /** The next event of a walk: mostly a block, at times an end without one. */
  const event = fc.tuple(
    fc.oneof(
      { weight: 12, arbitrary: fc.constant('take' as const) },
      { weight: 3, arbitrary: fc.constant('lose' as const) },
      { weight: 1, arbitrary: fc.constantFrom('giveUp' as const, 'stop' as const) },
    ),
    fc.nat(),
  );

  it('take the same steps in drawn walks over DAGs of 40 blocks', () => {
    let ended = 0;
    fc.assert(
      fc.property(limits, fc.nat(), fc.array(event, { maxLength: 80 }), (bounds, seed, events) => {
        const random = randomOf(seed);
        const dag = randomDag(40, 80, (n) => random.below(n));
        const told: string[] = [];
        const walking = new DagWalk(bounds, identityLinks, {
          want: (cid, session) => told.push(`want ${cid} ${session}`),
          cancel: (cid, session) => told.push(`cancel ${cid} ${session}`),
          visit: (cid) => told.push(`visit ${cid}`),
          ended: (missing, isWhole) => told.push(`ended ${missing.join(',')} ${isWhole}`),
        });
        let model: Walk = emptyWalk(bounds);

        /** What a step of the model sends and reports, in the order of the implementation. */
        function expected({ walk: after, sends, outputs }: Stepped, stops = false): readonly string[] {
          model = after;
          const isDone = stops || after.queue.length + after.wants.size === 0;
          const reports = isDone ? [reported(after, stops ? 'stopped' : 'ended')] : [];
          if (isDone && !stops) ended++;
          return [
            ...sends
              .filter(({ type }) => type === 'Cancel')
              .map(({ cid, session }) => `cancel ${cid} ${session}`),
            ...outputs.flatMap((output) => (output.type === 'visit' ? [`visit ${output.cid}`] : [])),
            ...sends
              .filter(({ type }) => type === 'Want')
              .map(({ cid, session }) => `want ${cid} ${session}`),
            ...reports.flatMap((output) =>
              output.type === 'ended' ? [`ended ${output.missing.join(',')} ${output.isWhole}`] : [],
            ),
          ];
        }

        function compare(of: readonly string[]): void {
          expect(told.splice(0)).toEqual(of);
          const { phase: _, ...saved } = walking.save();
          const { limits: __, ...rest } = model;
          expect(saved).toEqual(rest);
        }

        for (const [kind, nth] of events) {
          if (walking.phase !== 'walking') {
            walking.begin('a');
            compare(expected(began(model, 'a')));
            continue;
          }
          const wants = [...model.wants].sort();
          const cid = wants[nth % wants.length] as Cid;
          const links = dag[cid] ?? [];
          if (kind === 'take') {
            walking.take(cid, links);
            compare(expected(took(model, { type: 'Block', cid, session: 0, links, data: 'good' })));
          } else if (kind === 'lose') {
            walking.lose(cid);
            compare(expected(lost(model, cid)));
          } else if (kind === 'giveUp') {
            walking.giveUp();
            compare(expected(gaveUp(model)));
          } else {
            walking.stop();
            compare(expected(stopped(model), true));
          }
        }
      }),
      { numRuns: 400, seed: 0x5eed },
    );
    expect(ended).toBeGreaterThan(200);
  });
});

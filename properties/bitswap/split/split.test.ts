/**
 * Tests the split factor: the sizes of its scopes are pinned, drawn receipts and requests compare the functions
 * of both rooms, and the distribution of the split over drawn receipts is compared with the exact one.
 * `suites.test.ts` checks the known bugs and the refuted claims.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { propertyOf } from '../../../checker/suite/properties.ts';
import { systemOf } from '../../../checker/suite/subject.ts';
import { randomOf } from '../../../checker/values/random.ts';
import { SplitFactor, type SplitRules, splitRules } from '../../../implementations/bitswap/split/split.ts';
import { describeProtocol } from '../../../integrations/vitest/index.ts';
import { divided, type Group } from '../../../models/bitswap/split/division.ts';
import type { Receipt, Split, Thresholds } from '../../../models/bitswap/split/messages.ts';
import { code, initialSplit, lecture, splitAfter } from '../../../models/bitswap/split/split.ts';
import { split } from './index.ts';

// suites.test.ts checks each known bug.
describeProtocol(split, {
  scopes: ['default', 'lecture'],
  bugs: false,
  schedules: false,
  regressions: false,
});

describe('worlds, transitions, depth', () => {
  it.each([
    ['receipts', 721, 1_268, 20],
    ['nightly', 3_732, 7_050, 40],
    ['lecture', 231, 420, 20],
    ['session', 599, 2_087, 14],
    ['misses', 527, 1_929, 16],
  ])('of scope %s are %i, %i, %i', (scope, ...size) => {
    const { worlds, transitions, depth } = exploreScopeAll(split, scope, { side: 'model' }, [
      propertyOf(split, 'Within Limits'),
    ]);
    expect([worlds, transitions, depth]).toEqual(size);
  });

  it('of the lecture have a split of 1 or 2, and the split is 16 first after 16 duplicates', () => {
    const [fully] = exploreScopeAll(split, 'receipts', { side: 'model' }, [
      propertyOf(split, 'Splits Fully'),
    ]).results;
    expect([fully?.verdict, fully?.trace?.steps.length]).toEqual(['reached', 16]);
    expect(new Set(splitsOf(lecture, 20))).toEqual(new Set([1, 2]));
    expect(new Set(splitsOf(code, 20))).toEqual(new Set(Array.from({ length: 16 }, (_, at) => at + 1)));
  });
});

it('keeps a split of 1 for 13 duplicates after 20 unique blocks, and raises it at the 14th', () => {
  const quiet = Array.from({ length: 20 }, (): Receipt => 'unique');
  const loud = (count: number) => Array.from({ length: count }, (): Receipt => 'duplicate');
  expect([13, 14].map((count) => modelAfter([...quiet, ...loud(count)], code).split)).toEqual([1, 2]);
});

/** Every split after at most so many receipts. */
function splitsOf(thresholds: Thresholds, most: number): readonly number[] {
  const key = ({ received, duplicates, split }: Split) => `${received} ${duplicates} ${split}`;
  const found = new Map([[key(initialSplit), initialSplit]]);
  for (const [, state] of found)
    if (state.received < most)
      for (const receipt of ['unique', 'duplicate'] as const) {
        const next = splitAfter(state, receipt, thresholds);
        found.set(key(next), next);
      }
  return [...found.values()].map((state) => state.split);
}

/** The counters of the implementation after some receipts. */
function factorAfter(receipts: readonly Receipt[], thresholds: Thresholds, rules?: SplitRules): SplitFactor {
  const factor = new SplitFactor(thresholds, rules);
  for (const receipt of receipts)
    if (receipt === 'unique') factor.recordUnique();
    else factor.recordDuplicate();
  return factor;
}

function modelAfter(receipts: readonly Receipt[], thresholds: Thresholds): Split {
  return receipts.reduce<Split>((state, receipt) => splitAfter(state, receipt, thresholds), initialSplit);
}

/** Receipts of which any share is duplicates. */
const receipts = fc
  .tuple(fc.integer({ min: 0, max: 10 }), fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 300 }))
  .map(([share, throws]) => throws.map((thrown): Receipt => (thrown < share ? 'duplicate' : 'unique')));
const anyThresholds = fc.constantFrom(code, lecture);

describe('model and implementation', () => {
  it('count drawn receipts alike', () => {
    fc.assert(
      fc.property(receipts, anyThresholds, (all, thresholds) => {
        const { received, duplicates, split } = factorAfter(all, thresholds);
        expect({ received, duplicates, split }).toEqual(modelAfter(all, thresholds));
      }),
      { numRuns: 500, seed: 0x5eed },
    );
  });

  it('divide drawn requests alike: every key goes to a partner, and loads differ by at most 1', () => {
    const sizes = fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 16 }),
    );
    fc.assert(
      fc.property(sizes, ([keys, partners, parts]) => {
        const factor = factorAfter([], code);
        factor.split = parts;
        const asks: [partner: number, keys: readonly number[]][] = [];
        factor.divide(keys, partners, (partner, asked) => asks.push([partner, asked]));
        const places = (count: number) => Array.from({ length: count }, (_, at) => at);
        const groups = divided(places(keys), places(partners), parts);
        expect(asks).toEqual(
          groups.flatMap((group: Group<number, number>) =>
            group.partners.map((partner) => [partner, group.keys]),
          ),
        );
        expect(groups.flatMap((group) => group.keys).toSorted((a, b) => a - b)).toEqual(places(keys));
        for (const part of ['keys', 'partners'] as const) {
          const loads = groups.map((group) => group[part].length);
          expect(Math.min(...loads)).toBeGreaterThan(0);
          expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 500, seed: 0x5eed },
    );
  });
});

/** The receipts of one run, and the number of runs. */
const inRun = 40;
const runs = 20_000;

/**
 * The exact distribution of the split after `inRun` receipts of which each is a duplicate with probability p, by
 * dynamic programming over the duplicates and the split. Shares are compared as integers: above two fifths,
 * below one fifth.
 */
function exact(p: number): ReadonlyMap<number, number> {
  let now = new Map([['0 2', 1]]);
  for (let received = 1; received <= inRun; received++) {
    const next = new Map<string, number>();
    const add = (duplicates: number, parts: number, chance: number) =>
      next.set(`${duplicates} ${parts}`, (next.get(`${duplicates} ${parts}`) ?? 0) + chance);
    for (const [state, chance] of now) {
      const [duplicates = 0, parts = 0] = state.split(' ').map(Number);
      const more = duplicates + 1;
      add(more, received > 2 && 5 * more > 2 * received && parts < 16 ? parts + 1 : parts, chance * p);
      add(duplicates, 5 * duplicates < received && parts > 1 ? parts - 1 : parts, chance * (1 - p));
    }
    now = next;
  }
  const bySplit = new Map<number, number>();
  for (const [state, chance] of now) {
    const parts = Number(state.split(' ')[1]);
    bySplit.set(parts, (bySplit.get(parts) ?? 0) + chance);
  }
  return bySplit;
}

/** How often each split results from drawn receipts. */
function drawn(p: number, rules?: SplitRules): ReadonlyMap<number, number> {
  const random = randomOf(0x5eed);
  const counts = new Map<number, number>();
  for (let run = 0; run < runs; run++) {
    const all = Array.from({ length: inRun }, (): Receipt => {
      return random.below(1_000) < 1_000 * p ? 'duplicate' : 'unique';
    });
    const { split: parts } = factorAfter(all, code, rules);
    counts.set(parts, (counts.get(parts) ?? 0) + 1);
  }
  return counts;
}

describe('the split after 40 drawn receipts', () => {
  const shares = [0.1, 0.25, 0.4, 0.45, 0.6];

  /**
   * The most that the Kullback-Leibler divergence of a share from its probability may be, times the runs. By
   * Chernoff's bound a share of n runs exceeds a divergence d, to either side, with a probability of at most
   * 2 exp(-n d). So one of the 16 splits at one of the shares is off by chance with a probability below 10^-9.
   */
  const divergenceMax = Math.log((2 * 16 * shares.length) / 1e-9);

  /** How far the counted splits are from the exact distribution: the largest divergence times the runs. */
  function offBy(counts: ReadonlyMap<number, number>, p: number): number {
    const chances = exact(p);
    const term = (count: number, chance: number) =>
      count === 0 ? 0 : count * Math.log(count / (runs * chance));
    return Math.max(
      ...Array.from({ length: 16 }, (_, at) => {
        const [count, chance] = [counts.get(at + 1) ?? 0, chances.get(at + 1) ?? 0];
        return term(count, chance) + term(runs - count, 1 - chance);
      }),
    );
  }

  it('adds up to 1', () => {
    for (const p of shares) {
      const all = [...exact(p).values()].reduce((sum, chance) => sum + chance, 0);
      expect(all).toBeCloseTo(1, 12);
    }
  });

  it.each(shares)('is distributed as computed if the share of duplicates is %f', (p) => {
    expect(offBy(drawn(p), p)).toBeLessThan(divergenceMax);
  });

  it.each<[bug: string, rules: Partial<SplitRules>]>([
    ['W48', { thresholdsOf: () => lecture }],
    [
      'W49',
      { thresholdsOf: ({ raiseAbove, lowerBelow }) => ({ raiseAbove: lowerBelow, lowerBelow: raiseAbove }) },
    ],
    ['W50a', { duplicatesOfUnique: () => 1 }],
  ])('is not with bug %s', (_bug, rules) => {
    const off = shares.map((p) => offBy(drawn(p, { ...splitRules, ...rules }), p));
    expect(Math.max(...off)).toBeGreaterThan(10 * divergenceMax);
  });
});

describe('the vicious circle', () => {
  /** The chance that both holders of a block, among 16 partners, are outside of the group that is asked for it. */
  function missChance(parts: number): number {
    const [group = { partners: [] }] = divided(
      ['x'],
      Array.from({ length: 16 }, (_, at) => at),
      parts,
    );
    const others = 16 - group.partners.length;
    return (others * (others - 1)) / (16 * 15);
  }

  it('makes misses likelier with each step of the split', () => {
    const chances = [1, 2, 4, 8, 16].map(missChance);
    expect(chances.map((chance) => chance.toFixed(2))).toEqual(['0.00', '0.23', '0.55', '0.76', '0.88']);
  });

  it('is closed if broadcasts do not count: the split stays', () => {
    const { results } = exploreScopeAll(split, 'default/targeted', { side: 'lockstep' }, [
      propertyOf(split, 'Broadcasts Do Not Raise'),
    ]);
    expect(results.map(({ verdict }) => verdict)).toEqual(['holds']);
    expect(systemOf(split, 'default/targeted').setting).toMatchObject({ counts: 'targeted' });
  });
});

/**
 * Tests the suite of the choker: the sizes of its scopes, with and without symmetry; the lockstep of model and
 * implementation in each; runs with many peers; and the test vector of the client 3.x.
 */
import { describe, expect, it } from 'vitest';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertiesOf, propertyOf } from '../checker/suite/properties.ts';
import { type Subject, systemOf } from '../checker/suite/subject.ts';
import { Choker, type ChokerPort } from '../implementations/bittorrent/choker.ts';
import type { ChokerSetting } from '../models/bittorrent/choker/messages.ts';
import { defaultSetting } from './bittorrent/choker/scopes.ts';
import { choker as suite } from './bittorrent/index.ts';

/** Scopes with every rule and setting: their worlds up to names, and the promises that are violated there. */
const lockstepScopes: [scope: string, worlds: number, violated: readonly string[]][] = [
  ['default', 340, []],
  ['snubs', 340, []],
  ['snubs-excluded', 352, []],
  ['seed-fastest', 312, []],
  ['any-two', 66, ['Turn Comes']],
  ['extra', 340, []],
  ['no-zero-rate', 352, []],
  ['better', 1_448, ['Calm']],
  ['better-rounds', 384, ['Cap']],
  ['front-yields', 1_579, []],
  ['recent-once', 459, ['Calm']],
  ['text-once', 330, ['Calm']],
  ['front-once', 63, ['Calm', 'Optimistic Turn']],
  ['sybils', 2_861, []],
];

const setting: ChokerSetting = { ...defaultSetting, slots: 1 };
const silent: ChokerPort = { choke: () => {}, unchoke: () => {} };

describe('the scopes', () => {
  it.each([
    ['default', 1_980, 18_150, 14, 340],
    ['three-rates', 1_980, 27_519, 14, 340],
    ['any', 2_052, 19_836, 14, 352],
    ['text-once', 1_914, 25_656, 11, 330],
    ['front-once', 345, 6_006, 8, 63],
    ['front', 2_424, 23_574, 12, 414],
  ])('%s has %i worlds, %i transitions, %i steps deep, and %i worlds up to names', (...row) => {
    const [scope, worlds, transitions, depth, upToNames] = row;
    const system = systemOf(suite, scope);
    expect(exploreAll(asymmetric(system), [])).toMatchObject({ worlds, transitions, depth });
    expect(exploreAll(system, [])).toMatchObject({ worlds: upToNames, depth });
  });

  it.each([
    ['recent', 1_293, 14],
    ['text', 1_305, 16],
    ['four', 1_192, 16],
    ['nightly', 1_504, 20],
  ])('%s has %i worlds up to names, %i steps deep', (scope, worlds, depth) => {
    expect(exploreAll(systemOf(suite, scope), [])).toMatchObject({ worlds, depth });
  });

  it.each(lockstepScopes)(
    '%s: the implementation does what the model does in %i worlds, and violates %j',
    (scope, worlds, violated) => {
      const subject: Subject = { side: 'lockstep' };
      const found = exploreAll(systemOf(suite, scope, subject), propertiesOf(suite, subject, scope));
      const namesOf = (verdict: string) =>
        found.results.filter((result) => result.verdict === verdict).map(({ property: { name } }) => name);
      expect(found.worlds).toBe(worlds);
      expect(namesOf('violated')).toEqual(violated);
      expect(namesOf('inconclusive')).toEqual([]);
      expect(namesOf('holds')).toContain('Refinement');
    },
    120_000,
  );
});

describe('the length of a wait', () => {
  it.each(['turns', 'recent-turns'])(
    'is at most 8 rounds for three peers and two slots, and may be 8: %s',
    (scope) => {
      const system = systemOf(suite, scope);
      const waits = (most: number) => ({
        ...propertyOf(suite, 'Turn In Time'),
        over: {
          world: (_: unknown, { waits }: { waits: ReadonlyMap<string, number> }) =>
            [...waits.values()].every((rounds) => rounds <= most),
        },
      });
      const { results } = exploreAll(system, [waits(7) as never, waits(8) as never]);
      expect(results.map(({ verdict }) => verdict)).toEqual(['violated', 'holds']);
    },
  );
});

describe('the implementation alone', () => {
  it('serves each of 20 peers in 9 of 180 rounds where there is one slot and all are interested', () => {
    const choker = new Choker(setting, 20, silent);
    for (let peer = 0; peer < 20; peer++) choker.connect(peer, choker.count);
    for (let peer = 0; peer < 20; peer++) choker.setInterest(peer, true);
    const rounds = new Array(20).fill(0);
    for (let round = 0; round < 180; round++) {
      choker.round();
      for (let peer = 0; peer < 20; peer++) rounds[peer] += choker.unchoked[peer];
    }
    expect(rounds).toEqual(new Array(20).fill(9));
  });

  it('chooses as the client 3.x does in its own test: 4 slots, 11 peers', () => {
    const choker = new Choker({ ...setting, rule: 'front', slots: 4 }, 12, silent);
    for (let peer = 1; peer <= 11; peer++) choker.connect(peer, choker.count);
    for (const peer of [2, 4, 6, 8, 10]) choker.setInterest(peer, true);
    const rates = { 2: -1, 4: 8, 6: -1, 7: 6, 8: -1, 9: 9, 10: 7, 11: 10 };
    for (const [peer, rate] of Object.entries(rates)) choker.rates[Number(peer)] = rate;
    choker.round();
    const unchoked = Array.from({ length: 12 }, (_, peer) => peer).filter(
      (peer) => choker.unchoked[peer] === 1,
    );
    expect(unchoked).toEqual([1, 2, 3, 4, 5, 6, 10]);
  });

  it('may give the number of a peer that left to another one', () => {
    const told: string[] = [];
    const port = {
      choke: (p: number) => told.push(`choke ${p}`),
      unchoke: (p: number) => told.push(`unchoke ${p}`),
    };
    const choker = new Choker(setting, 1, port);
    for (let visit = 0; visit < 2; visit++) {
      choker.connect(0, 0);
      choker.setInterest(0, true);
      choker.round();
      choker.leave(0);
    }
    expect(told).toEqual(['unchoke 0', 'unchoke 0']);
  });
});

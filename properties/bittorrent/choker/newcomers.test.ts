/**
 * Tests by statistics how long a peer waits where newcomers are put at a drawn place of the rotation (L2): the
 * published chokers give no bound then, only a probability.
 *
 * One slot, whose turn passes at the end of each turn. An honest peer and others stay, and all are interested;
 * rivals leave just before the end of each turn and come back, as a flapper or a whitewasher does. The exact
 * probability that the honest peer has not been served after some turns follows from all places that can be
 * drawn; the implementation, run with drawn places, must agree with it. The bounds of each comparison follow
 * from the binomial distribution, and a false alarm has a probability below 1e-9.
 */
import { describe, expect, it } from 'vitest';
import { type Random, randomOf } from '../../../checker/values/random.ts';
import { Choker } from '../../../implementations/bittorrent/choker.ts';
import { turnRounds } from '../../../implementations/bittorrent/choker-rules.ts';
import { defaultSetting } from './scopes.ts';

/** By place from the front on, how likely a newcomer is put there, if this many peers are in the rotation. */
type Places = (count: number) => readonly number[];

/** `any` (client 4.x): each place is as likely as any other. */
const any: Places = (count) => new Array(count + 1).fill(1 / (count + 1));

/** `front-thrice` (client 3.x): uniform on -2 to `count`, and below 0 is the front. */
const frontThrice: Places = (count) => [3, ...new Array(count).fill(1)].map((times) => times / (count + 3));

/** The peers are numbered: the honest one, then the rivals, then the others that stay. */
const honest = 0;

interface Crowd {
  /** The peers that stay, the honest one included. */
  readonly staying: number;
  readonly rivals: number;
}

/** The rotation after the first round: the first rival is served, and the honest peer is behind all others. */
function firstRotation({ staying, rivals }: Crowd): readonly number[] {
  const others = Array.from({ length: rivals + staying - 1 }, (_, nth) => nth + 1);
  const [served = honest, ...waiting] = others;
  return [...waiting, honest, served];
}

/** The exact probabilities that the honest peer has not been served after 1, 2, ... turns. */
function waitingAfter(crowd: Crowd, places: Places, turns: number): readonly number[] {
  let rotations = new Map([[firstRotation(crowd).join(), 1]]);
  return Array.from({ length: turns }, () => {
    for (let rival = 1; rival <= crowd.rivals; rival++) rotations = afterReturn(rotations, rival, places);
    rotations = afterTurn(rotations);
    return [...rotations.values()].reduce((sum, probability) => sum + probability, 0);
  });
}

type Distribution = Map<string, number>;

function afterReturn(before: Distribution, rival: number, places: Places): Distribution {
  const after: Distribution = new Map();
  for (const [key, probability] of before) {
    const left = key
      .split(',')
      .map(Number)
      .filter((peer) => peer !== rival);
    for (const [place, likely] of places(left.length).entries()) {
      const next = [...left.slice(0, place), rival, ...left.slice(place)].join();
      after.set(next, (after.get(next) ?? 0) + probability * likely);
    }
  }
  return after;
}

/** The first of the rotation is served and goes to its end; the rotations that serve the honest peer are dropped. */
function afterTurn(before: Distribution): Distribution {
  const after: Distribution = new Map();
  for (const [key, probability] of before) {
    const [served, ...waiting] = key.split(',').map(Number);
    if (served === honest) continue;
    const next = [...waiting, served].join();
    after.set(next, (after.get(next) ?? 0) + probability);
  }
  return after;
}

const setting = { ...defaultSetting, slots: 1 };

/** The turns until the implementation serves the honest peer, at most this many; infinity if it does not. */
function turnsUntilServed(crowd: Crowd, places: Places, most: number, random: Random): number {
  const { rivals, staying } = crowd;
  const choker = new Choker(setting, rivals + staying, { choke: () => {}, unchoke: () => {} });
  const join = (peer: number, place: number) => {
    choker.connect(peer, place);
    choker.setInterest(peer, true);
  };
  for (let peer = 1; peer < rivals + staying; peer++) join(peer, choker.count);
  join(honest, choker.count);
  choker.round();
  for (let turn = 1; turn <= most; turn++) {
    while (choker.roundInTurn !== turnRounds - 1) choker.round();
    for (let rival = 1; rival <= rivals; rival++) {
      choker.leave(rival);
      join(rival, drawn(places(choker.count), random));
    }
    choker.round();
    if (choker.unchoked[honest] === 1) return turn;
  }
  return Infinity;
}

/** A place that is drawn by these probabilities, which are multiples of a whole part. */
function drawn(likely: readonly number[], random: Random): number {
  const parts = Math.round(1 / Math.min(...likely));
  let part = random.below(parts);
  return likely.findIndex((one) => {
    part -= Math.round(one * parts);
    return part < 0;
  });
}

/** The probability of a false alarm of one comparison. */
const falseAlarm = 1e-9;

/** The counts that are to be expected of `runs` with this probability each: others have at most `falseAlarm`. */
function expectedCounts(
  runs: number,
  probability: number,
): { readonly least: number; readonly most: number } {
  const exactly = (count: number) => Math.exp(logBinomial(runs, count, probability));
  let least = 0;
  for (let below = exactly(0); below <= falseAlarm / 2; below += exactly(least)) least++;
  let most = runs;
  for (let above = exactly(runs); above <= falseAlarm / 2; above += exactly(most)) most--;
  return { least, most };
}

function logBinomial(runs: number, count: number, probability: number): number {
  let sum = count * Math.log(probability) + (runs - count) * Math.log1p(-probability);
  for (let k = 1; k <= count; k++) sum += Math.log((runs - count + k) / k);
  return sum;
}

/** How many of some runs have not served the honest peer after a number of turns. */
function countWaiting(crowd: Crowd, places: Places, turns: number, runs: number, seed: number): number {
  const random = randomOf(seed);
  let waiting = 0;
  for (let run = 0; run < runs; run++)
    if (turnsUntilServed(crowd, places, turns, random) === Infinity) waiting++;
  return waiting;
}

describe('the exact probability', () => {
  it.each([
    ['front-thrice', frontThrice, 3],
    ['any', any, 1],
  ] as const)(
    'of one rival is that of a lottery: not served after j turns with (1 - 1/(1 + weight))^j, %s',
    (_, places, weight) => {
      const exact = waitingAfter({ staying: 1, rivals: 1 }, places, 20);
      for (const [nth, probability] of exact.entries())
        expect(probability).toBeCloseTo((1 - 1 / (1 + weight)) ** (nth + 1), 12);
    },
  );

  it('of the first turn is 1/(n + 3) for each of n that stay, on average over the places of a rotation', () => {
    for (const staying of [1, 2, 3, 4]) {
      // In each turn the next of those that stay is served, unless the newcomer is put in front of it.
      const toFront = frontThrice(staying)[0] as number;
      expect((1 - toFront) / staying).toBeCloseTo(1 / (staying + 3), 12);
      const later = waitingAfter({ staying, rivals: 1 }, frontThrice, 200);
      const ofLottery = (turns: number) => (1 - 1 / (staying + 3)) ** turns;
      expect(later[199]).toBeLessThanOrEqual(ofLottery(200) * (1 + 1e-9));
    }
  });

  it('of two rivals is above that of a lottery for 12 turns, and below it from then on', () => {
    const exact = waitingAfter({ staying: 1, rivals: 2 }, frontThrice, 100);
    expect(exact[0]).toBeCloseTo(1 - (1 / 5) * (2 / 5), 12);
    for (const [nth, probability] of exact.entries())
      expect(probability > (1 - 1 / (1 + 3 * 2)) ** (nth + 1)).toBe(nth < 12);
  });
});

const crowds = [
  { staying: 1, rivals: 1 },
  { staying: 3, rivals: 1 },
  { staying: 1, rivals: 2 },
  { staying: 2, rivals: 2 },
];

describe.each([
  ['front-thrice', frontThrice, any],
  ['any', any, frontThrice],
] as const)('the implementation, with newcomers %s', (_, places, otherPlaces) => {
  it.each(crowds)('lets the honest peer wait as often as the exact probability says: %o', (crowd) => {
    const [turns, runs] = [4, 4_000];
    const { least, most } = expectedCounts(runs, waitingAfter(crowd, places, turns).at(-1) as number);
    const waiting = countWaiting(crowd, places, turns, runs, 0x5eed);
    expect(waiting).toBeGreaterThanOrEqual(least);
    expect(waiting).toBeLessThanOrEqual(most);
    const others = countWaiting(crowd, otherPlaces, turns, runs, 0x5eed);
    expect(others < least || others > most).toBe(true);
  });

  it('serves the honest peer in all of 1,000 runs within the turns after which one would wait with 1e-9', () => {
    const [crowd, runs] = [{ staying: 2, rivals: 2 }, 1_000];
    const exact = waitingAfter(crowd, places, 800);
    const turns = exact.findIndex((probability) => probability * runs < falseAlarm) + 1;
    expect(turns).toBeGreaterThan(0);
    expect(countWaiting(crowd, places, turns, runs, 0x5eed)).toBe(0);
  });
});

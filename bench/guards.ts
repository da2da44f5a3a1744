/**
 * `npm run bench:guards`: the cost of the ban of clock, randomness and timers while code of suites runs, and
 * of the heartbeat for the watchdog. Each row is a ratio of medians, measured alternately in one run.
 */
import { performance } from 'node:perf_hooks';
import { banAmbience, isolated } from '../checker/actors/ambient.ts';
import { beatIn, heartbeatBytes } from '../checker/actors/heartbeat.ts';
import { PackedStore } from '../checker/explore/packed-store.ts';
import { isJudgedBySchedules, isJudgedBySearch } from '../checker/property/property.ts';
import { fuzzAll } from '../checker/simulate/fuzz.ts';
import { searchAll } from '../checker/suite/explore.ts';
import { selectProperties } from '../checker/suite/properties.ts';
import { systemOf } from '../checker/suite/subject.ts';
import { suite as raft } from '../properties/raft/index.ts';

const rounds = 9;
const model = { side: 'model' } as const;
const implementation = { side: 'implementation' } as const;

/** The time of a search without the wrapper of `explore`, driven through all its yields. */
function searched(around: (search: ReturnType<typeof searchAll>) => ReturnType<typeof searchAll>): number {
  const system = systemOf(raft, 'nightly', model);
  const properties = selectProperties(raft, model).filter(isJudgedBySearch);
  const search = around(
    searchAll((one, worlds) => new PackedStore(one, worlds), system, properties, { maxWorlds: 150_000 }),
  );
  const begun = performance.now();
  while (search.next().done !== true);
  return performance.now() - begun;
}

function scheduled(): number {
  const properties = selectProperties(raft, implementation).filter(isJudgedBySchedules);
  const begun = performance.now();
  fuzzAll(systemOf(raft, 'storm-5', implementation), properties, { runs: 300, actionsMax: 80, seed: 1 });
  return performance.now() - begun;
}

function beating(run: () => number): () => number {
  return () => {
    beatIn(new SharedArrayBuffer(heartbeatBytes));
    const ms = run();
    beatIn(undefined);
    return ms;
  };
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1] as number;
}

/** Prints by how much one takes longer than the other. */
function row(what: string, without: () => number, withIt: () => number): void {
  const [off, on]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const [one, other] = [without(), withIt()];
    // The first round warms up the compiler.
    if (round === 0) continue;
    off.push(one);
    on.push(other);
  }
  const more = (median(on) / median(off) - 1) * 100;
  console.log(`| ${what} | ${median(off).toFixed(0)} | ${median(on).toFixed(0)} | ${more.toFixed(1)} % |`);
}

const withoutBan = () => searched((search) => search);
console.log('| cost | ms without | ms with | more |\n|---|---|---|---|');
row('a search, ban renewed after each yield', withoutBan, () => searched(isolated));
row('a search, with heartbeat', withoutBan, beating(withoutBan));
row('schedules, with heartbeat', scheduled, beating(scheduled));
banAmbience();
row('a search, permanent ban', withoutBan, () => searched(isolated));

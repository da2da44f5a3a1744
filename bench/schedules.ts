/**
 * `npm run bench:schedules`: our schedules beside two tests that fast-check alone would give, on the same systems and known
 * bugs, in one run; and how many steps a second a schedule takes, whoever plays.
 */
import { performance } from 'node:perf_hooks';
import { isJudgedBySchedules } from '../checker/property/property.ts';
import { forSchedules, fuzzAll } from '../checker/simulate/fuzz.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { promisesOf, type Side, systemOf } from '../checker/suite/subject.ts';
import type { Bug } from '../checker/suite/suite.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { type BugSearch, byCommands, byScheduler, type SearchOutcome } from './baselines.ts';

/** A hunt is given up after so many executions, or seconds. */
const runsMax = 10_000;
const secondsMax = 5;
const actionsMax = 60;
const seedOf = (nth: number) => (nth + 1) * 7_919;
/** So many seeds each; who has caught nothing with the first few is not asked to hunt with the others. */
const seeds = 20;
const vainSeeds = 5;
/** So many where twenty do not tell who is ahead: where another's median is below this many times ours, in executions or steps. */
const closeSeeds = 100;
const close = 2;

const engines: Readonly<Record<string, (hunt: BugSearch) => SearchOutcome | Promise<SearchOutcome>>> = {
  ours({ fresh, property, seed }) {
    const { violation, runs, actions } = fuzzAll(fresh(), [property], { runs: runsMax, actionsMax, seed });
    if (violation === undefined) return { runs: Number.POSITIVE_INFINITY, steps: Number.POSITIVE_INFINITY };
    return { runs, steps: actions, length: violation.trace.steps.length };
  },
  commands: byCommands,
  scheduler: byScheduler,
};

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] as number;
}

const count = (n: number) => (Number.isFinite(n) ? n.toLocaleString('en-US') : 'not caught');

/** One engine after one bug, with more and more seeds. */
class EngineRuns {
  readonly engine: string;
  readonly #hunt: (seed: number) => SearchOutcome | Promise<SearchOutcome>;
  readonly all: SearchOutcome[] = [];
  #ms = 0;

  constructor(engine: string, hunt: (seed: number) => SearchOutcome | Promise<SearchOutcome>) {
    this.engine = engine;
    this.#hunt = hunt;
  }

  async upTo(seeds: number): Promise<void> {
    const begun = performance.now();
    while (this.all.length < seeds && !(this.all.length === vainSeeds && this.lengths.length === 0))
      this.all.push(await this.#hunt(seedOf(this.all.length)));
    this.#ms += performance.now() - begun;
  }

  get lengths(): readonly number[] {
    return this.all.flatMap(({ length }) => length ?? []);
  }

  get runs(): number {
    return median(this.all.map(({ runs }) => runs));
  }

  get steps(): number {
    return median(this.all.map(({ steps }) => steps));
  }

  get ms(): number {
    return this.#ms / this.all.length;
  }

  isNear(ours: EngineRuns): boolean {
    return this !== ours && (this.runs < close * ours.runs || this.steps < close * ours.steps);
  }
}

async function catches(hunted: readonly string[], asked: readonly string[]): Promise<void> {
  console.log(
    `Executions and steps to the first catch, and length of the shrunk trace: medians of ${seeds} seeds (${vainSeeds} where those caught nothing, ` +
      `${closeSeeds} where another's median of ${seeds} is below ${close} times ours), storms of up to ${actionsMax} actions; ` +
      `given up after ${count(runsMax)} executions or, for the two of fast-check, ${secondsMax} s.\n`,
  );
  console.log('| bug | made in | engine | caught | executions | steps | length | shortest | ms a hunt |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  const ratios: number[] = [];
  for (const id of hunted) {
    const { breaks: property, scope } = raft.bugs[id] as Bug;
    for (const side of ['model', 'implementation'] satisfies Side[]) {
      const system = systemOf(raft, scope, { side, bug: id });
      const shortest = exploreAll(system, [property]).results[0]?.trace?.steps.length ?? 0;
      const hunters = asked.map((engine) => {
        const hunt = engines[engine] as (typeof engines)[string];
        // Ours makes its own actors of the system; the others are given the same.
        const fresh = engine === 'ours' ? () => system : forSchedules(system);
        const limits = { runsMax, secondsMax, actionsMax };
        return new EngineRuns(engine, (seed) => hunt({ fresh, property, seed, ...limits }));
      });
      for (const hunter of hunters) await hunter.upTo(seeds);
      const ours = hunters.find(({ engine }) => engine === 'ours');
      if (ours !== undefined) {
        const near = hunters.filter((hunter) => hunter.isNear(ours));
        for (const hunter of near.length === 0 ? [] : [ours, ...near]) await hunter.upTo(closeSeeds);
        ratios.push(...ours.lengths.map((length) => length / shortest));
      }
      for (const { engine, all, lengths, runs, steps, ms } of hunters) {
        const cells = [
          `${lengths.length} of ${all.length}`,
          count(runs),
          count(steps),
          lengths.length === 0 ? '' : count(median(lengths)),
          count(shortest),
          count(Math.round(ms)),
        ];
        console.log(`| ${[id, side, engine, ...cells].join(' | ')} |`);
      }
    }
  }
  if (ratios.length > 0)
    console.log(
      `\nOur shrunk traces to the explorer's shortest: median ${median(ratios).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}.\n`,
    );
}

/** Steps a second: the median of several series, the first left out. */
function rates(): void {
  console.log('Schedules of 5 servers (scope storm-5), all properties on, one core:\n');
  console.log('| who plays | storms of up to | calm | steps/s | steps a schedule |');
  console.log('|---|---|---|---|---|');
  for (const side of ['implementation', 'model', 'lockstep'] satisfies Side[]) {
    const system = systemOf(raft, 'storm-5', { side });
    const properties = promisesOf(raft, { side }).filter(isJudgedBySchedules);
    for (const [longest, hasCalm] of [
      [80, true],
      [80, false],
      [1_000, false],
    ] as const) {
      const judged = properties.filter(({ kind }) => hasCalm || kind !== 'settles');
      const runs = (longest === 80 ? (hasCalm ? 200 : 2_000) : 300) / (side === 'implementation' ? 1 : 5);
      const series = Array.from({ length: 6 }, (_, nth) => {
        const begun = performance.now();
        const { actions } = fuzzAll(system, judged, { runs, actionsMax: longest, seed: nth + 1 });
        return { rate: (actions / (performance.now() - begun)) * 1_000, steps: actions / runs };
      }).slice(1);
      const cells = [
        count(longest),
        hasCalm ? 'yes' : 'no',
        count(Math.round(median(series.map(({ rate }) => rate)))),
        count(Math.round(median(series.map(({ steps }) => steps)))),
      ];
      console.log(`| ${[side, ...cells].join(' | ')} |`);
    }
  }
}

// `catches R1,R2 ours` hunts these alone, with that engine alone; `rates` hunts nothing.
const [part, chosen, hunters] = process.argv.slice(2);
const mistakes = Object.keys(raft.bugs).filter((id) => raft.bugs[id]?.equivalent === undefined);
if (part !== 'rates')
  await catches(chosen?.split(',') ?? mistakes, hunters?.split(',') ?? Object.keys(engines));
if (part !== 'catches') rates();

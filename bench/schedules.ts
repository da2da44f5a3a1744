/**
 * `npm run bench:schedules`: swarmcheck's schedules and two tests with fast-check alone, on the same systems
 * and known bugs, in one run; and the steps per second of schedules, by subject.
 */
import { performance } from 'node:perf_hooks';
import { isJudgedBySchedules } from '../checker/property/property.ts';
import { fuzzAll } from '../checker/simulate/fuzz.ts';
import { systemFactory } from '../checker/simulate/system-factory.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { selectProperties } from '../checker/suite/properties.ts';
import { type Side, systemOf } from '../checker/suite/subject.ts';
import type { Bug } from '../checker/suite/suite.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { type BugSearch, byCommands, byScheduler, type SearchOutcome } from './baselines.ts';
import { deepStorms } from './deep-storms.ts';

/** The limits of one attempt: executions, and seconds. */
const runsMax = 10_000;
const secondsMax = 5;
const actionsMax = 60;
const seedOf = (nth: number) => (nth + 1) * 7_919;
/** The number of seeds; an engine that catches nothing with the first `vainSeeds` gets no more. */
const seeds = 20;
const vainSeeds = 5;
/**
 * The number of seeds for close comparisons: a baseline's median is below `close` times that of swarmcheck,
 * in executions or steps.
 */
const closeSeeds = 100;
const close = 2;

const engines: Readonly<Record<string, (search: BugSearch) => SearchOutcome | Promise<SearchOutcome>>> = {
  swarmcheck({ fresh, property, seed }) {
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

/** The attempts of one engine on one bug, with a growing number of seeds. */
class EngineRuns {
  readonly engine: string;
  readonly #attempt: (seed: number) => SearchOutcome | Promise<SearchOutcome>;
  readonly all: SearchOutcome[] = [];
  #ms = 0;

  constructor(engine: string, attempt: (seed: number) => SearchOutcome | Promise<SearchOutcome>) {
    this.engine = engine;
    this.#attempt = attempt;
  }

  async upTo(seeds: number): Promise<void> {
    const begun = performance.now();
    while (this.all.length < seeds && !(this.all.length === vainSeeds && this.lengths.length === 0))
      this.all.push(await this.#attempt(seedOf(this.all.length)));
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

  isNear(own: EngineRuns): boolean {
    return this !== own && (this.runs < close * own.runs || this.steps < close * own.steps);
  }
}

async function catches(bugs: readonly string[], engineNames: readonly string[]): Promise<void> {
  console.log(
    `Executions and steps to the first violation, and length of the shrunk trace: medians of ${seeds} seeds (${vainSeeds} if those caught nothing, ` +
      `${closeSeeds} if a baseline's median of ${seeds} is below ${close} times that of swarmcheck), storms of up to ${actionsMax} actions; ` +
      `an attempt ends after ${count(runsMax)} executions or, for the two of fast-check, ${secondsMax} s.\n`,
  );
  console.log('| bug | made in | engine | caught | executions | steps | length | shortest | ms an attempt |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  const ratios: number[] = [];
  for (const id of bugs) {
    const { breaks: property, scope } = raft.bugs[id] as Bug;
    for (const side of ['model', 'implementation'] satisfies Side[]) {
      const system = systemOf(raft, scope, { side, bug: id });
      const shortest = exploreAll(system, [property]).results[0]?.trace?.steps.length ?? 0;
      const attempts = engineNames.map((engine) => {
        const run = engines[engine] as (typeof engines)[string];
        // `fuzzAll` prepares the system itself; the baselines get the same prepared system.
        const fresh = engine === 'swarmcheck' ? () => system : systemFactory(system);
        const limits = { runsMax, secondsMax, actionsMax };
        return new EngineRuns(engine, (seed) => run({ fresh, property, seed, ...limits }));
      });
      for (const attempt of attempts) await attempt.upTo(seeds);
      const own = attempts.find(({ engine }) => engine === 'swarmcheck');
      if (own !== undefined) {
        const near = attempts.filter((attempt) => attempt.isNear(own));
        for (const attempt of near.length === 0 ? [] : [own, ...near]) await attempt.upTo(closeSeeds);
        ratios.push(...own.lengths.map((length) => length / shortest));
      }
      for (const { engine, all, lengths, runs, steps, ms } of attempts) {
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
      `\nShrunk traces of swarmcheck divided by the shortest: median ${median(ratios).toFixed(2)}, worst ${Math.max(...ratios).toFixed(2)}.\n`,
    );
}

/** Prints the steps per second: the median of several series, without the first. */
function rates(): void {
  console.log('Schedules of 5 servers (scope storm-5), all properties on, one core:\n');
  console.log('| subject | storms of up to | fault-free phase | steps/s | steps a schedule |');
  console.log('|---|---|---|---|---|');
  for (const side of ['implementation', 'model', 'lockstep'] satisfies Side[]) {
    const system = systemOf(raft, 'storm-5', { side });
    const properties = selectProperties(raft, { side }).filter(isJudgedBySchedules);
    for (const [longest, hasFaultFreePhase] of [
      [80, true],
      [80, false],
      [1_000, false],
    ] as const) {
      const judged = properties.filter(({ kind }) => hasFaultFreePhase || kind !== 'settles');
      const runs =
        (longest === 80 ? (hasFaultFreePhase ? 200 : 2_000) : 300) / (side === 'implementation' ? 1 : 5);
      const series = Array.from({ length: 6 }, (_, nth) => {
        const begun = performance.now();
        const { actions } = fuzzAll(system, judged, { runs, actionsMax: longest, seed: nth + 1 });
        return { rate: (actions / (performance.now() - begun)) * 1_000, steps: actions / runs };
      }).slice(1);
      const cells = [
        count(longest),
        hasFaultFreePhase ? 'yes' : 'no',
        count(Math.round(median(series.map(({ rate }) => rate)))),
        count(Math.round(median(series.map(({ steps }) => steps)))),
      ];
      console.log(`| ${[side, ...cells].join(' | ')} |`);
    }
  }
}

// `catches R1,R2 swarmcheck` measures these bugs with that engine; `rates` measures only the steps per
// second, and `deep 20` only the storms of several lengths, with 20 seeds.
const [part, chosen, chosenEngines] = process.argv.slice(2);
const mutants = Object.keys(raft.bugs).filter((id) => raft.bugs[id]?.equivalent === undefined);
if (part === 'deep') deepStorms(Number(chosen ?? seeds));
if (part !== 'rates' && part !== 'deep')
  await catches(chosen?.split(',') ?? mutants, chosenEngines?.split(',') ?? Object.keys(engines));
if (part !== 'catches' && part !== 'deep') rates();

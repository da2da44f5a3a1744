/**
 * `npm run bench:schedules`: our schedules beside two tests that fast-check alone would give, on the same systems and known
 * bugs, in one run; and how many steps a second a schedule takes, whoever plays.
 */
import { performance } from 'node:perf_hooks';
import { exploreAll } from '../checker/explore.ts';
import { forSchedules, fuzzAll } from '../checker/fuzz.ts';
import { isJudgedBySchedules } from '../checker/property.ts';
import { promisesOf, propertyOf, type Side, systemOf } from '../checker/subject.ts';
import type { Bug } from '../checker/suite.ts';
import { suite as raft } from '../properties/raft/index.ts';
import { byCommands, byScheduler, type Caught, type Hunt } from './baselines.ts';

/** A hunt is given up after so many executions, or seconds. */
const runsMax = 10_000;
const secondsMax = 5;
const actionsMax = 60;
const seeds = Array.from({ length: 20 }, (_, nth) => (nth + 1) * 7_919);
/** Who has caught nothing with so many seeds is not asked to hunt with the others. */
const vainMax = 5;

const engines: Readonly<Record<string, (hunt: Hunt) => Caught | Promise<Caught>>> = {
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

async function catches(hunted: readonly string[], hunters: readonly string[]): Promise<void> {
  console.log(
    `Executions and steps to the first catch, and length of the shrunk trace: medians of ${seeds.length} seeds (${vainMax} where those caught nothing), ` +
      `storms of up to ${actionsMax} actions; given up after ${count(runsMax)} executions or, for the two of fast-check, ${secondsMax} s.\n`,
  );
  console.log('| bug | made in | engine | caught | executions | steps | length | shortest | ms a hunt |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  const ratios: number[] = [];
  for (const id of hunted) {
    const { breaks, scope } = raft.bugs[id] as Bug;
    for (const side of ['model', 'implementation'] satisfies Side[]) {
      const property = propertyOf(raft, breaks);
      const system = systemOf(raft, scope, { side, bug: id });
      const shortest = exploreAll(system, [property]).results[0]?.trace?.steps.length ?? 0;
      for (const engine of hunters) {
        const hunt = engines[engine] as (typeof engines)[string];
        const begun = performance.now();
        const all: Caught[] = [];
        // Ours makes its own actors of the system; the others are given the same.
        const fresh = engine === 'ours' ? () => system : forSchedules(system);
        for (const seed of seeds) {
          const isVain = all.length === vainMax && all.every(({ length }) => length === undefined);
          if (!isVain) all.push(await hunt({ fresh, property, seed, runsMax, secondsMax, actionsMax }));
        }
        const ms = (performance.now() - begun) / all.length;
        const lengths = all.flatMap(({ length }) => length ?? []);
        if (engine === 'ours') ratios.push(...lengths.map((length) => length / shortest));
        const cells = [
          `${lengths.length} of ${all.length}`,
          count(median(all.map(({ runs }) => runs))),
          count(median(all.map(({ steps }) => steps))),
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

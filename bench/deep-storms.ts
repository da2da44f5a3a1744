/**
 * `npm run bench:schedules -- deep`: the time until storms find deep mistakes, with storms of one length or of
 * several, and with a fault-free phase after each or after every fifth of them.
 *
 * The mistakes are known bugs of Raft in scopes that were not made for them, judged by the promise that they
 * break in the end: data of a committed entry is lost, after several elections and mostly a crash.
 */
import { performance } from 'node:perf_hooks';
import { isJudgedBySchedules } from '../checker/property/property.ts';
import type { StormLength } from '../checker/simulate/draw.ts';
import { fuzz } from '../checker/simulate/fuzz.ts';
import { propertyOf } from '../checker/suite/properties.ts';
import { systemOf } from '../checker/suite/subject.ts';
import { suite as raft } from '../properties/raft/index.ts';

/** Known bugs, each with the scope of its storms and the promise that judges them. */
const mistakes = [
  ['R14', 'storm-3', 'leader-completeness'],
  ['R14', 'storm-5', 'leader-completeness'],
  ['R5', 'storm-3', 'leader-completeness'],
  ['R6', 'storm-3', 'leader-completeness'],
  ['R15', 'storm-3', 'committed-is-kept'],
  ['R16', 'storm-3', 'state-machine-safety'],
  ['R17', 'storm-3', 'state-machine-safety'],
  ['R23', 'storm-slow-disk', 'committed-is-kept'],
] as const;

/** The schedules of before and after: lengths of storms, and which of them has a fault-free phase. */
const plans: readonly (readonly [name: string, actionsMax: StormLength, faultFreeEvery: number])[] = [
  ['60, a phase after each', 60, 1],
  ['60, after every fifth', 60, 5],
  ['60, 150, 400, after each', [60, 150, 400], 1],
  ['60, 150, 400, after every fifth', [60, 150, 400], 5],
];

/** Seconds after which an attempt ends without a violation. */
const secondsMax = 10;

/** Prints the median time to the violation of each mistake, by plan. */
export function deepStorms(seeds: number): void {
  console.log(
    `Seconds until a storm of the implementation breaks the promise (medians of ${seeds} seeds, at most ${secondsMax} s each, without shrinking; in brackets the seeds that did).\n`,
  );
  console.log(`| bug | scope | promise | ${plans.map(([name]) => name).join(' | ')} |`);
  console.log(`|---|---|---|${plans.map(() => '---').join('|')}|`);
  for (const [bug, scope, name] of mistakes) {
    const system = systemOf(raft, scope, { side: 'implementation', bug });
    const settles = raft.properties.filter((one) => one.kind === 'settles' && isJudgedBySchedules(one));
    const judged = [propertyOf(raft, name), ...settles];
    const cells = plans.map(([, actionsMax, faultFreeEvery]) => {
      const seconds = Array.from({ length: seeds }, (_, nth) => {
        const begun = performance.now();
        const spent = () => (performance.now() - begun) / 1_000;
        const search = fuzz(system, judged, { actionsMax, faultFreeEvery, seed: (nth + 1) * 7_919 });
        for (;;) {
          const { done, value } = search.next(spent() > secondsMax ? 'no time is left' : undefined);
          if (done === true) return value.violation === undefined ? Number.POSITIVE_INFINITY : spent();
          // The violation is found; shrinking is not measured.
          if (value.shrinking !== undefined) return spent();
        }
      }).sort((a, b) => a - b);
      const median = seconds[(seeds - 1) >> 1] as number;
      const found = seconds.filter(Number.isFinite).length;
      return `${Number.isFinite(median) ? median.toFixed(2) : `over ${secondsMax}`} (${found})`;
    });
    console.log(`| ${[bug, scope, propertyOf(raft, name).name, ...cells].join(' | ')} |`);
  }
}

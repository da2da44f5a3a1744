/**
 * A suite as tests of vitest, one for each thing that is promised: what `swarmcheck verify` does, and paths through the machines.
 * Titles depend on the suite and the options alone. Nothing runs before the first test that needs it, and what several need runs
 * once.
 */
import { describe } from 'vitest';
import { looksLikeSuite, type Suite, scopeOf, UsageError, validateSuite } from '../../checker/index.ts';
import { placeOf } from '../../checker/suite/project.node.ts';
import { didYouMean } from '../../checker/values/suggestions.ts';
import { Bench } from './bench.ts';
import { describeBugs } from './bugs.ts';
import { CallSite } from './call-site.ts';
import { describeExplorations } from './explorations.ts';
import { describePaths } from './paths.ts';
import { describeRefuted } from './refuted.ts';
import { describeRegressions, regressionsOf } from './regressions.ts';
import { describeSchedules } from './schedules.ts';
import { seedOf } from './seed.ts';

/** What of a suite becomes tests, and how. */
export interface ProtocolOptions {
  /** Scopes to explore, model and lockstep; `default` unless given. */
  readonly scopes?: readonly string[];
  /** False: no schedules are drawn, though the suite has `storms`. */
  readonly schedules?: boolean;
  /** False: its known bugs are not hunted. */
  readonly bugs?: boolean;
  /** False: its refuted claims are not checked. */
  readonly refuted?: boolean;
  /** Folder of traces that must break nothing any more; `regressions` unless given, where there is one. False: none are replayed. */
  readonly regressions?: string | false;
  /** Scopes in which paths through the machines are sought; those of `scopes` unless given. False: none are. */
  readonly paths?: readonly string[] | false;
  /** From which schedules are drawn; see `SWARMCHECK_SEED` unless given. */
  readonly seed?: number;
  /** Time for each test, after which it fails for being undecided; 120 unless given. */
  readonly secondsMax?: number;
  /** Folder for traces of broken promises; `swarmcheck-out` unless given. */
  readonly out?: string;
}

const secondsUnlessTold = 120;

/**
 * Makes tests of a suite. Each failure is located at this call.
 *
 * @throws UsageError where the options name what the suite does not have.
 */
export function describeProtocol(suite: Suite, options: ProtocolOptions = {}): void {
  const site = new CallSite(describeProtocol);
  try {
    if (!looksLikeSuite(suite))
      throw new UsageError('describeProtocol is given no suite; give it what kit.suite({ ... }) returns');
    describe(suite.name, testsOf(suite, options, site));
  } catch (error) {
    throw error instanceof UsageError ? site.locate(error) : error;
  }
}

const known = ['scopes', 'schedules', 'bugs', 'refuted', 'regressions', 'paths', 'seed', 'secondsMax', 'out'];

/** @throws UsageError where there is no such option, or no list where one is due: types do not hold everybody back. */
function refuseUnknown(options: ProtocolOptions): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new UsageError(
      `describeProtocol has no option '${unknown}'; ${didYouMean(unknown, known, 'it has')}`,
    );
  for (const name of ['scopes', 'paths'] as const)
    if (typeof options[name] === 'string')
      throw new UsageError(`${name} is '${options[name]}'; it must be a list: ['${options[name]}']`);
}

/** What makes the tests, once nothing more can be wrong with what was asked for. */
function testsOf(suite: Suite, options: ProtocolOptions, site: CallSite): () => void {
  validateSuite(suite);
  refuseUnknown(options);
  const { scopes = ['default'], paths = scopes, schedules = true, bugs = true, regressions } = options;
  const { refuted = true } = options;
  const { out = placeOf('out'), secondsMax = secondsUnlessTold } = options;
  for (const scope of [...scopes, ...(paths === false ? [] : paths)]) scopeOf(suite, scope);
  if (!(secondsMax > 0)) throw new UsageError(`secondsMax is ${secondsMax}; it must be more than 0`);
  const traces = regressions === false ? [] : regressionsOf(suite.name, regressions);
  const seed = seedOf(options.seed);
  const bench = new Bench(suite, site, { out, secondsMax });
  return () => {
    describeRegressions(bench, traces);
    for (const scope of scopes) describeExplorations(bench, scope);
    if (schedules) describeSchedules(bench, seed);
    if (bugs) describeBugs(bench);
    if (refuted) describeRefuted(bench);
    if (paths !== false) describePaths(bench, paths, scopes);
  };
}

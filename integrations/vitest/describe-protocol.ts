/**
 * `describeProtocol`: makes tests for vitest of a suite, one for each check of `swarmcheck verify`, and one
 * for each rule of the machines. Titles depend on the suite and the options alone. No search runs before the
 * first test that needs it, and tests share results.
 */
import { describe } from 'vitest';
import {
  looksLikeSuite,
  type Suite,
  scopeOrFamilyOf,
  UsageError,
  validateSuite,
} from '../../checker/index.ts';
import { placeOf } from '../../checker/suite/project.node.ts';
import { didYouMean } from '../../checker/values/suggestions.ts';
import { describeBugs } from './bugs.ts';
import { CallSite } from './call-site.ts';
import { describeCodecBugs, describeCodecs } from './codecs.ts';
import { describeExplorations } from './explorations.ts';
import { Harness } from './harness.ts';
import { describePaths } from './paths.ts';
import { describeRefuted } from './refuted.ts';
import { describeRegressions, regressionsOf } from './regressions.ts';
import { describeSchedules } from './schedules.ts';
import { seedOf } from './seed.ts';

/** The options of `describeProtocol`. */
export interface ProtocolOptions {
  /** Scopes to explore, in model and lockstep; the default is `default`. */
  readonly scopes?: readonly string[];
  /** False: no schedules are drawn, even if the suite has `storms`. */
  readonly schedules?: boolean;
  /** False: codecs are not checked. */
  readonly codecs?: boolean;
  /** False: known bugs are not checked. */
  readonly bugs?: boolean;
  /** False: refuted claims are not checked. */
  readonly refuted?: boolean;
  /**
   * Folder of traces that must not violate anything any more; the default is `regressions`, if it exists.
   * False: none are replayed.
   */
  readonly regressions?: string | false;
  /**
   * Scopes in which a path to each rule is searched; the default is `scopes`. False: no paths are searched.
   */
  readonly paths?: readonly string[] | false;
  /** The seed of schedules and of streams for codecs; the default is given by `SWARMCHECK_SEED`. */
  readonly seed?: number;
  /** Time limit of each test, which fails as inconclusive after it; the default is 120. */
  readonly secondsMax?: number;
  /** Folder for counterexamples; the default is `swarmcheck-out`. */
  readonly out?: string;
}

const defaultSecondsMax = 120;

/**
 * Makes the tests of a suite. Each failure is located at this call.
 *
 * @throws UsageError if the options name a scope or a folder that does not exist.
 */
export function describeProtocol(suite: Suite, options: ProtocolOptions = {}): void {
  const site = new CallSite(describeProtocol);
  try {
    if (!looksLikeSuite(suite))
      throw new UsageError('describeProtocol needs a suite; pass the value that kit.suite({ ... }) returns');
    describe(suite.name, testsOf(suite, options, site));
  } catch (error) {
    throw error instanceof UsageError ? site.locate(error) : error;
  }
}

const known = [
  ...['scopes', 'schedules', 'codecs', 'bugs', 'refuted', 'regressions', 'paths', 'seed'],
  ...['secondsMax', 'out'],
];

/**
 * @throws UsageError for an unknown option, or a string in place of a list; tests may be written without
 * types.
 */
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

/** Checks the suite and the options; returns the function that makes the tests. */
function testsOf(suite: Suite, options: ProtocolOptions, site: CallSite): () => void {
  validateSuite(suite);
  refuseUnknown(options);
  const { scopes = ['default'], paths = scopes, schedules = true, bugs = true, regressions } = options;
  const { refuted = true, codecs = true } = options;
  const { out = placeOf('out'), secondsMax = defaultSecondsMax } = options;
  for (const scope of [...scopes, ...(paths === false ? [] : paths)]) scopeOrFamilyOf(suite, scope);
  if (!(secondsMax > 0)) throw new UsageError(`secondsMax is ${secondsMax}; it must be more than 0`);
  const traces = regressions === false ? [] : regressionsOf(suite.name, regressions);
  const seed = seedOf(options.seed);
  const harness = new Harness(suite, site, { out, secondsMax });
  return () => {
    describeRegressions(harness, traces);
    for (const scope of scopes) describeExplorations(harness, scope);
    if (schedules) describeSchedules(harness, seed);
    if (codecs) describeCodecs(harness, seed);
    if (bugs) describeBugs(harness);
    if (bugs) describeCodecBugs(harness, seed);
    if (refuted) describeRefuted(harness);
    if (paths !== false) describePaths(harness, paths, scopes);
  };
}

/** The catalogue of suites that a command can speak of, and what the words on the command line name in it. */
import { resolve } from 'node:path';
import { propertyOf, type Suite, scopeOf, subjectOf, UsageError } from '../checker/index.ts';
import { fromHere, type Project, places, projectAround } from '../checker/suite/project.node.ts';
import { didYouMean, listed } from '../checker/values/suggestions.ts';
import { suites as included } from '../properties/index.ts';
import { configuredSuites, suitesInAll } from './load.ts';
import type { Options } from './options.ts';

/** The suites a command can speak of: one's own before those that come with swarmcheck. */
export class Catalogue {
  /**
   * What a command without names means: the suites of `--suite`, else of the configuration, else, in swarmcheck's own package, those that
   * come along. None where there is nothing of these.
   */
  readonly suites: readonly Suite[];
  readonly project: Project;
  readonly #known: readonly Suite[];

  private constructor(own: readonly Suite[], project: Project) {
    const twice = own.find(({ name }, at) => own.findIndex((other) => other.name === name) !== at);
    if (twice !== undefined) throw new UsageError(`two suites are named '${twice.name}'; rename one`);
    this.project = project;
    this.suites = own.length === 0 && project.isOwn ? included : own;
    this.#known = [...own, ...included];
  }

  /** @throws UsageError where a file of suites cannot be used. */
  static async of(options: Options): Promise<Catalogue> {
    const project = projectOf(options);
    if (options.suite !== undefined) return new Catalogue(await suitesInAll(options.suite), project);
    const { configuration } = project;
    return new Catalogue(configuration === undefined ? [] : await configuredSuites(configuration), project);
  }

  /** Every suite that can be named, one's own first. */
  get known(): readonly Suite[] {
    return this.#known.filter(({ name }, at) => this.#known.findIndex((one) => one.name === name) === at);
  }

  /** Where the suites are from, in a line; empty where that is in sight. */
  get origin(): readonly string[] {
    const { configuration, isOwn } = this.project;
    if (configuration === undefined || isOwn) return [];
    const path = fromHere(configuration);
    return path.startsWith('..') ? [`configuration ${path}`] : [];
  }

  /**
   * The suites of those names; or, where none is named, those that have what is asked for. Where none has it all are meant, so
   * that the first one can say what it has instead.
   *
   * @throws UsageError where a name is unknown, or none is given and nothing else says what to check.
   */
  all(names: readonly string[], asked: Options | undefined = undefined): readonly Suite[] {
    if (names.length > 0) return [...new Set(names.map((name) => this.named(name)))];
    this.#refuseNone();
    const fitting = this.suites.filter((suite) => asked === undefined || fits(suite, asked));
    return fitting.length > 0 ? fitting : this.suites;
  }

  /** The one suite that is meant where none is named. */
  only(): Suite {
    this.#refuseNone();
    const [suite, ...others] = this.suites;
    if (suite !== undefined && others.length === 0) return suite;
    throw new UsageError(`name the protocol to explore: ${listed(this.suites.map(({ name }) => name))}`);
  }

  /** `where` tells where the name stands, if not on the command line. */
  named(name: string, where = ''): Suite {
    const found = this.#known.find((suite) => suite.name === name.toLowerCase());
    if (found !== undefined) return found;
    const names = this.known.map((suite) => suite.name);
    throw new UsageError(
      `${where}there is no protocol '${name}'; ${didYouMean(name, names)}, and what --suite <file> exports`,
    );
  }

  #refuseNone(): void {
    if (this.suites.length > 0) return;
    throw new UsageError(
      `nothing says what to check: there is no ${places.configurations[0]} in this folder or above it; write one, name the file of ` +
        `a suite (--suite ./my.suite.ts), or name a protocol that comes along (${included.map(({ name }) => name).join(', ')})`,
    );
  }
}

/** The project that a command is about: a suite that `--suite` names belongs to the current folder, whatever lies above. */
export function projectOf({ suite }: Options): Project {
  return suite === undefined ? projectAround('.') : { home: resolve('.'), isOwn: false };
}

/** Whether a suite has the scope, the property, the bugs and the claims that a command asks for. */
function fits(suite: Suite, { scope, property, bug = [], claim = [] }: Options): boolean {
  return [
    () => refuseUnknownScope(suite, scope),
    () => property !== undefined && propertyOf(suite, property),
    ...bug.map((id) => () => subjectOf(suite, `bug:${id}`)),
    ...claim.map((id) => () => subjectOf(suite, `refuted:${id}`)),
  ].every((has) => {
    try {
      has();
      return true;
    } catch (error) {
      if (error instanceof UsageError) return false;
      throw error;
    }
  });
}

/** @throws UsageError before anything ran, so that a wrong scope of the second protocol does not waste the first. */
export function refuseUnknownScope(suite: Suite, scope: string | undefined): void {
  if (scope !== undefined) scopeOf(suite, scope);
}

/** The catalogue of suites: finds the protocols that the command line names. */
import { resolve } from 'node:path';
import {
  codecBugIn,
  codecChecksNamed,
  propertyOf,
  type Suite,
  scopeOrFamilyOf,
  subjectOf,
  UsageError,
} from '../checker/index.ts';
import { fromHere, type Project, places, projectAround } from '../checker/suite/project.node.ts';
import { didYouMean, listed } from '../checker/values/suggestions.ts';
import { suites as included } from '../properties/index.ts';
import { adapterCommands, withAdapters } from './adapters.ts';
import { type Configured, configured, suitesInAll } from './load.ts';
import type { Options } from './options.ts';

/** The suites that a command can name: those of the user before those that come with swarmcheck. */
export class Catalogue {
  /**
   * The suites of a command without names: those of `--suite`, else of the configuration, else, in
   * swarmcheck's own package, those that come with it.
   */
  readonly suites: readonly Suite[];
  readonly project: Project;
  readonly #known: readonly Suite[];
  readonly #options: Options;
  /** Suites with the adapters of this invocation, by suite. */
  readonly #played = new Map<Suite, Suite>();

  readonly #adapters: Configured['adapters'];
  readonly #playsAdapters: boolean;

  private constructor(
    { suites: own, adapters }: Configured,
    project: Project,
    options: Options,
    playsAdapters: boolean,
  ) {
    this.#playsAdapters = playsAdapters && !/^(model$|bug:|refuted:)/.test(options.subject ?? '');
    for (const name of adapters.keys()) refuseUnknownProtocol(name, [...own, ...included], project);
    const twice = own.find(({ name }, at) => own.findIndex((other) => other.name === name) !== at);
    if (twice !== undefined) throw new UsageError(`two suites are named '${twice.name}'; rename one`);
    this.project = project;
    this.#options = options;
    this.#adapters = adapters;
    // A project that only has adapters checks the protocols that they play.
    const played = included.filter(({ name }) => adapters.has(name));
    this.suites = own.length > 0 ? own : project.isOwn ? included : played;
    this.#known = [...own, ...included];
  }

  /**
   * The catalogue of a command. Adapters are started where implementations play.
   *
   * @throws UsageError if a file of suites cannot be used.
   */
  static async of(options: Options, playsAdapters = true): Promise<Catalogue> {
    const project = projectOf(options);
    if (options.suite !== undefined)
      return new Catalogue(
        { ...none, suites: await suitesInAll(options.suite) },
        project,
        options,
        playsAdapters,
      );
    const { configuration } = project;
    return new Catalogue(
      configuration === undefined ? none : await configured(configuration),
      project,
      options,
      playsAdapters,
    );
  }

  /** Every suite that can be named, those of the user first. */
  get known(): readonly Suite[] {
    return this.#known.filter(({ name }, at) => this.#known.findIndex((one) => one.name === name) === at);
  }

  /** A line with the path of the configuration; empty if it is in the current folder. */
  get origin(): readonly string[] {
    const { configuration, isOwn } = this.project;
    if (configuration === undefined || isOwn) return [];
    const path = fromHere(configuration);
    return path.startsWith('..') ? [`configuration ${path}`] : [];
  }

  /**
   * The suites of these names. Without names: the suites that have the requested scope, property, bugs and
   * claims, or all suites if none has them, so that an error can list what they have instead.
   *
   * @throws UsageError if a name is unknown, or if there is no name and no suite.
   */
  all(names: readonly string[], requested: Options | undefined = undefined): readonly Suite[] {
    if (names.length > 1 && this.#options.implementation !== undefined)
      throw new UsageError(
        `--implementation plays one protocol, and ${listed(names)} are named; check them one after the other`,
      );
    if (names.length > 0) return [...new Set(names.map((name) => this.named(name)))];
    this.#refuseNone();
    const matching = this.suites.filter((suite) => requested === undefined || hasRequested(suite, requested));
    const chosen = matching.length > 0 ? matching : this.suites;
    if (chosen.length > 1 && this.#options.implementation !== undefined) throw this.#several();
    return chosen.map((suite) => this.#withAdapters(suite));
  }

  /** The only suite, for a command without a name. */
  only(): Suite {
    this.#refuseNone();
    const [suite, ...others] = this.suites;
    if (suite !== undefined && others.length === 0) return this.#withAdapters(suite);
    throw this.#several();
  }

  #several(): UsageError {
    return new UsageError(
      `there are several protocols; name one: ${listed(this.suites.map(({ name }) => name))}`,
    );
  }

  /** A suite with the adapters that play its implementations. */
  #withAdapters(suite: Suite): Suite {
    const before = this.#played.get(suite);
    if (before !== undefined) return before;
    if (!this.#playsAdapters) return suite;
    const given = adapterCommands(suite, this.#options);
    const commands = given.length > 0 ? given : (this.#adapters.get(suite.name) ?? []);
    const played = withAdapters(suite, commands, this.#options);
    this.#played.set(suite, played);
    return played;
  }

  /**
   * The suite of a name. `where` begins the error if the name is not from the command line, for instance with
   * a file.
   */
  named(name: string, where = ''): Suite {
    const found = this.#known.find((suite) => suite.name === name.toLowerCase());
    if (found !== undefined) return this.#withAdapters(found);
    const names = this.known.map((suite) => suite.name);
    throw new UsageError(
      `${where}there is no protocol '${name}'; ${didYouMean(name, names)}, or the suites of --suite <file>`,
    );
  }

  #refuseNone(): void {
    if (this.suites.length > 0) return;
    throw new UsageError(
      `there is no protocol to check, for no ${places.configurations[0]} is in this folder or above it; write one, name the file of ` +
        `a suite (--suite ./my.suite.ts), or name a protocol that comes with swarmcheck (${included.map(({ name }) => name).join(', ')})`,
    );
  }
}

const none: Configured = { suites: [], adapters: new Map() };

/** @throws UsageError if the configuration has an adapter for a protocol that does not exist. */
function refuseUnknownProtocol(name: string, suites: readonly Suite[], { configuration }: Project): void {
  const names = suites.map((suite) => suite.name);
  if (names.includes(name)) return;
  throw new UsageError(
    `${configuration}: there is no protocol '${name}' for adapters.${name}; ${didYouMean(name, names)}`,
  );
}

/**
 * The project of a command. With `--suite` it is the current folder, even if a folder above has a
 * configuration.
 */
export function projectOf({ suite }: Options): Project {
  return suite === undefined ? projectAround('.') : { home: resolve('.'), isOwn: false };
}

/** Whether a suite has the scope, the property, the bugs and the claims of the command line. */
function hasRequested(suite: Suite, { scope, property, codec = [], bug = [], claim = [] }: Options): boolean {
  return [
    () => refuseUnknownScope(suite, scope),
    () => property !== undefined && propertyOf(suite, property),
    ...bug.map((id) => () => codecBugIn(suite, id) !== undefined || subjectOf(suite, `bug:${id}`)),
    () => codecChecksNamed(suite, codec),
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

/** @throws UsageError if the suite has no such scope; called for all protocols before any check runs. */
export function refuseUnknownScope(suite: Suite, scope: string | undefined): void {
  if (scope !== undefined) scopeOrFamilyOf(suite, scope);
}

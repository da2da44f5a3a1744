/** What the words on the command line name: protocols. */
import { propertyOf, type Suite, scopeOf, subjectOf, UsageError } from '../checker/index.ts';
import { choice, listed } from '../checker/names.ts';
import { suites as included } from '../properties/index.ts';
import { configuredSuites, suitesIn } from './load.ts';
import type { Options } from './options.ts';

/** The suites a command can speak of: one's own before those that come with swarmcheck. */
export class Catalogue {
  /** What a command without names means: the suites of `--suite`, else of the configuration, else those included. */
  readonly suites: readonly Suite[];
  readonly #known: readonly Suite[];

  private constructor(own: readonly Suite[]) {
    const twice = own.find(({ name }, at) => own.findIndex((other) => other.name === name) !== at);
    if (twice !== undefined) throw new UsageError(`two suites are named '${twice.name}'; rename one`);
    this.suites = own.length > 0 ? own : included;
    this.#known = [...own, ...included];
  }

  /** @throws UsageError where a file of suites cannot be used. */
  static async of({ suite: paths = [] }: Options): Promise<Catalogue> {
    const named = (await Promise.all(paths.map((path) => suitesIn(path)))).flat();
    return new Catalogue(named.length > 0 ? named : await configuredSuites('.'));
  }

  /**
   * The suites of those names; or, where none is named, those that have what is asked for. Where none has it all are meant, so
   * that the first one can say what it has instead.
   */
  all(names: readonly string[], asked: Options | undefined = undefined): readonly Suite[] {
    if (names.length > 0) return [...new Set(names.map((name) => this.named(name)))];
    const fitting = this.suites.filter((suite) => asked === undefined || fits(suite, asked));
    return fitting.length > 0 ? fitting : this.suites;
  }

  /** The one suite that is meant where none is named. */
  only(): Suite {
    const [suite, ...others] = this.suites;
    if (suite !== undefined && others.length === 0) return suite;
    throw new UsageError(`name the protocol to explore: ${listed(this.suites.map(({ name }) => name))}`);
  }

  /** `where` tells where the name stands, if not on the command line. */
  named(name: string, where = ''): Suite {
    const found = this.#known.find((suite) => suite.name === name.toLowerCase());
    if (found !== undefined) return found;
    const names = [...new Set(this.#known.map((suite) => suite.name))];
    throw new UsageError(
      `${where}there is no protocol '${name}'; ${choice(name, names)}, and what --suite <file> exports`,
    );
  }
}

/** Whether a suite has the scope, the property and the bugs that a command asks for. */
function fits(suite: Suite, { scope, property, bug = [] }: Options): boolean {
  return [
    () => refuseUnknownScope(suite, scope),
    () => property !== undefined && propertyOf(suite, property),
    ...bug.map((id) => () => subjectOf(suite, `bug:${id}`)),
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

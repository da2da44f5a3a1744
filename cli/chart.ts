/**
 * `swarmcheck chart`: draws the machines of a protocol's roles, coloured by what an exploration of one scope
 * took.
 */
import { type Suite, scopesIn, systemOf, UsageError } from '../checker/index.ts';
import { didYouMean } from '../checker/values/suggestions.ts';
import { type ChartForm, chartForms, chartOf, type ProtocolCharts } from '../reports/chart/index.ts';
import { Catalogue, refuseUnknownScope } from './catalogue.ts';
import { CheckRunner } from './check-runner.ts';
import { type Exit, exits } from './exit.ts';
import { Limits } from './limits.ts';
import type { Options } from './options.ts';
import { Output } from './output.ts';
import { send } from './thread.ts';

/** Draws the machines of a protocol; returns the exit code. */
export async function chart(protocol: string | undefined, options: Options): Promise<Exit> {
  const form = formNamed(options.as);
  const catalogue = await Catalogue.of(options, false);
  const suite = protocol === undefined ? catalogue.only() : catalogue.named(protocol);
  refuseUnknownScope(suite, options.scope);
  const scope = options.coverage === false ? undefined : (options.scope ?? 'default');
  if (scope === undefined && options.scope !== undefined)
    throw new UsageError(
      `--no-coverage explores nothing, so --scope ${options.scope} means nothing; leave out one of the two`,
    );
  const roles = rolesFor(suite, scope, options.role);
  const search = scope === undefined ? undefined : await searchOf(suite, scope, options);
  const charts: ProtocolCharts = {
    protocol: suite.name,
    roles: roles.map((role) => ({
      role,
      charts: machinesOf(suite, role).map((machine) => chartOf(machine, search?.never)),
    })),
    ...(search !== undefined && { search: search.about }),
  };
  new Output(options).document(chartForms[form](charts));
  return exits.allHold;
}

/** @throws UsageError if there is no such form. */
function formNamed(word: string): ChartForm {
  const names = Object.keys(chartForms);
  if (names.includes(word)) return word as ChartForm;
  throw new UsageError(`there is no --as '${word}' of chart; ${didYouMean(word, names)}`);
}

function machinesOf({ roles }: Suite, role: string) {
  return roles[role]?.model.machines ?? [];
}

/**
 * The roles to draw: the named one, or all that have machines and play a node of the scope.
 *
 * @throws UsageError if there is none.
 */
function rolesFor(suite: Suite, scope: string | undefined, named: string | undefined): readonly string[] {
  const all = Object.keys(suite.roles);
  if (named !== undefined && !all.includes(named))
    throw new UsageError(
      `protocol '${suite.name}' has no role '${named}'; ${didYouMean(named, all, 'it has')}`,
    );
  const withMachines = all.filter((role) => machinesOf(suite, role).length > 0);
  if (withMachines.length === 0)
    throw new UsageError(
      `protocol '${suite.name}' has no role with an XState machine to draw; a chart needs a model made with kit.role or kit.model`,
    );
  if (named !== undefined && !withMachines.includes(named))
    throw new UsageError(
      `role '${named}' of protocol '${suite.name}' has no XState machine to draw; ${didYouMean(named, withMachines, 'these have one:')}`,
    );
  const asked = named === undefined ? withMachines : [named];
  const playing = scope === undefined ? asked : asked.filter((role) => plays(suite, role, scope));
  if (playing.length > 0) return playing;
  throw new UsageError(
    `scope '${scope}' of protocol '${suite.name}' has no node that role '${asked.join("' or '")}' plays; name a --scope that has one, or add --no-coverage`,
  );
}

/** Whether the role plays a node in the scope, or in a member of the family. */
function plays(suite: Suite, role: string, scope: string): boolean {
  const model = suite.roles[role]?.model;
  return scopesIn(suite, scope).some((member) =>
    Object.values(systemOf(suite, member).nodes).includes(model as never),
  );
}

/** Explores the scope without a property, so that the search takes every transition that it can take. */
async function searchOf(suite: Suite, scope: string, options: Options) {
  const limits = new Limits(options);
  send({ kind: 'run' });
  const { exploration } = await new CheckRunner(options, limits).explore(suite, scope, { side: 'model' }, []);
  const { worlds, stopped, coverage } = exploration;
  return { never: coverage.never, about: { scope, worlds, ...(stopped !== undefined && { stopped }) } };
}

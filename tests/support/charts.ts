/** Charts of a protocol that comes with swarmcheck, for tests: those of all its roles, without a search. */
import { exportedSuites } from '../../checker/index.ts';
import { folders } from '../../properties/index.ts';
import { chartOf, type ProtocolCharts } from '../../reports/chart/index.ts';

/** @param never - rules that a search never took, if there was one */
export function chartsOf(protocol: string, never?: readonly string[]): ProtocolCharts {
  const suites = Object.values(folders).flatMap((module) => exportedSuites(module));
  const suite = suites.map((one) => one.suite).find(({ name }) => name === protocol);
  if (suite === undefined) throw new Error(`there is no protocol '${protocol}'`);
  return {
    protocol,
    roles: Object.entries(suite.roles).map(([role, { model }]) => ({
      role,
      charts: (model.machines ?? []).map((machine) => chartOf(machine, never)),
    })),
    ...(never !== undefined && { search: { scope: 'default', worlds: 1 } }),
  };
}

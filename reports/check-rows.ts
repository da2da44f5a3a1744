/** The row of a check in the table of a run: what was checked, how much of it, and the outcome. */
import { type Check, type Expected, isMissed, type PropertyReport } from './report.ts';
import { count, seconds } from './text.ts';

/** What was checked, its extent, and the outcome. */
export function rowOf(check: Check): readonly [what: string, extent: string, outcome: string] {
  switch (check.kind) {
    case 'exploration': {
      const extent = `${count(check.worlds)} worlds, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'schedules': {
      const extent = `${count(check.schedules)} schedules, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'codec': {
      const extent = `${count(check.streams)} streams, ${seconds(check.seconds * 1_000)}${stoppedOf(check)}`;
      return [whereOf(check), extent, outcomeOf(check.properties)];
    }
    case 'regression':
      return [whereOf(check), check.trace, outcomeOf(check.properties)];
    case 'bug': {
      const expected = check.equivalent === undefined ? 'caught' : 'equivalent, not caught';
      const unexpected =
        check.equivalent === undefined ? 'NOT CAUGHT' : 'CAUGHT, although declared equivalent';
      return [
        `${check.protocol}: known bug ${check.id}`,
        check.says,
        isMissed(check) ? unexpected : expected,
      ];
    }
    case 'refutation': {
      const { protocol, id, says, outcome } = check;
      const isRefuted = outcome === 'refuted';
      return [`${protocol}: refuted claim ${id}`, says, isRefuted ? outcome : outcome.toUpperCase()];
    }
  }
}

function stoppedOf({ stopped }: { readonly stopped?: string | undefined }): string {
  return stopped === undefined ? '' : `; stopped early: ${stopped}`;
}

function outcomeOf(properties: readonly PropertyReport[]): string {
  const named = (verdict: PropertyReport['verdict'], word: string) => {
    const names = properties.filter((property) => property.verdict === verdict).map(({ name }) => name);
    return names.length === 0 ? [] : [`${word}: ${names.join(', ')}`];
  };
  const failed = [...named('violated', 'VIOLATED'), ...named('inconclusive', 'inconclusive')];
  return failed.length === 0 ? `all ${properties.length} hold` : failed.join('; ');
}

/** The check; of a family, with the member of the counterexample in place of the family. */
export function whereOf(check: Exclude<Check, Expected>, member?: string): string {
  const where = `${check.protocol}, ${check.subject}`;
  if (check.kind === 'codec') return where;
  const by = check.adapter === undefined ? '' : ` by ${check.adapter}`;
  return `${where}${by}, scope ${member ?? check.scope}`;
}

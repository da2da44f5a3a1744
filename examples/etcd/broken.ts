/**
 * Breaks etcd's core on purpose and explores each mistake: the table of the README.
 *
 *   npx jiti examples/etcd/broken.ts [mistake ...]
 *
 * A row has the properties that a search finds violated, with the steps of their shortest counterexamples, and the
 * worlds that were visited: all of the scope, or those up to the first violation of one property (`mistakes.ts`).
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isJudgedBySearch } from '../../checker/property/property.ts';
import { exploreAll } from '../../checker/suite/explore.ts';
import { propertiesOf, propertyOf } from '../../checker/suite/properties.ts';
import { systemOf } from '../../checker/suite/subject.ts';
import type { Suite } from '../../checker/suite/suite.ts';
import { openAdapter } from '../../integrations/stdio/index.ts';
import { suite as raft } from '../../properties/raft/index.ts';
import { build } from './build.ts';
import { type Mistake, mistakes } from './mistakes.ts';

/** What a search finds of one mistake. */
export function found(name: string, environment?: Readonly<Record<string, string>>) {
  const { scope, until } = mistakes[name] as Mistake;
  const file = join(mkdtempSync(join(tmpdir(), 'etcd-broken-')), name);
  build(file, { mistake: name, ...(environment !== undefined && { environment }) });
  const adapter = openAdapter(file);
  const suite = withImplementation(adapter.actor);
  const subject = { side: 'implementation' } as const;
  const properties = until === undefined ? propertiesOf(suite, subject, scope) : [propertyOf(suite, until)];
  const system = systemOf(suite, scope, subject);
  const { worlds, results } = exploreAll(system, properties.filter(isJudgedBySearch));
  adapter.close();
  const violated = results.filter(({ verdict }) => verdict === 'violated');
  return {
    worlds,
    violated: violated.map(({ property, trace }) => ({ name: property.name, steps: trace?.steps.length })),
  };
}

/** The suite of Raft in which an adapter is the implementation. */
function withImplementation(implementation: ReturnType<typeof openAdapter>['actor']): Suite {
  return { ...raft, roles: { server: { ...raft.roles.server, implementation } } } as Suite;
}

/** A row of the table. */
function row(name: string): string {
  const { says, scope, until } = mistakes[name] as Mistake;
  const { worlds, violated } = found(name);
  const properties = violated.map((one) => `${one.name} ${one.steps}`).join(', ') || '-';
  const visited = `${worlds.toLocaleString('en')}${until === undefined ? '' : ', until then'}`;
  return `| \`${name}\` | ${says} | \`${scope}\` | ${properties} | ${visited} |`;
}

if (process.argv[1]?.endsWith('broken.ts')) {
  const names = process.argv.slice(2);
  console.log('| mistake | what it does | scope | violated, in steps | worlds |\n|---|---|---|---|---|');
  for (const name of names.length === 0 ? Object.keys(mistakes) : names) console.log(row(name));
}

/**
 * The suite of a search by k random walkers: model, implementation, properties, scopes and known bugs in one
 * value.
 */
import { bugs } from './bugs/index.ts';
import { kit, servent } from './kit.ts';
import { properties } from './properties.ts';
import { scopes, sized } from './scopes.ts';

/** The suite. */
export const walkers = kit.suite({
  name: 'gnutella-walkers',
  says: 'A search by random walkers: k copies of a query walk from servent to servent.',
  source:
    'Lv, Cao, Cohen, Li & Shenker, "Search and replication in unstructured peer-to-peer networks", 2002',
  roles: { servent },
  properties,
  scopes,
  bugs,
  sized,
  storms: [
    { scope: 'storm-8', runs: 20, actions: 80 },
    { scope: 'storm-12', runs: 10, actions: 80 },
    { scope: 'storm-trap', runs: 10, actions: 60 },
    { scope: 'storm-insatiable', runs: 10, actions: 60 },
  ],
  statistics: [
    { name: 'hits', of: (_views, { hits }) => hits.size },
    {
      name: 'steps of walkers',
      of: (_views, { costs }) => sum([...costs.values()].map(({ steps }) => steps)),
    },
    {
      name: 'questions',
      of: (_views, { costs }) => sum([...costs.values()].map(({ questions }) => questions)),
    },
  ],
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

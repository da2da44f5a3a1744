/** Every rule of the model on a shortest path: the implementation goes it beside the model. */
import { describe, type TestContext } from 'vitest';
import {
  explore,
  hasSubject,
  type Progress,
  type Result,
  refinement,
  type Subject,
  type Suite,
  systemOf,
} from '../../checker/index.ts';
import { executePath, type Path, type Paths, pathsOf, rulesOf } from '../../checker/suite/rule-paths.ts';
import { toJson } from '../../checker/values/json.ts';
import { traceText } from '../../reports/index.ts';
import { type Bench, once } from './bench.ts';
import { expectKept } from './explorations.ts';
import { commandFor } from './failure.ts';
import { brokenPromise } from './mistakes.ts';

/**
 * A test for each rule of the suite's models, where there is an implementation to go its path; and one for each scope that nothing
 * else explores: a shortest path may be right where a longer one to the same rule is not.
 */
export function describePaths(bench: Bench, scopes: readonly string[], explored: readonly string[]): void {
  const { suite } = bench;
  const rules = rulesOf(suite);
  if (!hasSubject(suite, { side: 'lockstep' }) || rules.length === 0 || scopes.length === 0) return;
  const found = once(() => bench.run(pathsOfEach(suite, scopes)));
  const cutShort = { is: ['the search for paths stopped early'] };
  describe(`paths, scope ${scopes.join(', ')}`, () => {
    for (const [at, scope] of scopes.entries()) {
      if (explored.includes(scope)) continue;
      bench.test(`${refinement.name}, scope ${scope}: ${refinement.says}`, async (context) => {
        const all = await found();
        const { diverges, stopped } = all[at] as Paths;
        if (!diverges && stopped !== undefined)
          bench.fail([`the search for paths stopped: ${stopped}`], cutShort);
        if (!diverges) return;
        const subject: Subject = { side: 'lockstep' };
        const { results } = await bench.run(explore(systemOf(suite, scope, subject), [refinement]));
        await expectKept(bench, context, { scope, subject }, results[0] as Result);
      });
    }
    for (const rule of rules)
      bench.test(rule, async (context) => {
        const all = await found();
        const path = shortest(all.flatMap(({ paths }) => paths.get(rule) ?? []));
        const left = all.some(({ diverges }) => diverges)
          ? ['the implementation leaves its model before']
          : [];
        const stopped = all.flatMap(({ stopped: why }) => why ?? []);
        if (path === undefined && stopped.length > 0)
          bench.fail([`no path takes it so far: ${stopped.join('; ')}`], cutShort);
        else if (path === undefined) context.skip(['no path takes it', ...left].join('; '));
        else await walked(bench, context, path);
      });
  });
}

function* pathsOfEach(
  suite: Suite,
  scopes: readonly string[],
): Generator<Progress, readonly Paths[], string | undefined> {
  const all: Paths[] = [];
  for (const scope of scopes) all.push(yield* pathsOf(suite, scope));
  return all;
}

function shortest(paths: readonly Path[]): Path | undefined {
  return paths.toSorted((a, b) => a.events.length - b.events.length)[0];
}

async function walked(bench: Bench, context: TestContext, path: Path): Promise<void> {
  const { trace, isTaken, divergence } = executePath(path);
  if (isTaken && divergence === undefined) return;
  const words = ['explore', bench.suite.name, '--subject', 'lockstep', '--scope', path.scope];
  const body = JSON.stringify(toJson(trace));
  await bench.attach(context, `the shortest path to: ${path.rule}`, { body, bodyEncoding: 'utf-8' });
  const lines = [
    divergence === undefined
      ? `the shortest path does not take it a second time: ${path.rule}`
      : `the implementation leaves its model on the shortest path to: ${path.rule}`,
    '',
    ...traceText(trace),
    '',
    `how a whole system comes there: ${commandFor(await bench.origin(), words)}`,
  ];
  bench.fail(lines, divergence === undefined ? {} : brokenPromise('lockstep', refinement));
}

/** Tests of shortest paths: the implementation follows the model on a shortest path to each of its rules. */
import { describe, type TestContext } from 'vitest';
import {
  exploreScope,
  hasSubject,
  type Progress,
  type Result,
  refinement,
  type Subject,
  type Suite,
} from '../../checker/index.ts';
import { executePath, type Path, type Paths, pathsOf, rulesOf } from '../../checker/suite/rule-paths.ts';
import { toJson } from '../../checker/values/json.ts';
import { traceText } from '../../reports/index.ts';
import { expectHolds } from './explorations.ts';
import { commandFor } from './failure.ts';
import { type Harness, once } from './harness.ts';
import { violationMistake } from './mistakes.ts';

/**
 * Makes a test for each rule of the models, if there is an implementation, and one for each scope that no
 * other test explores: a shortest path may agree while a longer one to the same rule diverges.
 */
export function describePaths(
  harness: Harness,
  scopes: readonly string[],
  explored: readonly string[],
): void {
  const { suite } = harness;
  const rules = rulesOf(suite);
  if (!hasSubject(suite, { side: 'lockstep' }) || rules.length === 0 || scopes.length === 0) return;
  const found = once(() => harness.run(pathsOfEach(suite, scopes)));
  const stoppedEarly = { is: ['the search for paths stopped early'] };
  describe(`paths, scope ${scopes.join(', ')}`, () => {
    for (const [at, scope] of scopes.entries()) {
      if (explored.includes(scope)) continue;
      harness.test(`${refinement.name}, scope ${scope}: ${refinement.says}`, async (context) => {
        const all = await found();
        const { diverges, stopped } = all[at] as Paths;
        if (!diverges && stopped !== undefined)
          harness.fail([`the search for paths stopped: ${stopped}`], stoppedEarly);
        if (!diverges) return;
        const subject: Subject = { side: 'lockstep' };
        const { results } = await harness.run(exploreScope(suite, scope, subject, [refinement]));
        await expectHolds(harness, context, { scope, subject }, results[0] as Result);
      });
    }
    for (const rule of rules)
      harness.test(rule, async (context) => {
        const all = await found();
        const path = shortest(all.flatMap(({ paths }) => paths.get(rule) ?? []));
        const divergence = all.some(({ diverges }) => diverges)
          ? ['the implementation diverges from its model before']
          : [];
        const stopped = all.flatMap(({ stopped: why }) => why ?? []);
        if (path === undefined && stopped.length > 0)
          harness.fail([`no path was found before the search stopped: ${stopped.join('; ')}`], stoppedEarly);
        else if (path === undefined) context.skip(['no path reaches it', ...divergence].join('; '));
        else await checkPath(harness, context, path);
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

async function checkPath(harness: Harness, context: TestContext, path: Path): Promise<void> {
  const { trace, isTaken, divergence } = executePath(path);
  if (isTaken && divergence === undefined) return;
  const words = ['explore', harness.suite.name, '--subject', 'lockstep', '--scope', path.scope];
  const body = JSON.stringify(toJson(trace));
  await harness.attach(context, `the shortest path to: ${path.rule}`, { body, bodyEncoding: 'utf-8' });
  const lines = [
    divergence === undefined
      ? `the shortest path does not take the rule when it is repeated: ${path.rule}`
      : `the implementation diverges from its model on the shortest path to: ${path.rule}`,
    '',
    ...traceText(trace),
    '',
    `to find a run of a whole system: ${commandFor(await harness.origin(), words)}`,
  ];
  harness.fail(lines, divergence === undefined ? {} : violationMistake('lockstep', refinement));
}

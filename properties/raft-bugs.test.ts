/**
 * Raft's known bugs, beyond what suites.test.ts checks of every suite: symmetry does not change how soon each is caught, a bug that an
 * earlier property catches is caught there, equivalent bugs do leave the model, and a damaged trace file is read or refused.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asymmetric } from '../checker/semantics/variants.ts';
import { exploreAll } from '../checker/suite/explore.ts';
import { propertyOf, refinement } from '../checker/suite/properties.ts';
import { subjectOf, systemOf } from '../checker/suite/subject.ts';
import type { Bug } from '../checker/suite/suite.ts';
import { replay } from '../checker/traces/replay.ts';
import type { Trace } from '../checker/traces/trace.ts';
import { readTrace, type TraceRecord, writeTrace } from '../checker/traces/trace-file.ts';
import { CodeError, UsageError } from '../checker/values/errors.ts';
import { recordText } from '../reports/index.ts';
import { mutantOf } from '../tests/support/mutants.ts';
import { lengths } from '../tests/support/raft-lengths.ts';
import { Scoreboard } from '../tests/support/scoreboard.ts';
import { suite as raft } from './raft/index.ts';

const scoreboard = new Scoreboard(raft);

/** As the command does it. */
function replayOn(record: TraceRecord) {
  const system = systemOf(raft, record.scope, subjectOf(raft, record.subject));
  return replay(system, propertyOf(raft, record.property.name), record.setting, record.trace);
}

/** Every bug has the same shortest trace whether servers are taken for interchangeable or not. */
describe("servers in each other's place", () => {
  it.each(['R1', 'R8', 'R10', 'R14', 'R20', 'R22', 'R28'])('break the same as in their own: %s', (bug) => {
    const { breaks, scope } = raft.bugs[bug] as Bug;
    for (const side of ['model', 'implementation', 'lockstep'] as const) {
      const system = systemOf(raft, scope, { side, bug });
      const property = side === 'lockstep' ? refinement : breaks;
      const [whole, orbits] = [asymmetric(system), system].map((one) => exploreAll(one, [property]));
      const [[own], [any]] = [whole?.results ?? [], orbits?.results ?? []];
      expect(any?.trace?.steps.length).toBe(own?.trace?.steps.length);
      expect(any?.verdict).toBe('violated');
      expect(orbits?.worlds).toBeLessThan((whole?.worlds ?? 0) / 2);
      expect(replay(system, property, system.setting, any?.trace as Trace)).toMatchObject({
        verdict: 'reproduced',
      });
    }
  });
});

describe('known bugs', () => {
  // The lengths in the page's table are those that suites.test.ts finds.
  it('have the lengths in docs/raft.md that other tests compare with', () => {
    const page = readFileSync('docs/raft.md', 'utf8');
    const [, bugs = ''] = page.split('<!-- bugs -->');
    const row = /^\| (?<bug>R\w+) \|.* \| (?<steps>\d+)[^|]* \| [\d,]+ \| (?<leaves>\d+) \|$/gm;
    const rows = [...bugs.matchAll(row)].map(({ groups }) => [
      groups?.bug,
      Number(groups?.steps),
      Number(groups?.leaves),
    ]);
    expect(rows).toEqual(lengths);
  });

  it('R12 is seen earlier by the vote than by the leaders it makes', () => {
    const earlier = propertyOf(raft, 'One Vote A Term');
    const [found] = exploreAll(systemOf(raft, 'one-term', { side: 'model', bug: 'R12' }), [earlier]).results;
    expect(found?.trace?.steps.length).toBe(4);
  });
});

describe('the trace of', () => {
  it('any mutant of one is refused in a sentence, or replayed and shown', () => {
    const text = writeTrace(scoreboard.record({ side: 'lockstep', bug: 'R3' }));
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(mutantOf(text), (mutant) => {
        try {
          const record = readTrace(mutant, 'x');
          expect(recordText(record).length).toBeGreaterThan(2);
          verdicts.add(replayOn(record).verdict);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
          expect(error).not.toBeInstanceOf(CodeError);
          expect((error as Error).message.split('\n')).toHaveLength(1);
          verdicts.add('refused');
        }
      }),
      { numRuns: 1_500 },
    );
    // Now and then one is 'fixed' too: where it names another promise, which the same actions keep.
    expect([...verdicts]).toEqual(expect.arrayContaining(['refused', 'reproduced', 'stale']));
  });
});

describe('what only looks like a mistake', () => {
  it.each([
    ['R9a', 12],
    ['R13a', 9],
  ])('%s does something else than the model, which only breaks nothing: after %i steps', (bug, steps) => {
    expect(scoreboard.hunt({ side: 'lockstep', bug })).toMatchObject({ verdict: 'violated', length: steps });
  });

  it('R10a leaves nothing of the model undone', () => {
    expect(scoreboard.hunt({ side: 'lockstep', bug: 'R10a' })).toMatchObject({ verdict: 'holds' });
  });
});

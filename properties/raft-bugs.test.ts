/**
 * Tests Raft's known bugs beyond suites.test.ts: symmetry does not change the length of a counterexample,
 * equivalent bugs leave the model, and a damaged trace file is read or refused.
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
import { damaged } from '../tests/support/damaged-json.ts';
import { lengths } from '../tests/support/raft-lengths.ts';
import { assertReaching } from '../tests/support/reaching.ts';
import { Scoreboard } from '../tests/support/scoreboard.ts';
import { suite as raft } from './raft/index.ts';

const scoreboard = new Scoreboard(raft);

/** Replays a record as the command does. */
function replayOn(record: TraceRecord) {
  const system = systemOf(raft, record.scope, subjectOf(raft, record.subject));
  return replay(system, propertyOf(raft, record.property.name), record.setting, record.trace);
}

describe('symmetry', () => {
  it.each(['R1', 'R8', 'R10', 'R14', 'R20', 'R22', 'R28'])(
    'does not change the length of the shortest counterexample: %s',
    (bug) => {
      const { breaks, scope } = raft.bugs[bug] as Bug;
      for (const side of ['model', 'implementation', 'lockstep'] as const) {
        const system = systemOf(raft, scope, { side, bug });
        const property = side === 'lockstep' ? refinement : breaks;
        const [full, reduced] = [asymmetric(system), system].map((one) => exploreAll(one, [property]));
        const [[inFull], [inReduced]] = [full?.results ?? [], reduced?.results ?? []];
        expect(inReduced?.trace?.steps.length).toBe(inFull?.trace?.steps.length);
        expect(inReduced?.verdict).toBe('violated');
        expect(reduced?.worlds).toBeLessThan((full?.worlds ?? 0) / 2);
        expect(replay(system, property, system.setting, inReduced?.trace as Trace)).toMatchObject({
          verdict: 'reproduced',
        });
      }
    },
  );
});

describe('known bugs', () => {
  // suites.test.ts compares the table of the page with the lengths that a search finds.
  it('have in docs/raft.md the lengths that other tests expect', () => {
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

  it('R12 violates One Vote A Term earlier than Election Safety', () => {
    const earlier = propertyOf(raft, 'One Vote A Term');
    const [found] = exploreAll(systemOf(raft, 'one-term', { side: 'model', bug: 'R12' }), [earlier]).results;
    expect(found?.trace?.steps.length).toBe(4);
  });
});

describe('a damaged trace file', () => {
  it('is refused in one sentence, or replayed and printed', () => {
    const text = writeTrace(scoreboard.record({ side: 'lockstep', bug: 'R3' }));
    const verdicts = new Set<string>();
    assertReaching(
      fc.property(damaged(text), (mutant) => {
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
      () => {
        // Sometimes one is 'fixed': it names another property, which the same actions do not violate.
        expect([...verdicts]).toEqual(expect.arrayContaining(['refused', 'reproduced', 'stale']));
      },
    );
  });
});

describe('an equivalent bug', () => {
  it.each([
    ['R9a', 12],
    ['R13a', 9],
  ])('%s leaves the model after %i steps', (bug, steps) => {
    expect(scoreboard.search({ side: 'lockstep', bug })).toMatchObject({
      verdict: 'violated',
      length: steps,
    });
  });

  it('R10a never leaves the model', () => {
    expect(scoreboard.search({ side: 'lockstep', bug: 'R10a' })).toMatchObject({ verdict: 'holds' });
  });
});

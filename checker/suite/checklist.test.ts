/** Tests the checklist of a suite: explorations, schedules, bugs, refuted claims and regressions. */
import { describe, expect, it } from 'vitest';
import { low, one, settles, suite, zero } from '../../tests/support/small-suite.ts';
import type { Trace } from '../traces/trace.ts';
import type { TraceRecord } from '../traces/trace-file.ts';
import { UsageError } from '../values/errors.ts';
import {
  bugChecksOf,
  explorationsOf,
  lengthOf,
  refutationOutcome,
  refutationsOf,
  regressionOf,
  replayOf,
  stormsOf,
} from './checklist.ts';
import { exploreAll } from './explore.ts';
import { refinement } from './properties.ts';
import { systemOf } from './subject.ts';

describe('the checklist', () => {
  it('explores model and lockstep, with the properties that a search judges', () => {
    expect(explorationsOf(suite, 'default')).toEqual([
      { subject: { side: 'model' }, properties: [low, one] },
      { subject: { side: 'lockstep' }, properties: [low, one, refinement] },
    ]);
    expect(explorationsOf(suite, 'default', 'settles')).toEqual([]);
    expect(explorationsOf(suite, 'default', 'refinement')).toEqual([
      { subject: { side: 'lockstep' }, properties: [refinement] },
    ]);
  });

  it('draws schedules of each side, with the properties that schedules judge', () => {
    expect(stormsOf(suite).map(({ subject, storm }) => [subject.side, storm.scope, storm.runs])).toEqual([
      ['model', 'pair', 3],
      ['implementation', 'pair', 3],
      ['lockstep', 'pair', 3],
    ]);
    expect(stormsOf(suite)[0]?.properties).toEqual([low, one, settles, zero]);
    expect(stormsOf(suite, 'settles').map(({ properties }) => properties)).toEqual(Array(3).fill([settles]));
  });

  it('has each bug on the sides that have it, without equivalent mutants', () => {
    expect(bugChecksOf(suite)).toEqual([
      {
        ...{ bug: 'B1', scope: 'pair' },
        sides: [
          ['model', low],
          ['implementation', low],
          ['lockstep', refinement],
        ],
      },
      {
        ...{ bug: 'B2', scope: 'default' },
        sides: [
          ['implementation', low],
          ['lockstep', refinement],
        ],
      },
    ]);
    expect(bugChecksOf(suite, 'refinement').map(({ sides }) => sides)).toEqual(
      Array(2).fill([['lockstep', refinement]]),
    );
    expect(bugChecksOf(suite, 'one')).toEqual([]);
  });

  it('has the refuted claims, of all properties or of one', () => {
    expect(refutationsOf(suite)).toMatchObject([{ claim: 'Z', breaks: zero, shortest: 1 }]);
    expect(refutationsOf(suite, 'zero')).toHaveLength(1);
    expect(refutationsOf(suite, 'one')).toEqual([]);
  });
});

describe('a refuted claim', () => {
  const found = exploreAll(systemOf(suite, 'pair'), [zero]);

  it('needs a counterexample of its length', () => {
    expect(refutationOutcome({ shortest: 1 }, found)).toBe('refuted');
    expect(refutationOutcome({ shortest: 2 }, found)).toBe('length differs');
    expect(refutationOutcome({ shortest: { stem: 0, loop: 1 } }, found)).toBe('length differs');
    const holds = exploreAll(systemOf(suite, 'pair'), [low]);
    expect(refutationOutcome({ shortest: 1 }, holds)).toBe('not refuted');
    expect(refutationOutcome({ shortest: 1 }, { ...holds, stopped: 'a limit' })).toBe('inconclusive');
  });

  it('has the length of a path, or of stem and loop', () => {
    const steps = [{}, {}, {}] as unknown as Trace['steps'];
    expect(lengthOf({ start: 0, initial: {}, steps })).toBe(3);
    expect(lengthOf({ start: 0, initial: {}, steps, loop: 1 })).toEqual({ stem: 1, loop: 2 });
  });
});

describe('a regression', () => {
  const buggy = exploreAll(systemOf(suite, 'default', { side: 'implementation', bug: 'B2' }), [low]);
  const recorded = (subject: string) =>
    ({
      ...{ subject, scope: 'default', protocol: 'ticks', property: { name: low.name, kind: low.kind } },
      ...{ setting: undefined, trace: buggy.results[0]?.trace as Trace },
    }) as unknown as TraceRecord;

  it('replays the trace on the subject without the bug', () => {
    const record = recorded('bug:B2/implementation');
    const { subject, property, system } = regressionOf(suite, record, 'x.json');
    expect({ subject, property }).toEqual({ subject: { side: 'implementation' }, property: low });
    expect(replayOf({ system, property }, record, 'x.json')).toMatchObject({ verdict: 'fixed' });
    const still = systemOf(suite, 'default', { side: 'implementation', bug: 'B2' });
    expect(replayOf({ system: still, property }, record, 'x.json').verdict).toBe('reproduced');
  });

  it('is refused with the name of its file', () => {
    expect(() => regressionOf(suite, recorded('bug:B9'), 'x.json')).toThrow(UsageError);
    expect(() => regressionOf(suite, recorded('bug:B9'), 'x.json')).toThrow(
      "x.json: protocol 'ticks' has no",
    );
    expect(() => regressionOf(suite, recorded('refuted:Z'), 'x.json')).toThrow(
      "x.json: refuted:Z must violate 'At Most One', and a regression must not",
    );
  });
});

/** Tests explanations of traces, on the counterexample of a bug of Raft. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../../properties/raft/index.ts';
import { recordOf, type TraceRecord } from '../../traces/trace-file.ts';
import { UsageError } from '../../values/errors.ts';
import { exploreScopeAll } from '../explore.ts';
import { propertyOf } from '../properties.ts';
import { systemOf } from '../subject.ts';
import type { Suite } from '../suite.ts';
import { explanationOf } from './explanation.ts';

const suite = raft as unknown as Suite;
const subject = { side: 'model', bug: 'R3' } as const;
const scope = 'one-term';
const property = propertyOf(suite, 'Election Safety');
const [found] = exploreScopeAll(suite, scope, subject, [property]).results;
const record: TraceRecord = recordOf({
  ...{ tool: '0', protocol: 'raft', subject: 'bug:R3', scope, property },
  setting: systemOf(suite, scope, subject).setting,
  trace: found?.trace as NonNullable<typeof found>['trace'] & object,
});

describe('the explanation of a trace', () => {
  const explained = explanationOf(suite, record);

  it('names the nodes that break the promise, where a condition on the world names them', () => {
    expect(found?.at).toEqual(['a', 'c']);
    expect(explained.brokenBy).toEqual(['a', 'c']);
  });

  it('has the step that the correct model would not take, and the guard that it decides otherwise', () => {
    expect(explained.wrongFrom).toBe(5);
    expect(explained.steps[4]?.otherwise).toMatchObject({
      guard: { machine: 'raft', name: 'grantsVote', outcome: false },
      says: expect.stringContaining('grants its vote if it has no other vote in this term'),
      source: expect.stringContaining('receiver 2'),
    });
  });

  it('has a light for each safety property in each world, and the broken one is out at the end alone', () => {
    const rows = [explained.initially, ...explained.steps.map(({ statuses }) => statuses)];
    const lit = rows.map((row) => row.find((light) => light.property === 'Election Safety')?.holds);
    expect(lit).toEqual([true, true, true, true, true, true, false]);
    expect(explained.steps.at(-1)?.statuses.find(({ holds }) => !holds)).toMatchObject({ at: ['a', 'c'] });
    const voted = explained.steps[4]?.statuses.find((light) => light.property === 'One Vote A Term');
    expect(voted).toEqual({ property: 'One Vote A Term', holds: false, at: ['a'] });
    for (const row of rows) expect(row.map((light) => light.property)).not.toContain('A Leader Emerges');
  });

  it('is that of a record without rules, for it runs the actions again', () => {
    const steps = record.trace.steps.map(({ taken: _, otherwise: __, ...step }) => step);
    expect(explanationOf(suite, { ...record, trace: { ...record.trace, steps } })).toEqual(explained);
  });

  it('is refused in one sentence for a record that does not apply any more', () => {
    const stale = { ...record, setting: { other: 1 } };
    expect(() => explanationOf(suite, stale, 'x.json')).toThrow(UsageError);
    expect(() => explanationOf(suite, stale, 'x.json')).toThrow(
      'x.json does not apply any more: it was recorded with another setting',
    );
  });
});

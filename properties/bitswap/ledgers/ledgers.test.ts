/**
 * Tests the suite of the ledgers: the sizes of its scopes and of the published variants are pinned, and promises
 * hold where they are promised. `suites.test.ts` checks the known bugs and the refuted claims.
 */
import { describe, expect, it } from 'vitest';
import type { Property } from '../../../checker/property/property.ts';
import { exploreScopeAll } from '../../../checker/suite/explore.ts';
import { propertyOf } from '../../../checker/suite/properties.ts';
import { describeProtocol } from '../../../integrations/vitest/index.ts';
import { ledgers } from './index.ts';
import { kit } from './kit.ts';

// suites.test.ts checks each known bug.
describeProtocol(ledgers, {
  scopes: ['default', 'taker-patient', 'liar-own', 'late-dropped', 'exit-never-silent'],
  bugs: false,
  schedules: false,
  regressions: false,
});

it('shows two Closes that go round for ever after 7 steps, and in a fair run after 9', () => {
  const unfair = kit.settles({
    name: 'Messages End Unfairly',
    says: 'No run, fair or not, exchanges messages for ever.',
    source: 'this test',
    fairness: {},
    ends: ['deliver'],
  }) as unknown as Property;
  const lassos = exploreScopeAll(ledgers, 'two-silences-lucky', { side: 'model', refuted: 'P2a' }, [
    unfair,
    propertyOf(ledgers, 'Messages End'),
  ]).results.map(({ trace }) => [trace?.loop, trace?.steps.length]);
  expect(lassos).toEqual([
    [7, 7 + 2],
    [9, 9 + 2],
  ]);
});

/** The size of a search of a scope, or of a refuted claim in it. */
function sizeOf(scope: string, refuted?: string) {
  const { worlds, transitions, unchanged, depth } = exploreScopeAll(
    ledgers,
    scope,
    { side: 'model', ...(refuted !== undefined && { refuted }) },
    [propertyOf(ledgers, 'Debt Slows')],
  );
  return [worlds, transitions, unchanged, depth];
}

// An independent checker counted the same natively; of the last four scopes the worlds alone, and 64 of liar-own.
describe('worlds, transitions, transitions that change nothing, depth', () => {
  it.each([
    ['default/never-silent', 38, 74, 12, 11],
    ['default/one-silence', 1_864, 4_292, 218, 25],
    ['two-silences', 18_287, 48_390, 2_258, 42],
    ['default/patient', 389, 838, 50, 29],
    ['default/two-for-one', 5_662, 14_157, 758, 30],
    ['default/exit', 7_082, 17_696, 476, 27],
    ['default/stored', 44, 85, 13, 11],
    ['default/stored-both', 43, 80, 12, 12],
    ['default/stored-unequal', 38, 74, 12, 11],
    ['default/crash', 140, 195, 2, 16],
    ['taker', 12, 19, 4, 8],
    ['taker-patient', 64, 123, 11, 16],
    ['liar', 109, 206, 16, 26],
    ['liar-own', 70, 135, 13, 18],
  ])('of scope %s are %i, %i, %i, %i', (scope, ...size) => {
    expect(sizeOf(scope)).toEqual(size);
  });

  it.each([
    ['P1', 'default/never-silent', 44],
    ['P2', 'two-silences-lucky', 12_350],
    ['P3', 'default/never-silent', 8],
    ['P9a', 'default/patient', 367],
  ])('of %s in scope %s are %i worlds', (claim, scope, worlds) => {
    expect(sizeOf(scope, claim)[0]).toBe(worlds);
  });
});

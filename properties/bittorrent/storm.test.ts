/**
 * Tests storms: schedules with ten peers, of which leechers leave and come back, and two are adversaries. A
 * storm also finds a mistake that no search can find, for a search loads a fresh instance before each step.
 */
import { describe, expect, it, vi } from 'vitest';
import { isJudgedBySchedules } from '../../checker/property/property.ts';
import { fuzzAll } from '../../checker/simulate/fuzz.ts';
import { exploreScopeAll } from '../../checker/suite/explore.ts';
import { propertiesOf } from '../../checker/suite/properties.ts';
import { systemOf } from '../../checker/suite/subject.ts';
import { suite } from './index.ts';

/** While `isOn`, a ring loses what comes after its fourth request: its end does not wrap around. */
const loss = vi.hoisted(() => ({ isOn: false }));

vi.mock('../../implementations/bittorrent/requests.ts', async (original) => {
  const actual = await original<typeof import('../../implementations/bittorrent/requests.ts')>();
  return {
    ...actual,
    RequestRing: class extends actual.RequestRing {
      #pushed = 0;
      override push(piece: number, begin: number, length: number): void {
        this.#pushed++;
        if (!loss.isOn || this.#pushed <= 4) super.push(piece, begin, length);
      }
    },
  };
});

const subject = { side: 'implementation' } as const;

/** Draws storms of the implementation. */
function storms(runs: number) {
  const properties = propertiesOf(suite, subject, 'storm').filter(isJudgedBySchedules);
  return fuzzAll(systemOf(suite, 'storm', subject), properties, { runs, actionsMax: 400, seed: 0x5eed });
}

describe('storms of 400 actions', () => {
  it('violate nothing, and all honest peers complete within five minutes of virtual time', () => {
    const { violation, runs, actions } = storms(2);
    expect({ violation, runs }).toEqual({ violation: undefined, runs: 2 });
    expect(actions).toBeGreaterThan(2_000);
  }, 300_000);

  it.each(['once', 'mixed', 'parole', 'churn'])(
    'a search of %s finds no ring that does not wrap',
    (scope) => {
      loss.isOn = true;
      const { results } = exploreScopeAll(suite, scope, subject, propertiesOf(suite, subject, scope));
      loss.isOn = false;
      expect(results.filter(({ verdict }) => verdict === 'violated')).toEqual([]);
    },
    300_000,
  );

  it('find it, for one instance takes all steps of a schedule', () => {
    loss.isOn = true;
    try {
      expect(() => storms(1)).toThrow(/and .* with one instance for all steps/);
    } finally {
      loss.isOn = false;
    }
  }, 300_000);
});

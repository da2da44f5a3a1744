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
import { cancels } from './properties.ts';

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
  const how = { actionsMax: 400, faultFreeEvery: 1, seed: 0x5eed };
  return fuzzAll(systemOf(suite, 'storm', subject), properties, { runs, ...how });
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

describe('a block that arrives', () => {
  const over = cancels.over as { holds(step: unknown): boolean; premise(step: unknown): boolean };
  const asked = (requests: readonly number[]) => ({ stage: 'open', requests });
  const view = (blocks: readonly number[], snubbed: readonly string[], parole: readonly string[]) => ({
    limits: { pieces: 2, blocksPerPiece: 2 },
    blocks: new Map(blocks.map((block) => [block, { content: 'good', source: 'S' }])),
    pieces: new Set(),
    snubbed: new Set(snubbed),
    parole: new Set(parole),
    connections: new Map([
      ['S', asked([0])],
      ['P', asked([0])],
    ]),
  });
  const message = { type: 'Piece', piece: 0, begin: 0, content: 'good' };
  const event = { type: 'message', from: 'S', message };
  const step = (before: object, after: object) => ({ event, before, after, effects: [] });

  it('is cancelled at others that were asked, unless it is dropped for the sake of parole', () => {
    const kept = step(view([], ['S'], ['P', 'S']), view([0], [], ['P', 'S']));
    expect(over.holds(kept)).toBe(false);
    const dropped = step(view([], ['S'], ['P', 'S']), view([], [], ['P', 'S']));
    expect([over.premise(dropped), over.holds(dropped)]).toEqual([false, true]);
    for (const [snubbed, parole] of [
      [['S'], []],
      [[], ['P']],
    ] as const)
      expect(over.holds(step(view([], snubbed, parole), view([], [], parole)))).toBe(false);
  });
});

/** The chooser: the two stages of its draws. */
import { describe, expect, it } from 'vitest';
import { cluster, ofType, share } from '../../../tests/support/gossip.ts';
import type { Actor } from '../../actors/actor.ts';
import type { System } from '../../semantics/system.ts';
import { randomOf } from '../../values/random.ts';
import { draw } from '../draw.ts';
import { InPlaceSimulation } from '../simulation/in-place.ts';
import { kinds } from '../simulation/simulation.ts';
import { Chooser } from './chooser.ts';

describe('the chooser', () => {
  it('takes actions with eagerness 0 before kinds with rate 0', () => {
    const rates = Object.fromEntries(kinds.map((kind) => [kind, kind === 'timeout' ? 1 : 0]));
    const chooser = new Chooser(
      new InPlaceSimulation(cluster, 0),
      { rates, eagerness: () => 0 },
      randomOf(1),
    );
    for (let time = 0; time < 30; time++) expect(chooser.next()?.type).toBe('timeout');
  });

  it('draws a kind of few actions as often as a kind of many', () => {
    const many = Array.from({ length: 30 }, (_, at) => `n${at}`);
    const ticking: Actor = {
      init: () => ({
        state: 0,
        effects: Array.from({ length: 20 }, (_, timer) => ({ type: 'arm' as const, timer: `t${timer}` })),
      }),
      step: (state, event) => ({
        state,
        effects:
          event.type === 'timeout'
            ? [
                { type: 'arm', timer: event.timer },
                { type: 'send', to: 'n0', message: { type: 'm' } },
              ]
            : [],
      }),
      view: () => ({}),
    };
    const system: System = {
      nodes: Object.fromEntries(many.map((node) => [node, ticking])),
      setting: {},
      network: 'unordered',
    };
    const runs = Array.from({ length: 60 }, (_, seed) => {
      const { schedule } = draw(() => system, [], { actionsMax: 100 }, randomOf(seed * 31_337));
      return schedule.actions;
    });
    // All 600 actions of the initial world are timeouts.
    expect(share(runs, ofType('deliver'))).toBeGreaterThan(0.15);
    expect(share(runs, ofType('timeout'))).toBeGreaterThan(0.3);
  });
});

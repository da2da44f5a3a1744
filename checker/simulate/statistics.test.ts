/** Statistics of schedules, compared with counts of their repeated executions. */
import { describe, expect, it } from 'vitest';
import { suite as raft } from '../../properties/raft/index.ts';
import { systemOf } from '../suite/subject.ts';
import { canonical } from '../values/canonical.ts';
import { randomOf } from '../values/random.ts';
import { draw } from './draw.ts';
import { fuzzAll } from './fuzz.ts';
import { InPlaceSimulation } from './simulation/in-place.ts';
import { ScheduleStatistics } from './statistics.ts';

describe('statistics', () => {
  it('count actions, strategies, worlds and classes of runs', () => {
    const system = systemOf(raft, 'storm-3');
    const statistics = new ScheduleStatistics({
      countsWorlds: true,
      statistics: [{ name: 'up', of: (views) => views.size }],
    });
    const random = randomOf(7);
    const worlds = new Map<string, number>();
    const classes = new Map<string, number>();
    let actions = 0;
    for (let run = 0; run < 30; run++) {
      const { schedule } = draw(() => system, [], { actionsMax: 40 }, random, statistics);
      const simulation = new InPlaceSimulation(system, schedule.start);
      const observe = () => {
        const { all, history } = simulation.seen;
        const key = canonical([all, history]);
        worlds.set(key, (worlds.get(key) ?? 0) + 1);
      };
      observe();
      for (const action of schedule.actions) {
        simulation.take(action);
        observe();
        actions++;
      }
      const up = String(simulation.seen.views.size);
      classes.set(up, (classes.get(up) ?? 0) + 1);
    }
    const once = [...worlds.values()].filter((times) => times === 1).length;
    expect(statistics.worlds).toEqual({
      distinct: worlds.size,
      once,
      looks: actions + 30,
      unseen: once / (actions + 30),
    });
    expect(Object.values(statistics.taken).reduce((a, b) => a + b, 0)).toBe(actions);
    expect([...statistics.strategies.values()].reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(30);
    expect(statistics.classes.get('up')).toEqual(classes);
  });

  it('are the same for the same seed', () => {
    const run = () => {
      const options = { runs: 20, actionsMax: 30, seed: 3, countsWorlds: true };
      const { statistics } = fuzzAll(systemOf(raft, 'storm-3'), [], options);
      return [statistics.taken, [...statistics.strategies], statistics.worlds];
    };
    expect(run()).toEqual(run());
  });

  it('count worlds only if the option is set', () => {
    const { statistics } = fuzzAll(systemOf(raft, 'storm-3'), [], { runs: 1, actionsMax: 5, seed: 1 });
    expect(statistics.worlds).toBeUndefined();
  });
});

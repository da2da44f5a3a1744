/** Virtual time: latencies, durations, and the order of events that are due at the same time. */
import { describe, expect, it } from 'vitest';
import type { Actor, Effect, Received } from '../../actors/actor.ts';
import type { Action } from '../../semantics/actions.ts';
import type { System } from '../../semantics/system.ts';
import { randomOf } from '../../values/random.ts';
import { InPlaceSimulation } from './in-place.ts';
import { ReferenceSimulation } from './reference.ts';
import type { Simulation } from './simulation.ts';
import { type LatencyMs, VirtualTime } from './virtual-time.ts';

/** An actor without state: its effects at the start, and at each event. */
function reacting(start: Effect[], react: (event: Received) => Effect[] = () => []): Actor {
  return {
    init: () => ({ state: 0, effects: start }),
    step: (state, event) => ({ state, effects: react(event) }),
    view: () => ({}),
    answer: () => ({ type: 'answer' }),
  };
}

const send = (to: string, type: string): Effect => ({ type: 'send', to, message: { type } });
const system = (nodes: System['nodes'], more: Partial<System> = {}): System => ({
  nodes,
  setting: {},
  network: 'unordered',
  ...more,
});

interface Timed {
  readonly atMs: number;
  readonly action: Action;
}

/** The actions until a time, each with its time. */
function passed(
  of: System,
  {
    seed = 1,
    latencyMs = [10, 10] as LatencyMs,
    untilMs = 1_000,
    simulation = new InPlaceSimulation(of, 0) as Simulation,
    inputs = [] as readonly (readonly [atMs: number, node: string, type: string])[],
  } = {},
): Timed[] {
  const time = new VirtualTime(of, randomOf(seed), latencyMs);
  for (const [atMs, node, type] of inputs) time.addInput(atMs, node, { type });
  time.addWorld(simulation.world());
  const actions: Timed[] = [];
  for (;;) {
    const action = time.next(simulation, untilMs);
    if (action === undefined) return actions;
    actions.push({ atMs: time.nowMs, action });
    time.addEffects(action, simulation.take(action).effects);
  }
}

const nameOf = ({ action }: Timed): string =>
  action.type === 'deliver'
    ? action.message.type
    : action.type === 'input'
      ? action.input.type
      : action.type === 'timeout'
        ? action.timer
        : action.type;

describe('virtual time', () => {
  const burst = (count: number) => Array.from({ length: count }, (_, at) => send('b', `m${at}`));

  it('delivers each message after a latency of the range, both ends included', () => {
    const of = system({ a: reacting(burst(200)), b: reacting([]) });
    const times = passed(of, { latencyMs: [7, 9] }).map(({ atMs }) => atMs);
    expect(times).toHaveLength(200);
    expect([...new Set(times)].sort()).toEqual([7, 8, 9]);
  });

  it('takes events of equal time in the order in which they became known, inputs first', () => {
    const relay = reacting([send('b', 'first')], (event) =>
      event.type === 'message' ? [send('a', 'again')] : [],
    );
    const of = system(
      {
        a: reacting([{ type: 'arm', timer: 't' }, send('b', 'second'), send('b', 'third')]),
        b: relay,
      },
      { timersMs: { t: [10, 10] } as never, inputs: () => [{ type: 'now' }, { type: 'later' }] },
    );
    const names = passed(of, {
      inputs: [
        [20, 'b', 'later'],
        [10, 'a', 'now'],
      ],
    }).map((one) => `${one.atMs} ${nameOf(one)}`);
    expect(names).toEqual([
      ...['10 now', '10 t', '10 second', '10 third', '10 first'],
      ...['20 later', '20 again', '20 again', '20 again'],
    ]);
  });

  it('keeps the order of a fifo link, and not that of other networks', () => {
    const order = (network: System['network'], seed: number) =>
      passed(system({ a: reacting(burst(20)), b: reacting([]) }, { network }), {
        seed,
        latencyMs: [1, 50],
      }).map(nameOf);
    const sent = burst(20).map((_, at) => `m${at}`);
    for (let seed = 0; seed < 20; seed++) {
      expect(order('fifo', seed)).toEqual(sent);
      expect(order('unordered', seed)).not.toEqual(sent);
      expect(order('unordered', seed).sort()).toEqual([...sent].sort());
    }
  });

  it('restarts a timer that is armed again, and forgets one that is disarmed', () => {
    const of = system(
      {
        a: reacting([send('b', 'x')]),
        b: reacting(
          [
            { type: 'arm', timer: 'again' },
            { type: 'arm', timer: 'never' },
          ],
          (event) =>
            event.type === 'message'
              ? [
                  { type: 'arm', timer: 'again' },
                  { type: 'disarm', timer: 'never' },
                ]
              : [],
        ),
      },
      { timersMs: { again: [30, 30], never: [30, 30] } as never },
    );
    expect(passed(of).map((one) => `${one.atMs} ${nameOf(one)}`)).toEqual(['10 x', '40 again']);
  });

  it('completes the writes of a node in order, and brings each call to its reply', () => {
    const of = system(
      {
        a: reacting([{ type: 'arm', timer: 't' }], (event) =>
          event.type === 'timeout'
            ? [
                ...[1, 2, 3].map((n): Effect => ({ type: 'persist', record: { n } })),
                ...['b', 'c', 'b'].map((to): Effect => ({ type: 'call', to, request: { type: 'ask' } })),
              ]
            : [],
        ),
        b: reacting([]),
        c: reacting([]),
      },
      { persistence: 'async', calls: 'messages', timersMs: { t: [5, 5] } as never },
    );
    for (let seed = 0; seed < 20; seed++) {
      const actions = passed(of, { seed, latencyMs: [1, 40] }).map(({ action }) => action);
      const records = actions.flatMap((action) => (action.type === 'persisted' ? [action.record] : []));
      expect(records).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
      expect(actions.filter(({ type }) => type === 'request')).toHaveLength(3);
      expect(actions.filter(({ type }) => type === 'reply')).toHaveLength(3);
      const simulation = new ReferenceSimulation(of, 0);
      expect(passed(of, { seed, latencyMs: [1, 40], simulation }).map(({ action }) => action)).toEqual(
        actions,
      );
    }
  });

  it('leaves out a message that merged with an equal one', () => {
    const of = system({ a: reacting([send('b', 'x'), send('b', 'x')]), b: reacting([]) }, { network: 'set' });
    expect(passed(of).map(nameOf)).toEqual(['x']);
  });

  it('refuses an input that the system does not offer, and a timer without a duration', () => {
    const idle = system({ a: reacting([]) }, { inputs: () => [{ type: 'go' }] });
    expect(passed(idle, { inputs: [[3, 'a', 'go']] }).map(nameOf)).toEqual(['go']);
    expect(() => passed(idle, { inputs: [[3, 'a', 'stay']] })).toThrow(
      "input 'stay' is due for node 'a' at 3 ms, when the system does not offer it; 'inputs' of the system must list it for the view that the node has then",
    );
    expect(() => passed(system({ a: reacting([{ type: 'arm', timer: 't' }]) }))).toThrow(
      "timer 't' is armed, but timersMs does not say how long it runs",
    );
  });
});

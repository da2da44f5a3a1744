/**
 * Small random systems with finitely many worlds: actors computed from random tables, on any network, with
 * any mix of faults. Each message that a node sends consumes fuel, so a node sends only finitely many.
 */
import fc from 'fast-check';
import type { Actor, Effect, Received } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';
import type { Standing } from '../../checker/semantics/world.ts';

/** The state of a node, which is also its view. */
export interface TableState {
  readonly at: number;
  readonly fuel: number;
}

/**
 * The step for one state and event. Numbers of nodes and messages are taken modulo the number of them in the
 * system.
 */
interface Rule {
  readonly next: number;
  readonly sends: readonly { readonly to: number; readonly message: number }[];
  readonly timer: 'arm' | 'disarm' | 'none';
  readonly outputs: boolean;
  readonly persists: boolean;
  readonly calls: number | undefined;
}

interface Table {
  readonly rules: readonly (Rule | undefined)[];
  readonly fuel: number;
  readonly armsAtBirth: boolean;
  /** The class of events with a choice: the step of the rule, or no step. */
  readonly choiceClass: number;
}

const places = 3;
const replies = ['at0', 'at1', 'at2', 'unreachable'];
const kinds = ['m0', 'm1', 'timeout', 'input', 'reply'];

const rule: fc.Arbitrary<Rule> = fc.record({
  next: fc.nat(places - 1),
  sends: fc.array(fc.record({ to: fc.nat(2), message: fc.nat(1) }), { maxLength: 2 }),
  timer: fc.constantFrom('arm' as const, 'disarm' as const, 'none' as const),
  outputs: fc.boolean(),
  persists: fc.boolean(),
  calls: fc.option(fc.nat(2), { nil: undefined }),
});

const table: fc.Arbitrary<Table> = fc.record({
  rules: fc.array(fc.option(rule, { nil: undefined, freq: 3 }), {
    minLength: places * kinds.length,
    maxLength: places * kinds.length,
  }),
  fuel: fc.integer({ min: 0, max: 2 }),
  armsAtBirth: fc.boolean(),
  choiceClass: fc.nat(14),
});

function actorOf(
  { rules, fuel, armsAtBirth, choiceClass }: Table,
  nodes: readonly string[],
  mayCall: boolean,
): Actor {
  const kindOf = (event: Received) => (event.type === 'message' ? event.message.type : event.type);
  return {
    init: ({ durable, draw: contact }) => ({
      state: { at: (durable as { at?: number } | undefined)?.at ?? 0, fuel },
      effects: [
        ...(armsAtBirth ? [{ type: 'arm' as const, timer: 't' }] : []),
        ...(mayCall && contact !== undefined
          ? [{ type: 'call' as const, to: contact as string, request: { type: 'ask' } }]
          : []),
      ],
    }),
    step(state, event, choice) {
      const { at, fuel: left } = state as TableState;
      const drawn = event.draw === 1 ? 1 : 0;
      const replied = event.type === 'reply' ? replies.indexOf(event.reply.type) : 0;
      const found = rules[at * kinds.length + kinds.indexOf(kindOf(event))];
      if (found === undefined || choice === 'stay') return { state, effects: [], ignored: true };
      // A call consumes fuel as well, because the reply may cause another call.
      const isCall = mayCall && found.calls !== undefined && left > 0 && event.type !== 'persisted';
      const sends = found.sends.slice(0, isCall ? left - 1 : left);
      const next = {
        at: (found.next + drawn + replied) % places,
        fuel: left - sends.length - Number(isCall),
      };
      const effects: Effect[] = sends.map(({ to, message }) => ({
        type: 'send',
        to: nodes[to % nodes.length] as string,
        message: { type: `m${message}` },
      }));
      if (found.timer !== 'none') effects.push({ type: found.timer, timer: 't' });
      if (found.outputs) effects.push({ type: 'output', value: { type: `o${next.at}` } });
      if (found.persists && event.type !== 'persisted')
        effects.push({ type: 'persist', record: { at: next.at } });
      const to = nodes[(found.calls ?? 0) % nodes.length] as string;
      if (isCall) effects.push({ type: 'call', to, request: { type: 'ask' } });
      return { state: next, effects };
    },
    answer: (state) => ({ type: replies[(state as TableState).at] as string }),
    view: (state) => state as TableState,
    choices: (state, event) =>
      !['persisted', 'reply'].includes(event.type) &&
      ((state as TableState).at + kinds.indexOf(kindOf(event))) % 15 === choiceClass
        ? ['stay', 'go']
        : [],
  };
}

function isAt(standing: Standing | undefined, place: number): boolean {
  return standing !== undefined && 'up' in standing && (standing.up as TableState).at === place;
}

const names = ['a', 'b', 'c'];
const budget = fc.option(fc.nat(1), { nil: undefined });

/** The arbitraries of networks and faults. */
export const faults = {
  network: fc.constantFrom('fifo' as const, 'unordered' as const, 'set' as const, 'duplicating' as const),
  lossy: fc.boolean(),
  drop: budget,
  duplicate: budget,
  crash: fc.option(
    fc.record({
      inbox: fc.constantFrom('lost' as const, 'kept' as const),
      outbox: fc.constantFrom('lost' as const, 'kept' as const),
      returns: fc.constantFrom('recovered' as const, 'absent' as const),
    }),
    { nil: undefined },
  ),
  crashes: fc.nat(1),
  guards: fc.boolean(),
  joins: fc.boolean(),
  timeouts: fc.nat(2),
  inputs: fc.nat(1),
};

/** Systems of one to three nodes. */
export const randomSystem: fc.Arbitrary<System> = fc
  .record({
    tables: fc.array(table, { minLength: 1, maxLength: 3 }),
    ...faults,
    draws: fc.boolean(),
    partitions: fc.boolean(),
    severs: fc.boolean(),
    constraint: fc.constantFrom(
      undefined,
      'some' as const,
      'quiet' as const,
      'among' as const,
      'own' as const,
    ),
    watches: fc.constantFrom(undefined, 'outputs' as const, 'sends' as const),
    writesLater: fc.boolean(),
    forges: fc.boolean(),
    lies: fc.boolean(),
    calls: fc.constantFrom(undefined, 'atomic' as const, 'messages' as const),
    detectorMayLie: fc.boolean(),
    within: fc.option(fc.nat(places - 1), { nil: undefined }),
    begins: fc.array(
      fc.constantFrom('up' as const, 'recovered' as const, 'down' as const, 'absent' as const),
      { maxLength: 2 },
    ),
  })
  .map(({ tables, network, drop, duplicate, crash, crashes, timeouts, inputs, within, ...has }): System => {
    const nodes = names.slice(0, tables.length);
    const copies = network === 'fifo' || network === 'unordered';
    const lossy = has.lossy && network !== 'duplicating';
    const start = {
      up: { up: undefined },
      recovered: { up: { at: 1 } },
      down: { down: { at: 2 } },
      absent: { absent: true as const },
    };
    return {
      nodes: Object.fromEntries(
        tables.map((one, at) => [nodes[at], actorOf(one, nodes, has.calls !== undefined)]),
      ),
      setting: {},
      network,
      lossy,
      ...(crash !== undefined && {
        crash: {
          ...crash,
          ...(has.guards && {
            when: (node, all) => [...all.keys()].some((other) => other !== node && isAt(all.get(other), 0)),
          }),
        },
      }),
      // The draw of a starting node is another node.
      ...(has.joins && {
        births: (_, all) => [...all.keys()].filter((other) => isAt(all.get(other), 0)),
      }),
      ...(has.calls !== undefined && { calls: has.calls }),
      ...(has.calls === 'messages' && has.detectorMayLie && { failureDetector: 'mayLie' as const }),
      ...(has.forges && {
        injects: [...new Set(['a', nodes.at(-1) as string])].map((to) => ({
          from: 'a',
          to,
          message: { type: 'm1' },
        })),
      }),
      ...(has.lies && nodes.length > 1 && { adversaries: ['b'] }),
      ...(has.writesLater && { persistence: 'async' as const }),
      ...(has.severs && nodes.length > 1 && { severed: [['b', 'a'] as const] }),
      ...(has.partitions && { partitions: [{ name: 'cut', blocks: [['a', nodes.at(-1) as string]] }] }),
      budget: {
        restart: 1,
        ...(has.forges && { inject: 1 }),
        partition: 1,
        ...(lossy && drop !== undefined && { drop }),
        ...(copies && duplicate !== undefined && { duplicate }),
        ...(crash !== undefined && { crash: crashes }),
      },
      bounds: { t: timeouts, input: inputs },
      ...(has.constraint === 'some' && { timerConstraints: { t: { nodes: ['a'] } } }),
      ...(has.constraint === 'quiet' && { timerConstraints: { t: { afterQuiet: nodes } } }),
      ...(has.constraint === 'among' && {
        timerConstraints: { t: { nodes: nodes.slice(0, 2), afterQuiet: nodes.slice(-2) } },
      }),
      ...(has.constraint === 'own' &&
        network !== 'duplicating' && { timerConstraints: { t: { afterOwnDelivered: true as const } } }),
      inputs: () => [{ type: 'input' }],
      ...(has.draws && { draws: (_, event) => (event.type === 'timeout' ? [] : [0, 1]) }),
      ...(within !== undefined && { within: (view) => (view as TableState).at <= within }),
      ...(has.watches !== undefined && {
        monitor: {
          first: new Set(),
          next: (seen, event) =>
            new Set(seen as Set<string>).add(event.type === 'send' ? `to ${event.to}` : event.type),
          ...(has.watches === 'sends' && { observesSends: true }),
        },
      }),
      ...(has.begins.length > 0 && { starts: has.begins.map((how) => ({ a: start[how] })) }),
    };
  });

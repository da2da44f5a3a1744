/**
 * Small random systems with symmetric nodes. All nodes of a group have the same actor, which is computed from
 * a random table. It refers to other nodes only as the sender of a message, as a name in a message, or by its
 * own variables.
 */
import fc from 'fast-check';
import type { Actor, Effect, NodeId, Received } from '../../checker/actors/actor.ts';
import type { Envelope } from '../../checker/semantics/envelope.ts';
import type { System } from '../../checker/semantics/system.ts';
import { renamed } from '../../checker/values/rename.ts';
import { faults } from './random-systems.ts';

/** The state of a node, which is also its view. */
export interface NamedState {
  readonly at: number;
  readonly fuel: number;
  readonly self: NodeId;
  readonly peer: NodeId | null;
  readonly known: ReadonlySet<NodeId>;
  /** The number of messages from each node, at most 2. */
  readonly counts: Readonly<Record<NodeId, number>>;
}

type Reference = 'sender' | 'peer' | 'self' | 'others' | 'named';

interface Rule {
  readonly next: number;
  readonly sends: readonly { readonly to: Reference; readonly message: number; readonly names: Reference }[];
  readonly setsPeer: Reference | undefined;
  readonly adds: Reference | undefined;
  readonly timer: 'arm' | 'disarm' | 'none';
  readonly outputs: boolean;
  readonly persists: boolean;
  readonly calls: Reference | undefined;
}

interface Table {
  readonly rules: readonly (Rule | undefined)[];
  readonly fuel: number;
  readonly armsAtBirth: boolean;
  /** The class of events with a choice: the node that becomes the peer. */
  readonly choiceClass: number;
}

/** A message or input that carries the name of a node. */
interface NamingMessage {
  readonly type: string;
  readonly nodeName?: NodeId;
}

const places = 3;
const kinds = ['m0', 'm1', 'timeout', 'input', 'reply'];
const replies = ['at0', 'at1', 'at2', 'unreachable'];
const reference = fc.constantFrom<Reference>('sender', 'peer', 'self', 'others', 'named');
const optionalReference = fc.option(reference, { nil: undefined, freq: 2 });

const rule: fc.Arbitrary<Rule> = fc.record({
  next: fc.nat(places - 1),
  sends: fc.array(fc.record({ to: reference, message: fc.nat(1), names: reference }), { maxLength: 2 }),
  setsPeer: optionalReference,
  adds: optionalReference,
  timer: fc.constantFrom('arm' as const, 'disarm' as const, 'none' as const),
  outputs: fc.boolean(),
  persists: fc.boolean(),
  calls: optionalReference,
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
  nodes: readonly NodeId[],
  mayCall: boolean,
): Actor {
  const kindOf = (event: Received) => (event.type === 'message' ? event.message.type : event.type);
  const nodesOf = (
    { self, peer }: NamedState,
    event: Received,
    one: Reference | undefined,
  ): readonly NodeId[] => {
    const { nodeName: named } = (
      event.type === 'message' ? event.message : event.type === 'input' ? event.input : {}
    ) as Partial<NamingMessage>;
    const drawn = event.draw as NodeId | undefined;
    switch (one) {
      case 'sender':
        return 'from' in event ? [event.from] : [];
      case 'peer':
        return peer === null ? [] : [peer];
      case 'self':
        return [self];
      case 'others':
        return nodes.filter((node) => node !== self);
      case 'named':
        return [named ?? drawn].filter((node) => node !== undefined);
      case undefined:
        return [];
    }
  };
  return {
    init({ self, durable, draw }) {
      const { at = 0, peer = null } = (durable ?? {}) as Partial<NamedState>;
      const state: NamedState = {
        ...{ at, fuel, self },
        peer: (draw as NodeId | undefined) ?? peer,
        known: new Set(),
        counts: {},
      };
      return { state, effects: armsAtBirth ? [{ type: 'arm', timer: 't' }] : [] };
    },
    step(before, event, choice) {
      const state = before as NamedState;
      const found = rules[state.at * kinds.length + kinds.indexOf(kindOf(event))];
      if (found === undefined) return { state, effects: [], ignored: true };
      const [callee] = mayCall && event.type !== 'persisted' ? nodesOf(state, event, found.calls) : [];
      const isCall = callee !== undefined && found.calls !== 'others' && state.fuel > 0;
      const sends = found.sends.slice(0, isCall ? state.fuel - 1 : state.fuel);
      const [other] = found.setsPeer === 'others' ? [] : nodesOf(state, event, found.setsPeer);
      const from = 'from' in event ? event.from : undefined;
      const next: NamedState = {
        at: (found.next + (event.type === 'reply' ? replies.indexOf(event.reply.type) : 0)) % places,
        fuel: state.fuel - sends.length - Number(isCall),
        self: state.self,
        peer: (choice as NodeId | undefined) ?? other ?? state.peer,
        known: new Set([...state.known, ...nodesOf(state, event, found.adds)]),
        counts:
          from === undefined
            ? state.counts
            : { ...state.counts, [from]: Math.min(2, (state.counts[from] ?? 0) + 1) },
      };
      const effects: Effect[] = sends.flatMap(({ to, message, names }) => {
        const [named] = names === 'others' ? [] : nodesOf(next, event, names);
        return nodesOf(next, event, to).map((node) => ({
          type: 'send' as const,
          to: node,
          message: { type: `m${message}`, ...(named !== undefined && { nodeName: named }) },
        }));
      });
      if (found.timer !== 'none') effects.push({ type: found.timer, timer: 't' });
      if (found.outputs)
        effects.push({ type: 'output', value: { type: `o${next.at}`, nodeName: next.peer } as never });
      if (found.persists && event.type !== 'persisted')
        effects.push({ type: 'persist', record: { at: next.at, peer: next.peer } });
      if (isCall) effects.push({ type: 'call', to: callee, request: { type: 'ask' } });
      return { state: next, effects };
    },
    answer: (state) => ({ type: replies[(state as NamedState).at] as string }),
    view: (state) => state as NamedState,
    choices: (state, event) => {
      const { at, self } = state as NamedState;
      return !['persisted', 'reply'].includes(event.type) &&
        (at + kinds.indexOf(kindOf(event))) % 15 === choiceClass
        ? nodes.filter((node) => node !== self)
        : [];
    },
  };
}

/**
 * The same actor with another encoding of its states: nodes as numbers, and known nodes as a list in name
 * order.
 */
function coded(actor: Actor, nodes: readonly NodeId[]): Actor {
  interface Coded {
    readonly at: number;
    readonly fuel: number;
    readonly self: number;
    readonly peer: number;
    readonly known: readonly NodeId[];
    readonly counts: readonly number[];
  }
  const encode = ({ at, fuel, self, peer, known, counts }: NamedState): Coded => ({
    ...{ at, fuel, self: nodes.indexOf(self) },
    peer: peer === null ? -1 : nodes.indexOf(peer),
    known: nodes.filter((node) => known.has(node)),
    counts: nodes.map((node) => counts[node] ?? 0),
  });
  const decode = ({ at, fuel, self, peer, known, counts }: Coded): NamedState => ({
    ...{ at, fuel, self: nodes[self] as NodeId },
    peer: nodes[peer] ?? null,
    known: new Set(known),
    counts: Object.fromEntries(
      nodes.map((node, at) => [node, counts[at] ?? 0]).filter(([, times]) => times !== 0),
    ),
  });
  const { answer, choices } = actor;
  return {
    init(birth) {
      const { state, effects } = actor.init(birth);
      return { state: encode(state as NamedState), effects };
    },
    step(state, event, choice) {
      const step = actor.step(decode(state as Coded), event, choice);
      return { ...step, state: encode(step.state as NamedState) };
    },
    view: (state) => actor.view(decode(state as Coded)),
    answer: (state, request) => answer?.(decode(state as Coded), request) as { type: string },
    choices: (state, event) => choices?.(decode(state as Coded), event) ?? [],
    rename: (state, name) => encode(renamed(decode(state as Coded), name)),
  };
}

/** Systems of two to four nodes in one or two groups, some with a further node that is in no group. */
export const symmetricSystem: fc.Arbitrary<System & Required<Pick<System, 'symmetric'>>> = fc
  .record({
    tables: fc.tuple(table, table, table),
    groups: fc.constantFrom([2], [3], [4], [2, 2]),
    hasHub: fc.boolean(),
    codes: fc.boolean(),
    ...faults,
    names: fc.boolean(),
    draws: fc.boolean(),
    partitions: fc.boolean(),
    writesLater: fc.boolean(),
    forges: fc.boolean(),
    constraint: fc.constantFrom(undefined, 'quiet' as const, 'own' as const),
    watches: fc.boolean(),
    calls: fc.constantFrom(undefined, 'atomic' as const, 'messages' as const),
    begins: fc.constantFrom(undefined, 'down' as const, 'absent' as const),
  })
  .map(({ tables, groups, hasHub, network, drop, duplicate, crash, crashes, timeouts, inputs, ...has }) => {
    const letters = [...'abcd'];
    const symmetric = groups.map((size) => letters.splice(0, size));
    const members = symmetric.flat();
    const nodes = hasHub ? [members[0] as NodeId, 'hub', ...members.slice(1)] : members;
    const actors = tables
      .map((one) => actorOf(one, nodes, has.calls !== undefined))
      .map((actor) => (has.codes ? coded(actor, nodes) : actor)) as [Actor, Actor, Actor];
    const actorFor = (node: NodeId) =>
      actors[node === 'hub' ? 2 : symmetric.findIndex((group) => group.includes(node))] as Actor;
    const copies = network === 'fifo' || network === 'unordered';
    const lossy = has.lossy && network !== 'duplicating';
    const isUp = (one: object | undefined) => one !== undefined && 'up' in one;
    const forged = members.map((to): Envelope => ({ from: to, to, message: { type: 'm1' } }));
    const initial = has.begins === 'down' ? { down: { at: 2 } } : { absent: true as const };
    return {
      nodes: Object.fromEntries(nodes.map((node) => [node, actorFor(node)])),
      setting: {},
      symmetric,
      network,
      lossy,
      ...(crash !== undefined && {
        crash: {
          ...crash,
          ...(has.guards && {
            when: (node, all) => [...all].some(([other, one]) => other !== node && isUp(one)),
          }),
        },
      }),
      ...(has.joins && {
        births: (node, all) => [...all.keys()].filter((other) => other !== node && isUp(all.get(other))),
      }),
      ...(has.calls !== undefined && { calls: has.calls }),
      ...(has.forges && { injects: forged }),
      ...(has.writesLater && { persistence: 'async' as const }),
      ...(has.partitions && {
        partitions: members.map((node) => ({
          name: `without-${node}`,
          blocks: nodes.flatMap((other) => (other === node ? [] : [[node, other] as const])),
        })),
      }),
      budget: {
        restart: 1,
        partition: 1,
        ...(has.forges && { inject: 1 }),
        ...(lossy && drop !== undefined && { drop }),
        ...(copies && duplicate !== undefined && { duplicate }),
        ...(crash !== undefined && { crash: crashes }),
      },
      bounds: { t: timeouts, input: inputs },
      ...(has.constraint === 'quiet' && { timerConstraints: { t: { afterQuiet: nodes } } }),
      ...(has.constraint === 'own' &&
        network !== 'duplicating' && { timerConstraints: { t: { afterOwnDelivered: true as const } } }),
      inputs: (_, self) =>
        has.names
          ? nodes.filter((node) => node !== self).map((node) => ({ type: 'input', nodeName: node }))
          : [{ type: 'input' }],
      ...(has.draws && {
        draws: (_, event, self) => (event.type === 'timeout' ? nodes.filter((node) => node !== self) : []),
      }),
      ...(has.watches && {
        monitor: {
          first: new Map(),
          next: (seen, { node, type }) => new Map(seen as Map<NodeId, string>).set(node, type),
        },
      }),
      ...(has.begins !== undefined && { starts: members.map((node) => ({ [node]: initial })) }),
    };
  });

/**
 * Small random systems whose nodes may change places: all of a group are played by one actor, read off a table, that knows
 * others only as it comes by them: who sent a message, who is named in one, whom it remembers.
 */
import fc from 'fast-check';
import type { Actor, Effect, NodeId, Received } from '../../checker/actors/actor.ts';
import type { Envelope } from '../../checker/semantics/envelope.ts';
import type { System } from '../../checker/semantics/system.ts';
import { renamed } from '../../checker/values/rename.ts';
import { faults } from './random-systems.ts';

/** What a node of such a system is; also what it shows. */
export interface SocialState {
  readonly at: number;
  readonly fuel: number;
  readonly self: NodeId;
  readonly friend: NodeId | null;
  readonly met: ReadonlySet<NodeId>;
  /** How often each was heard of. */
  readonly heard: Readonly<Record<NodeId, number>>;
}

type Whom = 'sender' | 'friend' | 'self' | 'others' | 'named';

interface Rule {
  readonly next: number;
  readonly sends: readonly { readonly to: Whom; readonly message: number; readonly names: Whom }[];
  readonly befriends: Whom | undefined;
  readonly meets: Whom | undefined;
  readonly timer: 'arm' | 'disarm' | 'none';
  readonly outputs: boolean;
  readonly persists: boolean;
  readonly calls: Whom | undefined;
}

interface Table {
  readonly rules: readonly (Rule | undefined)[];
  readonly fuel: number;
  readonly armsAtBirth: boolean;
  /** Events of this class are left open: the model chooses whom it befriends. */
  readonly opens: number;
}

/** A message or input that names somebody. */
interface Naming {
  readonly type: string;
  readonly whom?: NodeId;
}

const places = 3;
const kinds = ['m0', 'm1', 'timeout', 'input', 'reply'];
const replies = ['at0', 'at1', 'at2', 'unreachable'];
const whom = fc.constantFrom<Whom>('sender', 'friend', 'self', 'others', 'named');
const perhaps = fc.option(whom, { nil: undefined, freq: 2 });

const rule: fc.Arbitrary<Rule> = fc.record({
  next: fc.nat(places - 1),
  sends: fc.array(fc.record({ to: whom, message: fc.nat(1), names: whom }), { maxLength: 2 }),
  befriends: perhaps,
  meets: perhaps,
  timer: fc.constantFrom('arm' as const, 'disarm' as const, 'none' as const),
  outputs: fc.boolean(),
  persists: fc.boolean(),
  calls: perhaps,
});

const table: fc.Arbitrary<Table> = fc.record({
  rules: fc.array(fc.option(rule, { nil: undefined, freq: 3 }), {
    minLength: places * kinds.length,
    maxLength: places * kinds.length,
  }),
  fuel: fc.integer({ min: 0, max: 2 }),
  armsAtBirth: fc.boolean(),
  opens: fc.nat(14),
});

function actorOf(
  { rules, fuel, armsAtBirth, opens }: Table,
  nodes: readonly NodeId[],
  mayCall: boolean,
): Actor {
  const kindOf = (event: Received) => (event.type === 'message' ? event.message.type : event.type);
  const knows = (
    { self, friend }: SocialState,
    event: Received,
    one: Whom | undefined,
  ): readonly NodeId[] => {
    const { whom: named } = (
      event.type === 'message' ? event.message : event.type === 'input' ? event.input : {}
    ) as Partial<Naming>;
    const drawn = event.draw as NodeId | undefined;
    switch (one) {
      case 'sender':
        return 'from' in event ? [event.from] : [];
      case 'friend':
        return friend === null ? [] : [friend];
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
      const { at = 0, friend = null } = (durable ?? {}) as Partial<SocialState>;
      const state: SocialState = {
        ...{ at, fuel, self },
        friend: (draw as NodeId | undefined) ?? friend,
        met: new Set(),
        heard: {},
      };
      return { state, effects: armsAtBirth ? [{ type: 'arm', timer: 't' }] : [] };
    },
    step(before, event, choice) {
      const state = before as SocialState;
      const found = rules[state.at * kinds.length + kinds.indexOf(kindOf(event))];
      if (found === undefined) return { state, effects: [], ignored: true };
      const [callee] = mayCall && event.type !== 'persisted' ? knows(state, event, found.calls) : [];
      const isCall = callee !== undefined && found.calls !== 'others' && state.fuel > 0;
      const sends = found.sends.slice(0, isCall ? state.fuel - 1 : state.fuel);
      const [other] = found.befriends === 'others' ? [] : knows(state, event, found.befriends);
      const from = 'from' in event ? event.from : undefined;
      const next: SocialState = {
        at: (found.next + (event.type === 'reply' ? replies.indexOf(event.reply.type) : 0)) % places,
        fuel: state.fuel - sends.length - Number(isCall),
        self: state.self,
        friend: (choice as NodeId | undefined) ?? other ?? state.friend,
        met: new Set([...state.met, ...knows(state, event, found.meets)]),
        heard:
          from === undefined
            ? state.heard
            : { ...state.heard, [from]: Math.min(2, (state.heard[from] ?? 0) + 1) },
      };
      const effects: Effect[] = sends.flatMap(({ to, message, names }) => {
        const [named] = names === 'others' ? [] : knows(next, event, names);
        return knows(next, event, to).map((node) => ({
          type: 'send' as const,
          to: node,
          message: { type: `m${message}`, ...(named !== undefined && { whom: named }) },
        }));
      });
      if (found.timer !== 'none') effects.push({ type: found.timer, timer: 't' });
      if (found.outputs)
        effects.push({ type: 'output', value: { type: `o${next.at}`, whom: next.friend } as never });
      if (found.persists && event.type !== 'persisted')
        effects.push({ type: 'persist', record: { at: next.at, friend: next.friend } });
      if (isCall) effects.push({ type: 'call', to: callee, request: { type: 'ask' } });
      return { state: next, effects };
    },
    answer: (state) => ({ type: replies[(state as SocialState).at] as string }),
    view: (state) => state as SocialState,
    choices: (state, event) => {
      const { at, self } = state as SocialState;
      return !['persisted', 'reply'].includes(event.type) &&
        (at + kinds.indexOf(kindOf(event))) % 15 === opens
        ? nodes.filter((node) => node !== self)
        : [];
    },
  };
}

/** The same actor, whose states spell nodes as numbers and keep whom they met as a list in the order of names. */
function coded(actor: Actor, nodes: readonly NodeId[]): Actor {
  interface Coded {
    readonly at: number;
    readonly fuel: number;
    readonly self: number;
    readonly friend: number;
    readonly met: readonly NodeId[];
    readonly heard: readonly number[];
  }
  const encode = ({ at, fuel, self, friend, met, heard }: SocialState): Coded => ({
    ...{ at, fuel, self: nodes.indexOf(self) },
    friend: friend === null ? -1 : nodes.indexOf(friend),
    met: nodes.filter((node) => met.has(node)),
    heard: nodes.map((node) => heard[node] ?? 0),
  });
  const decode = ({ at, fuel, self, friend, met, heard }: Coded): SocialState => ({
    ...{ at, fuel, self: nodes[self] as NodeId },
    friend: nodes[friend] ?? null,
    met: new Set(met),
    heard: Object.fromEntries(
      nodes.map((node, at) => [node, heard[at] ?? 0]).filter(([, times]) => times !== 0),
    ),
  });
  const { answer, choices } = actor;
  return {
    init(birth) {
      const { state, effects } = actor.init(birth);
      return { state: encode(state as SocialState), effects };
    },
    step(state, event, choice) {
      const step = actor.step(decode(state as Coded), event, choice);
      return { ...step, state: encode(step.state as SocialState) };
    },
    view: (state) => actor.view(decode(state as Coded)),
    answer: (state, request) => answer?.(decode(state as Coded), request) as { type: string },
    choices: (state, event) => choices?.(decode(state as Coded), event) ?? [],
    rename: (state, name) => encode(renamed(decode(state as Coded), name)),
  };
}

/** Two to four nodes in one group or two, perhaps with a node beside them that is like no other. */
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
    patience: fc.constantFrom(undefined, 'idle' as const, 'own' as const),
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
    const begun = has.begins === 'down' ? { down: { at: 2 } } : { absent: true as const };
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
      ...(has.patience === 'idle' && { timerConstraints: { t: { afterQuiet: nodes } } }),
      ...(has.patience === 'own' &&
        network !== 'duplicating' && { timerConstraints: { t: { afterOwnDelivered: true as const } } }),
      inputs: (_, self) =>
        has.names
          ? nodes.filter((node) => node !== self).map((node) => ({ type: 'input', whom: node }))
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
      ...(has.begins !== undefined && { starts: members.map((node) => ({ [node]: begun })) }),
    };
  });

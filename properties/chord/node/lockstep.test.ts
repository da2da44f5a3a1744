/**
 * Tests the implementation of a Chord node in lockstep with its model under arbitrary events: other nodes that send
 * and reply anything at any moment, in any setting. The scopes of the suite do the same for whole rings.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor, Birth, NodeId, Received } from '../../../checker/actors/actor.ts';
import { implementationActor } from '../../../checker/actors/implementation-actor.ts';
import { type LockstepState, lockstep } from '../../../checker/actors/lockstep-actor.ts';
import { CodeError } from '../../../checker/values/errors.ts';
import { Node } from '../../../implementations/chord/node.ts';
import { type ChordRules, chordRules } from '../../../implementations/chord/rules.ts';
import { nextAfter } from '../../../models/chord/identifiers.ts';
import type {
  ChordNode,
  NodeAdmission,
  NodeMessage,
  NodeReply,
  NodeRequest,
  NodeSetting,
  NodeView,
} from '../../../models/chord/node/messages.ts';
import { node } from './kit.ts';

type Event = Received<ChordNode>;

const self = 'N2';

/** A node in its setting, and the place where it starts. */
interface Beginning {
  readonly setting: NodeSetting;
  readonly draw: NodeAdmission;
}

/** Names of nodes on a circle; some need not exist. */
const anyNode = (identifiers: number) => fc.nat(identifiers - 1).map((id): NodeId => `N${id}`);
const otherNode = (identifiers: number) => anyNode(identifiers).filter((name) => name !== self);

const beginnings: fc.Arbitrary<Beginning> = fc
  .record({
    identifiers: fc.constantFrom(5, 8, 8),
    listLength: fc.integer({ min: 1, max: 3 }),
    fingers: fc.integer({ min: 0, max: 3 }),
    lookups: fc.constantFrom<'iterative' | 'recursive'>('iterative', 'recursive'),
    replicas: fc.integer({ min: 0, max: 3 }),
  })
  .chain((setting) => {
    const { identifiers, listLength, fingers, replicas } = setting;
    const list = fc.array(otherNode(identifiers), { minLength: listLength, maxLength: listLength });
    const finger = fc.tuple(fc.integer({ min: 1, max: Math.max(1, fingers) }), otherNode(identifiers));
    const key = fc.nat(identifiers - 1).map((id) => `K${id}`);
    const place = fc.record({
      successors: fc.oneof(list, list.map(inOrder)),
      predecessor: otherNode(identifiers),
      fingers: fc.array(finger, { maxLength: fingers }).map((all) => new Map(all)),
      keys: fc.array(key, { maxLength: replicas * 2 }).map((all) => new Set(all)),
    });
    const via = otherNode(identifiers).map((name) => ({ via: name }));
    const draw = fc.oneof({ weight: 5, arbitrary: place }, { weight: 1, arbitrary: via });
    return draw.map((one) => ({ setting, draw: one }));
  });

/** A list in the order of the circle, from the node on. */
function inOrder(nodes: readonly NodeId[]): readonly NodeId[] {
  const distance = (name: NodeId) => (Number(name.slice(1)) - Number(self.slice(1)) + 64) % 8;
  return [...nodes].sort((a, b) => distance(a) - distance(b));
}

/** What happens next, as numbers; `eventFrom` makes an event of them that can happen. */
const parts = { kind: fc.nat(29), from: fc.nat(7), key: fc.nat(7), node: fc.nat(7), some: fc.nat(99) };
const chance = fc.record(parts);
type Chance = typeof chance extends fc.Arbitrary<infer T> ? T : never;

/** The reply to the open call. */
function replyFrom(
  { kind, from, some, node }: Chance,
  { listLength }: NodeSetting,
  name: (n: number) => NodeId,
) {
  const successors = inOrder(
    Array.from({ length: listLength }, (_, at) => name(from + at * (1 + (some % 3)))),
  );
  const replies: readonly (NodeReply | { type: 'unreachable' })[] = [
    { type: 'Neighbours', successors, predecessor: some % 7 === 0 ? null : name(node) },
    { type: 'Neighbours', successors, predecessor: name(node) },
    { type: 'unreachable' },
    { type: 'Busy' },
    { type: 'Alive' },
    { type: 'NoMember' },
    { type: 'Nearer', node: name(node) },
  ];
  return replies[(kind + some) % replies.length] as NodeReply;
}

/** An event; most are answers to what is open, so that operations come to their end. */
function eventFrom(
  one: Chance,
  { setting }: Beginning,
  state: LockstepState,
  actor: Actor<ChordNode>,
): Event {
  const { kind, some } = one;
  const view = actor.view(state);
  const name = (n: number): NodeId => {
    const id = n % setting.identifiers;
    return `N${id}` === self ? nextAfter(self, setting.identifiers) : `N${id}`;
  };
  const keyOf = (n: number) => `K${n % setting.identifiers}`;
  const message = (sent: NodeMessage, from = name(one.from)): Event => ({
    type: 'message',
    from,
    message: sent,
  });
  const key = keyOf(one.key);
  const lookup = [...view.lookups.values()][some % Math.max(1, view.lookups.size)];
  if (kind < 9 && view.operation !== null)
    return { type: 'reply', from: view.callee as NodeId, reply: replyFrom(one, setting, name) };
  if (kind >= 9 && kind < 15 && lookup !== undefined) {
    const from = some % 5 === 0 ? name(one.from) : lookup.asked;
    if (lookup.isPutting && kind < 14) return message({ type: 'Stored', key: lookup.key }, from);
    if (kind < 12) return message({ type: 'Next', key: lookup.key, node: name(one.node) }, from);
    const owner = some % 4 === 0 ? self : name(one.node);
    return message({ type: 'Found', key: lookup.key, owner, forwardings: some % 3 }, from);
  }
  if (kind === 15 && view.copying.size > 0) {
    const [waiting] = view.copying.keys();
    return message(
      { type: 'Copied', keys: [waiting as string, key] },
      view.successors[some % 3] ?? name(some),
    );
  }
  switch (kind) {
    case 16:
    case 17:
      return message({ type: 'Notify' });
    case 18:
      return message({ type: 'FindNext', key, tried: some % 2 === 0 ? [] : [name(one.node)] });
    case 19:
      return message({ type: 'FindSuccessor', key, origin: name(one.node), forwardings: 1 + (some % 3) });
    case 20:
      return message({ type: 'Next', key, node: name(one.node) });
    case 21:
      return message({ type: 'Found', key, owner: name(one.node), forwardings: 0 });
    case 22:
      return message({ type: 'Put', key });
    case 23:
      return message({ type: some % 2 === 0 ? 'Stored' : 'Put', key });
    case 24:
      return message({
        type: some % 3 === 0 ? 'Copied' : 'Copy',
        keys: [...new Set([key, keyOf(some)])].sort(),
      });
    case 25:
    case 26:
      return { type: 'input', input: { type: kind === 25 ? 'lookup' : 'put', key } };
    default: {
      const timer = state.armed[some % Math.max(1, state.armed.length)];
      if (timer === undefined) return message({ type: 'Notify' });
      return { type: 'timeout', timer: timer as 'lookup' };
    }
  }
}

/** The requests that the node answers after each step. */
const requests: readonly NodeRequest[] = [
  { type: 'Ping' },
  { type: 'GetNeighbours' },
  ...Array.from({ length: 5 }, (_, id): NodeRequest => ({ type: 'FindPlace', node: `N${id}` })),
];

/** The events of one run up to the first divergence, which is the result; an answer that differs is one, too. */
function run(
  actor: Actor<ChordNode>,
  beginning: Beginning,
  chances: readonly Chance[],
  seen?: (event: Event, view: NodeView) => void,
): unknown {
  const nodes = Array.from({ length: beginning.setting.identifiers }, (_, id) => `N${id}`);
  const birth: Birth<ChordNode> = { self, nodes, ...beginning };
  let state = actor.init(birth).state as LockstepState;
  for (const one of chances) {
    if (state.divergence !== undefined) break;
    const event = eventFrom(one, beginning, state, actor);
    seen?.(event, actor.view(state));
    state = actor.step(state, event).state as LockstepState;
    if (state.divergence !== undefined) break;
    try {
      for (const request of requests) actor.answer?.(state, request);
    } catch (error) {
      if (error instanceof CodeError) return error.message;
      throw error;
    }
  }
  return state.divergence;
}

const pairOf = (rules: ChordRules) =>
  lockstep<ChordNode>(
    node.model,
    implementationActor((birth: Birth<ChordNode>) => new Node(birth, rules)) as Actor<ChordNode>,
  ) as unknown as Actor<ChordNode>;

const runs = fc.tuple(beginnings, fc.array(chance, { minLength: 10, maxLength: 60, size: 'max' }));
const samples = fc.sample(runs, { numRuns: 1_500, seed: 37 });

describe('a Chord node in lockstep with its model', () => {
  const pair = pairOf(chordRules);

  it.each([
    ['an instance that is loaded before each step', pair],
    ['a new instance for each step', pair.anew?.() as Actor<ChordNode>],
    ['one instance from beginning to end', pair.live?.() as Actor<ChordNode>],
  ])('agrees with it under arbitrary events: %s', (_, actor) => {
    fc.assert(
      fc.property(runs, ([beginning, chances]) => {
        expect(run(actor, beginning, chances)).toBeUndefined();
      }),
      { numRuns: 150 },
    );
  });

  it('agrees with it in each situation', () => {
    const reached: Record<string, number> = {
      joined: 0,
      stranded: 0,
      adopting: 0,
      improving: 0,
      rectifying: 0,
      slot: 0,
      fingers: 0,
      several: 0,
      shared: 0,
      old: 0,
      tried: 0,
      putting: 0,
      begunAnew: 0,
      copying: 0,
      confirmed: 0,
    };
    const note = (is: boolean, situation: string) => {
      if (is) reached[situation] = (reached[situation] as number) + 1;
    };
    for (const [beginning, chances] of samples.slice(0, 500)) {
      let before: NodeView | undefined;
      const seen = (_: Event, view: NodeView) => {
        const lookups = [...view.lookups.values()];
        const copying = [...view.copying.values()];
        note(before?.stage === 'joining' && view.stage === 'member', 'joined');
        note(view.stage === 'stranded', 'stranded');
        note(view.operation === 'adopt', 'adopting');
        note(view.operation === null && view.candidate !== null, 'improving');
        note(view.operation === 'rectify', 'rectifying');
        note(view.operation === 'stabilize' && view.notifier !== null, 'slot');
        note(view.fingers.size > 1, 'fingers');
        note(lookups.length > 1, 'several');
        note(
          lookups.some(({ purposes }) => purposes.length > 1),
          'shared',
        );
        note(
          lookups.some(({ isOld }) => isOld),
          'old',
        );
        note(
          lookups.some(({ tried }) => tried.size > 1),
          'tried',
        );
        note(
          lookups.some(({ isPutting }) => isPutting),
          'putting',
        );
        note(
          lookups.some(({ isPutting, tried }) => isPutting && tried.size > 0),
          'begunAnew',
        );
        note(copying.length > 0, 'copying');
        note(
          copying.some(({ copied }) => copied.size > 0),
          'confirmed',
        );
        before = view;
      };
      expect(run(pair, beginning, chances, seen)).toBeUndefined();
    }
    for (const [situation, times] of Object.entries(reached)) expect(times, situation).toBeGreaterThan(0);
  });

  /** One wrong answer for each decision. */
  const wrong: ChordRules = {
    isFree: () => true,
    isPlace: () => true,
    takePlace: (list) => list.slice(0, 1),
    isCloser: () => false,
    isBetterNotifier: (isEmpty) => isEmpty,
    isNewPredecessor: () => false,
    isPredecessor: () => false,
    slotIsNewPredecessor: () => false,
    slotIsPredecessor: () => false,
    refreshList: (successor, list) => [successor, ...list],
    adoptCandidate: (candidate, list) => [candidate, ...list],
    skipCandidate: (candidate, list) => [candidate, ...list.slice(0, -1)],
    dropSuccessor: (list) => list.slice(1),
    notifySuccessor: (_, name) => name,
    replaceDeadPredecessor: () => false,
    fingerKey: (_, finger) => `K${2 ** finger}`,
    fingerAfter: (finger, fingers) => (finger % Math.max(1, fingers - 1)) + 1,
    isAwaited: () => true,
    isNearer: () => true,
    givesUp: () => true,
    triedAfter: () => false,
    blames: () => true,
    forgetsFingers: () => false,
    mayPut: () => true,
    answersOwner: (_, name) => name,
    answersTo: (from) => from,
    storesPut: () => true,
    isCopied: () => true,
    isHanded: (isOwned) => isOwned,
    isReplicated: (isOwned) => !isOwned,
    isReturned: () => false,
  };
  it.each(Object.keys(wrong))('diverges from it where %s is wrong', (rule) => {
    const mutant = pairOf({ ...chordRules, [rule]: wrong[rule as keyof ChordRules] });
    expect(samples.some(([beginning, chances]) => run(mutant, beginning, chances) !== undefined)).toBe(true);
  });
});

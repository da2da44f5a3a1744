/**
 * The properties of fingers and lookups. A lookup in an ideal ring with right fingers ends at the owner in a number of
 * steps that is the logarithm of the circle; during churn it ends, and may miss only members that joined.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { identifierOf } from '../../../models/chord/identifiers.ts';
import type { Key, NodeSetting } from '../../../models/chord/node/messages.ts';
import { kit } from './kit.ts';
import {
  fingersAreLive,
  isIdealRing,
  membersIn,
  type NodeViews,
  ownerOf,
  passedOver,
  rightFingers,
  routedTo,
} from './owners.ts';

const stoica = 'Stoica et al. 2003';

/**
 * The greatest number of forwardings in an ideal ring with right fingers on a circle of 2 to the power of m: m - 1.
 * The way to the member before the owner is at most two identifiers shorter than the circle, for a node knows its own
 * keys; and each step takes at least the highest bit off the distance that is left.
 */
export function forwardingsMax(identifiers: number): number {
  return Math.log2(identifiers) - 1;
}

/** Every key of a circle. */
export function keysOf(identifiers: number): readonly Key[] {
  return Array.from({ length: identifiers }, (_, at) => `K${at}`);
}

// ------------------------------------------------------------- ideal rings

export const ownerIsFound = kit.always({
  name: 'Owner Is Found',
  says: 'In an ideal ring without joins and failures a lookup finds the owner of the key.',
  source: `${stoica}, theorem IV.2`,
  world: (views, { found }) => found === null || found.owner === ownerOf(found.key, views.keys()),
});

/** The bound on forwardings, by the number of identifiers. */
function bounded(identifiers: number) {
  const most = forwardingsMax(identifiers);
  return kit.always({
    name: `At Most ${most} Forwardings Of ${identifiers}`,
    says: `With right fingers on a circle of ${identifiers} a lookup is forwarded at most ${most} times.`,
    source: `${stoica}, theorem IV.2: each step halves the distance`,
    world: (_, { found }) => found === null || found.forwardings <= most,
  });
}

/** The same number as a goal: some lookup needs it. */
function tight(identifiers: number) {
  const most = forwardingsMax(identifiers);
  return kit.sometimes({
    name: `${most} Forwardings Of ${identifiers}`,
    says: `A lookup on a circle of ${identifiers} is forwarded ${most} times.`,
    source: `${stoica}, theorem IV.2`,
    world: (_, { found }) => found?.forwardings === most,
  });
}

/** The bound and its goal, by the number of identifiers. */
export const boundOf = { 4: bounded(4), 8: bounded(8) };
export const goalOf = { 4: tight(4), 8: tight(8) };

export const neverFails = kit.step({
  name: 'No Lookup Fails',
  says: 'Without losses and failures no lookup and no put fails, if a node waits long enough before it gives up.',
  source: `${stoica}, theorem IV.2`,
  holds: ({ effects }) =>
    !effects.some((effect) => effect.type === 'output' && effect.value.type === 'failed'),
});

export const neverGivesUp = kit.step({
  name: 'No Answer Is Late',
  says: 'Without losses and failures no lookup gives a node up, if it waits long enough before.',
  source: `${stoica}, theorem IV.2`,
  holds: ({ before, after }) =>
    [...after.lookups].every(([key, { isForwarded, isPutting, tried }]) => {
      const known = before.lookups.get(key);
      const wasForwarded = known?.isForwarded === true;
      return tried.size === 0 && (isForwarded || isPutting || !wasForwarded);
    }),
});

// ------------------------------------------------------------- ends

export const lookupsEnd = kit.leadsTo({
  name: 'Lookups And Puts End',
  says: 'A node that looks up or puts a key ends it, also where messages are lost and members fail: with a result or without.',
  source: `${stoica}, theorem IV.5`,
  from: { node: ({ lookups }) => lookups.size > 0 },
  node: ({ lookups }) => lookups.size === 0,
  fairness: { weak: ['timeout lookup'] },
});

export const goesNearer = kit.step({
  name: 'Each Step Goes Nearer',
  says: 'The next node that a lookup asks is none that was tried, and not the node itself.',
  source: `${stoica}, Figure 5: closest_preceding_node`,
  holds: ({ node, after }) =>
    [...after.lookups.values()].every(
      ({ asked, isPutting, tried }) => isPutting || (asked !== node && !tried.has(asked)),
    ),
});

export const neverToItself = kit.step({
  name: 'No Lookup Goes To Itself',
  says: 'No node forwards a lookup to itself.',
  source: `${stoica}, Figure 5: closest_preceding_node`,
  holds: ({ node, effects }) =>
    !effects.some(
      (effect) =>
        effect.type === 'send' &&
        effect.to === node &&
        (effect.message.type === 'FindNext' || effect.message.type === 'FindSuccessor'),
    ),
});

export const forwarderIsKept = kit.step({
  name: 'First Hop Is Not Blamed',
  says: 'A recursive lookup that goes on as an iterative one has given no node up.',
  source: 'swarmcheck: its origin does not know which node on the way is down',
  holds: ({ before, after }) =>
    [...after.lookups].every(
      ([key, { isForwarded, tried }]) =>
        isForwarded || before.lookups.get(key)?.isForwarded !== true || tried.size === 0,
    ),
});

export const triedIsLeft = kit.step({
  name: 'Given Up Is Forgotten',
  says: 'No finger of a node leads to a node that an open lookup has just given up.',
  source: `${stoica}, section IV-E3: a failed finger is replaced`,
  holds: ({ before, after }) =>
    [...after.lookups].every(([key, { tried }]) => {
      const known = before.lookups.get(key)?.tried;
      return [...tried].every(
        (node) => known?.has(node) === true || ![...after.fingers.values()].includes(node),
      );
    }),
});

// ------------------------------------------------------------- adversaries

/** Lookups of the keys up to an adversary, in a ring that contains it. */
function foundUpTo(adversary: NodeId, ring: readonly NodeId[], kind: string) {
  return kit.always({
    name: `Owners Up To A ${kind} Are Found`,
    says: `A lookup by N0 of a key from N0 up to the adversary ${adversary} finds the owner.`,
    source: 'swarmcheck, adversaries: a lookup never passes the key, so it asks no node after it',
    world: (_, { found }) =>
      found === null ||
      identifierOf(found.key) > identifierOf(adversary) ||
      found.owner === ownerOf(found.key, ring),
  });
}

/** Lookups of all keys, in a ring that contains adversaries. */
function foundAmong(ring: readonly NodeId[], name: string) {
  return kit.always({
    name: `Owner Is Found Despite ${name}`,
    says: 'A lookup finds the owner of the key although a member answers wrongly.',
    source: `the wish; ${stoica}, section VII: malicious nodes are future work`,
    world: (_, { found }) => found === null || found.owner === ownerOf(found.key, ring),
  });
}

/** The ring with a node that answers lookups with itself, N4. */
export const ringWithLiar = ['N0', 'N2', 'N4', 'N6'];

/** The ring with two identifiers of one adversary, N4 and N5, right before the keys of N7. */
export const ringWithSybil = ['N0', 'N2', 'N4', 'N5', 'N7'];

export const foundUpToLiar = foundUpTo('N4', ringWithLiar, 'Liar');
export const foundUpToSybil = foundUpTo('N4', ringWithSybil, 'Sybil');
export const foundDespiteLiar = foundAmong(ringWithLiar, 'A Liar');
export const foundDespiteSybil = foundAmong(ringWithSybil, 'A Sybil');

// ------------------------------------------------------------- churn

/** The bound on members that a lookup may miss: those that joined. */
function misses(joins: number) {
  return kit.always({
    name: joins === 0 ? 'No Member Is Missed' : 'Only The Newcomer Is Missed',
    says:
      joins === 0
        ? 'Where no node joins, no member lies between a key and the owner that a lookup found.'
        : 'Where one node joins, at most one member lies between a key and the owner that a lookup found.',
    source: `${stoica}, section IV-E1: lookups while nodes join`,
    world: (views, { found }) =>
      found === null || passedOver(found.key, found.owner, membersIn(views).keys()) <= joins,
  });
}

export const noMemberMissed = misses(0);
export const newcomerMissed = misses(1);

export const newcomerFound = kit.sometimes({
  name: 'Newcomer Is Found',
  says: 'A lookup finds a node that has joined, as the owner of its identifier.',
  source: `${stoica}, section IV-E1`,
  world: (_, { found }) => found !== null && found.owner.slice(1) === found.key.slice(1),
});

function routes(members: NodeViews, identifiers: number): boolean {
  return keysOf(identifiers).every((key) =>
    [...members.keys()].every((from) => routedTo(key, from, members)?.owner === ownerOf(key, members.keys())),
  );
}

/** Routing in ideal rings with any fingers, by the number of identifiers. */
function routesToOwner(identifiers: number) {
  return kit.always({
    name: `Routes Lead To Owners Of ${identifiers}`,
    says: 'In an ideal ring routing leads from each member to the owner of each key, also with old fingers, as long as they are live.',
    source: `${stoica}, section IV-E1: old fingers cost time alone`,
    world: (views) => routes(membersIn(views), identifiers),
    premise: (views) => {
      const members = membersIn(views);
      return members.size > 0 && isIdealRing(members) && fingersAreLive(members);
    },
  });
}

export const routesOf = { 5: routesToOwner(5) };

// ------------------------------------------------------------- fingers

/** Fingers that become right, by the setting; of these nodes, or of all members. */
function fingersBecomeRight(
  setting: Pick<NodeSetting, 'fingers' | 'identifiers'>,
  nodes?: readonly NodeId[],
) {
  return kit.settles({
    name: `Fingers Of ${setting.identifiers} Become Right`,
    says: 'Once joins and failures stop, every finger eventually leads to its owner, and keeps to it.',
    source: `${stoica}, section IV-D: fix_fingers`,
    fairness: { weak: ['timeout', 'deliver'] },
    withinMs: 60_000,
    world: (views) => {
      const members = membersIn(views);
      return (nodes ?? [...members.keys()]).every((self) => {
        const right = rightFingers(self, members.keys(), setting);
        const fingers = members.get(self)?.fingers ?? new Map();
        return right.size === fingers.size && [...right].every(([nth, owner]) => fingers.get(nth) === owner);
      });
    },
  });
}

export const fingersOf = {
  4: fingersBecomeRight({ identifiers: 4, fingers: 1 }),
  8: fingersBecomeRight({ identifiers: 8, fingers: 2 }, ['N0']),
  16: fingersBecomeRight({ identifiers: 16, fingers: 3 }),
};

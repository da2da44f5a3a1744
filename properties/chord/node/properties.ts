/**
 * The properties of the ring of nodes that speak by messages: Zave's invariant and what follows from it, in every world
 * and between operations; then what may always still happen, and what happens in time.
 *
 * A node that is joining or stranded is up, but it is no member, so the ring is that of the members.
 */
import { between } from '../../../models/chord/identifiers.ts';
import { successorOf } from '../../../models/chord/node/routing.ts';
import {
  allHaveLiveEntry,
  bestSuccessors,
  hasOneRingAtMost,
  isConnected,
  isIdeal,
  isOrdered,
  isSound,
  ringOf,
} from '../ring.ts';
import { kit } from './kit.ts';
import { membersIn, type NodeViews } from './owners.ts';

const zave17 = 'Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017';

// ------------------------------------------------------------- invariants

/** Whether no call is open that may change a successor list. */
export function isQuiet(nodes: NodeViews): boolean {
  return [...nodes.values()].every(({ operation }) => operation === null || operation === 'rectify');
}

export const membersHaveNeighbours = kit.always({
  name: 'Members Have Neighbours',
  says: 'A member has successors and a predecessor, and a node that is no member has neither.',
  source: 'Zave 2017: join',
  node: ({ stage, successors, predecessor }) =>
    stage === 'member' ? successors.length > 0 && predecessor !== null : successors.length === 0,
});

export const soundRing = kit.always({
  name: 'Sound Ring',
  says: 'Every list is full and has a live entry, and more than r members are skipped by no list.',
  source: `${zave17}: the inductive invariant`,
  world: (nodes) => isSoundRing(membersIn(nodes)),
});

function isSoundRing(members: NodeViews): boolean {
  const [any] = members.values();
  return any !== undefined && isSound(members, any.successors.length);
}

export const soundWhenQuiet = kit.always({
  name: 'Sound Ring When Quiet',
  says: 'The invariant of Zave is true in every world in which no call is open that may change a list.',
  source: `${zave17}: each operation is one step of the atomic model`,
  premise: isQuiet,
  world: (nodes) => isSoundRing(membersIn(nodes)),
});

export const oneOrderedRing = kit.always({
  name: 'One Ordered Ring',
  says: 'The first live successors form one ring in the order of identifiers, and every member leads into it.',
  source: zave17,
  world: (nodes) => {
    const members = membersIn(nodes);
    const next = bestSuccessors(members);
    return ringOf(next).length > 0 && hasOneRingAtMost(next) && isOrdered(next) && isConnected(members);
  },
});

export const someLiveSuccessor = kit.always({
  name: 'Some Live Successor',
  says: 'Every member has a live member in its list.',
  source: zave17,
  world: (nodes) => allHaveLiveEntry(membersIn(nodes)),
});

export const noDuplicates = kit.always({
  name: 'No Duplicates',
  says: 'No list contains a node twice, or the node that keeps the list.',
  source: zave17,
  node: ({ successors }, self) => new Set([self, ...successors]).size === successors.length + 1,
});

export const nearerCandidate = kit.always({
  name: 'Candidate Is Nearer',
  says: 'A candidate lies between a member and its first successor.',
  source: `${zave17}: stabilize, second step`,
  premise: ({ candidate }) => candidate !== null,
  node: (view, self) => between(self, view.candidate as string, successorOf(view)),
});

export const slotKeepsNearer = kit.step({
  name: 'Slot Keeps The Nearer',
  says: 'A notification in the slot gives way only to one from a nearer node.',
  source: 'Zave 2017: rectify; docs/chord.md, one slot for notifications',
  premise: ({ before, after }) =>
    before.notifier !== null && after.notifier !== null && after.notifier !== before.notifier,
  holds: ({ node, before, after }) => between(before.notifier as string, after.notifier as string, node),
});

/** The invariants of every scope. */
export const invariants = [soundRing, oneOrderedRing, someLiveSuccessor, noDuplicates, nearerCandidate];

// ------------------------------------------------------------- liveness

const idealSays = 'every member has its true successors and predecessor';

export const canBecomeIdeal = kit.possible({
  name: 'Ideal Ring Stays Possible',
  says: `From every world some run leads to a ring in which ${idealSays}.`,
  source: zave17,
  world: (nodes) => isIdeal(membersIn(nodes)),
});

export const becomesIdeal = kit.settles({
  name: 'Ring Becomes Ideal',
  says: `Once joins and failures stop, ${idealSays} in the end, in every fair run.`,
  source: `Stoica et al. 2003, section IV-E; ${zave17}`,
  fairness: { weak: ['timeout', 'deliver', 'request', 'reply'] },
  world: (nodes) => isIdeal(membersIn(nodes)),
});

export const becomesIdealInTime = kit.settles({
  name: 'Ring Becomes Ideal In Time',
  says: `Within 30 seconds after the last join and failure ${idealSays}, and keeps them.`,
  source: `Stoica et al. 2003, section IV-E; ${zave17}`,
  withinMs: 30_000,
  world: (nodes) => isIdeal(membersIn(nodes)),
});

// ------------------------------------------------------------- what must be reachable

export const ringGrows = kit.sometimes({
  name: 'Ring Grows',
  says: 'The members form an ideal ring that is larger than the smallest one.',
  source: 'the purpose of joining',
  world: (nodes) => {
    const members = membersIn(nodes);
    const [any] = members.values();
    return any !== undefined && members.size > any.successors.length + 1 && isIdeal(members);
  },
});

export const candidateIsBusy = kit.sometimes({
  name: 'Candidate Is Busy',
  says: 'A member will ask a candidate again that was busy.',
  source: `${zave17}: a query is answered at one instant`,
  node: ({ candidate, operation }) => candidate !== null && operation === null,
});

export const contactFails = kit.sometimes({
  name: 'Contact Fails',
  says: 'A joining node stays outside, because the member that it asked failed.',
  source: 'Zave 2017: join',
  node: ({ stage }) => stage === 'stranded',
});

/**
 * The properties of Chord: first those of both protocols, about the ring that the successors of all members
 * form; then the claims about the original protocol, and the invariants of the corrected one.
 */
import { between } from '../../models/chord/identifiers.ts';
import { kit } from './kit.ts';
import {
  bestSuccessors,
  firstSuccessors,
  hasOneRingAtMost,
  isConnected,
  isIdeal,
  isOrdered,
  isSound,
  ownerFor,
  pathFrom,
  ringOf,
} from './ring.ts';

const zave12 = 'Zave, "Using lightweight modeling to understand Chord", 2012';
const zave17 = 'Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017';

// ------------------------------------------------------------- the ring of first live successors

export const atLeastOneRing = kit.always({
  name: 'At Least One Ring',
  says: 'From some member the path of first live successors leads back to it.',
  source: zave12,
  world: (members) => ringOf(bestSuccessors(members)).length > 0,
});

export const atMostOneRing = kit.always({
  name: 'At Most One Ring',
  says: 'From each member of a ring the path of first live successors reaches all members of rings.',
  source: zave12,
  world: (members) => hasOneRingAtMost(bestSuccessors(members)),
});

export const orderedRing = kit.always({
  name: 'Ordered Ring',
  says: 'No member of the ring lies between another member of the ring and its next.',
  source: zave12,
  world: (members) => isOrdered(bestSuccessors(members)),
});

export const connectedAppendages = kit.always({
  name: 'Connected Appendages',
  says: 'From each member outside the ring the path of first live successors leads into the ring.',
  source: zave12,
  world: (members) => isConnected(members),
});

export const someBestSuccessor = kit.always({
  name: 'Some Best Successor',
  says: 'Every member has a live successor.',
  source: zave12,
  world: (members) => bestSuccessors(members).size === members.size,
});

export const lookupsEnd = kit.always({
  name: 'Lookups End',
  says: 'A lookup of any key by any member reaches an owner along first live successors.',
  source: zave17,
  world: (members, _, all) => {
    const next = bestSuccessors(members);
    return [...all.keys()].every((key) =>
      [...members.keys()].every((from) => ownerFor(key, from, next) !== undefined),
    );
  },
});

/** The properties of both protocols, in every scope. */
export const properties = [
  atLeastOneRing,
  atMostOneRing,
  orderedRing,
  connectedAppendages,
  someBestSuccessor,
  lookupsEnd,
];

// ------------------------------------------------------------- claimed of the original protocol

export const antecedentPredecessors = kit.always({
  name: 'Antecedent Predecessors',
  says: 'If the predecessor of a node is a member, the node is the first successor of that member.',
  source: zave12,
  world: (members) =>
    [...members].every(
      ([node, { predecessor }]) =>
        predecessor === null || (members.get(predecessor)?.successors[0] ?? node) === node,
    ),
});

export const orderedMerges = kit.always({
  name: 'Ordered Merges',
  says: 'A member outside the ring that points into it lies between the member it points to and the one before.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    // Zave's ring of first successors, if they are live; the other properties use first live successors.
    const ring = ringOf(firstSuccessors(members));
    const outside = [...members.keys()].filter((node) => !ring.includes(node));
    return outside.every((n2) =>
      ring.every((n1) => {
        const n3 = next.get(n1);
        return n3 === undefined || next.get(n2) !== n3 || !ring.includes(n3) || between(n1, n2, n3);
      }),
    );
  },
});

export const orderedAppendages = kit.always({
  name: 'Ordered Appendages',
  says: 'On a path into the ring no member of the path lies between another one and its next.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    const ring = new Set(ringOf(next));
    /** For each member outside the ring its path, up to and including the first member of the ring. */
    const paths = new Map(
      [...members.keys()]
        .filter((node) => !ring.has(node))
        .map((node): [string, readonly string[]] => {
          const path = [...pathFrom(node, next)];
          const end = path.findIndex((one) => ring.has(one));
          return [node, path.slice(0, end + 1)];
        }),
    );
    return [...paths].every(([a1, [a2, ...downstream]]) => {
      if (a2 === undefined) return true;
      const upstream = [...paths].flatMap(([node, path]) => (path.includes(a1) ? [node] : []));
      return [...upstream, ...downstream].every((a3) => !between(a1, a3, a2));
    });
  },
});

export const distinctSuccessors = kit.always({
  name: 'Distinct Successors',
  says: 'The two successors differ except in a ring of one, and the second is the node itself only in a ring of at most two.',
  source: zave12,
  world: (members) => {
    const size = ringOf(bestSuccessors(members)).length;
    return [...members].every(
      ([
        node,
        {
          successors: [first, second],
        },
      ]) => second === undefined || ((second !== first || size === 1) && (second !== node || size <= 2)),
    );
  },
});

export const orderedSuccessors = kit.always({
  name: 'Ordered Successors',
  says: 'The first successor lies between the node and its second successor, except in a ring of one.',
  source: zave12,
  world: (members) => {
    const ring = ringOf(bestSuccessors(members));
    return [...members].every(
      ([
        node,
        {
          successors: [first, second],
        },
      ]) =>
        second === undefined ||
        between(node, first as string, second) ||
        (ring.length === 1 && ring[0] === node),
    );
  },
});

export const validSuccessorList = kit.always({
  name: 'Valid Successor List',
  says: 'If the list of a node skips a member, no list that begins with the node has that member second.',
  source: zave12,
  world: (members) =>
    [...members].every(
      ([
        node,
        {
          successors: [first, second],
        },
      ]) => {
        if (second === undefined) return true;
        const skipped = [...members.keys()].filter((m) => between(first as string, m, second));
        return [...members.values()].every(
          ({ successors }) => successors[0] !== node || !skipped.includes(successors[1] as string),
        );
      },
    ),
});

export const allNodesJoin = kit.sometimes({
  name: 'All Nodes Join',
  says: 'All nodes form an ideal ring.',
  source: 'the purpose of joining',
  world: (members, _, all) => isIdeal(members) && members.size === all.size,
});

/** The claims about the original protocol that hold for the corrected one. */
export const claimsKept = [orderedAppendages, distinctSuccessors, orderedSuccessors];

/** All claims about the original protocol beyond the ring itself. */
export const claims = [antecedentPredecessors, orderedMerges, validSuccessorList, ...claimsKept];

/** The papers' goal: every entry of every list and every predecessor is right. */
export const becomesIdeal = kit.settles({
  name: 'Ring Becomes Ideal',
  says: 'Once joins and failures stop, every member eventually has its true neighbours, and keeps them.',
  source: `Stoica et al. 2003, section IV-E, theorem IV.3 where members only join; ${zave17}`,
  fairness: { weak: ['timeout', 'deliver'] },
  withinMs: 40_000,
  world: isIdeal,
});

// ------------------------------------------------------------- proved of the corrected protocol

function sound(name: string, listLength: number) {
  return kit.always({
    name,
    says: `Every list is full and has a live entry, and more than ${listLength} members are skipped by no list.`,
    source: `${zave17}: the inductive invariant`,
    world: (members) => isSound(members, listLength),
  });
}

/** The inductive invariant, by the length of lists. */
export const soundRings = { 2: sound('Sound Ring', 2), 3: sound('Sound Ring Of Longer Lists', 3) };

export const ringGrows = kit.sometimes({
  name: 'Ring Grows',
  says: 'The members form an ideal ring that is larger than the smallest one.',
  source: 'the purpose of joining',
  world: (members) => {
    const [any] = members.values();
    return any !== undefined && members.size > any.successors.length + 1 && isIdeal(members);
  },
});

export const noDuplicates = kit.always({
  name: 'No Duplicates',
  says: 'No list contains a node twice, or the node that keeps the list.',
  source: zave17,
  node: ({ successors }, self) => new Set([self, ...successors]).size === successors.length + 1,
});

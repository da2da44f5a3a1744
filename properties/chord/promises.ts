/**
 * What Chord promises: first what both protocols do, of the ring that the members' successors make; then what was claimed for the
 * original protocol besides, and what is proved of the corrected one.
 */
import { between } from '../../models/chord/identifiers.ts';
import { kit } from './kit.ts';
import { bestSuccessors, firstSuccessors, isIdeal, isSound, ownerFor, ringOf, wayFrom } from './ring.ts';

const zave12 = 'Zave, "Using lightweight modeling to understand Chord", 2012';
const zave17 = 'Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017';

// ------------------------------------------------------------- the ring of first live successors

export const atLeastOneRing = kit.always({
  name: 'At Least One Ring',
  says: 'There is a member that the way along first live successors leads back to.',
  source: zave12,
  world: (members) => ringOf(bestSuccessors(members)).length > 0,
});

export const atMostOneRing = kit.always({
  name: 'At Most One Ring',
  says: 'From every member on a ring the way along first live successors leads to every other one on a ring.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    const ring = ringOf(next);
    return ring.every((node) => wayFrom(node, next).size === ring.length);
  },
});

export const orderedRing = kit.always({
  name: 'Ordered Ring',
  says: 'No member of the ring lies between another one and the next.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    const ring = ringOf(next);
    return ring.every((x) => {
      const y = next.get(x) as string;
      return x === y || ring.every((z) => z === x || z === y || !between(x, z, y));
    });
  },
});

export const connectedAppendages = kit.always({
  name: 'Connected Appendages',
  says: 'From every member outside the ring the way along first live successors leads into it.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    const ring = new Set(ringOf(next));
    return [...members.keys()].every(
      (node) => ring.has(node) || [...wayFrom(node, next)].some((one) => ring.has(one)),
    );
  },
});

export const someBestSuccessor = kit.always({
  name: 'Some Best Successor',
  says: 'Every member has a successor that is live.',
  source: zave12,
  world: (members) => bestSuccessors(members).size === members.size,
});

export const lookupsEnd = kit.always({
  name: 'Lookups End',
  says: 'Whatever is looked up, and by whom: along first live successors it comes to somebody who answers for it.',
  source: zave17,
  world: (members, _, all) => {
    const next = bestSuccessors(members);
    return [...all.keys()].every((key) =>
      [...members.keys()].every((from) => ownerFor(key, from, next) !== undefined),
    );
  },
});

export const promises = [
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
  says: 'A predecessor that is a member has the node as its successor.',
  source: zave12,
  world: (members) =>
    [...members].every(
      ([node, { predecessor }]) =>
        predecessor === null || (members.get(predecessor)?.successors[0] ?? node) === node,
    ),
});

export const orderedMerges = kit.always({
  name: 'Ordered Merges',
  says: 'Where a member outside the ring comes to it, it comes between two that follow one another there.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    // Of first successors that are live, where all others here are of the first live ones: so Zave has it.
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
  says: 'Along a way into the ring, no member of that way lies between another one and the next.',
  source: zave12,
  world: (members) => {
    const next = bestSuccessors(members);
    const ring = new Set(ringOf(next));
    /** Of a member outside the ring the way on from it, up to where it comes to the ring, that one included. */
    const ways = new Map(
      [...members.keys()]
        .filter((node) => !ring.has(node))
        .map((node): [string, readonly string[]] => {
          const way = [...wayFrom(node, next)];
          const end = way.findIndex((one) => ring.has(one));
          return [node, way.slice(0, end + 1)];
        }),
    );
    return [...ways].every(([a1, [a2, ...downstream]]) => {
      if (a2 === undefined) return true;
      const upstream = [...ways].flatMap(([node, way]) => (way.includes(a1) ? [node] : []));
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
  says: 'The first successor lies between the node and its second, except where the node is the ring.',
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
  says: 'Whom the list of a successor passes over is no second successor of the node before.',
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
        const passed = [...members.keys()].filter((m) => between(first as string, m, second));
        return [...members.values()].every(
          ({ successors }) => successors[0] !== node || !passed.includes(successors[1] as string),
        );
      },
    ),
});

export const everybodyJoins = kit.sometimes({
  name: 'Everybody Joins',
  says: 'There comes to be an ideal ring of all nodes.',
  source: 'what joining is for',
  world: (members, _, all) => isIdeal(members) && members.size === all.size,
});

/** Claimed of the original protocol, and true of the corrected one. */
export const claimsKept = [orderedAppendages, distinctSuccessors, orderedSuccessors];

export const claims = [antecedentPredecessors, orderedMerges, validSuccessorList, ...claimsKept];

/** As ideal as the list is long; in the papers' words, every successor and predecessor pointer is right. */
export const becomesIdeal = kit.settles({
  name: 'Ring Becomes Ideal',
  says: 'Once joins and failures stop, every member comes to know its true neighbours, and goes on knowing them.',
  source: `Stoica et al. 2003, section IV-E, theorem IV.3 where members only join; ${zave17}`,
  fairness: { weak: ['timeout', 'deliver'] },
  withinMs: 40_000,
  world: isIdeal,
});

// ------------------------------------------------------------- proved of the corrected protocol

function sound(name: string, listLength: number) {
  return kit.always({
    name,
    says: `Every list is full and names a live member, and more than ${listLength} members are passed over by no list.`,
    source: `${zave17}: the inductive invariant`,
    world: (members) => isSound(members, listLength),
  });
}

/** By length of lists. */
export const soundRings = { 2: sound('Sound Ring', 2), 3: sound('Sound Ring Of Longer Lists', 3) };

export const ringGrows = kit.sometimes({
  name: 'Ring Grows',
  says: 'There comes to be an ideal ring of more members than the smallest.',
  source: 'what joining is for',
  world: (members) => {
    const [any] = members.values();
    return any !== undefined && members.size > any.successors.length + 1 && isIdeal(members);
  },
});

export const noDuplicates = kit.always({
  name: 'No Duplicates',
  says: 'No list names a node twice, nor the node whose list it is.',
  source: zave17,
  node: ({ successors }, self) => new Set([self, ...successors]).size === successors.length + 1,
});

/**
 * The inductive invariant of Chord: every step from a world that satisfies Zave's invariant leads to a world
 * that satisfies it, whether the world is reachable or not. This proves the consequences of the invariant
 * (there is one ring, and it is ordered) for a circle of this many identifiers and any number of steps.
 *
 * The invariant is about the lists of the members, so all combinations of lists are enumerated. The other
 * variables that a step reads (one predecessor, or one candidate) take every value, in all members at once,
 * because no step reads two of them. There is a notification from every node to every member.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Listed, ListedNode, Property } from '../../checker/property/property.ts';
import type { ChordContext } from '../../models/chord/context.ts';
import { between } from '../../models/chord/identifiers.ts';
import type { Chord, ChordView } from '../../models/chord/messages.ts';
import { kit } from './kit.ts';
import { circle, isSound, skips } from './ring.ts';

/** The lists of all members. */
export type Lists = ReadonlyMap<NodeId, readonly NodeId[]>;

/** All sets of members with lists that satisfy the invariant, on a circle of this many identifiers. */
export function* soundLists(identifiers: number, listLength: number): Generator<Lists> {
  const all = circle(identifiers);
  const lists = listsOf(all, listLength);
  for (const members of subsets(all)) yield* completed(members, lists, new Map(), members, listLength);
}

/** Completes the lists of the remaining members. `principals` are the members that no list so far skips. */
function* completed(
  members: readonly NodeId[],
  lists: readonly (readonly NodeId[])[],
  soFar: Lists,
  principals: readonly NodeId[],
  listLength: number,
): Generator<Lists> {
  if (principals.length <= listLength) return;
  const node = members[soFar.size];
  if (node === undefined) return yield soFar;
  for (const successors of lists) {
    if (!successors.some((entry) => members.includes(entry))) continue;
    const left = principals.filter((principal) => !skips(node, { successors }, principal));
    yield* completed(members, lists, new Map(soFar).set(node, successors), left, listLength);
  }
}

function listsOf(all: readonly NodeId[], length: number): readonly (readonly NodeId[])[] {
  if (length === 0) return [[]];
  return all.flatMap((first) => listsOf(all, length - 1).map((rest) => [first, ...rest]));
}

function subsets([node, ...others]: readonly NodeId[]): readonly (readonly NodeId[])[] {
  if (node === undefined) return [[]];
  const without = subsets(others);
  return [...without, ...without.map((subset) => [node, ...subset])];
}

/** Whether the candidate, if there is one, lies between a member and its first successor. */
function isNearer(self: NodeId, { candidate, successors }: ChordView): boolean {
  return candidate == null || between(self, candidate, successors[0] as NodeId);
}

/** The property that the invariant is inductive, for a circle of this many identifiers. */
export function soundRingIsInductive(
  name: string,
  identifiers: number,
  listLength: number,
): Property<Chord, undefined> {
  return kit.inductive({
    name,
    says: `From every sound ring on a circle of ${identifiers}, reachable or not, every step leads to a sound ring.`,
    source: 'Zave, "Reasoning about identifier spaces: how to make Chord correct", 2017',
    world: (members) =>
      isSound(members, listLength) && [...members].every(([node, view]) => isNearer(node, view)),
    *worlds() {
      for (const lists of soundLists(identifiers, listLength)) {
        for (const other of circle(identifiers)) {
          yield worldOf(identifiers, lists, () => ({ predecessor: other, candidate: null }));
          yield worldOf(identifiers, lists, () => ({ predecessor: null, candidate: other }));
        }
      }
    },
  });
}

/**
 * The world in which members have these lists, and `others` as their other variables. A candidate that is not
 * nearer is left out.
 */
export function worldOf(
  identifiers: number,
  lists: Lists,
  others: (node: NodeId) => Required<Pick<ChordView, 'predecessor' | 'candidate'>>,
): Listed<Chord, undefined> {
  const member = (self: NodeId, successors: readonly NodeId[]): ListedNode<Chord> => {
    const { predecessor, candidate } = others(self);
    const improves = candidate !== null && isNearer(self, { successors, predecessor, candidate });
    const context: ChordContext = {
      self,
      setting: { identifiers, checksAdopted: true, inbox: 'none' },
      via: null,
      successors,
      predecessor,
      candidate: improves ? candidate : null,
      notifier: null,
    };
    return {
      up: {
        value: { member: { successors: improves ? 'improving' : 'resting', predecessor: 'resting' } },
        context,
      },
      armed: [improves ? 'adopt' : 'stabilize'],
    };
  };
  const all = circle(identifiers);
  const standing = (node: NodeId): ListedNode<Chord> => {
    const list = lists.get(node);
    return list === undefined ? { absent: true } : member(node, list);
  };
  return {
    nodes: Object.fromEntries(all.map((node) => [node, standing(node)])),
    inFlight: [...lists.keys()].flatMap((to) =>
      all.map((from) => ({ from, to, message: { type: 'Notify' } })),
    ),
  };
}

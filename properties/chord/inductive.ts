/**
 * That Zave's invariant keeps itself: from every ring that satisfies it, whether any run leads there or not, every step of anybody
 * leads to one that does. Whatever the invariant implies (that there is one ring, and that it is in order) is so proved for a circle of so
 * many identifiers and any number of steps.
 *
 * Of all that members remember the invariant is about their lists. The lists are listed in every combination; what else a step reads
 * (one predecessor, or one candidate) takes every value, in all members at once: no step reads two of these. Of notifications
 * there is one from everybody to everybody.
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

/** Every way in which nodes of a circle can be members with lists that satisfy the invariant. */
export function* soundLists(identifiers: number, listLength: number): Generator<Lists> {
  const all = circle(identifiers);
  const lists = listsOf(all, listLength);
  for (const members of subsets(all)) yield* completed(members, lists, new Map(), members, listLength);
}

/** `principals`: the members that no list so far passes over. */
function* completed(
  members: readonly NodeId[],
  lists: readonly (readonly NodeId[])[],
  sofar: Lists,
  principals: readonly NodeId[],
  listLength: number,
): Generator<Lists> {
  if (principals.length <= listLength) return;
  const node = members[sofar.size];
  if (node === undefined) return yield sofar;
  for (const successors of lists) {
    if (!successors.some((entry) => members.includes(entry))) continue;
    const left = principals.filter((principal) => !skips(node, { successors }, principal));
    yield* completed(members, lists, new Map(sofar).set(node, successors), left, listLength);
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

/** A candidate lies between a member and its first successor. */
function isNearer(self: NodeId, { candidate, successors }: ChordView): boolean {
  return candidate == null || between(self, candidate, successors[0] as NodeId);
}

/** The invariant's inductiveness, by size of the circle. */
export function keepsItself(
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

/** The world in which members have these lists, and remember besides what is said of each. A candidate that is not nearer is none. */
export function worldOf(
  identifiers: number,
  lists: Lists,
  besides: (node: NodeId) => Required<Pick<ChordView, 'predecessor' | 'candidate'>>,
): Listed<Chord, undefined> {
  const member = (self: NodeId, successors: readonly NodeId[]): ListedNode<Chord> => {
    const { predecessor, candidate } = besides(self);
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

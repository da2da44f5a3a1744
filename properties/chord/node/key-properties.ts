/** The properties of keys: who owns them, who stores them, and that a stored key is not lost. */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Key, NodeView } from '../../../models/chord/node/messages.ts';
import { isOwnedBy } from '../../../models/chord/node/routing.ts';
import { kit } from './kit.ts';
import { holdersFor, isIdealRing, membersIn, type NodeViews, ownerOf } from './owners.ts';

const stoica = 'Stoica et al. 2003';

/** Every key that a member stores. */
export function keysIn(members: NodeViews): ReadonlySet<Key> {
  return new Set([...members.values()].flatMap(({ keys }) => [...keys]));
}

function isStoredAt(members: NodeViews, key: Key, nodes: readonly NodeId[]): boolean {
  return nodes.every((node) => members.get(node)?.keys.has(key) === true);
}

/** Whether each stored key is at its owner and at the members after it, as many as store a key. */
export function isReplicated(members: NodeViews, replicas: number): boolean {
  return [...keysIn(members)].every((key) =>
    isStoredAt(members, key, holdersFor(key, members.keys(), replicas)),
  );
}

/** Whether a member says of a key of the circle that it is its own. */
function owns(self: NodeId, { predecessor }: NodeView, key: Key): boolean {
  return isOwnedBy({ self, predecessor }, key);
}

function hasOneOwner(views: NodeViews): boolean {
  const members = membersIn(views);
  const claimed = [...members.keys()].map((node) => `K${node.slice(1)}`);
  return claimed.every((key) => [...members].filter(([self, view]) => owns(self, view, key)).length <= 1);
}

export const oneOwner = kit.always({
  name: 'One Owner In An Ideal Ring',
  says: 'In an ideal ring each key has one owner.',
  source: `${stoica}, section IV-B: successor(k)`,
  world: (views) => hasOneOwner(views),
  premise: (views) => isIdealRing(membersIn(views)),
});

export const oneOwnerAlways = kit.always({
  name: 'One Owner At Any Time',
  says: 'At no time two members own one key.',
  source: `the wish; ${stoica}, section IV-E1, promises it only of a stable ring`,
  world: (views) => hasOneOwner(views),
});

export const storedIsKept = kit.always({
  name: 'Stored Key Is Kept',
  says: 'A key whose put was answered is stored at some member.',
  source: `${stoica}, section V: replicas at the successors`,
  world: (views, { stored }) => {
    const kept = keysIn(membersIn(views));
    return [...stored].every((key) => kept.has(key));
  },
});

export const keyIsKept = kit.always({
  name: 'Key Is Kept',
  says: 'The key that an owner stores at first is always stored at some member.',
  source: `${stoica}, section V: replicas at the successors`,
  world: (views) => keysIn(membersIn(views)).size > 0,
});

export const somePutEnds = kit.sometimes({
  name: 'Some Put Is Answered',
  says: 'A put is answered, and its key is at the owner.',
  source: `${stoica}, section III`,
  world: (views, { stored }) => {
    const members = membersIn(views);
    return [...stored].some((key) => isStoredAt(members, key, [ownerOf(key, members.keys())]));
  },
});

/** The timer of copies fires again and again, although messages in flight may stop it for a while. */
const settling = {
  fairness: { weak: ['timeout', 'deliver'], strong: ['timeout replicate'] },
  withinMs: 60_000,
} as const;

export const ownersGetKeys = kit.settles({
  name: 'Owners Get Their Keys',
  says: 'Once joins and failures stop, each stored key eventually is at its owner.',
  source: `${stoica}, section IV-E1: keys move to the new owner`,
  ...settling,
  world: (views) => isReplicated(membersIn(views), 1),
});

/** Copies that are made again, by the number of replicas. */
function replicated(replicas: number) {
  return kit.settles({
    name: `Keys Get ${replicas} Copies`,
    says: `Once joins and failures stop, each stored key eventually is at ${replicas} members: its owner and the next ones.`,
    source: `${stoica}, section V: replicas at the successors`,
    ...settling,
    world: (views) => isReplicated(membersIn(views), replicas),
  });
}

export const copiesOf = { 2: replicated(2), 3: replicated(3) };

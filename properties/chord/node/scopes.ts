/**
 * The scopes of the ring: members that join and fail, with calls by messages. Every ideal ring of a size is the same up
 * to a rotation of the circle, so one initial ring covers all of them (`node.test.ts` explores the others too).
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { CrashRule, Start } from '../../../checker/semantics/system.ts';
import type { Standing } from '../../../checker/semantics/world.ts';
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type { Neighbours } from '../../../models/chord/messages.ts';
import type { ChordNode, NodeTimer, NodeView } from '../../../models/chord/node/messages.ts';
import { allHaveLiveEntry, circle, contactsFor, idealRing, principals } from '../ring.ts';
import { kit } from './kit.ts';
import { membersIn, type NodeViews } from './owners.ts';
import * as property from './properties.ts';

type Role = 'node';
type All = ReadonlyMap<NodeId, Standing<ChordNode>>;
type When = NonNullable<CrashRule<ChordNode>['when']>;

/** The views of the nodes that are up. */
function viewsOf(all: All): ReadonlyMap<NodeId, NodeView> {
  return new Map([...all].flatMap(([node, one]) => ('up' in one ? [[node, one.up]] : [])));
}

/** The parts of a scope of the ring. */
export interface RingParts {
  readonly identifiers: number;
  readonly listLength?: number;
  /** The members of the initial ring; by default the first r + 1 nodes. */
  readonly ring?: readonly NodeId[];
  /** Places that differ from those of the ideal ring; null: the node has failed. */
  readonly places?: Readonly<Record<NodeId, Partial<Neighbours> | null>>;
  /** The condition on failures that is dropped. */
  readonly unless?: 'principals' | 'live entries';
  /** A member fails only while no call is open that may change a list. */
  readonly failsQuietly?: true;
  /** The nodes that may fail; all by default. */
  readonly failing?: readonly NodeId[];
  /** A joining node asks the member before its place at once; by default it may ask any member. */
  readonly knowsPlace?: true;
  /** The maximum of joins and of failures; by default any number. */
  readonly joins?: number;
  readonly failures?: number;
  readonly says?: string;
  readonly properties: NonNullable<Scope<ChordNode, Role>['properties']>;
  readonly system?: Partial<LooseSystem<ChordNode>>;
}

/**
 * The assumption on failures (Zave 2017), on what the views show: every other member keeps a live entry, and a
 * principal fails only if there are more than r + 1 principals. A node that is no member may always fail.
 */
function leavesSound(node: NodeId, members: NodeViews, unless: RingParts['unless']): boolean {
  const view = members.get(node);
  if (view === undefined) return true;
  const others = new Map([...members].filter(([member]) => member !== node));
  if (unless !== 'live entries' && !allHaveLiveEntry(others)) return false;
  if (unless === 'principals') return true;
  const all = principals(members);
  return !all.includes(node) || all.length > view.successors.length + 1;
}

/** The scope of the ring with these parts. */
export function ringScope(parts: RingParts): Scope<ChordNode, Role> {
  const { identifiers, listLength = 2, unless, failsQuietly, failing, knowsPlace } = parts;
  const all = circle(identifiers);
  const ring = parts.ring ?? all.slice(0, listLength + 1);
  const when: When = (node, standings) => {
    const views = viewsOf(standings);
    return (failsQuietly !== true || property.isQuiet(views)) && leavesSound(node, membersIn(views), unless);
  };
  return kit.scope({
    says: [
      `one ideal ring of ${ring.length} as initial world`,
      ...(unless === undefined ? [] : [`failures may leave too few ${unless}`]),
      ...(failsQuietly ? ['failures only between operations'] : []),
      ...(parts.says === undefined ? [] : [parts.says]),
    ].join(', '),
    properties: parts.properties,
    system: (actor) => ({
      nodes: nodes(all, actor('node')),
      network: 'set',
      calls: 'messages',
      setting: { identifiers, listLength, fingers: 0, lookups: 'iterative', replicas: 0 },
      crash:
        parts.failures === 0
          ? undefined
          : { inbox: 'lost', returns: 'absent', when, ...(failing && { nodes: failing }) },
      births: (node, standings) => {
        const members = membersIn(viewsOf(standings));
        const contacts = knowsPlace ? contactsFor(node, members) : [...members.keys()];
        return contacts.map((via) => ({ via }));
      },
      budget: { crash: parts.failures === 0 ? undefined : parts.failures, restart: parts.joins },
      timersMs,
      starts: [startOf(ring, all, listLength, parts.places)],
      ...parts.system,
    }),
  });
}

/** The time of each timer in a fault-free phase. */
const timersMs: Readonly<Partial<Record<NodeTimer, readonly [number, number]>>> = {
  join: [300, 700],
  stabilize: [800, 1_200],
  adopt: [50, 150],
};

/** The initial world of an ideal ring, with some places changed. */
function startOf(
  ring: readonly NodeId[],
  all: readonly NodeId[],
  listLength: number,
  places: RingParts['places'] = {},
): Readonly<Record<NodeId, Start<ChordNode>>> {
  const ideal = idealRing(ring, listLength);
  return Object.fromEntries(
    all.map((node): [NodeId, Start<ChordNode>] => {
      const place = ideal.get(node);
      const other = places[node];
      if (place === undefined || other === null) return [node, { absent: true }];
      return [node, { up: undefined, draw: { ...place, ...other } }];
    }),
  );
}

/** The scope of schedules with this many nodes. */
export function sized(identifiers: number): Scope<ChordNode, Role> {
  return ringScope({
    identifiers,
    failsQuietly: true,
    properties: [...property.invariants, property.becomesIdealInTime],
  });
}

const all4 = circle(4);
const { invariants } = property;

/** The scopes by name. */
export const scopes = {
  default: ringScope({
    identifiers: 4,
    joins: 1,
    failures: 1,
    properties: [
      ...invariants,
      property.soundWhenQuiet,
      property.slotKeepsNearer,
      property.canBecomeIdeal,
      property.ringGrows,
      property.candidateIsBusy,
    ],
  }),
  /** Every call is one step: the atomic model. */
  atomic: ringScope({
    identifiers: 4,
    knowsPlace: true,
    properties: [...invariants, property.canBecomeIdeal, property.becomesIdeal, property.ringGrows],
    system: { calls: 'atomic' },
  }),
  /** A joining node may ask any member. */
  elsewhere: ringScope({
    identifiers: 4,
    joins: 1,
    failures: 0,
    properties: [...invariants],
    system: { calls: 'atomic' },
  }),
  join: ringScope({
    identifiers: 4,
    joins: 1,
    failures: 0,
    knowsPlace: true,
    properties: [...invariants, property.slotKeepsNearer, property.canBecomeIdeal, property.becomesIdeal],
  }),
  /** A member fails and comes back; each other member is the same up to a rotation. */
  return: ringScope({
    identifiers: 4,
    ring: all4,
    joins: 1,
    failures: 1,
    failing: ['N0'],
    knowsPlace: true,
    properties: [...invariants, property.soundWhenQuiet, property.canBecomeIdeal],
  }),
  joins: ringScope({
    identifiers: 5,
    joins: 2,
    failures: 0,
    knowsPlace: true,
    properties: [...invariants],
  }),
  /** N0 still has a predecessor that was right before N2 joined. */
  livelock: ringScope({
    identifiers: 3,
    joins: 0,
    failures: 0,
    places: { N0: { predecessor: 'N1' } },
    says: 'but N0 has the predecessor N1',
    properties: [...invariants, property.canBecomeIdeal, property.becomesIdeal],
  }),
  /** A member has failed, is in all lists, and joins again through any member. */
  again: ringScope({
    identifiers: 4,
    ring: all4,
    joins: 1,
    failures: 0,
    places: { N0: null },
    says: 'but N0 has failed, and only N0 and N3 stabilize',
    properties: [...invariants, property.canBecomeIdeal],
    system: { timerConstraints: { stabilize: { nodes: ['N0', 'N3'] } } },
  }),
  /** Nothing is repaired. */
  contact: ringScope({
    identifiers: 5,
    ring: all4,
    joins: 1,
    failures: 1,
    properties: [...invariants, property.contactFails],
    system: { timerConstraints: { stabilize: { nodes: [] } } },
  }),
  /** A reply may become stale, because a member of its list fails while it is under way. */
  stale: ringScope({
    identifiers: 5,
    joins: 2,
    failures: 1,
    failing: ['N0'],
    knowsPlace: true,
    says: 'N0 and N3 do not stabilize',
    properties: [...invariants, property.soundWhenQuiet],
    system: { timerConstraints: { stabilize: { nodes: ['N1', 'N2', 'N4'] } } },
  }),
  /** Failures come between operations only, so no reply becomes stale. */
  nightly: ringScope({
    identifiers: 4,
    joins: 2,
    failures: 2,
    failsQuietly: true,
    properties: [...invariants, property.soundWhenQuiet],
  }),
  /** Half of the members fail, one by one or at once. */
  burst: ringScope({
    identifiers: 6,
    ring: circle(6),
    joins: 0,
    failures: 3,
    properties: [...invariants, property.canBecomeIdeal, property.becomesIdeal],
    system: { calls: 'atomic' },
  }),
  suspicion: ringScope({
    identifiers: 3,
    joins: 0,
    failures: 0,
    properties: [...invariants, property.canBecomeIdeal],
    system: { failureDetector: 'mayLie' },
  }),
  'few-principals': ringScope({
    identifiers: 4,
    unless: 'principals',
    failures: 1,
    joins: 0,
    properties: [...invariants],
    system: { calls: 'atomic' },
  }),
  'few-entries': ringScope({
    identifiers: 5,
    unless: 'live entries',
    knowsPlace: true,
    properties: [...invariants],
    system: { calls: 'atomic' },
  }),
  'two-begin': ringScope({
    identifiers: 4,
    ring: all4.slice(0, 2),
    failures: 0,
    joins: 1,
    properties: [...invariants],
  }),
  storm: sized(8),
} satisfies Record<string, Scope<ChordNode, Role>>;

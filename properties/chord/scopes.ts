/**
 * The scopes of Chord's suite: the systems of both protocols. An absent node is not a member. It joins
 * through a contact that the environment draws: a member such that the node lies between it and its
 * successor. The lookup of this contact is not modelled.
 *
 * A member fails only where Zave's assumptions allow it, which depends on the state of all members.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { CrashRule, Start, System } from '../../checker/semantics/system.ts';
import type { Standing } from '../../checker/semantics/world.ts';
import { nodes } from '../../checker/suite/kit.ts';
import type { Scope } from '../../checker/suite/suite.ts';
import type { Admission, Chord, ChordView } from '../../models/chord/messages.ts';
import { soundRingIsInductive } from './inductive.ts';
import { kit } from './kit.ts';
import {
  allNodesJoin,
  becomesIdeal,
  claims,
  claimsKept,
  noDuplicates,
  ringGrows,
  soundRings,
} from './properties.ts';
import { allHaveLiveEntry, circle, contactsFor, idealRing, principals } from './ring.ts';

type Role = 'original' | 'corrected';
type All = ReadonlyMap<NodeId, Standing<Chord>>;
type When = NonNullable<CrashRule<Chord>['when']>;

/** The members of a world with their views. */
function membersOf(all: All): ReadonlyMap<NodeId, ChordView> {
  return new Map([...all].flatMap(([node, one]) => ('up' in one ? [[node, one.up]] : [])));
}

function without(node: NodeId, members: ReadonlyMap<NodeId, ChordView>): ReadonlyMap<NodeId, ChordView> {
  return new Map([...members].filter(([member]) => member !== node));
}

// ------------------------------------------------------------- the original protocol

/**
 * The assumption on failures of the original protocol (Zave 2012): a member may fail only if every other
 * member still has a live successor. A member with two equal successors does not fail.
 */
const leavesLiveSuccessors: When = (node, all) => {
  const members = membersOf(all);
  const [own, ownSecond] = members.get(node)?.successors ?? [];
  return (
    own !== ownSecond &&
    [...members.values()].every(({ successors: [first, second] }) => {
      if (first === node) return second !== undefined && second !== node && members.has(second);
      return second !== node || members.has(first as NodeId);
    })
  );
};

interface Original {
  readonly identifiers: number;
  /** A join checks that the successor is live. */
  readonly checksJoined: boolean;
  /** An adoption checks that the node is live. */
  readonly checksAdopted: boolean;
  readonly fails: boolean;
  /** A failed member never rejoins. */
  readonly isFinal?: true;
}

function original({
  identifiers,
  checksJoined,
  checksAdopted,
  fails,
  isFinal,
}: Original): Scope<Chord, Role> {
  const all = circle(identifiers);
  const [first, ...others] = all as [NodeId, ...NodeId[]];
  const alone: Admission = { successors: [first], predecessor: null };
  return kit.scope({
    says: checksJoined ? 'joins only at live successors' : 'joins at any successor',
    properties: [allNodesJoin, becomesIdeal, ...(fails ? claims : [])],
    system: (actor) => ({
      ...shared,
      nodes: nodes(all, actor('original')),
      setting: { identifiers, checksAdopted, inbox: 'none' },
      timerConstraints: { stabilize: { afterOwnDelivered: true } },
      // A node that is down, and not absent, was a member before.
      crash: fails
        ? {
            inbox: 'lost',
            outbox: 'lost',
            returns: isFinal ? 'recovered' : 'absent',
            when: leavesLiveSuccessors,
          }
        : undefined,
      births: (node, standing) => {
        const members = membersOf(standing);
        if ('down' in (standing.get(node) ?? {})) return [];
        return contactsFor(node, members)
          .filter((contact) => !checksJoined || members.has(members.get(contact)?.successors[0] as NodeId))
          .map((via) => ({ via }));
      },
      starts: [{ [first]: { up: undefined, draw: alone }, ...absent(others) }],
    }),
  });
}

// ------------------------------------------------------------- the corrected protocol

interface Corrected {
  readonly identifiers: number;
  readonly listLength: keyof typeof soundRings;
  /** The number of members in the initial ring; by default one more than a list has entries. */
  readonly members?: number;
  readonly inbox?: 'none' | 'slot';
  /** The condition on failures that is dropped. */
  readonly unless?: 'principals' | 'live entries';
  /** The maximum of failures, and of joins; by default any number. */
  readonly churn?: number;
  /** One initial ring in place of every ring of this size. */
  readonly isOneRing?: true;
  /** Further properties. */
  readonly properties?: NonNullable<Scope<Chord>['properties']>;
}

/**
 * The assumption on failures of the corrected protocol (Zave 2017): a member may fail only if every other
 * member still has a live entry, and a principal only if there are more than r + 1 principals. They are
 * counted before the failure. This is stricter than a count after it, because the failed member's own list
 * may skip another member.
 */
function leavesSound({ listLength, unless }: Corrected): When {
  return (node, standings) => {
    const members = membersOf(standings);
    if (unless !== 'live entries' && !allHaveLiveEntry(without(node, members))) return false;
    if (unless === 'principals') return true;
    const all = principals(members);
    return !all.includes(node) || all.length > listLength + 1;
  };
}

function corrected(size: Corrected): Scope<Chord, Role> {
  const {
    identifiers,
    listLength,
    members = listLength + 1,
    inbox = 'none',
    unless,
    churn,
    properties = [],
  } = size;
  const all = circle(identifiers);
  const failures = unless === undefined ? '' : `, failures may leave too few ${unless}`;
  return kit.scope({
    says: `lists of ${listLength}, ${size.isOneRing ? 'one ideal ring' : 'every ideal ring'} of ${members} as initial world${failures}`,
    properties: [soundRings[listLength], noDuplicates, ringGrows, ...properties],
    system: (actor) => ({
      ...shared,
      nodes: nodes(all, actor('corrected')),
      setting: { identifiers, checksAdopted: true, inbox },
      crash: { inbox: 'lost', returns: 'absent', when: leavesSound(size) },
      budget: { crash: churn, restart: churn },
      births: (node, standing) => contactsFor(node, membersOf(standing)).map((via) => ({ via })),
      starts: rings(all, members, listLength).slice(0, size.isOneRing ? 1 : undefined),
    }),
  });
}

/** The initial worlds: every ideal ring of this many of these nodes. */
function rings(
  all: readonly NodeId[],
  members: number,
  listLength: number,
): readonly Readonly<Record<NodeId, Start<Chord>>>[] {
  return chosen(all, members).map((ring) => ({
    ...absent(all),
    ...Object.fromEntries(
      [...idealRing(ring, listLength)].map(([node, draw]) => [node, { up: undefined, draw }]),
    ),
  }));
}

function chosen<T>(from: readonly T[], count: number): readonly (readonly T[])[] {
  if (count === 0) return [[]];
  return from.flatMap((one, at) => chosen(from.slice(at + 1), count - 1).map((rest) => [one, ...rest]));
}

function absent(nodes: readonly NodeId[]): Readonly<Record<NodeId, Start<Chord>>> {
  return Object.fromEntries(nodes.map((node) => [node, { absent: true }]));
}

const shared = {
  network: 'set',
  calls: 'atomic',
  timersMs: {
    stabilize: [1_000, 1_000],
    adopt: [50, 100],
    rectify: [50, 100],
    update: [1_000, 1_000],
    reconcile: [1_000, 1_000],
    flush: [1_000, 1_000],
  },
} satisfies Partial<System<Chord>>;

/** The scope of schedules with this many nodes. */
export function sized(identifiers: number): Scope<Chord, Role> {
  return corrected({ identifiers, listLength: 2, isOneRing: true, properties: [becomesIdeal] });
}

const asPublished = { identifiers: 3, checksJoined: false, checksAdopted: false, fails: true };
const withChecks = { ...asPublished, checksJoined: true, checksAdopted: true };

/** The scopes by name. */
export const scopes = {
  default: corrected({
    identifiers: 4,
    listLength: 2,
    properties: [...claimsKept, becomesIdeal, soundRingIsInductive('Sound Ring Is Inductive', 4, 2)],
  }),
  slot: corrected({ identifiers: 4, listLength: 2, inbox: 'slot', churn: 1, properties: [becomesIdeal] }),
  'one-change': corrected({
    identifiers: 5,
    listLength: 2,
    churn: 1,
    properties: [becomesIdeal, soundRingIsInductive('Sound Ring On Five Is Inductive', 5, 2)],
  }),
  'list-3': corrected({ identifiers: 5, listLength: 3 }),
  nightly: corrected({ identifiers: 5, listLength: 2, properties: claimsKept }),
  'two-begin': corrected({ identifiers: 4, listLength: 2, members: 2 }),
  'few-principals': corrected({ identifiers: 4, listLength: 2, unless: 'principals' }),
  'few-entries': corrected({ identifiers: 5, listLength: 2, unless: 'live entries' }),
  storm: sized(8),
  original: original(asPublished),
  'original-join': original({ ...asPublished, checksJoined: true }),
  'original-both': original(withChecks),
  'original-final': original({ ...withChecks, isFinal: true, identifiers: 4 }),
  'original-calm': original({ ...asPublished, fails: false }),
} satisfies Record<string, Scope<Chord, Role>>;

/**
 * The systems in which both protocols are checked. An absent node is no member; it joins through whomever the environment hands it,
 * and it is handed only members between whom and whose successor it belongs: to look these up is not part of this.
 *
 * Members fail only where Zave says that they may, which depends on how all of them stand.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { CrashRule, Start, System } from '../../checker/semantics/system.ts';
import type { Standing } from '../../checker/semantics/world.ts';
import { nodes } from '../../checker/suite/kit.ts';
import type { Scope } from '../../checker/suite/suite.ts';
import type { Admission, Chord, ChordView } from '../../models/chord/messages.ts';
import { keepsItself } from './inductive.ts';
import { kit } from './kit.ts';
import {
  becomesIdeal,
  claims,
  claimsKept,
  everybodyJoins,
  noDuplicates,
  ringGrows,
  soundRings,
} from './promises.ts';
import { allHaveLiveEntry, circle, contactsFor, idealRing, principals } from './ring.ts';

type Role = 'original' | 'corrected';
type All = ReadonlyMap<NodeId, Standing<Chord>>;
type When = NonNullable<CrashRule<Chord>['when']>;

function membersOf(all: All): ReadonlyMap<NodeId, ChordView> {
  return new Map([...all].flatMap(([node, one]) => ('up' in one ? [[node, one.up]] : [])));
}

function without(node: NodeId, members: ReadonlyMap<NodeId, ChordView>): ReadonlyMap<NodeId, ChordView> {
  return new Map([...members].filter(([member]) => member !== node));
}

// ------------------------------------------------------------- the original protocol

/**
 * Fails only who leaves nobody without a live successor: whoever has it first has another live one, and whoever has it second
 * a live first one; and nobody whose two successors are the same (Zave 2012).
 */
const leavesNobody: When = (node, all) => {
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
  /** Nobody joins at a successor that is down. */
  readonly checksJoined: boolean;
  /** Nobody adopts a node that is down. */
  readonly checksAdopted: boolean;
  readonly fails: boolean;
  /** Whoever has failed never comes back. */
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
    says: `joins ${checksJoined ? 'at live successors alone' : 'unchecked'}`,
    properties: [everybodyJoins, becomesIdeal, ...(fails ? claims : [])],
    system: (actor) => ({
      ...shared,
      nodes: nodes(all, actor('original')),
      setting: { identifiers, checksAdopted, inbox: 'none' },
      timerConstraints: { stabilize: { afterOwnDelivered: true } },
      // A node that is down, and not absent, was a member before.
      crash: fails
        ? { inbox: 'lost', outbox: 'lost', returns: isFinal ? 'recovered' : 'absent', when: leavesNobody }
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
  /** How many members a ring begins with; one more than a list has entries unless given. */
  readonly members?: number;
  readonly inbox?: 'none' | 'slot';
  /** Which of the two conditions under which a member may fail is left out. */
  readonly unless?: 'principals' | 'live entries';
  /** Failures and joins, in all; any number unless given. */
  readonly churn?: number;
  /** Not from every ring of so many, but from one. */
  readonly isOneRing?: true;
  /** What is promised besides. */
  readonly promises?: NonNullable<Scope<Chord>['properties']>;
}

/**
 * Fails only who leaves every other member with a live entry, and of principals only one of more than r + 1 (Zave 2017). They are
 * counted before it fails, which is stricter than to count those that are left: its own list may be what passes over another.
 */
function leavesSound({ listLength, unless }: Corrected): When {
  return (node, all) => {
    const members = membersOf(all);
    if (unless !== 'live entries' && !allHaveLiveEntry(without(node, members))) return false;
    if (unless === 'principals') return true;
    const those = principals(members);
    return !those.includes(node) || those.length > listLength + 1;
  };
}

function corrected(size: Corrected): Scope<Chord, Role> {
  const { identifiers, listLength, members = listLength + 1, inbox = 'none', unless, churn, promises } = size;
  const all = circle(identifiers);
  const failures = unless === undefined ? '' : `, failures that leave too few ${unless}`;
  return kit.scope({
    says: `lists of ${listLength}, ${size.isOneRing ? 'an' : 'every'} ideal ring of ${members}${failures}`,
    properties: [soundRings[listLength], noDuplicates, ringGrows, ...(promises ?? [])],
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

/** Every ideal ring of so many of these nodes. */
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

function absent(those: readonly NodeId[]): Readonly<Record<NodeId, Start<Chord>>> {
  return Object.fromEntries(those.map((node) => [node, { absent: true }]));
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

/** For schedules: as many nodes as asked for. */
export function sized(identifiers: number): Scope<Chord, Role> {
  return corrected({ identifiers, listLength: 2, isOneRing: true, promises: [becomesIdeal] });
}

const asPublished = { identifiers: 3, checksJoined: false, checksAdopted: false, fails: true };
const checked = { ...asPublished, checksJoined: true, checksAdopted: true };

export const scopes = {
  default: corrected({
    identifiers: 4,
    listLength: 2,
    promises: [...claimsKept, becomesIdeal, keepsItself('Sound Ring Keeps Itself', 4, 2)],
  }),
  slot: corrected({ identifiers: 4, listLength: 2, inbox: 'slot', churn: 1, promises: [becomesIdeal] }),
  'one-change': corrected({
    identifiers: 5,
    listLength: 2,
    churn: 1,
    promises: [becomesIdeal, keepsItself('Sound Ring On Five Keeps Itself', 5, 2)],
  }),
  'list-3': corrected({ identifiers: 5, listLength: 3 }),
  nightly: corrected({ identifiers: 5, listLength: 2, promises: claimsKept }),
  'two-begin': corrected({ identifiers: 4, listLength: 2, members: 2 }),
  'few-principals': corrected({ identifiers: 4, listLength: 2, unless: 'principals' }),
  'few-entries': corrected({ identifiers: 5, listLength: 2, unless: 'live entries' }),
  storm: sized(8),
  original: original(asPublished),
  'original-join': original({ ...asPublished, checksJoined: true }),
  'original-both': original(checked),
  'original-final': original({ ...checked, isFinal: true, identifiers: 4 }),
  'original-calm': original({ ...asPublished, fails: false }),
} satisfies Record<string, Scope<Chord, Role>>;

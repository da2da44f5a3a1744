/**
 * The scopes of fingers, lookups and keys. A circle looks the same from each of its points, so in static rings one
 * origin, N0, in every ring that contains it covers all of them.
 *
 * The maintenance calls by `calls: 'atomic'` here, or rests: the scopes of the ring explore its messages.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { CrashRule, Start } from '../../../checker/semantics/system.ts';
import type { Standing } from '../../../checker/semantics/world.ts';
import type { LooseSystem } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import { nodeAt } from '../../../models/chord/identifiers.ts';
import type {
  ChordNode,
  Key,
  NodeInput,
  NodeSetting,
  NodeTimer,
  NodeView,
} from '../../../models/chord/node/messages.ts';
import { allHaveLiveEntry, circle, contactsFor, idealRing, principals } from '../ring.ts';
import * as keyed from './key-properties.ts';
import { adversaries, kit } from './kit.ts';
import * as property from './lookup-properties.ts';
import { membersIn, type NodeViews, ownerOf, rightFingers } from './owners.ts';
import { isQuiet } from './properties.ts';

type Role = 'node';
type All = ReadonlyMap<NodeId, Standing<ChordNode>>;
type Properties = NonNullable<Scope<ChordNode, Role>['properties']>;

/** The views of the nodes that are up. */
function viewsOf(all: All): ReadonlyMap<NodeId, NodeView> {
  return new Map([...all].flatMap(([node, one]) => ('up' in one ? [[node, one.up]] : [])));
}

/** Zave's assumption on failures: each member keeps a live entry, and more than r principals are left. */
export function leavesSound(node: NodeId, members: NodeViews, listLength: number): boolean {
  const others = new Map([...members].filter(([member]) => member !== node));
  const all = principals(members);
  return allHaveLiveEntry(others) && (!all.includes(node) || all.length > listLength + 1);
}

/** The parts of a scope. */
export interface Parts {
  readonly identifiers: number;
  /** The members of the initial rings. */
  readonly rings: readonly (readonly NodeId[])[];
  readonly listLength?: number;
  readonly lookups?: NodeSetting['lookups'];
  /** The number of the highest finger; by default as many as the circle needs. */
  readonly fingers?: number;
  /** Whether the initial rings have their fingers. */
  readonly hasFingers?: boolean;
  readonly replicas?: number;
  /** Keys that their owners store at first, without copies. */
  readonly keys?: readonly Key[];
  /** What a node may ask at any time while it has no lookup open. */
  readonly inputs?: (node: NodeId) => readonly NodeInput[];
  /** The timers that fire, by default that of lookups alone. */
  readonly timers?: readonly NodeTimer[];
  /** A lookup's timer fires only once no message changes anything. */
  readonly isPatient?: boolean;
  /** The one node that fixes its fingers; by default all nodes do. */
  readonly fixer?: NodeId;
  /** The nodes that stabilize; by default all. */
  readonly stabilizers?: readonly NodeId[];
  /** The nodes that may fail; by default all. */
  readonly failing?: readonly NodeId[];
  readonly joins?: number;
  readonly failures?: number;
  /** A further condition on failures. */
  readonly mayFail?: (node: NodeId, members: NodeViews) => boolean;
  /** The adversaries among the members. */
  readonly hostile?: Readonly<Record<NodeId, keyof typeof adversaries>>;
  readonly says?: string;
  readonly properties: Properties;
  readonly system?: Partial<LooseSystem<ChordNode>>;
}

const timers: readonly NodeTimer[] = ['join', 'stabilize', 'adopt', 'fixFingers', 'lookup', 'replicate'];

/** The bits of a circle's identifiers. */
function bitsOf(identifiers: number): number {
  return Math.ceil(Math.log2(identifiers));
}

/** The scope with these parts. */
export function scopeOf(parts: Parts): Scope<ChordNode, Role> {
  const all = circle(parts.identifiers);
  const {
    identifiers,
    rings,
    listLength = 2,
    lookups = 'iterative',
    fingers = bitsOf(identifiers) - 1,
    hasFingers = true,
    replicas = 0,
    keys = [],
    inputs = () => [],
    timers: firing = ['lookup'],
    isPatient = false,
    joins = 0,
    failures = 0,
    fixer,
    stabilizers = all,
    failing,
    mayFail = () => true,
  } = parts;
  const setting: NodeSetting = { identifiers, listLength, fingers, lookups, replicas };
  const crash: CrashRule<ChordNode> = {
    inbox: 'lost',
    returns: 'absent',
    ...(failing !== undefined && { nodes: failing }),
    when: (node, standings) => {
      const members = membersIn(viewsOf(standings));
      return leavesSound(node, members, listLength) && mayFail(node, members);
    },
  };
  const never = timers.filter((timer) => !firing.includes(timer)).map((timer) => [timer, { nodes: [] }]);
  return kit.scope({
    says: parts.says,
    properties: parts.properties,
    system: (actor) => ({
      nodes: Object.fromEntries(
        all.map((node) => {
          const role = parts.hostile?.[node];
          return [node, role === undefined ? actor('node') : adversaries[role]];
        }),
      ),
      network: 'set',
      calls: 'atomic',
      setting,
      inputs: (view, node) => (view.stage === 'member' && view.lookups.size === 0 ? inputs(node) : []),
      timerConstraints: {
        stabilize: { nodes: stabilizers },
        // The period of copies is longer than the way of a message.
        replicate: { afterOwnDelivered: true },
        ...Object.fromEntries(never),
        ...(isPatient && { lookup: { afterQuiet: all } }),
        ...(fixer !== undefined && { fixFingers: { nodes: [fixer] } }),
      },
      crash: failures > 0 ? crash : undefined,
      births: (node, standings) =>
        joins > 0
          ? contactsFor(node, membersIn(viewsOf(standings)))
              .slice(0, 1)
              .map((via) => ({ via }))
          : [],
      budget: { crash: failures > 0 ? failures : undefined, restart: joins },
      timersMs,
      starts: rings.map((members) => start(members, all, setting, hasFingers, keys)),
      ...parts.system,
    }),
  });
}

/** The time of each timer in a fault-free phase. */
const timersMs: Readonly<Partial<Record<NodeTimer, readonly [number, number]>>> = {
  join: [500, 500],
  stabilize: [900, 1_100],
  adopt: [50, 150],
  fixFingers: [900, 1_100],
  lookup: [500, 500],
  replicate: [2_000, 2_000],
};

/** The initial world of an ideal ring. */
function start(
  members: readonly NodeId[],
  all: readonly NodeId[],
  setting: NodeSetting,
  hasFingers: boolean,
  keys: readonly Key[],
): Readonly<Record<NodeId, Start<ChordNode>>> {
  const ring = idealRing(members, setting.listLength);
  return Object.fromEntries(
    all.map((node): [NodeId, Start<ChordNode>] => {
      const place = ring.get(node);
      if (place === undefined) return [node, { absent: true }];
      const draw = {
        ...place,
        fingers: hasFingers ? rightFingers(node, members, setting) : new Map(),
        keys: new Set(keys.filter((key) => ownerOf(key, members) === node)),
      };
      return [node, { up: undefined, draw }];
    }),
  );
}

/** Every ring of a circle that contains N0. */
export function ringsOfN0(identifiers: number): readonly (readonly NodeId[])[] {
  return Array.from({ length: 2 ** (identifiers - 1) }, (_, chosen) => [
    nodeAt(0),
    ...circle(identifiers).filter((_, at) => at > 0 && (chosen >> (at - 1)) & 1),
  ]);
}

/** Lookups of these keys by one node. */
function looksUp(origin: NodeId, ...keys: readonly Key[]): (node: NodeId) => readonly NodeInput[] {
  const all = keys.map((key): NodeInput => ({ type: 'lookup', key }));
  return (node) => (node === origin ? all : []);
}

/** Puts of one key by some nodes. */
function puts(key: Key, ...origins: readonly NodeId[]): (node: NodeId) => readonly NodeInput[] {
  return (node) => (origins.includes(node) ? [{ type: 'put', key }] : []);
}

const ways = ['iterative', 'recursive'] as const;

/** The same scope for both ways to look up. */
function bothWays({ says, ...parts }: Omit<Parts, 'lookups'>) {
  return kit.family({
    says,
    members: Object.fromEntries(ways.map((lookups) => [lookups, scopeOf({ ...parts, lookups })])),
  });
}

/** Lookups in every ring of a circle, by nodes that wait long enough. */
function ideal(identifiers: 8) {
  return bothWays({
    says: `every ring of a circle of ${identifiers} with right fingers, up to rotation`,
    identifiers,
    rings: ringsOfN0(identifiers),
    inputs: looksUp('N0', ...property.keysOf(identifiers)),
    isPatient: true,
    properties: [
      property.ownerIsFound,
      property.boundOf[identifiers],
      property.goalOf[identifiers],
      property.neverFails,
      property.neverGivesUp,
      property.lookupsEnd,
      property.neverToItself,
    ],
  });
}

const stabilizing: readonly NodeTimer[] = ['stabilize', 'adopt'];

/** Lookups while a node joins a ring of 3. */
const whileJoining: Omit<Parts, 'lookups' | 'properties'> = {
  says: 'a ring of 3 with right fingers',
  identifiers: 5,
  rings: [['N0', 'N1', 'N3']],
  inputs: looksUp('N0', 'K2'),
  timers: ['lookup', ...stabilizing],
  joins: 1,
};

/** Keys in a ring of 3 that a node joins. */
const handover: Parts = {
  says: 'a ring of 3 whose first owner stores a key; the timer replicate never fires',
  identifiers: 4,
  rings: [['N0', 'N1', 'N3']],
  fingers: 0,
  replicas: 1,
  keys: ['K2'],
  timers: stabilizing,
  joins: 1,
  properties: [keyed.ownersGetKeys, keyed.keyIsKept, keyed.oneOwner],
};

// ------------------------------------------------------------- adversaries

/** Lookups and a put in a static ring in which these nodes are adversaries. */
function against(
  ring: readonly NodeId[],
  hostile: Readonly<Record<NodeId, keyof typeof adversaries>>,
  inputs: NonNullable<Parts['inputs']>,
  properties: Properties,
  replicas = 0,
): Scope<ChordNode, Role> {
  const names = Object.keys(hostile);
  return scopeOf({
    says: `a ring of ${ring.length} with right fingers`,
    identifiers: 8,
    rings: [ring],
    replicas,
    inputs,
    isPatient: true,
    properties,
    hostile,
    system: { adversaries: names },
  });
}

/** The scopes by name. */
export const lookupScopes = {
  liar: against(property.ringWithLiar, { N4: 'liar' }, looksUp('N0', ...property.keysOf(8)), [
    property.foundUpToLiar,
    property.foundDespiteLiar,
    property.boundOf[8],
    property.lookupsEnd,
    property.neverFails,
  ]),
  sybil: against(property.ringWithSybil, { N4: 'sybil', N5: 'sybil' }, looksUp('N0', ...property.keysOf(8)), [
    property.foundUpToSybil,
    property.foundDespiteSybil,
    property.boundOf[8],
    property.lookupsEnd,
    property.neverFails,
  ]),
  'sybil-put': against(
    property.ringWithSybil,
    { N4: 'sybil', N5: 'sybil' },
    puts('K6', 'N0'),
    [keyed.storedIsKept, property.lookupsEnd],
    2,
  ),
  'lookup-ideal': ideal(8),
  'lookup-ring': bothWays({
    says: 'the full ring of a circle of 8 with right fingers',
    identifiers: 8,
    rings: [circle(8)],
    inputs: looksUp('N0', ...property.keysOf(8)),
    isPatient: true,
    properties: [
      property.ownerIsFound,
      property.boundOf[8],
      property.goalOf[8],
      property.neverFails,
      property.neverGivesUp,
      property.neverToItself,
    ],
  }),
  'lookup-anywhere': scopeOf({
    says: 'a ring of 3 with right fingers, and an origin whose way passes identifier 0',
    identifiers: 4,
    rings: [['N1', 'N2', 'N3']],
    inputs: looksUp('N2', 'K1'),
    isPatient: true,
    properties: [property.ownerIsFound, property.boundOf[4], property.goalOf[4], property.neverFails],
  }),
  'lookup-loss': bothWays({
    says: 'a ring of 5 with right fingers',
    identifiers: 8,
    rings: [['N0', 'N2', 'N4', 'N6', 'N7']],
    inputs: looksUp('N0', 'K7'),
    properties: [property.ownerIsFound, property.boundOf[8], property.lookupsEnd],
    system: { lossy: true },
  }),
  'lookup-failure': bothWays({
    says: 'a ring of 4 with right fingers',
    identifiers: 8,
    rings: [['N0', 'N2', 'N4', 'N6']],
    inputs: looksUp('N0', 'K5'),
    timers: ['lookup', ...stabilizing],
    stabilizers: ['N0', 'N2'],
    failing: ['N2', 'N4', 'N6'],
    failures: 1,
    properties: [
      property.noMemberMissed,
      property.lookupsEnd,
      property.triedIsLeft,
      property.forwarderIsKept,
    ],
  }),
  'lookup-join': bothWays({
    ...whileJoining,
    properties: [
      property.newcomerMissed,
      property.newcomerFound,
      property.lookupsEnd,
      property.routesOf[5],
      keyed.oneOwner,
      keyed.oneOwnerAlways,
    ],
  }),
  fingers: bothWays({
    says: 'every ring of 3 members or more with N0, without fingers at first',
    identifiers: 4,
    rings: ringsOfN0(4).filter((ring) => ring.length >= 3),
    hasFingers: false,
    timers: ['lookup', 'fixFingers'],
    isPatient: true,
    properties: [property.fingersOf[4]],
  }),
  'fingers-of-8': scopeOf({
    says: 'one ring of 4; N0 alone fixes its fingers, which it lacks at first',
    identifiers: 8,
    rings: [['N0', 'N1', 'N3', 'N5']],
    hasFingers: false,
    timers: ['lookup', 'fixFingers'],
    isPatient: true,
    properties: [property.fingersOf[8]],
    fixer: 'N0',
  }),
  put: scopeOf({
    says: 'a ring of 3 that does not change',
    identifiers: 4,
    rings: [['N0', 'N1', 'N2']],
    fingers: 0,
    replicas: 3,
    inputs: puts('K2', 'N0'),
    timers: ['lookup', 'replicate'],
    properties: [keyed.storedIsKept, keyed.somePutEnds, keyed.copiesOf[3], property.lookupsEnd],
  }),
  'put-pair': scopeOf({
    says: 'a ring of 2, which is smaller than a list',
    identifiers: 4,
    rings: [['N0', 'N2']],
    fingers: 0,
    replicas: 3,
    inputs: puts('K1', 'N0'),
    timers: ['lookup', 'replicate'],
    properties: [keyed.storedIsKept, keyed.somePutEnds, property.lookupsEnd],
  }),
  'put-failure': scopeOf({
    says: 'a ring of 4',
    identifiers: 4,
    rings: [['N0', 'N1', 'N2', 'N3']],
    fingers: 0,
    replicas: 2,
    inputs: puts('K1', 'N0'),
    timers: ['lookup', 'replicate', ...stabilizing],
    stabilizers: ['N0', 'N1'],
    failing: ['N1', 'N2'],
    failures: 1,
    properties: [keyed.storedIsKept, keyed.somePutEnds, keyed.copiesOf[2], property.lookupsEnd],
  }),
  'put-burst': scopeOf({
    says: 'a ring of 6 that makes no repair: both members with the key may fail',
    identifiers: 6,
    rings: [circle(6)],
    listLength: 3,
    fingers: 0,
    replicas: 2,
    inputs: puts('K1', 'N0'),
    isPatient: true,
    failing: ['N1', 'N2'],
    failures: 2,
    properties: [keyed.somePutEnds, keyed.storedIsKept],
  }),
  'put-join': scopeOf({
    says: 'a ring of 3',
    identifiers: 4,
    rings: [['N0', 'N1', 'N3']],
    fingers: 0,
    replicas: 2,
    inputs: puts('K2', 'N0'),
    timers: ['lookup', 'replicate', ...stabilizing],
    isPatient: true,
    stabilizers: ['N1', 'N2'],
    joins: 1,
    properties: [keyed.storedIsKept, keyed.somePutEnds, keyed.copiesOf[2]],
  }),
  /** Schedules: all of it at once, with calls by messages. */
  'lookup-storm': scopeOf({
    says: 'a ring of 8',
    identifiers: 16,
    rings: [circle(16).filter((_, at) => at % 2 === 0)],
    hasFingers: false,
    replicas: 3,
    inputs: (node) => [
      { type: 'lookup', key: 'K5' },
      { type: 'put', key: node === 'N4' ? 'K9' : 'K14' },
    ],
    timers,
    joins: 2,
    failures: 2,
    mayFail: (_, members) => isQuiet(members),
    properties: [keyed.storedIsKept, keyed.oneOwner, keyed.copiesOf[3], property.fingersOf[16]],
    system: { calls: 'messages', lossy: true },
  }),
  handover: scopeOf(handover),
  'key-loss': scopeOf({
    ...handover,
    says: 'a ring of 3 whose first owner stores a key',
    timers: ['replicate', ...stabilizing],
    system: { lossy: true },
    properties: [keyed.keyIsKept, keyed.ownersGetKeys],
  }),
  'key-failures': scopeOf({
    says: 'a ring of 5 whose first owner stores a key; a member fails only once the keys have all their copies',
    identifiers: 5,
    rings: [circle(5)],
    fingers: 0,
    replicas: 2,
    keys: ['K2'],
    timers: ['replicate', ...stabilizing],
    stabilizers: ['N1', 'N2'],
    failing: ['N2', 'N3'],
    failures: 2,
    mayFail: (_, members) => keyed.isReplicated(members, 2),
    properties: [keyed.keyIsKept, keyed.copiesOf[2]],
  }),
};

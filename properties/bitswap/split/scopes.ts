/**
 * The scopes of the split factor's suite: receipts alone; requests to one to five partners whose messages are
 * lost, for the division; and sessions with partners that answer.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type {
  BitswapSplit,
  Key,
  SessionView,
  SplitInput,
  SplitSetting,
} from '../../../models/bitswap/split/messages.ts';
import { code, lecture } from '../../../models/bitswap/split/split.ts';
import { kit, partner } from './kit.ts';
import * as property from './properties.ts';

type Properties = NonNullable<Scope<BitswapSplit, 'session'>['properties']>;
type Change = Partial<LooseSystem<BitswapSplit>>;

/** The thresholds of the code; all receipts count. */
const standard: SplitSetting = { thresholds: code, counts: 'all', holds: {} };

interface Parts extends Partial<SplitSetting> {
  readonly says: string;
  readonly partners: readonly NodeId[];
  /** What the user does at a session with this view. */
  inputs(view: SessionView): readonly SplitInput[];
  readonly properties: Properties;
  readonly change?: Change;
}

function scope({ says, partners, inputs, properties, change, ...setting }: Parts) {
  return kit.scope<'session'>({
    says,
    properties,
    system: (actor) => ({
      nodes: { a: actor('session'), ...nodes(partners, partner) },
      setting: { ...standard, ...setting },
      network: 'fifo',
      inputs: (view) => (view.role === 'session' ? inputs(view) : []),
      timersMs: { idle: [1_000, 1_000] },
      ...change,
    }),
  });
}

const both: readonly SplitInput[] = [{ type: 'unique' }, { type: 'duplicate' }];

/** What the code promises of the split. */
const ofCode: Properties = [
  ...[property.manyRaise, property.fewLower, property.staysBetween, property.splitsFully],
];

/** A session that counts at most so many receipts. */
function receipts(most: number, properties: Properties, setting: Partial<SplitSetting> = {}) {
  return scope({
    says: `at most ${most} receipts`,
    partners: [],
    inputs: ({ received }) => (received < most ? both : []),
    properties,
    ...setting,
  });
}

const names: readonly NodeId[] = ['b', 'c', 'd', 'e', 'f'];
const keys: readonly Key[] = ['v', 'w', 'x', 'y', 'z'];

/** Requests of one to five keys at any split up to 7, of which no message arrives. */
function divisions(count: number) {
  const partners = names.slice(0, count);
  return scope({
    says: 'one request of 1 to 5 keys at a split of 1 to 7',
    partners,
    inputs: ({ received, wanted }) => [
      ...(received < 7 ? both : []),
      ...(wanted.size === 0
        ? keys.map((_, at): SplitInput => ({ type: 'want', keys: keys.slice(0, at + 1) }))
        : []),
    ],
    properties: [property.everyKeyAsked, property.evenLoads, property.divides],
    change: {
      severed: partners.map((to) => ['a', to] as const),
      timerConstraints: { idle: { nodes: [] } },
    },
  });
}

/** A user that wants one block after another. */
function oneByOne(wishes: readonly Key[]): Parts['inputs'] {
  return ({ wanted, past }) => {
    const next = wishes.find((key) => !past.has(key));
    return wanted.size === 0 && next !== undefined ? [{ type: 'want', keys: [next] }] : [];
  };
}

/** A user that wants several blocks at once. */
function atOnce(wishes: readonly Key[]): Parts['inputs'] {
  return ({ wanted, past }) => (wanted.size + past.size === 0 ? [{ type: 'want', keys: wishes }] : []);
}

const ofSession: Properties = [
  ...[property.everyKeyAsked, property.evenLoads, property.divides],
  ...[property.wantedArrives, property.duplicateArrives],
];

/** Two blocks, both held by the partners that a split of 2 does not ask for one block. */
const misses = {
  partners: ['b', 'c', 'd', 'e'],
  holds: { c: ['x', 'y'], e: ['x', 'y'] },
  inputs: oneByOne(['x', 'y']),
} satisfies Partial<Parts>;

/** The scopes of the default family by name. */
const members = {
  receipts: receipts(20, ofCode),
  ...Object.fromEntries(names.map((_, at) => [`division-${at + 1}`, divisions(at + 1)])),
  session: scope({
    says: 'three blocks at once, each at two of three partners',
    partners: ['b', 'c', 'd'],
    holds: { b: ['x', 'y'], c: ['y', 'z'], d: ['z', 'x'] },
    inputs: atOnce(['x', 'y', 'z']),
    properties: ofSession,
  }),
  stray: scope({
    says: 'one block, and one that the user did not want',
    partners: ['b', 'c'],
    holds: { b: ['x'], c: ['x'] },
    inputs: atOnce(['x']),
    properties: [property.wantedArrives],
    change: {
      injects: [{ from: 'b', to: 'a', message: { type: 'Block', key: 'z' } }],
      budget: { inject: 1 },
    },
  }),
  targeted: scope({
    says: 'two blocks one by one, at partners that are not asked first',
    ...misses,
    counts: 'targeted',
    properties: [property.wantedArrives, property.broadcastsDoNotRaise],
  }),
};

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: '20 receipts, requests to 1 to 5 partners, and sessions whose partners answer',
    members,
  }),
  receipts: members.receipts,
  'division-2': divisions(2),
  'division-5': divisions(5),
  session: members.session,
  nightly: receipts(40, ofCode),
  lecture: receipts(20, [property.neverSplits], { thresholds: lecture }),
  // Where the published rule does not do what a user expects, so that claims are refuted.
  first: receipts(2, [property.waitsForReceipts]),
  streak: scope({
    says: '20 unique blocks, then duplicates',
    partners: [],
    inputs: ({ received }) => [
      ...(received < 20 ? [{ type: 'unique' } as const] : []),
      ...(received >= 20 && received < 60 ? [{ type: 'duplicate' } as const] : []),
    ],
    properties: [property.duplicatesInARow],
  }),
  misses: scope({
    says: 'two blocks one by one, at partners that are not asked first',
    ...misses,
    properties: [property.holderAsked, property.broadcastsDoNotRaise, property.wantedArrives],
  }),
  // Without exhaustion.
  storm: scope({
    says: 'eight blocks at once, each at two of five partners',
    partners: names,
    holds: Object.fromEntries(
      names.map((name, at) => [
        name,
        Array.from({ length: 8 }, (_, key) => `k${key}`).filter(
          (_, key) => key % 5 === at || (key + 2) % 5 === at,
        ),
      ]),
    ),
    inputs: atOnce(Array.from({ length: 8 }, (_, key) => `k${key}`)),
    properties: ofSession,
  }),
};

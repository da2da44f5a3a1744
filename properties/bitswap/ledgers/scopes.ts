/**
 * The scopes of the ledgers' suite: two nodes that exchange blocks, with no, some or any number of silences; a
 * node that only takes; and storms. A silence is a fault: the search may let it end a connection at any time.
 */
import type { Actor } from '../../../checker/actors/actor.ts';
import type { System } from '../../../checker/semantics/system.ts';
import { type LooseSystem, nodes } from '../../../checker/suite/kit.ts';
import type { Scope } from '../../../checker/suite/suite.ts';
import type { BlockName, Ledgers, LedgersSetting } from '../../../models/bitswap/ledgers/messages.ts';
import { bothWays, neverRefused, uniform } from './draws.ts';
import { kit, liar, poisoner } from './kit.ts';
import * as property from './properties.ts';

/** The mended protocol: a has x and needs y, and b the reverse; a block has one byte. */
export const mended: LedgersSetting = {
  blocks: { a: { have: ['x'], need: ['y'] }, b: { have: ['y'], need: ['x'] } },
  ledgers: {},
  blockBytes: 1,
  comparison: 'mirrored',
  late: 'kept',
  answersMatch: true,
  answersClose: false,
  forgetsRefusal: false,
  repeatsWants: false,
};

/** The size of a block in practice, in bytes: 256 KiB. */
const blockBytes = 262_144;

/** a has x and y, which b needs; b gives nothing. */
const consumer: Partial<LedgersSetting> = {
  blocks: { a: { have: ['x', 'y'], need: [] }, b: { have: [], need: ['x', 'y'] } },
  blockBytes,
};

/** Ledgers from before. */
const aEarned = { a: { sent: 2, recv: 1 } };
/** Of two that gave and took unequally. */
export const unequal = { ...aEarned, b: { sent: 1, recv: 2 } };

type Change = Partial<LooseSystem<Ledgers>>;
type Properties = NonNullable<Scope<Ledgers, 'node'>['properties']>;

/** Silence never ends a connection. */
const neverSilent: Change = { timerConstraints: { silence: { nodes: [] } } };

/** Silence ends a connection only where no message is under way. */
const patient: Change = { timerConstraints: { silence: { afterQuiet: ['a', 'b'] } } };

/** At most this many silences, at any time. */
function silences(silence: number): Change {
  return { bounds: { silence } };
}

const timersMs = {
  reopen: [1_000, 2_000],
  silence: [30_000, 30_000],
  cooldown: [10_000, 10_000],
  wants: [5_000, 10_000],
} satisfies System<Ledgers>['timersMs'];

/** Silence ends connections in the storm, and no more in the fault-free phase: the promise Opened excludes it. */
const silentInStorm: Change = { timersMs: { ...timersMs, silence: [3_600_000, 3_600_000] } };

/** What a scope has beside its setting. */
interface Options {
  readonly properties?: Properties;
  readonly throws?: typeof bothWays;
  /** The actor of b, where it is another one. */
  readonly b?: Actor<Ledgers>;
}

function scope(
  says: string,
  setting: Partial<LedgersSetting>,
  change: Change,
  { properties = [], throws = bothWays, b }: Options = {},
): Scope<Ledgers, 'node'> {
  const whole = { ...mended, ...setting };
  return kit.scope({
    says,
    properties,
    system: (actor) => ({
      nodes: { ...nodes(['a', 'b'], actor('node')), ...(b !== undefined && { b }) },
      setting: whole,
      network: 'fifo',
      draws: (view, event) => throws(view, event, whole.blockBytes),
      timersMs,
      ...change,
    }),
  });
}

const exits: Change = {
  bounds: { silence: 1, exit: 1 },
  inputs: ({ phase }) => (phase === 'exited' ? [] : [{ type: 'exit' }]),
};

const crash: Change = {
  crash: { inbox: 'lost', returns: 'recovered', nodes: ['b'] },
  budget: { crash: 1 },
  timerConstraints: {
    silence: { nodes: [] },
    wants: { afterQuiet: ['a', 'b'] },
    reopen: { afterQuiet: ['a', 'b'] },
  },
};

const { ledgersMirror, creditKept, opened, messagesEnd, goneStaysGone, countedAlike } = property;

/** The scopes in which the mended protocol keeps its promises. */
const members = {
  'never-silent': scope('no silence', {}, neverSilent, {
    properties: [ledgersMirror, opened, messagesEnd, creditKept, countedAlike],
  }),
  'one-silence': scope('one silence, at any time', {}, silences(1), {
    properties: [countedAlike, property.lateBlock],
  }),
  patient: scope('silence outlasts messages', {}, patient, {
    properties: [ledgersMirror, creditKept, countedAlike],
  }),
  'two-for-one': scope(
    'x and y for z, one silence',
    { blocks: { a: { have: ['x', 'y'], need: ['z'] }, b: { have: ['z'], need: ['x', 'y'] } } },
    silences(1),
    { properties: [countedAlike] },
  ),
  exit: scope('a node leaves, one silence', {}, exits, { properties: [goneStaysGone] }),
  stored: scope('a has a ledger from before, b has none', { ledgers: aEarned }, neverSilent, {
    properties: [ledgersMirror, opened, messagesEnd],
  }),
  'stored-both': scope(
    'both have ledgers from before, which disagree',
    { ledgers: { ...aEarned, b: { sent: 2, recv: 1 } } },
    neverSilent,
    { properties: [ledgersMirror, opened, messagesEnd] },
  ),
  'stored-unequal': scope('both have ledgers from before, which agree', { ledgers: unequal }, neverSilent, {
    properties: [ledgersMirror, opened, messagesEnd, creditKept],
  }),
  crash: scope('b loses its ledger in a crash; the dice never refuse', { repeatsWants: true }, crash, {
    properties: [ledgersMirror, opened, messagesEnd],
    throws: neverRefused,
  }),
} satisfies Record<string, Scope<Ledgers, 'node'>>;

/** A long trade: blocks a1 to a6 for b1 to b6. */
function longTrade(): LedgersSetting['blocks'] {
  const blocks = (node: string): BlockName[] => [1, 2, 3, 4, 5, 6].map((n) => `${node}${n}`);
  return { a: { have: blocks('a'), need: blocks('b') }, b: { have: blocks('b'), need: blocks('a') } };
}

const storm = { blocks: longTrade() };
const taking = { blocks: { ...longTrade(), a: { have: longTrade().a?.have ?? [], need: [] } } };

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: 'the mended protocol in every kind of silence, with ledgers from before, and with a crash',
    properties: [property.satisfiedStillPossible, property.refusal, property.bothSatisfied],
    members,
  }),
  // Where no mending helps, so that claims are refuted.
  'one-silence': scope('one silence, at any time', {}, silences(1), {
    properties: [creditKept, property.everyBlockCounts],
  }),
  'late-dropped': scope(
    'one silence, at any time; late blocks are dropped',
    { late: 'dropped' },
    silences(1),
    {
      properties: [property.everyBlockCounts],
    },
  ),
  'two-silences': scope('two silences, at any time', {}, silences(2), { properties: [countedAlike] }),
  'two-silences-lucky': scope('two silences, at any time; the dice never refuse', {}, silences(2), {
    throws: neverRefused,
    properties: [messagesEnd],
  }),
  // A node that only takes.
  taker: scope('b only takes, no silence', consumer, neverSilent, {
    properties: [property.satisfiedStillPossible, property.oneFreeBlock],
  }),
  'taker-silence': scope('b only takes, one silence', consumer, silences(1), {
    properties: [property.oneFreeBlock],
  }),
  'taker-patient': scope(
    'b only takes, silence outlasts messages',
    { ...consumer, late: 'dropped' },
    patient,
    { properties: [property.oneFreeBlock] },
  ),
  liar: scope('b only takes, and forgets its ledger', { ...consumer, late: 'dropped' }, patient, {
    properties: [property.oneFreeBlock],
    b: liar,
  }),
  'liar-own': scope(
    'b only takes, and forgets its ledger; each keeps its own',
    { ...consumer, late: 'dropped', comparison: 'never' },
    patient,
    { properties: [property.oneFreeBlock], b: liar },
  ),
  poisoner: scope(
    'b sends blocks with wrong data',
    {},
    { ...silences(1), adversaries: ['b'] },
    { b: poisoner },
  ),
  'exit-never-silent': scope(
    'a node leaves, no silence',
    {},
    { ...exits, ...neverSilent, bounds: { exit: 1 } },
    {
      properties: [goneStaysGone],
    },
  ),
  // Without exhaustion.
  storm: scope('six blocks for six', storm, silentInStorm, { throws: uniform, properties: [opened] }),
  'storm-taker': scope('b only takes six blocks', { ...storm, ...taking }, {}, { throws: uniform }),
  'storm-exit': scope(
    'six blocks for six, nodes leave',
    storm,
    { inputs: exits.inputs },
    {
      throws: uniform,
      properties: [goneStaysGone],
    },
  ),
  'storm-poisoner': scope(
    'six blocks for six wrong ones',
    storm,
    { adversaries: ['b'] },
    { throws: uniform, b: poisoner },
  ),
} satisfies Record<string, unknown>;

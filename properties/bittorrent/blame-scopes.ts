/**
 * The scopes of blame and of addresses: what follows a failed piece of several sources (V2 to V4), and
 * adversaries that change their names (S17).
 */
import type { Scope } from '../../checker/suite/suite.ts';
import type { Swarm, SwarmMessage, SwarmSetting } from '../../models/bittorrent/messages.ts';
import * as blame from './blame-properties.ts';
import * as property from './properties.ts';
import { acting, type Properties, type Role, type SwarmScope, swarm } from './swarm-scope.ts';

/** A seed, a leecher and an adversary that only the leecher is connected to. */
const flank = 'SA-AP';
const blames: Properties = [property.soleSourceBanned, property.bannedStaysOut, property.completionPossible];

/** Two pieces of two blocks; P claims them all. */
const shared = {
  owned: { S: [0, 1], P: [0, 1], Q: [0, 1] },
  blocksPerPiece: 2,
  reports: 'checks',
} satisfies Partial<SwarmSetting>;

/** One piece of two blocks of the seed Q; P claims it, too, and may be snubbed. */
const stalled = {
  pieces: 1,
  blocksPerPiece: 2,
  owned: { P: [0], Q: [0] },
  upload: 'atOnce',
  snubs: true,
  reports: 'checks',
} satisfies Partial<SwarmSetting>;

/** One piece of one block; P and Q claim it, and have one address. */
const named = {
  pieces: 1,
  owned: { S: [0], P: [0], Q: [0] },
  addresses: { Q: 'P' },
  upload: 'atOnce',
  reports: 'checks',
} satisfies Partial<SwarmSetting>;

/** A dials T once P unchokes it or is banned, and S once it has asked T. */
const dialsLate: SwarmScope['inputs'] = (view, node) => {
  const end = (peer: string) => view.connections.get(peer);
  if (node !== 'A') return [];
  if (end('T')?.stage === 'closed')
    return end('P')?.isUnchoking === true || view.banned.size > 0 ? [{ type: 'dial', peer: 'T' }] : [];
  const isAsked = (end('T')?.requests.length ?? 0) > 0;
  return isAsked && end('S')?.stage === 'closed' ? [{ type: 'dial', peer: 'S' }] : [];
};

/** The scopes by name. */
export const blameScopes = {
  sole: swarm({
    links: flank,
    setting: { ...shared, blame: 'sole' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    properties: [...blames, property.someBan],
    says: 'no parole; each block of P is good or bad',
  }),
  // Without reports: the failed pieces of a bug may have no bound, and a world does not count them.
  'sole-one': swarm({
    links: flank,
    setting: { ...shared, blame: 'sole', pieces: 1, owned: { S: [0], P: [0] }, reports: 'none' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    properties: [...blames, property.completion, property.someBan],
    says: 'one piece, no parole; each block of P is good or bad',
  }),
  compare: swarm({
    links: flank,
    setting: { ...shared, blame: 'compare', pieces: 1, owned: { S: [0], P: [0] }, upload: 'atOnce' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 2,
    properties: [
      property.soleSourceBanned,
      property.bannedStaysOut,
      property.fewFailures,
      blame.differingBanned,
      blame.onlyBadBanned,
      property.someParole,
    ],
    says: 'blocks of a failed piece are compared; each block of P is good or bad',
  }),
  'parole-snub': swarm({
    links: 'QA-AP',
    setting: stalled,
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'none'],
    properties: [
      ...blames,
      property.fewFailures,
      property.completion,
      property.someParole,
      property.someSnub,
    ],
    says: 'Q is the seed, and is asked after P; each block of P is bad or never comes',
  }),
  'parole-left': swarm({
    links: 'SA-TA-AP',
    setting: {
      ...{ pieces: 1, blocksPerPiece: 2, owned: { S: [0], T: [0], P: [0] }, open: [['A', 'P']] },
      ...{ upload: 'atOnce', reports: 'checks' },
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad'],
    inputs: (view, node) =>
      view.parole.size > 0 && view.connections.get('S')?.stage === 'open'
        ? [{ type: 'disconnect', peer: 'S' }]
        : dialsLate(view, node),
    bounds: { disconnect: 1, dial: 2 },
    rounds: 'any',
    properties: [...blames, property.fewFailures, property.someParole],
    says: 'A leaves the seed S, and keeps the seed T and P; each block of P is bad',
  }),
  whitewasher: swarm({
    links: 'SA-AP-AQ',
    setting: {
      ...named,
      open: [
        ['S', 'A'],
        ['A', 'P'],
      ],
    },
    adversaries: { P: 'whitewasher', Q: 'whitewasher' },
    acts: ['bad'],
    inputs: (_, node) => (node === 'P' || node === 'Q' ? acting(comesAndGoes) : []),
    bounds: { act: 2 },
    properties: [...blames, property.fewFailures, property.someBan],
    says: 'P leaves and comes back, also as Q from the same address',
  }),
  sybil: swarm({
    links: 'SA-AP-AQ',
    setting: { ...named, blocksPerPiece: 2 },
    adversaries: { P: 'whitewasher', Q: 'whitewasher' },
    acts: ['bad', 'good'],
    properties: [...blames, property.fewFailures, property.someBan],
    says: 'P and Q are two names at one address; each of their blocks is good or bad',
  }),
  'sybil-hogs': swarm({
    links: 'SA-SP-SQ',
    setting: { ...named, upload: 'paced' },
    adversaries: { P: 'hog', Q: 'hog' },
    properties: [property.completionPossible, property.completion],
    says: 'P and Q are interested for ever and never ask',
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

const comesAndGoes: readonly SwarmMessage[] = [{ type: 'Handshake' }, { type: 'Close' }];

/** Scopes for a nightly run. */
export const blameLarge = {
  'parole-shared': swarm({
    links: 'SA-TA-AP',
    setting: {
      ...{ blocksPerPiece: 3, owned: { S: [0, 1], T: [0, 1], P: [0] }, open: [['A', 'P']] },
      ...{ upload: 'atOnce', reports: 'checks' },
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad'],
    inputs: dialsLate,
    bounds: { dial: 2 },
    rounds: 'any',
    properties: [...blames, property.fewFailures, property.someParole],
    says: 'the seeds S and T and P share a piece, and S and T the other one; each block of P is bad',
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

/** Scopes of refuted claims. */
export const blameClaimed = {
  'sole-rounds': swarm({
    links: flank,
    setting: { ...shared, blame: 'sole', upload: 'atOnce' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 3,
    properties: [property.fewFailures],
    says: 'no parole; each block of P is good or bad',
  }),
  'shared-address': swarm({
    links: 'SA-AB-AP',
    setting: {
      ...named,
      owned: { S: [0], P: [0] },
      addresses: { P: 'B' },
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad'],
    properties: [property.bannedStaysOut],
    says: 'the honest B has the address of P',
  }),
  'kept-poison': swarm({
    links: flank,
    setting: {
      ...{ pieces: 1, blocksPerPiece: 2, owned: { S: [0] }, upload: 'atOnce', pipeline: 2 },
      ...{ notAsked: 'kept', reports: 'checks' },
    },
    adversaries: { P: 'flapper' },
    inputs: (_, node) =>
      node === 'P' ? acting([{ type: 'Piece', piece: 0, begin: 0, content: 'bad' }]) : [],
    bounds: { act: 3 },
    properties: [property.fewFailures],
    says: 'P sends bad blocks that A did not ask for, at most 3',
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

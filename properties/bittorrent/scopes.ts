/**
 * The scopes of the suite of a swarm. S is a seed, A and B are leechers, P is an adversary. Blocks are uploaded
 * by steps of their own (`paced`), so a choke meets requests that are open. `swarm-scope.ts` has their form.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Scope, ScopeFamily } from '../../checker/suite/suite.ts';
import type { Swarm, SwarmInput, SwarmView } from '../../models/bittorrent/messages.ts';
import { blameClaimed, blameLarge, blameScopes } from './blame-scopes.ts';
import { kit } from './kit.ts';
import * as property from './properties.ts';
import { acting, complete, type Properties, type Role, type SwarmScope, swarm } from './swarm-scope.ts';
import { wireScopes } from './wire-scopes.ts';

// ------------------------------------------------------------- small swarms

/** Promises of service, where no request is rejected. */
const service: Properties = [
  property.chokeEmptiesQueue,
  property.chokeLosesRequests,
  property.noOpenRequest,
  property.noFault,
];
const completes: Properties = [property.completionPossible, property.completion];
const picks: Properties = [property.rarestFirst, property.endgame, property.cancels];

/** A seed and two leechers, all connected. */
const triangle = 'SA-SB-AB';

const small = {
  triangle: swarm({
    links: triangle,
    setting: { reports: 'links' },
    properties: [...service, ...picks, ...completes, property.someEndgame],
  }),
  once: swarm({
    links: triangle,
    setting: { upload: 'atOnce' },
    properties: [property.rarestFirst, ...completes],
  }),
  chain: swarm({
    links: 'SA-AB',
    setting: { pieces: 1, owned: { S: [0] }, upload: 'atOnce', reports: 'links' },
    properties: [property.noOpenRequest, ...completes],
  }),
  pair: swarm({
    links: 'AB',
    setting: { owned: { A: [0], B: [1] }, reports: 'links' },
    properties: [property.noOpenRequest, ...completes],
    says: 'A has the first piece and B the second',
  }),
  'four-nodes': swarm({
    links: complete('SABC'),
    setting: { upload: 'atOnce' },
    properties: [property.rarestFirst, ...completes],
  }),
  seeds: swarm({
    links: 'SA-TA-UA',
    setting: { pieces: 1, owned: { S: [0], T: [0], U: [0] }, reports: 'links' },
    properties: [property.noOpenRequest, property.endgame, property.cancels, property.completionPossible],
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

// ------------------------------------------------------------- adversaries

/** A seed, a leecher and an adversary that only the leecher is connected to. */
const flank = 'SA-AP';
/** Where a bound may end a run before its peers are complete. */
const poisonAtBounds: Properties = [property.soleSourceBanned, property.bannedStaysOut, property.fewFailures];
const poison: Properties = [...poisonAtBounds, property.completionPossible];

const against = {
  poisoner: swarm({
    links: flank,
    setting: { owned: { S: [0, 1], P: [0, 1] }, reports: 'checks' },
    adversaries: { P: 'poisoner' },
    acts: ['bad'],
    properties: [...poison, property.someBan],
    says: 'each block of P is bad',
  }),
  mixed: swarm({
    links: flank,
    setting: { owned: { S: [0, 1], P: [0, 1] }, blocksPerPiece: 2, reports: 'checks' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    properties: [...poison, property.someBan],
    says: 'each block of P is good or bad',
  }),
  'mixed-one': swarm({
    links: flank,
    setting: { pieces: 1, owned: { S: [0], P: [0] }, blocksPerPiece: 2, reports: 'checks' },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    properties: poison,
    says: 'each block of P is good or bad',
  }),
  'mixed-piece': swarm({
    links: flank,
    setting: {
      pieces: 1,
      owned: { S: [0], P: [0] },
      blocksPerPiece: 2,
      upload: 'atOnce',
      reports: 'checks',
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 2,
    properties: [...poisonAtBounds, property.someParole],
    says: 'each block of P is good or bad',
  }),
  parole: swarm({
    links: flank,
    setting: {
      owned: { S: [0, 1], P: [0, 1] },
      blocksPerPiece: 2,
      upload: 'atOnce',
      reports: 'checks',
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 'any',
    properties: [
      ...[...poison, property.completion],
      ...[property.someBan, property.someParole, property.someCleared],
    ],
    says: 'each block of P is good or bad',
  }),
  banned: swarm({
    links: flank,
    setting: { pieces: 1, owned: { S: [0], P: [0] }, upload: 'atOnce', reports: 'checks' },
    adversaries: { P: 'poisoner' },
    acts: ['bad'],
    inputs: (_, node) => (node === 'P' ? acting([{ type: 'Close' }, { type: 'Handshake' }]) : []),
    bounds: { act: 2 },
    properties: [property.bannedStaysOut, property.soleSourceBanned, property.someBan],
    says: 'P closes and dials again once it is banned',
  }),
  'slow-loris': swarm({
    links: flank,
    setting: { pieces: 1, owned: { S: [0], P: [0] } },
    adversaries: { P: 'slowLoris' },
    properties: [property.endgame, ...completes],
    says: 'the endgame frees the block that P never gives',
  }),
  snub: swarm({
    links: flank,
    setting: { owned: { S: [0, 1], P: [0, 1] }, endgameAskers: 1, snubs: true },
    adversaries: { P: 'slowLoris' },
    properties: [property.rarestFirst, property.completionPossible, property.someSnub],
    says: 'without an endgame the snub frees the block that P never gives',
  }),
  liar: swarm({
    links: flank,
    setting: { owned: { S: [0, 1], P: [0] } },
    adversaries: { P: 'slowLoris' },
    properties: [property.rarestFirst, property.endgame, property.completionPossible],
    says: 'P claims a piece that it does not have',
  }),
  hog: swarm({
    links: triangle,
    setting: { pieces: 1, owned: { S: [0] } },
    adversaries: { A: 'hog' },
    properties: completes,
    says: 'A is interested for ever and never asks',
  }),
  freeloader: swarm({
    links: 'SA-SP-AP',
    adversaries: { P: 'freeloader' },
    properties: [property.rarestFirst, ...completes],
    says: 'P never unchokes',
  }),
  flapper: swarm({
    links: 'SA-SP',
    setting: { pieces: 1, owned: { S: [0] } },
    adversaries: { P: 'flapper' },
    inputs: (_, node) => (node === 'P' ? acting([{ type: 'Interested' }, { type: 'NotInterested' }]) : []),
    bounds: { act: 4 },
    properties: [property.completionPossible],
    says: 'P changes its interest, at most 4 times',
  }),
  junk: swarm({
    links: 'SA-AP',
    setting: { pieces: 1, owned: { S: [0] }, slots: 2, rateMax: 2 },
    adversaries: { P: 'flapper' },
    inputs: (_, node) =>
      node === 'P' ? [{ type: 'act', message: { type: 'Piece', piece: 0, begin: 0, content: 'good' } }] : [],
    bounds: { act: 2 },
    properties: [property.ratesOfAsked, property.completionPossible],
    says: 'P sends blocks that A did not ask for, at most 2',
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

// ------------------------------------------------------------- all scopes

/** Larger swarms, which a nightly run searches. */
const large = {
  fast: swarm({
    links: triangle,
    setting: { fast: true, reports: 'links' },
    properties: [
      ...picks,
      property.chokeEmptiesQueue,
      property.chokeBeforeRejects,
      property.noOpenRequest,
      property.noFault,
      property.completionPossible,
    ],
  }),
  crossing: swarm({
    links: triangle,
    setting: { upload: 'atOnce' },
    rounds: 2,
    properties: [property.chokeLosesRequests, property.noFault, property.rarestFirst],
  }),
  'two-blocks': swarm({
    links: triangle,
    setting: { blocksPerPiece: 2 },
    properties: [...picks, property.completionPossible],
  }),
  'two-slots': swarm({
    links: triangle,
    setting: { slots: 2, rateMax: 2 },
    properties: [...picks, property.ratesOfAsked, property.completionPossible],
  }),
  'mixed-rounds': swarm({
    links: flank,
    setting: {
      owned: { S: [0, 1], P: [0, 1] },
      blocksPerPiece: 2,
      upload: 'atOnce',
      reports: 'checks',
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 3,
    properties: [...poisonAtBounds, property.someBan, property.someParole],
    says: 'each block of P is good or bad',
  }),
  'three-pieces': swarm({
    links: triangle,
    setting: { pieces: 3, owned: { S: [0, 1, 2] } },
    properties: [...picks, property.completionPossible],
  }),
  'three-rounds': swarm({
    links: triangle,
    setting: { upload: 'atOnce', reports: 'links' },
    rounds: 3,
    properties: [...service, ...picks],
  }),
  'three-rounds-fast': swarm({
    links: triangle,
    setting: { upload: 'atOnce', fast: true, reports: 'links' },
    rounds: 3,
    properties: [property.chokeBeforeRejects, property.noOpenRequest, property.noFault, ...picks],
  }),
  ...blameLarge,
} satisfies Record<string, Scope<Swarm, Role>>;

/** The connection to the next leecher ends, or is dialled again. The seed keeps its connections. */
function churn(view: SwarmView, node: NodeId): readonly SwarmInput[] {
  const peer = [...view.connections.keys()].find((other) => other > node && other < 'P');
  const stage = peer === undefined ? undefined : view.connections.get(peer)?.stage;
  if (peer === undefined || node >= 'P') return [];
  if (stage === 'open') return [{ type: 'disconnect', peer }];
  return stage === 'closed' ? [{ type: 'dial', peer }] : [];
}

/**
 * A seed S, leechers A to G, a poisoner P and a slow-loris Q, all connected. Rounds and snubs occur at any
 * moment: without a premise about timers a schedule keeps one instance of an implementation for all its steps.
 */
const stormy: SwarmScope = {
  links: complete('SABCDEFGPQ'),
  setting: {
    pieces: 6,
    blocksPerPiece: 2,
    owned: { S: [0, 1, 2, 3, 4, 5], P: [0, 1, 2, 3, 4, 5], Q: [0, 1, 2, 3, 4, 5] },
    slots: 3,
    turnRounds: 3,
    rateMax: 2,
    seedRate: 'given',
    pipeline: 2,
    randomFirst: 1,
    snubs: true,
  },
  adversaries: { P: 'poisoner', Q: 'slowLoris' },
  acts: ['bad', 'good', 'none'],
  inputs: churn,
  rounds: 'any',
  properties: [
    property.chokeEmptiesQueue,
    property.chokeLosesRequests,
    property.endgame,
    property.cancels,
    property.rarestFirst,
    property.ratesOfAsked,
    property.soleSourceBanned,
    property.bannedStaysOut,
    property.completion,
  ],
  says: 'leechers leave each other and come back',
};

const churned = swarm({
  links: triangle,
  setting: { pieces: 1, owned: { S: [0] } },
  inputs: (view, node) => (node === 'A' ? churn(view, node) : []),
  bounds: { disconnect: 1, dial: 1 },
  properties: [property.rarestFirst, property.completionPossible],
  says: 'A leaves B and comes back, at most once',
});

/** Scopes of refuted claims. */
const claimed = {
  'mixed-pipeline': swarm({
    links: flank,
    setting: {
      owned: { S: [0, 1], P: [0, 1] },
      blocksPerPiece: 2,
      pipeline: 2,
      upload: 'atOnce',
      reports: 'checks',
    },
    adversaries: { P: 'poisoner' },
    acts: ['bad', 'good'],
    rounds: 3,
    properties: [property.fewFailures],
    says: 'each block of P is good or bad',
  }),
  stray: swarm({
    links: triangle,
    setting: { upload: 'atOnce' },
    rounds: 3,
    properties: [property.noStrayBlock],
  }),
  weak: swarm({ links: triangle, properties: [property.completionWeakly] }),
} satisfies Record<string, Scope<Swarm, Role>>;

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: 'small swarms, and one for each adversary',
    members: { ...small, ...against, ...wireScopes, ...blameScopes, churn: churned },
  }),
  ...small,
  ...against,
  ...wireScopes,
  ...blameScopes,
  ...large,
  ...claimed,
  ...blameClaimed,
  churn: churned,
  storm: swarm(stormy),
  nightly: kit.family({ says: 'larger swarms', members: large }),
} satisfies Record<string, Scope<Swarm, Role> | ScopeFamily<Swarm, Role>>;

/**
 * The scopes of the wire: what BEP 6 allows and suggests, requests that cannot be served, a Bitfield that comes
 * late, blocks that were not asked for, and snubs.
 */
import type { Scope } from '../../checker/suite/suite.ts';
import type { Swarm, SwarmMessage } from '../../models/bittorrent/messages.ts';
import * as property from './properties.ts';
import { acting, type Properties, type Role, swarm } from './swarm-scope.ts';
import * as wire from './wire-properties.ts';

/** What an asker sends: interest, requests for a piece that A has and for one that it lacks, and a Cancel. */
const asks: readonly SwarmMessage[] = [
  { type: 'Interested' },
  { type: 'Request', piece: 0, begin: 0 },
  { type: 'Request', piece: 1, begin: 0 },
  { type: 'Cancel', piece: 0, begin: 0 },
];
const answers: Properties = [wire.oneAnswer, wire.servesStored, property.chokeEmptiesQueue];

/** The scopes by name. */
export const wireScopes = {
  'allowed-fast': swarm({
    links: 'SA-SB',
    setting: { fast: true, allowedFast: { A: [0], B: [1] }, reports: 'links' },
    properties: [
      ...answers,
      property.rarestFirst,
      property.chokeBeforeRejects,
      property.noOpenRequest,
      property.noFault,
      property.completionPossible,
      property.completion,
      wire.someAllowed,
    ],
    says: 'A may ask for the first piece while it is choked, and B for the second',
  }),
  suggest: swarm({
    links: 'SA-SB',
    setting: { fast: true, suggests: { S: [1] }, upload: 'atOnce', reports: 'links' },
    properties: [
      wire.suggestedFirst,
      property.rarestFirst,
      property.noFault,
      property.noOpenRequest,
      property.completionPossible,
    ],
    says: 'S suggests the second piece',
  }),
  asker: swarm({
    links: 'SA-AP',
    setting: { owned: { S: [0, 1], A: [0] }, fast: true, allowedFast: { P: [0] } },
    adversaries: { P: 'flapper' },
    inputs: (_, node) => (node === 'P' ? acting(asks.slice(1)) : []),
    bounds: { act: 3 },
    properties: [...answers, property.chokeBeforeRejects, wire.someAllowed],
    says: 'choked, P asks for a piece that it may ask for and for one that A lacks at first',
  }),
  'asker-slow': swarm({
    links: 'SA-AP',
    setting: { owned: { S: [0, 1], A: [0] } },
    adversaries: { P: 'flapper' },
    inputs: (_, node) => (node === 'P' ? acting(asks) : []),
    bounds: { act: 3 },
    properties: answers,
    says: 'P asks for a piece that A has and for one that A lacks at first',
  }),
  beyond: swarm({
    links: 'SA-AP',
    setting: { owned: { S: [0, 1], A: [0] }, upload: 'atOnce' },
    adversaries: { P: 'flapper' },
    inputs: (_, node) =>
      node === 'P' ? acting([{ type: 'Interested' }, { type: 'Request', piece: 0, begin: 1 }]) : [],
    bounds: { act: 3 },
    properties: [wire.servesStored, wire.closesBeyond],
    says: 'P asks for a block beyond the end of a piece',
  }),
  'beyond-ignored': swarm({
    links: 'SA-AP',
    setting: { owned: { S: [0, 1], A: [0] }, upload: 'atOnce', tooLarge: 'ignore', fast: true },
    adversaries: { P: 'flapper' },
    inputs: (_, node) =>
      node === 'P' ? acting([{ type: 'Interested' }, { type: 'Request', piece: 0, begin: 1 }]) : [],
    bounds: { act: 3 },
    properties: [wire.servesStored, wire.oneAnswer],
    says: 'P asks for a block beyond the end of a piece, and A rejects it',
  }),
  'late-bitfield': swarm({
    links: 'SA-AP',
    setting: { pieces: 1, owned: { S: [0] }, upload: 'atOnce' },
    adversaries: { P: 'flapper' },
    inputs: (_, node) =>
      node === 'P' ? acting([{ type: 'Interested' }, { type: 'Bitfield', pieces: new Set([0]) }]) : [],
    bounds: { act: 2 },
    properties: [wire.bitfieldFirst, property.completionPossible],
    says: 'P sends a Bitfield after another message',
  }),
  kept: swarm({
    links: 'SA-SB',
    setting: { notAsked: 'kept', upload: 'atOnce', reports: 'links' },
    rounds: 3,
    properties: [property.noOpenRequest, wire.keepsMissing],
    says: 'blocks that were not asked for are kept',
  }),
  star: swarm({
    links: 'SA-SB',
    setting: { pieces: 1, owned: { S: [0] }, reports: 'links' },
    properties: [property.noOpenRequest, property.completionPossible, property.completion],
  }),
  lacking: swarm({
    links: 'SA-SB-AB',
    setting: { upload: 'atOnce', have: 'lacking' },
    properties: [property.rarestFirst, property.completionPossible, property.completion],
    says: 'a Have goes only to partners that lack the piece',
  }),
  unasked: swarm({
    links: 'SA-SB-AB',
    setting: { pieces: 1, owned: { S: [0] }, interest: 'unasked', reports: 'links' },
    properties: [
      property.noOpenRequest,
      property.rarestFirst,
      property.completionPossible,
      property.completion,
    ],
    says: 'interest ends where nothing is left to ask',
  }),
  'snub-choke': swarm({
    links: 'SA-SB',
    setting: { pieces: 1, owned: { S: [0] }, snubs: true, reports: 'links' },
    properties: [
      wire.snubsAsked,
      property.chokeLosesRequests,
      property.noOpenRequest,
      property.completionPossible,
      property.someSnub,
    ],
    says: 'S may be snubbed before it gives its block',
  }),
} satisfies Record<string, Scope<Swarm, Role>>;

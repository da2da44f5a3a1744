/**
 * The scopes of the exchange's suite. Nodes are a, b and c, blocks are x, y and z. A user wants a block once
 * (until it is here, or given up); the holder of a block has it at first unless the scope lets it be put.
 */
import type { Scope, ScopeFamily } from '../../../checker/suite/suite.ts';
import type { Exchange } from '../../../models/bitswap/exchange/messages.ts';
import { kit } from './kit.ts';
import * as end from './liveness.ts';
import * as property from './properties.ts';
import { type ExchangeScope, exchange, type Properties, type Role } from './scope.ts';

// ------------------------------------------------------------- promises of several scopes

/** Promises of a client that asks for blocks. */
const asks: Properties = [
  property.oneAtATime,
  property.askedEnds,
  property.askedIsUp,
  property.someoneIsAsked,
];
/** Promises of a server whose blocks are not small. */
const serves: Properties = [property.onlyAsked, property.truePresence];
/** Promises of connections that end. */
const connects: Properties = [property.newcomerTold, property.fullMeansAll, property.noEmptyMessage];
const all: Properties = [...asks, ...serves, ...end.inTheEnd];

const queued = { service: 'queued' } as const;
const impatient = { impatient: true } as const;

// ------------------------------------------------------------- two nodes

/** Node b has x, and a wants it. */
const pair: ExchangeScope = { links: 'ab', held: { b: 'x' }, wants: { a: 'x' } };
const late: ExchangeScope = { links: 'ab', wants: { a: 'x' }, puts: { b: 'x' } };

const two = {
  quick: exchange({
    ...pair,
    hangUps: 1,
    properties: [...all, ...connects, end.someGot, end.someReconnect],
  }),
  apart: exchange({
    ...pair,
    hangUps: 1,
    setting: { connected: false },
    properties: [...all, ...connects],
    about: 'not connected at first',
  }),
  late: exchange({
    ...late,
    giveUps: 1,
    hangUps: 1,
    properties: [...all, ...connects, property.cancelledIsGone],
    about: 'b may put x',
  }),
  trade: exchange({
    links: 'ab',
    held: { a: 'y', b: 'x' },
    wants: { a: 'x', b: 'y' },
    hangUps: 1,
    properties: [...all, ...connects],
  }),
  'two-blocks': exchange({
    links: 'ab',
    held: { b: 'xy' },
    wants: { a: 'xy' },
    giveUps: 1,
    setting: queued,
    properties: [...all, property.cancelledIsGone, end.queueDrains],
  }),
  'trade-queue': exchange({
    links: 'ab',
    held: { a: 'y', b: 'x' },
    wants: { a: 'x', b: 'y' },
    setting: queued,
    properties: [...all, end.queueDrains],
  }),
  'put-later': exchange({
    links: 'ab',
    held: { b: 'x' },
    wants: { a: 'xy' },
    puts: { b: 'y' },
    giveUps: 1,
    properties: [...all, property.cancelledIsGone, end.someDenial],
    about: 'b may put y',
  }),
  'two-sessions': exchange({
    ...late,
    sessions: ['s', 't'],
    giveUps: 1,
    properties: [property.someoneIsAsked, ...end.inTheEnd, end.someTwoSessions],
    about: 'b may put x',
  }),
  'put-own': exchange({
    ...late,
    puts: { a: 'x', b: 'x' },
    properties: [property.someoneIsAsked, ...end.inTheEnd],
    about: 'a and b may put x',
  }),
  'fetch-again': exchange({
    ...pair,
    removable: { a: 'x' },
    removes: 1,
    hangUps: 1,
    properties: [...all, ...connects, end.askedAgain],
    about: 'a may remove x',
  }),
  'pair-impatient': exchange({ ...pair, setting: impatient, properties: all }),
  'pair-give-up': exchange({ ...pair, giveUps: 1, properties: [...all, property.cancelledIsGone] }),
} satisfies Record<string, Scope<Exchange, Role>>;

// ------------------------------------------------------------- three nodes

const mesh: ExchangeScope = { links: 'ab-ac-bc', held: { b: 'x' }, wants: { a: 'x', c: 'x' } };
const holders: ExchangeScope = { links: 'ab-ac', held: { b: 'x', c: 'x' }, wants: { a: 'x' } };
const session: ExchangeScope = { links: 'ab-ac', held: { b: 'x', c: 'xy' }, wants: { a: 'xy' } };
const split: ExchangeScope = { links: 'ab-ac', held: { b: 'x', c: 'y' }, wants: { a: 'xy' } };

const three = {
  mesh: exchange({ ...mesh, properties: [...all, property.cancelledIsGone] }),
  'mesh-hang': exchange({
    ...mesh,
    hangUps: 1,
    properties: [...all, ...connects, property.cancelledIsGone],
  }),
  holders: exchange({ ...holders, properties: [...all, property.cancelledIsGone] }),
  'holders-hang': exchange({ ...holders, hangUps: 1, properties: [...all, ...connects] }),
  small: exchange({
    ...holders,
    setting: { small: true },
    properties: [property.onlyAskedSmall, property.someoneIsAsked, ...end.inTheEnd],
  }),
  impatient: exchange({
    ...holders,
    hangUps: 1,
    setting: impatient,
    properties: [...all, ...connects, property.cancelledIsGone],
  }),
  receipts: exchange({
    ...holders,
    setting: { impatient: true, receipts: true },
    properties: [...all, end.receiptsMirror, end.receiptsBounded, property.receiptsExact, end.someDuplicate],
  }),
  'receipts-hang': exchange({
    ...pair,
    hangUps: 1,
    setting: { receipts: true },
    properties: [...all, end.receiptsBounded, property.receiptsExact],
  }),
  session: exchange({ ...session, properties: [...all, end.someDenial] }),
  'session-queue': exchange({ ...session, setting: queued, properties: [...all, end.queueDrains] }),
  'session-impatient': exchange({
    ...session,
    setting: impatient,
    properties: [...all, end.someExhausted],
  }),
  split: exchange({ ...split, properties: [...all, end.someExhausted] }),
  'split-hang': exchange({ ...split, hangUps: 1, properties: [...all, ...connects] }),
  chain: exchange({
    links: 'ab-bc',
    held: { c: 'x' },
    wants: { a: 'x', b: 'x' },
    properties: all,
  }),
  'mesh-2-blocks': exchange({
    ...mesh,
    held: { b: 'xy' },
    wants: { a: 'xy', c: 'xy' },
    properties: [...all, property.cancelledIsGone],
  }),
} satisfies Record<string, Scope<Exchange, Role>>;

// ------------------------------------------------------------- adversaries

/** Node b has x, and c claims to. */
const besides: ExchangeScope = {
  links: 'ab-ac',
  held: { b: 'x' },
  wants: { a: 'x' },
  setting: impatient,
};
/** Node c sends bad blocks, and comes back as a newcomer. */
const washed: ExchangeScope = {
  links: 'ab-ac',
  held: { b: 'xy' },
  wants: { a: 'xy' },
  hangUps: 1,
  hangingUp: 'c',
  setting: { receipts: true, strikesMax: property.strikesMax },
  adversaries: { c: 'poisoner' },
  about: 'c sends bad blocks, and may reconnect',
};
const honest: Properties = [...asks, ...end.inTheEnd];

const against = {
  poisoner: exchange({
    ...besides,
    adversaries: { c: 'poisoner' },
    properties: honest,
    about: 'c says that it has x, and sends a bad block',
  }),
  'poisoner-hang': exchange({
    ...besides,
    hangUps: 1,
    adversaries: { c: 'poisoner' },
    properties: [...honest, property.newcomerTold],
    about: 'c says that it has x, and sends a bad block',
  }),
  'have-liar': exchange({
    ...besides,
    adversaries: { c: 'haveLiar' },
    properties: [...honest, property.askedOnce],
    about: 'c says that it has x, and sends nothing',
  }),
  'identity-liar': exchange({
    ...besides,
    adversaries: { c: 'identityLiar' },
    properties: honest,
    about: 'c sends the digest of x as the data of another CID',
  }),
  duplicator: exchange({
    ...besides,
    adversaries: { c: 'duplicator' },
    setting: { impatient: true, receipts: true },
    properties: [...honest, end.receiptsBounded, property.receiptsExact],
    about: 'c sends each answer twice',
  }),
  silent: exchange({
    ...besides,
    adversaries: { c: 'silent' },
    properties: honest,
    about: 'c never answers',
  }),
  whitewasher: exchange({
    ...washed,
    properties: [...asks, property.struckIsLast, property.strikesStay, end.someStrike],
  }),
  'free-loader': exchange({
    links: 'ab-ac-bc',
    held: { b: 'xy', c: 'y' },
    wants: { a: 'xy', c: 'x' },
    adversaries: { c: 'freeLoader' },
    properties: [...asks, ...end.inTheEnd],
    about: 'c has y, and serves no partner',
  }),
  flooder: exchange({
    links: 'ab-ac',
    held: { a: 'y', b: 'x' },
    wants: { a: 'x' },
    adversaries: { c: 'talker' },
    says: {
      messages: [
        { type: 'WantBlock', cid: 'x' },
        { type: 'WantBlock', cid: 'y' },
        { type: 'WantHave', cid: 'z', sendDontHave: true },
      ],
      times: 2,
    },
    setting: queued,
    properties: [...all, end.queueDrains],
    about: 'c wants x, y and z at any moment, at most twice',
  }),
  canceller: exchange({
    links: 'ab-ac',
    held: { a: 'y', b: 'x' },
    wants: { a: 'x', b: 'y' },
    adversaries: { c: 'talker' },
    says: {
      messages: [
        { type: 'Cancel', cid: 'x' },
        { type: 'Cancel', cid: 'y' },
      ],
      times: 2,
    },
    properties: [...all, property.strayCancel],
    about: 'c cancels what it never wanted, at most twice',
  }),
} satisfies Record<string, Scope<Exchange, Role>>;

// ------------------------------------------------------------- other networks, large scopes, storms

/** Scopes of refuted claims: each message has a stream of its own, so messages overtake each other. */
const overtaking = {
  'late-unordered': exchange({
    ...late,
    giveUps: 1,
    network: 'unordered',
    properties: [end.noStaleWant, end.noWantLeftBehind],
    about: 'b may put x',
  }),
  'mesh-unordered': exchange({ ...mesh, network: 'unordered', properties: [end.noStaleWant] }),
} satisfies Record<string, Scope<Exchange, Role>>;

/** Scopes in which a partner that denied a block gets it later. */
const denying = {
  'denied-later': exchange({
    links: 'ab-ac',
    held: { b: 'xy', c: 'x' },
    wants: { a: 'xy' },
    puts: { c: 'y' },
    setting: { receipts: true },
    properties: [end.noDuplicate],
    about: 'c may put y',
  }),
  'denied-twice': exchange({
    links: 'ab-ac-ad',
    held: { b: 'x', c: 'x', d: 'xy' },
    wants: { a: 'xy' },
    puts: { c: 'y' },
    properties: [property.oneOpenQuestion],
    about: 'c may put y',
  }),
} satisfies Record<string, Scope<Exchange, Role>>;

/** A scope in which a partner says Have again and again. */
const lying = {
  'have-again': exchange({
    links: 'ab-ac-ad',
    held: { b: 'x', d: 'x' },
    wants: { a: 'x' },
    adversaries: { c: 'talker' },
    says: { messages: [{ type: 'Have', cid: 'x' }], times: 2 },
    setting: impatient,
    properties: [...asks, ...end.inTheEnd, property.askedOnce],
    about: 'c says Have of x at any moment, at most twice, and sends nothing',
  }),
} satisfies Record<string, Scope<Exchange, Role>>;

const large = {
  'whitewasher-impatient': exchange({
    ...washed,
    setting: { impatient: true, strikesMax: property.strikesMax },
    properties: [...honest, property.struckIsLast, property.strikesStay],
  }),
  'mesh-2-hangs': exchange({ ...mesh, hangUps: 2, properties: [...all, ...connects] }),
  'mesh-2-blocks-hang': exchange({
    ...mesh,
    held: { b: 'xy' },
    wants: { a: 'xy', c: 'xy' },
    hangUps: 1,
    properties: [...all, ...connects],
  }),
  'mesh-impatient': exchange({
    ...mesh,
    giveUps: 1,
    hangUps: 1,
    setting: impatient,
    properties: [...all, ...connects, property.cancelledIsGone],
  }),
  'trade-3': exchange({
    links: 'ab-ac-bc',
    held: { a: 'x', b: 'y' },
    wants: { a: 'y', b: 'x', c: 'xy' },
    properties: all,
  }),
} satisfies Record<string, Scope<Exchange, Role>>;

/** The blocks of a directed graph of twenty: a binary tree. */
export const treeOfTwenty = 'ABCDEFGHIJKLMNOPQRST';

/** All links of these nodes. */
function complete(names: string): string {
  return [...names].flatMap((one, nth) => [...names.slice(nth + 1)].map((other) => one + other)).join('-');
}

/** Nodes a to e, of which a has all blocks; p sends bad ones, and q says Have and sends none. */
const storm = exchange({
  links: complete('abcdepq'),
  held: { a: treeOfTwenty },
  wants: { b: treeOfTwenty, c: treeOfTwenty, d: treeOfTwenty, e: treeOfTwenty },
  isTree: true,
  giveUps: 20,
  hangUps: Number.POSITIVE_INFINITY,
  setting: { impatient: true, receipts: true, service: 'queued', strikesMax: 3 },
  adversaries: { p: 'poisoner', q: 'haveLiar' },
  properties: [
    ...asks,
    ...serves,
    ...connects,
    property.cancelledIsGone,
    ...end.inTheEnd,
    end.queueDrains,
    end.receiptsBounded,
    property.receiptsExact,
  ],
  about: 'connections come and go, p sends bad blocks, and q says Have and sends none',
});

/** So many nodes, all linked, of which the first has four blocks and the others want them. */
export function meshOf(size: number): Scope<Exchange, Role> {
  const names = Array.from({ length: size }, (_, nth) => String.fromCodePoint('a'.charCodeAt(0) + nth));
  return exchange({
    links: complete(names.join('')),
    held: { a: 'WXYZ' },
    wants: Object.fromEntries(names.slice(1).map((node) => [node, 'WXYZ'])),
    giveUps: size,
    hangUps: Number.POSITIVE_INFINITY,
    setting: impatient,
    properties: [...all, ...connects, property.cancelledIsGone],
  });
}

/** The scopes by name. */
export const scopes = {
  default: kit.family({
    says: 'small swarms, and one for each adversary',
    members: { ...two, ...three, ...against },
  }),
  ...two,
  ...three,
  ...against,
  ...overtaking,
  ...denying,
  ...lying,
  ...large,
  storm,
  nightly: kit.family({ says: 'larger swarms', members: large }),
} satisfies Record<string, Scope<Exchange, Role> | ScopeFamily<Exchange, Role>>;

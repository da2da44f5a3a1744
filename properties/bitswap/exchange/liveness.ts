/**
 * The properties of the exchange between two partners in the end, V1 to V4, V6 and V7, under weak fairness of deliveries and
 * timers, and what must be reachable at all.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Views } from '../../../checker/semantics/views.ts';
import type { Exchange, ExchangeView, PartnerView } from '../../../models/bitswap/exchange/messages.ts';
import { kit } from './kit.ts';

const fairness = { weak: ['deliver', 'timeout'] } as const;

/** One end of a connection that is up at both ends: a node, its partner, and what each keeps of the other. */
interface End {
  readonly view: ExchangeView;
  readonly at: NodeId;
  readonly partner: NodeId;
  readonly other: ExchangeView;
  readonly kept: PartnerView;
  readonly keptThere: PartnerView;
}

/** Both ends of each connection that is up at both ends, between honest nodes. */
function endsOf(views: Views<Exchange>): readonly End[] {
  return [...views].flatMap(([at, view]) =>
    [...view.partners].flatMap(([partner, kept]): readonly End[] => {
      const other = views.get(partner);
      const keptThere = other?.partners.get(at);
      if (other === undefined || keptThere === undefined) return [];
      return kept.conn === 'up' && keptThere.conn === 'up'
        ? [{ view, at, partner, other, kept, keptThere }]
        : [];
    }),
  );
}

/** Whether no node wants a block that a partner has, both ends of the connection being up. */
function leavesNoWant(views: Views<Exchange>): boolean {
  return endsOf(views).every(({ view, other }) =>
    [...view.wanted.keys()].every((cid) => !other.held.has(cid)),
  );
}

export const noWantLeftBehind = kit.settles({
  name: 'No Want Left Behind',
  says: 'In the end no node wants a block that a connected partner has.',
  source: 'V1',
  fairness,
  withinMs: 60_000,
  world: (views) => leavesNoWant(views),
});

/** V6 is V1 where a block may leave the store, so that the same name is wanted twice. */
export const askedAgain = kit.settles({
  name: 'Asked Again',
  says: 'In the end no node wants again what it had and removed, and a connected partner has.',
  source: 'V6; boxo#805, #809',
  fairness,
  withinMs: 60_000,
  world: (views) => leavesNoWant(views),
});

export const noStaleWant = kit.settles({
  name: 'No Stale Want',
  says: 'In the end a node keeps an ask of a connected partner only if the partner wants the block and told it so.',
  source: 'V2; boxo#1064',
  fairness,
  withinMs: 60_000,
  world: (views) =>
    endsOf(views).every(({ kept, keptThere, other }) =>
      [...kept.asks.keys()].every((cid) => keptThere.told.has(cid) && other.wanted.has(cid)),
    ),
});

export const serverRemembers = kit.settles({
  name: 'Server Remembers',
  says: 'In the end a connected partner that was told of a want, and did not answer, keeps the ask.',
  source: 'V3; spec, 1.2.0: DONT_HAVE',
  fairness,
  withinMs: 60_000,
  world: (views) =>
    endsOf(views).every(({ view, partner, kept, keptThere }) =>
      [...kept.told.keys()].every(
        (cid) => view.says.get(partner)?.has(cid) === true || keptThere.asks.has(cid),
      ),
    ),
});

export const queueDrains = kit.settles({
  name: 'Queue Drains',
  says: 'In the end no answer waits in a queue.',
  source: 'V4; boxo engine',
  fairness,
  withinMs: 60_000,
  node: (view) => [...view.partners.values()].every(({ tasks }) => tasks.size === 0),
});

export const receiptsMirror = kit.settles({
  name: 'Receipts Mirror',
  says: 'In the end, if no connection was lost, a partner counted as many blocks received as the node counted sent.',
  source: 'V7; boxo scoreledger',
  fairness,
  world: (views) =>
    endsOf(views).every(({ kept, keptThere }) => kept.receipt.sent === keptThere.receipt.received),
});

export const receiptsBounded = kit.always({
  name: 'Receipts Are Of Blocks Sent',
  says: 'No node counted more blocks received than its partner counted sent.',
  source: 'V7; boxo scoreledger',
  world: (views) =>
    endsOf(views).every(({ kept, keptThere }) => keptThere.receipt.received <= kept.receipt.sent),
});

export const exchangeEnds = kit.settles({
  name: 'Exchange Ends',
  says: 'No run of deliveries and timers goes on for ever, fair or not.',
  source: 'swarmcheck, counted for this page',
  fairness: {},
  ends: ['deliver', 'timeout'],
});

/** What all scopes promise in the end. */
export const inTheEnd = [noWantLeftBehind, noStaleWant, serverRemembers, exchangeEnds];

// ------------------------------------------------------------- what must be reachable

export const someGot = kit.sometimes({
  name: 'Some Got',
  says: 'A node has a block of another one.',
  source: 'spec, 1.0.0',
  world: (views) =>
    endsOf(views).some(({ view, other }) => [...view.held].some((cid) => other.held.has(cid))),
});

export const someDenial = kit.sometimes({
  name: 'Some Denial',
  says: 'A partner answered that it does not have a block.',
  source: 'spec, 1.2.0: DONT_HAVE',
  node: ({ says }) => [...says.values()].some((answers) => [...answers.values()].includes('dont')),
});

export const someExhausted = kit.sometimes({
  name: 'Some Exhausted',
  says: 'Every partner of the session denied a wanted block, and no partner is asked.',
  source: 'boxo session: broadcast when exhausted',
  node: ({ wanted, asked, session, says }) =>
    session.size > 0 &&
    [...wanted.keys()].some(
      (cid) => !asked.has(cid) && [...session].every((partner) => says.get(partner)?.get(cid) === 'dont'),
    ),
});

export const someReconnect = kit.sometimes({
  name: 'Some Reconnect',
  says: 'A node connects to a partner while it wants a block.',
  source: 'N4; spec, 1.0.0: full wantlist',
  node: ({ wanted, partners }) =>
    wanted.size > 0 && [...partners.values()].some(({ conn }) => conn === 'dialing'),
});

export const someTwoSessions = kit.sometimes({
  name: 'Some Two Sessions',
  says: 'Two sessions want one block.',
  source: 'C1; boxo sessionmanager',
  node: ({ wanted }) => [...wanted.values()].some((sessions) => sessions.size > 1),
});

/** How many blocks a node received from all partners, if it counts them. */
function receivedIn(partners: ExchangeView['partners']): number {
  return [...partners.values()].reduce((count, { receipt }) => count + receipt.received, 0);
}

export const someDuplicate = kit.sometimes({
  name: 'Some Duplicate',
  says: 'A node received more blocks than it has.',
  source: 'C4; boxo session: duplicates',
  node: ({ held, partners }) => receivedIn(partners) > held.size,
});

export const noDuplicate = kit.always({
  name: 'No Duplicate',
  says: 'A node that had no block at first never received more blocks than it has.',
  source: 'boxo session: one want-block and many want-haves, to avoid duplicates',
  node: ({ held, partners }) => receivedIn(partners) <= held.size,
});

export const someStrike = kit.sometimes({
  name: 'Some Strike',
  says: 'A partner sent a block that does not match its CID.',
  source: 'C4; swarmcheck, strikes',
  node: ({ strikes }) => strikes.size > 0,
});

/**
 * The properties of ultrapeers and leaves. "SR" is "Ultrapeers: Another Step Towards Gnutella Scalability"
 * (Singla & Rohrs 2001), "BR" the handshaking protocol of Bildson & Rohrs, "QRP" the query-routing proposal
 * (Rohrs 2002).
 */
import type { Effects, NodeId } from '../../../checker/actors/actor.ts';
import type { Fairness } from '../../../checker/property/fairness.ts';
import type { Transition, Views } from '../../../checker/semantics/views.ts';
import type { LinkView, Ultrapeers, UltrapeerView } from '../../../models/gnutella/ultrapeers/messages.ts';
import { kit } from './kit.ts';

type Step = Transition<Ultrapeers>;

/** Messages arrive; a link that is closed again and again is tried again. */
const fairness: Fairness<Ultrapeers> = { weak: ['deliver'], strong: ['timeout'] };
/**
 * Virtual time in which the links come to rest: a peer tries every 20 s or so, often where it is refused, so
 * that a late success is not rare.
 */
const withinMs = 300_000;

// ------------------------------------------------------------- links

/** Both ends of each link, each link once. */
function linksOf(views: Views<Ultrapeers>): readonly Ends[] {
  return [...views].flatMap(([a, { links }]) =>
    [...links].flatMap(([b, here]) => {
      const there = views.get(b)?.links.get(a);
      return there === undefined || a > b ? [] : [{ a, b, here, there }];
    }),
  );
}

interface Ends {
  readonly a: NodeId;
  readonly b: NodeId;
  /** The end of the link at a. */
  readonly here: LinkView;
  readonly there: LinkView;
}

/** The links that are open at both ends. */
function openLinks(views: Views<Ultrapeers>): readonly Ends[] {
  return linksOf(views).filter(({ here, there }) => here.stage === 'open' && there.stage === 'open');
}

/** The number of open links of a peer to peers of a kind. */
function countOpen({ links }: UltrapeerView, kind: LinkView['other']): number {
  return [...links.values()].filter(({ stage, other }) => stage === 'open' && other === kind).length;
}

/** The messages that a step sent. */
function sent({ effects }: Step): readonly Effects<Ultrapeers>['send'][] {
  return effects.flatMap((effect) => (effect.type === 'send' ? [effect] : []));
}

function isDescriptor({ message: { type } }: Effects<Ultrapeers>['send']): boolean {
  return type === 'Query' || type === 'QueryHit' || type === 'Table';
}

/** The query or table or hit that a step received, with its sender. */
function received({ event }: Step) {
  return event.type === 'message' ? event : undefined;
}

// ------------------------------------------------------------- the handshake

export const handshakeAgreement = kit.always({
  name: 'Handshake Agreement',
  says: 'Where a link is open at both ends, each end is what the other holds it for.',
  source: 'SR, sections 3.1 to 3.5',
  premise: (views) => openLinks(views).length > 0,
  world: (views) =>
    openLinks(views).every(
      ({ a, b, here, there }) =>
        here.own === there.other &&
        there.own === here.other &&
        here.own === views.get(a)?.role &&
        there.own === views.get(b)?.role,
    ),
});

export const nothingBeforeOpen = kit.step({
  name: 'Nothing Before Open',
  says: 'A descriptor is sent and received only on a link that is open at this end.',
  source: 'BR, section 3, last step',
  premise: (step) => sent(step).some(isDescriptor),
  holds: (step) =>
    sent(step).every((one) => !isDescriptor(one) || step.after.links.get(one.to)?.stage === 'open') &&
    !isTooEarly(step),
});

/** Whether a step received a descriptor in the midst of a handshake. */
function isTooEarly(step: Step): boolean {
  const event = received(step);
  if (event === undefined || !isDescriptor({ to: step.node, message: event.message })) return false;
  const stage = step.before.links.get(event.from)?.stage;
  return stage === 'connecting' || stage === 'accepting';
}

export const noHalfOpenLink = kit.settles({
  name: 'No Half-Open Link',
  says: 'Each link becomes and stays open at both ends, or at neither end.',
  source: 'BR, section 3; RFC 9293, section 3.5.1, on half-open connections',
  fairness,
  withinMs,
  world: (views) =>
    linksOf(views).every(({ here, there }) => (here.stage === 'open') === (there.stage === 'open')),
});

export const handshakeEnds = kit.settles({
  name: 'Handshake Ends',
  says: 'Each link becomes and stays open at both ends, or closed at both ends.',
  source: 'BR, section 3',
  fairness,
  withinMs,
  world: (views) =>
    linksOf(views).every(
      ({ here, there }) => here.stage === there.stage && (here.stage === 'open' || here.stage === 'closed'),
    ),
});

export const room = kit.always({
  name: 'Room',
  says: 'No peer has more open links to leaves, or to ultrapeers, than its role allows.',
  source: 'SR, section 2; gtk-gnutella, nodes.c: third group',
  node: (view) =>
    countOpen(view, 'leaf') <= view.limits.leaf && countOpen(view, 'ultrapeer') <= view.limits.ultrapeer,
});

export const leavesKeepTheirUltrapeer = kit.step({
  name: 'Leaves Keep Their Ultrapeer',
  says: 'An ultrapeer that has leaves does not become a leaf.',
  source: 'SR, section 3.5',
  premise: ({ before }) => countOpen(before, 'leaf') > 0,
  holds: ({ after }) => after.role === 'ultrapeer',
});

export const noLeafToLeaf = kit.always({
  name: 'No Leaf To Leaf',
  says: 'No link between two leaves is open at both ends.',
  source: 'SR, section 3.2',
  premise: (views) => openLinks(views).length > 0,
  world: (views) =>
    openLinks(views).every(({ a, b }) => views.get(a)?.role !== 'leaf' || views.get(b)?.role !== 'leaf'),
});

export const noTwoLeavesOfEachOther = kit.always({
  name: 'No Two Leaves Of Each Other',
  says: 'No two peers are each a leaf of the other.',
  source: 'SR, section 3.5, where both ends connect and guide each other',
  premise: (views) => openLinks(views).some(({ here, there }) => isLeafHere(here) || isLeafHere(there)),
  world: (views) => openLinks(views).every(({ here, there }) => !isLeafHere(here) || !isLeafHere(there)),
});

/** Whether an end holds itself for a leaf, and the other end for its ultrapeer. */
function isLeafHere({ own, other }: LinkView): boolean {
  return own === 'leaf' && other === 'ultrapeer';
}

export const leafAttached = kit.settles({
  name: 'Leaf Attached',
  says: 'Every leaf becomes and stays attached to an ultrapeer, if one has room.',
  source: 'SR, section 2',
  fairness,
  withinMs,
  world: (views) => {
    const online = [...views.values()].filter(({ isOnline }) => isOnline);
    const hasRoom = online.some(
      (view) => view.role === 'ultrapeer' && countOpen(view, 'leaf') < view.limits.leaf,
    );
    return !hasRoom || online.every((view) => view.role !== 'leaf' || countOpen(view, 'ultrapeer') > 0);
  },
});

export const everyLeafAttached = kit.settles({
  name: 'Every Leaf Attached',
  says: 'Every leaf becomes and stays attached to an ultrapeer, if the peers that are able have room for all.',
  source: 'SR, section 3.5',
  fairness,
  withinMs,
  world: (views) =>
    [...views.values()].every((view) => view.role !== 'leaf' || countOpen(view, 'ultrapeer') > 0),
});

export const ultrapeerRemains = kit.always({
  name: 'Ultrapeer Remains',
  says: 'Among the peers that are able to be ultrapeers and online, at least one is an ultrapeer.',
  source: 'SR, section 3.5: guidance balances the number of ultrapeers',
  premise: (views) => [...views.values()].some(({ isAble, role }) => isAble && role === 'leaf'),
  world: (views) => {
    const able = [...views.values()].filter(({ isAble, isOnline }) => isAble && isOnline);
    return able.length === 0 || able.some(({ role }) => role === 'ultrapeer');
  },
});

// ------------------------------------------------------------- tables

export const tableNamesMembers = kit.always({
  name: 'Table Names Members',
  says: 'A peer keeps a query-route table only of a leaf to which its link is open.',
  source: 'QRP, section 4; Liang, Kumar & Ross 2006, on the index of a super-node',
  node: ({ tables, links }) =>
    [...tables.keys()].every(
      (leaf) => links.get(leaf)?.stage === 'open' && links.get(leaf)?.other === 'leaf',
    ),
});

export const tablesMatchLeaves = kit.settles({
  name: 'Tables Match Leaves',
  says: 'An ultrapeer comes to have the query-route table of each of its leaves, as the leaf has it.',
  source: 'QRP, section 4; SR, section 3.5: the table is sent once the link is open',
  fairness,
  withinMs,
  world: (views) =>
    openLinks(views).every(
      ({ a, b, here, there }) =>
        (here.own !== 'leaf' || hasTableOf(views, b, a)) && (there.own !== 'leaf' || hasTableOf(views, a, b)),
    ),
});

/** Whether an ultrapeer has the table that a leaf has. */
function hasTableOf(views: Views<Ultrapeers>, ultrapeer: NodeId, leaf: NodeId): boolean {
  const kept = views.get(ultrapeer)?.tables.get(leaf);
  const own = views.get(leaf)?.table ?? new Set();
  return kept !== undefined && kept.size === own.size && [...own].every((slot) => kept.has(slot));
}

// ------------------------------------------------------------- queries

export const leafNeverRelays = kit.step({
  name: 'Leaf Never Relays',
  says: 'A leaf sends its own queries and its own hits, and nothing of others.',
  source: 'SR, section 2',
  premise: ({ before, effects }) => before.role === 'leaf' && effects.some(({ type }) => type === 'send'),
  holds: (step) =>
    sent(step).every(({ message }) => {
      if (message.type === 'Query') return step.event.type === 'input';
      return message.type !== 'QueryHit' || message.servent === step.node;
    }),
});

export const leafShielded = kit.step({
  name: 'Leaf Shielded',
  says: 'A leaf receives only queries that its query-route table may match.',
  source: 'SR, section 2; QRP, section 2',
  premise: (step) => isQueryToLeaf(step),
  holds: (step) => {
    const event = received(step);
    return event?.message.type !== 'Query' || step.before.mayMatch.has(event.message.criteria);
  },
});

function isQueryToLeaf(step: Step): boolean {
  const event = received(step);
  return (
    event?.message.type === 'Query' &&
    step.before.role === 'leaf' &&
    step.before.links.get(event.from)?.stage === 'open'
  );
}

export const noFalseNegative = kit.settles({
  name: 'No False Negative',
  says: 'A query that reached an ultrapeer reaches every attached leaf that shares such a file.',
  source: 'QRP, section 2',
  fairness,
  withinMs,
  world: (views, { due }) =>
    [...due].every(({ to, as, criteria }) => as !== 'leaf' || views.get(to)?.shares.has(criteria) !== true),
});

export const reach = kit.settles({
  name: 'Reach',
  says: 'A query that an ultrapeer issues or relays reaches every ultrapeer to which it has a link.',
  source: 'SR, section 2; 0.4, section "Descriptor Routing", rule 4',
  fairness,
  withinMs,
  world: (views, { due }) => [...due].every(({ to, as }) => as !== 'ultrapeer' || !views.has(to)),
});

// ------------------------------------------------------------- what must be reachable

export const hitArrives = kit.sometimes({
  name: 'Hit Arrives',
  says: 'A hit arrives at the peer that searched.',
  source: 'SR, section 2',
  world: (_, { hits }) => hits.size > 0,
});

export const followsGuidance = kit.sometimes({
  name: 'Follows Guidance',
  says: 'A peer that is able to be an ultrapeer becomes a leaf.',
  source: 'SR, section 3.5',
  node: ({ isAble, role }) => isAble && role === 'leaf',
});

export const ultrapeersLink = kit.sometimes({
  name: 'Ultrapeers Link',
  says: 'Two ultrapeers with leaves have a link to each other.',
  source: 'SR, section 3.4',
  world: (views) =>
    openLinks(views).some(({ a, b }) =>
      [a, b].every((node) => countOpen(views.get(node) as UltrapeerView, 'leaf') > 0),
    ),
});

export const falsePositive = kit.sometimes({
  name: 'False Positive',
  says: 'A query reaches a leaf whose table matches it, and whose files do not.',
  source: 'QRP, section 2',
  world: (views, { queries }) =>
    [...views].some(
      ([node, { role, shares }]) =>
        role === 'leaf' &&
        [...queries.values()].some(
          ({ criteria, origin, reached }) => origin !== node && reached.has(node) && !shares.has(criteria),
        ),
    ),
});

/** The properties of every scope. */
export const properties = [
  handshakeAgreement,
  nothingBeforeOpen,
  room,
  noLeafToLeaf,
  noTwoLeavesOfEachOther,
  leavesKeepTheirUltrapeer,
  tableNamesMembers,
  leafNeverRelays,
  leafShielded,
  noFalseNegative,
  reach,
  leafAttached,
  tablesMatchLeaves,
  noHalfOpenLink,
];

/**
 * The kit of the suite of ultrapeers: its shape, the history of its monitor, the role of a peer, and its
 * mutants. A peer is a composite actor, so a mutant replaces guards and actions of its root or of its links.
 */
import type { Actor, NodeId } from '../../../checker/actors/actor.ts';
import { composite } from '../../../checker/actors/composite-actor.ts';
import { protocol } from '../../../checker/suite/kit.ts';
import { part } from '../../../checker/suite/role.ts';
import type { Guid } from '../../../models/gnutella/messages.ts';
import { peerView } from '../../../models/gnutella/ultrapeers/context.ts';
import { linkMachine, linkView } from '../../../models/gnutella/ultrapeers/link.ts';
import type { Kind, LinkPart, PeerPart, Ultrapeers } from '../../../models/gnutella/ultrapeers/messages.ts';
import { peerMachine } from '../../../models/gnutella/ultrapeers/peer.ts';

// ------------------------------------------------------------- history

/** A query that is due at a peer: the other one had a link to it when it relayed the query. */
export interface Due {
  readonly guid: Guid;
  readonly criteria: string;
  readonly from: NodeId;
  readonly to: NodeId;
  readonly as: Kind;
}

/** A query that was issued. */
export interface Asked {
  readonly criteria: string;
  readonly origin: NodeId;
  /** The peers that it reached, the origin included. */
  readonly reached: ReadonlySet<NodeId>;
}

/** What the peers reported so far. */
export interface UltrapeerHistory {
  /** The links over which queries can go, by the peer at the near end: the other end, and what it is. */
  readonly links: ReadonlyMap<NodeId, ReadonlyMap<NodeId, Kind>>;
  readonly queries: ReadonlyMap<Guid, Asked>;
  /** The queries that are due and did not arrive yet. */
  readonly due: ReadonlySet<Due>;
  /** The peers whose hits arrived, by query. */
  readonly hits: ReadonlyMap<Guid, ReadonlySet<NodeId>>;
}

const nothing: UltrapeerHistory = { links: new Map(), queries: new Map(), due: new Set(), hits: new Map() };

function withMember<K, V>(
  map: ReadonlyMap<K, ReadonlySet<V>>,
  key: K,
  value: V,
): ReadonlyMap<K, ReadonlySet<V>> {
  return new Map(map).set(key, new Set(map.get(key)).add(value));
}

function withLink(
  { links }: UltrapeerHistory,
  node: NodeId,
  other: NodeId,
  as?: Kind,
): UltrapeerHistory['links'] {
  const own = new Map([...(links.get(node) ?? [])].filter(([to]) => to !== other));
  if (as !== undefined) own.set(other, as);
  const others = [...links].filter(([from]) => from !== node);
  return new Map(own.size === 0 ? others : [...others, [node, own]]);
}

/** The kit for the shape of ultrapeers. */
export const kit = protocol<Ultrapeers>().monitor<UltrapeerHistory>(nothing, (history, event) => {
  if (event.type !== 'output') return history;
  const { node, output } = event;
  switch (output.type) {
    case 'attached':
      return { ...history, links: withLink(history, node, output.to, output.as) };
    case 'detached': {
      const isOn = ({ from, to }: Due) =>
        (from === node && to === output.from) || (from === output.from && to === node);
      const due = new Set([...history.due].filter((one) => !isOn(one)));
      return { ...history, due, links: withLink(history, node, output.from) };
    }
    case 'query': {
      const { query, from, by } = output;
      const { guid, criteria, ttl } = query;
      const known = history.queries.get(guid) ?? { criteria, origin: node, reached: new Set() };
      const reached = new Set(known.reached).add(node);
      const queries = new Map(history.queries).set(guid, { ...known, reached });
      const due = [...history.due].filter((one) => one.guid !== guid || one.to !== node);
      const isRelayed = (as: Kind) => from === null || (by === 'ultrapeer' && (as === 'leaf' || ttl > 1));
      for (const [to, as] of history.links.get(node) ?? [])
        if (to !== from && isRelayed(as) && !reached.has(to))
          due.push({ guid, criteria, from: node, to, as });
      return { ...history, queries, due: new Set(due) };
    }
    case 'hit':
      return { ...history, hits: withMember(history.hits, output.guid, output.servent) };
  }
});

// ------------------------------------------------------------- a peer

/** The role of a peer. */
export const peer = kit.compositeRole({
  name: 'peer',
  parts: {
    root: part<PeerPart, typeof peerMachine>(peerMachine, { view: ({ context }) => peerView(context) }),
    link: part<LinkPart, typeof linkMachine>(linkMachine, {
      view: ({ context, value }) => linkView(value, context),
    }),
  },
  actor: ({ root, link }) =>
    composite<Ultrapeers, PeerPart, LinkPart>({
      root,
      partner: link,
      view: (view, links) => ({ ...view, links }),
    }) as Actor<Ultrapeers>,
});

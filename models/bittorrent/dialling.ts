/**
 * Dialling (T3): which known peers a peer connects to. Peers that a tracker gives become candidates; while the
 * peer has fewer connections than `connections`, candidates are dialled in the order in which they came.
 *
 * A candidate is dialled once. If its connection ends, another candidate is dialled; the lost one is dialled
 * again after a tracker has given it again.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { SwarmSetting } from './messages.ts';

/** The peers that a peer may dial, and those that it dials. */
export interface Dialling {
  /** Known peers without a connection, in the order in which they are dialled. */
  readonly candidates: readonly NodeId[];
  /** Peers that were dialled and did not answer yet. */
  readonly dialled: ReadonlySet<NodeId>;
  /** The peer has fewer connections than it wants, and no candidate. */
  readonly needsPeers: boolean;
}

/** The part of a torrent's context that matters here. */
interface Context {
  /** All other peers. */
  readonly partners: readonly NodeId[];
  /** The open partners. */
  readonly rotation: readonly NodeId[];
  /** Addresses, each with the name of its first peer. */
  readonly banned: ReadonlySet<NodeId>;
  readonly setting: Pick<SwarmSetting, 'tracking' | 'addresses'>;
  readonly dialling: Dialling;
}

/** A peer that knows no other one. */
export const noDialling: Dialling = { candidates: [], dialled: new Set(), needsPeers: false };

/** The partners with a connection that is open or dialled. */
export function connectedOf({ rotation, dialling }: Context): readonly NodeId[] {
  return [...rotation, ...[...dialling.dialled].sort()];
}

/** Whether a peer may be dialled: it is known, its address is not banned, and it has no connection. */
export function isUnknown(context: Context, peer: NodeId): boolean {
  const address = context.setting.addresses[peer] ?? peer;
  return (
    context.partners.includes(peer) && !context.banned.has(address) && !connectedOf(context).includes(peer)
  );
}

/** With the candidates among some peers. */
export function withCandidates(context: Context, peers: readonly NodeId[]): Dialling {
  const { dialling } = context;
  const added = peers.filter((peer) => isUnknown(context, peer) && !dialling.candidates.includes(peer));
  return { ...dialling, candidates: [...dialling.candidates, ...added] };
}

/** After the dialling of a peer; it is no candidate any more. */
export function withDialled(context: Context, peer: NodeId): Dialling {
  const { candidates, dialled: before, needsPeers } = context.dialling;
  const isNew = !context.rotation.includes(peer);
  return {
    candidates: candidates.filter((other) => other !== peer),
    dialled: isNew ? new Set([...before, peer]) : before,
    needsPeers,
  };
}

/** After the end of an attempt to dial: the connection is open, or closed. */
export function withAnswered({ dialling }: Context, peer: NodeId): Dialling {
  const candidates = dialling.candidates.filter((other) => other !== peer);
  return { ...dialling, candidates, dialled: new Set([...dialling.dialled].filter((one) => one !== peer)) };
}

/** Dials candidates up to `connections`; more peers are needed if they are too few. */
export function lookForPeers(context: Context): { dialling: Dialling; dials: readonly NodeId[] } {
  const connections = context.setting.tracking?.connections ?? 0;
  let { dialling } = context;
  const dials: NodeId[] = [];
  for (const peer of context.dialling.candidates) {
    if (connectedOf({ ...context, dialling }).length >= connections) break;
    const isDialled = isUnknown({ ...context, dialling }, peer);
    dialling = isDialled
      ? withDialled({ ...context, dialling }, peer)
      : { ...dialling, candidates: dialling.candidates.filter((other) => other !== peer) };
    if (isDialled) dials.push(peer);
  }
  const count = connectedOf({ ...context, dialling }).length;
  return {
    dialling: { ...dialling, needsPeers: count < connections && dialling.candidates.length === 0 },
    dials,
  };
}

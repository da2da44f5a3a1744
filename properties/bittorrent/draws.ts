/**
 * The draws of a swarm's scopes: the orders of pieces that matter to a peer at an event. A peer picks the
 * first of equally rare pieces in the order that it gets, so of all orders those are given that lead to
 * different requests.
 */
import type { NodeId, Received } from '../../checker/actors/actor.ts';
import {
  allPieces,
  blockAt,
  pieceOf,
  type TorrentContext,
  withMember,
  withoutAsked,
  withoutMember,
  withoutPartner,
} from '../../models/bittorrent/context.ts';
import { noDialling } from '../../models/bittorrent/dialling.ts';
import type {
  Piece,
  Swarm,
  SwarmDraw,
  SwarmMessage,
  SwarmSetting,
  SwarmView,
} from '../../models/bittorrent/messages.ts';
import { fill } from '../../models/bittorrent/picker.ts';
import {
  differingIn,
  isComplete,
  isGood,
  isTooLate,
  sourcesOf,
  withBan,
  withBlock,
  withoutPiece,
  withSuspects,
} from '../../models/bittorrent/verification.ts';

/** With more pieces than this, a sample of orders is given instead. */
const permutedMax = 4;

/** At a message after which a peer may pick: for each piece that it lacks an order that begins there. */
function sampleOf({ pieces, limits }: SwarmView, { type }: SwarmMessage): readonly SwarmDraw[] {
  if (!['Bitfield', 'Have', 'Unchoke', 'Choke', 'Piece', 'Reject', 'AllowedFast', 'Close'].includes(type))
    return [];
  const lacked = allPieces(limits).filter((piece) => !pieces.has(piece));
  return lacked.map((_, nth) => ({ order: [...lacked.slice(nth), ...lacked.slice(0, nth)] }));
}

/** The orders of pieces that lead to different requests at this event; none if there is one way only. */
export function ordersAt(
  view: SwarmView,
  event: Received<Swarm>,
  setting: SwarmSetting,
): readonly SwarmDraw[] {
  if (event.type === 'input' || (event.type === 'timeout' && !event.timer.startsWith('request'))) return [];
  if (setting.pieces > permutedMax) return event.type === 'message' ? sampleOf(view, event.message) : [];
  const before = contextOf(view, setting);
  const from = event.type === 'message' ? event.from : event.timer.slice('request@'.length);
  const after =
    event.type === 'message'
      ? contextAfter(before, from, event.message)
      : { ...before, snubbed: withMember(before.snubbed, from) };
  const found = new Map<string, SwarmDraw>();
  for (const order of permutations(allPieces(setting).filter((piece) => !after.pieces.has(piece)))) {
    const { asks } = fill(after, order);
    const key = asks.map(({ to, block }) => `${to} ${block}`).join();
    if (!found.has(key)) found.set(key, { order });
  }
  return found.size > 1 ? [...found.values()] : [];
}

/** The part of a torrent's context that the picker reads, from the view of a peer. */
export function contextOf(view: SwarmView, setting: SwarmSetting): TorrentContext {
  const open = [...view.connections].filter(([, { stage }]) => stage === 'open');
  const partnersThat = (is: (partner: NodeId) => boolean) =>
    new Set(open.map(([partner]) => partner).filter(is));
  const { pieces, spoiled, blocks, rotation, optimistic, rates, round, parole, banned } = view;
  return {
    ...{ pieces, spoiled, blocks, rotation, optimistic, rates, round, parole, banned, setting },
    ...{ suspects: view.suspects, snubbed: view.snubbed },
    self: '',
    dialling: noDialling,
    partners: [...view.connections.keys()],
    has: new Map(open.map(([partner, { has }]) => [partner, has])),
    unchokedBy: partnersThat((partner) => view.connections.get(partner)?.isUnchoking === true),
    allowed: new Map(
      open.flatMap(([partner, { allowed }]) => (allowed.size > 0 ? [[partner, allowed]] : [])),
    ),
    suggested: new Map(
      open.flatMap(([partner, { suggested }]) => (suggested === null ? [] : [[partner, suggested]])),
    ),
    asked: new Map(
      open.flatMap(([partner, { requests }]) => (requests.length > 0 ? [[partner, requests]] : [])),
    ),
    interested: partnersThat((partner) => view.connections.get(partner)?.isInterested === true),
    unchoked: partnersThat((partner) => view.connections.get(partner)?.amUnchoking === true),
  };
}

/** The context of a peer before it picks, after a message. */
function contextAfter(context: TorrentContext, from: NodeId, message: SwarmMessage): TorrentContext {
  const { setting, has, unchokedBy, asked } = context;
  if (!has.has(from)) return context;
  switch (message.type) {
    case 'Bitfield':
    case 'Have': {
      const pieces = message.type === 'Have' ? [message.piece] : message.pieces;
      return { ...context, has: new Map(has).set(from, new Set([...(has.get(from) ?? []), ...pieces])) };
    }
    case 'Unchoke':
      return { ...context, unchokedBy: withMember(unchokedBy, from) };
    case 'Choke': {
      const left = setting.fast ? asked : new Map([...asked].filter(([partner]) => partner !== from));
      return { ...context, unchokedBy: withoutMember(unchokedBy, from), asked: left };
    }
    case 'AllowedFast': {
      const allowed = withMember(context.allowed.get(from) ?? new Set<Piece>(), message.piece);
      return { ...context, allowed: new Map(context.allowed).set(from, allowed) };
    }
    case 'Reject':
      return { ...context, asked: withoutAsked(asked, from, blockAt(message, setting)) };
    case 'Close':
      return { ...context, ...withoutPartner(context, from) };
    case 'Piece':
      return afterBlock(context, from, message);
    default:
      return context;
  }
}

/** The context of a peer before it picks, after a block. */
function afterBlock(
  context: TorrentContext,
  from: NodeId,
  message: Extract<SwarmMessage, { type: 'Piece' }>,
): TorrentContext {
  const { setting, asked, pieces } = context;
  const block = blockAt(message, setting);
  const piece = pieceOf(block, setting);
  const wasAsked = asked.get(from)?.includes(block) === true;
  if (!wasAsked && (setting.notAsked === 'dropped' || setting.fast || Number.isNaN(block))) return context;
  const answered = {
    ...context,
    asked: withoutAsked(asked, from, block),
    snubbed: wasAsked ? withoutMember(context.snubbed, from) : context.snubbed,
  };
  if (context.blocks.has(block) || pieces.has(piece) || isTooLate(context, from, piece)) return answered;
  let left = answered.asked;
  if (!setting.fast) for (const partner of asked.keys()) left = withoutAsked(left, partner, block);
  const after = {
    ...answered,
    asked: left,
    blocks: withBlock(context, block, from, message.content),
  };
  if (!isComplete(after, piece)) return after;
  const sources = sourcesOf(after, piece);
  const [alone = from] = sources;
  const blocks = withoutPiece(after, piece);
  if (isGood(after, piece)) {
    const parole = sources.size > 1 ? after.parole : withoutMember(after.parole, alone);
    const verified = { ...after, blocks, parole, pieces: withMember(pieces, piece) };
    const found = [...differingIn(after, piece)].filter((host) => !after.banned.has(host));
    return found.reduce<TorrentContext>(withBan, verified);
  }
  const failed = { ...after, blocks, suspects: withSuspects(after, piece) };
  if (sources.size === 1) return withBan(failed, alone);
  if (setting.blame === 'sole') return failed;
  return { ...failed, parole: new Set([...after.parole, ...sources]) };
}

/** All orders of these pieces. */
export function permutations(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  if (pieces.length <= 1) return [pieces];
  return pieces.flatMap((first) =>
    permutations(pieces.filter((piece) => piece !== first)).map((rest) => [first, ...rest]),
  );
}

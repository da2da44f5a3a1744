/**
 * Verification, ban and parole (V1 to V4): what follows the last block of a piece, and which partner may give
 * a block of it. The rules against poison are those of this repository, after the parole of libtorrent. They
 * know a source by its address, so another name at the same address is the same source.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import {
  blocksOf,
  hostOf,
  pieceOf,
  type TorrentContext,
  withMember,
  withoutMember,
  withoutPartner,
} from './context.ts';
import type { Arrived, Block, Piece } from './messages.ts';

/** Whether every block of a piece arrived. */
export function isComplete({ blocks, setting }: TorrentContext, piece: Piece): boolean {
  return blocksOf(piece, setting).every((block) => blocks.has(block));
}

/** Whether every block of a piece is what its hash asks for (V1). */
export function isGood({ blocks, setting }: TorrentContext, piece: Piece): boolean {
  return blocksOf(piece, setting).every((block) => blocks.get(block)?.content === 'good');
}

/** The addresses that the blocks of a piece came from. */
export function sourcesOf({ blocks, setting }: TorrentContext, piece: Piece): ReadonlySet<NodeId> {
  return new Set(
    blocksOf(piece, setting).flatMap((block) => {
      const arrived = blocks.get(block);
      return arrived === undefined ? [] : [hostOf(arrived.source, setting)];
    }),
  );
}

/** The addresses that gave a block of a piece, or are asked for one. A snubbed partner's requests do not count (P6). */
export function sharersOf(context: TorrentContext, piece: Piece): ReadonlySet<NodeId> {
  const sharers = new Set(sourcesOf(context, piece));
  for (const [partner, asked] of context.asked)
    if (!context.snubbed.has(partner) && asked.some((block) => pieceOf(block, context.setting) === piece))
      sharers.add(hostOf(partner, context.setting));
  return sharers;
}

/**
 * Whether a partner may give a block of a piece (V3): on parole only of a piece that no other partner shares,
 * and of such a piece no other partner gives any.
 */
export function mayGive(context: TorrentContext, partner: NodeId, piece: Piece): boolean {
  const { parole } = context;
  if (parole.size === 0) return true;
  const host = hostOf(partner, context.setting);
  const others = [...sharersOf(context, piece)].filter((sharer) => sharer !== host);
  if (parole.has(host)) return others.length === 0;
  const [alone] = others;
  return !(others.length === 1 && alone !== undefined && parole.has(alone));
}

/**
 * Whether a block comes too late: its source is snubbed, and by parole it may not give the piece any more. The
 * block is dropped, for on parole a partner gives whole pieces or nothing (V3).
 */
export function isTooLate(context: TorrentContext, partner: NodeId, piece: Piece): boolean {
  return context.snubbed.has(partner) && !mayGive(context, partner, piece);
}

/** The blocks without those of one piece. */
export function withoutPiece({ blocks, setting }: TorrentContext, piece: Piece): TorrentContext['blocks'] {
  return new Map([...blocks].filter(([block]) => pieceOf(block, setting) !== piece));
}

/** The rates without the blocks of a failed piece (V2). */
export function withoutFailed(
  { rates, blocks, setting }: TorrentContext,
  piece: Piece,
): TorrentContext['rates'] {
  const left = new Map(rates);
  for (const block of blocksOf(piece, setting)) {
    const source = blocks.get(block)?.source;
    const rate = source === undefined ? undefined : left.get(source);
    if (source === undefined || rate === undefined) continue;
    if (rate > 1) left.set(source, rate - 1);
    else left.delete(source);
  }
  return left;
}

/** The suspects with the blocks of a piece that failed, each content of a source once (V4). */
export function withSuspects(
  { suspects, blocks, setting }: TorrentContext,
  piece: Piece,
): TorrentContext['suspects'] {
  if (setting.blame !== 'compare') return suspects;
  const more = new Map(suspects);
  for (const block of blocksOf(piece, setting)) {
    const { source, content } = blocks.get(block) as Arrived;
    const suspect = { content, source: hostOf(source, setting) };
    const known = more.get(block) ?? [];
    if (!known.some((one) => one.source === suspect.source && one.content === content))
      more.set(block, [...known, suspect]);
  }
  return more;
}

/** The addresses that gave a block of a piece that was bad, by comparison with the good piece (V4). */
export function differingIn(
  { suspects, blocks, setting }: TorrentContext,
  piece: Piece,
): ReadonlySet<NodeId> {
  return new Set(
    blocksOf(piece, setting).flatMap((block) =>
      (suspects.get(block) ?? []).flatMap(({ source, content }) =>
        content === blocks.get(block)?.content ? [] : [source],
      ),
    ),
  );
}

/** The suspects without the blocks of one piece. */
export function withoutSuspects(
  { suspects, setting }: TorrentContext,
  piece: Piece,
): TorrentContext['suspects'] {
  return new Map([...suspects].filter(([block]) => pieceOf(block, setting) !== piece));
}

/** The partners at an address. */
export function partnersAt({ partners, setting }: TorrentContext, host: NodeId): readonly NodeId[] {
  return partners.filter((partner) => hostOf(partner, setting) === host);
}

/** The context once an address is banned: each partner at it is forgotten (V2). */
export function withBan(context: TorrentContext, host: NodeId): TorrentContext {
  let after = {
    ...context,
    banned: withMember(context.banned, host),
    parole: withoutMember(context.parole, host),
  };
  for (const partner of partnersAt(context, host)) after = { ...after, ...withoutPartner(after, partner) };
  return after;
}

/** The blocks with one more. */
export function withBlock(
  { blocks }: TorrentContext,
  block: Block,
  source: NodeId,
  content: 'good' | 'bad',
): TorrentContext['blocks'] {
  return new Map(blocks).set(block, { content, source });
}

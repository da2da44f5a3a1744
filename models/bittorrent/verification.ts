/**
 * Verification, ban and parole (V1 to V3): what follows the last block of a piece, and which partner may give
 * a block of it. The rules against poison are those of this repository, after the parole of libtorrent.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { blocksOf, pieceOf, type TorrentContext } from './context.ts';
import type { Block, Piece } from './messages.ts';

/** Whether every block of a piece arrived. */
export function isComplete({ blocks, setting }: TorrentContext, piece: Piece): boolean {
  return blocksOf(piece, setting).every((block) => blocks.has(block));
}

/** Whether every block of a piece is what its hash asks for (V1). */
export function isGood({ blocks, setting }: TorrentContext, piece: Piece): boolean {
  return blocksOf(piece, setting).every((block) => blocks.get(block)?.content === 'good');
}

/** The partners that the blocks of a piece came from. */
export function sourcesOf({ blocks, setting }: TorrentContext, piece: Piece): ReadonlySet<NodeId> {
  return new Set(
    blocksOf(piece, setting).flatMap((block) => {
      const arrived = blocks.get(block);
      return arrived === undefined ? [] : [arrived.source];
    }),
  );
}

/** The partners that gave a block of a piece, or are asked for one. */
export function sharersOf(context: TorrentContext, piece: Piece): ReadonlySet<NodeId> {
  const sharers = new Set(sourcesOf(context, piece));
  for (const [partner, asked] of context.asked)
    if (asked.some((block) => pieceOf(block, context.setting) === piece)) sharers.add(partner);
  return sharers;
}

/**
 * Whether a partner may give a block of a piece (V3): on parole only of a piece that no other partner shares,
 * and of such a piece no other partner gives any.
 */
export function mayGive(context: TorrentContext, partner: NodeId, piece: Piece): boolean {
  const { parole } = context;
  if (parole.size === 0) return true;
  const others = [...sharersOf(context, piece)].filter((sharer) => sharer !== partner);
  if (parole.has(partner)) return others.length === 0;
  const [alone] = others;
  return !(others.length === 1 && alone !== undefined && parole.has(alone));
}

/** The blocks without those of one piece. */
export function withoutPiece({ blocks, setting }: TorrentContext, piece: Piece): TorrentContext['blocks'] {
  return new Map([...blocks].filter(([block]) => pieceOf(block, setting) !== piece));
}

/**
 * The blocks without those of a partner on parole that will give no more for now: it gives whole pieces or
 * nothing, so others may begin them anew (V3).
 */
export function withoutParoled(context: TorrentContext, partner: NodeId): TorrentContext['blocks'] {
  if (!context.parole.has(partner)) return context.blocks;
  return new Map([...context.blocks].filter(([, { source }]) => source !== partner));
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

/** The blocks with one more. */
export function withBlock(
  { blocks }: TorrentContext,
  block: Block,
  source: NodeId,
  content: 'good' | 'bad',
): TorrentContext['blocks'] {
  return new Map(blocks).set(block, { content, source });
}

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

/** Whether a partner on parole is snubbed, so that others may be asked for the pieces that it began (P6, V3). */
export function isSilent({ parole, snubbed, setting }: TorrentContext, partner: NodeId): boolean {
  return snubbed.has(partner) && parole.has(hostOf(partner, setting));
}

/** The addresses that gave a block of a piece, or are asked for one. A silent partner's requests do not count. */
export function sharersOf(context: TorrentContext, piece: Piece): ReadonlySet<NodeId> {
  const sharers = new Set(sourcesOf(context, piece));
  for (const [partner, asked] of context.asked)
    if (!isSilent(context, partner) && asked.some((block) => pieceOf(block, context.setting) === piece))
      sharers.add(hostOf(partner, context.setting));
  return sharers;
}

/**
 * Whether a block comes too late: its source is silent, and another partner shares the piece by now. The block
 * is dropped, for on parole a partner gives whole pieces or nothing (V3).
 */
export function isTooLate(context: TorrentContext, partner: NodeId, piece: Piece): boolean {
  const host = hostOf(partner, context.setting);
  return isSilent(context, partner) && [...sharersOf(context, piece)].some((sharer) => sharer !== host);
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

/** The blocks without those of one piece. */
export function withoutPiece({ blocks, setting }: TorrentContext, piece: Piece): TorrentContext['blocks'] {
  return new Map([...blocks].filter(([block]) => pieceOf(block, setting) !== piece));
}

/**
 * The blocks without those of a partner on parole that will give no more for now: it gives whole pieces or
 * nothing, so others may begin them anew (V3).
 */
export function withoutParoled(context: TorrentContext, partner: NodeId): TorrentContext['blocks'] {
  if (!context.parole.has(hostOf(partner, context.setting))) return context.blocks;
  return new Map([...context.blocks].filter(([, { source }]) => source !== partner));
}

/** The blocks without those of silent partners, so that others may begin their pieces anew (P6, V3). */
export function withoutSilent(context: TorrentContext): TorrentContext['blocks'] {
  return new Map([...context.blocks].filter(([, { source }]) => !isSilent(context, source)));
}

/**
 * The blocks without those of partners on parole that left before their parole or are silent: the rest of their
 * pieces would come from no partner, so others may begin these anew (P6, V3).
 */
export function withoutStopped(context: TorrentContext): TorrentContext['blocks'] {
  const { parole, has, setting } = context;
  const isGone = (partner: NodeId) => parole.has(hostOf(partner, setting)) && !has.has(partner);
  return new Map([...withoutSilent(context)].filter(([, { source }]) => !isGone(source)));
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

/** The context once a partner is snubbed: of one on parole no block is kept (P6, V3). */
export function withSnub(context: TorrentContext, partner: NodeId): TorrentContext {
  const after = { ...context, snubbed: withMember(context.snubbed, partner) };
  return { ...after, blocks: withoutSilent(after) };
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

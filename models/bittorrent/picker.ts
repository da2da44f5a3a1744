/**
 * The piece picker (P1 to P6): which block is asked of which partner. Cohen 2003, section 2.4 ("Cohen"), has
 * strict priority, rarest first, random first piece and endgame mode.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import { allPieces, availabilityOf, blocksOf, pieceOf, type TorrentContext } from './context.ts';
import type { Block, Piece } from './messages.ts';
import { mayGive, withoutPiece } from './verification.ts';

/** A request that is to go out. */
export interface Ask {
  readonly to: NodeId;
  readonly block: Block;
}

/** The rules of the picker; a known bug replaces one of them. */
export interface PickerRules {
  /** Whether partners may be asked for blocks that others were asked for (P5). */
  isEndgame(context: TorrentContext): boolean;
  /** The most partners that are asked for one block in the endgame. */
  askersMax(context: TorrentContext): number;
  /** The number by which pieces are ordered, the least first (P2). */
  rarity(context: TorrentContext, piece: Piece): number;
  /** Whether a partner may give a block of a piece, as far as parole is concerned (V3). */
  mayGive(context: TorrentContext, partner: NodeId, piece: Piece): boolean;
  /** Whether a piece that parole keeps from a partner is begun anew with this partner (V3). */
  isRenewed(context: TorrentContext, piece: Piece): boolean;
}

/** The partners that are asked for a block. A snubbed one does not count, for its blocks are free again (P6). */
export function askersOf({ asked, snubbed }: TorrentContext, block: Block): readonly NodeId[] {
  return [...asked].flatMap(([to, blocks]) => (blocks.includes(block) && !snubbed.has(to) ? [to] : []));
}

/** The blocks that did not arrive yet. */
export function missingBlocks({ pieces, blocks, setting }: TorrentContext): readonly Block[] {
  return allPieces(setting)
    .filter((piece) => !pieces.has(piece))
    .flatMap((piece) => blocksOf(piece, setting))
    .filter((block) => !blocks.has(block));
}

/** Whether a block of this piece arrived or is asked for. */
export function isBegun(context: TorrentContext, piece: Piece): boolean {
  return blocksOf(piece, context.setting).some(
    (block) => context.blocks.has(block) || askersOf(context, block).length > 0,
  );
}

/**
 * How many more blocks a partner may be asked for: a snubbed one is asked for one at a time (P6), and one that
 * chokes this peer for allowed fast pieces at most.
 */
export function roomOf(context: TorrentContext, partner: NodeId): number {
  const { asked, snubbed, unchokedBy, allowed, setting } = context;
  if (!unchokedBy.has(partner) && !allowed.has(partner)) return 0;
  const most = snubbed.has(partner) ? 1 : setting.pipeline;
  return most - (asked.get(partner) ?? []).length;
}

/** Whether a partner gives a piece: it unchoked this peer, or the piece is allowed fast (W4). */
export function mayAsk({ unchokedBy, allowed }: TorrentContext, partner: NodeId, piece: Piece): boolean {
  return unchokedBy.has(partner) || allowed.get(partner)?.has(piece) === true;
}

/** Whether a partner has a block that is missing here and asked of no partner (`interest: 'unasked'`). */
export function hasUnasked(context: TorrentContext, partner: NodeId): boolean {
  return missingBlocks(context).some(
    (block) =>
      context.has.get(partner)?.has(pieceOf(block, context.setting)) === true &&
      askersOf(context, block).length === 0,
  );
}

/** The rules as they are meant. */
export const pickerRules: PickerRules = {
  isEndgame: (context) => missingBlocks(context).every((block) => askersOf(context, block).length > 0),
  askersMax: ({ setting }) => setting.endgameAskers,
  rarity: availabilityOf,
  mayGive,
  isRenewed: isStuck,
};

/**
 * The next block to be asked of a partner, if there is one. Of equally rare pieces the one that the partner
 * suggested comes first, then `order` decides.
 */
export function pick(
  context: TorrentContext,
  partner: NodeId,
  order: readonly Piece[],
  rules: PickerRules = pickerRules,
): Block | undefined {
  const { setting } = context;
  const from = missingBlocks(context).filter(
    (block) =>
      context.has.get(partner)?.has(pieceOf(block, setting)) === true &&
      context.asked.get(partner)?.includes(block) !== true &&
      mayAsk(context, partner, pieceOf(block, setting)) &&
      rules.mayGive(context, partner, pieceOf(block, setting)),
  );
  const free = from.filter((block) => askersOf(context, block).length === 0);
  const ranking = [context.suggested.get(partner) ?? -1, ...order];
  if (free.length > 0) return first(context, free, ranking, rules);
  if (!rules.isEndgame(context)) return undefined;
  const most = rules.askersMax(context);
  return first(
    context,
    from.filter((block) => askersOf(context, block).length < most),
    ranking,
    rules,
  );
}

/** The lowest block of a begun piece, or else of the rarest piece; of equally rare ones the first in `order`. */
function first(
  context: TorrentContext,
  blocks: readonly Block[],
  order: readonly Piece[],
  rules: PickerRules,
): Block | undefined {
  const { setting, pieces } = context;
  const isRandom = pieces.size < setting.randomFirst;
  const keysOf = (block: Block): readonly number[] => {
    const piece = pieceOf(block, setting);
    if (isBegun(context, piece)) return [0, 0, 0, block];
    return [1, isRandom ? 0 : rules.rarity(context, piece), order.indexOf(piece), block];
  };
  const keyed = blocks.map((block) => ({ block, keys: keysOf(block) }));
  keyed.sort((a, b) => {
    const at = a.keys.findIndex((key, nth) => key !== b.keys[nth]);
    return (a.keys[at] as number) - (b.keys[at] as number);
  });
  return keyed[0]?.block;
}

/** Whether a partner can be asked for a piece: it has the piece, and gives it (W4). */
function offers(context: TorrentContext, partner: NodeId, piece: Piece): boolean {
  return context.has.get(partner)?.has(piece) === true && mayAsk(context, partner, piece);
}

/**
 * Whether no partner goes on with a piece: of those that are not snubbed none is asked for a block, and parole
 * keeps the piece from each one that offers it (V3).
 */
export function isStuck(context: TorrentContext, piece: Piece, rules: PickerRules = pickerRules): boolean {
  const isAsked = (partner: NodeId) =>
    (context.asked.get(partner) ?? []).some((block) => pieceOf(block, context.setting) === piece);
  return context.partners
    .filter((partner) => !context.snubbed.has(partner))
    .every(
      (partner) =>
        !isAsked(partner) && !(offers(context, partner, piece) && rules.mayGive(context, partner, piece)),
    );
}

/** The lowest stuck piece that parole keeps from a partner. Its blocks are to be discarded (V3). */
function stuckFor(context: TorrentContext, partner: NodeId, rules: PickerRules): Piece | undefined {
  return allPieces(context.setting).find(
    (piece) =>
      blocksOf(piece, context.setting).some((block) => context.blocks.has(block)) &&
      offers(context, partner, piece) &&
      !rules.mayGive(context, partner, piece) &&
      rules.isRenewed(context, piece),
  );
}

/** What is asked for and kept after a `fill`. */
export interface Filled extends Pick<TorrentContext, 'asked' | 'blocks'> {
  /** The requests that go out now, partner by partner. */
  readonly asks: readonly Ask[];
}

/**
 * Asks each partner with room. Where a partner has room and nothing to give, for parole's sake, a stuck piece is
 * begun anew with it.
 */
export function fill(
  context: TorrentContext,
  order: readonly Piece[] = allPieces(context.setting),
  rules: PickerRules = pickerRules,
): Filled {
  const asks: Ask[] = [];
  let now = context;
  for (const partner of context.partners)
    while (roomOf(now, partner) > 0) {
      const block = pick(now, partner, order, rules);
      if (block === undefined) {
        const stuck = stuckFor(now, partner, rules);
        if (stuck === undefined) break;
        now = { ...now, blocks: withoutPiece(now, stuck) };
        continue;
      }
      asks.push({ to: partner, block });
      now = { ...now, asked: new Map(now.asked).set(partner, [...(now.asked.get(partner) ?? []), block]) };
    }
  return { asks, asked: now.asked, blocks: now.blocks };
}

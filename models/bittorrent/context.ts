/** The context of a torrent: its variables, their start, and the changes that several rules share. */
import type { Birth, MachineEvent, NodeId } from '../../checker/actors/actor.ts';
import { type Dialling, noDialling } from './dialling.ts';
import type { Arrived, Block, Piece, SwarmSetting, TorrentPart } from './messages.ts';

/** The events of the root. */
export type TorrentEvent = MachineEvent<TorrentPart>;

/** The context of the root. */
export interface TorrentContext {
  readonly self: NodeId;
  /** All other peers, in the order in which they are asked. */
  readonly partners: readonly NodeId[];
  readonly setting: SwarmSetting;
  readonly pieces: ReadonlySet<Piece>;
  readonly spoiled: ReadonlySet<Piece>;
  readonly blocks: ReadonlyMap<Block, Arrived>;
  /** The open partners, in the order in which they become optimistic. */
  readonly rotation: readonly NodeId[];
  /** The pieces of each open partner. */
  readonly has: ReadonlyMap<NodeId, ReadonlySet<Piece>>;
  /** The partners that unchoked this peer. */
  readonly unchokedBy: ReadonlySet<NodeId>;
  /** The pieces that each partner gives while it chokes this peer; never an empty set. */
  readonly allowed: ReadonlyMap<NodeId, ReadonlySet<Piece>>;
  /** The last piece that each partner suggested. */
  readonly suggested: ReadonlyMap<NodeId, Piece>;
  /** The blocks that are asked of each partner; never an empty list. */
  readonly asked: ReadonlyMap<NodeId, readonly Block[]>;
  /** The partners that are interested in this peer. */
  readonly interested: ReadonlySet<NodeId>;
  /** The partners that this peer unchoked. */
  readonly unchoked: ReadonlySet<NodeId>;
  readonly optimistic: NodeId | null;
  readonly rates: ReadonlyMap<NodeId, number>;
  readonly round: number;
  /** Addresses, each with the name of its first peer. */
  readonly parole: ReadonlySet<NodeId>;
  readonly banned: ReadonlySet<NodeId>;
  readonly suspects: ReadonlyMap<Block, readonly Arrived[]>;
  readonly snubbed: ReadonlySet<NodeId>;
  readonly dialling: Dialling;
}

/** The first context: no partner is open yet. */
export function initialContext({ self, nodes, setting, durable }: Birth<TorrentPart>): TorrentContext {
  const trackers = setting.tracking?.tiers.flat() ?? [];
  return {
    self,
    partners: nodes.filter((node) => node !== self && !trackers.includes(node)),
    setting,
    pieces: durable?.pieces ?? new Set(setting.owned[self] ?? []),
    spoiled: new Set(),
    blocks: new Map(),
    rotation: [],
    has: new Map(),
    unchokedBy: new Set(),
    allowed: new Map(),
    suggested: new Map(),
    asked: new Map(),
    interested: new Set(),
    unchoked: new Set(),
    optimistic: null,
    rates: new Map(),
    round: 0,
    parole: new Set(),
    banned: new Set(),
    suspects: new Map(),
    snubbed: new Set(),
    dialling: noDialling,
  };
}

/** The view of the root. */
export function torrentView(context: TorrentContext): TorrentPart['view'] {
  const { pieces, spoiled, blocks, rotation, optimistic, rates, round, parole, banned, suspects } = context;
  const availability = allPieces(context.setting).map((piece) => availabilityOf(context, piece));
  const {
    slots,
    optimistic: kind,
    blocksPerPiece,
    pipeline,
    endgameAskers,
    randomFirst,
    fast,
    interest,
    allowedFast,
    addresses,
  } = context.setting;
  const limits = {
    pieces: context.setting.pieces,
    slots: kind === 'extra' ? slots + 1 : slots,
    ...{ blocksPerPiece, pipeline, endgameAskers, randomFirst, fast },
    ...{ interest, allowedFast, addresses },
  };
  return {
    ...{ role: 'peer', limits, pieces, spoiled, blocks, availability, rotation, optimistic, rates, round },
    ...{ parole, banned, suspects, snubbed: context.snubbed },
    ...diallingView(context),
  };
}

/** The part of the view that only a scope with trackers has. */
function diallingView({ dialling: { candidates }, setting: { tracking } }: TorrentContext) {
  return tracking === undefined ? {} : { dialling: { candidates, connections: tracking.connections } };
}

/** The blocks that are not verified: what trackers get as `left` (T1). */
export function leftOf({ pieces, setting }: Pick<TorrentContext, 'pieces' | 'setting'>): number {
  return (setting.pieces - pieces.size) * setting.blocksPerPiece;
}

// ------------------------------------------------------------- pieces and blocks

/** All pieces, by index. */
export function allPieces({ pieces }: Pick<SwarmSetting, 'pieces'>): readonly Piece[] {
  return Array.from({ length: pieces }, (_, piece) => piece);
}

/** The piece of a block. */
export function pieceOf(block: Block, { blocksPerPiece }: Pick<SwarmSetting, 'blocksPerPiece'>): Piece {
  return Math.floor(block / blocksPerPiece);
}

/** The blocks of a piece. */
export function blocksOf(
  piece: Piece,
  { blocksPerPiece }: Pick<SwarmSetting, 'blocksPerPiece'>,
): readonly Block[] {
  return Array.from({ length: blocksPerPiece }, (_, begin) => piece * blocksPerPiece + begin);
}

/** The fields of a message that name a block. */
export function addressOf(block: Block, setting: Pick<SwarmSetting, 'blocksPerPiece'>) {
  return { piece: pieceOf(block, setting), begin: block % setting.blocksPerPiece };
}

/** The block that a message names; a block that does not exist has no number. */
export function blockAt(
  { piece, begin }: { readonly piece: Piece; readonly begin: number },
  { pieces, blocksPerPiece }: Pick<SwarmSetting, 'pieces' | 'blocksPerPiece'>,
): Block {
  return piece < pieces && begin < blocksPerPiece ? piece * blocksPerPiece + begin : Number.NaN;
}

/** The address of a peer: the name of the first peer at it. */
export function hostOf(peer: NodeId, { addresses }: Pick<SwarmSetting, 'addresses'>): NodeId {
  return addresses[peer] ?? peer;
}

/** The pieces that a peer may ask for while it is choked; they follow from its address (BEP 6). */
export function allowedFastOf(
  peer: NodeId,
  { fast, allowedFast, addresses }: Pick<SwarmSetting, 'fast' | 'allowedFast' | 'addresses'>,
): readonly Piece[] {
  return fast ? (allowedFast[hostOf(peer, { addresses })] ?? []) : [];
}

/** How many open partners have a piece. */
export function availabilityOf({ has }: Pick<TorrentContext, 'has'>, piece: Piece): number {
  return [...has.values()].filter((pieces) => pieces.has(piece)).length;
}

/** Whether this peer has every piece. */
export function isSeed({ pieces, setting }: Pick<TorrentContext, 'pieces' | 'setting'>): boolean {
  return pieces.size === setting.pieces;
}

/** Whether a partner has a piece that this peer lacks (W3). */
export function isInteresting({ has, pieces }: TorrentContext, partner: NodeId): boolean {
  return [...(has.get(partner) ?? [])].some((piece) => !pieces.has(piece));
}

// ------------------------------------------------------------- sets, maps and lists

/** A set with one member more. */
export function withMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return members.has(member) ? members : new Set(members).add(member);
}

/** A set with one member less. */
export function withoutMember<T>(members: ReadonlySet<T>, member: T): ReadonlySet<T> {
  return members.has(member) ? new Set([...members].filter((other) => other !== member)) : members;
}

/** A map without one key. */
export function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  return map.has(key) ? new Map([...map].filter(([other]) => other !== key)) : map;
}

/** The blocks that are asked of each partner, without one block of one partner. */
export function withoutAsked(
  asked: TorrentContext['asked'],
  partner: NodeId,
  block: Block,
): TorrentContext['asked'] {
  const left = (asked.get(partner) ?? []).filter((other) => other !== block);
  return left.length > 0 ? new Map(asked).set(partner, left) : withoutKey(asked, partner);
}

/** The context without everything that this peer knows of one open partner; a ban and a parole stay. */
export function withoutPartner(context: TorrentContext, partner: NodeId): Partial<TorrentContext> {
  return {
    rotation: context.rotation.filter((other) => other !== partner),
    has: withoutKey(context.has, partner),
    unchokedBy: withoutMember(context.unchokedBy, partner),
    allowed: withoutKey(context.allowed, partner),
    suggested: withoutKey(context.suggested, partner),
    asked: withoutKey(context.asked, partner),
    interested: withoutMember(context.interested, partner),
    unchoked: withoutMember(context.unchoked, partner),
    optimistic: context.optimistic === partner ? null : context.optimistic,
    rates: withoutKey(context.rates, partner),
    snubbed: withoutMember(context.snubbed, partner),
  };
}

/** The saved state of a torrent: plain data with the names of its partners, made from it and restored to it. */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Arrived, Block, ConnectionView, Content, SwarmView } from '../../models/bittorrent/messages.ts';
import { Bitfield, noPiece } from './bitfield.ts';
import { noPeer } from './choker.ts';
import type { Watch } from './connection.ts';
import { arrived } from './progress.ts';
import type { RequestRing } from './requests.ts';
import type { Torrent } from './torrent.ts';

/** The saved state of one end of a connection. */
export interface ConnectionSaved extends ConnectionView {
  readonly isNew: boolean;
  readonly watch: Watch;
}

/** The saved state of a torrent. */
export interface TorrentSaved
  extends Omit<SwarmView, 'role' | 'limits' | 'spoiled' | 'availability' | 'connections'> {
  readonly connections: ReadonlyMap<NodeId, ConnectionSaved>;
}

/** The names of partners, by number. */
export type Names = readonly NodeId[];

/** The state of a torrent. */
export function savedOf(torrent: Torrent<Content>, names: Names): TorrentSaved {
  const { picker, choker, rates, verification, connections } = torrent;
  const nameOf = (partner: number) => names[partner] as NodeId;
  const having = (flags: ArrayLike<unknown>) =>
    new Set(names.filter((_, partner) => flags[partner] === 1 || flags[partner] === true));
  return {
    pieces: new Set(picker.verified.pieces()),
    blocks: blocksOf(torrent, names),
    rotation: Array.from(choker.rotation.subarray(0, choker.count), nameOf),
    optimistic: choker.optimistic === noPeer ? null : nameOf(choker.optimistic),
    rates: new Map(
      names.flatMap((name, partner) => {
        const rate = rates.sums[partner] as number;
        return rate > 0 ? [[name, rate] as const] : [];
      }),
    ),
    round: choker.roundInTurn,
    parole: having(verification.paroled),
    banned: having(verification.banned),
    suspects: suspectsOf(torrent, names),
    snubbed: having(connections.map(({ isSnubbed }) => isSnubbed)),
    connections: new Map(names.map((name, partner) => [name, connectionOf(torrent, partner)])),
  };
}

function blocksOf({ picker, setting }: Torrent<Content>, names: Names): ReadonlyMap<Block, Arrived> {
  const blocks = new Map<Block, Arrived>();
  for (const { piece, states, partners, contents } of picker.progress.begun)
    for (const [place, state] of states.entries())
      if (state === arrived)
        blocks.set(piece * setting.blocksPerPiece + place, {
          content: contents[place] as Content,
          source: names[partners[place] as number] as NodeId,
        });
  return blocks;
}

function suspectsOf({ verification, setting }: Torrent<Content>, names: Names): TorrentSaved['suspects'] {
  const suspects = new Map<Block, Arrived[]>();
  for (const [piece, all] of verification.suspects)
    for (const { place, source, content } of all) {
      const block = piece * setting.blocksPerPiece + place;
      const suspect = { content, source: names[source] as NodeId };
      suspects.set(block, [...(suspects.get(block) ?? []), suspect]);
    }
  return suspects;
}

function connectionOf({ connections, picker, setting }: Torrent<Content>, partner: number): ConnectionSaved {
  const {
    requests,
    queue,
    isSnubbed: _,
    allowed,
    suggested,
    ...flags
  } = connections[partner] as Torrent<Content>['connections'][0];
  const listOf = (ring: RequestRing) =>
    Array.from(
      { length: ring.size },
      (_, nth) => ring.pieceAt(nth) * setting.blocksPerPiece + ring.beginAt(nth),
    );
  return {
    ...flags,
    has: new Set(picker.piecesOf(partner)?.pieces()),
    allowed: new Set(allowed),
    suggested: suggested === noPiece ? null : suggested,
    requests: listOf(requests),
    queue: listOf(queue),
  };
}

/** Gives a new torrent a saved state. */
export function restore(torrent: Torrent<Content>, saved: TorrentSaved, names: Names): void {
  const { picker, choker, rates, verification, setting } = torrent;
  const numberOf = (name: NodeId) => names.indexOf(name);
  for (const piece of saved.pieces) picker.own(piece);
  for (const [partner, name] of names.entries()) {
    const connection = torrent.connections[partner] as Torrent<Content>['connections'][0];
    const end = saved.connections.get(name) as ConnectionSaved;
    const { has, requests: _, queue, allowed, suggested, ...flags } = end;
    Object.assign(connection, flags);
    connection.allowed.push(...allowed);
    connection.suggested = suggested ?? noPiece;
    connection.isSnubbed = saved.snubbed.has(name);
    for (const block of queue)
      connection.queue.push(Math.floor(block / setting.blocksPerPiece), block % setting.blocksPerPiece, 1);
    choker.interested[partner] = flags.isInterested ? 1 : 0;
    choker.unchoked[partner] = flags.amUnchoking ? 1 : 0;
    for (let rate = saved.rates.get(name) ?? 0; rate > 0; rate--) rates.add(partner, setting.rateMax);
    verification.paroled[partner] = saved.parole.has(name) ? 1 : 0;
    verification.banned[partner] = saved.banned.has(name) ? 1 : 0;
    if (flags.stage !== 'open') continue;
    picker.join(partner);
    picker.bitfield(partner, bitfieldOf(setting.pieces, has).bytes);
  }
  for (const partner of names.keys()) {
    picker.setParole(partner, verification.isParoled(partner));
    picker.setSnubbed(partner, torrent.connections[partner]?.isSnubbed === true);
  }
  for (const [block, suspects] of saved.suspects) {
    const [piece, place] = [Math.floor(block / setting.blocksPerPiece), block % setting.blocksPerPiece];
    const known = verification.suspects.get(piece) ?? [];
    for (const { content, source } of suspects) known.push({ place, source: numberOf(source), content });
    verification.suspects.set(piece, known);
  }
  choker.count = saved.rotation.length;
  for (const [at, name] of saved.rotation.entries()) choker.rotation[at] = numberOf(name);
  choker.optimistic = saved.optimistic === null ? noPeer : numberOf(saved.optimistic);
  choker.roundInTurn = saved.round;
  for (const [block, { content, source }] of saved.blocks) picker.arrive(numberOf(source), block, content);
  for (const [partner, name] of names.entries())
    for (const block of saved.connections.get(name)?.requests ?? [])
      torrent.requests.reopen(
        partner,
        Math.floor(block / setting.blocksPerPiece),
        block % setting.blocksPerPiece,
      );
}

/** A set of pieces as a bitfield; pieces that do not exist are left out. */
export function bitfieldOf(size: number, pieces: Iterable<number>): Bitfield {
  const bits = new Bitfield(size);
  for (const piece of pieces) if (piece < size) bits.add(piece);
  return bits;
}

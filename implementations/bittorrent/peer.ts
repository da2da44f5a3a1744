/**
 * A peer of a swarm: a torrent whose partners have names, as a core of the checker. It translates messages,
 * timers and names; all decisions are those of `Torrent`.
 *
 * `begin` counts blocks, and a block is `good` or `bad`: a piece passes its check if all its blocks are good.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import type {
  Content,
  Piece,
  Swarm,
  SwarmMessage,
  SwarmSetting,
  SwarmView,
} from '../../models/bittorrent/messages.ts';
import type { TorrentPort } from './connection.ts';
import { type TorrentRules, torrentRules } from './rules.ts';
import { bitfieldOf, restore, savedOf, type TorrentSaved } from './saved.ts';
import { Torrent, type TorrentSetting } from './torrent.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Addressed<T extends SwarmMessage['type']> = Mutable<Extract<SwarmMessage, { type: T }>>;

/** The setting of the torrent, from that of a scope. */
function torrentSetting(setting: SwarmSetting): TorrentSetting {
  const unlimited = Number.POSITIVE_INFINITY;
  return { ...setting, rateRounds: 1, queueMax: unlimited, allowedMax: unlimited };
}

/** One peer: events go in, and messages, timers and outputs go to the outbox. */
export class Peer implements Core<Swarm, TorrentSaved> {
  readonly #setting: SwarmSetting;
  readonly #rules: TorrentRules;
  /** The other peers by number, in the order in which they are asked. */
  readonly #names: readonly NodeId[];
  readonly #numbers: ReadonlyMap<NodeId, number>;
  readonly #self: NodeId;
  readonly #byIndex: readonly Piece[];
  readonly #limits: SwarmView['limits'];
  protected torrent: Torrent<Content>;
  /** The outbox of this step. */
  protected outbox: Outbox<Swarm> | undefined;
  /** The receivers of the messages of this step, if the setting `reports` is `links`. */
  #left: NodeId[] = [];

  readonly #have: Addressed<'Have'> = { type: 'Have', piece: 0 };
  readonly #request: Addressed<'Request'> = { type: 'Request', piece: 0, begin: 0 };
  readonly #cancel: Addressed<'Cancel'> = { type: 'Cancel', piece: 0, begin: 0 };
  readonly #reject: Addressed<'Reject'> = { type: 'Reject', piece: 0, begin: 0 };
  readonly #piece: Addressed<'Piece'> = { type: 'Piece', piece: 0, begin: 0, content: 'good' };

  constructor({ self, nodes, setting }: Birth<Swarm>, rules: TorrentRules = torrentRules) {
    this.#self = self;
    this.#setting = setting;
    this.#rules = {
      ...rules,
      isTurnOver: (round) => rules.isTurnOver(round % setting.turnRounds),
    };
    this.#names = nodes.filter((node) => node !== self);
    this.#numbers = new Map(this.#names.map((node, partner) => [node, partner]));
    this.#byIndex = Array.from({ length: setting.pieces }, (_, piece) => piece);
    const { pieces, slots, optimistic, blocksPerPiece, pipeline, endgameAskers, randomFirst, fast } = setting;
    this.#limits = {
      ...{ pieces, slots: optimistic === 'extra' ? slots + 1 : slots },
      ...{ blocksPerPiece, pipeline, endgameAskers, randomFirst, fast },
      ...{ allowedFast: setting.allowedFast, addresses: setting.addresses, interest: setting.interest },
    };
    this.torrent = this.#newTorrent();
    for (const piece of setting.owned[self] ?? []) this.torrent.picker.own(piece);
  }

  #newTorrent(): Torrent<Content> {
    const setting = torrentSetting(this.#setting);
    const torrent = new Torrent(setting, this.#names.length, this.#port(), this.#rules);
    for (const [partner, name] of this.#names.entries())
      torrent.picker.addresses[partner] = this.numberOf(this.#hostOf(name));
    return torrent;
  }

  start(out: Outbox<Swarm>): void {
    this.outbox = out;
    out.arm('round');
    for (const [partner, name] of this.#names.entries())
      if (this.#setting.open.some((pair) => pair.includes(this.#self) && pair.includes(name)))
        this.torrent.open(partner);
    this.#report(out);
  }

  handle(event: Received<Swarm>, out: Outbox<Swarm>): void {
    this.outbox = out;
    const torrent = this.torrent;
    torrent.tie = event.draw?.order ?? this.#byIndex;
    switch (event.type) {
      case 'message':
        this.#receive(this.numberOf(event.from), event.message);
        break;
      case 'timeout': {
        const [timer, name = ''] = event.timer.split('@');
        if (timer === 'round') {
          torrent.round();
          out.arm('round');
        } else if (timer === 'upload') torrent.upload(this.numberOf(name));
        else torrent.snub(this.numberOf(name));
        break;
      }
      case 'input':
        if (event.input.type === 'dial') torrent.dial(this.numberOf(event.input.peer));
        else if (event.input.type === 'disconnect') torrent.drop(this.numberOf(event.input.peer));
        break;
    }
    this.#report(out);
    if (event.type === 'message' && this.#setting.reports === 'links')
      out.output({ type: 'arrived', from: event.from });
  }

  /** Reports the messages of this step, by name of the receiver. */
  #report(out: Outbox<Swarm>): void {
    for (const to of this.#left.sort()) out.output({ type: 'left', to });
    this.#left = [];
  }

  #receive(from: number, message: SwarmMessage): void {
    const torrent = this.torrent;
    switch (message.type) {
      case 'Handshake':
        torrent.handshake(from);
        break;
      case 'Bitfield':
        torrent.bitfield(from, bitfieldOf(this.#setting.pieces, message.pieces).bytes);
        break;
      case 'Have':
        torrent.have(from, message.piece);
        break;
      case 'Choke':
        torrent.choked(from);
        break;
      case 'Unchoke':
        torrent.unchoked(from);
        break;
      case 'Interested':
      case 'NotInterested':
        torrent.interest(from, message.type === 'Interested');
        break;
      case 'Request':
        torrent.request(from, message.piece, message.begin, 1);
        break;
      case 'Cancel':
        torrent.cancel(from, message.piece, message.begin, 1);
        break;
      case 'Piece':
        torrent.piece(from, message.piece, message.begin, message.content);
        break;
      case 'Reject':
        torrent.rejected(from, message.piece, message.begin);
        break;
      case 'AllowedFast':
        torrent.allowedFast(from, message.piece);
        break;
      case 'SuggestPiece':
        torrent.suggest(from, message.piece);
        break;
      case 'Close':
        torrent.close(from);
        break;
    }
  }

  // ------------------------------------------------------------- what the torrent does

  #port(): TorrentPort<Content> {
    const plain = (type: 'Handshake' | 'Close' | 'Choke' | 'Unchoke' | 'Interested' | 'NotInterested') => {
      const message = { type };
      return (partner: number) => this.#send(partner, message);
    };
    const addressed =
      (message: Addressed<'Request' | 'Cancel' | 'Reject' | 'Piece'>) =>
      (partner: number, piece: number, begin: number) => {
        message.piece = piece;
        message.begin = begin;
        this.#send(partner, message);
      };
    return {
      handshake: plain('Handshake'),
      close: plain('Close'),
      choke: plain('Choke'),
      unchoke: plain('Unchoke'),
      interested: plain('Interested'),
      notInterested: plain('NotInterested'),
      bitfield: (partner) =>
        this.#send(partner, { type: 'Bitfield', pieces: new Set(this.torrent.picker.verified.pieces()) }),
      allowedFast: (partner) => this.#setting.allowedFast[this.#hostOf(this.#nameOf(partner))] ?? [],
      allow: (partner, piece) => this.#send(partner, { type: 'AllowedFast', piece }),
      suggestions: () => this.#setting.suggests[this.#self] ?? [],
      suggest: (partner, piece) => this.#send(partner, { type: 'SuggestPiece', piece }),
      isServable: (piece, begin) => piece < this.#setting.pieces && begin < this.#setting.blocksPerPiece,
      have: (partner, piece) => {
        this.#have.piece = piece;
        this.#send(partner, this.#have);
      },
      request: addressed(this.#request),
      cancel: addressed(this.#cancel),
      reject: addressed(this.#reject),
      piece: addressed(this.#piece),
      arm: (timer, partner) => this.outbox?.arm(`${timer}@${this.#nameOf(partner)}` as never),
      disarm: (timer, partner) => this.outbox?.disarm(`${timer}@${this.#nameOf(partner)}` as never),
      isGood: (_, blocks) => blocks.every((block) => block === 'good'),
      isSame: (one, other) => one === other,
      verified: (piece, sources) => {
        this.#reportCheck('verified', piece, sources);
        this.store(piece);
      },
      failed: (piece, sources) => this.#reportCheck('failed', piece, sources),
    };
  }

  /** Stores a verified piece, before it is announced; a peer that never restarts stores none. */
  protected store(_piece: number): void {}

  #reportCheck(type: 'verified' | 'failed', piece: number, sources: readonly number[]): void {
    if (this.#setting.reports === 'checks')
      this.outbox?.output({ type, piece, sources: this.#namesOf(sources) });
  }

  #send(partner: number, message: SwarmMessage): void {
    const to = this.#nameOf(partner);
    this.outbox?.send(to, message);
    if (this.#setting.reports === 'links') this.#left.push(to);
  }

  #nameOf(partner: number): NodeId {
    return this.#names[partner] as NodeId;
  }

  /** The address of a peer: the name of the first peer at it. */
  #hostOf(name: NodeId): NodeId {
    return this.#setting.addresses[name] ?? name;
  }

  #namesOf(partners: readonly number[]): ReadonlySet<NodeId> {
    return new Set(partners.map((partner) => this.#nameOf(partner)));
  }

  protected numberOf(name: NodeId): number {
    return this.#numbers.get(name) as number;
  }

  // ------------------------------------------------------------- views and saved state

  view(): SwarmView {
    const { connections, ...saved } = this.#saved();
    const ends = [...connections].map(([name, { isNew: _, watch: __, ...end }]) => [name, end] as const);
    return {
      role: 'peer',
      limits: this.#limits,
      ...saved,
      spoiled: new Set(),
      availability: this.#byIndex.map((piece) => this.torrent.picker.availability.of(piece)),
      connections: new Map(ends),
    };
  }

  save(): TorrentSaved {
    return this.#saved();
  }

  #saved(): TorrentSaved {
    const saved = savedOf(this.torrent, this.#names);
    return { ...saved, round: saved.round % this.#setting.turnRounds };
  }

  load(saved: TorrentSaved): void {
    this.torrent = this.#newTorrent();
    restore(this.torrent, saved, this.#names);
  }
}

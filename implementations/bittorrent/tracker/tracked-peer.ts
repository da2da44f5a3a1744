/**
 * A peer of a swarm with trackers, as a core of the checker: a peer (`../peer.ts`), an announcer that learns
 * other peers from trackers, and a dialler that connects to them.
 */
import type { Birth, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type { Swarm, SwarmInput, SwarmView } from '../../../models/bittorrent/messages.ts';
import type {
  AnnouncerView,
  TrackedSwarm,
  TrackerMessage,
  TrackingSetting,
} from '../../../models/bittorrent/tracker/messages.ts';
import { Peer } from '../peer.ts';
import { type TorrentRules, torrentRules } from '../rules.ts';
import type { TorrentSaved } from '../saved.ts';
import { Announcer, never } from './announcer.ts';
import { Dialler } from './dialler.ts';
import { type AnnouncerRules, announcerRules, type DiallerRules, diallerRules } from './rules.ts';

/** The decisions of a peer with trackers. */
export interface TrackedRules extends TorrentRules, AnnouncerRules, DiallerRules {
  /** What trackers get as `left`, given the blocks that are not verified, and those of them that arrived. */
  left(unverified: number, arrived: number): number;
  /** The pieces of a durable record, given those that are verified, and the number of all pieces. */
  stored(verified: readonly number[], all: number): readonly number[];
  /** Whether the pieces of the durable record are those that a restarted peer has. */
  keepsPieces(): boolean;
}

/** The rules as they are meant. */
export const trackedRules: TrackedRules = {
  ...torrentRules,
  ...announcerRules,
  ...diallerRules,
  left: (unverified) => unverified,
  stored: (verified) => verified,
  keepsPieces: () => true,
};

/** The saved state of a peer with trackers. */
export interface TrackedSaved extends TorrentSaved {
  readonly announcer: AnnouncerView;
  readonly candidates: readonly NodeId[];
  readonly isStopped: boolean;
  readonly neededPeers: boolean;
}

type Event = Received<TrackedSwarm>;
type Out = Outbox<TrackedSwarm>;

/** The setting of trackers; it throws where a scope has none. */
function trackingOf({ tracking }: TrackedSwarm['setting']): TrackingSetting {
  if (tracking === undefined) throw new Error('the setting of a peer with trackers must have `tracking`');
  return tracking;
}

/** The birth of the peer inside: without trackers, and with the pieces of the durable record. */
function birthWithin(birth: Birth<TrackedSwarm>, rules: TrackedRules): Birth<Swarm> {
  const { self, nodes, setting, durable } = birth;
  const trackers = trackingOf(setting).tiers.flat();
  const stored = durable !== undefined && rules.keepsPieces() ? [...durable.pieces] : undefined;
  const owned = stored === undefined ? setting.owned : { ...setting.owned, [self]: stored };
  return { self, nodes: nodes.filter((node) => !trackers.includes(node)), setting: { ...setting, owned } };
}

/** One peer with trackers: events go in, and messages, timers, records and outputs go to the outbox. */
export class TrackedPeer extends Peer {
  readonly #setting: TrackedSwarm['setting'];
  readonly #tracking: TrackingSetting;
  /** The trackers by number, and the other peers. */
  readonly #trackers: readonly NodeId[];
  readonly #partners: readonly NodeId[];
  readonly #own: TrackedRules;
  #announcer: Announcer;
  #dialler: Dialler;
  #neededPeers = false;

  constructor(birth: Birth<TrackedSwarm>, rules: TrackedRules = trackedRules) {
    const within = birthWithin(birth, rules);
    super(within, rules);
    this.#setting = birth.setting;
    this.#tracking = trackingOf(birth.setting);
    this.#trackers = this.#tracking.tiers.flat();
    this.#partners = within.nodes.filter((node) => node !== birth.self);
    this.#own = rules;
    this.#announcer = this.#newAnnouncer();
    this.#dialler = this.#newDialler();
  }

  get #out(): Out {
    return this.outbox as unknown as Out;
  }

  #newAnnouncer(): Announcer {
    const { tiers, pauseMax } = this.#tracking;
    return new Announcer(
      tiers.map((tier) => tier.map((name) => this.#trackers.indexOf(name))),
      pauseMax,
      {
        announce: (tracker, event, left) =>
          this.#out.send(this.#trackers[tracker] as NodeId, { type: 'Announce', event, left }),
        arm: () => this.#out.arm('announce@tracking'),
        disarm: () => this.#out.disarm('announce@tracking'),
        ticked: () => this.#out.output({ type: 'ticked' }),
      },
      this.#own,
    );
  }

  #newDialler(): Dialler {
    const isConnected = (partner: number) => this.#isConnected(partner);
    return new Dialler(
      this.#tracking,
      {
        isConnected,
        connected: () => this.#partners.filter((_, partner) => isConnected(partner)).length,
        isBanned: (partner) => this.torrent.verification.isBanned(partner),
        dial: (partner) => this.torrent.dial(partner),
      },
      this.#own,
    );
  }

  override start(out: Out): void {
    super.start(out);
    if (this.#trackers.length > 0) this.#announcer.start(this.#left());
    this.#lookForPeers();
  }

  override handle(event: Event, out: Out): void {
    this.outbox = out;
    if (event.type === 'message' && this.#trackers.includes(event.from))
      this.#respond(this.#trackers.indexOf(event.from), event.message as TrackerMessage);
    else if (event.type === 'timeout' && event.timer === 'announce@tracking') {
      this.#announcer.tick();
    } else {
      if (event.type === 'input') this.#obey(event.input, out);
      super.handle(event as Received<Swarm>, out);
    }
    if (this.torrent.isStopped) return;
    if (event.type === 'message') this.#noteConnected(event.from);
    const left = this.#left();
    if (left !== this.#announcer.left) this.#announcer.progress(left);
    this.#lookForPeers();
  }

  /** A verified piece becomes durable before it is announced to any partner (V1). */
  protected override store(piece: number): void {
    if (this.#setting.disk !== true) return;
    const pieces = [...this.torrent.picker.verified.pieces(), piece];
    this.#out.persist({ pieces: new Set(this.#own.stored(pieces, this.#setting.pieces)) });
  }

  /** A partner that dialled this peer is no candidate any more. */
  #noteConnected(name: NodeId): void {
    const partner = this.#partners.indexOf(name);
    if (this.#isConnected(partner)) this.#dialler.remove(partner);
  }

  #isConnected(partner: number): boolean {
    const stage = this.torrent.connections[partner]?.stage;
    return stage === 'open' || stage === 'dialling';
  }

  /** A response of a tracker. */
  #respond(tracker: number, message: TrackerMessage): void {
    if (message.type === 'Failure') {
      const { to, retryIn } = message;
      this.#announcer.fail(tracker, to, retryIn === 'never' ? never : (retryIn ?? 0));
    } else if (message.type === 'Peers') {
      const { to, interval, minInterval, peers } = message;
      if (this.#announcer.answer(tracker, to, interval, minInterval ?? undefined))
        this.#learn(peers, 'tracker');
    }
  }

  #learn(peers: readonly NodeId[], by: 'tracker' | 'other'): void {
    const known = peers.filter((peer) => this.#partners.includes(peer));
    this.#dialler.learn(
      known.map((peer) => this.numberOf(peer)),
      by,
    );
  }

  /** An order of the user that concerns trackers. */
  #obey(input: SwarmInput, out: Out): void {
    const { torrent } = this;
    if (input.type === 'peers' && !torrent.isStopped) this.#learn(input.peers, 'other');
    else if (input.type === 'dial' && !torrent.isStopped) {
      const partner = this.numberOf(input.peer);
      if (!torrent.verification.isBanned(partner)) this.#dialler.remove(partner);
    } else if (input.type === 'stop' && !torrent.isStopped) {
      torrent.stop();
      this.#dialler.candidates = [];
      this.#neededPeers = false;
      if (this.#trackers.length > 0) this.#announcer.stop();
      out.disarm('round');
    } else if (input.type === 'start' && torrent.isStopped) {
      torrent.start();
      if (this.#trackers.length > 0) this.#announcer.start(this.#left());
      out.arm('round');
    }
  }

  #lookForPeers(): void {
    const needs = this.#dialler.look();
    if (needs === this.#neededPeers) return;
    this.#neededPeers = needs;
    if (this.#trackers.length > 0) this.#announcer.needPeers(needs);
  }

  /** The blocks that are not verified (T1). */
  #left(): number {
    const { verified, progress } = this.torrent.picker;
    const { pieces, blocksPerPiece } = this.#setting;
    const unverified = (pieces - verified.count) * blocksPerPiece;
    const arrived = progress.begun.reduce((sum, { arrivedCount }) => sum + arrivedCount, 0);
    return this.#own.left(unverified, arrived);
  }

  // ------------------------------------------------------------- views and saved state

  override view(): SwarmView {
    const hasAnnouncer = this.#trackers.length > 0;
    return {
      ...super.view(),
      dialling: { candidates: this.#candidateNames(), connections: this.#tracking.connections },
      ...(hasAnnouncer && { announcer: this.#announcerView() }),
    };
  }

  #candidateNames(): readonly NodeId[] {
    return this.#dialler.candidates.map((partner) => this.#partners[partner] as NodeId);
  }

  #announcerView(): AnnouncerView {
    const { asked, mayKnow, joined, barred, leaving, tiers, ...rest } = this.#announcer;
    const nameOf = (tracker: number) => this.#trackers[tracker] as NodeId;
    const having = (flags: readonly boolean[]) =>
      new Set(this.#trackers.filter((_, tracker) => flags[tracker]));
    return {
      ...rest,
      tiers: tiers.map((tier) => tier.map(nameOf)),
      asked: asked === null ? null : { to: nameOf(asked.tracker), event: asked.event },
      mayKnow: having(mayKnow),
      joined: having(joined),
      leaving: having(leaving),
      barred: new Map(
        barred.flatMap((ticks, tracker) =>
          ticks === 0 ? [] : [[nameOf(tracker), ticks === never ? ('never' as const) : ticks] as const],
        ),
      ),
    };
  }

  override save(): TrackedSaved {
    return {
      ...super.save(),
      announcer: this.#announcerView(),
      candidates: this.#candidateNames(),
      isStopped: this.torrent.isStopped,
      neededPeers: this.#neededPeers,
    };
  }

  override load(saved: TrackedSaved): void {
    super.load(saved);
    this.torrent.isStopped = saved.isStopped;
    this.#neededPeers = saved.neededPeers;
    this.#dialler.candidates = saved.candidates.map((name) => this.#partners.indexOf(name));
    const { tiers, asked, mayKnow, joined, leaving, barred, ...rest } = saved.announcer;
    const numberOf = (name: NodeId) => this.#trackers.indexOf(name);
    this.#announcer = this.#newAnnouncer();
    Object.assign(this.#announcer, rest);
    this.#announcer.tiers = tiers.map((tier) => tier.map(numberOf));
    if (asked !== null) this.#announcer.asked = { tracker: numberOf(asked.to), event: asked.event };
    for (const [tracker, name] of this.#trackers.entries()) {
      const ticks = barred.get(name) ?? 0;
      this.#announcer.mayKnow[tracker] = mayKnow.has(name);
      this.#announcer.joined[tracker] = joined.has(name);
      this.#announcer.leaving[tracker] = leaving.has(name);
      this.#announcer.barred[tracker] = ticks === 'never' ? never : ticks;
    }
  }
}

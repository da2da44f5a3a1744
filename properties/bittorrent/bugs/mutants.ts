/**
 * The known bugs in the implementation of a peer: a mutant replaces rules of
 * `implementations/bittorrent/rules.ts`, or changes what a peer sends or saves.
 */
import type { Actor, Birth, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import { Peer } from '../../../implementations/bittorrent/peer.ts';
import { type TorrentRules, torrentRules } from '../../../implementations/bittorrent/rules.ts';
import type { TorrentSaved } from '../../../implementations/bittorrent/saved.ts';
import { allowedFastOf } from '../../../models/bittorrent/context.ts';
import type {
  Piece,
  Swarm,
  SwarmMessage,
  SwarmSetting,
  SwarmView,
} from '../../../models/bittorrent/messages.ts';
import { kit } from '../kit.ts';

type Event = Received<Swarm>;
type Out = Outbox<Swarm>;
/** A message and its receiver. */
type Sent = readonly [to: NodeId, message: SwarmMessage];

/** The changes of a mutant. */
interface Changes {
  readonly rules?: Partial<TorrentRules>;
  readonly setting?: Partial<SwarmSetting>;
  /** The event in place of one that arrives. */
  readonly event?: (event: Event, view: SwarmView) => Event;
  /** The messages in place of those of a step, given also the pieces that failed in it. */
  readonly sends?: (sent: readonly Sent[], failed: readonly Piece[], view: SwarmView) => readonly Sent[];
  /** The changes of the state after a step. */
  readonly after?: (event: Event, saved: TorrentSaved, before: TorrentSaved) => Partial<TorrentSaved>;
}

/** A peer with these changes. */
function mutant({ rules, setting, event: given, sends, after }: Changes): Actor<Swarm> {
  return kit.implementation((birth: Birth<Swarm>) => {
    const changed = { ...birth, setting: { ...birth.setting, ...setting } };
    return new (class extends Peer {
      override handle(event: Event, out: Out): void {
        const before = this.save();
        const sent: Sent[] = [];
        const failed: Piece[] = [];
        const send: Out['send'] = (to: NodeId, message: SwarmMessage) => sent.push([to, { ...message }]);
        const output: Out['output'] = (value) => {
          if (value.type === 'failed') failed.push(value.piece);
          out.output(value);
        };
        super.handle(given?.(event, this.view()) ?? event, { ...out, send, output });
        for (const [to, message] of sends?.(sent, failed, this.view()) ?? sent) out.send(to, message);
        if (after === undefined) return;
        const saved = this.save();
        this.load({ ...saved, ...after(event, saved, before) });
      }

      override view(): SwarmView {
        const view = super.view();
        // Promises refer to the addresses as they are.
        return { ...view, limits: { ...view.limits, addresses: birth.setting.addresses } };
      }
    })(changed, { ...torrentRules, ...rules });
  });
}

/** The pieces by number of partners that have them, the commonest first. */
function commonestFirst(event: Event, { availability }: SwarmView): Event {
  const order = [...availability.keys()].sort(
    (a, b) => (availability[b] as number) - (availability[a] as number),
  );
  return { ...event, draw: { ...event.draw, order } };
}

/** The messages of a choke, with its Rejects in front. */
function rejectsFirst(sent: readonly Sent[]): readonly Sent[] {
  const isChoke = ([, { type }]: Sent) => type === 'Choke';
  return [...sent.filter((one) => !isChoke(one)), ...sent.filter(isChoke)];
}

/** The messages of a choke without the Rejects of requests for allowed fast pieces. */
function withoutRejectsOfAllowed(
  sent: readonly Sent[],
  _failed: readonly Piece[],
  { limits }: SwarmView,
): readonly Sent[] {
  if (!sent.some(([, { type }]) => type === 'Choke')) return sent;
  return sent.filter(
    ([to, message]) => message.type !== 'Reject' || !allowedFastOf(to, limits).includes(message.piece),
  );
}

/** A message that changes nothing, in place of a Reject of the last block. */
function withoutLastReject(event: Event, { limits }: SwarmView): Event {
  if (event.type !== 'message' || event.message.type !== 'Reject') return event;
  const { piece, begin } = event.message;
  const isLast = piece === limits.pieces - 1 && begin === limits.blocksPerPiece - 1;
  return isLast ? { ...event, message: { type: 'Cancel', piece, begin } } : event;
}

/** Each connection as one whose first message is still to come. */
function asNew(_event: Event, { connections }: TorrentSaved): Partial<TorrentSaved> {
  return { connections: new Map([...connections].map(([name, end]) => [name, { ...end, isNew: true }])) };
}

/** A seed that closes the connection to a partner in place of a choke. */
class Impatient extends Peer {
  override handle(event: Event, out: Out): void {
    const { pieces, limits } = this.view();
    const closed: NodeId[] = [];
    const send: Out['send'] = (to: NodeId, message: SwarmMessage) => {
      if (message.type === 'Choke' && pieces.size === limits.pieces) closed.push(to);
      else out.send(to, message);
    };
    super.handle(event, { ...out, send });
    for (const peer of closed) super.handle({ type: 'input', input: { type: 'disconnect', peer } }, out);
  }
}

/** At a round, each open partner as snubbed of which nothing is asked. */
function snubbedByTime(event: Event, { connections, snubbed }: TorrentSaved): Partial<TorrentSaved> {
  if (event.type !== 'timeout' || event.timer !== 'round') return {};
  const idle = [...connections].filter(
    ([, { stage, requests }]) => stage === 'open' && requests.length === 0,
  );
  return { snubbed: new Set([...snubbed, ...idle.map(([name]) => name)]) };
}

/** A rate with one more for a partner that sent a Have or a Bitfield. */
function withClaims(event: Event, { rates }: TorrentSaved): Partial<TorrentSaved> {
  if (event.type !== 'message') return {};
  const { message, from } = event;
  const isClaim = message.type === 'Have' || (message.type === 'Bitfield' && message.pieces.size > 0);
  return isClaim ? { rates: new Map(rates).set(from, (rates.get(from) ?? 0) + 1) } : {};
}

/** A peer that stores pieces without the check, and remembers the ones with a bad block. */
class Gullible extends Peer {
  #spoiled: ReadonlySet<Piece> = new Set();

  override handle(event: Event, out: Out): void {
    const before = this.view();
    super.handle(event, out);
    if (event.type !== 'message' || event.message.type !== 'Piece') return;
    const { piece } = event.message;
    if (before.pieces.has(piece) || !this.view().pieces.has(piece)) return;
    const { blocksPerPiece } = before.limits;
    const isBad = [...before.blocks].some(
      ([block, { content }]) => content === 'bad' && Math.floor(block / blocksPerPiece) === piece,
    );
    if (isBad || event.message.content === 'bad') this.#spoiled = new Set([...this.#spoiled, piece]);
  }

  override view(): SwarmView {
    return { ...super.view(), spoiled: this.#spoiled };
  }

  override save(): TorrentSaved & Pick<SwarmView, 'spoiled'> {
    return { ...super.save(), spoiled: this.#spoiled };
  }

  override load(saved: TorrentSaved & Partial<Pick<SwarmView, 'spoiled'>>): void {
    super.load(saved);
    this.#spoiled = saved.spoiled ?? new Set();
  }
}

/** The implementations that have a known bug, by number. */
export const implementations: Readonly<Record<string, Actor<Swarm>>> = {
  B11: mutant({ rules: { emptiesQueue: () => false } }),
  B11a: mutant({ rules: { staysAtChoke: () => false }, sends: withoutRejectsOfAllowed }),
  B12: mutant({ sends: rejectsFirst }),
  B12a: mutant({ rules: { rejectsAtChoke: () => false } }),
  B13: mutant({ rules: { losesAtChoke: () => false } }),
  B14: mutant({ rules: { losesAtChoke: (fast, isSnubbed) => !fast && !isSnubbed } }),
  B15: mutant({ event: withoutLastReject }),
  B16: mutant({ rules: { rejectsAtCancel: () => false } }),
  B17: mutant({
    sends: (sent, failed, { rotation }) => [
      ...sent,
      ...failed.flatMap((piece) => rotation.map((to): Sent => [to, { type: 'Have', piece }])),
    ],
  }),
  B18: mutant({ rules: { isDiscarded: (place, blocksPerPiece) => place === blocksPerPiece - 1 } }),
  B19: mutant({ rules: { countsUnasked: () => true } }),
  B20: mutant({ rules: { isEndgame: () => true } }),
  B21: mutant({ rules: { mayAskToo: (askers, askersMax) => askers <= askersMax } }),
  B22: mutant({ rules: { isEndgame: () => false } }),
  B22a: mutant({ rules: { isEndgame: () => false } }),
  B24: mutant({ after: snubbedByTime }),
  B25: mutant({ after: withClaims }),
  B29: kit.implementation((birth) => new Impatient(birth)),
  B34: mutant({ rules: { bansSole: () => false } }),
  B34a: mutant({ setting: { addresses: {} } }),
  B35: mutant({ rules: { bansAll: () => true } }),
  B36: mutant({ rules: { paroles: () => false } }),
  B36b: mutant({ rules: { isSilent: () => false } }),
  B36c: mutant({ rules: { isRenewed: () => false } }),
  B37: mutant({ rules: { isAnnounced: () => false } }),
  B37a: mutant({ rules: { isAnnounced: () => true } }),
  B38: mutant({ rules: { looksAtHave: () => false } }),
  B39: mutant({ rules: { servesRequest: () => true } }),
  B40: mutant({ rules: { isInteresting: (missing, wasInteresting) => missing > 0 || wasInteresting } }),
  B41: mutant({ rules: { isRarestFirst: () => false }, event: commonestFirst }),
  B42: mutant({ setting: { optimistic: 'none', zeroRate: 'excluded' } }),
  B43: kit.implementation((birth) => new Gullible(birth, { ...torrentRules, isVerified: () => true })),
  B44: mutant({ rules: { cancels: () => false } }),
  B45: mutant({ rules: { isTurnOver: () => false } }),
  B45a: mutant({ rules: { isTurnOver: () => false } }),
  B47a: mutant({ after: asNew }),
};

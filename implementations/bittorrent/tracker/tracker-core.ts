/**
 * A tracker as a core of the checker: it gives names to the peers of `Tracker`. A peer's name is its id and
 * its address.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../../checker/actors/actor.ts';
import type {
  Announce,
  Known,
  TrackerDraw,
  TrackerPart,
  TrackerView,
  TrackingSetting,
} from '../../../models/bittorrent/tracker/messages.ts';
import { type TrackerRules, trackerRules } from './rules.ts';
import { Tracker } from './tracker.ts';

/** The saved state of a tracker. */
export interface TrackerSaved {
  readonly known: ReadonlyMap<NodeId, Known>;
}

/** One tracker: announces go in, and responses go to the outbox. */
export class TrackerCore implements Core<TrackerPart, TrackerSaved> {
  readonly #tracking: TrackingSetting;
  readonly #rules: TrackerRules;
  #tracker: Tracker;

  constructor({ setting }: Birth<TrackerPart>, rules: TrackerRules = trackerRules) {
    if (setting.tracking === undefined) throw new Error('the setting of a tracker must have `tracking`');
    this.#tracking = setting.tracking;
    this.#rules = rules;
    this.#tracker = new Tracker(this.#tracking.numWanted, rules);
  }

  start(out: Outbox<TrackerPart>): void {
    if (this.#tracking.forgets) out.arm('sweep');
  }

  handle(event: Received<TrackerPart>, out: Outbox<TrackerPart>): void {
    if (event.type === 'timeout') {
      this.#tracker.sweep();
      out.arm('sweep');
      out.output({ type: 'swept' });
    } else if (event.message.type === 'Announce')
      this.announce(event.from, event.message, event.draw ?? {}, out);
  }

  /** Answers an announce, or refuses it, or is silent: the draw says which. */
  announce(
    from: NodeId,
    { event: to, left }: Announce,
    { act, chosen }: TrackerDraw,
    out: Outbox<TrackerPart>,
  ): void {
    const { interval, minInterval, numWanted } = this.#tracking;
    if (act === 'silence') return;
    if (act !== undefined && act !== 'lose') {
      const retryIn = act === 'refuse' ? 'never' : act === 'failUntil' ? interval : null;
      out.send(from, { type: 'Failure', to, retryIn });
      return;
    }
    const given = this.#tracker.announce({
      ...{ id: from, address: from, left, event: to, numWanted },
      chosen: chosen ?? [],
    });
    if (act === 'lose') {
      out.output({ type: 'noted', peer: from, event: to });
      return;
    }
    out.send(from, { type: 'Peers', to, interval, minInterval, peers: given.map(({ address }) => address) });
  }

  view(): TrackerView {
    return { role: 'tracker', known: this.save().known, numWanted: this.#tracking.numWanted };
  }

  save(): TrackerSaved {
    return {
      known: new Map(this.#tracker.known.map(({ address, left, age }) => [address, { left, age }])),
    };
  }

  load({ known }: TrackerSaved): void {
    this.#tracker = new Tracker(this.#tracking.numWanted, this.#rules);
    for (const [address, one] of known) this.#tracker.restore({ id: address, address, ...one });
  }
}

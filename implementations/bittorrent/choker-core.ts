/**
 * The choker as an actor of its own: it gives names to the peers of `Choker`, and saves its state as plain
 * data with these names.
 */
import type { Birth, Core, NodeId, Outbox, Received } from '../../checker/actors/actor.ts';
import type { BitTorrentChoker, ChokerSetting, ChokerView } from '../../models/bittorrent/choker/messages.ts';
import { Choker, noPeer } from './choker.ts';
import { type ChokerRules, chokerRules } from './choker-rules.ts';

/** The saved state of a choker. */
export type ChokerSaved = Omit<ChokerView, 'role' | 'cap'>;

/** A choker whose peers are the other nodes. */
export class ChokerCore implements Core<BitTorrentChoker, ChokerSaved> {
  readonly #setting: ChokerSetting;
  readonly #peers: readonly NodeId[];
  readonly #numbers: ReadonlyMap<NodeId, number>;
  readonly #choker: Choker;
  #out: Outbox<BitTorrentChoker> | undefined;

  constructor({ self, nodes, setting }: Birth<BitTorrentChoker>, rules: ChokerRules = chokerRules) {
    this.#setting = setting;
    this.#peers = nodes.filter((node) => node !== self);
    this.#numbers = new Map(this.#peers.map((peer, number) => [peer, number]));
    const tell = (type: 'choke' | 'unchoke') => (number: number) =>
      this.#out?.output({ type, peer: this.#nameOf(number) });
    const port = { choke: tell('choke'), unchoke: tell('unchoke') };
    this.#choker = new Choker(setting, this.#peers.length, port, rules);
  }

  start(out: Outbox<BitTorrentChoker>): void {
    out.arm('round');
  }

  handle(event: Received<BitTorrentChoker>, out: Outbox<BitTorrentChoker>): void {
    if (event.type === 'message') return;
    this.#out = out;
    const choker = this.#choker;
    const { rates, place } = event.draw ?? {};
    choker.rates.fill(0);
    for (const [peer, rate] of rates ?? []) choker.rates[this.#numberOf(peer)] = rate;
    if (event.type === 'timeout') {
      choker.round();
      if (this.#setting.reports === 'rounds')
        out.output({
          type: 'round',
          interested: this.#namesOf(choker.interested),
          waiting: this.#waiting(),
        });
      out.arm('round');
      return;
    }
    const { type, peer } = event.input;
    const number = this.#numberOf(peer);
    if (type === 'connect') choker.connect(number, place ?? choker.count);
    else if (type === 'leave') choker.leave(number);
    else choker.setInterest(number, type === 'interested');
  }

  view(): ChokerView {
    return { role: 'choker', cap: this.#choker.cap, ...this.save() };
  }

  save(): ChokerSaved {
    const { rotation, order, count, interested, unchoked, optimistic, roundInTurn, ages } = this.#choker;
    const { isInterrupted, isYielding } = this.#choker;
    const names = (list: Int32Array) => Array.from(list.subarray(0, count), (peer) => this.#nameOf(peer));
    const { rule } = this.#setting;
    return {
      rotation: names(rotation),
      interested: this.#namesOf(interested),
      unchoked: this.#namesOf(unchoked),
      optimistic: optimistic === noPeer ? null : this.#nameOf(optimistic),
      round: roundInTurn,
      ages: new Map(
        rule === 'recent'
          ? [...this.#namesOf(unchoked)].map((peer) => [peer, ages[this.#numberOf(peer)] as number])
          : [],
      ),
      order: rule === 'text' || isYielding ? names(order) : [],
      isInterrupted,
    };
  }

  load(saved: ChokerSaved): void {
    const choker = this.#choker;
    choker.count = saved.rotation.length;
    for (const [at, peer] of saved.rotation.entries()) choker.rotation[at] = this.#numberOf(peer);
    for (const [at, peer] of saved.order.entries()) choker.order[at] = this.#numberOf(peer);
    for (const [number, peer] of this.#peers.entries()) {
      choker.interested[number] = saved.interested.has(peer) ? 1 : 0;
      choker.unchoked[number] = saved.unchoked.has(peer) ? 1 : 0;
      choker.ages[number] = saved.ages.get(peer) ?? 0;
    }
    choker.optimistic = saved.optimistic === null ? noPeer : this.#numberOf(saved.optimistic);
    choker.roundInTurn = saved.round;
    choker.isInterrupted = saved.isInterrupted;
  }

  /** The peers that are interested and choked. */
  #waiting(): ReadonlySet<NodeId> {
    const { interested, unchoked } = this.#choker;
    return new Set(this.#peers.filter((_, number) => interested[number] === 1 && unchoked[number] === 0));
  }

  #namesOf(flags: Uint8Array): ReadonlySet<NodeId> {
    return new Set(this.#peers.filter((_, number) => flags[number] === 1));
  }

  #nameOf(number: number): NodeId {
    return this.#peers[number] as NodeId;
  }

  #numberOf(peer: NodeId): number {
    return this.#numbers.get(peer) as number;
  }
}

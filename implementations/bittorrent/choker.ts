/**
 * A BitTorrent choker, written for speed: a class without I/O, clocks or randomness. It does what the formal
 * model does (`models/bittorrent/choker/choker.ts`); both are explored in lockstep.
 *
 * A peer is a small integer, which the caller chooses and may give to another peer after `leave`. Read
 * `connect`, `leave`, `setInterest` and `round` first; below them is one method for each rule.
 *
 * What makes it fast:
 * - The best N peers are found by insertion into a list of N, so nothing is sorted.
 * - All lists are typed arrays with room for every peer, so a round allocates nothing.
 */
import type { ChokerSetting } from '../../models/bittorrent/choker/messages.ts';
import { type ChokerRules, chokerRules, turnRounds } from './choker-rules.ts';

/** The messages of a choker to its peers. */
export interface ChokerPort {
  choke(peer: number): void;
  unchoke(peer: number): void;
}

/** No peer. */
export const noPeer = -1;

/** The choice of the peers that are served. */
export class Choker {
  readonly #setting: ChokerSetting;
  readonly #rules: ChokerRules;
  readonly #port: ChokerPort;
  /** The connected peers in the order in which they become optimistic; the first `count` entries count. */
  readonly rotation: Int32Array;
  count = 0;
  /** By peer, 0 or 1. */
  readonly interested: Uint8Array;
  readonly unchoked: Uint8Array;
  /** By peer, the rate since the last round; the caller writes it before a round. */
  readonly rates: Float64Array;
  optimistic = noPeer;
  /** The number of the round, modulo 3. */
  roundInTurn = 0;
  /** `recent`: by peer, for how many rounds it has been unchoked; 3 and more are 3. */
  readonly ages: Uint8Array;
  /** `text`: the connected peers by the rates of the last round. */
  readonly order: Int32Array;
  isInterrupted = false;
  /** By peer, whether this step chose it; 0 between steps. */
  readonly #chosen: Uint8Array;
  /** The best peers so far, best first. */
  readonly #best: Int32Array;
  #bestCount = 0;

  /** `capacity`: peers are numbered below it. */
  constructor(setting: ChokerSetting, capacity: number, port: ChokerPort, rules: ChokerRules = chokerRules) {
    this.#setting = setting;
    this.#port = port;
    this.#rules = rules;
    this.rotation = new Int32Array(capacity);
    this.interested = new Uint8Array(capacity);
    this.unchoked = new Uint8Array(capacity);
    this.rates = new Float64Array(capacity);
    this.ages = new Uint8Array(capacity);
    this.order = new Int32Array(capacity);
    this.#chosen = new Uint8Array(capacity);
    this.#best = new Int32Array(setting.slots + 1);
  }

  /** A newcomer joins behind `place` others of the rotation: choked and not interested. */
  connect(peer: number, place: number): void {
    const { rotation } = this;
    rotation.copyWithin(place + 1, place, this.count);
    rotation[place] = peer;
    this.order[this.count] = peer;
    this.count++;
    if (this.#setting.rule === 'text' && place === 0) this.isInterrupted = true;
    if (this.#isAtOnce() && this.#setting.rule !== 'recent') this.#chooseAnew();
  }

  /** A peer leaves and is forgotten. */
  leave(peer: number): void {
    const wasServed = this.interested[peer] === 1 && this.unchoked[peer] === 1;
    if (this.#setting.rule === 'text' && this.rotation[0] === peer) this.isInterrupted = true;
    this.#remove(this.rotation, peer);
    this.#remove(this.order, peer);
    this.count--;
    this.interested[peer] = 0;
    this.unchoked[peer] = 0;
    this.ages[peer] = 0;
    if (this.optimistic === peer && this.#rules.vacatesWhenLeft()) this.optimistic = noPeer;
    if (this.#isAtOnce() && (wasServed || this.#setting.rule === 'text')) this.#chooseAnew();
  }

  /** A peer changes its interest. Between rounds it stays choked or unchoked, unless the rule says otherwise. */
  setInterest(peer: number, isInterested: boolean): void {
    this.interested[peer] = isInterested ? 1 : 0;
    if (!isInterested && this.optimistic === peer && this.#rules.vacatesWithoutInterest())
      this.optimistic = noPeer;
    if (this.#isAtOnce() && this.unchoked[peer] === 1) this.#chooseAnew();
    else if (isInterested && this.unchoked[peer] === 0 && this.#rules.choosesAtInterest()) this.round();
  }

  /** A round: the rates since the last one decide. */
  round(): void {
    this.roundInTurn = (this.roundInTurn + 1) % turnRounds;
    switch (this.#setting.rule) {
      case 'held':
        this.#roundOfHeld();
        break;
      case 'recent':
        this.#roundOfRecent();
        break;
      case 'text':
        this.#roundOfText();
        break;
      case 'front':
        this.#roundOfFront();
        break;
    }
  }

  // ------------------------------------------------------------- one method for each rule

  /** The best interested peers are regular, and one more is optimistic for a turn (C2, C3). */
  #roundOfHeld(): void {
    const { optimistic: how, slots } = this.#setting;
    this.#rankByRate(how === 'extra' ? slots : slots - 1, true);
    for (let at = 0; at < this.#bestCount; at++) this.#chosen[this.#best[at] as number] = 1;
    this.#chooseOptimistic();
    if (this.optimistic !== noPeer) this.#chosen[this.optimistic] = 1;
    this.#serve();
  }

  /** The most recent peers stay, and some places go to others (C5). */
  #roundOfRecent(): void {
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (this.unchoked[peer] === 1) this.ages[peer] = Math.min((this.ages[peer] as number) + 1, turnRounds);
    }
    this.#chooseRecent(this.#rules.freshSlots(this.#setting.slots, this.roundInTurn));
    this.#serve();
  }

  /** The front of the rotation and the fastest peers, interested or not (C6). */
  #roundOfText(): void {
    if (this.roundInTurn === 0) {
      if (!this.isInterrupted) this.#turnTo(1);
      this.isInterrupted = false;
    }
    this.#sortByRate();
    this.#chooseText();
    this.#serve();
  }

  /** The fastest interested peers, and others along the rotation (C6). */
  #roundOfFront(): void {
    if (this.roundInTurn === 0) {
      for (let at = 0; at < this.count; at++) {
        const peer = this.rotation[at] as number;
        if (this.interested[peer] === 1 && this.unchoked[peer] === 0) {
          this.#turnTo(at);
          break;
        }
      }
    }
    this.#chooseFront();
    this.#serve();
  }

  // ------------------------------------------------------------- the parts of a choice

  #isAtOnce(): boolean {
    return this.#setting.between === 'once' && this.#setting.rule !== 'held';
  }

  /** The choice between two rounds. */
  #chooseAnew(): void {
    if (this.#setting.rule === 'recent') this.#chooseRecent(0);
    else if (this.#setting.rule === 'text') this.#chooseText();
    else this.#chooseFront();
    this.#serve();
  }

  /** Fills `best` with the best interested peers by rate, by insertion. */
  #rankByRate(most: number, prefersUnchoked: boolean): void {
    const { rates, unchoked } = this;
    const best = this.#best;
    this.#bestCount = 0;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (this.interested[peer] === 0) continue;
      const rate = rates[peer] as number;
      if (this.#setting.zeroRate === 'excluded' && rate <= 0) continue;
      const isUnchoked = prefersUnchoked && unchoked[peer] === 1;
      let place = this.#bestCount;
      while (place > 0) {
        const other = best[place - 1] as number;
        const isOtherUnchoked = prefersUnchoked && unchoked[other] === 1;
        if (!this.#rules.isBetter(rate, isUnchoked, rates[other] as number, isOtherUnchoked)) break;
        place--;
      }
      this.#insert(peer, place, most);
    }
  }

  /** Puts a peer at a place of `best`, which has at most this many. */
  #insert(peer: number, place: number, most: number): void {
    if (place >= most) return;
    if (this.#bestCount < most) this.#bestCount++;
    this.#best.copyWithin(place + 1, place, this.#bestCount - 1);
    this.#best[place] = peer;
  }

  /** Another peer becomes optimistic if the turn is over, or the place is vacant (C3). */
  #chooseOptimistic(): void {
    const before = this.optimistic;
    const keeps = before !== noPeer && this.#chosen[before] === 0;
    if (keeps && !this.#rules.isTurnOver(this.roundInTurn)) return;
    this.optimistic = noPeer;
    if (before === noPeer && !this.#rules.isFilled(this.roundInTurn)) return;
    let next = noPeer;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (peer === before && !this.#rules.maySucceedItself()) continue;
      if (!this.#rules.isWaiting(this.interested[peer] === 1, this.#chosen[peer] === 1)) continue;
      if (next === noPeer) next = peer;
      else if (this.#rules.isPreferred(this.rates[peer] as number, this.rates[next] as number)) next = peer;
    }
    if (next === noPeer && keeps) next = before;
    this.optimistic = next;
    if (next === noPeer || !this.#rules.goesToEnd()) return;
    this.#remove(this.rotation, next);
    this.rotation[this.count - 1] = next;
  }

  /** Keeps the most recent of those served, and gives `fresh` places, and those that are free, to others. */
  #chooseRecent(fresh: number): void {
    const { slots } = this.#setting;
    const most = this.#rules.keptSlots(slots, fresh);
    const { ages, rates } = this;
    const best = this.#best;
    this.#bestCount = 0;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (this.interested[peer] === 0 || this.unchoked[peer] === 0) continue;
      let place = this.#bestCount;
      while (place > 0) {
        const other = best[place - 1] as number;
        const younger = (ages[other] as number) - (ages[peer] as number);
        if (younger < 0 || (younger === 0 && (rates[peer] as number) <= (rates[other] as number))) break;
        place--;
      }
      this.#insert(peer, place, most);
    }
    for (let at = 0; at < this.#bestCount; at++) this.#chosen[best[at] as number] = 1;
    let free = most + fresh - this.#bestCount;
    let last = noPeer;
    for (let at = 0; at < this.count && free > 0; at++) {
      const peer = this.rotation[at] as number;
      if (this.interested[peer] === 0 || this.#chosen[peer] === 1) continue;
      this.#chosen[peer] = 1;
      if (this.unchoked[peer] === 0) ages[peer] = 0;
      free--;
      last = at;
    }
    if (last !== noPeer) this.#turnTo((last + 1) % this.count);
  }

  /** The order by rate; of equal ones that of the rotation. */
  #sortByRate(): void {
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      const rate = this.rates[peer] as number;
      let place = at;
      while (place > 0 && rate > (this.rates[this.order[place - 1] as number] as number)) {
        this.order[place] = this.order[place - 1] as number;
        place--;
      }
      this.order[place] = peer;
    }
  }

  /** The front, then others in their order, until enough interested ones are chosen. */
  #chooseText(): void {
    if (this.count === 0) return;
    const front = this.rotation[0] as number;
    this.#chosen[front] = 1;
    let served = this.interested[front] as number;
    for (let at = 0; at < this.count && served < this.#setting.slots; at++) {
      const peer = this.order[at] as number;
      if (peer === front) continue;
      this.#chosen[peer] = 1;
      served += this.interested[peer] as number;
    }
  }

  /** The best, and along the rotation others, until one of them is optimistic and enough are chosen. */
  #chooseFront(): void {
    this.#rankByRate(this.#setting.slots - 1, false);
    for (let at = 0; at < this.#bestCount; at++) this.#chosen[this.#best[at] as number] = 1;
    let served = this.#bestCount;
    this.optimistic = noPeer;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (this.#chosen[peer] === 1) continue;
      if (served >= this.#setting.slots && this.optimistic !== noPeer) continue;
      this.#chosen[peer] = 1;
      if (this.interested[peer] === 0) continue;
      served++;
      if (this.optimistic === noPeer) this.optimistic = peer;
    }
  }

  /** Unchokes who is chosen and chokes all others; tells only those for whom that is a change. */
  #serve(): void {
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      const was = this.unchoked[peer] === 1;
      const is = this.#rules.isServed(this.#chosen[peer] === 1, was);
      this.unchoked[peer] = is ? 1 : 0;
      if (!is) this.ages[peer] = 0;
      if (!this.#rules.isTold(is, was)) continue;
      if (is) this.#port.unchoke(peer);
      else this.#port.choke(peer);
    }
    this.#chosen.fill(0);
  }

  /** Turns the rotation so that it begins with the peer at an index. */
  #turnTo(begin: number): void {
    const { rotation, count } = this;
    reverse(rotation, 0, begin);
    reverse(rotation, begin, count);
    reverse(rotation, 0, count);
  }

  /** Takes a peer out of a list of all connected peers. */
  #remove(list: Int32Array, peer: number): void {
    const at = list.indexOf(peer);
    if (at === -1) return;
    list.copyWithin(at, at + 1, this.count);
  }
}

/** Reverses the entries from one index to before another. */
function reverse(list: Int32Array, from: number, to: number): void {
  for (let a = from, b = to - 1; a < b; a++, b--) {
    const one = list[a] as number;
    list[a] = list[b] as number;
    list[b] = one;
  }
}

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
import { removeFrom, turnTo } from './int-list.ts';

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
  /** How many peers are served at a time, an extra optimistic one included. */
  readonly cap: number;
  /** How many regular peers there are at most. */
  readonly #regularMax: number;
  /** Whether the rule `held` chokes a regular peer at once where an unchoked one becomes interested. */
  readonly isYielding: boolean;
  /** `text`, and `held` if it yields: the connected peers by the rates of the last round. */
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
    const { rule, slots, between, optimistic, uninterested } = setting;
    const isExtra = rule === 'held' && optimistic === 'extra';
    this.cap = isExtra ? slots + 1 : slots;
    this.#regularMax = this.cap - 1;
    this.isYielding = rule === 'held' && between === 'once' && uninterested !== 'choked';
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
    removeFrom(this.rotation, this.count, peer);
    removeFrom(this.order, this.count, peer);
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
    const isFront = this.#setting.rule === 'text' && this.rotation[0] === peer;
    if (isInterested && isFront && this.unchoked[peer] === 1) this.optimistic = peer;
    if (!isInterested && this.optimistic === peer && this.#rules.vacatesWithoutInterest())
      this.optimistic = noPeer;
    if (this.#isAtOnce() && this.unchoked[peer] === 1) this.#chooseAnew();
    else if (this.isYielding && isInterested && this.unchoked[peer] === 1) this.#yieldSlot(peer);
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
    if (this.isYielding) this.#sortByRate(true);
    this.#rankByRate(this.#regularMax, true);
    for (let at = 0; at < this.#bestCount; at++) this.#chosen[this.#best[at] as number] = 1;
    this.#chooseOptimistic();
    if (this.optimistic !== noPeer) this.#chosen[this.optimistic] = 1;
    if (this.#rules.isSubstituted(this.#setting.snubbed)) this.#chooseSubstitutes();
    if (this.#setting.uninterested !== 'choked' && this.#regularMax > 0) this.#chooseBystanders();
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
      if (!this.isInterrupted) turnTo(this.rotation, this.count, 1);
      this.isInterrupted = false;
    }
    this.#sortByRate(false);
    this.#chooseText();
    this.#serve();
  }

  /** The fastest interested peers, and others along the rotation (C6). */
  #roundOfFront(): void {
    if (this.roundInTurn === 0) {
      for (let at = 0; at < this.count; at++) {
        const peer = this.rotation[at] as number;
        if (this.interested[peer] === 1 && this.unchoked[peer] === 0) {
          turnTo(this.rotation, this.count, at);
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
      if (rate < 0 && !this.#rules.isSnubbedEligible(this.#setting.snubbed)) continue;
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
    removeFrom(this.rotation, this.count, next);
    this.rotation[this.count - 1] = next;
  }

  /** The next ones of the rotation take the places that no regular peer takes (`snubbed: 'excluded'`). */
  #chooseSubstitutes(): void {
    let free = this.#regularMax - this.#bestCount;
    for (let at = 0; at < this.count && free > 0; at++) {
      const peer = this.rotation[at] as number;
      if (this.interested[peer] === 0 || this.#chosen[peer] === 1) continue;
      this.#chosen[peer] = 1;
      free--;
    }
  }

  /** Peers that are not interested: those in front, or those faster than the slowest regular one. */
  #chooseBystanders(): void {
    const isByRate = this.#setting.uninterested === 'better';
    if (isByRate && this.#bestCount === 0) return;
    const slowestRate = this.rates[this.#best[this.#bestCount - 1] as number] as number;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      if (this.interested[peer] === 1) {
        if (isByRate) continue;
        return;
      }
      if (!isByRate || this.#rules.isFaster(this.rates[peer] as number, slowestRate)) this.#chosen[peer] = 1;
    }
  }

  /** If all slots are taken, the slowest regular peer is choked for one that became interested. */
  #yieldSlot(newcomer: number): void {
    let served = 0;
    let slowest = noPeer;
    for (let at = 0; at < this.count; at++) {
      const peer = this.order[at] as number;
      if (this.interested[peer] === 0 || this.unchoked[peer] === 0) continue;
      served++;
      if (peer !== newcomer && this.#rules.mayYield(peer === this.optimistic)) slowest = peer;
    }
    if (served <= this.cap || slowest === noPeer) return;
    this.unchoked[slowest] = 0;
    this.#port.choke(slowest);
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
    if (last !== noPeer) turnTo(this.rotation, this.count, (last + 1) % this.count);
  }

  /** The order by rate; of equal ones, if asked for, the unchoked come first, then that of the rotation. */
  #sortByRate(prefersUnchoked: boolean): void {
    const { rates, unchoked } = this;
    for (let at = 0; at < this.count; at++) {
      const peer = this.rotation[at] as number;
      const isUnchoked = prefersUnchoked && unchoked[peer] === 1;
      let place = at;
      while (place > 0) {
        const other = this.order[place - 1] as number;
        const isOtherUnchoked = prefersUnchoked && unchoked[other] === 1;
        if (!this.#rules.isBetter(rates[peer] as number, isUnchoked, rates[other] as number, isOtherUnchoked))
          break;
        this.order[place] = other;
        place--;
      }
      this.order[place] = peer;
    }
  }

  /** The front, then others in their order, until enough interested ones are chosen. */
  #chooseText(): void {
    this.optimistic = noPeer;
    if (this.count === 0) return;
    const front = this.rotation[0] as number;
    this.#chosen[front] = 1;
    let served = this.interested[front] as number;
    if (served === 1) this.optimistic = front;
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
}

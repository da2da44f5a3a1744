/**
 * The client of an exchange (boxo: session, want manager): what is wanted, which partner is asked for it, and what
 * partners were told and say. Rules C1 to C7 and the client's part of N1 and N4.
 *
 * A wanted CID has a slot, a small number, so what a partner was told and says is one byte a slot in an array of
 * its own. A partner that was told nothing has no array.
 */
import { noWant, wantBlock, wantHave } from './asks.ts';
import { type ExchangeRules, exchangeRules } from './rules.ts';
import { grown, NameTable, none } from './table.ts';

/** What a partner says of a wanted block. A partner that was silent counts as one that does not have it. */
export const saysNothing = 0;
export const saysHave = 1;
export const saysDont = 2;
export const wasSilent = 3;

/** What a client does. Partners are numbers, CIDs are names. */
export interface ClientPort {
  wantHave(partner: number, cid: string, sendDontHave: boolean): void;
  wantBlock(partner: number, cid: string): void;
  cancel(partner: number, cid: string): void;
  /** The want-list in full: a WantHave for each. */
  full(partner: number, cids: readonly string[]): void;
  /** Asks the routing system for nodes that have a block. */
  findProviders(cid: string): void;
  /**
   * Something is wanted from now on, or nothing any more. `ticks`: how often in a row the timer has fired without news;
   * its time grows with that number (C6).
   */
  idle(isArmed: boolean, ticks: number): void;
  /** A partner is asked for a block from now on, or for none any more. The timer fires after so many ms. */
  impatience(partner: number, isArmed: boolean, afterMs: number): void;
  /** The time in ms. Without it all questions are overdue when the timer fires. */
  now?(): number;
}

/** The parameters of a client. */
export interface ClientSetting {
  /** A question without an answer for so many ms counts as answered by DontHave (C7). */
  readonly patienceMs: number;
  /** The most searches for providers at a tick of the timer `idle`. */
  readonly searchesMax: number;
  /** Whether a partner sent too many bad blocks; others are asked first. */
  isDistrusted?(partner: number): boolean;
}

/** Patience as in boxo, and one search a tick. */
export const clientSetting: ClientSetting = { patienceMs: 5_000, searchesMax: 1 };

/** A client. */
export class Client {
  /** Wanted CIDs by slot. */
  readonly wants = new NameTable(Number.POSITIVE_INFINITY);
  /** The sessions that want a CID, by slot. */
  readonly sessions: (Set<string> | undefined)[] = [];
  /** Partners whose connection is up. */
  readonly up: number[] = [];
  readonly #port: ClientPort;
  readonly #rules: ExchangeRules;
  readonly #setting: ClientSetting;
  /** One more than the partner that is asked, by slot; 0 is none. */
  #asked = new Int32Array(64);
  /** The time of that question in ms. */
  #askedAt = new Float64Array(64);
  /** How many blocks a partner is asked for. */
  #askedCounts = new Int32Array(16);
  #isUp = new Uint8Array(16);
  #isInSession = new Uint8Array(16);
  /** What a partner was told and what it says, by slot; `undefined` while there is nothing. */
  readonly #told: (Uint8Array | undefined)[] = [];
  readonly #says: (Uint8Array | undefined)[] = [];

  /** Ticks of the timer `idle` since the last news. */
  #ticks = 0;
  /** The CID of the last search for providers. */
  #searched = '';

  constructor(
    port: ClientPort,
    rules: ExchangeRules = exchangeRules,
    setting: ClientSetting = clientSetting,
  ) {
    this.#port = port;
    this.#rules = rules;
    this.#setting = setting;
  }

  isWanted(cid: string): boolean {
    return this.wants.numberOf(cid) !== none;
  }

  /** The partner that is asked for the CID of a slot, or `none`. */
  askedFor(slot: number): number {
    return (this.#asked[slot] ?? 0) - 1;
  }

  toldTo(partner: number, slot: number): number {
    return this.#told[partner]?.[slot] ?? noWant;
  }

  saidBy(partner: number, slot: number): number {
    return this.#says[partner]?.[slot] ?? saysNothing;
  }

  isInSession(partner: number): boolean {
    return this.#isInSession[partner] === 1;
  }

  isUp(partner: number): boolean {
    return this.#isUp[partner] === 1;
  }

  // ------------------------------------------------------------- orders of the user

  /** C1: a session wants a block that is not held. `order`: of partners that may be asked, the first one is. */
  want(cid: string, session: string, order: readonly number[] = this.up): void {
    const known = this.wants.numberOf(cid);
    if (known !== none) {
      this.sessions[known]?.add(session);
      return;
    }
    const slot = this.wants.retain(cid);
    this.sessions[slot] = new Set([session]);
    this.#ticks = 0;
    if (this.wants.size === 1) this.#port.idle(true, 0);
    const partner = this.#firstOfSession(order);
    if (partner === none) {
      this.#broadcast(slot);
      return;
    }
    this.#ask(partner, slot);
    for (const other of this.up)
      if (other !== partner && this.isInSession(other)) this.#tell(other, slot, true);
  }

  /** C5: a session gives a want up; with the last one the want ends. */
  giveUp(cid: string, session: string): void {
    const slot = this.wants.numberOf(cid);
    const sessions = this.sessions[slot];
    if (sessions?.delete(session) !== true) return;
    if (this.#rules.endsAtGivingUp(sessions.size)) this.#end(slot, none, true);
  }

  // ------------------------------------------------------------- what comes from a partner

  /** C2: a partner has a block. */
  have(partner: number, cid: string, order: readonly number[] = this.up): void {
    const slot = this.wants.numberOf(cid);
    if (slot === none) return;
    this.#setSaid(partner, slot, saysHave);
    this.#joinSession(partner);
    if (this.#rules.mayAsk(this.askedFor(slot) !== none)) this.#askNext(slot, order);
  }

  /** C3: a partner does not have a block. */
  dontHave(partner: number, cid: string, order: readonly number[] = this.up): void {
    this.#lacks(partner, cid, order, saysDont);
  }

  #lacks(partner: number, cid: string, order: readonly number[], said: number): void {
    const slot = this.wants.numberOf(cid);
    if (slot === none) return;
    this.#setSaid(partner, slot, said);
    if (this.askedFor(slot) !== partner || !this.#rules.endsAsked()) return;
    this.#setAsked(slot, none);
    this.#askNext(slot, order);
  }

  /**
   * C4: a block is here, of a partner, or of the user (`none`).
   *
   * @returns whether it was wanted; then the want has ended.
   */
  take(partner: number, cid: string): boolean {
    const slot = this.wants.numberOf(cid);
    if (slot === none) return false;
    if (partner !== none) this.#joinSession(partner);
    this.#ticks = 0;
    this.#end(slot, partner, false);
    return true;
  }

  /** Ends a want without its block. */
  drop(cid: string): void {
    const slot = this.wants.numberOf(cid);
    if (slot !== none) this.#end(slot, none, false);
  }

  // ------------------------------------------------------------- timers

  /** C6: nothing came for a while: what no partner is asked for goes to all, and providers of it are sought. */
  idle(): void {
    const open = this.#slotsWhere((slot) => this.askedFor(slot) === none);
    for (const slot of open) this.#broadcast(slot);
    this.#search(open.map((slot) => this.wants.nameOf(slot)));
    this.#ticks++;
    if (this.wants.size > 0) this.#port.idle(true, this.#ticks);
  }

  /** Seeks providers of the next CIDs after the last one; they take turns. */
  #search(cids: readonly string[]): void {
    const after = cids.findIndex((cid) => cid > this.#searched);
    const start = after === none ? 0 : after;
    const count = Math.min(cids.length, this.#setting.searchesMax);
    const isAll = count === cids.length;
    for (let nth = 0; nth < count; nth++) {
      this.#searched = cids[isAll ? nth : (start + nth) % cids.length] as string;
      this.#port.findProviders(this.#searched);
    }
  }

  /**
   * C7: a partner that was asked gave no answer in time: it counts as one that does not have the block. Each question
   * has its own time, so a partner is not silent while it answers the questions before it in time.
   */
  impatience(partner: number, order: readonly number[] = this.up): void {
    const now = this.#port.now?.();
    const { patienceMs } = this.#setting;
    const isOverdue = (slot: number) =>
      now === undefined || (this.#askedAt[slot] as number) + patienceMs <= now;
    const asked = this.#slotsWhere((slot) => this.askedFor(slot) === partner);
    for (const slot of asked.filter(isOverdue))
      this.#lacks(partner, this.wants.nameOf(slot), order, wasSilent);
    const open = asked.filter((slot) => this.askedFor(slot) === partner);
    if (now === undefined || open.length === 0) return;
    const first = open.reduce((least, slot) => Math.min(least, this.#askedAt[slot] as number), now);
    this.#port.impatience(partner, true, first + patienceMs - now);
  }

  /**
   * After 30 s: what a partner was told and did not answer is sent again, also where its silence counted as an
   * answer, but for a block under way. An ask may have been lost with the partner's memory, or found no place there.
   */
  sendAgain(partner: number): void {
    const told = this.#told[partner];
    if (told === undefined) return;
    for (const slot of this.#slotsWhere((one) => told[one] !== noWant)) {
      const said = this.saidBy(partner, slot);
      if (said !== saysNothing && said !== wasSilent) continue;
      const isAsked = this.askedFor(slot) === partner;
      if (!this.#rules.isSentAgain(isAsked)) continue;
      if (isAsked) this.#port.wantBlock(partner, this.wants.nameOf(slot));
      else this.#port.wantHave(partner, this.wants.nameOf(slot), false);
    }
  }

  // ------------------------------------------------------------- connections

  /** N4: a connection is up. */
  join(partner: number): void {
    if (this.isUp(partner)) return;
    this.#noteUp(partner);
    if (this.#rules.greets(this.wants.size, this.sessionSize)) this.#greet(partner);
  }

  /** N1: a connection is gone. What was asked over it is asked of others. */
  leave(partner: number, order: readonly number[] = this.up): void {
    if (!this.isUp(partner)) return;
    this.#isUp[partner] = 0;
    this.up.splice(this.up.indexOf(partner), 1);
    this.#isInSession[partner] = 0;
    this.#says[partner] = undefined;
    if (this.#rules.forgetsTold()) this.#told[partner] = undefined;
    if (this.#askedCounts[partner] === 0) return;
    const lost = this.#slotsWhere((slot) => this.askedFor(slot) === partner);
    if (!this.#rules.forgetsAsked()) return;
    for (const slot of lost) this.#setAsked(slot, none);
    for (const slot of lost) this.#askNext(slot, order);
  }

  /** How many partners the session has. */
  get sessionSize(): number {
    let size = 0;
    for (const partner of this.up) size += this.#isInSession[partner] as number;
    return size;
  }

  // ------------------------------------------------------------- saved states

  /** Gives the client a want of a saved state, with the partner that is asked. */
  restoreWant(cid: string, sessions: Iterable<string>, asked: number): void {
    const slot = this.wants.retain(cid);
    this.sessions[slot] = new Set(sessions);
    if (asked === none) return;
    this.#askedCounts = grown(this.#askedCounts, asked);
    this.#asked = grown(this.#asked, slot);
    this.#asked[slot] = asked + 1;
    this.#askedCounts[asked] = (this.#askedCounts[asked] as number) + 1;
  }

  /** Gives the client a connection of a saved state, without a greeting. */
  restoreUp(partner: number): void {
    this.#noteUp(partner);
  }

  restoreSession(partner: number): void {
    this.#joinSession(partner);
  }

  restoreTold(partner: number, cid: string, told: number): void {
    this.#setTold(partner, this.wants.numberOf(cid), told);
  }

  restoreSaid(partner: number, cid: string, said: number): void {
    this.#setSaid(partner, this.wants.numberOf(cid), said);
  }

  // ------------------------------------------------------------- whom to ask

  /** C2: asks the next partner for a block, or tells all of the want where there is none to ask. */
  #askNext(slot: number, order: readonly number[]): void {
    const partner = this.#nextFor(slot, order);
    if (partner !== none) this.#ask(partner, slot);
    else if (this.#rules.broadcasts()) this.#broadcast(slot);
  }

  /** The partner that says that it has a block, else one of the session that says nothing, or `none`. */
  #nextFor(slot: number, order: readonly number[]): number {
    const having = this.#firstIn(order, (partner) => this.saidBy(partner, slot) === saysHave);
    if (having !== none) return having;
    return this.#firstIn(
      order,
      (partner) => this.isInSession(partner) && this.saidBy(partner, slot) === saysNothing,
    );
  }

  #firstOfSession(order: readonly number[]): number {
    return this.#firstIn(order, (partner) => this.isInSession(partner));
  }

  /** The first of these partners in an order; one that is distrusted comes after all others. */
  #firstIn(order: readonly number[], isOne: (partner: number) => boolean): number {
    let distrusted: number = none;
    for (const partner of order) {
      if (!this.isUp(partner) || !isOne(partner)) continue;
      if (this.#setting.isDistrusted?.(partner) !== true) return partner;
      if (distrusted === none) distrusted = partner;
    }
    return distrusted;
  }

  // ------------------------------------------------------------- what goes to partners

  #ask(partner: number, slot: number): void {
    this.#setAsked(slot, partner);
    this.#setTold(partner, slot, wantBlock);
    this.#port.wantBlock(partner, this.wants.nameOf(slot));
  }

  #tell(partner: number, slot: number, sendDontHave: boolean): void {
    if (this.toldTo(partner, slot) === noWant) this.#setTold(partner, slot, wantHave);
    this.#port.wantHave(partner, this.wants.nameOf(slot), sendDontHave);
  }

  /** Tells a want to each partner that was told nothing of it. */
  #broadcast(slot: number): void {
    for (const partner of this.up)
      if (this.toldTo(partner, slot) === noWant) this.#tell(partner, slot, false);
  }

  /** N4: a partner gets all wants. */
  #greet(partner: number): void {
    const slots = this.#slotsWhere(() => true);
    for (const slot of slots) this.#setTold(partner, slot, wantHave);
    this.#port.full(
      partner,
      slots.map((slot) => this.wants.nameOf(slot)),
    );
  }

  /** C4, C5: the end of a want. All that were told get a Cancel, but not the giver of the block. */
  #end(slot: number, giver: number, isGivenUp: boolean): void {
    const cid = this.wants.nameOf(slot);
    this.#setAsked(slot, none);
    for (const partner of this.up) {
      const told = this.#told[partner];
      if (told !== undefined && (told[slot] ?? noWant) !== noWant) {
        told[slot] = noWant;
        if (partner !== giver && this.#rules.cancels(isGivenUp)) this.#cancel(partner, cid);
      }
      const says = this.#says[partner];
      if (says !== undefined && slot < says.length) says[slot] = saysNothing;
    }
    this.sessions[slot] = undefined;
    this.wants.release(slot);
    if (this.wants.size === 0) this.#port.idle(false, 0);
  }

  #cancel(partner: number, cid: string): void {
    this.#port.cancel(partner, cid);
  }

  // ------------------------------------------------------------- fields

  #noteUp(partner: number): void {
    this.#isUp = grown(this.#isUp, partner);
    this.#isInSession = grown(this.#isInSession, partner);
    this.#askedCounts = grown(this.#askedCounts, partner);
    this.#isUp[partner] = 1;
    this.up.push(partner);
  }

  #joinSession(partner: number): void {
    this.#isInSession = grown(this.#isInSession, partner);
    this.#isInSession[partner] = 1;
  }

  #setAsked(slot: number, partner: number): void {
    this.#asked = grown(this.#asked, slot);
    const before = this.askedFor(slot);
    if (before === partner) return;
    this.#asked[slot] = partner + 1;
    if (before !== none) {
      this.#askedCounts[before] = (this.#askedCounts[before] as number) - 1;
      if (this.#askedCounts[before] === 0) this.#port.impatience(before, false, 0);
    }
    if (partner === none) return;
    this.#askedAt = grown(this.#askedAt, slot);
    this.#askedAt[slot] = this.#port.now?.() ?? 0;
    this.#askedCounts[partner] = (this.#askedCounts[partner] as number) + 1;
    if (this.#askedCounts[partner] === 1) this.#port.impatience(partner, true, this.#setting.patienceMs);
  }

  #setTold(partner: number, slot: number, told: number): void {
    const array = grown(this.#told[partner] ?? new Uint8Array(16), slot);
    this.#told[partner] = array;
    if (told > (array[slot] as number)) array[slot] = told;
  }

  #setSaid(partner: number, slot: number, said: number): void {
    const array = grown(this.#says[partner] ?? new Uint8Array(16), slot);
    this.#says[partner] = array;
    array[slot] = said;
  }

  /** Slots in use with a condition, in the order of their CIDs. */
  #slotsWhere(isOne: (slot: number) => boolean): readonly number[] {
    const slots: number[] = [];
    for (let slot = 0; slot < this.sessions.length; slot++)
      if (this.sessions[slot] !== undefined && isOne(slot)) slots.push(slot);
    return slots.sort((one, other) => (this.wants.nameOf(one) < this.wants.nameOf(other) ? -1 : 1));
  }
}

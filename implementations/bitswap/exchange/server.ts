/**
 * The server of an exchange (boxo: decision engine): it notes what partners ask for, and answers, at once or
 * by a queue. Rules S1 to S5.
 *
 * Everything is bounded. A partner has so many asks for blocks that are not here, and so many more that wait for an
 * answer about a held block; so a partner with many open wants is served all the same. An ask that finds no place
 * evicts the lowest one, or is dropped: no memory is taken, and no answer is sent; the client sends it again.
 * Bytes under way a partner are bounded, too: a partner that reads nothing gets no more answers of any kind.
 *
 * Of a partner's answers the one of highest priority goes first, then the one that came first. Partners with
 * answers take turns (`ring.ts`).
 */
import { AskLedger, noTask, noWant, taskBlock, taskDont, taskHave, wantBlock } from './asks.ts';
import { Heap, Positions } from './heap.ts';
import { Ring } from './ring.ts';
import { type ExchangeRules, exchangeRules } from './rules.ts';
import { grown, NameTable, none } from './table.ts';

/** What a server does. Partners are numbers, CIDs are names. */
export interface ServerPort {
  /**
   * The size of a held block in bytes, or -1. The answer is of this moment: nothing may come between. A CID that holds
   * its own bytes (identity) is held at any time.
   */
  sizeOf(cid: string): number;
  /** Sends a block. If it throws, the partner gets DontHave, and the caller of the server gets the error. */
  block(partner: number, cid: string, bytes: number): void;
  have(partner: number, cid: string): void;
  dontHave(partner: number, cid: string): void;
  /** A partner has its first answer that waits, or its last one is gone. Only if `queued`. */
  work(partner: number, isDue: boolean): void;
}

/** The parameters of a server. */
export interface ServerSetting {
  readonly service: 'atOnce' | 'queued';
  /** Blocks up to this many bytes are sent where only a Have is asked for. */
  readonly smallBytes: number;
  /** The most asks of a partner for blocks that are not here. */
  readonly asksMax: number;
  /** The most asks of a partner besides these, for held blocks whose answer waits. */
  readonly answersMax: number;
  /** The most bytes under way to a partner; a single larger block still goes out. */
  readonly outstandingMax: number;
  /** The longest CID in bytes; an ask for a longer one is dropped. */
  readonly cidBytesMax: number;
  /** The most CIDs that partners ask for, all together, and that are not here; and the most bytes of them. */
  readonly cidsMax: number;
  readonly cidsBytesMax: number;
}

/** The bytes that a Have or DontHave counts while it is under way: the CID, and 8 for tags and lengths. */
export function presenceBytes(cid: { readonly length: number }): number {
  return cid.length + 8;
}

/** An entry of a full want-list. */
export interface FullEntry {
  readonly cid: string;
  /** `wantHave` or `wantBlock`. */
  readonly want: number;
  readonly sendDontHave: boolean;
  readonly priority: number;
}

/** The figures of boxo, and those that it leaves open: answers, and CIDs of all partners. */
export const serverSetting: ServerSetting = {
  service: 'queued',
  smallBytes: 1_024,
  asksMax: 1_024,
  answersMax: 8_192,
  outstandingMax: 1_048_576,
  cidBytesMax: 168,
  cidsMax: 4_194_304,
  cidsBytesMax: 268_435_456,
};

/** A server. */
export class Server {
  readonly ledger: AskLedger;
  readonly ring: Ring;
  readonly cids: NameTable;
  readonly setting: ServerSetting;
  /** How many asks were dropped or evicted, for want of place. */
  dropped = 0;
  readonly #port: ServerPort;
  readonly #rules: ExchangeRules;
  readonly #taskPositions = new Positions();
  readonly #askPositions = new Positions();
  /** Entries with an answer that waits, by partner. */
  readonly #tasks: (Heap | undefined)[] = [];
  /** All entries, by partner: those of blocks that are not here before the others, and of each the lowest first. */
  readonly #lowest: (Heap | undefined)[] = [];
  /** How many entries wait for an answer about a held block, by partner. */
  #answers = new Int32Array(16);
  /** Bytes of answers under way, by partner. */
  #outstanding = new Float64Array(16);
  /** How many connections to a partner have ended. */
  #ended = new Int32Array(16);
  #arrivals = 0;
  /** The number of the last full list that an entry was in. */
  #listed = new Int32Array(64);
  #lists = 0;

  constructor(
    port: ServerPort,
    setting: ServerSetting = serverSetting,
    rules: ExchangeRules = exchangeRules,
    ledger: AskLedger = new AskLedger(),
    ring: Ring = new Ring(),
  ) {
    this.#port = port;
    this.setting = setting;
    this.#rules = rules;
    this.ledger = ledger;
    this.ring = ring;
    this.cids = new NameTable(setting.cidsMax, setting.cidsBytesMax);
  }

  // ------------------------------------------------------------- what comes from a partner

  /** S1: a partner asks for a block, or whether it is here. */
  want(partner: number, cid: string, want: number, sendDontHave: boolean, priority: number): void {
    const size = this.#port.sizeOf(cid);
    const isHeld = this.#rules.isAnswered(size !== none, want === wantBlock);
    if (isHeld && this.setting.service === 'atOnce') {
      this.#serve(partner, cid, this.#entryOf(partner, cid), want, size);
      return;
    }
    const entry = this.#keep(partner, cid, want, priority, isHeld);
    if (entry === none) return;
    if (isHeld) this.#put(partner, entry, want === wantBlock ? taskBlock : taskHave, size);
    else if (sendDontHave) {
      if (this.setting.service === 'atOnce') this.#port.dontHave(partner, cid);
      else if (this.ledger.task[entry] === noTask) this.#put(partner, entry, taskDont, 0);
      if (!this.#rules.keepsDenied()) this.#endWant(entry);
    }
    this.#place(partner);
  }

  /** S5: a partner takes a want back. */
  cancel(partner: number, cid: string): void {
    const entry = this.#entryOf(partner, cid);
    if (entry === none) return;
    if (this.#rules.dropsTask()) this.#unqueue(partner, entry);
    this.#endWant(entry);
    this.#place(partner);
  }

  /** S5: a partner sends its whole want-list: what is not in it ends, then each entry is a want. */
  full(partner: number, entries: readonly FullEntry[]): void {
    const list = ++this.#lists;
    for (const { cid } of entries) {
      const entry = this.#entryOf(partner, cid);
      if (entry !== none) this.#list(entry, list);
    }
    if (this.#rules.replaces()) {
      for (let entry = this.ledger.firstOfPartner(partner); entry !== none; ) {
        const next = this.ledger.nextOfPartner(entry);
        if (this.#listed[entry] !== list) this.#remove(entry);
        entry = next;
      }
      this.#place(partner);
    }
    for (const { cid, want, sendDontHave, priority } of entries)
      this.want(partner, cid, want, sendDontHave, priority);
  }

  /** N1: the connection to a partner is gone, and its sends with it. */
  leave(partner: number): void {
    this.#ended = grown(this.#ended, partner);
    this.#ended[partner] = this.connectionTo(partner) + 1;
    if (partner < this.#outstanding.length) this.#outstanding[partner] = 0;
    if (!this.#rules.forgetsAsks()) return;
    for (let entry = this.ledger.firstOfPartner(partner); entry !== none; ) {
      const next = this.ledger.nextOfPartner(entry);
      this.#remove(entry);
      entry = next;
    }
    this.#tasks[partner] = undefined;
    this.#lowest[partner] = undefined;
    this.#place(partner);
  }

  // ------------------------------------------------------------- what goes to partners

  /** S3: a block is here from now on. */
  newBlock(cid: string): void {
    const number = this.cids.numberOf(cid);
    if (number === none) return;
    const size = this.#port.sizeOf(cid);
    for (let entry = this.ledger.firstOfCid(number); entry !== none; ) {
      const next = this.ledger.nextOfCid(entry);
      const partner = this.ledger.partner[entry] as number;
      const want = this.ledger.want[entry] as number;
      if (want !== noWant) {
        if (this.setting.service === 'atOnce') this.#serve(partner, cid, entry, want, size);
        else {
          this.#put(partner, entry, want === wantBlock ? taskBlock : taskHave, size);
          this.#place(partner);
        }
      }
      entry = next;
    }
  }

  /**
   * S4: the partner whose turn it is gets its next answer.
   *
   * @returns the partner, or -1 if no answer can go out now.
   */
  serveNext(): number {
    const partner = this.ring.first;
    if (partner === none) return none;
    this.ring.remove(partner);
    this.work(partner);
    return partner;
  }

  /** S4: a partner gets its next answer. */
  work(partner: number): void {
    const tasks = this.#tasks[partner];
    const entry = tasks?.first ?? none;
    if (entry === none) return;
    const cid = this.cids.nameOf(this.ledger.cid[entry] as number);
    const task = this.ledger.task[entry] as number;
    this.#unqueue(partner, entry);
    try {
      this.#give(partner, entry, cid, task);
    } finally {
      this.#place(partner);
    }
  }

  /** The answer that was due. */
  #give(partner: number, entry: number, cid: string, task: number): void {
    const size = this.#port.sizeOf(cid);
    if (size === none) this.#deny(partner, cid);
    else if (task === taskDont) {
      // The block came in the meantime, and the task of the ask with it.
    } else if (this.#isAnsweredByBlock(task === taskBlock, size)) {
      this.#endWant(entry);
      this.#count(partner, size);
      try {
        this.#port.block(partner, cid, size);
      } catch (error) {
        this.#count(partner, -size);
        this.#deny(partner, cid);
        throw error;
      }
    } else {
      if (this.#rules.endsAtHave(this.ledger.want[entry] === wantBlock)) this.#endWant(entry);
      this.#count(partner, presenceBytes(cid));
      this.#port.have(partner, cid);
    }
  }

  #deny(partner: number, cid: string): void {
    this.#count(partner, presenceBytes(cid));
    this.#port.dontHave(partner, cid);
  }

  /** Counts bytes that are under way from now on; a negative number, bytes that are no more. */
  #count(partner: number, bytes: number): void {
    this.#outstanding = grown(this.#outstanding, partner);
    this.#outstanding[partner] = Math.max(0, (this.#outstanding[partner] as number) + bytes);
  }

  /** The number of the connection to a partner, for `sendEnded`. */
  connectionTo(partner: number): number {
    return this.#ended[partner] ?? 0;
  }

  /**
   * Bytes of answers to a partner are not under way any more: they were sent, or their send failed. A block counts its
   * size, any other answer `presenceBytes`. `connection`: the one that they went over; what went over an earlier
   * one counts no more.
   */
  sendEnded(
    partner: number,
    bytes: number,
    isSent: boolean,
    connection: number = this.connectionTo(partner),
  ): void {
    if (connection !== this.connectionTo(partner) || !this.#rules.releases(isSent)) return;
    this.#count(partner, -bytes);
    this.#place(partner);
  }

  /** Bytes under way to a partner. */
  outstandingTo(partner: number): number {
    return this.#outstanding[partner] ?? 0;
  }

  /** How many answers wait for a partner. */
  tasksOf(partner: number): number {
    return this.#tasks[partner]?.size ?? 0;
  }

  /** Gives a partner an ask and an answer that waits, of a saved state. */
  restore(partner: number, cid: string, want: number, task: number, priority: number): void {
    const entry = this.#keep(partner, cid, want, priority, task > taskDont);
    if (entry === none || task === noTask) return;
    this.#put(partner, entry, task, Math.max(0, this.#port.sizeOf(cid)));
    this.#place(partner);
  }

  // ------------------------------------------------------------- entries

  /** Whether a held block goes out itself, and not only Have (S2). */
  #isAnsweredByBlock(isForBlock: boolean, size: number): boolean {
    return isForBlock || (size !== none && size <= this.setting.smallBytes);
  }

  /** S2: an answer at once. */
  #serve(partner: number, cid: string, entry: number, want: number, size: number): void {
    if (this.#isAnsweredByBlock(want === wantBlock, size)) {
      if (entry !== none) this.#endWant(entry);
      this.#port.block(partner, cid, size);
      return;
    }
    if (entry !== none && this.#rules.endsAtHave(this.ledger.want[entry] === wantBlock)) this.#endWant(entry);
    this.#port.have(partner, cid);
  }

  #entryOf(partner: number, cid: string): number {
    const number = this.cids.numberOf(cid);
    return number === none ? none : this.ledger.find(partner, number);
  }

  /** Notes a want: the greater one of a pair stays. `none` if there is no place for it. */
  #keep(partner: number, cid: string, want: number, priority: number, isHeld: boolean): number {
    const { ledger } = this;
    const known = this.#entryOf(partner, cid);
    if (known !== none) {
      if (want > (ledger.want[known] as number)) ledger.want[known] = want;
      if (priority > (ledger.priority[known] as number)) {
        ledger.priority[known] = priority;
        this.#lowest[partner]?.update(known);
        if (ledger.task[known] !== noTask) this.#tasks[partner]?.update(known);
      }
      return known;
    }
    if (!this.#hasPlace(partner, isHeld) && !this.#evict(partner, priority, isHeld)) return none;
    // The CIDs of held blocks are as many as the store has, so many flooders leave room for them.
    const number = cid.length > this.setting.cidBytesMax ? none : this.cids.retain(cid, isHeld);
    if (number === none) {
      this.dropped++;
      return none;
    }
    const entry = ledger.add(partner, number);
    ledger.want[entry] = want;
    ledger.priority[entry] = priority;
    ledger.noted[entry] = this.#arrivals++;
    this.#lowestOf(partner).push(entry);
    return entry;
  }

  /** Whether a partner may have one ask more. One of a held block takes no place of those that are not here. */
  #hasPlace(partner: number, isHeld: boolean): boolean {
    const { asksMax, answersMax } = this.setting;
    const all = this.ledger.countOf(partner);
    if (all >= asksMax + answersMax) return false;
    return !this.#rules.takesPlace(isHeld) || all - this.answersTo(partner) < asksMax;
  }

  /** How many asks of a partner wait for an answer about a held block. */
  answersTo(partner: number): number {
    return this.#answers[partner] ?? 0;
  }

  /**
   * Makes place for an ask by the end of the lowest one of its kind. One of a held block takes the place of one
   * that is not here, if there is any; their priorities do not matter.
   */
  #evict(partner: number, priority: number, isHeld: boolean): boolean {
    this.dropped++;
    const lowest = this.#lowest[partner]?.first ?? none;
    if (lowest === none) return false;
    const isSameKind = this.#isOfHeld(lowest) === isHeld;
    const gives = isSameKind
      ? this.#rules.evicts(priority, this.ledger.priority[lowest] as number)
      : isHeld && !this.#rules.takesPlace(isHeld);
    if (gives) this.#remove(lowest);
    return gives;
  }

  #isOfHeld(entry: number): boolean {
    return (this.ledger.task[entry] as number) > taskDont;
  }

  /** Puts an answer into the queue of a partner; of two for one CID the greater stays. */
  #put(partner: number, entry: number, task: number, size: number): void {
    const { ledger } = this;
    const waiting = ledger.task[entry] as number;
    if (waiting !== noTask && !this.#rules.isRaised(waiting, task)) return;
    this.#setTask(partner, entry, task);
    const isBlock = task > taskDont && this.#isAnsweredByBlock(task === taskBlock, size);
    const cid = this.cids.nameOf(ledger.cid[entry] as number);
    ledger.size[entry] = isBlock ? size : presenceBytes(cid);
    if (waiting === noTask) {
      ledger.arrival[entry] = this.#arrivals++;
      const tasks = this.#tasksOf(partner);
      tasks.push(entry);
      if (tasks.size === 1) this.#port.work(partner, true);
    }
  }

  /** Takes an answer out of the queue. */
  #unqueue(partner: number, entry: number): void {
    if (this.ledger.task[entry] === noTask) return;
    this.#setTask(partner, entry, noTask);
    const tasks = this.#tasks[partner] as Heap;
    tasks.remove(entry);
    if (tasks.size === 0) this.#port.work(partner, false);
  }

  /** Sets the answer that waits; the order of eviction follows. */
  #setTask(partner: number, entry: number, task: number): void {
    const wasOfHeld = this.#isOfHeld(entry);
    this.ledger.task[entry] = task;
    if (this.#isOfHeld(entry) === wasOfHeld) return;
    this.#answers = grown(this.#answers, partner);
    this.#answers[partner] = this.answersTo(partner) + (wasOfHeld ? -1 : 1);
    this.#lowest[partner]?.update(entry);
  }

  /** Ends an ask; its entry is removed unless an answer waits. */
  #endWant(entry: number): void {
    this.ledger.want[entry] = noWant;
    if (this.ledger.task[entry] === noTask) this.#remove(entry);
  }

  #remove(entry: number): void {
    const { ledger } = this;
    const partner = ledger.partner[entry] as number;
    this.#unqueue(partner, entry);
    this.#lowest[partner]?.remove(entry);
    this.cids.release(ledger.cid[entry] as number);
    ledger.remove(entry);
  }

  /** A partner is in the ring while it has answers, and the next one fits. */
  #place(partner: number): void {
    const first = this.#tasks[partner]?.first ?? none;
    if (first !== none && this.#fits(partner, this.ledger.size[first] as number)) this.ring.push(partner);
    else this.ring.remove(partner);
  }

  #fits(partner: number, size: number): boolean {
    const outstanding = this.outstandingTo(partner);
    return outstanding === 0 || outstanding + size <= this.setting.outstandingMax;
  }

  #list(entry: number, list: number): void {
    this.#listed = grown(this.#listed, entry);
    this.#listed[entry] = list;
  }

  #tasksOf(partner: number): Heap {
    const { ledger } = this;
    this.#tasks[partner] ??= new Heap(this.#taskPositions, (one, other) => {
      const priority = ledger.priority[one] as number;
      const otherPriority = ledger.priority[other] as number;
      if (priority !== otherPriority) return this.#rules.isHigher(priority, otherPriority);
      return (ledger.arrival[one] as number) < (ledger.arrival[other] as number);
    });
    return this.#tasks[partner] as Heap;
  }

  #lowestOf(partner: number): Heap {
    const { ledger } = this;
    this.#lowest[partner] ??= new Heap(this.#askPositions, (one, other) => {
      const isOfHeld = this.#isOfHeld(one);
      if (isOfHeld !== this.#isOfHeld(other)) return !isOfHeld;
      const priority = ledger.priority[one] as number;
      const otherPriority = ledger.priority[other] as number;
      if (priority !== otherPriority) return this.#rules.isLower(priority, otherPriority);
      return (ledger.noted[one] as number) < (ledger.noted[other] as number);
    });
    return this.#lowest[partner] as Heap;
  }
}

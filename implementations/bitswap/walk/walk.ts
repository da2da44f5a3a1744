/**
 * A DAG walk, written for speed: a class without I/O, clocks or randomness. It does what the formal model does
 * (`models/bitswap/walk/walker.ts`); both are explored in lockstep.
 *
 * What makes it fast, and keeps it small:
 * - A CID is interned to an integer when it is noted. States and depths are typed arrays that grow up to the
 *   limit of known CIDs.
 * - The queue is a list with a position: each CID is queued once, so nothing moves.
 * - Links are noted from a list, not by recursion, so a deep DAG cannot overflow the stack.
 */
import type { Cid, WalkLimits, WalkPhase } from '../../../models/bitswap/walk/messages.ts';
import { type WalkRules, walkRules } from './rules.ts';

/** The effects of a walk. */
export interface WalkPort {
  want(cid: Cid, session: number): void;
  cancel(cid: Cid, session: number): void;
  visit(cid: Cid): void;
  ended(missing: readonly Cid[], isWhole: boolean): void;
}

/** The links of an identity CID, which holds its own bytes; undefined for any other CID. */
export type Identity = (cid: Cid) => readonly Cid[] | undefined;

/** The variables of a walk as plain data. */
export interface WalkSaved {
  readonly phase: WalkPhase;
  readonly session: number;
  readonly root: Cid | null;
  readonly depths: ReadonlyMap<Cid, number>;
  readonly queue: readonly Cid[];
  readonly wants: ReadonlySet<Cid>;
  readonly got: ReadonlyMap<Cid, readonly Cid[]>;
  readonly missing: ReadonlySet<Cid>;
  readonly isClipped: boolean;
}

/** The states of a known CID. */
const queued = 0;
const asked = 1;
const got = 2;
const missing = 3;

const none: readonly Cid[] = Object.freeze([]);

/** A walker: it fetches a DAG from its root, one walk after another. */
export class DagWalk {
  phase: WalkPhase = 'idle';
  readonly #limits: WalkLimits;
  readonly #identity: Identity;
  readonly #port: WalkPort;
  readonly #rules: WalkRules;
  #session = 0;
  #root: Cid | null = null;
  #isClipped = false;
  readonly #ids = new Map<Cid, number>();
  readonly #cids: Cid[] = [];
  readonly #links: (readonly Cid[])[] = [];
  #states = new Uint8Array(16);
  #depths = new Uint32Array(16);
  #queue: number[] = [];
  #next = 0;
  #underWay = 0;
  /** Links to be noted: CIDs, and the depths that they have by them. */
  readonly #pending: Cid[] = [];
  readonly #pendingDepths: number[] = [];
  readonly #visits: Cid[] = [];

  constructor(limits: WalkLimits, identity: Identity, port: WalkPort, rules: WalkRules = walkRules) {
    this.#limits = limits;
    this.#identity = identity;
    this.#port = port;
    this.#rules = rules;
  }

  /** Whether a want for this CID is under way. */
  isUnderWay(cid: Cid): boolean {
    const id = this.#ids.get(cid);
    return id !== undefined && this.#states[id] === asked;
  }

  get session(): number {
    return this.#session;
  }

  /** Begins a walk in a new session. */
  begin(root: Cid): void {
    this.#forget();
    this.phase = 'walking';
    this.#session++;
    this.#root = root;
    this.#pending.push(root);
    this.#pendingDepths.push(0);
    this.#proceed();
  }

  /** Takes a block that was asked for and verified. */
  take(cid: Cid, links: readonly Cid[]): void {
    const id = this.#ids.get(cid) ?? this.#intern(cid, 0);
    if (this.#states[id] === asked) this.#underWay--;
    this.#expand(id, links);
    this.#proceed();
  }

  /** Notes that no partner has a block that was asked for. */
  lose(cid: Cid): void {
    const id = this.#ids.get(cid);
    if (id === undefined) return;
    this.#states[id] = missing;
    this.#underWay--;
    this.#proceed();
  }

  /** Ends all wants under way: their blocks are missing. */
  giveUp(): void {
    if (!this.#rules.givesUp()) return;
    this.#cancelAll();
    this.#endWants(missing);
    this.#proceed();
  }

  /** Ends the walk, and all wants under way. */
  stop(): void {
    this.#cancelAll();
    this.phase = 'stopped';
    this.#endWants(queued);
    this.#queue = [];
    this.#next = 0;
    this.#report();
  }

  save(): WalkSaved {
    const inState = (state: number) => this.#cids.filter((_, id) => this.#states[id] === state);
    return {
      ...{ phase: this.phase, session: this.#session, root: this.#root, isClipped: this.#isClipped },
      depths: new Map(this.#cids.map((cid, id) => [cid, this.#depths[id] as number])),
      queue: this.#queue.slice(this.#next).map((id) => this.#cids[id] as Cid),
      wants: new Set(inState(asked)),
      got: new Map(inState(got).map((cid) => [cid, this.#linksOf(cid)])),
      missing: new Set(inState(missing)),
    };
  }

  load({ phase, session, root, isClipped, ...saved }: WalkSaved): void {
    this.#forget();
    this.phase = phase;
    this.#session = session;
    this.#root = root;
    this.#isClipped = isClipped;
    for (const [cid, depth] of saved.depths) this.#intern(cid, depth);
    this.#queue = saved.queue.map((cid) => this.#ids.get(cid) as number);
    for (const cid of saved.wants) this.#states[this.#ids.get(cid) as number] = asked;
    for (const cid of saved.missing) this.#states[this.#ids.get(cid) as number] = missing;
    for (const [cid, links] of saved.got) {
      const id = this.#ids.get(cid) as number;
      this.#states[id] = got;
      this.#links[id] = links;
    }
    this.#underWay = saved.wants.size;
  }

  // ---------------------------------------------------------------- noting

  /** Takes the links of a block that is there, each once, and up to the limit. */
  #expand(id: number, links: readonly Cid[]): void {
    const { isFollowed, followsOn } = this.#rules;
    const distinct = new Set<Cid>();
    for (const link of links) {
      if (distinct.has(link)) continue;
      if (!isFollowed(distinct.size, this.#limits)) {
        this.#isClipped = true;
        break;
      }
      distinct.add(link);
    }
    this.#states[id] = got;
    const followed = distinct.size === 0 ? none : [...distinct];
    this.#links[id] = followed;
    this.#visits.push(this.#cids[id] as Cid);
    const depth = (this.#depths[id] as number) + 1;
    for (const link of followed) {
      this.#pending.push(link);
      this.#pendingDepths.push(depth);
      if (!followsOn(this.#ids.has(link))) break;
    }
  }

  /** Notes the links that wait: new CIDs are queued, identity CIDs expanded, and depths lowered. */
  #noteLinks(): void {
    const { isNoted, isNearer, isWithin, hasRoom, isLocal } = this.#rules;
    for (let at = 0; at < this.#pending.length; at++) {
      const cid = this.#pending[at] as Cid;
      const depth = this.#pendingDepths[at] as number;
      const known = this.#ids.get(cid);
      if (isNoted(known !== undefined, cid)) {
        if (!isWithin(depth, this.#limits) || !hasRoom(this.#cids.length, this.#limits)) continue;
        const id = known ?? this.#intern(cid, depth);
        this.#depths[id] = depth;
        const links = isLocal(cid) ? this.#identity(cid) : undefined;
        if (links === undefined) this.#queue.push(id);
        else this.#expand(id, links);
      } else if (known !== undefined && isNearer(depth, this.#depths[known] as number)) {
        this.#depths[known] = depth;
        for (const link of this.#links[known] as readonly Cid[]) {
          this.#pending.push(link);
          this.#pendingDepths.push(depth + 1);
        }
      }
    }
    this.#pending.length = 0;
    this.#pendingDepths.length = 0;
  }

  /** The number of a CID that is new. */
  #intern(cid: Cid, depth: number): number {
    const id = this.#cids.length;
    if (id === this.#states.length) {
      const [states, depths] = [this.#states, this.#depths];
      this.#states = new Uint8Array(2 * id);
      this.#states.set(states);
      this.#depths = new Uint32Array(2 * id);
      this.#depths.set(depths);
    }
    this.#ids.set(cid, id);
    this.#cids.push(cid);
    this.#links.push(none);
    this.#states[id] = queued;
    this.#depths[id] = depth;
    return id;
  }

  // ---------------------------------------------------------------- asking

  /** Notes links, reports visits, asks while the limit allows, and ends the walk where nothing is left. */
  #proceed(): void {
    const { mayAsk, sessionFor, ordered, isDone } = this.#rules;
    this.#noteLinks();
    for (const cid of ordered(this.#visits)) this.#port.visit(cid);
    this.#visits.length = 0;
    while (this.#next < this.#queue.length && mayAsk(this.#underWay, this.#limits)) {
      const id = this.#queue[this.#next++] as number;
      if (this.#states[id] !== asked) this.#underWay++;
      this.#states[id] = asked;
      this.#port.want(this.#cids[id] as Cid, sessionFor(this.#session, this.#depths[id] as number));
    }
    if (!isDone(this.#queue.length - this.#next, this.#underWay)) return;
    this.phase = 'ended';
    this.#report();
  }

  #cancelAll(): void {
    if (!this.#rules.cancels() || this.#underWay === 0) return;
    for (const cid of this.#named(asked)) this.#port.cancel(cid, this.#session);
  }

  /** Ends all wants under way; their CIDs go to another state. */
  #endWants(state: number): void {
    for (let id = 0; id < this.#cids.length; id++) if (this.#states[id] === asked) this.#states[id] = state;
    this.#underWay = 0;
  }

  /** The report of a walk: what is missing, and whether anything was left out. */
  #report(): void {
    const absent = this.#rules.named(this.#named(missing));
    const isWhole = this.phase === 'ended' && absent.length === 0 && !this.#isCut();
    this.#port.ended(absent, isWhole);
  }

  /** Whether a limit left a link out. */
  #isCut(): boolean {
    return this.#isClipped || this.#links.some((links) => links.some((link) => !this.#ids.has(link)));
  }

  #named(state: number): readonly Cid[] {
    return this.#cids.filter((_, id) => this.#states[id] === state).sort();
  }

  #linksOf(cid: Cid): readonly Cid[] {
    return this.#links[this.#ids.get(cid) as number] ?? none;
  }

  #forget(): void {
    this.#ids.clear();
    this.#cids.length = 0;
    this.#links.length = 0;
    this.#queue = [];
    this.#next = 0;
    this.#underWay = 0;
    this.#isClipped = false;
  }
}

/**
 * The session of a DAG walk: it joins the walk (`../walk/walk.ts`) with the exchange of a node, so that an object is
 * fetched by its root. Wants of the walk become wants of one session. Blocks that the store holds are taken at once,
 * the others when they came and were verified, and their links are read by the codec in their CID.
 *
 * The exchange never says that no partner has a block: wants stay open, since a partner may get it. So the walk gives
 * its wants up after a time without any block.
 */
import type { WalkLimits } from '../../../models/bitswap/walk/messages.ts';
import { DagWalk } from '../walk/walk.ts';
import { cidOfKey, identityBlock } from '../wire/cid.ts';
import { WireError } from '../wire/decoder.ts';
import { linksOf } from '../wire/links.ts';
import type { BitswapNode, NodeUser } from './node.ts';

/** The end of a fetch. CIDs are keys, as `keyOfCid` writes them, in their order. */
export interface Fetched {
  /** Blocks that no partner sent in time. */
  readonly missing: readonly string[];
  /** Blocks that are here, and whose links cannot be read: of a codec other than raw and dag-pb, or no node. */
  readonly unreadable: readonly string[];
  /** Whether all that can be reached is here: nothing is missing or unreadable, and no limit left a link out. */
  readonly isWhole: boolean;
}

/** What a fetch reports. Its functions must not call the fetch or the node. */
export interface FetchPort {
  /** A block is here, a parent before its children, each once. */
  visit(cid: string): void;
  ended(result: Fetched): void;
}

/** The parameters of a fetch. */
export interface FetchSetting extends WalkLimits {
  /** The time without a block after which wants are given up, in ms. */
  readonly patienceMs: number;
}

/** Limits for objects of a million blocks. Few wants are under way: a block that comes brings the next ones. */
export const fetchSetting: FetchSetting = {
  ...{ depthMax: 4_096, knownMax: 1_048_576, linksMax: 65_536, wantsMax: 32 },
  patienceMs: 60_000,
};

/** A fetch of objects by one node, one object at a time. */
export class ObjectFetch implements NodeUser {
  readonly #node: BitswapNode;
  readonly #name: string;
  readonly #port: FetchPort;
  readonly #patienceMs: number;
  readonly #walk: DagWalk;
  /** Wants of the walk that are not looked up yet: the walk is in a step of its own. */
  readonly #wants: string[] = [];
  readonly #unreadable = new Set<string>();
  #due: number | undefined;
  #now = 0;

  /** `name` is that of the session, and no other one's of the node. */
  constructor(node: BitswapNode, name: string, port: FetchPort, setting: FetchSetting = fetchSetting) {
    this.#node = node;
    this.#name = name;
    this.#port = port;
    this.#patienceMs = setting.patienceMs;
    const identity = (cid: string) => {
      const data = identityBlock(cidOfKey(cid));
      return data && this.#linksOf(cid, data);
    };
    this.#walk = new DagWalk(setting, identity, {
      want: (cid) => this.#wants.push(cid),
      cancel: (cid) => node.giveUp(cid, name, this.#now),
      visit: (cid) => port.visit(cid),
      ended: (missing, isWhole) => this.#end(missing, isWhole),
    });
  }

  get isUnderWay(): boolean {
    return this.#walk.phase === 'walking';
  }

  /** The time in ms at which wants are given up. */
  get due(): number | undefined {
    return this.#due;
  }

  /** Fetches all that can be reached from a root; without effect while a fetch is under way. */
  begin(root: string, now: number): void {
    if (this.isUnderWay) return;
    this.#now = now;
    this.#unreadable.clear();
    this.#node.join(this);
    this.#wait();
    this.#walk.begin(root);
    this.#ask();
  }

  /** Ends the fetch. Wants under way are given up; `ended` is called. */
  stop(now: number): void {
    this.#now = now;
    if (this.isUnderWay) this.#walk.stop();
  }

  /** A block came that some session wanted. */
  got(cid: string, now: number): void {
    if (!this.isUnderWay || !this.#walk.isUnderWay(cid)) return;
    this.#now = now;
    this.#wait();
    this.#take(cid, this.#node.dataOf(cid) as Uint8Array);
    this.#ask();
  }

  /** No block came for a time. */
  tick(now: number): void {
    this.#now = now;
    this.#wait();
    this.#walk.giveUp();
    this.#ask();
  }

  #wait(): void {
    this.#due = this.#now + this.#patienceMs;
  }

  /** Wants what the walk asks for. A block that is held is an answer at once, and may lead to more wants. */
  #ask(): void {
    for (let cid = this.#wants.shift(); cid !== undefined; cid = this.#wants.shift()) {
      const held = this.#node.dataOf(cid);
      if (held === undefined) this.#node.want(cid, this.#name, this.#now);
      else this.#take(cid, held);
    }
  }

  #take(cid: string, data: Uint8Array): void {
    this.#walk.take(cid, this.#linksOf(cid, data));
  }

  /** The links of a block; none of one that cannot be read, which is noted. */
  #linksOf(cid: string, data: Uint8Array): readonly string[] {
    try {
      return linksOf(cid, data);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#unreadable.add(cid);
      return [];
    }
  }

  #end(missing: readonly string[], isWhole: boolean): void {
    this.#due = undefined;
    this.#node.leave(this);
    const unreadable = [...this.#unreadable].sort();
    this.#port.ended({ missing, unreadable, isWhole: isWhole && unreadable.length === 0 });
  }
}

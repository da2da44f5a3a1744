/**
 * The memory of one query at a servent: the neighbour from which its first walker came, and a bit for each
 * neighbour to which a walker went. So choosing the next neighbour allocates nothing.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Guid, Visit } from '../../../models/gnutella/walkers/messages.ts';

/** The links whose bits are in a plain number. */
const lowLinks = 32;

/** What a servent with a number of links remembers of one query. */
export class Memory {
  readonly guid: Guid;
  /** The neighbour from which the first walker came; null where no hit goes back there. */
  readonly from: NodeId | null;
  readonly links: number;
  /** Bit n: a walker went over link n. */
  #low = 0;
  /** The bits of further links. */
  readonly #high: Uint32Array | undefined;
  #left: number;
  #visit: Visit | undefined;

  constructor(guid: Guid, from: NodeId | null, links: number) {
    this.guid = guid;
    this.from = from;
    this.links = links;
    this.#left = links;
    this.#high = links > lowLinks ? new Uint32Array((links - 1) >>> 5) : undefined;
  }

  /** The number of links over which no walker went. */
  get left(): number {
    return this.#left;
  }

  has(link: number): boolean {
    const bits = link < lowLinks ? this.#low : (this.#high?.[(link >>> 5) - 1] ?? 0);
    return ((bits >>> (link & 31)) & 1) === 1;
  }

  add(link: number): void {
    if (this.has(link)) return;
    const bit = 1 << (link & 31);
    if (link < lowLinks) this.#low |= bit;
    else if (this.#high !== undefined) (this.#high[(link >>> 5) - 1] as number) |= bit;
    this.#left--;
    this.#visit = undefined;
  }

  /** The nth link over which no walker went, for n below `left`. */
  nthLeft(n: number): number {
    let link = 0;
    for (let skipped = 0; ; link++) if (!this.has(link) && skipped++ === n) return link;
  }

  /** The memory as the view shows it: neighbours by name, in the order of the links. Frozen. */
  visit(neighbours: readonly NodeId[]): Visit {
    this.#visit ??= Object.freeze({
      guid: this.guid,
      from: this.from,
      sent: Object.freeze(neighbours.filter((_, link) => this.has(link))),
    });
    return this.#visit;
  }
}

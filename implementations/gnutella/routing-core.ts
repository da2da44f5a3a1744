/**
 * The routing core of a servent: decides for each descriptor whether it is relayed or dropped, and on which
 * link a reply goes back. It sees numbers only (the four words of the GUID, TTL, Hops, the number of a link)
 * and allocates nothing, so that `Servent` drives it with messages and `FrameRouter` with bytes.
 */
import type { GnutellaSetting } from '../../models/gnutella/messages.ts';
import { noSlot, RoutingTable } from './routing-table.ts';
import { type GnutellaRules, gnutellaRules } from './rules.ts';

/** The parameters of routing. */
export type RoutingSetting = Pick<GnutellaSetting, 'relay' | 'ttlMax'>;

/** Results of `request`: a copy that is dropped, and a new request that goes no further. */
export const dropped = -2;
export const notRelayed = -1;

/** The result of `linkBack` for a reply to an unknown request. */
export const noLink = -2;

/** The kind under which the table of Push routes keeps servents. */
const serventKind = 0;

/** The tables of one servent, and the decisions on them. */
export class RoutingCore {
  readonly routes: RoutingTable;
  readonly pushRoutes: RoutingTable;
  /** Whether the last call of `request` was a new request, which may be answered. */
  isNew = false;
  readonly #setting: RoutingSetting;
  readonly #rules: GnutellaRules;

  /** `generationMax`: the number of requests that are never forgotten; see `RoutingTable`. */
  constructor(setting: RoutingSetting, generationMax: number, rules: GnutellaRules = gnutellaRules) {
    this.#setting = setting;
    this.#rules = rules;
    this.routes = new RoutingTable(generationMax);
    this.pushRoutes = new RoutingTable(generationMax);
  }

  /**
   * Enters a request that arrived on a link.
   *
   * @returns the TTL with which it is relayed to other links, `notRelayed`, or `dropped`.
   */
  request(
    kind: number,
    w0: number,
    w1: number,
    w2: number,
    w3: number,
    ttl: number,
    hops: number,
    link: number,
  ): number {
    const trimmed = this.#rules.trimmed(ttl, hops, this.#setting.ttlMax);
    const slot = this.routes.find(kind, w0, w1, w2, w3);
    this.isNew = !this.#rules.isDuplicate(slot !== noSlot);
    if (this.isNew) this.routes.insert(kind, w0, w1, w2, w3, link, trimmed);
    else if (this.#rules.isHigher(trimmed, this.routes.ttlAt(slot), this.#setting.relay))
      this.routes.setTtl(slot, trimmed);
    else return dropped;
    return this.onwards(trimmed);
  }

  /** The TTL with which a descriptor with this trimmed TTL goes on, or `notRelayed`. */
  onwards(trimmed: number): number {
    return this.#rules.goesOn(trimmed) ? trimmed - 1 : notRelayed;
  }

  /** The TTL with which a reply or a Push goes on, or `notRelayed`. */
  relayTtl(ttl: number, hops: number): number {
    return this.onwards(this.#rules.trimmed(ttl, hops, this.#setting.ttlMax));
  }

  /** The link on which a request arrived, `ownLink`, or `noLink` if it is unknown. */
  linkBack(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const slot = this.routes.find(kind, w0, w1, w2, w3);
    return slot === noSlot ? noLink : this.routes.linkAt(slot);
  }

  /** Notes the link towards a servent. */
  notePushRoute(w0: number, w1: number, w2: number, w3: number, link: number): void {
    const slot = this.pushRoutes.find(serventKind, w0, w1, w2, w3);
    if (slot === noSlot) this.pushRoutes.insert(serventKind, w0, w1, w2, w3, link, 0);
    else this.pushRoutes.setLink(slot, link);
  }

  /** The link towards a servent, or `noLink` if it is unknown. */
  linkTowards(w0: number, w1: number, w2: number, w3: number): number {
    const slot = this.pushRoutes.find(serventKind, w0, w1, w2, w3);
    return slot === noSlot ? noLink : this.pushRoutes.linkAt(slot);
  }
}

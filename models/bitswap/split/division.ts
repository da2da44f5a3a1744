/**
 * The division of a request: keys and partners are dealt in turn over groups, and the partners of a group are
 * asked for its keys. Source: go-bitswap, `sessionrequestsplitter`, `SplitRequest`.
 */

/** A group: the partners in it are asked for the keys in it. */
export interface Group<K, P> {
  readonly keys: readonly K[];
  readonly partners: readonly P[];
}

/** Deals items in turn, as cards are dealt: item i goes to part i modulo the number of parts. */
export function dealt<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  return Array.from({ length: parts }, (_, part) => items.filter((_item, at) => at % parts === part));
}

/**
 * The groups of a request. There are as many groups of partners as the split says, and no empty one; and as
 * many groups of keys as of partners, unless there are fewer keys: then the other partners are not asked.
 */
export function divided<K, P>(
  keys: readonly K[],
  partners: readonly P[],
  split: number,
  deal: typeof dealt = dealt,
): readonly Group<K, P>[] {
  const partnerGroups = deal(partners, Math.min(split, partners.length));
  const keyGroups = deal(keys, Math.min(partnerGroups.length, keys.length));
  return keyGroups.map((group, at) => ({ keys: group, partners: partnerGroups[at] ?? [] }));
}

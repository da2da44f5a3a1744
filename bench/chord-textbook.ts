/**
 * Textbook nodes as baselines for `bench:chord`: a successor, a predecessor and one finger for each bit of an
 * identifier, which are looked at one after the other from the last (Stoica et al. 2003, Figure 5). Identifiers are
 * `BigInt`, or hexadecimal text of equal length. A node refers to others directly, so a step needs no lookup by name.
 */

/** A node whose identifiers are of type I, which `<` compares. */
export interface TextbookNode<I extends bigint | string> {
  readonly id: I;
  successor: TextbookNode<I>;
  predecessor: TextbookNode<I>;
  /** Finger n is the owner of the identifier 2^n after this node. */
  readonly fingers: TextbookNode<I>[];
}

/** Whether an identifier is in (a, b), clockwise. */
function isBetween<I extends bigint | string>(a: I, id: I, b: I): boolean {
  return a < b ? a < id && id < b : a < id || id < b;
}

/** Whether an identifier is in (a, b], clockwise. */
function isIn<I extends bigint | string>(a: I, id: I, b: I): boolean {
  return id === b || isBetween(a, id, b);
}

/** The farthest finger that is before the key; the successor if none is. */
function closestPreceding<I extends bigint | string>(node: TextbookNode<I>, key: I): TextbookNode<I> {
  for (let finger = node.fingers.length - 1; finger >= 0; finger--) {
    const other = node.fingers[finger] as TextbookNode<I>;
    if (isBetween(node.id, other.id, key)) return other;
  }
  return node.successor;
}

/**
 * Looks a key up.
 *
 * @returns the owner, and the number of nodes that were asked on the way.
 */
export function lookUp<I extends bigint | string>(
  origin: TextbookNode<I>,
  key: I,
): { readonly owner: TextbookNode<I>; readonly hops: number } {
  let node = origin;
  for (let hops = 0; ; hops++) {
    if (isIn(node.predecessor.id, key, node.id)) return { owner: node, hops };
    if (isIn(node.id, key, node.successor.id)) return { owner: node.successor, hops };
    node = closestPreceding(node, key);
  }
}

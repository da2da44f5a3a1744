/**
 * Directed acyclic graphs with one source: every one of a size up to names, and random ones. A graph is the
 * list of links of each block; the source is `a`.
 */
import type { Cid } from '../../../models/bitswap/walk/messages.ts';

/** The links of each block. */
export type Dag = Readonly<Record<Cid, readonly Cid[]>>;
type Link = readonly [number, number];

/** The name of a block by its number: `a`, `b`, ..., `z`. */
function letter(number: number): Cid {
  return String.fromCharCode(97 + number);
}

/** The graph with these links between blocks 0 to `size` - 1. */
export function dagOf(size: number, links: readonly Link[]): Dag {
  const all = Array.from({ length: size }, (_, from) =>
    links.filter(([one]) => one === from).map(([, to]) => letter(to)),
  );
  return Object.fromEntries(all.map((of, number) => [letter(number), of]));
}

/** The blocks that can be reached from a root, itself included. */
export function reachable(dag: Dag, root: Cid): ReadonlySet<Cid> {
  const found = new Set([root]);
  for (const cid of found) for (const link of dag[cid] ?? []) found.add(link);
  return found;
}

/**
 * Every directed acyclic graph of this many blocks in which all can be reached from `a`, one of each set that
 * are equal up to names; by its name, the list of its links: `ab-ac-bc`.
 */
export function dagsUpToNames(size: number): ReadonlyMap<string, Dag> {
  // A graph without cycles has an order in which each link leads to a later block.
  const pairs: Link[] = [];
  for (let from = 0; from < size; from++) for (let to = from + 1; to < size; to++) pairs.push([from, to]);
  const renamings = permutations(Array.from({ length: size - 1 }, (_, at) => at + 1));
  const seen = new Set<string>();
  const found = new Map<string, Dag>();
  for (let chosen = 0; chosen < 2 ** pairs.length; chosen++) {
    const links = pairs.filter((_, at) => (chosen >> at) % 2 === 1);
    const name = nameOf(links);
    const dag = dagOf(size, links);
    if (seen.has(name) || reachable(dag, 'a').size < size) continue;
    found.set(size === 1 ? 'a' : name, dag);
    for (const others of renamings) {
      const renamed = [0, ...others];
      seen.add(nameOf(links.map(([from, to]): Link => [renamed[from] as number, renamed[to] as number])));
    }
  }
  return found;
}

/** A random graph in which all blocks can be reached from `a`; `below(n)` draws. Blocks are numbered, `a`, `n1`, ... */
export function randomDag(size: number, links: number, below: (n: number) => number): Dag {
  const name = (number: number): Cid => (number === 0 ? 'a' : `n${number}`);
  const all = new Map<number, Set<number>>();
  const add = (from: number, to: number) => all.set(from, (all.get(from) ?? new Set()).add(to));
  for (let to = 1; to < size; to++) add(below(to), to);
  for (let more = size - 1; more < links; more++) {
    const to = 1 + below(size - 1);
    add(below(to), to);
  }
  return Object.fromEntries(
    Array.from({ length: size }, (_, from) => [name(from), [...(all.get(from) ?? [])].map(name)]),
  );
}

function nameOf(links: readonly Link[]): string {
  return links
    .map(([from, to]) => `${letter(from)}${letter(to)}`)
    .sort()
    .join('-');
}

function permutations(of: readonly number[]): readonly (readonly number[])[] {
  if (of.length <= 1) return [of];
  return of.flatMap((first) =>
    permutations(of.filter((one) => one !== first)).map((rest) => [first, ...rest]),
  );
}

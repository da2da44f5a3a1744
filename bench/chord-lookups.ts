/**
 * The parts of `npm run bench:chord` about lookups in ideal rings: hops against half of log2 N, and lookups per second
 * against textbook nodes in the same run.
 */
import { randomOf } from '../checker/values/random.ts';
import type { Words } from '../implementations/chord/identifiers.ts';
import type { Routing } from '../implementations/chord/routing.ts';
import { heldBytes, IdealRing, routingTables, type Space, sha1Space, wordSpace } from './chord-ring.ts';
import { count, cpuSeconds, median, row } from './chord-text.ts';
import { lookUp, type TextbookNode } from './chord-textbook.ts';

// ---------------------------------------------------------------- lookups on routing tables

/** Keys and the places at which their lookups begin. */
interface Lookups {
  readonly keys: Words;
  readonly origins: Uint32Array;
}

function randomLookups({ size, of }: IdealRing, many: number, seed: number): Lookups {
  const random = randomOf(seed);
  const keys = new Uint32Array(many * of.space.words);
  for (let word = 0; word < keys.length; word++) keys[word] = random.below(2 ** 32);
  return { keys, origins: Uint32Array.from({ length: many }, () => random.below(size)) };
}

/** Looks keys up in the tables of the implementation, from node to node as messages would. */
class TableWalker {
  readonly #ring: IdealRing;
  readonly #tables: readonly Routing[];
  /** By number of the contact: its table. */
  readonly #byContact: Routing[] = [];
  /** The hops of each lookup. */
  readonly hops: number[] = [];

  constructor(ring: IdealRing, tables: readonly Routing[]) {
    this.#ring = ring;
    this.#tables = tables;
    for (const table of tables) this.#byContact[table.self] = table;
  }

  /** @throws an error if a lookup does not end at the owner. */
  walk({ keys, origins }: Lookups): void {
    const { contacts, of, names } = this.#ring;
    const { words } = of.space;
    for (const [nth, origin] of origins.entries()) {
      const at = nth * words;
      let table = this.#tables[origin] as Routing;
      let hops = 0;
      let owner = table.ownerKnownTo(keys, at);
      while (owner === null) {
        const next = table.closestPreceding(keys, at) as string;
        table = this.#byContact[contacts.numberOf(next)] as Routing;
        hops++;
        owner = table.ownerKnownTo(keys, at);
      }
      this.hops.push(hops);
      if (owner !== names[this.#ring.ownerOf(keys, at)])
        throw new Error(`a lookup from ${names[origin]} ended at ${owner}, which is not the owner`);
    }
  }
}

const mean = (of: readonly number[]) => of.reduce((sum, one) => sum + one, 0) / of.length;

// ---------------------------------------------------------------- hops

const lookupsPerRow = 200_000;

/** One row: rings of a size, built, measured and looked up in. */
function hopsOf(space: Space, size: number, listLength: number, rings: number): string {
  const held = heldBytes();
  const begun = cpuSeconds();
  const walkers = Array.from({ length: rings }, (_, seed) => {
    const ring = IdealRing.random(space, size, seed);
    return { ring, walker: new TableWalker(ring, routingTables(ring, listLength)) };
  });
  const seconds = (cpuSeconds() - begun) / rings;
  const bytes = (heldBytes() - held) / (size * rings);
  const many = lookupsPerRow / rings;
  const measured = walkers.map(({ ring, walker }, seed) => {
    const lookups = randomLookups(ring, many, seed + 1_000);
    const walked = cpuSeconds();
    walker.walk(lookups);
    return { hops: walker.hops, rate: many / (cpuSeconds() - walked) };
  });
  const hops = measured.flatMap((one) => one.hops).sort((a, b) => a - b);
  const means = measured.map((one) => mean(one.hops));
  const spread = `${count(Math.min(...means), 2)} to ${count(Math.max(...means), 2)}`;
  return row(
    ...[count(size), `2^${space.bits}`, count(listLength), count(rings)],
    ...[`${count(mean(hops), 2)}${rings > 1 ? ` (${spread})` : ''}`, count(Math.log2(size) / 2, 2)],
    ...[count(hops[Math.floor(hops.length * 0.99)] as number), count(hops.at(-1) as number)],
    ...[count(median(measured.map(({ rate }) => rate))), count(seconds, 1), count(bytes)],
  );
}

/**
 * Hops in rings of each size.
 *
 * @param largest - the nodes of the largest ring
 */
export function hops(largest = 1_000_000): void {
  console.log(
    'Lookups of random keys from random nodes in ideal rings, on the routing tables of the implementation. A hop is a node ' +
      'that is asked, up to the predecessor of the key; in brackets the least and the greatest mean of a ring. Iterative ' +
      'and recursive lookups have the same hops. All ended at the owner. Seconds are those of the processor.\n',
  );
  const columns = [
    'nodes',
    'identifiers',
    'list (r)',
    'rings',
    'mean hops',
    'half of log2 N',
    '99 %',
    'most',
  ];
  console.log(row(...columns, 'lookups/s', 's to build', 'bytes a node'));
  console.log(row(...Array.from({ length: columns.length + 3 }, () => '---')));
  console.log(hopsOf(wordSpace, 1_024, 1, 50));
  console.log(hopsOf(sha1Space, 1_000, 20, 50));
  for (let size = 1_000; size <= largest; size *= 10)
    console.log(hopsOf(sha1Space, size, 8, size < 100_000 ? 20 : 1));
  console.log(
    '\nThe first row is the setting of "4.84 at N = 1024": fingers and one successor alone. Stoica et al. 2003 report a mean ' +
      'of 3.84 for the second, 1,000 nodes with r = 20 (remembered, not checked against the paper): an entry of a list of r ' +
      'nodes saves about half of log2 r hops at the end.\n',
  );
}

// ---------------------------------------------------------------- alternatives

/** The same ring of textbook nodes. */
function textbookRing<I extends bigint | string>(ring: IdealRing, idOf: (words: Words, at: number) => I) {
  const { size, of, identifiers } = ring;
  const nodes: TextbookNode<I>[] = ring.names.map((_, place) => {
    const node: Partial<TextbookNode<I>> = { id: idOf(identifiers, place * of.space.words), fingers: [] };
    return node as TextbookNode<I>;
  });
  for (const [place, node] of nodes.entries()) {
    node.successor = nodes[(place + 1) % size] as TextbookNode<I>;
    node.predecessor = nodes[(place + size - 1) % size] as TextbookNode<I>;
    for (let finger = 0; finger < of.bits; finger++) node.fingers.push(node.successor);
    for (const run of ring.fingerRuns(place))
      node.fingers.fill(nodes[run.place] as TextbookNode<I>, run.first, run.last + 1);
    // The fingers after the last run are the node itself.
    const end = ring.fingerRuns(place).at(-1)?.last ?? 0;
    node.fingers.fill(node, end + 1);
  }
  return nodes;
}

function hexOf(words: Words, at: number): string {
  let hex = '';
  for (let word = at; word < at + 5; word++) hex += (words[word] as number).toString(16).padStart(8, '0');
  return hex;
}

const bigOf = (words: Words, at: number) => BigInt(`0x${hexOf(words, at)}`);

/** Walks textbook nodes, with keys that are converted before. */
function textbookWalk<I extends bigint | string>(
  ring: IdealRing,
  { keys, origins }: Lookups,
  idOf: (words: Words, at: number) => I,
): () => readonly number[] {
  const nodes = textbookRing(ring, idOf);
  const ids = Array.from(origins, (_, nth) => idOf(keys, nth * ring.of.space.words));
  return () => ids.map((id, nth) => lookUp(nodes[origins[nth] as number] as TextbookNode<I>, id).hops);
}

/** Lookups per second of the implementation and of textbook nodes, in turn, on the same ring and keys. */
export function rates(): void {
  console.log(
    'Lookups per second of the processor, in one ideal ring and with the same keys, median of 5 passes in turn. With r = 1 the ' +
      'hops of each lookup are those of the textbook nodes.\n',
  );
  console.log(row('tables', ...sizesOfRates.map((size) => `${count(size)} nodes`)));
  console.log(row('---', ...sizesOfRates.map(() => '---')));
  const lines = sizesOfRates.map(ratesOf);
  for (const [at, name] of namesOfRates.entries())
    console.log(row(name, ...lines.map((line) => count(line[at] as number))));
  const [ours, , ...others] = namesOfRates.map((_, at) => lines.map((line) => line[at] as number));
  for (const [at, other] of others.entries()) {
    const ratios = other.map((rate, column) => count((ours?.[column] as number) / rate, 1));
    console.log(row(`implementation, r = 1 : ${namesOfRates[at + 2]}`, ...ratios));
  }
  const size = 20_000;
  const ring = IdealRing.random(sha1Space, size, 1);
  const bytes = [
    () => routingTables(ring, 1),
    () => textbookRing(ring, bigOf),
    () => textbookRing(ring, hexOf),
  ].map((make) => {
    const held = heldBytes();
    const made = make();
    return (heldBytes() - held) / made.length;
  });
  const [table, big, hex] = bytes.map((one) => count(one));
  console.log(
    `\nBytes a node of ${count(size)}: implementation, r = 1: ${table}; BigInt: ${big}; text: ${hex}.\n`,
  );
}

const sizesOfRates = [1_000, 10_000, 100_000];
const namesOfRates = [
  'implementation, r = 1',
  'implementation, r = 8',
  '160 fingers as BigInt',
  '160 fingers as hexadecimal text',
];

/** The rates in a ring of one size, in the order of the names. */
function ratesOf(size: number): readonly number[] {
  const many = 20_000;
  const ring = IdealRing.random(sha1Space, size, 1);
  const longer = IdealRing.random(sha1Space, size, 1);
  const lookups = randomLookups(ring, many, 2);
  const tables = (of: IdealRing, listLength: number) => {
    const filled = routingTables(of, listLength);
    return () => {
      const walker = new TableWalker(of, filled);
      walker.walk(lookups);
      return walker.hops;
    };
  };
  const walks = [
    ...[tables(ring, 1), tables(longer, 8)],
    ...[textbookWalk(ring, lookups, bigOf), textbookWalk(ring, lookups, hexOf)],
  ];
  const [expected, , ...others] = walks.map((walk) => walk());
  for (const other of others)
    if (other.some((one, nth) => one !== expected?.[nth])) throw new Error('the hops of the tables differ');
  const measured = walks.map((): number[] => []);
  for (let pass = 0; pass < 5; pass++)
    for (const [at, walk] of walks.entries()) {
      const begun = cpuSeconds();
      walk();
      measured[at]?.push(many / (cpuSeconds() - begun));
    }
  return measured.map(median);
}

// ---------------------------------------------------------------- failures, as the paper reads them

/**
 * Lookups in an ideal ring of which a share is down, in which the node that has no answer tries its own next best
 * entry: the lookup goes on from where it is. Nothing is repaired, and no node remembers who was down.
 *
 * @returns the mean hops, the mean entries that were down, and the share that ended at the first live node.
 */
export function goingOn(size: number, listLength: number, share: number, many: number) {
  const ring = IdealRing.random(sha1Space, size, 1);
  const tables = new Map(
    routingTables(ring, listLength).map((table) => [ring.contacts.nameOf(table.self), table]),
  );
  const random = randomOf(11);
  const alive = [...ring.names];
  for (let down = 0; down < size * share; down++) alive.splice(random.below(alive.length), 1);
  const up = new IdealRing(sha1Space, alive);
  const isUp = new Set(alive);
  const key = new Uint32Array(sha1Space.space.words);
  const sums = { hops: 0, timeouts: 0, right: 0 };
  for (let nth = 0; nth < many; nth++) {
    for (let word = 0; word < key.length; word++) key[word] = random.below(2 ** 32);
    let table = tables.get(alive[random.below(alive.length)] as string) as Routing;
    const tried = new Set<string>();
    for (;;) {
      const next = table.closestPreceding(key, 0, tried);
      if (next === null) break;
      if (isUp.has(next)) {
        table = tables.get(next) as Routing;
        sums.hops++;
      } else {
        tried.add(next);
        sums.timeouts++;
      }
    }
    // The first live node from here on: itself for its own key, else an entry of its list.
    const owner = table.owns(key, 0)
      ? table.contacts.nameOf(table.self)
      : table.successors.find((one) => isUp.has(one));
    if (owner === up.names[up.ownerOf(key, 0)]) sums.right++;
  }
  return { hops: sums.hops / many, timeouts: sums.timeouts / many, right: sums.right / many };
}

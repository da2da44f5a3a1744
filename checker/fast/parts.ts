/**
 * The parts of worlds, each part once and known by a number. A world is a row of such numbers: what was spent and cut off, what
 * the monitor remembers, how each node stands, and at the end what is under way (`nets.ts`). Worlds are many; their parts
 * are few.
 *
 * What changes one part alone is remembered by numbers as well. The first time it is asked of the reference semantics
 * (`network.ts`, the monitor): nothing here knows what a network or a monitor does.
 */
import { withLostCalls } from '../calls.ts';
import { canonical, keyOf } from '../canonical.ts';
import * as network from '../network.ts';
import { type Envelope, envelopeKey, linkOf } from '../network.ts';
import { noted } from '../semantics.ts';
import type { Fault, Happened, System } from '../system.ts';
import { Lists, Names, Pairs } from '../tables.ts';
import { type NodeState, nodeKey, type Standing, standingOf, type World } from '../world.ts';
import { type Net, netOf } from './nets.ts';

/** How a node stands, with what depends on that alone. */
export interface NodePart {
  readonly node: number;
  readonly state: NodeState;
  readonly isUp: boolean;
  /**
   * Why a world with such a node is a cut: it left its model, or its view is not within the scope. That nobody can tell is for
   * whoever expands such a world to say.
   */
  readonly stops: 'divergence' | 'within' | { readonly failed: unknown } | undefined;
  readonly standing: Standing;
  /** Equal for equal standings, of whatever node. */
  readonly standingNumber: number;
  /** Equal for equal views, of whatever node; -1 where the node is not up. */
  readonly viewNumber: number;
}

/** What was spent of budgets and bounds, and the partition that stands. */
export interface Rest {
  readonly spent: Readonly<Record<string, number>>;
  readonly partition?: string;
}

/** The column of the first node. */
export const nodeColumn = 2;

export class Parts {
  readonly system: System;
  readonly names: readonly string[];
  readonly net: Net;
  /** Columns of what was spent and of what the monitor remembers: 0 and 1, one that cannot change in this system first. */
  readonly rest: number;
  readonly past: number;
  /** The first column in which worlds can differ. */
  readonly first: number;

  readonly nodes: NodePart[] = [];
  /** Whether any of them stops a world. */
  hasStops = false;
  readonly envelopes: Envelope[] = [];
  /** Index of the node to which each envelope goes. */
  readonly addressees: number[] = [];
  /** Index of the node from which it comes. */
  readonly senders: number[] = [];
  /** Equal for envelopes on one link. */
  readonly links: number[] = [];
  /** Lists of envelopes, in the order of `network.ts`: everything under way, or what one step sends. */
  readonly lists = new Lists();
  /** Lists of what the monitor is told of one step. */
  readonly tidings = new Lists();
  readonly rests: Rest[] = [];
  readonly pasts: unknown[] = [];
  readonly happenings: Happened[] = [];

  readonly #nodeNames = new Names();
  readonly #standingNames = new Names();
  readonly #viewNames = new Names();
  readonly #envelopeNames = new Names();
  readonly #linkNames = new Names();
  /** The envelopes that stand for all equal ones, and so are most often asked for. */
  readonly #envelopeNumbers = new Map<Envelope, number>();
  readonly #restNames = new Names();
  readonly #pastNames = new Names();
  readonly #happeningNames = new Names();
  readonly #index: ReadonlyMap<string, number>;

  readonly #bereft = new Pairs();
  readonly #received = new Pairs();
  readonly #lost = new Pairs();
  readonly #doubled = new Pairs();
  readonly #sent = new Pairs();
  readonly #emptied = { to: new Pairs(), from: new Pairs() };
  readonly #noted = new Pairs();
  readonly #turns = new Pairs();

  /** What budgets and bounds limit, how often at most, and how often so far, by the number of the rest. */
  readonly #limits: readonly string[];
  readonly #most: readonly number[];
  readonly #spent: (readonly number[])[] = [];

  constructor(system: System) {
    this.system = system;
    this.names = Object.keys(system.nodes);
    this.#index = new Map(this.names.map((name, at) => [name, at]));
    const isLimited = Object.keys({ ...system.budget, ...system.bounds }).length > 0;
    const restVaries = isLimited || (system.partitions ?? []).length > 0;
    const pastVaries = system.monitor !== undefined;
    this.rest = restVaries && !pastVaries ? 1 : 0;
    this.past = 1 - this.rest;
    this.first = 2 - Number(restVaries) - Number(pastVaries);
    this.net = netOf(this, nodeColumn + this.names.length);
    const limits = Object.entries({ ...system.budget, ...system.bounds }) as [string, number][];
    this.#limits = limits.map(([name]) => name);
    this.#most = limits.map(([, most]) => most);
  }

  // -------------------------------------------------------------- worlds as rows and back

  /** Columns of a row, those that no world of this system differs in included. */
  get width(): number {
    return nodeColumn + this.names.length + this.net.columns;
  }

  /** Makes room for a world; `net.isWideEnough` may be false after it. */
  know(world: World): void {
    for (const envelope of world.inFlight) this.envelopeOf(envelope);
  }

  /** A row of `width` columns for a world that is known. */
  pack(world: World): Int32Array {
    const row = new Int32Array(this.width);
    for (const [at, name] of this.names.entries()) row[nodeColumn + at] = this.nodeOf(world, name);
    this.net.write(row, world.inFlight);
    const { spent, partition } = world;
    row[this.rest] = this.restOf({ spent, ...(partition !== undefined && { partition }) });
    row[this.past] = this.pastOf(world.history);
    return row;
  }

  unpack(row: Int32Array): World {
    const nodes = this.names.map((name, at) => {
      const part = this.nodes[row[nodeColumn + at] as number] as NodePart;
      return [name, part.state] as const;
    });
    return {
      nodes: Object.fromEntries(nodes),
      inFlight: this.net.read(row),
      ...(this.rests[row[this.rest] as number] as Rest),
      history: this.pasts[row[this.past] as number],
    };
  }

  nodeOf(world: World, name: string): number {
    return this.partOf(name, world.nodes[name] as NodeState);
  }

  /** A node of this name that stands so. */
  partOf(name: string, state: NodeState): number {
    const node = this.#index.get(name) as number;
    return this.#nodeNames.of(`${node}|${nodeKey(state)}`, () => {
      const standing = standingOf(this.system, { nodes: { [name]: state } } as unknown as World, name);
      const isUp = 'up' in standing;
      const stops = this.#stops(standing);
      this.hasStops ||= stops !== undefined;
      const viewNumber = isUp ? this.#viewNames.of(keyOf(standing.up), () => {}) : -1;
      this.nodes.push({
        node,
        state,
        isUp,
        stops,
        standing,
        standingNumber: this.#standingNames.of(canonical({ ...standing, up: viewNumber }), () => {}),
        viewNumber,
      });
    });
  }

  #stops(standing: Standing): NodePart['stops'] {
    if (!('up' in standing)) return undefined;
    if (standing.divergence !== undefined) return 'divergence';
    try {
      return this.system.within?.(standing.up) === false ? 'within' : undefined;
    } catch (failed) {
      return { failed };
    }
  }

  /** How a node stands once one that it may be calling has crashed. */
  withLostCalls(part: number, callee: number): number {
    const known = this.#bereft.get(part, callee);
    if (known >= 0) return known;
    const { node, state } = this.nodes[part] as NodePart;
    const name = this.names[node] as string;
    const after = this.partOf(name, withLostCalls(state, this.names[callee] as string));
    this.#bereft.set(part, callee, after);
    return after;
  }

  envelopeOf(envelope: Envelope): number {
    const known = this.#envelopeNumbers.get(envelope);
    if (known !== undefined) return known;
    const { from, to, message } = envelope;
    return this.#envelopeNames.of(envelopeKey(envelope), (number) => {
      const own = { from, to, message };
      this.#envelopeNumbers.set(own, number);
      this.envelopes.push(own);
      this.addressees.push(this.#index.get(to) as number);
      this.senders.push(this.#index.get(from) as number);
      this.links.push(this.#linkNames.of(linkOf(envelope), () => {}));
    });
  }

  listOf(inFlight: readonly Envelope[]): number {
    return this.lists.intern(inFlight.map((envelope) => this.envelopeOf(envelope)));
  }

  envelopesOf(list: number): Envelope[] {
    return this.lists.get(list).map((envelope) => this.envelopes[envelope] as Envelope);
  }

  /** The number of what was spent and cut off. */
  restOf(rest: Rest): number {
    return this.#restNames.of(canonical([rest.spent, rest.partition]), () => {
      this.rests.push(rest);
      this.#spent.push(this.#limits.map((name) => rest.spent[name] ?? 0));
    });
  }

  /** The number of what the monitor remembers. */
  pastOf(history: unknown): number {
    return this.#pastNames.of(keyOf(history), () => this.pasts.push(history));
  }

  happeningOf(happened: Happened): number {
    return this.#happeningNames.of(canonical(happened), () => this.happenings.push(happened));
  }

  // -------------------------------------------------------------- what changes one part

  /** Everything under way once a message was received. */
  received(list: number, envelope: number): number {
    const known = this.#received.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#received, list, envelope, this.#afterDelivery);
  }

  lost(list: number, envelope: number): number {
    const known = this.#lost.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#lost, list, envelope, network.without);
  }

  doubled(list: number, envelope: number): number {
    const known = this.#doubled.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#doubled, list, envelope, network.withCopy);
  }

  readonly #afterDelivery = (inFlight: readonly Envelope[], envelope: Envelope) =>
    network.afterDelivery(this.system.network, inFlight, envelope);

  #changed(
    memory: Pairs,
    list: number,
    envelope: number,
    change: (inFlight: readonly Envelope[], envelope: Envelope) => readonly Envelope[],
  ): number {
    const after = this.listOf(change(this.envelopesOf(list), this.envelopes[envelope] as Envelope));
    memory.set(list, envelope, after);
    return after;
  }

  /** Everything under way once a step has sent a list of messages. */
  sent(list: number, messages: number): number {
    if (messages === 0) return list;
    const known = this.#sent.get(list, messages);
    if (known >= 0) return known;
    let inFlight: readonly Envelope[] = this.envelopesOf(list);
    for (const envelope of this.envelopesOf(messages))
      inFlight = network.sent(this.system.network, inFlight, envelope);
    const after = this.listOf(inFlight);
    this.#sent.set(list, messages, after);
    return after;
  }

  /** Everything under way once what goes to a node, or comes from it, is discarded. */
  emptied(list: number, node: number, end: 'to' | 'from'): number {
    const before = this.#emptied[end].get(list, node);
    if (before >= 0) return before;
    const name = this.names[node];
    const after = this.listOf(this.envelopesOf(list).filter((envelope) => envelope[end] !== name));
    this.#emptied[end].set(list, node, after);
    return after;
  }

  /** What the monitor remembers once it has been told. */
  noted(past: number, tidings: number): number {
    if (tidings === 0) return past;
    const before = this.#noted.get(past, tidings);
    if (before >= 0) return before;
    let world = { history: this.pasts[past] } as World;
    for (const happened of this.tidings.get(tidings))
      world = noted(this.system, world, this.happenings[happened] as Happened);
    const after = this.pastOf(world.history);
    this.#noted.set(past, tidings, after);
    return after;
  }

  // -------------------------------------------------------------- what is spent and cut off

  /** The number of what a budget limits; -1 for a fault that nothing limits. */
  budgetOf(fault: Fault): number {
    return Object.keys(this.system.budget ?? {}).indexOf(fault);
  }

  /** The number of what a bound limits; -1 for a timer or input that nothing limits. */
  boundOf(name: string): number {
    const at = Object.keys(this.system.bounds ?? {}).indexOf(name);
    return at < 0 ? -1 : Object.keys(this.system.budget ?? {}).length + at;
  }

  /** Whether it may happen once more. */
  mayHappen(rest: number, limit: number): boolean {
    return (
      limit < 0 || ((this.#spent[rest] as readonly number[])[limit] as number) < (this.#most[limit] as number)
    );
  }

  /** The rest once it has happened. */
  counted(rest: number, limit: number): number {
    if (limit < 0) return rest;
    const known = this.#turns.get(rest, limit);
    if (known >= 0) return known;
    const name = this.#limits[limit] as string;
    const { spent, ...others } = this.rests[rest] as Rest;
    return this.#turned(rest, limit, { ...others, spent: { ...spent, [name]: (spent[name] as number) + 1 } });
  }

  cutOff(rest: number, partition: number): number {
    const turn = this.#limits.length + partition;
    const known = this.#turns.get(rest, turn);
    if (known >= 0) return known;
    const name = this.system.partitions?.[partition]?.name as string;
    return this.#turned(rest, turn, { spent: (this.rests[rest] as Rest).spent, partition: name });
  }

  healed(rest: number): number {
    const known = this.#turns.get(rest, -1);
    return known >= 0 ? known : this.#turned(rest, -1, { spent: (this.rests[rest] as Rest).spent });
  }

  #turned(rest: number, turn: number, into: Rest): number {
    const after = this.restOf(into);
    this.#turns.set(rest, turn, after);
    return after;
  }

  /** The index of the partition that stands, or -1. */
  partitionOf(rest: number): number {
    const name = this.rests[rest]?.partition;
    return name === undefined ? -1 : (this.system.partitions ?? []).findIndex((one) => one.name === name);
  }
}

/**
 * The parts of worlds, each part once and known by a number. A world is a row of such numbers: what was spent and cut off, what
 * the monitor remembers, how each node stands, and at the end what is under way (`network-columns.ts`). Worlds are many; their parts
 * are few.
 *
 * What changes one part alone is remembered by numbers as well. The first time it is asked of the reference semantics
 * (`network.ts`, the monitor): nothing here knows what a network or a monitor does.
 */
import { withLostCalls } from '../../semantics/calls.ts';
import * as network from '../../semantics/network.ts';
import { monitored } from '../../semantics/successors.ts';
import type { Fault, MonitorEvent, System } from '../../semantics/system.ts';
import { isWithin } from '../../semantics/user-code.ts';
import { standingOf } from '../../semantics/views.ts';
import {
  type Envelope,
  envelopeKey,
  linkOf,
  type NodeState,
  nodeKey,
  type Standing,
  type World,
} from '../../semantics/world.ts';
import { canonical, keyOf } from '../../values/canonical.ts';
import { CodeError } from '../../values/errors.ts';
import { ListInterner, PairMap, StringInterner } from './hash-tables.ts';
import { type InFlightColumns, inFlightColumnsOf } from './network-columns.ts';
import { missingEntry, noLog, type TableLog, type WriteEntry } from './table-log.ts';

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
export interface BudgetPart {
  readonly spent: Readonly<Record<string, number>>;
  readonly partition?: string;
}

/** The column of the first node. */
export const nodeColumn = 2;

export class Interner {
  readonly system: System;
  /** Where tables that depend on these write down what they learn as well. */
  readonly journal: TableLog;
  readonly names: readonly string[];
  readonly net: InFlightColumns;
  /** Columns of what was spent and of what the monitor remembers: 0 and 1, one that cannot change in this system first. */
  readonly budgetColumn: number;
  readonly historyColumn: number;
  /** The first column in which worlds can differ. */
  readonly first: number;

  readonly nodes: NodePart[] = [];
  /** Whether any of them stops a world, or has a timer armed. */
  hasStops = false;
  hasTimers = false;
  readonly envelopes: Envelope[] = [];
  /** Index of the node to which each envelope goes. */
  readonly addressees: number[] = [];
  /** Index of the node from which it comes. */
  readonly senders: number[] = [];
  /** Equal for envelopes on one link. */
  readonly links: number[] = [];
  /** All envelopes, on networks where equal messages merge in the order of `network.ts`. */
  readonly order: number[] = [];
  /** Lists of envelopes, in the order of `network.ts`: everything under way, or what one step sends. */
  readonly lists: ListInterner;
  /** Lists of what the monitor is told of one step. */
  readonly monitorEvents = new ListInterner();
  readonly budgets: BudgetPart[] = [];
  readonly histories: unknown[] = [];
  readonly happenings: MonitorEvent[] = [];
  /** What a node may be handed when it comes up; 0 is nothing. */
  readonly draws: unknown[] = [];

  readonly #nodeNames = new StringInterner();
  readonly #standingNames = new StringInterner();
  readonly #viewNames = new StringInterner();
  readonly #envelopeNames = new StringInterner();
  readonly #linkNames = new StringInterner();
  /** The envelopes that stand for all equal ones, and so are most often asked for. */
  readonly #envelopeNumbers = new Map<Envelope, number>();
  readonly #restNames = new StringInterner();
  readonly #pastNames = new StringInterner();
  readonly #happeningNames = new StringInterner();
  readonly #drawNames = new StringInterner();
  readonly #envelopeKeys: string[] = [];
  readonly #index: ReadonlyMap<string, number>;

  readonly #afterCalleeLoss: PairMap;
  readonly #received: PairMap;
  readonly #lost: PairMap;
  readonly #doubled: PairMap;
  readonly #sent: PairMap;
  readonly #emptied: { readonly to: PairMap; readonly from: PairMap };
  readonly #noted: PairMap;
  readonly #turns: PairMap;
  /** By index of what nobody sent, the list of it alone. */
  readonly #injected: PairMap;

  /** What budgets and bounds limit, how often at most, and how often so far, by the number of the rest. */
  readonly #limits: readonly string[];
  readonly #most: readonly number[];
  readonly #spent: ArrayLike<number>[] = [];
  /** The index of the partition that stands, or -1, by the number of the rest. */
  readonly #partitions: number[] = [];

  readonly #tellNode: WriteEntry;
  readonly #tellEnvelope: WriteEntry;
  readonly #tellRest: WriteEntry;

  constructor(system: System, journal: TableLog = noLog) {
    this.system = system;
    this.journal = journal;
    this.names = Object.keys(system.nodes);
    this.#index = new Map(this.names.map((name, at) => [name, at]));
    const isLimited = Object.keys({ ...system.budget, ...system.bounds }).length > 0;
    const restVaries = isLimited || (system.partitions ?? []).length > 0;
    const pastVaries = system.monitor !== undefined;
    this.budgetColumn = restVaries && !pastVaries ? 1 : 0;
    this.historyColumn = 1 - this.budgetColumn;
    this.first = 2 - Number(restVaries) - Number(pastVaries);
    this.net = inFlightColumnsOf(this, nodeColumn + this.names.length);
    const limits = Object.entries({ ...system.budget, ...system.bounds }) as [string, number][];
    this.#limits = limits.map(([name]) => name);
    this.#most = limits.map(([, most]) => most);
    this.drawOf(undefined);
    this.lists = new ListInterner(journal);
    const pairs = () => new PairMap(journal);
    this.#afterCalleeLoss = pairs();
    this.#received = pairs();
    this.#lost = pairs();
    this.#doubled = pairs();
    this.#sent = pairs();
    this.#emptied = { to: pairs(), from: pairs() };
    this.#noted = pairs();
    this.#turns = pairs();
    this.#injected = pairs();
    this.#tellNode = journal.channel(([node, isUp, stops, armed, standingNumber]) =>
      this.#addNode(
        {
          node: node as number,
          isUp: isUp === 1,
          stops: ([undefined, 'within', { failed: missingEntry }] as const)[stops as number],
          standingNumber: standingNumber as number,
        } as NodePart,
        armed === 1,
      ),
    );
    this.#tellEnvelope = journal.channel(([to, from, link, rank]) =>
      this.#addEnvelope(to as number, from as number, link as number, rank as number),
    );
    this.#tellRest = journal.channel(([partition, ...spent]) => this.#addRest(partition as number, spent));
  }

  // -------------------------------------------------------------- worlds as rows and back

  /** Columns of a row, those that no world of this system differs in included. */
  get width(): number {
    return nodeColumn + this.names.length + this.net.columns;
  }

  /** Makes room for a world; it may then need more columns. */
  know(world: World): void {
    for (const envelope of world.inFlight) this.envelopeOf(envelope);
  }

  /** A row of `width` columns for a world that is known. */
  pack(world: World): Int32Array {
    const row = new Int32Array(this.width);
    for (const [at, name] of this.names.entries()) row[nodeColumn + at] = this.nodeOf(world, name);
    this.net.write(row, world.inFlight);
    const { spent, partition } = world;
    row[this.budgetColumn] = this.budgetPartOf({ spent, ...(partition !== undefined && { partition }) });
    row[this.historyColumn] = this.historyOf(world.history);
    return row;
  }

  unpack(row: Int32Array): World {
    this.journal.beforeComputing();
    const nodes = this.names.map((name, at) => {
      const part = this.nodes[row[nodeColumn + at] as number] as NodePart;
      return [name, part.state] as const;
    });
    return {
      nodes: Object.fromEntries(nodes),
      inFlight: this.net.read(row),
      ...(this.budgets[row[this.budgetColumn] as number] as BudgetPart),
      history: this.histories[row[this.historyColumn] as number],
    };
  }

  nodeOf(world: World, name: string): number {
    return this.partOf(name, world.nodes[name] as NodeState);
  }

  /** A node of this name that stands so. */
  partOf(name: string, state: NodeState): number {
    this.journal.beforeComputing();
    const node = this.#index.get(name) as number;
    return this.#nodeNames.of(`${node}|${nodeKey(state)}`, () => {
      const standing = standingOf(this.system, { nodes: { [name]: state } } as unknown as World, name);
      const isUp = 'up' in standing;
      const stops = this.#stops(standing, name);
      const viewNumber = isUp ? this.#viewNames.of(keyOf(standing.up), () => {}) : -1;
      const standingNumber = this.#standingNames.of(canonical({ ...standing, up: viewNumber }), () => {});
      const isArmed = 'up' in state && state.armed.length > 0;
      this.#addNode({ node, state, isUp, stops, standing, standingNumber, viewNumber }, isArmed);
      const stopped = stops === undefined ? 0 : typeof stops === 'string' ? 1 : 2;
      this.#tellNode(node, Number(isUp), stopped, Number(isArmed), standingNumber);
    });
  }

  #addNode(part: NodePart, isArmed: boolean): void {
    this.hasStops ||= part.stops !== undefined;
    this.hasTimers ||= isArmed;
    this.nodes.push(part);
  }

  #stops(standing: Standing, node: string): NodePart['stops'] {
    if (!('up' in standing)) return undefined;
    if (standing.divergence !== undefined) return 'divergence';
    try {
      const [is, again] = [0, 1].map(() => isWithin(this.system, standing.up, node));
      if (is !== again) throw new CodeError(`'within' of node '${node}' said something else the second time`);
      return is ? undefined : 'within';
    } catch (failed) {
      return { failed };
    }
  }

  /** How a node stands once one that it may be calling has crashed. */
  withLostCalls(part: number, callee: number): number {
    const known = this.#afterCalleeLoss.get(part, callee);
    if (known >= 0) return known;
    this.journal.beforeComputing();
    const { node, state } = this.nodes[part] as NodePart;
    const name = this.names[node] as string;
    const after = this.partOf(name, withLostCalls(state, this.names[callee] as string));
    this.#afterCalleeLoss.set(part, callee, after);
    return after;
  }

  envelopeOf(envelope: Envelope): number {
    const known = this.#envelopeNumbers.get(envelope);
    if (known !== undefined) return known;
    this.journal.beforeComputing();
    const { from, to, message } = envelope;
    const key = envelopeKey(envelope);
    return this.#envelopeNames.of(key, (number) => {
      const own = { from, to, message };
      this.#envelopeNumbers.set(own, number);
      this.envelopes.push(own);
      const [toIndex, fromIndex] = [this.#index.get(to) as number, this.#index.get(from) as number];
      const link = this.#linkNames.of(linkOf(envelope), () => {});
      const rank = network.mergesEqual(this.system.network) ? this.#rankOf(key) : number;
      this.#envelopeKeys.splice(rank, 0, key);
      this.#addEnvelope(toIndex, fromIndex, link, rank);
      this.#tellEnvelope(toIndex, fromIndex, link, rank);
    });
  }

  /** How many of the envelopes so far come before one with this key. */
  #rankOf(key: string): number {
    let low = 0;
    for (let high = this.#envelopeKeys.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#envelopeKeys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #addEnvelope(to: number, from: number, link: number, rank: number): void {
    this.order.splice(rank, 0, this.addressees.length);
    this.addressees.push(to);
    this.senders.push(from);
    this.links.push(link);
  }

  listOf(inFlight: readonly Envelope[]): number {
    return this.lists.intern(inFlight.map((envelope) => this.envelopeOf(envelope)));
  }

  envelopesOf(list: number): Envelope[] {
    return this.lists.get(list).map((envelope) => this.envelopes[envelope] as Envelope);
  }

  /** The number of what was spent and cut off. */
  budgetPartOf(rest: BudgetPart): number {
    return this.#restNames.of(canonical([rest.spent, rest.partition]), () => {
      this.budgets.push(rest);
      const { partitions = [] } = this.system;
      const partition = partitions.findIndex(({ name }) => name === rest.partition);
      const spent = this.#limits.map((name) => rest.spent[name] ?? 0);
      this.#addRest(partition, spent);
      this.#tellRest(partition, ...spent);
    });
  }

  #addRest(partition: number, spent: ArrayLike<number>): void {
    this.#partitions.push(partition);
    this.#spent.push(spent);
  }

  /** The number of what the monitor remembers. */
  historyOf(history: unknown): number {
    return this.#pastNames.of(keyOf(history), () => this.histories.push(history));
  }

  happeningOf(happened: MonitorEvent): number {
    return this.#happeningNames.of(canonical(happened), () => this.happenings.push(happened));
  }

  drawOf(draw: unknown): number {
    return this.#drawNames.of(canonical(draw), () => this.draws.push(draw));
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
    memory: PairMap,
    list: number,
    envelope: number,
    change: (inFlight: readonly Envelope[], envelope: Envelope) => readonly Envelope[],
  ): number {
    this.journal.beforeComputing();
    const after = this.listOf(change(this.envelopesOf(list), this.envelopes[envelope] as Envelope));
    memory.set(list, envelope, after);
    return after;
  }

  /** Everything under way once a step has sent a list of messages. */
  sent(list: number, messages: number): number {
    if (messages === 0) return list;
    const known = this.#sent.get(list, messages);
    if (known >= 0) return known;
    this.journal.beforeComputing();
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
    this.journal.beforeComputing();
    const name = this.names[node];
    const after = this.listOf(this.envelopesOf(list).filter((envelope) => envelope[end] !== name));
    this.#emptied[end].set(list, node, after);
    return after;
  }

  /** The list of one message that nobody sent, by its index. */
  injected(index: number): number {
    const known = this.#injected.get(index, 0);
    if (known >= 0) return known;
    this.journal.beforeComputing();
    const list = this.listOf([(this.system.injects as readonly Envelope[])[index] as Envelope]);
    this.#injected.set(index, 0, list);
    return list;
  }

  /** What the monitor remembers once it has been told. */
  noted(past: number, tidings: number): number {
    if (tidings === 0) return past;
    const before = this.#noted.get(past, tidings);
    if (before >= 0) return before;
    this.journal.beforeComputing();
    const [after, again] = [0, 1].map(() => this.#told(past, tidings)) as [number, number];
    if (after !== again)
      throw new CodeError(
        'the monitor returned another history the second time; it must depend on the history and on what happened alone',
      );
    this.#noted.set(past, tidings, after);
    return after;
  }

  #told(past: number, tidings: number): number {
    let world = { history: this.histories[past] } as World;
    for (const happened of this.monitorEvents.get(tidings))
      world = monitored(this.system, world, this.happenings[happened] as MonitorEvent);
    return this.historyOf(world.history);
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
      limit < 0 || ((this.#spent[rest] as ArrayLike<number>)[limit] as number) < (this.#most[limit] as number)
    );
  }

  /** The rest once it has happened. */
  counted(rest: number, limit: number): number {
    if (limit < 0) return rest;
    const known = this.#turns.get(rest, limit);
    if (known >= 0) return known;
    this.journal.beforeComputing();
    const name = this.#limits[limit] as string;
    const { spent, ...others } = this.budgets[rest] as BudgetPart;
    return this.#turned(rest, limit, { ...others, spent: { ...spent, [name]: (spent[name] as number) + 1 } });
  }

  cutOff(rest: number, partition: number): number {
    const turn = this.#limits.length + partition;
    const known = this.#turns.get(rest, turn);
    if (known >= 0) return known;
    this.journal.beforeComputing();
    const name = this.system.partitions?.[partition]?.name as string;
    return this.#turned(rest, turn, { spent: (this.budgets[rest] as BudgetPart).spent, partition: name });
  }

  healed(rest: number): number {
    const known = this.#turns.get(rest, -1);
    if (known >= 0) return known;
    this.journal.beforeComputing();
    return this.#turned(rest, -1, { spent: (this.budgets[rest] as BudgetPart).spent });
  }

  #turned(rest: number, turn: number, into: BudgetPart): number {
    const after = this.budgetPartOf(into);
    this.#turns.set(rest, turn, after);
    return after;
  }

  /** The index of the partition that stands, or -1. */
  partitionOf(rest: number): number {
    return this.#partitions[rest] as number;
  }
}

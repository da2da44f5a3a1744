/**
 * The interner: keeps each component of a world once, under a number. A world is a row of such numbers: the
 * remaining budget (`budgets.ts`), the history of the monitor, the state of each node, and at the end the
 * messages in flight (`network-columns.ts`). Worlds are many; their components are few.
 *
 * Changes of a single component are memoised by number as well. The reference semantics (`network.ts`, the
 * monitor) computes each of them once: this file does not know what a network or a monitor does.
 */
import { withLostCalls } from '../../semantics/calls.ts';
import { type Envelope, envelopeKey, linkOf } from '../../semantics/envelope.ts';
import * as network from '../../semantics/network.ts';
import { monitored } from '../../semantics/successors.ts';
import type { MonitorEvent, System } from '../../semantics/system.ts';
import { isWithin } from '../../semantics/user-code.ts';
import { standingOf } from '../../semantics/views.ts';
import { type NodeState, nodeKey, type Standing, type World } from '../../semantics/world.ts';
import { canonical, keyOf } from '../../values/canonical.ts';
import { CodeError } from '../../values/errors.ts';
import { type BudgetPart, Budgets } from './budgets.ts';
import { ListInterner, PairMap, StringInterner } from './hash-tables.ts';
import { type InFlightColumns, inFlightColumnsOf } from './network-columns.ts';
import { missingEntry, noLog, type TableLog, type WriteEntry } from './table-log.ts';

/** The state of a node, with everything that depends on it alone. */
export interface NodePart {
  readonly node: number;
  readonly state: NodeState;
  readonly isUp: boolean;
  /**
   * Why a world with such a node is a cut: the implementation left its model or failed, or the view is not within
   * the scope. A failure of `within` is reported when such a world is expanded.
   */
  readonly stops: 'divergence' | 'within' | { readonly failed: unknown } | undefined;
  readonly standing: Standing;
  /** Equal for equal standings, also of different nodes. */
  readonly standingNumber: number;
  /** Equal for equal views, also of different nodes; -1 if the node is not up. */
  readonly viewNumber: number;
}

/** The column of the first node. */
export const nodeColumn = 2;

export class Interner {
  readonly system: System;
  /** The table log, for further tables that depend on these. */
  readonly log: TableLog;
  /** The names of the nodes, by index. */
  readonly names: readonly string[];
  readonly inFlight: InFlightColumns;
  readonly budgets: Budgets;
  /**
   * The columns of the budget and the history: 0 and 1; if one of them is constant in this system, it is 0.
   */
  readonly budgetColumn: number;
  readonly historyColumn: number;
  /** The first column in which worlds can differ. */
  readonly first: number;

  readonly nodes: NodePart[] = [];
  /** Whether any of the nodes makes a world a cut, or has an armed timer. */
  hasStops = false;
  hasTimers = false;
  readonly envelopes: Envelope[] = [];
  /** Index of the receiver of each envelope. */
  readonly addressees: number[] = [];
  /** Index of the sender of each envelope. */
  readonly senders: number[] = [];
  /** Equal for envelopes on one link. */
  readonly links: number[] = [];
  /** All envelopes; on networks where equal messages merge, in the order of `network.ts`. */
  readonly order: number[] = [];
  /**
   * Lists of envelopes, in the order of `network.ts`: everything in flight, or the messages that one step
   * sends.
   */
  readonly lists: ListInterner;
  readonly histories: unknown[] = [];
  readonly monitorEvents: MonitorEvent[] = [];
  /** Lists of the monitor events of one step. */
  readonly monitorEventLists = new ListInterner();
  /** The draws of nodes that come up; 0 is none. */
  readonly draws: unknown[] = [];

  readonly #nodeKeys = new StringInterner();
  readonly #standingKeys = new StringInterner();
  readonly #viewKeys = new StringInterner();
  readonly #envelopeKeys = new StringInterner();
  readonly #linkKeys = new StringInterner();
  /** The interned envelopes themselves: they are looked up most often, and need no key. */
  readonly #envelopeNumbers = new Map<Envelope, number>();
  readonly #historyKeys = new StringInterner();
  readonly #monitorEventKeys = new StringInterner();
  readonly #drawKeys = new StringInterner();
  /** The keys in the order of `order`. */
  readonly #orderedKeys: string[] = [];
  readonly #index: ReadonlyMap<string, number>;

  // Memos: the number of a component after a change.

  readonly #afterCalleeLoss: PairMap;
  readonly #received: PairMap;
  readonly #lost: PairMap;
  readonly #duplicated: PairMap;
  readonly #sent: PairMap;
  readonly #discarded: { readonly to: PairMap; readonly from: PairMap };
  readonly #historiesAfter: PairMap;
  /** The list of one injected message, by its index. */
  readonly #injected: PairMap;

  readonly #writeNode: WriteEntry;
  readonly #writeEnvelope: WriteEntry;

  constructor(system: System, log: TableLog = noLog) {
    this.system = system;
    this.log = log;
    this.names = Object.keys(system.nodes);
    this.#index = new Map(this.names.map((name, at) => [name, at]));
    this.budgets = new Budgets(system, log);
    const budgetVaries = this.budgets.canVary;
    const historyVaries = system.monitor !== undefined;
    this.budgetColumn = budgetVaries && !historyVaries ? 1 : 0;
    this.historyColumn = 1 - this.budgetColumn;
    this.first = 2 - Number(budgetVaries) - Number(historyVaries);
    this.inFlight = inFlightColumnsOf(this, nodeColumn + this.names.length);
    this.drawOf(undefined);
    this.lists = new ListInterner(log);
    const pairs = () => new PairMap(log);
    this.#afterCalleeLoss = pairs();
    this.#received = pairs();
    this.#lost = pairs();
    this.#duplicated = pairs();
    this.#sent = pairs();
    this.#discarded = { to: pairs(), from: pairs() };
    this.#historiesAfter = pairs();
    this.#injected = pairs();
    this.#writeNode = log.channel(([node, isUp, stops, armed, standingNumber]) =>
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
    this.#writeEnvelope = log.channel(([to, from, link, rank]) =>
      this.#addEnvelope(to as number, from as number, link as number, rank as number),
    );
  }

  // -------------------------------------------------------------- worlds as rows and back

  /** Number of columns of a row, the constant ones included. */
  get width(): number {
    return nodeColumn + this.names.length + this.inFlight.columns;
  }

  /** Interns the messages of a world; its row may then need more columns. */
  internMessages(world: World): void {
    for (const envelope of world.inFlight) this.envelopeOf(envelope);
  }

  /** The row of a world whose messages are interned. */
  pack(world: World): Int32Array {
    const row = new Int32Array(this.width);
    for (const [at, name] of this.names.entries()) row[nodeColumn + at] = this.nodeOf(world, name);
    this.inFlight.write(row, world.inFlight);
    const { spent, partition } = world;
    row[this.budgetColumn] = this.budgets.of({ spent, ...(partition !== undefined && { partition }) });
    row[this.historyColumn] = this.historyOf(world.history);
    return row;
  }

  /** The world of a row. */
  unpack(row: Int32Array): World {
    this.log.beforeComputing();
    const nodes = this.names.map((name, at) => {
      const part = this.nodes[row[nodeColumn + at] as number] as NodePart;
      return [name, part.state] as const;
    });
    return {
      nodes: Object.fromEntries(nodes),
      inFlight: this.inFlight.read(row),
      ...(this.budgets.parts[row[this.budgetColumn] as number] as BudgetPart),
      history: this.histories[row[this.historyColumn] as number],
    };
  }

  /** The number of a node's state in a world. */
  nodeOf(world: World, name: string): number {
    return this.nodePartOf(name, world.nodes[name] as NodeState);
  }

  /** The number of a node's state. */
  nodePartOf(name: string, state: NodeState): number {
    this.log.beforeComputing();
    const node = this.#index.get(name) as number;
    return this.#nodeKeys.of(`${node}|${nodeKey(state)}`, () => {
      const standing = standingOf(this.system, { nodes: { [name]: state } } as unknown as World, name);
      const isUp = 'up' in standing;
      const stops = this.#stops(standing, name);
      const viewNumber = isUp ? this.#viewKeys.of(keyOf(standing.up), () => {}) : -1;
      const standingNumber = this.#standingKeys.of(canonical({ ...standing, up: viewNumber }), () => {});
      const isArmed = 'up' in state && state.armed.length > 0;
      this.#addNode({ node, state, isUp, stops, standing, standingNumber, viewNumber }, isArmed);
      const stopped = stops === undefined ? 0 : typeof stops === 'string' ? 1 : 2;
      this.#writeNode(node, Number(isUp), stopped, Number(isArmed), standingNumber);
    });
  }

  #addNode(part: NodePart, isArmed: boolean): void {
    this.hasStops ||= part.stops !== undefined;
    this.hasTimers ||= isArmed;
    this.nodes.push(part);
  }

  #stops(standing: Standing, node: string): NodePart['stops'] {
    if ('failed' in standing) return 'divergence';
    if (!('up' in standing)) return undefined;
    if (standing.divergence !== undefined) return 'divergence';
    try {
      const [is, again] = [0, 1].map(() => isWithin(this.system, standing.up, node));
      if (is !== again)
        throw new CodeError(
          `'within' of node '${node}' returned another value the second time; it must depend on the view alone`,
        );
      return is ? undefined : 'within';
    } catch (failed) {
      return { failed };
    }
  }

  /** The state of a node after another node that it may be calling has crashed. */
  withLostCalls(part: number, callee: number): number {
    const known = this.#afterCalleeLoss.get(part, callee);
    if (known >= 0) return known;
    this.log.beforeComputing();
    const { node, state } = this.nodes[part] as NodePart;
    const name = this.names[node] as string;
    const after = this.nodePartOf(name, withLostCalls(state, this.names[callee] as string));
    this.#afterCalleeLoss.set(part, callee, after);
    return after;
  }

  /** The number of an envelope. */
  envelopeOf(envelope: Envelope): number {
    const known = this.#envelopeNumbers.get(envelope);
    if (known !== undefined) return known;
    this.log.beforeComputing();
    const { from, to, message } = envelope;
    const key = envelopeKey(envelope);
    return this.#envelopeKeys.of(key, (number) => {
      const own = { from, to, message };
      this.#envelopeNumbers.set(own, number);
      this.envelopes.push(own);
      const [toIndex, fromIndex] = [this.#index.get(to) as number, this.#index.get(from) as number];
      const link = this.#linkKeys.of(linkOf(envelope), () => {});
      const rank = network.mergesEqual(this.system.network) ? this.#rankOf(key) : number;
      this.#orderedKeys.splice(rank, 0, key);
      this.#addEnvelope(toIndex, fromIndex, link, rank);
      this.#writeEnvelope(toIndex, fromIndex, link, rank);
    });
  }

  /** The number of envelopes that come before one with this key. */
  #rankOf(key: string): number {
    let low = 0;
    for (let high = this.#orderedKeys.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#orderedKeys[middle] as string) < key) low = middle + 1;
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

  /** The number of a list of envelopes. */
  listOf(inFlight: readonly Envelope[]): number {
    return this.lists.intern(inFlight.map((envelope) => this.envelopeOf(envelope)));
  }

  /** The envelopes of a list. */
  envelopesOf(list: number): Envelope[] {
    return this.lists.get(list).map((envelope) => this.envelopes[envelope] as Envelope);
  }

  /** The number of a history. */
  historyOf(history: unknown): number {
    return this.#historyKeys.of(keyOf(history), () => this.histories.push(history));
  }

  /** The number of a monitor event. */
  monitorEventOf(event: MonitorEvent): number {
    return this.#monitorEventKeys.of(canonical(event), () => this.monitorEvents.push(event));
  }

  /** The number of a draw. */
  drawOf(draw: unknown): number {
    return this.#drawKeys.of(canonical(draw), () => this.draws.push(draw));
  }

  // -------------------------------------------------------------- changes of one component

  /** The messages in flight after one is received. */
  received(list: number, envelope: number): number {
    const known = this.#received.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#received, list, envelope, this.#afterDelivery);
  }

  /** The messages in flight after one is dropped. */
  lost(list: number, envelope: number): number {
    const known = this.#lost.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#lost, list, envelope, network.without);
  }

  /** The messages in flight after one is duplicated. */
  duplicated(list: number, envelope: number): number {
    const known = this.#duplicated.get(list, envelope);
    return known >= 0 ? known : this.#changed(this.#duplicated, list, envelope, network.withCopy);
  }

  readonly #afterDelivery = (inFlight: readonly Envelope[], envelope: Envelope) =>
    network.afterDelivery(this.system.network, inFlight, envelope);

  #changed(
    memo: PairMap,
    list: number,
    envelope: number,
    change: (inFlight: readonly Envelope[], envelope: Envelope) => readonly Envelope[],
  ): number {
    this.log.beforeComputing();
    const after = this.listOf(change(this.envelopesOf(list), this.envelopes[envelope] as Envelope));
    memo.set(list, envelope, after);
    return after;
  }

  /** The messages in flight after a step has sent a list of messages. */
  sent(list: number, messages: number): number {
    if (messages === 0) return list;
    const known = this.#sent.get(list, messages);
    if (known >= 0) return known;
    this.log.beforeComputing();
    let inFlight: readonly Envelope[] = this.envelopesOf(list);
    for (const envelope of this.envelopesOf(messages))
      inFlight = network.sent(this.system.network, inFlight, envelope);
    const after = this.listOf(inFlight);
    this.#sent.set(list, messages, after);
    return after;
  }

  /** The messages in flight after those to a node, or from it, are discarded. */
  discarded(list: number, node: number, end: 'to' | 'from'): number {
    const known = this.#discarded[end].get(list, node);
    if (known >= 0) return known;
    this.log.beforeComputing();
    const name = this.names[node];
    const after = this.listOf(this.envelopesOf(list).filter((envelope) => envelope[end] !== name));
    this.#discarded[end].set(list, node, after);
    return after;
  }

  /** The list of one message that the scope injects, by its index. */
  injected(index: number): number {
    const known = this.#injected.get(index, 0);
    if (known >= 0) return known;
    this.log.beforeComputing();
    const list = this.listOf([(this.system.injects as readonly Envelope[])[index] as Envelope]);
    this.#injected.set(index, 0, list);
    return list;
  }

  /**
   * The history after a list of monitor events; the monitor is called twice, and must return the same
   * history.
   */
  historyAfter(history: number, events: number): number {
    if (events === 0) return history;
    const known = this.#historiesAfter.get(history, events);
    if (known >= 0) return known;
    this.log.beforeComputing();
    const [after, again] = [0, 1].map(() => this.#monitored(history, events)) as [number, number];
    if (after !== again)
      throw new CodeError(
        'the monitor returned another history the second time; it must depend on the history and on what happened alone',
      );
    this.#historiesAfter.set(history, events, after);
    return after;
  }

  #monitored(history: number, events: number): number {
    let world = { history: this.histories[history] } as World;
    for (const event of this.monitorEventLists.get(events))
      world = monitored(this.system, world, this.monitorEvents[event] as MonitorEvent);
    return this.historyOf(world.history);
  }
}

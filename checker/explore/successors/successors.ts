/**
 * Successors: enumerates the actions that are enabled in a world, given as a row, in the order of
 * `actionsOf`, and hands each successor to a sink. Every effect is looked up in memoised tables; the semantics
 * is called only for what no table holds yet. The main loop creates no objects.
 *
 * Two reductions are optional, each behind one object: the actions of twins (`twin-actions.ts`) and actions
 * that commute with others (`sleep-sets.ts`).
 */

import { type Action, actionKinds } from '../../semantics/actions.ts';
import type { CoverageRecorder } from '../../semantics/coverage.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { isSymmetric } from '../../semantics/symmetry.ts';
import type { World } from '../../semantics/world.ts';
import { type Interner, nodeColumn } from '../tables/interning.ts';
import { missingEntry } from '../tables/table-log.ts';
import { ActionTable, type LocalStep, networkActions, type Trigger } from './action-table.ts';
import { GlobalGuards } from './global-guards.ts';
import { LocalActions } from './local-actions.ts';
import { type ExpansionContext, LocalSteps } from './local-steps.ts';
import { NextRow } from './next-row.ts';
import { NoOpDeliveries } from './no-op-deliveries.ts';
import type { SleepSets } from './sleep-sets.ts';
import { type SystemFacts, systemFactsOf } from './system-facts.ts';
import { TimerConstraints } from './timer-constraints.ts';
import { TwinActions } from './twin-actions.ts';

/** The number of each kind in the counts. A kind of action has a line here, and is taken by a method below. */
const kinds: Readonly<Record<Action['type'], number>> = {
  deliver: actionKinds.indexOf('deliver'),
  timeout: actionKinds.indexOf('timeout'),
  input: actionKinds.indexOf('input'),
  persisted: actionKinds.indexOf('persisted'),
  request: actionKinds.indexOf('request'),
  reply: actionKinds.indexOf('reply'),
  drop: actionKinds.indexOf('drop'),
  duplicate: actionKinds.indexOf('duplicate'),
  inject: actionKinds.indexOf('inject'),
  crash: actionKinds.indexOf('crash'),
  restart: actionKinds.indexOf('restart'),
  partition: actionKinds.indexOf('partition'),
  heal: actionKinds.indexOf('heal'),
};

const [healed, disturbed] = networkActions;

/** Receives the successors of a row. */
export interface SuccessorSink extends Pick<ExpansionContext, 'atWorld' | 'atAction' | 'judge'> {
  /** Whether `selfLoop` must be called for each self-loop, or a count of them is enough. */
  needsSelfLoops(): boolean;
  /** An action leads back to the row that is expanded. */
  selfLoop(action: Action): void;
  /**
   * An action leads to `next`, with `hash`; `node` is the index of the node that it may have changed, or -1.
   * Returns whether there is room for more rows.
   */
  arrive(node: number, action: Action): boolean;
  /** A bound suppresses an action, or all actions of the row if `action` is undefined. */
  suppress(action: Action | undefined): void;
  /** Rows have more columns from now on. */
  widen(): void;
}

/** Generates the successors of one row after another. */
export class SuccessorGenerator extends NextRow {
  transitions = 0;
  /** How many of them are self-loops. */
  unchanged = 0;
  /** Actions that sleep sets omitted. */
  leftOut = 0;
  /** Omits actions that commute with others, if partial-order reduction is on. */
  sleep: SleepSets | undefined;
  readonly #sink: SuccessorSink;
  readonly #coverage: CoverageRecorder;
  readonly #facts: SystemFacts;
  readonly #actions = new ActionTable();
  readonly #localActions: LocalActions;
  readonly #localSteps: LocalSteps;
  readonly #guards: GlobalGuards;
  /** Counts the actions of twins, if the system has symmetry. */
  readonly #twinActions: TwinActions | undefined;
  /** Counts self-loops of deliveries, if the network is duplicating. */
  readonly #noOps: NoOpDeliveries | undefined;
  /** Decides which timers may fire, if the system constrains them. */
  readonly #timerConstraints: TimerConstraints | undefined;
  readonly #context: ExpansionContext;
  /** The messages of the row that can be delivered or lost. */
  #heads = new Int32Array(64);
  /** The sink has no room for more rows. */
  #isFull = false;
  /** The transitions that are counted by kind. */
  #counted = 0;
  /** Transitions and omitted actions of all rows before the one that is expanded. */
  #actionsBefore = 0;
  /** The message that is being delivered while no-op deliveries are not counted yet, or -1. */
  #delivering = -1;
  /** The world of the row that is expanded, once it is unpacked. */
  #world: World | undefined;

  constructor(interner: Interner, coverage: CoverageRecorder, sink: SuccessorSink) {
    const { system } = interner;
    super(interner, isSymmetric(system), () => sink.widen());
    this.#coverage = coverage;
    this.#sink = sink;
    this.#facts = systemFactsOf(system, interner);
    this.#noOps = this.#facts.isDuplicating ? new NoOpDeliveries(interner) : undefined;
    this.#localActions = new LocalActions(interner, this.#actions);
    this.#localSteps = new LocalSteps(interner, this.#actions, this.#noOps);
    this.#guards = new GlobalGuards(system, interner);
    this.#twinActions = this.canonicalRows && new TwinActions(this.canonicalRows, this, interner);
    this.#timerConstraints =
      system.timerConstraints === undefined ? undefined : new TimerConstraints(system, interner);
    this.#context = {
      world: () => this.world,
      note: coverage.note,
      atWorld: sink.atWorld,
      atAction: sink.atAction,
      judge: sink.judge,
    };
  }

  /** The action with this number. */
  actionOf(number: number): Action {
    return this.#actions.actionOf(number);
  }

  /** The world of the row that is expanded. */
  get world(): World {
    this.#world ??= this.interner.unpack(this.here);
    return this.#world;
  }

  /** The position of the last action among all actions of its world. */
  get ordinal(): number {
    const noOps = this.#delivering < 0 ? 0 : (this.#noOps as NoOpDeliveries).before(this.#delivering);
    return this.transitions + this.leftOut - this.#actionsBefore - 1 + noOps;
  }

  /** Takes every enabled action of the row `here`; returns whether the sink had room for all successors. */
  expand(): boolean {
    this.enter();
    this.#actionsBefore = this.transitions + this.leftOut;
    this.#counted = this.transitions;
    this.#delivering = -1;
    this.#isFull = false;
    this.#world = undefined;
    this.#twinActions?.enter(this.here);
    if (this.#isOutOfScope()) this.#sink.suppress(undefined);
    else this.#takeAll();
    return !this.#isFull;
  }

  #takeAll(): void {
    const { hasInputs, writesLater, callsLater, mayFail } = this.#facts;
    this.#takeDeliveries();
    this.#endOf(kinds.deliver);
    if (!this.#isFull && this.interner.hasTimers) this.#takeTimeouts();
    this.#endOf(kinds.timeout);
    if (!this.#isFull && hasInputs) this.#takeInputs();
    this.#endOf(kinds.input);
    if (!this.#isFull && writesLater) this.#takeWrites();
    this.#endOf(kinds.persisted);
    if (!this.#isFull && callsLater) this.#takeCalls();
    if (!this.#isFull && mayFail) this.#takeFaults();
  }

  /** Counts the transitions since the last count as one kind. */
  #count(kind: number): void {
    const { counts } = this.#coverage;
    counts[kind] = (counts[kind] as number) + this.transitions - this.#counted;
    this.#counted = this.transitions;
  }

  /** Ends the actions of one kind. */
  #endOf(kind: number): void {
    this.#count(kind);
    this.#twinActions?.begin();
  }

  /** Whether some node is in a state that the scope does not follow further. */
  #isOutOfScope(): boolean {
    if (!this.interner.hasStops) return false;
    for (let node = 0; node < this.interner.names.length; node++) {
      const { stops } = this.part(node);
      if (typeof stops === 'object')
        this.#sink.atWorld(() => {
          throw stops.failed;
        });
      if (stops !== undefined) return true;
    }
    return false;
  }

  // -------------------------------------------------------------- enabled actions, in the order of `actionsOf`

  #takeDeliveries(): void {
    const { partitions } = this.#facts;
    const partition =
      partitions === 0
        ? -1
        : this.interner.budgets.partitionOf(this.here[this.interner.budgetColumn] as number);
    const noOps = partition >= 0 || this.#sink.needsSelfLoops() ? undefined : this.#noOps;
    if (noOps === undefined) {
      this.#deliverAll(this.here, partition, false);
      return;
    }
    const count = noOps.count(this.here);
    this.#deliverAll(noOps.left, partition, true);
    const counted = this.#isFull ? noOps.before(this.#delivering) : count;
    this.transitions += counted;
    this.unchanged += counted;
    this.#delivering = -1;
  }

  /** Delivers the messages of a row; `isReduced` if no-op deliveries are left out of it. */
  #deliverAll(row: Int32Array, partition: number, isReduced: boolean): void {
    const { nodes, addressees } = this.interner;
    const constraints = this.#timerConstraints?.hasGroups === true ? this.#timerConstraints : undefined;
    constraints?.begin();
    const count = this.#findHeads(row);
    for (let at = 0; at < count && !this.#isFull; at++) {
      const envelope = this.#heads[at] as number;
      if (partition >= 0 && this.#facts.blocks(partition, envelope)) continue;
      const node = addressees[envelope] as number;
      const part = this.here[nodeColumn + node] as number;
      if (nodes[part]?.isUp !== true) continue;
      if (isReduced) this.#delivering = envelope;
      const effective = this.transitions - this.unchanged;
      if (this.#twinActions?.repeatsMessage(envelope) !== true) this.#deliver(node, part, envelope);
      if (this.transitions - this.unchanged > effective) constraints?.noteEffect(envelope);
    }
  }

  #deliver(node: number, part: number, envelope: number): void {
    const steps = this.#localSteps.delivered(part, envelope, this.#context);
    const budget = this.here[this.interner.budgetColumn] as number;
    for (let one = 0; one < steps.length && !this.#isFull; one++)
      this.#step(node, steps[one] as LocalStep, budget, envelope);
  }

  /** The messages of a row that can be delivered or lost: of equal messages one, of a fifo link the oldest. */
  #findHeads(row: Int32Array): number {
    const most = this.interner.order.length;
    if (this.#heads.length < most) this.#heads = new Int32Array(2 * most);
    return this.interner.inFlight.heads(row, this.#heads);
  }

  #takeTimeouts(): void {
    const constraints = this.#timerConstraints;
    const count = constraints === undefined ? 0 : this.#findHeads(this.here);
    for (let node = 0; node < this.interner.names.length; node++) {
      if (this.#twinActions?.repeatsNode(node) === true) continue;
      const timers = this.#localActions.timers(this.here[nodeColumn + node] as number);
      for (let at = 0; at < timers.length; at++) {
        const timer = timers[at] as Trigger;
        if (constraints?.allows(timer.constraint, node, this.#heads, count) === false) continue;
        this.#pull(node, timer);
        if (this.#isFull) return;
      }
    }
  }

  #takeInputs(): void {
    for (let node = 0; node < this.interner.names.length; node++) {
      const part = this.here[nodeColumn + node] as number;
      if (this.#localActions.withoutInputs.has(part) || this.#twinActions?.repeatsNode(node) === true)
        continue;
      const inputs = this.#localActions.inputs(part, this.#context);
      for (let at = 0; at < inputs.length; at++) {
        this.#pull(node, inputs[at] as Trigger);
        if (this.#isFull) return;
      }
    }
  }

  #takeWrites(): void {
    for (let node = 0; node < this.interner.names.length; node++) {
      const trigger = this.#localActions.written(this.here[nodeColumn + node] as number);
      if (trigger !== undefined) this.#pull(node, trigger);
      if (this.#isFull) return;
    }
  }

  /** Continues open calls: the callee answers a request, or a reply arrives, or the callee is unreachable. */
  #takeCalls(): void {
    const budget = this.here[this.interner.budgetColumn] as number;
    const { partitions, blocksLink, detectorMayLie } = this.#facts;
    const partition = partitions === 0 ? -1 : this.interner.budgets.partitionOf(budget);
    for (let node = 0; node < this.interner.names.length; node++) {
      const calls = this.#localActions.calls(this.here[nodeColumn + node] as number);
      for (const { callee, request, reply, failure, isLost } of calls) {
        const isCalleeUp = this.part(callee).isUp;
        if (request !== undefined && isCalleeUp && !blocksLink(partition, node, callee)) {
          this.#step(node, request, budget);
          this.#count(kinds.request);
        }
        if (this.#isFull) return;
        if (reply !== undefined && !blocksLink(partition, callee, node)) this.#pull(node, reply);
        const mayFail = isLost || !isCalleeUp || detectorMayLie;
        if (mayFail && !this.#isFull) this.#pull(node, failure);
        this.#count(kinds.reply);
        if (this.#isFull) return;
      }
    }
  }

  /** Takes the steps of a trigger, unless a bound suppresses it. */
  #pull(node: number, trigger: Trigger): void {
    const budget = this.here[this.interner.budgetColumn] as number;
    if (!this.interner.budgets.allows(budget, trigger.limit)) {
      this.#sink.suppress(trigger.action);
      return;
    }
    const steps = this.#localSteps.triggered(trigger, this.#context);
    for (let one = 0; one < steps.length && !this.#isFull; one++)
      this.#step(node, steps[one] as LocalStep, this.interner.budgets.spend(budget, trigger.limit));
  }

  #takeFaults(): void {
    const { isLossy, doubles, drop, duplicate, inject, partitions } = this.#facts;
    const budget = this.here[this.interner.budgetColumn] as number;
    if (isLossy && this.interner.budgets.allows(budget, drop)) this.#loseOrDuplicate(budget, drop, false);
    if (doubles && this.interner.budgets.allows(budget, duplicate))
      this.#loseOrDuplicate(budget, duplicate, true);
    if (this.interner.budgets.allows(budget, inject)) this.#inject(budget);
    this.#crashOrRestart(budget);
    if (partitions > 0 && !this.#isFull) this.#partitionOrHeal(budget);
  }

  #loseOrDuplicate(budget: number, limit: number, duplicates: boolean): void {
    const { inFlight } = this.interner;
    const count = this.#findHeads(this.here);
    for (let at = 0; at < count && !this.#isFull; at++) {
      const envelope = this.#heads[at] as number;
      if (this.#twinActions?.repeatsMessage(envelope) === true) continue;
      if (duplicates) inFlight.duplicate(this.next, envelope);
      else inFlight.lose(this.next, envelope);
      this.#takeOnNetwork(disturbed, this.interner.budgets.spend(budget, limit), envelope);
    }
    this.#endOf(duplicates ? kinds.duplicate : kinds.drop);
  }

  #inject(budget: number): void {
    const { injects, losesInbox, inject } = this.#facts;
    const { lists, inFlight, addressees } = this.interner;
    for (let at = 0; at < injects && !this.#isFull; at++) {
      const messages = this.interner.injected(at);
      const envelope = lists.item(lists.from(messages));
      this.widen();
      if (!losesInbox || this.part(addressees[envelope] as number).isUp) inFlight.send(this.next, messages);
      this.#takeOnNetwork(disturbed, this.interner.budgets.spend(budget, inject), envelope);
    }
    this.#endOf(kinds.inject);
  }

  readonly #evaluateGuards = () => this.#guards.of(this.here);

  #crashOrRestart(budget: number): void {
    const { crash, restart } = this.#facts;
    const { crashes, births } = this.#context.atWorld(this.#evaluateGuards);
    for (let node = 0; node < this.interner.names.length && !this.#isFull; node++) {
      const { isUp } = this.part(node);
      if (this.#twinActions?.repeatsNode(node) === true) this.#count(isUp ? kinds.crash : kinds.restart);
      else if (isUp && crashes[node] === true && this.interner.budgets.allows(budget, crash))
        this.#crash(node, budget);
      else if (!isUp && this.interner.budgets.allows(budget, restart))
        this.#restart(node, births[node] as readonly number[], budget);
    }
  }

  #crash(node: number, budget: number): void {
    const { losesInbox, losesOutbox, callsLater, crash } = this.#facts;
    const { inFlight } = this.interner;
    for (const step of this.#localActions.crashed(this.here[nodeColumn + node] as number)) {
      if (this.#isFull) break;
      if (losesInbox) inFlight.discard(this.next, node, 'to');
      if (losesOutbox) inFlight.discard(this.next, node, 'from');
      if (callsLater) this.loseCalls(node);
      this.#take(
        node,
        this.#resolved(step),
        this.interner.budgets.spend(budget, crash),
        -1,
        losesInbox || losesOutbox,
        callsLater,
      );
    }
    this.#count(kinds.crash);
  }

  #restart(node: number, draws: readonly number[], budget: number): void {
    const part = this.here[nodeColumn + node] as number;
    for (const draw of draws) {
      if (this.#isFull) break;
      const step = this.#resolved(this.#localActions.restarted(part, draw));
      this.#take(node, step, this.interner.budgets.spend(budget, this.#facts.restart));
    }
    this.#count(kinds.restart);
  }

  #partitionOrHeal(budget: number): void {
    const { partition, partitions } = this.#facts;
    if (this.interner.budgets.partitionOf(budget) >= 0) {
      this.#takeOnNetwork(healed, this.interner.budgets.healed(budget));
      this.#count(kinds.heal);
    } else if (this.interner.budgets.allows(budget, partition)) {
      const counted = this.interner.budgets.spend(budget, partition);
      for (let at = 0; at < partitions && !this.#isFull; at++)
        this.#takeOnNetwork(disturbed, this.interner.budgets.partitioned(counted, at));
      this.#count(kinds.partition);
    }
  }

  // -------------------------------------------------------------- effects of an action

  /** The step with the states of the nodes that it reads. */
  #resolved(step: LocalStep): LocalStep {
    return step.node >= 0 ? step : this.#localSteps.resolved(step, this.here, this.#context);
  }

  /** Takes a step by which a node receives a message, unless `received` is -1, or acts by itself. */
  #step(node: number, local: LocalStep, budget: number, received = -1): void {
    const step = this.#resolved(local);
    if (this.sleep?.omits(this.here, node, step, budget, received)) {
      this.leftOut++;
      return;
    }
    const isConsumed = received >= 0 && !this.#facts.isDuplicating;
    if (isConsumed) this.interner.inFlight.receive(this.next, received);
    else if (received >= 0 && step.isIdle) {
      this.#takeSelfLoop(step.action);
      return;
    }
    this.#take(node, step, budget, received, isConsumed);
  }

  /**
   * Applies a step of a node to the next row. `changesInFlight` tells whether in-flight columns have changed
   * before, `anyNode` whether components of other nodes have.
   */
  #take(
    node: number,
    step: LocalStep,
    budget: number,
    received = -1,
    changesInFlight = false,
    anyNode = false,
  ): void {
    const { interner } = this;
    const { messages, monitorEvents } = step;
    this.widen();
    const next = this.next;
    next[nodeColumn + node] = step.node;
    if (messages !== 0)
      interner.inFlight.send(next, this.#facts.losesInbox ? this.reaching(messages, node) : messages);
    if (monitorEvents !== 0) {
      const { historyColumn } = interner;
      next[historyColumn] = this.#monitored(next[historyColumn] as number, monitorEvents);
    }
    next[interner.budgetColumn] = budget;
    this.#arrive(node, step.action, changesInFlight || messages !== 0, anyNode, messages, received);
  }

  /** Takes an action of the network: a fault of a message, or a partition if `envelope` is -1. */
  #takeOnNetwork(action: Action, budget: number, envelope = -1): void {
    this.next[this.interner.budgetColumn] = budget;
    this.#arrive(-1, action, envelope >= 0, false, 0, envelope);
  }

  /** The history after the events of a step. */
  #monitored(history: number, events: number): number {
    try {
      return this.interner.historyAfter(history, events);
    } catch (cause) {
      if (cause === missingEntry) throw cause;
      const action = actionsOf(this.interner.system, this.world).actions[this.ordinal + 1];
      const fails = () => {
        throw cause;
      };
      return action === undefined ? this.#sink.atWorld(fails) : this.#sink.atAction(action, fails);
    }
  }

  #takeSelfLoop(action: Action): void {
    this.transitions++;
    this.unchanged++;
    this.#sink.selfLoop(action);
  }

  /**
   * Hands the next row to the sink and resets it. `node`, `anyNode` and `inFlight` bound the columns that may
   * have changed (`next-row.ts`); `messages` are sent by the action, and `envelope` is received, lost,
   * duplicated or injected.
   */
  #arrive(
    node: number,
    action: Action,
    inFlight: boolean,
    anyNode: boolean,
    messages: number,
    envelope: number,
  ): void {
    if (!this.hasChanged(node, anyNode, inFlight)) {
      this.#takeSelfLoop(action);
      return;
    }
    this.transitions++;
    const changed = this.next;
    this.sleep?.note(node, action, messages, envelope);
    this.#isFull = !this.#sink.arrive(node, action);
    this.reset(changed, node, anyNode, inFlight);
  }
}

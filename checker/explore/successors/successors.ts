/**
 * Takes every action of a world, given as a row of integers, by looking up what its parts do. In its loop no object is made; only
 * what was never asked before goes to the reference semantics. Where the actions lead is told to whoever keeps worlds.
 *
 * Actions are taken in the order of `actionsOf`. Where nodes may change places, what several twins can do is done by one of
 * them (`twin-actions.ts`), and the row that stands for all that are equal up to names is found when it is asked for (`canonical-row.ts`).
 */
import type { NodeId } from '../../actors/actor.ts';
import type { CoverageRecorder } from '../../semantics/coverage.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { isSymmetric } from '../../semantics/symmetry.ts';
import { type Action, actionKinds, type World } from '../../semantics/world.ts';
import type { Naming } from '../../values/rename.ts';
import { CanonicalRows } from '../symmetry/canonical-row.ts';
import { hashOf, hashOfRow } from '../tables/hash-tables.ts';
import { type Interner, type NodePart, nodeColumn } from '../tables/interning.ts';
import { missingEntry } from '../tables/table-log.ts';
import type { EvaluationContext } from './evaluate-rows.ts';
import { GlobalGuards } from './global-guards.ts';
import {
  type ExpansionContext,
  type LocalStep,
  LocalSteps,
  networkActions,
  type Trigger,
} from './local-steps.ts';
import { NoOpDeliveries } from './no-op-deliveries.ts';
import type { SleepSets } from './sleep-sets.ts';
import { type Patient, type SystemFacts, systemFactsOf } from './system-facts.ts';
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

/** Who keeps worlds, and is told where actions lead. */
export interface SuccessorSink extends Pick<ExpansionContext, 'asking' | 'taking' | 'judge'> {
  /** Whether `stay` must be called, or it is enough that it is counted. */
  hearsOfStays(): boolean;
  /** An action leads back to the world that is expanded. */
  stay(action: Action): void;
  /**
   * An action leads to `next`, with `hash`; -1 or the index of the node that may stand in another way there. Says whether
   * there is room for more.
   */
  arrive(node: number, action: Action): boolean;
  /** A bound holds an action back, or whatever might have been taken. */
  suppress(action: Action | undefined): void;
  /** Rows have more columns from now on. */
  widen(): void;
}

export class SuccessorGenerator {
  transitions = 0;
  unchanged = 0;
  /** Actions that were not taken because they were asleep. */
  leftOut = 0;
  /** Says what may be left out, if anything may. */
  sleep: SleepSets | undefined;
  /** The world that is being expanded, and what one of its actions makes of it. Between two actions they are alike. */
  here: Int32Array;
  next: Int32Array;
  /** The row that stands for the next one. */
  form: Int32Array;
  /** Of the next row. */
  hash = 0;
  readonly #keeper: SuccessorSink;
  readonly #parts: Interner;
  readonly #tally: CoverageRecorder;
  readonly #steps: LocalSteps;
  readonly #rules: SystemFacts;
  readonly #guards: GlobalGuards;
  /** Where nodes may change places: which row stands for others, and what need not be done twice. */
  readonly #orbits: CanonicalRows | undefined;
  readonly #echoes: TwinActions | undefined;
  /** What may be left out where messages go on being delivered. */
  readonly #idle: NoOpDeliveries | undefined;
  /** The message that is being delivered while those that change nothing are not yet counted, or -1. */
  #delivering = -1;
  readonly #occasion: ExpansionContext;
  /** The first column of what is under way. */
  readonly #nets: number;
  /** What is under way in it that something can happen to. */
  #heads = new Int32Array(64);
  /** Transitions that have been counted by kind. */
  #counted = 0;
  #hash = 0;
  /** Transitions of the worlds before the one that is being expanded. */
  #transitionsBefore = 0;
  /** An action makes other nodes stand in another way than the one that takes it. */
  #changesOthers = false;
  /** Whether a delivery would change this world, by group of nodes that a timer waits for. */
  readonly #busy: boolean[];
  #isFull = false;
  /** What may happen to a node depends on others, or concerns them. */
  #concernsAll = false;
  #world: World | undefined;

  readonly #guarding = () => this.#guards.of(this.here);

  constructor(parts: Interner, tally: CoverageRecorder, keeper: SuccessorSink) {
    const { system, names, width } = parts;
    this.#parts = parts;
    this.#tally = tally;
    this.#keeper = keeper;
    this.#rules = systemFactsOf(system, parts);
    this.#idle = this.#rules.isDuplicating ? new NoOpDeliveries(parts) : undefined;
    this.#steps = new LocalSteps(parts, this.#idle);
    this.#guards = new GlobalGuards(system, parts);
    this.#orbits = isSymmetric(system) ? new CanonicalRows(parts) : undefined;
    this.#echoes = this.#orbits && new TwinActions(this.#orbits, this, parts);
    this.#busy = this.#rules.within.map(() => false);
    this.#nets = nodeColumn + names.length;
    this.here = new Int32Array(width);
    this.next = new Int32Array(width);
    this.form = this.#orbits === undefined ? this.next : new Int32Array(width);
    this.#occasion = {
      world: () => this.world,
      note: tally.note,
      asking: keeper.asking,
      taking: keeper.taking,
      judge: keeper.judge,
    };
  }

  /** What is done, by its number. */
  actionOf(number: number): Action {
    return this.#steps.actionOf(number);
  }

  /** The world that is being expanded as the reference semantics knows it. */
  get world(): World {
    this.#world ??= this.#parts.unpack(this.here);
    return this.#world;
  }

  /** Of the action that was taken last, among the actions of its world. */
  get ordinal(): number {
    const idle = this.#delivering < 0 ? 0 : (this.#idle as NoOpDeliveries).before(this.#delivering);
    return this.transitions + this.leftOut - this.#transitionsBefore - 1 + idle;
  }

  /** Makes room for a world, and its row the next one. */
  set(world: World): void {
    this.#parts.know(world);
    this.widen();
    this.next.set(this.#parts.pack(world));
    this.hash = this.hashOf(this.next);
  }

  /** Takes every action of the world that is `here`; says whether there was room for all. */
  expand(): boolean {
    this.next.set(this.here);
    this.#hash = this.hashOf(this.here);
    this.#transitionsBefore = this.transitions + this.leftOut;
    this.#counted = this.transitions;
    this.#delivering = -1;
    this.#isFull = false;
    this.#world = undefined;
    this.#echoes?.enter(this.here);
    if (this.#isStopped()) this.#keeper.suppress(undefined);
    else this.#takeAll();
    return !this.#isFull;
  }

  #takeAll(): void {
    this.#deliver();
    this.#count(kinds.deliver);
    if (!this.#isFull && this.#parts.hasTimers) this.#fire();
    this.#count(kinds.timeout);
    if (!this.#isFull && this.#rules.hasInputs) this.#ask();
    this.#count(kinds.input);
    if (!this.#isFull && this.#rules.writesLater) this.#write();
    this.#count(kinds.persisted);
    if (!this.#isFull && this.#rules.callsLater) this.#call();
    if (!this.#isFull && this.#rules.mayFail) this.#fail();
  }

  /** Says of what kind the transitions since the last count were. */
  #count(kind: number): void {
    const { counts } = this.#tally;
    counts[kind] = (counts[kind] as number) + this.transitions - this.#counted;
    this.#counted = this.transitions;
  }

  /** Gives every message that was ever sent its place in the rows. */
  widen(): void {
    if (this.#parts.net.columnsDue <= this.#parts.net.columns) return;
    this.#parts.journal.beforeComputing();
    this.#resize(this.#parts.net.columnsDue);
    this.#keeper.widen();
  }

  /** Takes rows as wide as somebody else made them. */
  fit(width: number): void {
    const { net } = this.#parts;
    if (width !== this.#parts.width) this.#resize(net.columns + width - this.#parts.width);
  }

  #resize(columns: number): void {
    this.#parts.net.columns = columns;
    const { width } = this.#parts;
    this.here = widened(this.here, width);
    this.next = widened(this.next, width);
    this.form = this.#orbits === undefined ? this.next : widened(this.form, width);
    this.#hash = this.hashOf(this.here);
  }

  #isStopped(): boolean {
    if (!this.#parts.hasStops) return false;
    for (let node = 0; node < this.#parts.names.length; node++) {
      const { stops } = this.#part(node);
      if (typeof stops === 'object')
        this.#keeper.asking(() => {
          throw stops.failed;
        });
      if (stops !== undefined) return true;
    }
    return false;
  }

  #part(node: number): NodePart {
    return this.#parts.nodes[this.here[nodeColumn + node] as number] as NodePart;
  }

  // -------------------------------------------------------------- the actions, in the order of `actionsOf`

  #deliver(): void {
    const { partitions } = this.#rules;
    const partition =
      partitions === 0 ? -1 : this.#parts.partitionOf(this.here[this.#parts.budgetColumn] as number);
    const idle = partition >= 0 || this.#keeper.hearsOfStays() ? undefined : this.#idle;
    if (idle === undefined) {
      this.#deliverAll(this.here, partition, undefined);
      return;
    }
    const count = idle.count(this.here);
    this.#deliverAll(idle.left, partition, idle);
    const counted = this.#isFull ? idle.before(this.#delivering) : count;
    this.transitions += counted;
    this.unchanged += counted;
    this.#delivering = -1;
  }

  /** Delivers what is under way in a row; what is idle was left out there. */
  #deliverAll(row: Int32Array, partition: number, idle: NoOpDeliveries | undefined): void {
    const parts = this.#parts;
    const { isDuplicating, within } = this.#rules;
    const waits = within.length > 0;
    if (waits) this.#busy.fill(false);
    const rest = this.here[parts.budgetColumn] as number;
    const echoes = this.#echoes;
    const sleep = this.sleep;
    echoes?.begin();
    const count = this.#findHeads(row);
    sleep?.opens(this.#heads, count);
    for (let at = 0; at < count; at++) {
      const envelope = this.#heads[at] as number;
      if (partition >= 0 && this.#rules.blocks(partition, envelope)) continue;
      const node = parts.addressees[envelope] as number;
      const part = this.here[nodeColumn + node] as number;
      if (!(parts.nodes[part] as NodePart).isUp) continue;
      if (idle !== undefined) this.#delivering = envelope;
      const changing = this.transitions - this.unchanged;
      const key = echoes?.ofEnvelope(envelope) ?? envelope;
      if (echoes?.isDone(key) !== true) {
        const steps = this.#steps.delivered(part, envelope, this.#occasion);
        for (let one = 0; one < steps.length; one++) {
          const local = steps[one] as LocalStep;
          const step = local.node >= 0 ? local : this.#steps.resolved(local, this.here, this.#occasion);
          if (sleep?.isUnheard(envelope) && this.#isOwn(node, step)) {
            this.leftOut++;
            continue;
          }
          // What changes nothing but what is under way, where receiving leaves that as it is, leads back here.
          if (isDuplicating && step.isIdle) this.#stay(step.action);
          else {
            parts.net.receive(this.next, envelope);
            this.#take(node, step, rest, envelope);
          }
          if (this.#isFull) return;
        }
        echoes?.done(key);
      }
      if (waits && this.transitions - this.unchanged > changing) this.#noteBusy(envelope);
    }
  }

  /** A delivery changes something for the groups to which it belongs. */
  #noteBusy(envelope: number): void {
    for (const [group, isWithin] of this.#rules.within.entries())
      if (isWithin(envelope)) this.#busy[group] = true;
  }

  #mayFire(node: number, { constraint }: Trigger): boolean {
    if (constraint < 0) return true;
    const { mayFire, group, afterOwnDelivered } = this.#rules.timerConstraints[constraint] as Patient;
    return (
      mayFire[node] === true && this.#busy[group] !== true && !(afterOwnDelivered && this.#hasSaid(node))
    );
  }

  /** Whether anything is under way that a node sent. */
  #hasSaid(node: number): boolean {
    const count = this.#findHeads(this.here);
    for (let at = 0; at < count; at++)
      if (this.#parts.senders[this.#heads[at] as number] === node) return true;
    return false;
  }

  /** The messages that are under way in a row and that something can happen to. */
  #findHeads(row: Int32Array): number {
    const most = this.#parts.order.length;
    if (this.#heads.length < most) this.#heads = new Int32Array(2 * most);
    return this.#parts.net.heads(row, this.#heads);
  }

  #fire(): void {
    const isPatient = this.#rules.timerConstraints.length > 0;
    this.#echoes?.begin();
    for (let node = 0; node < this.#parts.names.length; node++) {
      if (this.#isDone(node)) continue;
      const timers = this.#steps.timers(this.here[nodeColumn + node] as number);
      for (let at = 0; at < timers.length; at++) {
        const timer = timers[at] as Trigger;
        if (isPatient && !this.#mayFire(node, timer)) continue;
        this.#pull(node, timer);
        if (this.#isFull) return;
      }
      this.#done(node);
    }
  }

  /** Whether a twin of a node has done all that it could do as well. */
  #isDone(node: number): boolean {
    return this.#echoes?.isDone(this.#echoes.ofNode(node)) === true;
  }

  #done(node: number): void {
    this.#echoes?.done(this.#echoes.ofNode(node));
  }

  #ask(): void {
    this.#echoes?.begin();
    for (let node = 0; node < this.#parts.names.length; node++) {
      const part = this.here[nodeColumn + node] as number;
      if (this.#steps.unasked.has(part) || this.#isDone(node)) continue;
      const inputs = this.#steps.inputs(part, this.#occasion);
      for (let at = 0; at < inputs.length; at++) {
        this.#pull(node, inputs[at] as Trigger);
        if (this.#isFull) return;
      }
      this.#done(node);
    }
  }

  #write(): void {
    for (let node = 0; node < this.#parts.names.length; node++) {
      const trigger = this.#steps.written(this.here[nodeColumn + node] as number);
      if (trigger !== undefined) this.#pull(node, trigger);
      if (this.#isFull) return;
    }
  }

  /** Calls that are open get on: a request is answered, a reply comes, or the callee is found unreachable. */
  #call(): void {
    const rest = this.here[this.#parts.budgetColumn] as number;
    const partition = this.#rules.partitions === 0 ? -1 : this.#parts.partitionOf(rest);
    for (let node = 0; node < this.#parts.names.length; node++) {
      for (const { callee, request, reply, failure, isLost } of this.#steps.calls(
        this.here[nodeColumn + node] as number,
      )) {
        const isCalleeUp = this.#part(callee).isUp;
        if (request !== undefined && isCalleeUp && !this.#rules.blocksLink(partition, node, callee)) {
          this.#take(node, request, rest);
          this.#count(kinds.request);
        }
        if (this.#isFull) return;
        if (reply !== undefined && !this.#rules.blocksLink(partition, callee, node)) this.#pull(node, reply);
        const mayFail = isLost || !isCalleeUp || this.#rules.detectorMayLie;
        if (mayFail && !this.#isFull) this.#pull(node, failure);
        this.#count(kinds.reply);
        if (this.#isFull) return;
      }
    }
  }

  #pull(node: number, trigger: Trigger): void {
    const rest = this.here[this.#parts.budgetColumn] as number;
    if (!this.#parts.mayHappen(rest, trigger.limit)) {
      this.#keeper.suppress(trigger.action);
      return;
    }
    const steps = this.#steps.triggered(trigger, this.#occasion);
    const isAsleep = trigger.limit < 0 && this.sleep?.isAsleep(node) === true;
    for (let one = 0; one < steps.length && !this.#isFull; one++) {
      if (isAsleep && this.#isOwn(node, steps[one] as LocalStep)) {
        this.leftOut++;
        continue;
      }
      this.#take(node, steps[one] as LocalStep, this.#parts.counted(rest, trigger.limit));
    }
  }

  #fail(): void {
    const { isLossy, doubles, crash, restart, drop, duplicate, losesInbox, losesOutbox } = this.#rules;
    const parts = this.#parts;
    const rest = this.here[parts.budgetColumn] as number;
    if (isLossy && parts.mayHappen(rest, drop)) this.#disturb(rest, drop, false);
    if (doubles && parts.mayHappen(rest, duplicate)) this.#disturb(rest, duplicate, true);
    if (parts.mayHappen(rest, this.#rules.inject)) this.#inject(rest);
    const { crashes, births } = this.#occasion.asking(this.#guarding);
    this.#concernsAll = losesInbox || losesOutbox || this.#guards.areConditional;
    this.#echoes?.begin();
    for (let node = 0; node < parts.names.length && !this.#isFull; node++) {
      const { isUp } = this.#part(node);
      const part = this.here[nodeColumn + node] as number;
      if (this.#isDone(node)) {
        this.#count(isUp ? kinds.crash : kinds.restart);
        continue;
      }
      if (isUp && crashes[node] === true && parts.mayHappen(rest, crash)) {
        for (const step of this.#steps.crashed(part)) {
          if (this.#isFull) break;
          if (losesInbox) parts.net.empty(this.next, node, 'to');
          if (losesOutbox) parts.net.empty(this.next, node, 'from');
          if (this.#rules.callsLater) this.#loseCalls(node);
          this.#take(node, step, parts.counted(rest, crash), -1, losesInbox || losesOutbox);
        }
        this.#changesOthers = false;
        this.#count(kinds.crash);
      }
      if (!isUp && parts.mayHappen(rest, restart)) {
        for (const draw of births[node] as readonly number[]) {
          if (this.#isFull) break;
          this.#take(node, this.#steps.restarted(part, draw), parts.counted(rest, restart));
        }
        this.#count(kinds.restart);
      }
      this.#done(node);
    }
    this.#concernsAll = false;
    if (this.#rules.partitions > 0 && !this.#isFull) this.#cutLinks(rest);
  }

  #inject(rest: number): void {
    const { injects, losesInbox, inject } = this.#rules;
    const { lists, net, addressees } = this.#parts;
    for (let at = 0; at < injects && !this.#isFull; at++) {
      const messages = this.#parts.injected(at);
      const message = lists.item(lists.from(messages));
      this.widen();
      if (!losesInbox || this.#part(addressees[message] as number).isUp) net.send(this.next, messages);
      this.sleep?.afterFault(message);
      this.#turn(disturbed, this.#parts.counted(rest, inject), true);
    }
    this.#count(kinds.inject);
  }

  #loseCalls(callee: number): void {
    this.#changesOthers = true;
    for (let node = 0; node < this.#parts.names.length; node++) {
      if (node === callee) continue;
      const column = nodeColumn + node;
      this.next[column] = this.#parts.withLostCalls(this.here[column] as number, callee);
    }
  }

  #disturb(rest: number, limit: number, doubles: boolean): void {
    const { net } = this.#parts;
    const echoes = this.#echoes;
    echoes?.begin();
    const count = this.#findHeads(this.here);
    for (let at = 0; at < count && !this.#isFull; at++) {
      const envelope = this.#heads[at] as number;
      const key = echoes?.ofEnvelope(envelope) ?? envelope;
      if (echoes?.isDone(key) === true) continue;
      if (doubles) net.double(this.next, envelope);
      else net.lose(this.next, envelope);
      this.sleep?.afterFault(envelope);
      this.#turn(disturbed, this.#parts.counted(rest, limit), true);
      echoes?.done(key);
    }
    this.#count(doubles ? kinds.duplicate : kinds.drop);
  }

  #cutLinks(rest: number): void {
    const parts = this.#parts;
    this.sleep?.wakeAll();
    if (parts.partitionOf(rest) >= 0) {
      this.#turn(healed, parts.healed(rest), false);
      this.#count(kinds.heal);
    } else if (parts.mayHappen(rest, this.#rules.partition)) {
      const counted = parts.counted(rest, this.#rules.partition);
      for (let at = 0; at < this.#rules.partitions && !this.#isFull; at++) {
        this.#turn(disturbed, parts.cutOff(counted, at), false);
      }
      this.#count(kinds.partition);
    }
  }

  /** Whether a step is its node's own (`sleep-sets.ts`): where it is asleep it may be left out. */
  #isOwn(node: number, { node: part, isOwn }: LocalStep): boolean {
    return part >= 0 && isOwn && part !== this.here[nodeColumn + node];
  }

  // -------------------------------------------------------------- where they lead

  /** A node's step, by which it receives a message unless that is -1, after the event has left its mark on what is under way, if it does. */
  #take(
    node: number,
    local: LocalStep,
    rest: number,
    received = -1,
    isMarked = received >= 0 && !this.#rules.isDuplicating,
  ): void {
    const parts = this.#parts;
    const step = local.node >= 0 ? local : this.#steps.resolved(local, this.here, this.#occasion);
    this.widen();
    const next = this.next;
    next[nodeColumn + node] = step.node;
    if (step.messages !== 0) {
      parts.net.send(next, this.#rules.losesInbox ? this.#reaching(step.messages, node) : step.messages);
    }
    if (step.tidings !== 0)
      next[parts.historyColumn] = this.#noted(next[parts.historyColumn] as number, step.tidings);
    next[parts.budgetColumn] = rest;
    if (this.sleep !== undefined) {
      if (this.#concernsAll) this.sleep.wakeAll();
      else this.sleep.after(node, step.messages);
      if (this.sleep.forgets && received >= 0) this.sleep.wake(parts.senders[received] as number);
    }
    this.#arrive(node, step.action, isMarked || step.messages !== 0);
  }

  #noted(past: number, tidings: number): number {
    try {
      return this.#parts.noted(past, tidings);
    } catch (cause) {
      if (cause === missingEntry) throw cause;
      const action = actionsOf(this.#parts.system, this.world).actions[this.ordinal + 1];
      const fails = () => {
        throw cause;
      };
      return action === undefined ? this.#keeper.asking(fails) : this.#keeper.taking(action, fails);
    }
  }

  /** Of what a step sends, what is not discarded because its addressee is not up. */
  #reaching(messages: number, self: number): number {
    const { lists, addressees } = this.#parts;
    const isUp = (envelope: number) =>
      addressees[envelope] === self || this.#part(addressees[envelope] as number).isUp;
    for (let at = lists.from(messages); at < lists.to(messages); at++) {
      if (!isUp(lists.item(at))) return lists.intern(lists.get(messages).filter(isUp));
    }
    return messages;
  }

  /** An action of the network alone. */
  #turn(action: Action, rest: number, isMarked: boolean): void {
    this.next[this.#parts.budgetColumn] = rest;
    this.#arrive(-1, action, isMarked);
  }

  /** An action that leads back to the world it was taken in. */
  #stay(action: Action): void {
    this.transitions++;
    this.unchanged++;
    this.#keeper.stay(action);
  }

  /**
   * Says where an action leads, and makes the next world like this one again. `node` may stand in another way, -1 is none; where not
   * `isMarked`, what is under way is what it was.
   */
  #arrive(node: number, action: Action, isMarked: boolean): void {
    const { first } = this.#parts;
    const { here, next } = this;
    const column = nodeColumn + node;
    const nets = this.#nets;
    const netsEnd = isMarked ? next.length : nets;
    let hash = this.#hash;
    let isSame = true;
    const fromNode = this.#changesOthers ? nodeColumn : column;
    const toNode = this.#changesOthers ? nets : column + 1;
    for (let at = fromNode; node >= 0 && at < toNode; at++) {
      if (here[at] === next[at]) continue;
      isSame = false;
      hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
    }
    for (let at = first; at < nodeColumn; at++) {
      if (here[at] === next[at]) continue;
      isSame = false;
      hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
    }
    for (let at = nets; at < netsEnd; at++) {
      if (here[at] === next[at]) continue;
      isSame = false;
      hash ^= hashOf(at, here[at] as number) ^ hashOf(at, next[at] as number);
    }
    if (isSame) {
      this.#stay(action);
      return;
    }
    this.transitions++;
    this.hash = hash;
    this.#isFull = !this.#keeper.arrive(node, action);
    if (this.next !== next) {
      this.next.set(this.here);
      return;
    }
    for (let at = fromNode; node >= 0 && at < toNode; at++) next[at] = here[at] as number;
    for (let at = first; at < nodeColumn; at++) next[at] = here[at] as number;
    for (let at = nets; at < netsEnd; at++) next[at] = here[at] as number;
  }

  // -------------------------------------------------------------- up to names

  /** Whether rows stand for others. */
  get isSymmetric(): boolean {
    return this.#orbits !== undefined;
  }

  /** Finds the row that stands for the next one: from then on it is `form`, with `hash`. */
  represent(): void {
    if (this.#orbits === undefined) return;
    this.#orbits.represent(this.next);
    this.widen();
    this.#orbits.write(this.form);
    this.hash = this.hashOf(this.form);
  }

  /** Says what is new in the row that stands for the next one; `node` may stand in another way there, -1 is none. */
  tell(scene: EvaluationContext, node: number): void {
    const { here, next } = this;
    const column = nodeColumn + node;
    const changed = this.#orbits === undefined ? node : (this.#orbits.to[node] as number);
    scene.changed = node >= 0 && here[column] !== next[column] ? changed : -1;
    scene.isHistoryNew = here[this.#parts.historyColumn] !== next[this.#parts.historyColumn];
  }

  /** How a world is renamed to the one that stands for it. */
  standIn(world: World): Naming {
    const orbits = this.#orbits as CanonicalRows;
    const { names } = this.#parts;
    this.#parts.know(world);
    this.widen();
    orbits.represent(this.#parts.pack(world));
    const now = new Map(names.map((node, at) => [node, names[orbits.to[at] as number] as NodeId]));
    return (node) => now.get(node) ?? node;
  }

  hashOf(row: Int32Array): number {
    return hashOfRow(row, this.#parts.first);
  }
}

/** A copy with further columns, in which nothing stands. */
function widened(row: Int32Array, columns: number): Int32Array {
  const wider = new Int32Array(columns);
  wider.set(row);
  return wider;
}

/**
 * The enabled actions of an in-place world: their number by kind, one of them by position, and the outcomes
 * of one. It looks them up in the pools and node states and builds no list of all.
 */
import type { Actor, NodeId, Received, Tagged } from '../../actors/actor.ts';
import { viewBy } from '../../actors/user-code.ts';
import { type Action, actingNode, type Nondeterminism } from '../../semantics/actions.ts';
import { mayAnswer, outcomesOf, requestOf } from '../../semantics/calls.ts';
import {
  type AllStandings,
  birthOf,
  crashesOf,
  drawsOf,
  mayCrash,
  withChoices,
} from '../../semantics/enabled.ts';
import type { Envelope } from '../../semantics/envelope.ts';
import { isBlocked } from '../../semantics/network.ts';
import type { System } from '../../semantics/system.ts';
import { drawsAt, inputsOf } from '../../semantics/user-code.ts';
import { standings } from '../../semantics/views.ts';
import { isUp, type UpNode } from '../../semantics/world.ts';
import { isSame } from '../../values/equality.ts';
import type { InFlightMessage } from './in-flight.ts';
import { callsOf, type InPlaceWorld, pendingOf } from './in-place-world.ts';
import type { Kind } from './simulation.ts';

/** The methods `count`, `at` and `outcomes` of `Simulation`, for an in-place world. */
export class EnabledActions {
  readonly #inPlace: InPlaceWorld;
  readonly #inputs: 'listed' | 'on demand';

  constructor(inPlaceWorld: InPlaceWorld, inputs: 'listed' | 'on demand' = 'listed') {
    this.#inPlace = inPlaceWorld;
    this.#inputs = inputs;
  }

  count(kind: Kind): number {
    if (this.#inPlace.cutAt.size > 0) return 0;
    switch (kind) {
      case 'deliver':
        return this.#inPlace.inFlight.undelivered.size;
      case 'redeliver':
        return this.#inPlace.inFlight.redeliverable.size;
      case 'timeout':
        return this.#inPlace.armedTimers.size;
      case 'input':
        return this.#inPlace.inputCount;
      case 'persisted':
        return this.#inPlace.system.persistence === 'async' ? this.#inPlace.nodes.length : 0;
      case 'request':
      case 'reply':
        return this.#inPlace.system.calls === 'messages'
          ? this.#inPlace.sumOverNodes((state) => callsOf(state).length)
          : 0;
      case 'drop':
        return this.#inPlace.system.lossy === true && this.#inPlace.isWithinBudget('drop')
          ? this.#inPlace.inFlight.undelivered.size
          : 0;
      case 'duplicate':
        return this.#inPlace.system.budget?.duplicate !== undefined &&
          this.#inPlace.isWithinBudget('duplicate')
          ? this.#inPlace.inFlight.undelivered.size
          : 0;
      case 'inject':
        return this.#inPlace.isWithinBudget('inject') ? (this.#inPlace.system.injects?.length ?? 0) : 0;
      case 'crash':
        return this.#inPlace.system.crash !== undefined && this.#inPlace.isWithinBudget('crash')
          ? this.#inPlace.nodes.length
          : 0;
      case 'restart':
        return this.#inPlace.isWithinBudget('restart') &&
          this.#inPlace.sumOverNodes((state) => ('up' in state ? 0 : 1)) > 0
          ? this.#inPlace.nodes.length
          : 0;
      case 'partition':
        return this.#inPlace.world.partition === undefined && this.#inPlace.isWithinBudget('partition')
          ? (this.#inPlace.system.partitions?.length ?? 0)
          : 0;
      case 'heal':
        return this.#inPlace.world.partition === undefined ? 0 : 1;
    }
  }

  at(kind: Kind, index: number): Action | undefined {
    switch (kind) {
      case 'deliver':
        return this.#deliverable(this.#inPlace.inFlight.undelivered.at(index));
      case 'redeliver':
        return this.#deliverable(this.#inPlace.inFlight.redeliverable.at(index));
      case 'timeout': {
        const { action } = this.#inPlace.armedTimers.at(index);
        return this.#inPlace.mayFire(action.node, action.timer) ? action : undefined;
      }
      case 'input': {
        const [node, nth] = this.#inPlace.locate(
          index,
          (_, name) => this.#inPlace.inputs.get(name)?.length ?? 0,
        );
        const input = this.#inPlace.inputs.get(node)?.[nth] as Tagged;
        return this.#inPlace.isWithinBound(input.type) ? { type: 'input', node, input } : undefined;
      }
      case 'persisted': {
        const node = this.#inPlace.nodes[index] as NodeId;
        const [record] = pendingOf(this.#inPlace.stateOf(node));
        return record && { type: 'persisted', node, record };
      }
      case 'request': {
        const [node, nth] = this.#inPlace.locate(index, (state) => callsOf(state).length);
        const call = callsOf(this.#inPlace.stateOf(node))[nth];
        return call && mayAnswer(this.#inPlace.system, this.#inPlace.world, node, call)
          ? requestOf(node, call)
          : undefined;
      }
      case 'reply': {
        const [node, nth] = this.#inPlace.locate(index, (state) => callsOf(state).length);
        const call = callsOf(this.#inPlace.stateOf(node))[nth];
        const [reply] =
          call === undefined ? [] : outcomesOf(this.#inPlace.system, this.#inPlace.world, node, call);
        return call && reply && { type: 'reply', node, from: call.to, id: call.id, reply };
      }
      case 'drop':
      case 'duplicate':
        return { ...this.#inPlace.inFlight.undelivered.at(index).delivery, type: kind };
      case 'inject': {
        const { from, to, message } = (this.#inPlace.system.injects as NonNullable<System['injects']>)[
          index
        ] as Envelope;
        return { type: 'inject', from, to, message };
      }
      case 'crash': {
        const node = this.#inPlace.nodes[index] as NodeId;
        return isUp(this.#inPlace.world, node) && mayCrash(this.#inPlace.system, node, this.#standings)
          ? { type: 'crash', node }
          : undefined;
      }
      case 'restart': {
        const node = this.#inPlace.nodes[index] as NodeId;
        return this.#restartDraws(node).length > 0 ? { type: 'restart', node } : undefined;
      }
      case 'partition':
        return { type: 'partition', name: this.#inPlace.system.partitions?.[index]?.name as string };
      case 'heal':
        return { type: 'heal' };
    }
  }

  outcomes(action: Action): readonly Action[] {
    if (this.#inPlace.cutAt.size > 0) return [];
    switch (action.type) {
      case 'deliver': {
        const entry = this.#inPlace.inFlight.find(action);
        const delivery = entry && this.#deliverable(entry);
        if (delivery === undefined) return [];
        const { from, message } = delivery;
        return this.#withOutcomes(delivery, { type: 'message', from, message });
      }
      case 'timeout': {
        const { node, timer } = action;
        const armed = this.#inPlace.timers.get(node)?.get(timer);
        if (armed === undefined || armed.index < 0 || !this.#inPlace.mayFire(node, timer)) return [];
        return this.#withOutcomes(armed.action, { type: 'timeout', timer });
      }
      case 'input': {
        const { node, input } = action;
        const offered = this.#inputsOf(node).find((one) => one === input || isSame(one, input));
        if (offered === undefined || !this.#inPlace.isWithinBound(input.type)) return [];
        return this.#withOutcomes({ type: 'input', node, input: offered }, { type: 'input', input: offered });
      }
      case 'persisted': {
        const { node, record } = action;
        const [next] = pendingOf(this.#inPlace.world.nodes[node]);
        if (next === undefined || (next !== record && !isSame(next, record))) return [];
        return this.#withOutcomes(
          { type: 'persisted', node, record: next },
          { type: 'persisted', record: next },
        );
      }
      case 'request': {
        const call = callsOf(this.#inPlace.world.nodes[action.from]).find(({ id }) => id === action.id);
        if (call === undefined || !mayAnswer(this.#inPlace.system, this.#inPlace.world, action.from, call))
          return [];
        return onlyIf(isSame(requestOf(action.from, call), action), action);
      }
      case 'reply': {
        const { node, id } = action;
        const call = callsOf(this.#inPlace.world.nodes[node]).find((one) => one.id === id);
        if (call === undefined) return [];
        return outcomesOf(this.#inPlace.system, this.#inPlace.world, node, call).flatMap((reply) =>
          this.#withOutcomes(
            { type: 'reply', node, from: call.to, id, reply },
            { type: 'reply', from: call.to, reply },
          ),
        );
      }
      case 'drop':
      case 'duplicate':
        return onlyIf(
          this.count(action.type) > 0 && this.#inPlace.inFlight.find(action) !== undefined,
          action,
        );
      case 'inject':
        return onlyIf(
          this.#inPlace.isWithinBudget('inject') &&
            (this.#inPlace.system.injects ?? []).some((one) => isSame({ type: 'inject', ...one }, action)),
          action,
        );
      case 'crash': {
        const state = this.#inPlace.world.nodes[action.node];
        if (state === undefined || !('up' in state) || this.count('crash') === 0) return [];
        return mayCrash(this.#inPlace.system, action.node, this.#standings)
          ? crashesOf(action.node, state)
          : [];
      }
      case 'restart': {
        if (!this.#inPlace.isWithinBudget('restart')) return [];
        return this.#restartDraws(action.node).map((draw) => birthOf(action.node, draw));
      }
      case 'partition':
        return onlyIf(
          this.count('partition') > 0 &&
            this.#inPlace.system.partitions?.some(({ name }) => name === action.name) === true,
          action,
        );
      case 'heal':
        return onlyIf(this.count('heal') > 0, action);
    }
  }

  /** As `Simulation.progressOf`. */
  progressOf(node: NodeId): readonly Action[] {
    const { system, world } = this.#inPlace;
    const calls = callsOf(world.nodes[node]);
    const requests = calls
      .filter((call) => mayAnswer(system, world, node, call))
      .map((call) => requestOf(node, call));
    const replies = calls.flatMap((call) => {
      const [reply] = outcomesOf(system, world, node, call);
      return reply === undefined ? [] : [{ type: 'reply' as const, node, from: call.to, id: call.id, reply }];
    });
    return [...requests, ...replies].flatMap((action) => this.outcomes(action));
  }

  /** The inputs that the environment offers to a node now; none if it is not up. */
  #inputsOf(node: NodeId): readonly Tagged[] {
    if (this.#inputs === 'listed') return this.#inPlace.inputs.get(node) ?? [];
    const { system, world } = this.#inPlace;
    const state = world.nodes[node];
    if (state === undefined || !('up' in state)) return [];
    return inputsOf(system, viewBy(system.nodes[node] as Actor, node, state.up), node);
  }

  /** The standings of all nodes, computed when a system asks for them. */
  readonly #standings: AllStandings = () => standings(this.#inPlace.system, this.#inPlace.snapshot());

  /** The possible draws of a node's restart; empty if the node is up or cannot restart now. */
  #restartDraws(node: NodeId): readonly unknown[] {
    const state = this.#inPlace.world.nodes[node];
    return state === undefined || 'up' in state ? [] : drawsOf(this.#inPlace.system, node, this.#standings);
  }

  /** The delivery of a message; undefined if its receiver is down or a partition blocks its link. */
  #deliverable({ delivery }: InFlightMessage): InFlightMessage['delivery'] | undefined {
    const { from, to } = delivery;
    if (!isUp(this.#inPlace.world, to)) return undefined;
    if (
      this.#inPlace.world.partition !== undefined &&
      isBlocked(this.#inPlace.system, this.#inPlace.world, from, to)
    )
      return undefined;
    return delivery;
  }

  /** The action with each draw of the environment and each choice of the model. */
  #withOutcomes<A extends Action & Nondeterminism>(action: A, event: Received): readonly A[] {
    const node = actingNode(action) as NodeId;
    const { system } = this.#inPlace;
    const actor = system.nodes[node] as Actor;
    if (system.draws === undefined && actor.choices === undefined) return [action];
    const { up: state } = this.#inPlace.stateOf(node) as UpNode;
    // The reference encodes the view to check that it is plain data, which would cost more than the step.
    const draws = system.draws === undefined ? [] : drawsAt(system, viewBy(actor, node, state), event, node);
    return withChoices(actor, node, state, draws, action, event);
  }
}

function onlyIf(is: boolean, action: Action): readonly Action[] {
  return is ? [action] : [];
}

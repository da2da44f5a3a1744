/**
 * The enabled actions of an in-place world: their number by kind, one of them by position, and the outcomes
 * of one. It looks them up in the pools and node states and builds no list of all.
 */
import type { Actor, NodeId, Received, Tagged } from '../../actors/actor.ts';
import { mayAnswer, outcomesOf, requestOf } from '../../semantics/calls.ts';
import {
  type AllStandings,
  birthOf,
  crashesOf,
  drawsOf,
  mayCrash,
  withDrawsAndChoices,
} from '../../semantics/enabled.ts';
import { isBlocked } from '../../semantics/network.ts';
import type { System } from '../../semantics/system.ts';
import { standings } from '../../semantics/views.ts';
import { type Action, type Envelope, isUp, type Nondeterminism } from '../../semantics/world.ts';
import { isSame } from '../../values/equality.ts';
import type { InFlightMessage } from './in-flight.ts';
import { callsOf, type InPlaceWorld, pendingOf } from './in-place-world.ts';
import type { Kind } from './simulation.ts';

/** The methods `count`, `at` and `outcomes` of `Simulation`, for an in-place world. */
export class EnabledActions {
  readonly #inPlaceWorld: InPlaceWorld;

  constructor(inPlaceWorld: InPlaceWorld) {
    this.#inPlaceWorld = inPlaceWorld;
  }

  count(kind: Kind): number {
    if (this.#inPlaceWorld.cutAt.size > 0) return 0;
    switch (kind) {
      case 'deliver':
        return this.#inPlaceWorld.inFlight.undelivered.size;
      case 'redeliver':
        return this.#inPlaceWorld.inFlight.redeliverable.size;
      case 'timeout':
        return this.#inPlaceWorld.armedTimers.size;
      case 'input':
        return this.#inPlaceWorld.inputCount;
      case 'persisted':
        return this.#inPlaceWorld.system.persistence === 'async' ? this.#inPlaceWorld.nodes.length : 0;
      case 'request':
      case 'reply':
        return this.#inPlaceWorld.system.calls === 'messages'
          ? this.#inPlaceWorld.sumOverNodes((state) => callsOf(state).length)
          : 0;
      case 'drop':
        return this.#inPlaceWorld.system.lossy === true && this.#inPlaceWorld.isWithinBudget('drop')
          ? this.#inPlaceWorld.inFlight.undelivered.size
          : 0;
      case 'duplicate':
        return this.#inPlaceWorld.system.budget?.duplicate !== undefined &&
          this.#inPlaceWorld.isWithinBudget('duplicate')
          ? this.#inPlaceWorld.inFlight.undelivered.size
          : 0;
      case 'inject':
        return this.#inPlaceWorld.isWithinBudget('inject')
          ? (this.#inPlaceWorld.system.injects?.length ?? 0)
          : 0;
      case 'crash':
        return this.#inPlaceWorld.system.crash !== undefined && this.#inPlaceWorld.isWithinBudget('crash')
          ? this.#inPlaceWorld.nodes.length
          : 0;
      case 'restart':
        return this.#inPlaceWorld.isWithinBudget('restart') &&
          this.#inPlaceWorld.sumOverNodes((state) => ('up' in state ? 0 : 1)) > 0
          ? this.#inPlaceWorld.nodes.length
          : 0;
      case 'partition':
        return this.#inPlaceWorld.world.partition === undefined &&
          this.#inPlaceWorld.isWithinBudget('partition')
          ? (this.#inPlaceWorld.system.partitions?.length ?? 0)
          : 0;
      case 'heal':
        return this.#inPlaceWorld.world.partition === undefined ? 0 : 1;
    }
  }

  at(kind: Kind, index: number): Action | undefined {
    switch (kind) {
      case 'deliver':
        return this.#deliverable(this.#inPlaceWorld.inFlight.undelivered.at(index));
      case 'redeliver':
        return this.#deliverable(this.#inPlaceWorld.inFlight.redeliverable.at(index));
      case 'timeout': {
        const { action } = this.#inPlaceWorld.armedTimers.at(index);
        return this.#inPlaceWorld.mayFire(action.node, action.timer) ? action : undefined;
      }
      case 'input': {
        const [node, nth] = this.#inPlaceWorld.locate(
          index,
          (_, name) => this.#inPlaceWorld.inputs.get(name)?.length ?? 0,
        );
        const input = this.#inPlaceWorld.inputs.get(node)?.[nth] as Tagged;
        return this.#inPlaceWorld.isWithinBound(input.type) ? { type: 'input', node, input } : undefined;
      }
      case 'persisted': {
        const node = this.#inPlaceWorld.nodes[index] as NodeId;
        const [record] = pendingOf(this.#inPlaceWorld.stateOf(node));
        return record && { type: 'persisted', node, record };
      }
      case 'request': {
        const [node, nth] = this.#inPlaceWorld.locate(index, (state) => callsOf(state).length);
        const call = callsOf(this.#inPlaceWorld.stateOf(node))[nth];
        return call && mayAnswer(this.#inPlaceWorld.system, this.#inPlaceWorld.world, node, call)
          ? requestOf(node, call)
          : undefined;
      }
      case 'reply': {
        const [node, nth] = this.#inPlaceWorld.locate(index, (state) => callsOf(state).length);
        const call = callsOf(this.#inPlaceWorld.stateOf(node))[nth];
        const [reply] =
          call === undefined
            ? []
            : outcomesOf(this.#inPlaceWorld.system, this.#inPlaceWorld.world, node, call);
        return call && reply && { type: 'reply', node, from: call.to, id: call.id, reply };
      }
      case 'drop':
      case 'duplicate':
        return { ...this.#inPlaceWorld.inFlight.undelivered.at(index).delivery, type: kind };
      case 'inject': {
        const { from, to, message } = (this.#inPlaceWorld.system.injects as NonNullable<System['injects']>)[
          index
        ] as Envelope;
        return { type: 'inject', from, to, message };
      }
      case 'crash': {
        const node = this.#inPlaceWorld.nodes[index] as NodeId;
        return isUp(this.#inPlaceWorld.world, node) &&
          mayCrash(this.#inPlaceWorld.system, node, this.#standings)
          ? { type: 'crash', node }
          : undefined;
      }
      case 'restart': {
        const node = this.#inPlaceWorld.nodes[index] as NodeId;
        return this.#restartDraws(node).length > 0 ? { type: 'restart', node } : undefined;
      }
      case 'partition':
        return { type: 'partition', name: this.#inPlaceWorld.system.partitions?.[index]?.name as string };
      case 'heal':
        return { type: 'heal' };
    }
  }

  outcomes(action: Action): readonly Action[] {
    if (this.#inPlaceWorld.cutAt.size > 0) return [];
    switch (action.type) {
      case 'deliver': {
        const entry = this.#inPlaceWorld.inFlight.find(action);
        const delivery = entry && this.#deliverable(entry);
        if (delivery === undefined) return [];
        const { from, message } = delivery;
        return this.#withOutcomes(delivery, { type: 'message', from, message });
      }
      case 'timeout': {
        const { node, timer } = action;
        const armed = this.#inPlaceWorld.timers.get(node)?.get(timer);
        if (armed === undefined || armed.index < 0 || !this.#inPlaceWorld.mayFire(node, timer)) return [];
        return this.#withOutcomes(armed.action, { type: 'timeout', timer });
      }
      case 'input': {
        const { node, input } = action;
        const offered = this.#inPlaceWorld.inputs
          .get(node)
          ?.find((one) => one === input || isSame(one, input));
        if (offered === undefined || !this.#inPlaceWorld.isWithinBound(input.type)) return [];
        return this.#withOutcomes({ type: 'input', node, input: offered }, { type: 'input', input: offered });
      }
      case 'persisted': {
        const { node, record } = action;
        const [next] = pendingOf(this.#inPlaceWorld.world.nodes[node]);
        if (next === undefined || (next !== record && !isSame(next, record))) return [];
        return this.#withOutcomes(
          { type: 'persisted', node, record: next },
          { type: 'persisted', record: next },
        );
      }
      case 'request': {
        const call = callsOf(this.#inPlaceWorld.world.nodes[action.from]).find(({ id }) => id === action.id);
        if (
          call === undefined ||
          !mayAnswer(this.#inPlaceWorld.system, this.#inPlaceWorld.world, action.from, call)
        )
          return [];
        return onlyIf(isSame(requestOf(action.from, call), action), action);
      }
      case 'reply': {
        const { node, id } = action;
        const call = callsOf(this.#inPlaceWorld.world.nodes[node]).find((one) => one.id === id);
        if (call === undefined) return [];
        return outcomesOf(this.#inPlaceWorld.system, this.#inPlaceWorld.world, node, call).flatMap((reply) =>
          this.#withOutcomes(
            { type: 'reply', node, from: call.to, id, reply },
            { type: 'reply', from: call.to, reply },
          ),
        );
      }
      case 'drop':
      case 'duplicate':
        return onlyIf(
          this.count(action.type) > 0 && this.#inPlaceWorld.inFlight.find(action) !== undefined,
          action,
        );
      case 'inject':
        return onlyIf(
          this.#inPlaceWorld.isWithinBudget('inject') &&
            (this.#inPlaceWorld.system.injects ?? []).some((one) =>
              isSame({ type: 'inject', ...one }, action),
            ),
          action,
        );
      case 'crash': {
        const state = this.#inPlaceWorld.world.nodes[action.node];
        if (state === undefined || !('up' in state) || this.count('crash') === 0) return [];
        return mayCrash(this.#inPlaceWorld.system, action.node, this.#standings)
          ? crashesOf(action.node, state)
          : [];
      }
      case 'restart': {
        if (!this.#inPlaceWorld.isWithinBudget('restart')) return [];
        return this.#restartDraws(action.node).map((draw) => birthOf(action.node, draw));
      }
      case 'partition':
        return onlyIf(
          this.count('partition') > 0 &&
            this.#inPlaceWorld.system.partitions?.some(({ name }) => name === action.name) === true,
          action,
        );
      case 'heal':
        return onlyIf(this.count('heal') > 0, action);
    }
  }

  /** The standings of all nodes, computed when a system asks for them. */
  readonly #standings: AllStandings = () =>
    standings(this.#inPlaceWorld.system, this.#inPlaceWorld.snapshot());

  /** The possible draws of a node's restart; empty if the node is up or cannot restart now. */
  #restartDraws(node: NodeId): readonly unknown[] {
    const state = this.#inPlaceWorld.world.nodes[node];
    return state === undefined || 'up' in state
      ? []
      : drawsOf(this.#inPlaceWorld.system, node, this.#standings);
  }

  /** The delivery of a message; undefined if its receiver is down or a partition blocks its link. */
  #deliverable({ delivery }: InFlightMessage): InFlightMessage['delivery'] | undefined {
    const { from, to } = delivery;
    if (!isUp(this.#inPlaceWorld.world, to)) return undefined;
    if (
      this.#inPlaceWorld.world.partition !== undefined &&
      isBlocked(this.#inPlaceWorld.system, this.#inPlaceWorld.world, from, to)
    )
      return undefined;
    return delivery;
  }

  /** The action with each draw of the environment and each choice of the model. */
  #withOutcomes<A extends Action & Nondeterminism>(action: A, event: Received): readonly A[] {
    const node = 'node' in action ? action.node : (action as { to: NodeId }).to;
    const { draws, nodes } = this.#inPlaceWorld.system;
    if (draws === undefined && (nodes[node] as Actor).choices === undefined) return [action];
    return withDrawsAndChoices(this.#inPlaceWorld.system, this.#inPlaceWorld.world, action, event);
  }
}

function onlyIf(is: boolean, action: Action): readonly Action[] {
  return is ? [action] : [];
}

/** What may happen in a run: how many actions there are of a kind, one of them, and every way that one may go. */
import type { Actor, NodeId, Received, Tagged } from '../../actors/actor.ts';
import { actingNode } from '../../semantics/actions.ts';
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

/** See `Walk`, whose first three questions it answers. */
export class EnabledActions {
  readonly #stage: InPlaceWorld;

  constructor(stage: InPlaceWorld) {
    this.#stage = stage;
  }

  count(kind: Kind): number {
    if (this.#stage.beyond.size > 0) return 0;
    switch (kind) {
      case 'deliver':
        return this.#stage.inFlight.fresh.size;
      case 'redeliver':
        return this.#stage.inFlight.known.size;
      case 'timeout':
        return this.#stage.armed.size;
      case 'input':
        return this.#stage.inputsInAll;
      case 'persisted':
        return this.#stage.system.persistence === 'async' ? this.#stage.names.length : 0;
      case 'request':
      case 'reply':
        return this.#stage.system.calls === 'messages'
          ? this.#stage.total((state) => callsOf(state).length)
          : 0;
      case 'drop':
        return this.#stage.system.lossy === true && this.#stage.may('drop')
          ? this.#stage.inFlight.fresh.size
          : 0;
      case 'duplicate':
        return this.#stage.system.budget?.duplicate !== undefined && this.#stage.may('duplicate')
          ? this.#stage.inFlight.fresh.size
          : 0;
      case 'inject':
        return this.#stage.may('inject') ? (this.#stage.system.injects?.length ?? 0) : 0;
      case 'crash':
        return this.#stage.system.crash !== undefined && this.#stage.may('crash')
          ? this.#stage.names.length
          : 0;
      case 'restart':
        return this.#stage.may('restart') && this.#stage.total((state) => ('up' in state ? 0 : 1)) > 0
          ? this.#stage.names.length
          : 0;
      case 'partition':
        return this.#stage.world.partition === undefined && this.#stage.may('partition')
          ? (this.#stage.system.partitions?.length ?? 0)
          : 0;
      case 'heal':
        return this.#stage.world.partition === undefined ? 0 : 1;
    }
  }

  at(kind: Kind, index: number): Action | undefined {
    switch (kind) {
      case 'deliver':
        return this.#deliverable(this.#stage.inFlight.fresh.at(index));
      case 'redeliver':
        return this.#deliverable(this.#stage.inFlight.known.at(index));
      case 'timeout': {
        const { action } = this.#stage.armed.at(index);
        return this.#stage.mayFire(action.node, action.timer) ? action : undefined;
      }
      case 'input': {
        const [node, nth] = this.#stage.nth(index, (_, name) => this.#stage.inputs.get(name)?.length ?? 0);
        const input = this.#stage.inputs.get(node)?.[nth] as Tagged;
        return this.#stage.isWithin(input.type) ? { type: 'input', node, input } : undefined;
      }
      case 'persisted': {
        const node = this.#stage.names[index] as NodeId;
        const [record] = pendingOf(this.#stage.stateOf(node));
        return record && { type: 'persisted', node, record };
      }
      case 'request': {
        const [node, nth] = this.#stage.nth(index, (state) => callsOf(state).length);
        const call = callsOf(this.#stage.stateOf(node))[nth];
        return call && mayAnswer(this.#stage.system, this.#stage.world, node, call)
          ? requestOf(node, call)
          : undefined;
      }
      case 'reply': {
        const [node, nth] = this.#stage.nth(index, (state) => callsOf(state).length);
        const call = callsOf(this.#stage.stateOf(node))[nth];
        const [reply] =
          call === undefined ? [] : outcomesOf(this.#stage.system, this.#stage.world, node, call);
        return call && reply && { type: 'reply', node, from: call.to, id: call.id, reply };
      }
      case 'drop':
      case 'duplicate':
        return { ...this.#stage.inFlight.fresh.at(index).delivery, type: kind };
      case 'inject': {
        const { from, to, message } = (this.#stage.system.injects as NonNullable<System['injects']>)[
          index
        ] as Envelope;
        return { type: 'inject', from, to, message };
      }
      case 'crash': {
        const node = this.#stage.names[index] as NodeId;
        return isUp(this.#stage.world, node) && mayCrash(this.#stage.system, node, this.#all)
          ? { type: 'crash', node }
          : undefined;
      }
      case 'restart': {
        const node = this.#stage.names[index] as NodeId;
        return this.#draws(node).length > 0 ? { type: 'restart', node } : undefined;
      }
      case 'partition':
        return { type: 'partition', name: this.#stage.system.partitions?.[index]?.name as string };
      case 'heal':
        return { type: 'heal' };
    }
  }

  outcomes(action: Action): readonly Action[] {
    if (this.#stage.beyond.size > 0) return [];
    switch (action.type) {
      case 'deliver': {
        const flight = this.#stage.inFlight.find(action);
        const delivery = flight && this.#deliverable(flight);
        if (delivery === undefined) return [];
        const { from, message } = delivery;
        return this.#opened(delivery, { type: 'message', from, message });
      }
      case 'timeout': {
        const { node, timer } = action;
        const armed = this.#stage.timers.get(node)?.get(timer);
        if (armed === undefined || armed.index < 0 || !this.#stage.mayFire(node, timer)) return [];
        return this.#opened(armed.action, { type: 'timeout', timer });
      }
      case 'input': {
        const { node, input } = action;
        const asked = this.#stage.inputs.get(node)?.find((one) => one === input || isSame(one, input));
        if (asked === undefined || !this.#stage.isWithin(input.type)) return [];
        return this.#opened({ type: 'input', node, input: asked }, { type: 'input', input: asked });
      }
      case 'persisted': {
        const { node, record } = action;
        const [next] = pendingOf(this.#stage.world.nodes[node]);
        if (next === undefined || (next !== record && !isSame(next, record))) return [];
        return this.#opened({ type: 'persisted', node, record: next }, { type: 'persisted', record: next });
      }
      case 'request': {
        const call = callsOf(this.#stage.world.nodes[action.from]).find(({ id }) => id === action.id);
        if (call === undefined || !mayAnswer(this.#stage.system, this.#stage.world, action.from, call))
          return [];
        return onlyIf(isSame(requestOf(action.from, call), action), action);
      }
      case 'reply': {
        const { node, id } = action;
        const call = callsOf(this.#stage.world.nodes[node]).find((one) => one.id === id);
        if (call === undefined) return [];
        return outcomesOf(this.#stage.system, this.#stage.world, node, call).flatMap((reply) =>
          this.#opened(
            { type: 'reply', node, from: call.to, id, reply },
            { type: 'reply', from: call.to, reply },
          ),
        );
      }
      case 'drop':
      case 'duplicate':
        return onlyIf(this.count(action.type) > 0 && this.#stage.inFlight.find(action) !== undefined, action);
      case 'inject':
        return onlyIf(
          this.#stage.may('inject') &&
            (this.#stage.system.injects ?? []).some((one) => isSame({ type: 'inject', ...one }, action)),
          action,
        );
      case 'crash': {
        const state = this.#stage.world.nodes[action.node];
        if (state === undefined || !('up' in state) || this.count('crash') === 0) return [];
        return mayCrash(this.#stage.system, action.node, this.#all) ? crashesOf(action.node, state) : [];
      }
      case 'restart': {
        if (!this.#stage.may('restart')) return [];
        return this.#draws(action.node).map((draw) => birthOf(action.node, draw));
      }
      case 'partition':
        return onlyIf(
          this.count('partition') > 0 &&
            this.#stage.system.partitions?.some(({ name }) => name === action.name) === true,
          action,
        );
      case 'heal':
        return onlyIf(this.count('heal') > 0, action);
    }
  }

  readonly #all: AllStandings = () => standings(this.#stage.system, this.#stage.whole());

  /** What a node may be handed if it comes up now; nothing where it is up, or none at all. */
  #draws(node: NodeId): readonly unknown[] {
    const state = this.#stage.world.nodes[node];
    return state === undefined || 'up' in state ? [] : drawsOf(this.#stage.system, node, this.#all);
  }

  #deliverable({ delivery }: InFlightMessage): InFlightMessage['delivery'] | undefined {
    const { from, to } = delivery;
    if (!isUp(this.#stage.world, to)) return undefined;
    if (
      this.#stage.world.partition !== undefined &&
      isBlocked(this.#stage.system, this.#stage.world, from, to)
    )
      return undefined;
    return delivery;
  }

  #opened<A extends Action & Nondeterminism>(action: A, event: Received): readonly A[] {
    const node = actingNode(action) as NodeId;
    const { draws, nodes } = this.#stage.system;
    if (draws === undefined && (nodes[node] as Actor).choices === undefined) return [action];
    return withDrawsAndChoices(this.#stage.system, this.#stage.world, action, event);
  }
}

function onlyIf(is: boolean, action: Action): readonly Action[] {
  return is ? [action] : [];
}

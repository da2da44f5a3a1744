/**
 * Calls: when the request of an open call can be answered, the outcomes that a call can have, the reply of a
 * callee, and the calls that are refused. The resulting worlds are computed in `successors.ts`.
 */
import type { Actor, Effect, NodeId, Tagged } from '../actors/actor.ts';
import { answerBy, guarded } from '../actors/user-code.ts';
import { keyOf } from '../values/canonical.ts';
import { CodeError } from '../values/errors.ts';
import type { Action } from './actions.ts';
import { isBlocked } from './network.ts';
import type { System } from './system.ts';
import { isUp, type NodeState, type OpenCall, type UpNode, type World } from './world.ts';

/** The action in which the callee answers a request. */
export function requestOf(from: NodeId, { id, to, request }: OpenCall): Action {
  return { type: 'request', from, to, id, request };
}

/** Whether the request of an open call can be answered now. */
export function mayAnswer(
  system: System,
  world: World,
  from: NodeId,
  { to, reply, isLost }: OpenCall,
): boolean {
  if (reply !== undefined || isLost === true || !isUp(world, to)) return false;
  return !isBlocked(system, world, from, to);
}

/** The outcomes that an open call can have now. */
export function outcomesOf(
  system: System,
  world: World,
  node: NodeId,
  { to, reply, isLost }: OpenCall,
): readonly Tagged[] {
  const replies = reply === undefined || isBlocked(system, world, to, node) ? [] : [reply];
  const fails = isLost === true || !isUp(world, to) || system.failureDetector === 'mayLie';
  return fails ? [...replies, unreachable] : replies;
}

/** The outcome of a call to a node that is not up. */
const unreachable: Tagged = { type: 'unreachable' };

/** The state of a node after a crash of a callee: its open calls to the callee are lost. */
export function withLostCalls(state: NodeState, callee: NodeId): NodeState {
  if (!('up' in state) || state.calls?.some(({ to, isLost }) => to === callee && isLost !== true) !== true)
    return state;
  return {
    ...state,
    ...openCalls(state.calls.map((call) => (call.to === callee ? { ...call, isLost: true } : call))),
  };
}

/** The reply of a node to a request, in the state that it has in this world. */
export function answerOf(system: System, world: World, caller: NodeId, to: NodeId, request: Tagged): Tagged {
  const callee = world.nodes[to];
  if (callee === undefined)
    throw new CodeError(
      `node '${caller}' called '${to}', which is no node of the system; nodes: ${Object.keys(world.nodes).join(', ')}`,
    );
  if (!('up' in callee)) return unreachable;
  const actor = system.nodes[to] as Actor;
  if (actor.answer === undefined)
    throw new CodeError(
      `node '${caller}' called '${to}', which answers no calls; give its actor an 'answer'`,
    );
  const reply = answerBy(actor, to, callee.up, request, caller);
  guarded(to, `answering '${request.type}' from '${caller}'`, () => keyOf(reply));
  return reply;
}

/** A step with more calls than this, one after the other, is refused as endless. */
export const callsMax = 100;

/**
 * Refuses a call that the system does not allow here. `count` is the number of calls in this step, this one
 * included.
 *
 * @throws CodeError
 */
export function refuseCall(
  { calls }: System,
  node: NodeId,
  event: { readonly type: string },
  { to, request }: Extract<Effect, { type: 'call' }>,
  count: number,
): void {
  const what = `node '${node}' calls '${to}' ('${request?.type}')`;
  if (calls === undefined)
    throw new CodeError(`${what}, but the system has no calls; say calls: 'atomic' or calls: 'messages'`);
  if (calls === 'messages') return;
  if (event.type === 'start')
    throw new CodeError(
      `${what} as the initial world comes up, when others may not be; let a timer or a message begin it`,
    );
  if (count > callsMax)
    throw new CodeError(`${what} after ${callsMax} other calls in the same step; let one reply end the step`);
}

/** The open calls of a node; no field where there are none, so that equal nodes have equal keys. */
export function openCalls(calls: readonly OpenCall[]): Pick<UpNode, 'calls'> {
  return calls.length === 0 ? {} : { calls };
}

/** The open calls with one more, under the lowest free number. */
export function withCall(calls: readonly OpenCall[], to: NodeId, request: Tagged): readonly OpenCall[] {
  const ids = calls.map(({ id }) => id);
  const id = [...ids.keys(), ids.length].find((one) => !ids.includes(one)) as number;
  return [...calls, { id, to, request }].sort((a, b) => a.id - b.id);
}

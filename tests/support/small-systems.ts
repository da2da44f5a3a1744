/**
 * Small systems for tests of the semantics: actors that record what they receive, and runs of named actions.
 */
import type { Actor, Effect, Received } from '../../checker/actors/actor.ts';
import type { Action } from '../../checker/semantics/actions.ts';
import { actionsOf } from '../../checker/semantics/enabled.ts';
import { apply, initialWorlds } from '../../checker/semantics/successors.ts';
import type { System } from '../../checker/semantics/system.ts';
import { standings } from '../../checker/semantics/views.ts';
import { type Outcome, type World, worldKey } from '../../checker/semantics/world.ts';

type Reaction = (
  state: unknown,
  event: Received,
  choice?: unknown,
) => { state?: unknown; effects?: Effect[] };

/**
 * An actor with a list of the events that it received as state and view; `react` may compute another state,
 * and effects.
 */
export function listener(react: Reaction = () => ({}), first: Effect[] = []): Actor {
  return {
    init: ({ durable }) => ({
      state: (durable as { heard?: unknown[] } | undefined)?.heard ?? [],
      effects: first,
    }),
    step(state, event, choice) {
      const heard = event.type === 'message' ? event.message.type : event.type;
      const { state: next = [...(state as unknown[]), heard], effects = [] } = react(state, event, choice);
      return { state: next, effects };
    },
    view: (state) => ({ heard: state as unknown[] }),
  };
}

/** Effects that send messages of these types to `b`. */
export const sends = (...messages: string[]): Effect[] =>
  messages.map((type) => ({ type: 'send', to: 'b', message: { type } }));
/** A listener that sends messages to `b` when it comes up. */
export const sender = (...messages: string[]) => listener(() => ({}), sends(...messages));

/** A system of two nodes: `a` sends x, y, x to `b`. */
export function systemOf(fields: Partial<System>): System {
  return { nodes: { a: sender('x', 'y', 'x'), b: listener() }, setting: {}, network: 'unordered', ...fields };
}
/** The first initial world. */
export const start = (system: System) => initialWorlds(system)[0] as World;
/** The enabled actions of a world. */
export const actions = (system: System, world = start(system)) => actionsOf(system, world).actions;
/** The enabled actions of one kind. */
export const ofType = (system: System, world: World, type: Action['type']) =>
  actions(system, world).filter((action) => action.type === type);
/** The world after some actions, each given by fields that it must have. */
export function run(system: System, ...wanted: Partial<Action>[]): World {
  return wanted.reduce((world, want) => take(system, world, want).world, start(system));
}
/** The outcome of the first action with these fields. */
export function take(system: System, world: World, want: Partial<Action>): Outcome {
  const action = actions(system, world).find((one) =>
    Object.entries(want).every(([key, value]) => JSON.stringify(one[key as never]) === JSON.stringify(value)),
  );
  if (action === undefined) throw new Error(`${JSON.stringify(want)} is not enabled in ${worldKey(world)}`);
  return apply(system, world, action);
}
/** The fields of a delivery. */
export const deliver = (type: string) => ({ type: 'deliver', message: { type } }) as Partial<Action>;
/** The types of messages that can be delivered, or dropped and so on. */
export const messages = (system: System, world: World, type: Action['type'] = 'deliver') =>
  ofType(system, world, type).map((action) => (action as { message: { type: string } }).message.type);
/** The types of the messages in flight. */
export const inFlight = ({ inFlight: all }: World) => all.map(({ message }) => message.type);
/** The view of a listener, or the standing of a node that is not up. */
export const heard = (system: System, world: World, node = 'b') => {
  const standing = standings(system, world).get(node);
  return standing !== undefined && 'up' in standing ? (standing.up as { heard: unknown }).heard : standing;
};

/**
 * Functions that an author writes into a machine, held to what they must return. XState takes a promise from a guard for true and one from
 * `assign` for nothing to assign, so a machine with an `async` in it would run, and mean something else than it says.
 */
import { type AnyStateMachine, type AnyStateNode, assign, raise } from 'xstate';
import { atOnce, refusePromise, truth } from './user-code.ts';
import { stateNodes } from './xstate-features.ts';

type Code = (...args: unknown[]) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** Changes the machine, which must be a copy of the author's. */
export function holdToResults(machine: AnyStateMachine): void {
  const { guards, actions } = machine.implementations as unknown as Record<string, Record<string, unknown>>;
  for (const [name, guard] of Object.entries(guards ?? {}))
    (guards as Record<string, unknown>)[name] = heldGuard(guard);
  for (const [name, action] of Object.entries(actions ?? {}))
    (actions as Record<string, unknown>)[name] = heldAction(action);
  for (const node of stateNodes(machine.root)) {
    const own = node as { entry: unknown; exit: unknown };
    own.entry = node.entry.map(heldAction);
    own.exit = node.exit.map(heldAction);
    for (const transition of transitionsOf(node)) {
      transition.guard = heldGuard(transition.guard);
      transition.actions = (transition.actions as unknown[]).map(heldAction);
    }
  }
}

/** The transitions of a state, the one to its initial state among them. */
function transitionsOf(node: AnyStateNode): { guard?: unknown; actions: unknown }[] {
  const initial = node.type === 'compound' ? [node.initial] : [];
  return [...[...node.transitions.values()].flat(), ...(node.always ?? []), ...initial] as never[];
}

/** A guard that says true or false; one by name is held where it is defined. */
function heldGuard(guard: unknown): unknown {
  if (typeof guard !== 'function') return withPromptParams(guard);
  const { guards } = guard as unknown as { readonly guards?: unknown };
  if (!('check' in guard)) return (...args: unknown[]) => truth((guard as Code)(...args));
  return Array.isArray(guards)
    ? withFields(guard as unknown as Code, { guards: guards.map(heldGuard) })
    : guard;
}

/** A guard or an action by name, with params that are made when it is asked for. */
function withPromptParams(reference: unknown): unknown {
  const { params } = (typeof reference === 'object' ? (reference ?? {}) : {}) as Fields;
  return typeof params === 'function'
    ? { ...(reference as object), params: prompt(params as Code) }
    : reference;
}

/** An action whose functions return at once what they are to; one by name is held where it is defined. */
function heldAction(action: unknown): unknown {
  if (typeof action !== 'function') return withPromptParams(action);
  const { type, assignment, collect, event } = action as unknown as Fields;
  switch (type) {
    case 'xstate.assign':
      return withFields(action as Code, { assignment: heldAssignment(assignment) });
    case 'xstate.enqueueActions':
      return withFields(action as Code, { collect: heldCollect(collect as Code) });
    case 'xstate.raise':
      return typeof event === 'function'
        ? withFields(action as Code, { event: prompt(event as Code) })
        : action;
    default:
      return action;
  }
}

/** The same function with other fields, by which XState knows what it does; it never calls the function itself. */
function withFields(code: Code, fields: Fields): Code {
  return Object.assign((...args: unknown[]) => code(...args), code, fields);
}

function heldAssignment(assignment: unknown): unknown {
  if (typeof assignment === 'function') {
    return (...args: unknown[]) => {
      const update = prompt(assignment as Code)(...args);
      if (typeof update === 'object' && update !== null) return update;
      throw new Error(
        `an assign returned ${String(update)} where the fields to change were due; is a return missing, or the parentheses of () => ({ ... })?`,
      );
    };
  }
  const parts = Object.entries(assignment as Fields).map(([field, part]) => [
    field,
    typeof part === 'function' ? prompt(part as Code) : part,
  ]);
  return Object.fromEntries(parts);
}

/** What `enqueueActions` is given collects actions and asks guards; both are held, too. */
function heldCollect(collect: Code): Code {
  return (given, ...params) => {
    const { enqueue, check } = given as { readonly enqueue: Code; readonly check: Code };
    const held = Object.assign((action: unknown) => enqueue(heldAction(action)), enqueue, {
      assign: (assignment: never) => enqueue(heldAction(assign(assignment))),
      raise: (...args: unknown[]) => enqueue(heldAction((raise as unknown as Code)(...args))),
    });
    const checked = (guard: unknown) => check(heldGuard(guard));
    refusePromise(collect({ ...(given as object), enqueue: held, check: checked }, ...params), atOnce);
  };
}

/** Code that returns its result, and not a promise of it. */
function prompt(code: Code): Code {
  return (...args) => {
    const result = code(...args);
    refusePromise(result, atOnce);
    return result;
  };
}

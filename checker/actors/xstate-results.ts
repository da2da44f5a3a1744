/**
 * Result checks in XState machines: the functions that an author writes into a machine are wrapped, and must
 * return what XState expects. XState takes a promise from a guard for true, and one from `assign` for no
 * assignment; a machine with an `async` function would run with another meaning than its text.
 */
import { type AnyStateMachine, type AnyStateNode, assign, raise } from 'xstate';
import { atOnce, refusePromise, truth } from './user-code.ts';
import { stateNodes } from './xstate-features.ts';

type Code = (...args: unknown[]) => unknown;
type Fields = Readonly<Record<string, unknown>>;

/** Wraps the guards and actions of a copy of the author's machine. */
export function checkResults(machine: AnyStateMachine): void {
  const { guards, actions } = machine.implementations as unknown as Record<string, Record<string, unknown>>;
  for (const [name, guard] of Object.entries(guards ?? {}))
    (guards as Record<string, unknown>)[name] = checkedGuard(guard);
  for (const [name, action] of Object.entries(actions ?? {}))
    (actions as Record<string, unknown>)[name] = checkedAction(action);
  for (const node of stateNodes(machine.root)) {
    const own = node as { entry: unknown; exit: unknown };
    own.entry = node.entry.map(checkedAction);
    own.exit = node.exit.map(checkedAction);
    for (const transition of transitionsOf(node)) {
      transition.guard = checkedGuard(transition.guard);
      transition.actions = (transition.actions as unknown[]).map(checkedAction);
    }
  }
}

/** The transitions of a state, the one to its initial state among them. */
function transitionsOf(node: AnyStateNode): { guard?: unknown; actions: unknown }[] {
  const initial = node.type === 'compound' ? [node.initial] : [];
  return [...[...node.transitions.values()].flat(), ...(node.always ?? []), ...initial] as never[];
}

/** A guard that must return true or false; a named guard is wrapped where it is defined. */
function checkedGuard(guard: unknown): unknown {
  if (typeof guard !== 'function') return withCheckedParams(guard);
  const { guards } = guard as unknown as { readonly guards?: unknown };
  if (!('check' in guard)) return (...args: unknown[]) => truth((guard as Code)(...args));
  return Array.isArray(guards)
    ? withFields(guard as unknown as Code, { guards: guards.map(checkedGuard) })
    : guard;
}

/** A named guard or action, whose function `params` must return no promise. */
function withCheckedParams(reference: unknown): unknown {
  const { params } = (typeof reference === 'object' ? (reference ?? {}) : {}) as Fields;
  return typeof params === 'function'
    ? { ...(reference as object), params: checkedCode(params as Code) }
    : reference;
}

/** An action whose functions must return no promise; a named action is wrapped where it is defined. */
function checkedAction(action: unknown): unknown {
  if (typeof action !== 'function') return withCheckedParams(action);
  const { type, assignment, collect, event } = action as unknown as Fields;
  switch (type) {
    case 'xstate.assign':
      return withFields(action as Code, { assignment: checkedAssignment(assignment) });
    case 'xstate.enqueueActions':
      return withFields(action as Code, { collect: checkedCollect(collect as Code) });
    case 'xstate.raise':
      return typeof event === 'function'
        ? withFields(action as Code, { event: checkedCode(event as Code) })
        : action;
    default:
      return action;
  }
}

/** The same function with other fields: XState reads these, and never calls the function itself. */
function withFields(code: Code, fields: Fields): Code {
  return Object.assign((...args: unknown[]) => code(...args), code, fields);
}

/** An assignment that must return the fields to change. */
function checkedAssignment(assignment: unknown): unknown {
  if (typeof assignment === 'function') {
    return (...args: unknown[]) => {
      const update = checkedCode(assignment as Code)(...args);
      if (typeof update === 'object' && update !== null) return update;
      throw new Error(
        `an assign returned ${String(update)} where the fields to change were due; is a return missing, or the parentheses of () => ({ ... })?`,
      );
    };
  }
  const parts = Object.entries(assignment as Fields).map(([field, part]) => [
    field,
    typeof part === 'function' ? checkedCode(part as Code) : part,
  ]);
  return Object.fromEntries(parts);
}

/**
 * The function of `enqueueActions`: the actions that it enqueues and the guards that it checks are wrapped as
 * well.
 */
function checkedCollect(collect: Code): Code {
  return (given, ...params) => {
    const { enqueue, check } = given as { readonly enqueue: Code; readonly check: Code };
    const checkedEnqueue = Object.assign((action: unknown) => enqueue(checkedAction(action)), enqueue, {
      assign: (assignment: never) => enqueue(checkedAction(assign(assignment))),
      raise: (...args: unknown[]) => enqueue(checkedAction((raise as unknown as Code)(...args))),
    });
    const checkedCheck = (guard: unknown) => check(checkedGuard(guard));
    refusePromise(
      collect({ ...(given as object), enqueue: checkedEnqueue, check: checkedCheck }, ...params),
      atOnce,
    );
  };
}

/** Code that must return its result, and no promise. */
function checkedCode(code: Code): Code {
  return (...args) => {
    const result = code(...args);
    refusePromise(result, atOnce);
    return result;
  };
}

/**
 * What XState wants around a step: an actor, and a system of actors. A model has neither, for no world records what is kept on them or
 * told to them; so they refuse whatever a model asks of them, and one of each does for all steps.
 */
import type { AnyActorScope, AnyStateMachine } from 'xstate';
import { CodeError } from './errors.ts';
import { type FeatureName, refusal } from './machine-features.ts';

/** An action that a step asks for. */
export interface ListedAction {
  readonly type: string;
  readonly params: unknown;
}

/** A scope for one step; the actions that the step asks for are listed, and not carried out. */
export type ScopeOf = (listing: ListedAction[]) => AnyActorScope;

/** Scopes for the steps of a machine. */
export function scopesOf(machine: AnyStateMachine): ScopeOf {
  const refuse = (where: string, feature: FeatureName): never => {
    throw new CodeError(refusal(machine, where, feature));
  };
  const system = withheld((key) => {
    // XState itself tells its system of each step, in case somebody looks on.
    if (key === '_sendInspectionEvent') return nothing;
    // And a child that is made has its id from there.
    return key === '_bookId' ? refuse('a child', 'spawn') : refuse(`'system.${key}'`, 'self and system');
  });
  const self = withheld((key) => (key === 'system' ? system : refuse(`'self.${key}'`, 'self and system')));
  const shared = {
    ...{ self, system, id: '', sessionId: '' },
    ...{ defer: nothing, logger: nothing, stopChild: nothing, emit: nothing },
  } as unknown as AnyActorScope;
  return (listing) => ({ ...shared, actionExecutor: (action) => listing.push(action) });
}

function nothing(): void {}

/** Of a class of its own, so that it is no data. */
class Withheld {}

/** An object that has only what `get` gives, and that cannot be changed. */
function withheld(get: (key: string) => unknown): object {
  return new Proxy(Object.freeze(new Withheld()), { get: (_, key) => get(String(key)) });
}

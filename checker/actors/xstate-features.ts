/**
 * The table of XState features says which ones a model may use. `docs/models.md` shows the table;
 * `refuseUnsupported` checks a machine once, when its model is made, and `machineActor` refuses in the same
 * words the features that show only while the machine runs.
 *
 * The rule behind the table: a feature is refused, never ignored, if the checker cannot see its effect.
 * Children, promises and callbacks run outside the step; an action with code of its own acts where no world
 * records it.
 */
import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { UsageError } from '../values/errors.ts';
import { type EffectAction, effectMark } from './actor.ts';

/** A feature of XState, whether a model may use it, and what it means or what to write instead. */
export interface Feature {
  readonly feature: string;
  readonly supported: boolean;
  /** Its meaning in a model, or the feature to use instead. */
  readonly instead: string;
}

/** Every feature of XState 5, supported or refused. */
export const machineFeatures = [
  {
    feature: 'states',
    supported: true,
    instead: 'atomic, compound and parallel states, entry and exit actions, tags, meta, description',
  },
  {
    feature: 'history',
    supported: true,
    instead: 'shallow and deep; what is remembered is part of the state',
  },
  {
    feature: 'final',
    supported: true,
    instead: 'onDone fires; a machine that is done ignores every event and its timers are disarmed',
  },
  {
    feature: 'on',
    supported: true,
    instead: 'guards, several candidates, wildcards, forbidden transitions `X: {}`, reenter',
  },
  {
    feature: 'always',
    supported: true,
    instead: `at most ${'`'}options.maxIterations${'`'} microsteps, 1,000 unless the machine says otherwise`,
  },
  {
    feature: 'after',
    supported: true,
    instead:
      'by the name of a delay that setup defines, one armed state per name; the world fires it at any moment',
  },
  { feature: 'assign', supported: true, instead: 'the context must stay plain data' },
  { feature: 'raise', supported: true, instead: 'without delay; it is handled within the step' },
  { feature: 'enqueueActions', supported: true, instead: 'several effects from one action' },
  { feature: 'log', supported: true, instead: 'prints nothing while checked' },
  {
    feature: 'effects',
    supported: true,
    instead: 'send, call, output, persist, spread into setup with effects<P>()',
  },
  {
    feature: 'guard combinators',
    supported: true,
    instead: 'and, or, not, stateIn; inline guards too, but only a named one can be replaced by a bug',
  },
  {
    feature: 'after with a number',
    supported: false,
    instead: 'name the delay in setup({ delays }) and use that name',
  },
  {
    feature: 'after with an unknown name',
    supported: false,
    instead: 'define the delay in setup({ delays }); XState would fire it at once',
  },
  {
    feature: 'two armed states with one delay',
    supported: false,
    instead: 'give each its own delay name; the world tells timers apart by name',
  },
  { feature: 'delayed raise', supported: false, instead: 'use a state with after' },
  { feature: 'cancel', supported: false, instead: 'leave the state whose after armed the timer' },
  { feature: 'invoke', supported: false, instead: 'send a message and handle the answer as an event' },
  { feature: 'spawn', supported: false, instead: 'make the child a node, or a region of a parallel state' },
  {
    feature: 'self and system',
    supported: false,
    instead: 'a node knows its name from input.self, and acts through send, call, output and persist',
  },
  { feature: 'sendTo', supported: false, instead: 'use the effect action send with params { to, message }' },
  { feature: 'emit', supported: false, instead: 'use the effect action output with params { value }' },
  {
    feature: 'actions with code of their own',
    supported: false,
    instead: 'change context with assign and act through send, output or persist',
  },
  {
    feature: 'an effect replaced',
    supported: false,
    instead:
      'leave send, call, output and persist to effects<P>(): the checker reads their params and never calls them; replace the action that asks for them',
  },
  { feature: 'an undefined name', supported: false, instead: 'define the action or guard in setup' },
] as const satisfies readonly Feature[];

/** Name of a feature in the table. */
export type FeatureName = (typeof machineFeatures)[number]['feature'];

/** The sentence for a refused feature. `where` names the state or action. */
export function refusal(machine: AnyStateMachine, where: string, feature: FeatureName): string {
  const { instead } = machineFeatures.find((row) => row.feature === feature) as Feature;
  return `machine '${machine.id}', ${where}: ${feature} is not supported in a model; ${instead}`;
}

const effectActions: readonly string[] = ['send', 'call', 'output', 'persist'] satisfies EffectAction[];

/** Whether an action of that name is an effect: `send`, `call`, `output` or `persist`. */
export function isEffectAction(name: string): name is EffectAction {
  return effectActions.includes(name);
}

const refusedBuiltins: Readonly<Record<string, FeatureName>> = {
  'xstate.emit': 'emit',
  'xstate.sendTo': 'sendTo',
  'xstate.spawnChild': 'spawn',
  'xstate.stopChild': 'spawn',
  'xstate.cancel': 'cancel',
};

/** The feature for which an action of this XState type is refused, if it is. */
export function refusedAction(type: string): FeatureName | undefined {
  return refusedBuiltins[type];
}

/**
 * Refuses a machine with unsupported features that are visible before it runs.
 *
 * @throws UsageError naming machine, state and feature.
 */
export function refuseUnsupported(machine: AnyStateMachine): void {
  for (const effect of effectActions) {
    const action = machine.implementations.actions[effect];
    if (action !== undefined && !isEffect(action))
      throw new UsageError(refusal(machine, `action '${effect}'`, 'an effect replaced'));
  }
  for (const node of stateNodes(machine.root)) {
    const where = node.parent === undefined ? 'its root' : `state '${node.path.join('.')}'`;
    const refuse = (feature: FeatureName, what = where): never => {
      throw new UsageError(refusal(machine, what, feature));
    };
    if (node.invoke.length > 0) refuse('invoke');
    for (const delay of Object.keys(node.config.after ?? {})) {
      if (!Number.isNaN(Number(delay))) refuse('after with a number', `${where}, after ${delay}`);
      if (!(delay in machine.implementations.delays)) {
        refuse('after with an unknown name', `${where}, after '${delay}'`);
      }
    }
    const transitions = [...node.transitions.values()].flat().concat(node.always ?? []);
    for (const { guard } of transitions) {
      const name = nameOf(guard);
      if (name !== undefined && !(name in machine.implementations.guards)) {
        refuse('an undefined name', `${where}, guard '${name}'`);
      }
    }
    const timers = new Set(node.after.map(({ eventType }) => eventType));
    const initial = node.type === 'compound' ? node.initial.actions : [];
    for (const action of [
      ...node.entry,
      ...node.exit,
      ...initial,
      ...transitions.flatMap((t) => t.actions),
    ]) {
      if (isTimerOf(timers, action)) continue;
      const feature = refusedReference(machine, action);
      if (feature !== undefined) refuse(feature, `${where}, action '${nameOf(action) ?? 'inline'}'`);
    }
  }
}

/** A state and all below it. */
export function* stateNodes(node: AnyStateNode): Generator<AnyStateNode> {
  yield node;
  for (const child of Object.values(node.states)) yield* stateNodes(child);
}

/**
 * XState turns `after` into an entry action that raises and an exit action that cancels: the checker reads
 * both as a timer.
 */
function isTimerOf(timers: ReadonlySet<string>, action: unknown): boolean {
  const { id, sendId } = action as { id?: unknown; sendId?: unknown };
  return timers.has(String(id ?? sendId));
}

/** The name of an action or guard; absent for an inline one. */
function nameOf(reference: unknown): string | undefined {
  if (typeof reference === 'string') return reference;
  if (typeof reference === 'object' && reference !== null && 'type' in reference)
    return String(reference.type);
  return undefined;
}

/** Whether an action is one of `effects<P>()`. */
function isEffect(action: unknown): boolean {
  return typeof action === 'function' && effectMark in action;
}

/** The feature for which an action is refused, if it is. */
function refusedReference(machine: AnyStateMachine, reference: unknown): FeatureName | undefined {
  const name = nameOf(reference);
  const action = name === undefined ? reference : machine.implementations.actions[name];
  if (action === undefined) return 'an undefined name';
  if (isEffect(action)) return undefined;
  const { type, delay } = action as { type?: string; delay?: unknown };
  if (type === undefined || !('resolve' in (action as object))) return 'actions with code of their own';
  if (type === 'xstate.raise' && delay !== undefined) return 'delayed raise';
  return refusedAction(type);
}

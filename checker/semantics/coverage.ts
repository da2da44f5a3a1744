/**
 * Coverage: how often each kind of action was taken, and which rules of the actors no step took. A search
 * notes each of its outcomes here.
 */
import { type ActionKind, actionKinds } from './actions.ts';
import type { System } from './system.ts';
import type { Outcome } from './world.ts';

/** The actions that a search took, and the rules that none of its steps took. */
export interface Coverage {
  /** How often each kind of action was taken. */
  readonly actions: Readonly<Record<ActionKind, number>>;
  /** Transitions of machines that no step took, and outcomes that no guard had, as text. */
  readonly never: readonly string[];
}

/** Counts the actions and notes the rules that a search takes. */
export class CoverageRecorder {
  /** How often each of `actionKinds` was taken. */
  readonly counts = new Float64Array(actionKinds.length);
  /** The rules that some step took. */
  readonly #taken = new Set<string>();
  /** Timers that fired, and types of inputs that occurred. */
  readonly #limited = new Set<string>();

  /** Notes the rules that a step took, and its timer or input. */
  readonly note = ({ taken = [], stepped }: Outcome): void => {
    for (const rule of taken) this.#taken.add(rule);
    if (stepped?.event.type === 'timeout') this.#limited.add(stepped.event.timer);
    if (stepped?.event.type === 'input') this.#limited.add(stepped.event.input.type);
  };

  /**
   * Names of bounds whose timer or input never occurred; a bound of 0 is left out, for it suppresses every
   * occurrence.
   */
  idleBounds({ bounds = {} }: System): readonly string[] {
    return Object.entries(bounds).flatMap(([name, limit]) =>
      limit !== 0 && !this.#limited.has(name) ? [`'${name}'`] : [],
    );
  }

  /** The coverage of a system's rules and of all kinds of actions so far. */
  coverageOf(system: System): Coverage {
    const rules = new Set(Object.values(system.nodes).flatMap((actor) => actor.rules ?? []));
    const actions = actionKinds.map((kind, at) => [kind, this.counts[at] as number]);
    return {
      actions: Object.fromEntries(actions) as Coverage['actions'],
      never: [...rules].filter((rule) => !this.#taken.has(rule)),
    };
  }
}

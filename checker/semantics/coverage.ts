import type { System } from './system.ts';
import { type Action, actionKinds, type Outcome } from './world.ts';

/** What a search took and what it never took. */
export interface Coverage {
  /** How often each kind of action was taken. */
  readonly actions: Readonly<Record<Action['type'], number>>;
  /** Transitions of machines that no step took, and outcomes that no guard had, in words. */
  readonly never: readonly string[];
}

/** Counts what a search takes. */
export class CoverageRecorder {
  /** How often each of `actionKinds` was taken. */
  readonly counts = new Float64Array(actionKinds.length);
  readonly #taken = new Set<string>();

  /** Timers that fired, and types of inputs. */
  readonly #limited = new Set<string>();

  /** Notes the rules that a step took, and what made it. */
  readonly note = ({ taken = [], stepped }: Outcome): void => {
    for (const rule of taken) this.#taken.add(rule);
    if (stepped?.event.type === 'timeout') this.#limited.add(stepped.event.timer);
    if (stepped?.event.type === 'input') this.#limited.add(stepped.event.input.type);
  };

  /** Names of bounds that limit nothing that occurred; of a bound of 0 nothing can. */
  idleBounds({ bounds = {} }: System): readonly string[] {
    return Object.entries(bounds).flatMap(([name, limit]) =>
      limit !== 0 && !this.#limited.has(name) ? [`'${name}'`] : [],
    );
  }

  coverageOf(system: System): Coverage {
    const rules = new Set(Object.values(system.nodes).flatMap((actor) => actor.rules ?? []));
    const actions = actionKinds.map((kind, at) => [kind, this.counts[at] as number]);
    return {
      actions: Object.fromEntries(actions) as Coverage['actions'],
      never: [...rules].filter((rule) => !this.#taken.has(rule)),
    };
  }
}

/** Nodes that say what they are told to, when their timer runs out, and keep in order what they hear, and when it did. */
import type { Actor, Effect } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** To whom, and what. */
export type Says = readonly (readonly [to: string, type: string])[];

/** What one says in the beginning and at each end of its timer, which then runs again; nothing more once there is nothing left. */
export interface Tale {
  readonly starts?: Says;
  readonly ticks?: readonly Says[];
  /** Tells the world of each tick as well. */
  readonly isLoud?: true;
}

export interface Told {
  readonly heard: readonly string[];
  readonly ticked: number;
}

function teller({ starts = [], ticks = [], isLoud }: Tale): Actor {
  const sends = (says: Says) => says.map(([to, type]): Effect => ({ type: 'send', to, message: { type } }));
  const arms = (ticked: number): Effect[] => (ticked < ticks.length ? [{ type: 'arm', timer: 't' }] : []);
  return {
    init: () => ({ state: { heard: [], ticked: 0 } satisfies Told, effects: [...sends(starts), ...arms(0)] }),
    step: (state, event) => {
      const { heard, ticked } = state as Told;
      if (event.type === 'message')
        return { state: { heard: [...heard, event.message.type], ticked }, effects: [] };
      const output: Effect[] = isLoud === true ? [{ type: 'output', value: { type: 'ticked' } }] : [];
      const effects = [...sends(ticks[ticked] ?? []), ...output, ...arms(ticked + 1)];
      return { state: { heard: [...heard, 'tick'], ticked: ticked + 1 }, effects };
    },
    view: (state) => state as Told,
  };
}

/** A system of such nodes, by name. */
export function tellers(tales: Readonly<Record<string, Tale>>, others: Partial<System> = {}): System {
  const nodes = Object.entries(tales).map(([name, tale]) => [name, teller(tale)]);
  return { nodes: Object.fromEntries(nodes), setting: {}, network: 'unordered', ...others };
}

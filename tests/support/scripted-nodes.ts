/** Nodes that send messages by a script at each timeout, and record messages and timeouts in order. */
import type { Actor, Effect } from '../../checker/actors/actor.ts';
import type { System } from '../../checker/semantics/system.ts';

/** Messages by addressee and type. */
export type Sends = readonly (readonly [to: string, type: string])[];

/** The messages of a node at its start and at each timeout. The timer is armed while timeouts are left. */
export interface Script {
  readonly starts?: Sends;
  readonly ticks?: readonly Sends[];
  /** Each timeout makes an output as well. */
  readonly hasOutputs?: true;
}

/** The state of a node, which is also its view. */
export interface ScriptedState {
  readonly received: readonly string[];
  readonly ticked: number;
}

function scriptedNode({ starts = [], ticks = [], hasOutputs }: Script): Actor {
  const sends = (messages: Sends) =>
    messages.map(([to, type]): Effect => ({ type: 'send', to, message: { type } }));
  const arms = (ticked: number): Effect[] => (ticked < ticks.length ? [{ type: 'arm', timer: 't' }] : []);
  return {
    init: () => ({
      state: { received: [], ticked: 0 } satisfies ScriptedState,
      effects: [...sends(starts), ...arms(0)],
    }),
    step: (state, event) => {
      const { received, ticked } = state as ScriptedState;
      if (event.type === 'message')
        return { state: { received: [...received, event.message.type], ticked }, effects: [] };
      const output: Effect[] = hasOutputs === true ? [{ type: 'output', value: { type: 'ticked' } }] : [];
      const effects = [...sends(ticks[ticked] ?? []), ...output, ...arms(ticked + 1)];
      return { state: { received: [...received, 'tick'], ticked: ticked + 1 }, effects };
    },
    view: (state) => state as ScriptedState,
  };
}

/** A system of such nodes, by name. */
export function scriptedNodes(
  scripts: Readonly<Record<string, Script>>,
  others: Partial<System> = {},
): System {
  const nodes = Object.entries(scripts).map(([name, script]) => [name, scriptedNode(script)]);
  return { nodes: Object.fromEntries(nodes), setting: {}, network: 'unordered', ...others };
}

/** What tests of local steps need: the context of one world, and a count of computed steps. */
import type { ExpansionContext } from '../../checker/explore/successors/local-steps.ts';
import type { Action } from '../../checker/semantics/actions.ts';
import type { World } from '../../checker/semantics/world.ts';

/** A context that expands this world; `computed` lists the actions whose effects were computed. */
export function contextOf(world: World): ExpansionContext & { readonly computed: Action[] } {
  const computed: Action[] = [];
  return {
    computed,
    world: () => world,
    atWorld: (run) => run(),
    atAction: (_, run) => run(),
    judge: (_, action) => computed.push(action),
    note: () => {},
  };
}

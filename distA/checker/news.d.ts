/** How properties look at a run: they ask of a world only what can be otherwise than before its last action. */
import type { NodeId } from './actor.ts';
import { type Sights } from './sight.ts';
import type { Walk } from './walk.ts';
/** Sights of a walk; whoever needs the whole of each world is shown it the plain way. */
export declare function newsSights(nodes: readonly NodeId[], walk: Walk): Sights;

/** Partial-order reduction: which systems it takes. What it does, and why nothing is missed, is said in `fast/sleep.ts`. */
import { UsageError } from './errors.ts';
import { isSymmetric } from './symmetry.ts';
import type { System } from './system.ts';

/** Nodes of a system that is reduced: a bit each. */
const nodesMax = 31;

/** @throws UsageError for a system in which what a node does by itself depends on others. */
export function refusePartialOrder(system: System): void {
  const count = Object.keys(system.nodes).length;
  const reasons: readonly (readonly [boolean, string])[] = [
    [
      isSymmetric(system),
      "its nodes may change places; leave out 'symmetric' (--no-symmetry), or keep to it, which mostly saves more",
    ],
    [system.calls !== undefined, "its nodes read one another ('calls')"],
    [system.patience !== undefined, "its timers wait for others ('patience')"],
    [system.rebase !== undefined, "its worlds stand for later ones ('rebase')"],
    [count > nodesMax, `it has ${count} nodes, and ${nodesMax} are the most`],
  ];
  for (const [isSo, reason] of reasons)
    if (isSo) throw new UsageError(`this system is not reduced by partial orders: ${reason}`);
}

/** The saved state of a servent: its tables as sorted lists, so that equal states are equal data. */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Gnutella, Ring } from '../../models/gnutella/messages.ts';

/** The state of a servent between two steps. */
export interface ServentSaved {
  readonly open: readonly NodeId[];
  readonly hasLeft: boolean;
  readonly routes: Gnutella['view']['routes'];
  readonly pushRoutes: Gnutella['view']['pushRoutes'];
  readonly issued: number;
  readonly ring: Ring | null;
}

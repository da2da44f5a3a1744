/** The saved state of a node: plain data that `Node.save` returns and `Node.load` takes back. */
import type { NodeView } from '../../models/chord/node/messages.ts';
import type { RingState } from './ring.ts';

/** A node between two steps. Contacts are names here; a node makes numbers of them. */
export interface ChordSaved extends RingState, Omit<NodeView, keyof RingState> {
  /** The number of the finger that is fixed next. */
  readonly nextFinger: number;
}

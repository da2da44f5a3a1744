/** The home of a node's parts: what ring, lookups and keys share, and the outbox of the step that is being taken. */
import type { NodeId, Outbox } from '../../checker/actors/actor.ts';
import type { ChordNode, NodeSetting } from '../../models/chord/node/messages.ts';
import type { Routing } from './routing.ts';
import type { ChordRules } from './rules.ts';

/** What the parts of one node share. */
export interface Home {
  readonly self: NodeId;
  readonly setting: NodeSetting;
  readonly rules: ChordRules;
  readonly routing: Routing;
  /** The outbox of the current step. */
  out: Outbox<ChordNode>;
}

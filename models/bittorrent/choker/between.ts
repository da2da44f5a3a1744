/**
 * The choice between two rounds (C6): with the setting `between: 'once'` the published rules choose anew at
 * some events. `held` never does (C4).
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { ChokerInput, ChokerSetting } from './messages.ts';

/** Whether a choker chooses anew at an input, given the interested and the unchoked peers before it. */
export function isAnew(
  { rule, between }: Pick<ChokerSetting, 'rule' | 'between'>,
  { type, peer }: ChokerInput,
  interested: ReadonlySet<NodeId>,
  unchoked: ReadonlySet<NodeId>,
): boolean {
  if (between === 'rounds' || rule === 'held') return false;
  switch (type) {
    case 'connect':
      return rule !== 'recent';
    case 'leave':
      return rule === 'text' || (interested.has(peer) && unchoked.has(peer));
    case 'interested':
    case 'notInterested':
      return unchoked.has(peer);
  }
}

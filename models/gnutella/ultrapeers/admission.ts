/**
 * The rules of admission: whether a peer needs ultrapeers, has room for a link, and follows leaf guidance.
 * Sources: "Ultrapeers: Another Step Towards Gnutella Scalability" (Singla & Rohrs 2001), section 3;
 * gtk-gnutella, src/core/nodes.c.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import { limitsOf, openTo, type PeerContext, ultrapeersHeld } from './context.ts';
import type { Kind } from './messages.ts';

/** The kind that the header X-Ultrapeer tells. */
export function kindOf(ultrapeer: boolean): Kind {
  return ultrapeer ? 'ultrapeer' : 'leaf';
}

/** Whether an ultrapeer needs more links to others; the answer to a peer that connects says so. */
export function needsUltrapeers(context: PeerContext, except: string): boolean {
  return ultrapeersHeld(context, except) < context.setting.ultrapeersNeeded;
}

/** Whether an ultrapeer has room for one more open link to a peer of this kind. */
export function hasRoomFor(context: PeerContext, kind: Kind): boolean {
  return openTo(context, kind).length < limitsOf('ultrapeer', context.setting)[kind];
}

/** Whether a peer follows the guidance of an ultrapeer. */
export function follows({ self, setting }: PeerContext, ultrapeer: NodeId): boolean {
  const { able, follows } = setting;
  return follows === 'any' || able.indexOf(ultrapeer) < able.indexOf(self);
}

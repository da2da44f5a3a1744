/**
 * The transmissions of a trace: pairs each delivery or loss of a message with the step that sent it. A trace
 * does not record the pair, so of equal messages in flight the oldest is taken. If none is in flight (the
 * network delivers a message twice) it is the one that was delivered last.
 */

import { canonical, type NodeId, type Tagged, type Trace } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';

/** One message from its sending to its end. Steps are counted from 1; 0 is the initial world. */
export interface Transmission {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
  readonly sentAt: number;
  /** The step of its delivery or loss; absent if it is in flight at the end of the trace. */
  readonly ended?: { readonly at: number; readonly how: 'arrived' | 'lost' };
}

interface Link {
  /** Steps that sent the messages in flight, oldest first. */
  readonly inFlight: number[];
  last: number;
}

/** The transmissions, in the order in which they were sent. */
export function transmissionsOf({ steps }: Trace): Transmission[] {
  const links = new Map<string, Link & Pick<Transmission, 'from' | 'to' | 'message'>>();
  const ended: Transmission[] = [];
  const linkOf = (from: NodeId, to: NodeId, message: Tagged) => {
    const key = canonical([from, to, message]);
    const known = links.get(key) ?? { from, to, message, inFlight: [], last: 0 };
    links.set(key, known);
    return known;
  };
  for (const [index, { action, effects }] of steps.entries()) {
    const at = index + 1;
    if (action.type === 'deliver' || action.type === 'drop') {
      const { from, to, message } = action;
      const link = linkOf(from, to, message);
      link.last = link.inFlight.shift() ?? link.last;
      const how = action.type === 'deliver' ? 'arrived' : 'lost';
      ended.push({ from, to, message, sentAt: link.last, ended: { at, how } });
    } else if (action.type === 'duplicate') {
      const link = linkOf(action.from, action.to, action.message);
      link.inFlight.unshift(link.inFlight[0] ?? link.last);
    } else if (action.type === 'inject') {
      linkOf(action.from, action.to, action.message).inFlight.push(at);
    }
    const from = actingNode(action);
    for (const effect of effects) {
      if (effect.type === 'send' && from !== undefined)
        linkOf(from, effect.to, effect.message).inFlight.push(at);
    }
  }
  const pending = [...links.values()].flatMap(({ from, to, message, inFlight }) =>
    inFlight.map((sentAt): Transmission => ({ from, to, message, sentAt })),
  );
  return [...ended, ...pending].sort((a, b) => a.sentAt - b.sentAt || endOf(a) - endOf(b));
}

function endOf({ ended }: Transmission): number {
  return ended?.at ?? Number.POSITIVE_INFINITY;
}

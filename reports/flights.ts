/**
 * Messages of a trace from sending to arrival. A trace says what each step sent and what it received, not which sending a
 * delivery goes back to; of several equal ones under way the oldest is taken, and where none is under way any more (the
 * network delivers twice) the last one that arrived.
 */

import { canonical, type NodeId, type Tagged, type Trace } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';

/** One message from one node to another. Steps are counted from 1; 0 is the initial world. */
export interface Flight {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly message: Tagged;
  readonly sentAt: number;
  /** The step that received it or saw it lost; absent where the trace ends before. */
  readonly ended?: { readonly at: number; readonly how: 'arrived' | 'lost' };
}

interface Link {
  /** Steps that sent a message which is still under way, oldest first. */
  readonly underWay: number[];
  last: number;
}

/** In the order in which they were sent. */
export function flightsOf({ steps }: Trace): Flight[] {
  const links = new Map<string, Link & Pick<Flight, 'from' | 'to' | 'message'>>();
  const ended: Flight[] = [];
  const linkOf = (from: NodeId, to: NodeId, message: Tagged) => {
    const key = canonical([from, to, message]);
    const known = links.get(key) ?? { from, to, message, underWay: [], last: 0 };
    links.set(key, known);
    return known;
  };
  for (const [index, { action, effects }] of steps.entries()) {
    const at = index + 1;
    if (action.type === 'deliver' || action.type === 'drop') {
      const { from, to, message } = action;
      const link = linkOf(from, to, message);
      link.last = link.underWay.shift() ?? link.last;
      const how = action.type === 'deliver' ? 'arrived' : 'lost';
      ended.push({ from, to, message, sentAt: link.last, ended: { at, how } });
    } else if (action.type === 'duplicate') {
      const link = linkOf(action.from, action.to, action.message);
      link.underWay.unshift(link.underWay[0] ?? link.last);
    } else if (action.type === 'inject') {
      linkOf(action.from, action.to, action.message).underWay.push(at);
    }
    const from = actingNode(action);
    for (const effect of effects) {
      if (effect.type === 'send' && from !== undefined)
        linkOf(from, effect.to, effect.message).underWay.push(at);
    }
  }
  const pending = [...links.values()].flatMap(({ from, to, message, underWay }) =>
    underWay.map((sentAt): Flight => ({ from, to, message, sentAt })),
  );
  return [...ended, ...pending].sort((a, b) => a.sentAt - b.sentAt || endOf(a) - endOf(b));
}

function endOf({ ended }: Flight): number {
  return ended?.at ?? Number.POSITIVE_INFINITY;
}

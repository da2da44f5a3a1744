/**
 * The way of a lookup, read from the worlds of a trace: the nodes that it was sent to, one after the other, and
 * the owner that it ended with. A view has only the node that is asked; deliveries have the rest.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Standing } from '../../../checker/semantics/world.ts';
import type { Frame } from '../../../checker/suite/picture.ts';
import type { Key, Lookup, NodeMessage, NodeView } from '../../../models/chord/node/messages.ts';

/** A lookup, as far as it has come. */
export interface Way {
  readonly origin: NodeId;
  readonly key: Key;
  /** The origin, and the node of each forwarding, in order. */
  readonly nodes: readonly NodeId[];
  /** The nodes that the origin has given up. */
  readonly tried: ReadonlySet<NodeId>;
  /** The owner that it was told; absent while it is open, and if it failed. */
  readonly owner?: NodeId;
}

/** The view of a node that is up; a trace of another protocol has other views, an adversary an empty one. */
export function viewOf(standing: Standing | undefined): NodeView | undefined {
  if (standing === undefined || !('up' in standing)) return undefined;
  const view = standing.up as Partial<NodeView>;
  const isNode =
    Array.isArray(view.successors) &&
    view.fingers instanceof Map &&
    view.lookups instanceof Map &&
    view.keys instanceof Set;
  return isNode ? (view as NodeView) : undefined;
}

/**
 * The way that each world shows: that of the lookup that moved last.
 *
 * @returns a list as long as `frames`; undefined before the first lookup, and after a crash of the origin.
 */
export function waysOf(frames: readonly Frame[]): readonly (Way | undefined)[] {
  const open = new Map<string, Way>();
  let shown: Way | undefined;
  return frames.map((frame, at) => {
    const before = frames[at - 1]?.standings;
    for (const way of changed(open, frame, before)) {
      open.set(nameOf(way), way);
      shown = way;
    }
    if (shown !== undefined && viewOf(frame.standings.get(shown.origin)) === undefined) shown = undefined;
    return shown;
  });
}

function nameOf({ origin, key }: Pick<Way, 'origin' | 'key'>): string {
  return JSON.stringify([origin, key]);
}

/** The ways of the lookups that began, moved or ended in a step. */
function changed(
  known: ReadonlyMap<string, Way>,
  { action, standings }: Frame,
  before: Frame['standings'] | undefined,
): readonly Way[] {
  const ways: Way[] = [];
  for (const [origin, standing] of standings) {
    const [old, now] = [viewOf(before?.get(origin))?.lookups, viewOf(standing)?.lookups];
    for (const [key, lookup] of now ?? []) {
      const way = known.get(nameOf({ origin, key }));
      const last = old?.get(key);
      if (way === undefined || last === undefined) ways.push(wayTo(begun(origin, key), lookup));
      else if (hasMoved(last, lookup)) ways.push(wayTo(way, lookup));
    }
  }
  if (action?.type !== 'deliver') return ways;
  const { from, to } = action;
  const message = action.message as Partial<NodeMessage>;
  if (message.type === 'FindSuccessor') {
    const { origin, key, forwardings } = message as NodeMessage & { readonly type: 'FindSuccessor' };
    const way = known.get(nameOf({ origin, key }));
    if (way !== undefined && way.owner === undefined && way.nodes[forwardings - 1] === from)
      ways.push({ ...way, nodes: [...way.nodes.slice(0, forwardings), to] });
  }
  if (message.type === 'Found') {
    const { key, owner } = message as NodeMessage & { readonly type: 'Found' };
    const way = known.get(nameOf({ origin: to, key }));
    const last = viewOf(before?.get(to))?.lookups.get(key);
    const now = viewOf(standings.get(to))?.lookups.get(key);
    const isTaken = last !== undefined && !last.isPutting && (now === undefined || now.isPutting);
    if (way !== undefined && isTaken) ways.push({ ...way, owner });
  }
  return ways;
}

function begun(origin: NodeId, key: Key): Way {
  return { origin, key, nodes: [origin], tried: new Set() };
}

function hasMoved(last: Lookup, now: Lookup): boolean {
  if (now.isPutting) return false;
  return last.isPutting || last.asked !== now.asked || last.forwardings !== now.forwardings;
}

/** The way to the node that is asked. */
function wayTo({ origin, key, nodes }: Way, { asked, forwardings, tried }: Lookup): Way {
  const to = nodes.slice(0, Math.max(1, forwardings));
  return { origin, key, nodes: [...to, asked], tried };
}

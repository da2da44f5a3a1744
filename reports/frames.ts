/** The worlds of a trace as frames, one for each world: the input of a suite's pictures. */
import type { Frame, NodeId, Standing, Trace } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import { transmissionsOf } from './transmissions.ts';

/** The worlds of a trace, each with its messages in transmission. */
export function framesOf(trace: Trace): Frame[] {
  let standings: ReadonlyMap<NodeId, Standing> = new Map(Object.entries(trace.initial));
  const worlds = [standings];
  for (const step of trace.steps) {
    standings = after(standings, step);
    worlds.push(standings);
  }
  const transmissions = transmissionsOf(trace).map((transmission) => ({
    ...transmission,
    until: transmission.ended?.at ?? vanishesAt(worlds, transmission),
  }));
  return worlds.map((now, step) => {
    const action = trace.steps[step - 1]?.action;
    const actor = action && actingNode(action);
    const inFlight = transmissions.filter(({ sentAt, until }) => sentAt <= step && step < until);
    return {
      ...(action !== undefined && { action }),
      ...(actor !== undefined && { actor }),
      standings: now,
      messages: inFlight.map(({ from, to }) => [from, to] as const),
    };
  });
}

/** The world from which on a message that never arrives is not drawn: one of its nodes is not up. */
function vanishesAt(
  worlds: readonly ReadonlyMap<NodeId, Standing>[],
  { from, to, sentAt }: ReturnType<typeof transmissionsOf>[number],
): number {
  const isUp = (world: ReadonlyMap<NodeId, Standing>, node: NodeId) => 'up' in (world.get(node) ?? {});
  const at = worlds.findIndex((world, step) => step >= sentAt && !(isUp(world, from) && isUp(world, to)));
  return at < 0 ? Number.POSITIVE_INFINITY : at;
}

/** The standings after a step. */
export function after(
  before: ReadonlyMap<NodeId, Standing>,
  { changes }: Trace['steps'][number],
): ReadonlyMap<NodeId, Standing> {
  const now = new Map(before);
  for (const change of changes) {
    const standing = now.get(change.node);
    if ('standing' in change) now.set(change.node, change.standing);
    else if ('field' in change && standing !== undefined && 'up' in standing)
      now.set(change.node, { ...standing, up: { ...standing.up, [change.field]: change.after } });
  }
  return now;
}

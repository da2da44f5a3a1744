/** Plain data with other names: nodes are spelled as strings, in values, fields, Map keys and Set members alike. */
import type { Actor, NodeId } from './actor.ts';

/** What a node is called now; whatever is no node that changes its name stays as it is. */
export type Naming = (node: NodeId) => NodeId;

/** Each of two nodes under the name of the other. */
export function exchanged(one: NodeId, other: NodeId): Naming {
  return (node) => (node === one ? other : node === other ? one : node);
}

/** A copy with other names; parts in which no name changes are the very same. */
export function renamed<T>(data: T, name: Naming): T {
  return walked(data, name) as T;
}

function walked(part: unknown, name: Naming): unknown {
  if (typeof part === 'string') return name(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return unlessSame(part, part, name, (items) => items);
  if (part instanceof Set) return unlessSame(part, [...part], name, (members) => new Set(members));
  if (part instanceof Map)
    return unlessSame(part, [...part].flat(), name, (items) => new Map(inPairs(items)));
  return unlessSame(part, Object.entries(part).flat(), name, (items) => {
    const record: object = Object.fromEntries(inPairs(items) as [string, unknown][]);
    return Object.getPrototypeOf(part) === null ? Object.setPrototypeOf(record, null) : record;
  });
}

function unlessSame<T>(
  whole: T,
  items: readonly unknown[],
  name: Naming,
  made: (items: unknown[]) => unknown,
): unknown {
  const after = items.map((item) => walked(item, name));
  return after.every((item, at) => item === items[at]) ? whole : made(after);
}

function inPairs(items: readonly unknown[]): [unknown, unknown][] {
  return Array.from({ length: items.length / 2 }, (_, at) => [items[2 * at], items[2 * at + 1]]);
}

/** A timer of a part of a node says of which partner: `retry@b`. */
export function renamedTimer(timer: string, name: Naming): string {
  const at = timer.lastIndexOf('@');
  return at < 0 ? timer : `${timer.slice(0, at)}@${name(timer.slice(at + 1))}`;
}

/** As a world keeps armed timers: in name order. */
export function renamedTimers(armed: readonly string[], name: Naming): readonly string[] {
  return armed.map((timer) => renamedTimer(timer, name)).sort();
}

/** The state of an actor with other names, by the actor's own rule where it has one. */
export function renamedState(actor: Actor, state: unknown, name: Naming): unknown {
  return actor.rename === undefined ? renamed(state, name) : actor.rename(state, name);
}

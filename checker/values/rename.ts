/**
 * Renaming of nodes in plain data. Each string that is a node's name is replaced, whether it is a value, a
 * field, a key of a Map or a member of a Set.
 */

/** A renaming: gives the new name of a node; a string that is no node's name is returned unchanged. */
export type Naming = (node: string) => string;

/** The renaming that exchanges two nodes. */
export function exchanged(one: string, other: string): Naming {
  return (node) => (node === one ? other : node === other ? one : node);
}

/** Renamed data; parts in which no name changes are shared with the original. */
export function renamed<T>(data: T, name: Naming): T {
  return renamedPart(data, name) as T;
}

function renamedPart(part: unknown, name: Naming): unknown {
  if (typeof part === 'string') return name(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return renamedItems(part, name);
  if (part instanceof Set) {
    const members = [...part];
    const after = renamedItems(members, name);
    return after === members ? part : new Set(after);
  }
  if (part instanceof Map) {
    const entries = [...part];
    const after = renamedItems(entries, name);
    return after === entries ? part : new Map(after as typeof entries);
  }
  return renamedFields(part as Readonly<Record<string, unknown>>, name);
}

/** The same list object if no name in it changes. */
function renamedItems(items: readonly unknown[], name: Naming): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const after = renamedPart(items[at], name);
    if (Object.is(after, items[at])) continue;
    copy ??= items.slice();
    copy[at] = after;
  }
  return copy ?? items;
}

function renamedFields(record: Readonly<Record<string, unknown>>, name: Naming): object {
  let copy: Record<string, unknown> | undefined;
  let hasNewFields = false;
  const fields = Object.keys(record);
  for (const field of fields) {
    hasNewFields ||= name(field) !== field;
    const after = renamedPart(record[field], name);
    if (Object.is(after, record[field])) continue;
    copy ??= { ...record };
    copy[field] = after;
  }
  const values = copy ?? record;
  if (values === record && !hasNewFields) return record;
  const renamed: object = hasNewFields
    ? Object.fromEntries(fields.map((field) => [name(field), values[field]]))
    : values;
  return Object.getPrototypeOf(record) === null ? Object.setPrototypeOf(renamed, null) : renamed;
}

/** The renamed timer. The timer of a part of a composite node has its partner in its name: `retry@b`. */
export function renamedTimer(timer: string, name: Naming): string {
  const at = timer.lastIndexOf('@');
  return at < 0 ? timer : `${timer.slice(0, at)}@${name(timer.slice(at + 1))}`;
}

/** Renamed armed timers, in name order, as a world keeps them. */
export function renamedTimers(armed: readonly string[], name: Naming): readonly string[] {
  return armed.map((timer) => renamedTimer(timer, name)).sort();
}

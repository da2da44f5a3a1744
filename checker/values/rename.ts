/** Plain data with other names: nodes are spelled as strings, in values, fields, Map keys and Set members alike. */

/** What a node is called now; whatever is no node that changes its name stays as it is. */
export type Naming = (node: string) => string;

/** Each of two nodes under the name of the other. */
export function exchanged(one: string, other: string): Naming {
  return (node) => (node === one ? other : node === other ? one : node);
}

/** A copy with other names; parts in which no name changes are the very same. */
export function renamed<T>(data: T, name: Naming): T {
  return walked(data, name) as T;
}

function walked(part: unknown, name: Naming): unknown {
  if (typeof part === 'string') return name(part);
  if (typeof part !== 'object' || part === null) return part;
  if (Array.isArray(part)) return walkedItems(part, name);
  if (part instanceof Set) {
    const members = [...part];
    const after = walkedItems(members, name);
    return after === members ? part : new Set(after);
  }
  if (part instanceof Map) {
    const entries = [...part];
    const after = walkedItems(entries, name);
    return after === entries ? part : new Map(after as typeof entries);
  }
  return walkedFields(part as Readonly<Record<string, unknown>>, name);
}

/** The very same list where no name in it changes. */
function walkedItems(items: readonly unknown[], name: Naming): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let at = 0; at < items.length; at++) {
    const after = walked(items[at], name);
    if (Object.is(after, items[at])) continue;
    copy ??= items.slice();
    copy[at] = after;
  }
  return copy ?? items;
}

function walkedFields(record: Readonly<Record<string, unknown>>, name: Naming): object {
  let copy: Record<string, unknown> | undefined;
  let hasNewFields = false;
  const fields = Object.keys(record);
  for (const field of fields) {
    hasNewFields ||= name(field) !== field;
    const after = walked(record[field], name);
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

/** A timer of a part of a node says of which partner: `retry@b`. */
export function renamedTimer(timer: string, name: Naming): string {
  const at = timer.lastIndexOf('@');
  return at < 0 ? timer : `${timer.slice(0, at)}@${name(timer.slice(at + 1))}`;
}

/** As a world keeps armed timers: in name order. */
export function renamedTimers(armed: readonly string[], name: Naming): readonly string[] {
  return armed.map((timer) => renamedTimer(timer, name)).sort();
}

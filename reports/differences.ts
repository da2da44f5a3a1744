/**
 * The difference of two values of plain data: records and Maps are compared by their keys, arrays by their
 * indices, Sets by their members. A short value, and a value with hardly any common part, is shown whole.
 */
import { canonical } from '../checker/values/canonical.ts';
import { value } from './text.ts';

/**
 * One changed part. The path '' is the whole value; `nextIndex.b`, `elections[1]` and `log[0].term` are
 * parts.
 */
export type Difference =
  | { readonly kind: 'changed'; readonly path: string; readonly before: unknown; readonly after: unknown }
  | { readonly kind: 'added'; readonly path: string; readonly after: unknown }
  | { readonly kind: 'removed'; readonly path: string; readonly before: unknown };

/** The length of two arrays or Sets of strings and numbers, together, that are shown whole. */
const shortListsMax = 48;

/** The differences, in the order of the data; none if the values are equal. `name` begins every path. */
export function differences(before: unknown, after: unknown, name = ''): readonly Difference[] {
  if (isSame(before, after)) return [];
  const whole: Difference = { kind: 'changed', path: name, before, after };
  const parts = [...partsOf(before, after, name)];
  return sizeOf(parts) < sizeOf([whole]) ? parts : [whole];
}

function* partsOf(before: unknown, after: unknown, path: string): Generator<Difference> {
  const [was, is] = [entriesOf(before), entriesOf(after)];
  if (isEmpty(before) || isEmpty(after) || areShortLists(before, after))
    yield { kind: 'changed', path, before, after };
  else if (Array.isArray(before) && Array.isArray(after)) yield* ofArrays(before, after, path);
  else if (before instanceof Set && after instanceof Set) yield* ofSets(before, after, path);
  else if (was !== undefined && is !== undefined && was.isMap === is.isMap && !isReplaced(was, is))
    yield* ofEntries(was, is, path);
  else yield { kind: 'changed', path, before, after };
}

/** The entries of a record or a Map: compared by key, with the printed name and the value. */
interface Entries {
  readonly isMap: boolean;
  readonly items: ReadonlyMap<string, readonly [name: string, value: unknown]>;
}

function entriesOf(data: unknown): Entries | undefined {
  if (data instanceof Map)
    return {
      isMap: true,
      items: new Map([...data].map(([key, item]) => [canonical(key), [value(key), item]])),
    };
  if (!isRecord(data)) return undefined;
  return {
    isMap: false,
    items: new Map(Object.entries(data).map(([name, field]) => [name, [value(name), field]])),
  };
}

/** Whether all values are strings and numbers, and none of them is unchanged. */
function isReplaced({ items: before }: Entries, { items: after }: Entries): boolean {
  const all = [...before.values(), ...after.values()];
  const areAtoms = all.every(([, item]) => typeof item !== 'object' || item === null);
  return (
    areAtoms && ![...before].some(([key, [, was]]) => after.has(key) && isSame(was, after.get(key)?.[1]))
  );
}

function* ofEntries(
  { isMap, items: before }: Entries,
  { items: after }: Entries,
  path: string,
): Generator<Difference> {
  const pathOf = (name: string) => (isMap ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`);
  for (const [key, [name, was]] of before) {
    const now = after.get(key);
    if (now === undefined) yield { kind: 'removed', path: pathOf(name), before: was };
    else yield* differences(was, now[1], pathOf(name));
  }
  for (const [key, [name, now]] of after)
    if (!before.has(key)) yield { kind: 'added', path: pathOf(name), after: now };
}

/** Skips the common start and end, and compares the rest index by index. */
function* ofArrays(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): Generator<Difference> {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSame(before[head], after[head])) head++;
  let tail = 0;
  while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail++;
  const ends = [before.length - tail, after.length - tail] as const;
  for (let at = head; at < Math.max(...ends); at++) {
    if (at >= ends[0]) yield { kind: 'added', path: `${path}[${at}]`, after: after[at] };
    else if (at >= ends[1]) yield { kind: 'removed', path: `${path}[${at}]`, before: before[at] };
    else yield* differences(before[at], after[at], `${path}[${at}]`);
  }
}

function* ofSets(
  before: ReadonlySet<unknown>,
  after: ReadonlySet<unknown>,
  path: string,
): Generator<Difference> {
  const keys = (set: ReadonlySet<unknown>) => new Set([...set].map((item) => canonical(item)));
  const [was, is] = [keys(before), keys(after)];
  for (const item of before) if (!is.has(canonical(item))) yield { kind: 'removed', path, before: item };
  for (const item of after) if (!was.has(canonical(item))) yield { kind: 'added', path, after: item };
}

function isSame(one: unknown, other: unknown): boolean {
  return Object.is(one, other) || canonical(one) === canonical(other);
}

function isEmpty(data: unknown): boolean {
  if (Array.isArray(data)) return data.length === 0;
  if (data instanceof Set || data instanceof Map) return data.size === 0;
  return isRecord(data) && Object.keys(data).length === 0;
}

function isRecord(data: unknown): data is object {
  const isObject = typeof data === 'object' && data !== null;
  return isObject && !Array.isArray(data) && !(data instanceof Set) && !(data instanceof Map);
}

/** Whether both are short arrays or Sets of strings and numbers. */
function areShortLists(before: unknown, after: unknown): boolean {
  const all = [before, after].map((data) =>
    Array.isArray(data) || data instanceof Set ? [...data] : undefined,
  );
  const areAtoms = all.every((items) => items?.every((item) => typeof item !== 'object' || item === null));
  return areAtoms && value(before).length + value(after).length <= shortListsMax;
}

/** The number of characters that the differences take. */
function sizeOf(parts: readonly Difference[]): number {
  return parts
    .map((part) => {
      const shown = [...('before' in part ? [part.before] : []), ...('after' in part ? [part.after] : [])];
      return part.path.length + shown.reduce((sum: number, data) => sum + value(data).length + 4, 0) + 2;
    })
    .reduce((sum, size) => sum + size, 0);
}

/**
 * Plain data, counts and names as text for a reader. Errors and reports write values with it; it cannot be
 * read back.
 */

/** `1,234` */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 step`, `1,234 steps` */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}

/** Plain data in one line: `{term: 1, entries: [x, y]}`, `Set {a, b}`. Words have no quotes. */
export function value(data: unknown): string {
  if (typeof data === 'string') return /^[\w.:/@-]+$/.test(data) ? data : JSON.stringify(data);
  if (typeof data === 'bigint') return `${data}n`;
  if (typeof data !== 'object' || data === null) return Object.is(data, -0) ? '-0' : String(data);
  if (Array.isArray(data))
    return `[${Array.from(data, (item, at) => (at in data ? value(item) : 'a hole')).join(', ')}]`;
  if (data instanceof Set) return `Set {${[...data].map(value).join(', ')}}`;
  if (data instanceof Map)
    return `Map {${[...data].map(([key, item]) => `${value(key)}: ${value(item)}`).join(', ')}}`;
  const record = `{${fields(data)}}`;
  return Object.getPrototypeOf(data) === null ? `[Object: null prototype] ${record}` : record;
}

/** A tagged value by its type: `RequestVote {term: 1}`. */
export function tagged(data: { readonly type: string }): string {
  const { type, ...rest } = data;
  return Object.keys(rest).length === 0 ? value(type) : `${value(type)} {${fields(rest)}}`;
}

function fields(record: object): string {
  return Object.entries(record)
    .map(([name, field]) => `${value(name)}: ${value(field)}`)
    .join(', ');
}

/** A name as flags and file names spell it: lower case, a hyphen for each run of other characters. */
export function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
}

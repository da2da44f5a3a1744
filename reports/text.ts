/** Text for people: numbers, values and wrapped lines, and palettes of colours. */

/** Functions that colour text; those of `plain` change nothing. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  green(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  cyan(text: string): string;
}

const same = (text: string) => text;
/** The palette without colours. */
export const plain: Palette = { bold: same, dim: same, green: same, red: same, yellow: same, cyan: same };

/** `1,234` */
export function count(n: number): string {
  return n.toLocaleString('en-US');
}

/** `1 step`, `1,234 steps` */
export function counted(n: number, noun: string, plural = `${noun}s`): string {
  return `${count(n)} ${n === 1 ? noun : plural}`;
}

/** `0.8 s` */
export function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}

/** Wraps a line at spaces, and splits a word longer than a line; continued lines are indented by two more columns. */
export function wrapped(line: string, columns: number): string[] {
  const indent = `${/^ */.exec(line)?.[0] ?? ''}  `;
  const lines: string[] = [];
  let remaining = line;
  while (remaining.length > columns) {
    const space = remaining.lastIndexOf(' ', columns);
    const at = space > columns / 2 ? space : columns;
    lines.push(remaining.slice(0, at));
    remaining = `${indent}${remaining.slice(at).trimStart()}`;
  }
  return [...lines, remaining];
}

/** Plain data in one line: `{term: 1, entries: [x, y]}`, `Set {a, b}`. Simple strings have no quotes. */
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
  const { type, ...others } = data;
  return Object.keys(others).length === 0 ? value(type) : `${value(type)} {${fields(others)}}`;
}

function fields(record: object): string {
  return Object.entries(record)
    .map(([name, field]) => `${value(name)}: ${value(field)}`)
    .join(', ');
}

/**
 * A counterexample as a test to paste: it takes the same actions, and fails as long as they violate the
 * property. Data are written as JavaScript, so Map, Set and bigint keep their types.
 */
import type { TraceRecord } from '../checker/index.ts';
import { printableJson } from '../checker/values/printable.ts';

/** The module that exports a suite, the name of the export, and the index if the export is a list. */
export interface SuiteSource {
  /** The specifier of the import, relative to the test. */
  readonly from: string;
  readonly name: string;
  readonly at?: number;
}

/** The lines of the test. Without a source the reader must add the import of the suite. */
export function testText(
  { protocol, subject, scope, property, trace }: TraceRecord,
  source?: SuiteSource,
): string[] {
  const { start, steps, loop } = trace;
  return [
    "import 'swarmcheck/vitest';",
    "import { expect, it } from 'vitest';",
    ...importText(protocol, source),
    '',
    `it(${literal(`keeps ${property.name} where it was violated`)}, () => {`,
    `  expect(suite).toHold(${literal(property.name)}, {`,
    `    subject: ${literal(subject)},`,
    `    scope: ${literal(scope)},`,
    '    along: {',
    ...(start === 0 ? [] : [`      start: ${start},`]),
    ...(loop === undefined ? [] : [`      loop: ${loop},`]),
    '      actions: [',
    ...steps.map(({ action }) => `        ${literal(action)},`),
    '      ],',
    '    },',
    '  });',
    '});',
  ];
}

function importText(protocol: string, source: SuiteSource | undefined): string[] {
  if (source === undefined) return [`// and import the suite of protocol ${literal(protocol)} as suite`];
  const { from, name, at } = source;
  const local = at === undefined ? 'suite' : 'suites';
  const clause = name === 'default' ? local : `{ ${name === local ? name : `${name} as ${local}`} }`;
  return [
    `import ${clause} from ${literal(from)};`,
    ...(at === undefined ? [] : ['', `const suite = suites[${at}];`]),
  ];
}

/** Plain data as JavaScript. */
export function literal(data: unknown): string {
  if (typeof data === 'string') return quoted(data);
  if (typeof data === 'bigint') return `${data}n`;
  if (typeof data !== 'object' || data === null) return Object.is(data, -0) ? '-0' : String(data);
  if (Array.isArray(data)) return arrayOf(data);
  if (data instanceof Set) return `new Set(${literal([...data])})`;
  if (data instanceof Map) return `new Map(${literal([...data])})`;
  const fields = Object.entries(data).map(([name, field]) => `${nameOf(name)}: ${literal(field)}`);
  const record = fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  return Object.getPrototypeOf(data) === null ? `Object.assign(Object.create(null), ${record})` : record;
}

/** An array; a hole is an empty place between commas, and a trailing hole needs one more comma. */
function arrayOf(items: readonly unknown[]): string {
  const parts = Array.from(items, (item, at) => (at in items ? literal(item) : ''));
  return `[${parts.join(', ')}${parts.at(-1) === '' ? ',' : ''}]`;
}

/** The name of a field; a plain `__proto__` would set the prototype instead. */
function nameOf(name: string): string {
  if (name === '__proto__') return "['__proto__']";
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
}

function quoted(text: string): string {
  const inner = printableJson(JSON.stringify(text))
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'");
  return `'${inner}'`;
}

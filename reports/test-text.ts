/**
 * A counterexample as a test to paste beside a suite: it takes the same actions, and fails as long as they break the promise.
 * Data are written as JavaScript, so Map, Set and bigint stay what they are.
 */
import type { TraceRecord } from '../checker/index.ts';
import { printableJson } from '../checker/values/printable.ts';

/** A module, and the name of its export that is the suite, or the list that has it at a place. */
export interface SuiteSource {
  /** As an `import` names it, from where the test is pasted. */
  readonly from: string;
  readonly name: string;
  readonly at?: number;
}

/** The test, a line an entry. Without a source the reader has to import the suite. */
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
    `it(${literal(`keeps ${property.name} where it was broken`)}, () => {`,
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

/** A hole is nothing between commas; behind one that comes last there is one more. */
function arrayOf(items: readonly unknown[]): string {
  const parts = Array.from(items, (item, at) => (at in items ? literal(item) : ''));
  return `[${parts.join(', ')}${parts.at(-1) === '' ? ',' : ''}]`;
}

/** A field of that name, and not the prototype that `__proto__` alone would mean. */
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

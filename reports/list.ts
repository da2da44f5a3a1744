/**
 * The list of protocols with their scopes, properties, known bugs and claims, as text and as data. One zod
 * schema gives the type and `schemas/list.schema.json`.
 */
import * as z from 'zod';
import {
  allProperties,
  type Bug,
  type CodecBug,
  codecChecksOf,
  describeScope,
  hasSubject,
  isFamily,
  type Property,
  type Side,
  type Suite,
  scopesIn,
  scopesOf,
} from '../checker/index.ts';
import { compareIds } from '../checker/suite/suite.ts';
import { slug } from '../checker/values/text.ts';
import { protocolHead } from './exploration-text.ts';
import { lengthText } from './refuted-text.ts';
import { defaultColumns, paragraph, widthOf } from './table.ts';
import { type Palette, plain } from './text.ts';

/** A new version means that older readers cannot read the list. */
export const listVersion = 1;

const count = z.int().nonnegative();

const side = z.enum(['model', 'implementation', 'lockstep']);

/** The schema of a list. */
export const listSchema = z
  .strictObject({
    format: z.literal('swarmcheck-list'),
    version: z.literal(listVersion),
    tool: z.string().describe('version of swarmcheck that wrote it'),
    protocols: z.array(
      z.strictObject({
        name: z.string().describe('the name that commands take'),
        says: z.string(),
        source: z.string(),
        subjects: z.array(side).describe('values of --subject, besides known bugs and refuted claims'),
        scopes: z.array(
          z.strictObject({
            name: z.string(),
            says: z.string(),
            members: z
              .array(z.string())
              .optional()
              .describe('of a family: its members, as scopes that commands take'),
          }),
        ),
        schedules: z
          .array(
            z.strictObject({
              scope: z.string(),
              runs: z.int(),
              actions: z.union([z.int(), z.array(z.int())]),
            }),
          )
          .describe('scopes in which verify draws schedules, with their number and length'),
        properties: z.array(
          z.strictObject({
            name: z.string(),
            word: z.string().describe('the value of --property'),
            kind: z.enum(['always', 'step', 'sometimes', 'possible', 'leadsTo', 'settles', 'inductive']),
            says: z.string(),
            source: z.string(),
            scopes: z.array(z.string()).optional().describe('the scopes that check it, if not all do'),
          }),
        ),
        codecs: z
          .array(
            z.strictObject({
              name: z.string().describe('the value of --codec'),
              says: z.string(),
              source: z.string(),
              laws: z.array(z.string()).describe('names of the laws that concern it'),
            }),
          )
          .optional()
          .describe('encoders and decoders; absent if there are none'),
        bugs: z.array(
          z.strictObject({
            id: z.string(),
            says: z.string(),
            source: z.string(),
            breaks: z.string().describe('name of the property, or of the law of codecs'),
            scope: z.string().optional().describe('scope of the search; absent for a bug of a codec'),
            codec: z.string().optional().describe('name of the codec that has the bug'),
            subjects: z.array(side).describe('subjects that have the bug'),
            equivalent: z
              .string()
              .optional()
              .describe('why it is an equivalent mutant, which must not be caught'),
          }),
        ),
        refuted: z
          .array(
            z.strictObject({
              id: z.string(),
              says: z.string(),
              source: z.string(),
              breaks: z.string().describe('name of the property'),
              scope: z.string().describe('scope in which the model violates it'),
              shortest: z
                .union([count, z.strictObject({ stem: count, loop: count })])
                .describe('length of the shortest counterexample, or of its stem and its loop'),
            }),
          )
          .describe('published claims that a counterexample refutes'),
      }),
    ),
  })
  .meta({
    title: 'swarmcheck list',
    description: 'Protocols with their scopes, properties, known bugs and refuted claims',
  });

/** A list as data. */
export type List = z.infer<typeof listSchema>;

/** The published JSON Schema. */
export function listJsonSchema(): object {
  return z.toJSONSchema(listSchema, { target: 'draft-2020-12' });
}

const sides: readonly Side[] = ['model', 'implementation', 'lockstep'];

/** Suites as data; `tool` is the version of swarmcheck. */
export function listOf(suites: readonly Suite[], tool: string): List {
  return { format: 'swarmcheck-list', version: listVersion, tool, protocols: suites.map(protocolOf) };
}

function protocolOf(suite: Suite): List['protocols'][number] {
  const { name, says, source, scopes, storms = [], refuted = {} } = suite;
  const codecs = codecChecksOf(suite);
  return {
    ...{ name, says, source },
    subjects: sides.filter((one) => hasSubject(suite, { side: one })),
    scopes: Object.entries(scopes).map(([scope, entry]) => ({
      ...{ name: scope, says: describeScope(suite, scope) },
      ...(isFamily(entry) && { members: [...scopesIn(suite, scope)] }),
    })),
    schedules: storms.map(({ scope, runs, actions }) => ({
      ...{ scope, runs },
      actions: typeof actions === 'number' ? actions : [...actions],
    })),
    properties: allProperties(suite).map((property) => propertyOf(suite, property)),
    ...(codecs.length > 0 && {
      codecs: codecs.map(({ name: codec, codec: { says, source }, laws }) => ({
        ...{ name: codec, says, source, laws: [...laws] },
      })),
    }),
    bugs: bugsOf(suite),
    refuted: Object.entries(refuted).map(([id, claim]) => ({
      ...{ id, says: claim.says, source: claim.source, breaks: claim.breaks.name },
      ...{ scope: claim.scope, shortest: claim.shortest },
    })),
  };
}

function propertyOf(suite: Suite, property: Property): List['protocols'][number]['properties'][number] {
  const { name, kind, says, source } = property;
  const scopes = scopesOf(suite, property);
  return { name, word: slug(name), kind, says, source, ...(scopes.length > 0 && { scopes: [...scopes] }) };
}

function bugOf(suite: Suite, id: string, bug: Bug): List['protocols'][number]['bugs'][number] {
  const { says, source, breaks, scope, equivalent } = bug;
  const subjects = sides.filter((one) => hasSubject(suite, { side: one, bug: id }));
  return {
    ...{ id, says, source, breaks: breaks.name, scope, subjects },
    ...(equivalent !== undefined && { equivalent }),
  };
}

/** The known bugs of roles and of codecs, in the order of their ids. */
function bugsOf(suite: Suite): List['protocols'][number]['bugs'] {
  const bugs = Object.entries(suite.bugs).map(([id, bug]) => bugOf(suite, id, bug));
  const codecBugs = Object.entries(suite.codecBugs ?? {}).map(([id, bug]) => codecBugOf(suite, id, bug));
  if (codecBugs.length === 0) return bugs;
  return [...bugs, ...codecBugs].sort((a, b) => compareIds(a.id, b.id));
}

function codecBugOf(
  suite: Suite,
  id: string,
  { says, source, breaks, codec, equivalent }: CodecBug,
): List['protocols'][number]['bugs'][number] {
  const { name } = codecChecksOf(suite).find((one) => one.codec === codec) ?? {};
  return {
    ...{ id, says, source, breaks, ...(name !== undefined && { codec: name }), subjects: [] },
    ...(equivalent !== undefined && { equivalent }),
  };
}

/** The text of one suite, in lines of at most so many columns. */
export function suiteText(
  suite: Suite,
  palette: Palette = plain,
  columns: number = defaultColumns,
): string[] {
  const { scopes, properties, codecs = [], bugs, refuted } = protocolOf(suite);
  const rows = (title: string, entries: readonly (readonly [string, string])[]) => [
    '',
    `  ${title}`,
    ...(entries.length === 0 ? ['    none'] : rowsText(entries, palette, columns)),
  ];
  return [
    ...protocolHead(suite, plain).flatMap((line, at) => headText(line, suite, at, palette, columns)),
    ...rows(
      'scopes',
      scopes.map(({ name, says }) => [name, says]),
    ),
    ...rows(
      'properties',
      properties.map(({ name, kind, says, scopes: where }) => [
        name,
        `${kinds[kind]}: ${says}${where === undefined ? '' : ` (in scope ${where.join(', ')})`}`,
      ]),
    ),
    ...(codecs.length === 0
      ? []
      : rows(
          'codecs',
          codecs.map(({ name, says }) => [name, says]),
        )),
    ...rows(
      'known bugs',
      bugs.map(({ id, says, breaks, equivalent }) => [
        id,
        equivalent === undefined ? `${says} Violates ${breaks}.` : `${says} Equivalent: ${equivalent}`,
      ]),
    ),
    ...(refuted.length === 0
      ? []
      : rows(
          'refuted claims',
          refuted.map(({ id, says, breaks, shortest }) => [
            id,
            `${breaks}: ${says} (${lengthText(shortest)})`,
          ]),
        )),
  ];
}

/** The heading of a suite: the name is bold, the source is dim, and long lines are wrapped. */
function headText(line: string, { name }: Suite, at: number, palette: Palette, columns: number): string[] {
  const indent = ' '.repeat(widthOf(name) + 2);
  const [first = '', ...others] = paragraph(line.slice(name.length + 2), columns - widthOf(indent));
  const lines = [first, ...others].map((text) => (at === 0 ? text : palette.dim(text)));
  return lines.map((text, nth) => (at === 0 && nth === 0 ? `${palette.bold(name)}  ${text}` : indent + text));
}

/**
 * Names in a column with their sentences beside them, or below them if the names take more than half of the
 * line.
 */
function rowsText(
  entries: readonly (readonly [name: string, says: string])[],
  { bold }: Palette,
  columns: number,
): string[] {
  const widest = Math.max(...entries.map(([name]) => widthOf(name)));
  const isBelow = 4 + widest + 2 > columns / 2;
  const indent = ' '.repeat(isBelow ? 6 : 4 + widest + 2);
  return entries.flatMap(([name, says]) => {
    const lines = paragraph(says, columns - indent.length).map((line) => indent + line);
    if (isBelow) return [`    ${bold(name)}`, ...lines];
    const [first = '', ...others] = lines;
    return [`    ${bold(name)}${first.slice(4 + widthOf(name))}`, ...others];
  });
}

const kinds: Readonly<Record<Property['kind'], string>> = {
  always: 'always',
  step: 'on every step',
  sometimes: 'sometimes',
  possible: 'always possible',
  leadsTo: 'leads to',
  settles: 'settles',
  inductive: 'inductive',
};

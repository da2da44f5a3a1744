/**
 * The trace file: self-contained, versioned JSON. One zod schema describes it; the type and the published
 * JSON Schema (`schemas/trace.schema.json`) derive from that. `values/json.ts` encodes the data of a
 * protocol.
 */
import * as z from 'zod';
import type { NodeId } from '../actors/actor.ts';
import type { Property } from '../property/property.ts';
import { type ActionKind, actionFields, actionKinds, type FieldType } from '../semantics/actions.ts';
import { nodeName, suiteName } from '../semantics/validate-system.ts';
import { canonical, NotPlainData } from '../values/canonical.ts';
import { UsageError } from '../values/errors.ts';
import { fromJson, isDeeper, type Json, NotData, toJson } from '../values/json.ts';
import { printableJson } from '../values/printable.ts';
import type { Trace } from './trace.ts';

/** The version of the format; it increases when older readers cannot read a new file. */
export const traceVersion = 2;

/** The versions that are read. Version 1 has no rules of steps (`taken`, `otherwise`), and no `at`. */
const versionsRead = [1, traceVersion] as const;

/**
 * A depth above any that `writeTrace` writes: a Map, the deepest of plain data, takes three levels of JSON a
 * level.
 */
const jsonDepthMax = 2_000;

/** Any JSON, which `fromJson` decodes; a recursive schema would overflow the stack on deep data. */
const data = z
  .unknown()
  .refine((json) => json !== undefined, 'it is missing')
  .describe(
    'plain data; Map, Set and bigint as in ITF: #map, #set, #bigint; besides #record, #bare, #number, #undefined and, in lists, #hole',
  );
const node = z.string().regex(nodeName).describe('name of a node');
/**
 * The fields of a message that has no prototype, or has a field whose name begins with `#` (see
 * `values/json.ts`).
 */
const fields = z.array(z.tuple([data, data]));
const message = z
  .union([
    z.looseObject({ type: z.string() }),
    z.strictObject({ '#record': fields }),
    z.strictObject({ '#bare': fields }),
  ])
  .describe('plain data with a type');
/** The schema of a field of an action, by what the field holds. */
const fieldSchemas: Readonly<Record<FieldType, z.ZodType>> = {
  node,
  message,
  timer: z.string(),
  partition: z.string(),
  number: z.int().nonnegative(),
  data,
};

/** The schema of one kind of action, from its row in the table of actions. */
function actionSchema(kind: ActionKind) {
  const fields = actionFields[kind].map(({ name, type, isOptional }) => {
    const schema = fieldSchemas[type];
    return [name, isOptional ? schema.optional() : schema] as const;
  });
  return z.strictObject({ type: z.literal(kind), ...Object.fromEntries(fields) });
}

const [firstKind, ...otherKinds] = actionKinds;
const action = z.discriminatedUnion('type', [
  actionSchema(firstKind as ActionKind),
  ...otherKinds.map(actionSchema),
]);

const effect = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('send'), to: node, message }),
  z.strictObject({ type: z.literal('call'), to: node, request: message }),
  z.strictObject({ type: z.literal('output'), value: message }),
  z.strictObject({ type: z.literal('persist'), record: data }),
  z.strictObject({ type: z.literal('arm'), timer: z.string() }),
  z.strictObject({ type: z.literal('disarm'), timer: z.string() }),
]);

/** The view of a node: an object of any shape. */
const view = data.refine((value) => typeof value === 'object' && value !== null, 'a view is an object');

const divergence = z.union([
  z.strictObject({ what: z.string(), expected: data, got: data }),
  z.strictObject({ failed: z.string() }),
]);
const standing = z.union([
  z.strictObject({ up: view, durable: data.optional(), divergence: divergence.optional() }),
  z.strictObject({ failed: z.string() }),
  z.strictObject({ down: data }),
  z.strictObject({ absent: z.literal(true) }),
]);

const change = z.union([
  z.strictObject({ node, standing }),
  z.strictObject({ node, divergence }),
  z.strictObject({ node, field: z.string(), before: data, after: data }),
]);

/** The most rules that one step has: far more than any machine takes, and little for a reader to hold. */
const rulesMax = 1_000;
/** The longest name or sentence of a rule in characters. */
const ruleCharactersMax = 2_000;
const word = z.string().max(ruleCharactersMax);
const sentence = {
  says: word.optional().describe("the transition's description"),
  source: word.optional().describe("the transition's meta.source"),
};

const guard = z.strictObject({ machine: word, name: word, outcome: z.boolean() });
const taken = z
  .strictObject({
    transitions: z
      .array(
        z.strictObject({
          machine: word,
          from: word,
          event: word,
          guard: word.optional(),
          to: word,
          ...sentence,
        }),
      )
      .max(rulesMax),
    guards: z.array(guard).max(rulesMax),
  })
  .describe('the transitions that the step took, and the guards with their outcomes');
const otherwise = z
  .strictObject({
    guard: guard.optional().describe('decided in another way; the outcome is that of the correct model'),
    actions: z
      .array(z.strictObject({ machine: word, name: word }))
      .max(rulesMax)
      .optional(),
    ...sentence,
    changes: z.array(change),
    effects: z.array(effect),
  })
  .describe('of a known bug: the step of the correct model in the same world, if it is another one');

const step = z.strictObject({
  action,
  effects: z.array(effect),
  changes: z.array(change),
  history: z.strictObject({ before: data, after: data }).optional(),
  ignored: z.literal(true).optional(),
  taken: taken.optional(),
  otherwise: otherwise.optional(),
});

/** The schema of a trace file. */
export const traceSchema = z
  .strictObject({
    format: z.literal('swarmcheck-trace'),
    version: z.literal(versionsRead),
    tool: z.string().describe('version of swarmcheck that wrote it'),
    protocol: z.string().regex(suiteName).describe('name of the suite'),
    subject: z
      .string()
      .describe(
        'model, implementation, lockstep, bug:<id>, bug:<id>/implementation, bug:<id>/lockstep or refuted:<id>',
      ),
    scope: z.string(),
    adapter: z.string().optional().describe('name of the adapter that played the implementation'),
    setting: data,
    seed: z
      .string()
      .regex(/^0x[0-9a-f]{1,14}$/)
      .optional()
      .describe('of the schedule that found it; a search needs none'),
    property: z.strictObject({
      kind: z.string(),
      name: z.string(),
      says: z.string(),
      source: z.string(),
    }),
    start: z.int().nonnegative().describe('which initial world of the scope, from 0'),
    initial: z.record(node, standing),
    steps: z.array(step),
    at: z
      .array(node)
      .optional()
      .describe('the nodes that break the property; absent for a condition on the whole world'),
    loop: z
      .int()
      .nonnegative()
      .optional()
      .describe('of a lasso: after the last step the world is as it was after this many steps'),
  })
  .refine(({ loop = 0, steps }) => loop <= steps.length, {
    path: ['loop'],
    message: 'there are fewer steps than that',
  })
  .meta({ title: 'swarmcheck trace', description: 'A schedule with what happened at each step' });

/** The content of the file, as JSON. */
export type TraceJson = z.infer<typeof traceSchema>;

/** The content of the file with its data decoded (Map, Set, bigint). */
export interface TraceRecord {
  readonly tool: string;
  readonly protocol: string;
  readonly subject: string;
  readonly scope: string;
  /** The name of the adapter that played the implementation. */
  readonly adapter?: string;
  readonly setting: unknown;
  readonly seed?: number;
  readonly property: {
    readonly kind: string;
    readonly name: string;
    readonly says: string;
    readonly source: string;
  };
  /** The nodes that break the property; absent for a condition on the whole world. */
  readonly at?: readonly NodeId[];
  readonly trace: Trace;
}

/** The published JSON Schema. */
export function traceJsonSchema(): object {
  return z.toJSONSchema(traceSchema, { target: 'draft-2020-12' });
}

/** A record of a trace, with the documentation of its property alone. */
export function recordOf(
  about: Omit<TraceRecord, 'property'> & {
    readonly property: Pick<Property, 'kind' | 'name' | 'says' | 'source'>;
  },
): TraceRecord {
  const { kind, name, says, source } = about.property;
  return { ...about, property: { kind, name, says, source } };
}

/** The text of a trace file. */
export function writeTrace({ trace, setting, seed, at, ...about }: TraceRecord): string {
  const json: TraceJson = {
    format: 'swarmcheck-trace',
    version: traceVersion,
    ...about,
    setting: toJson(setting) as never,
    ...(seed !== undefined && { seed: `0x${seed.toString(16)}` }),
    start: trace.start,
    initial: toJson(trace.initial) as never,
    steps: trace.steps.map((one) => toJson(one)) as never,
    ...(at !== undefined && { at: [...at] }),
    ...(trace.loop !== undefined && { loop: trace.loop }),
  };
  return printableJson(`${JSON.stringify(json, null, 2)}\n`);
}

/**
 * Reads the text of a trace file. `where` names the file in errors.
 *
 * @throws UsageError in one sentence, if the text is no trace of this version.
 */
export function readTrace(text: string, where: string): TraceRecord {
  const json = parsed(text, where);
  refuseOtherFormat(json, where);
  const result = traceSchema.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const path = issue?.path.join('.') ?? '';
    throw new UsageError(
      `${where} is no whole trace: ${path === '' ? 'it' : `'${path}'`} is wrong (${issue?.message})`,
    );
  }
  const {
    setting,
    seed,
    adapter,
    at,
    start,
    initial,
    steps,
    loop,
    format: _,
    version: __,
    ...about
  } = result.data;
  const decoded = <T>(json: unknown, path: string): T => {
    try {
      const value = fromJson(json as Json, path);
      canonical(value);
      return value as T;
    } catch (cause) {
      if (cause instanceof NotPlainData)
        throw new UsageError(`${where} is no whole trace: '${path}' is ${cause.found}`, { cause });
      if (cause instanceof NotData)
        throw new UsageError(`${where} is no whole trace: ${cause.message}`, { cause });
      throw cause;
    }
  };
  const trace: Trace = {
    start,
    initial: decoded(initial, 'initial'),
    steps: steps.map((one, at) => decoded(one, `steps[${at}]`)),
    ...(loop !== undefined && { loop }),
  };
  refuseUnknownNodes(trace, at ?? [], where);
  return {
    ...about,
    ...(adapter !== undefined && { adapter }),
    ...(at !== undefined && { at }),
    setting: decoded(setting, 'setting'),
    ...(seed !== undefined && { seed: Number(seed) }),
    trace,
  };
}

/** @throws UsageError if a step names a node that the initial world does not have. */
function refuseUnknownNodes({ initial, steps }: Trace, broken: readonly NodeId[], where: string): void {
  const nodes = Object.keys(initial);
  if (nodes.length === 0) throw new UsageError(`${where} is no whole trace: its initial world has no nodes`);
  const unknown = broken.find((node) => !Object.hasOwn(initial, node));
  if (unknown !== undefined)
    throw new UsageError(
      `${where} is no whole trace: 'at' names node '${unknown}', and its initial world has ${nodes.join(', ')}`,
    );
  for (const [at, { action, effects, changes, otherwise: other }] of steps.entries()) {
    const others = [...(other?.effects ?? []), ...(other?.changes ?? [])];
    const named = [action, ...effects, ...changes, ...others].flatMap((part) =>
      ['node', 'from', 'to'].flatMap((field) => (field in part ? [part[field as never] as string] : [])),
    );
    const unknownNode = named.find((node) => !Object.hasOwn(initial, node));
    if (unknownNode !== undefined)
      throw new UsageError(
        `${where} is no whole trace: steps[${at}] names node '${unknownNode}', and its initial world has ${nodes.join(', ')}`,
      );
  }
}

/** Parses JSON, without the byte order mark that some editors write. */
function parsed(text: string, where: string): unknown {
  const tooDeep = `${where} nests data deeper than any trace that swarmcheck writes; write it anew with verify or explore`;
  try {
    const json = JSON.parse(text.replace(/^\ufeff/, ''));
    if (isDeeper(json, jsonDepthMax)) throw new UsageError(tooDeep);
    return json;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    if (cause instanceof RangeError) throw new UsageError(tooDeep, { cause });
    const reason =
      text.trim() === ''
        ? 'it is empty'
        : /[\0\ufffd]/.test(text)
          ? 'it is no UTF-8'
          : 'it is cut short or edited';
    throw new UsageError(`${where} is not JSON (${reason}); write it anew with verify or explore`, { cause });
  }
}

/** @throws UsageError if the file has another format or version. */
function refuseOtherFormat(json: unknown, where: string): void {
  const { format, version } = (typeof json === 'object' && json !== null ? json : {}) as {
    format?: unknown;
    version?: unknown;
  };
  if (format !== 'swarmcheck-trace') {
    throw new UsageError(
      `${where} is JSON, but no trace of swarmcheck; its 'format' is not swarmcheck-trace`,
    );
  }
  if (!versionsRead.some((one) => one === version)) {
    throw new UsageError(
      `${where} is a trace of version ${String(version)}; this swarmcheck reads versions ${versionsRead.join(' and ')}`,
    );
  }
}

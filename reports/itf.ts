/**
 * A trace in the Informal Trace Format (Apalache, ADR-015), which trace viewers and model-based test drivers
 * read.
 *
 * The variables of a state: `nodes` maps each node to its standing (up, down or absent); `history` is the
 * history of the monitor, if the trace shows it; `mbt::actionTaken` and `mbt::nondetPicks` describe the
 * action that led to the state, as in traces of Quint.
 */
import type { Action, NodeId, Standing, TraceRecord } from '../checker/index.ts';
import { actionFields } from '../checker/semantics/actions.ts';
import { type Dialect, encodeIn, hasReservedField, type Json } from '../checker/values/json.ts';
import { printableJson } from '../checker/values/printable.ts';

/** An expression of the format. */
export type Itf =
  | string
  | number
  | boolean
  | readonly Itf[]
  | { readonly [field: string]: Itf | readonly (readonly [Itf, Itf])[] };

/** A trace of the format. */
export interface ItfTrace {
  readonly '#meta': object;
  readonly vars: readonly string[];
  readonly states: readonly {
    readonly '#meta': { readonly index: number };
    readonly [name: string]: unknown;
  }[];
  /** Index of the state to which a lasso returns. */
  readonly loop?: number;
}

/** The text of an `.itf.json` file. */
export function itfText(record: TraceRecord): string {
  return printableJson(`${JSON.stringify(itfOf(record), null, 2)}\n`);
}

/** The trace as data of the format. */
export function itfOf({ tool, protocol, subject, scope, property, trace }: TraceRecord): ItfTrace {
  const firstChange = trace.steps.find(({ history }) => history !== undefined)?.history;
  const nodes = new Map<NodeId, Standing>(Object.entries(trace.initial));
  let history = firstChange?.before;
  const states = [stateOf(0, nodes, history, undefined)];
  for (const [index, step] of trace.steps.entries()) {
    for (const change of step.changes) nodes.set(change.node, changed(nodes.get(change.node), change));
    if (step.history !== undefined) history = step.history.after;
    states.push(stateOf(index + 1, nodes, history, step.action));
  }
  return {
    '#meta': {
      format: 'ITF',
      'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
      source: `${protocol}, ${subject}, scope ${scope}`,
      status: 'violation',
      description: `${property.name}: ${property.says} (swarmcheck ${tool})`,
    },
    vars: [
      'nodes',
      ...(firstChange === undefined ? [] : ['history']),
      'mbt::actionTaken',
      'mbt::nondetPicks',
    ],
    states,
    ...(trace.loop !== undefined && { loop: trace.loop }),
  };

  function stateOf(
    index: number,
    standings: ReadonlyMap<NodeId, Standing>,
    historyNow: unknown,
    action: Action | undefined,
  ) {
    return {
      '#meta': { index },
      nodes: mapOf([...standings].map(([node, standing]) => [node, standingOf(standing)])),
      ...(firstChange !== undefined && { history: expressionOf(historyNow) }),
      'mbt::actionTaken': action?.type ?? 'init',
      'mbt::nondetPicks': picksOf(action),
    };
  }
}

type Change = TraceRecord['trace']['steps'][number]['changes'][number];

function changed(before: Standing | undefined, change: Change): Standing {
  if ('standing' in change) return change.standing;
  const old = before !== undefined && 'up' in before ? before : { up: {} };
  if ('divergence' in change) return { ...old, divergence: change.divergence };
  const { [change.field]: _, ...others } = old.up as Record<string, unknown>;
  return { ...old, up: change.after === undefined ? others : { ...others, [change.field]: change.after } };
}

/** A sum type: a node is up with its view, has failed, is down with its record, or is absent. */
function standingOf(standing: Standing): Itf {
  if ('up' in standing) return { tag: 'Up', value: expressionOf(standing.up) };
  if ('failed' in standing) return { tag: 'Failed', value: expressionOf(standing.failed) };
  if ('down' in standing) return { tag: 'Down', value: optionOf(standing.down) };
  return { tag: 'Absent', value: unit };
}

const unit: Itf = { '#tup': [] };

function optionOf(value: unknown): Itf {
  return value === undefined ? { tag: 'None', value: unit } : { tag: 'Some', value: expressionOf(value) };
}

/** Every field of every kind of action, each once. */
const picks = new Set(Object.values(actionFields).flatMap((fields) => fields.map(({ name }) => name)));

function picksOf(action: Action | undefined): Itf {
  const fields = (action ?? {}) as Readonly<Record<string, unknown>>;
  return Object.fromEntries([...picks].map((pick) => [pick, optionOf(fields[pick])]));
}

/**
 * Plain data as an expression. A value that the format cannot express (null, fractions, NaN) is kept as
 * marked text.
 */
export function expressionOf(value: unknown): Itf {
  return encodeIn(itf, value) as Itf;
}

const itf: Dialect = {
  scalar(value) {
    if (typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return { '#bigint': String(value) };
    const isInteger = Number.isSafeInteger(value) && !Object.is(value, -0);
    return isInteger ? (value as number) : unserializable(Object.is(value, -0) ? '-0' : String(value));
  },
  hole: unserializable('a hole in an array'),
  record(record, encode) {
    const fields = Object.entries(record).filter(([, field]) => field !== undefined);
    const pairs = fields.map(([name, field]) => [name, encode(field)] as const);
    if (hasReservedField(Object.fromEntries(fields))) return mapOf(pairs as never) as Json;
    return Object.fromEntries(pairs);
  },
};

function unserializable(text: string): Json {
  return { '#unserializable': text };
}

/** A map with names as keys. */
function mapOf(pairs: readonly (readonly [Itf, Itf])[]): Itf {
  return { '#map': pairs.toSorted(([one], [other]) => (String(one) < String(other) ? -1 : 1)) };
}

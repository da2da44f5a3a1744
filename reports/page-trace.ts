/**
 * A trace as data for the page: every step with its text, the cards of the nodes that it changed, the messages
 * of the sequence chart and the elements of the pictures. All values are text here, so that the page renders
 * them without any code of the checker.
 */
import type {
  Divergence,
  NodeId,
  Picture,
  PropertyStatus,
  Standing,
  Trace,
  TraceRecord,
  TraceStep,
} from '../checker/index.ts';
import { actingNode, actionText } from '../checker/semantics/actions.ts';
import { type Difference, differences } from './differences.ts';
import { after, framesOf } from './frames.ts';
import { changesText, effectsText, endText, historyText, noteText } from './step-text.ts';
import { value } from './text.ts';
import { loopText, outcomeText } from './trace-text.ts';
import { transmissionsOf } from './transmissions.ts';
import { otherwiseText, rulesText } from './why-text.ts';

/** A trace, ready to be shown. */
export interface PageTrace {
  readonly protocol: string;
  readonly subject: string;
  readonly scope: string;
  readonly property: TraceRecord['property'];
  readonly nodes: readonly NodeId[];
  /** The worlds: the initial one, then the one after each step. */
  readonly steps: readonly PageStep[];
  /** Present for a lasso: the steps after this one repeat for ever; none repeats if it is the last one. */
  readonly loop?: number;
  /** `Election Safety is violated by a and c`; of an execution that breaks nothing the property's name. */
  readonly heading: string;
  readonly isBroken: boolean;
  /** The safety properties in each world; absent where they were not evaluated. */
  readonly statuses?: PageStatuses;
  /** The last line: the violation, or the loop in words; empty for an execution that breaks nothing. */
  readonly end: string;
  readonly messages: readonly PageMessage[];
  readonly pictures: readonly PagePicture[];
}

/** Safety properties by name; for each world a row with one letter a property: y holds, n is broken, - is not judged. */
export interface PageStatuses {
  readonly names: readonly string[];
  readonly rows: readonly string[];
}

/** One world, and the step that led to it. */
export interface PageStep {
  /** `b receives RequestVote {term: 1} from a`, or `initial world`. */
  readonly title: string;
  /** The kind of the action, or `initial`. */
  readonly kind: string;
  /** The node that took the step; absent if only the network changed. */
  readonly node?: NodeId;
  /** What the node sent, wrote and output. */
  readonly effects: readonly string[];
  /** Why nothing changed, or how the node failed. */
  readonly note?: string;
  /** The transitions that the step took, and the outcomes of guards. */
  readonly why?: readonly string[];
  /** How the correct model differs in this step of a known bug. */
  readonly otherwise?: readonly string[];
  /** The changes as lines of text, for the list of all steps and for screen readers. */
  readonly changes: readonly string[];
  /** The cards of the nodes that the step changed; in the initial world those of all nodes. */
  readonly cards: readonly PageCard[];
}

/** What is known of a node after a step, or of the monitor's history. */
export interface PageCard {
  /** The name of the node; absent for the history. */
  readonly node?: NodeId;
  readonly standing: 'up' | 'down' | 'failed' | 'absent';
  /** The fields of the view, or the durable record of a node that is down. */
  readonly fields: readonly PageField[];
  readonly divergence?: PageDivergence;
  /** How the node failed. */
  readonly failed?: string;
}

/** A field of a card, and what the step changed in it. */
export interface PageField {
  readonly name: string;
  readonly text: string;
  readonly changes?: readonly PageChange[];
}

/** A changed part: `nextIndex.b`, before and after. One of the two is absent if a part was added or removed. */
export interface PageChange {
  readonly path: string;
  readonly before?: string;
  readonly after?: string;
}

/** The first difference between a model and its implementation. */
export interface PageDivergence {
  readonly what: string;
  readonly model: string;
  readonly implementation: string;
  /** The parts that differ; `before` is of the model, `after` of the implementation. */
  readonly parts: readonly PageChange[];
}

/** A message of the sequence chart. Steps are counted from 1; 0 is the initial world. */
export interface PageMessage {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly type: string;
  readonly sentAt: number;
  readonly endedAt?: number;
  readonly isLost?: true;
}

/** A picture of the suite: its elements for each world. */
export interface PagePicture {
  readonly name: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly legend: ReturnType<Picture['draw']>['legend'];
  readonly frames: readonly ReturnType<ReturnType<Picture['draw']>['marks']>[];
}

/** What a page shows beside the record of a trace. */
export interface PageAbout {
  /** The pictures of the suite. */
  readonly pictures?: Readonly<Record<string, Picture>> | undefined;
  /** The safety properties in each world of the trace. */
  readonly statuses?: readonly (readonly PropertyStatus[])[] | undefined;
  /** The last line; empty for an execution that breaks nothing. */
  readonly end?: string;
}

/** The page of a recorded trace. */
export function pageTraceOf(
  record: TraceRecord,
  {
    pictures = {},
    statuses,
    end = loopText(record.trace)[0] ?? outcomeText(record.property),
  }: PageAbout = {},
): PageTrace {
  const { protocol, subject, scope, property, trace } = record;
  const { loop } = trace;
  return {
    protocol,
    subject,
    scope,
    property,
    nodes: Object.keys(trace.initial),
    steps: stepsOf(trace),
    ...(loop !== undefined && { loop }),
    heading: end === '' ? property.name || protocol : `${outcomeText(property)}${byText(record)}`,
    isBroken: end !== '' && property.kind !== 'sometimes',
    ...(statuses !== undefined && { statuses: statusesOf(statuses) }),
    end,
    messages: transmissionsOf(trace).map(({ from, to, message, sentAt, ended }) => ({
      from,
      to,
      type: value(message.type),
      sentAt,
      ...(ended !== undefined && { endedAt: ended.at }),
      ...(ended?.how === 'lost' && { isLost: true as const }),
    })),
    pictures: Object.entries(pictures).map(([name, picture]) => pictureOf(name, picture, trace)),
  };
}

/** ` by a and c`; empty for a condition on the whole world, and for a goal that is reached. */
function byText({ property, at = [] }: TraceRecord): string {
  return at.length === 0 || property.kind === 'sometimes' ? '' : ` by ${at.join(' and ')}`;
}

function statusesOf(all: readonly (readonly PropertyStatus[])[]): PageStatuses {
  const names = [...new Set(all.flatMap((row) => row.map(({ property }) => property)))];
  const letters = (row: readonly PropertyStatus[]) =>
    names.map((name) => {
      const light = row.find(({ property }) => property === name);
      return light === undefined ? '-' : light.holds ? 'y' : 'n';
    });
  return { names, rows: all.map((row) => letters(row).join('')) };
}

function pictureOf(name: string, picture: Picture, trace: Trace): PagePicture {
  const frames = framesOf(trace);
  const { widthPx } = picture;
  const { legend, marks, heightPx = picture.heightPx } = picture.draw(frames);
  return { name, widthPx, heightPx, legend, frames: frames.map((frame) => marks(frame, { x: 0, y: 0 })) };
}

function stepsOf({ initial, steps }: Trace): PageStep[] {
  let standings: ReadonlyMap<NodeId, Standing> = new Map(Object.entries(initial));
  const history = steps.find((step) => step.history !== undefined)?.history;
  const first: PageStep = {
    title: 'initial world',
    kind: 'initial',
    effects: [],
    changes: [],
    cards: [
      ...[...standings].map(([node, standing]) => cardOf(node, standing, standing)),
      ...(history === undefined ? [] : [historyCard(history.before, history.before)]),
    ],
  };
  return [
    first,
    ...steps.map((step) => {
      const before = standings;
      standings = after(before, step);
      return pageStepOf(step, before, standings);
    }),
  ];
}

/** The step of a trace, from the standings before and after it. */
export function pageStepOf(
  step: TraceStep,
  before: ReadonlyMap<NodeId, Standing>,
  now: ReadonlyMap<NodeId, Standing>,
): PageStep {
  const { action, changes, effects, history } = step;
  const node = actingNode(action);
  const changed = [...new Set(changes.map((change) => change.node))];
  const divergences = new Map(
    changes.flatMap((change) => ('divergence' in change ? [[change.node, change.divergence] as const] : [])),
  );
  const [note] = noteText(step);
  const [why, otherwise] = [rulesText(step), otherwiseText(step)];
  return {
    title: actionText(action),
    kind: action.type,
    ...(node !== undefined && { node }),
    effects: effectsText(effects),
    ...(note !== undefined && { note }),
    ...(why.length > 0 && { why }),
    ...(otherwise.length > 0 && { otherwise }),
    changes: [...changesText(changes), ...historyText(step)],
    cards: [
      ...changed.map((one) =>
        cardOf(one, before.get(one) as Standing, now.get(one) as Standing, divergences.get(one)),
      ),
      ...(history === undefined ? [] : [historyCard(history.before, history.after)]),
    ],
  };
}

function cardOf(node: NodeId, before: Standing, now: Standing, divergence?: Divergence): PageCard {
  const end = divergence ?? ('failed' in now ? now : undefined);
  return {
    node,
    standing: standingOf(now),
    fields: fieldsOf(before, now),
    ...(end !== undefined &&
      ('failed' in end ? { failed: endText(end) } : { divergence: divergenceOf(end) })),
  };
}

function standingOf(standing: Standing): PageCard['standing'] {
  if ('up' in standing) return 'up';
  if ('failed' in standing) return 'failed';
  return 'down' in standing ? 'down' : 'absent';
}

function fieldsOf(before: Standing, now: Standing): PageField[] {
  if ('down' in now) return now.down === undefined ? [] : [{ name: 'durable', text: value(now.down) }];
  if (!('up' in now)) return [];
  const [was, is] = [new Map(Object.entries('up' in before ? before.up : now.up)), Object.entries(now.up)];
  const removed = [...was].filter(([name]) => !Object.hasOwn(now.up, name));
  return [
    ...is.map(([name, data]) => fieldOf(name, was.get(name), data)),
    ...removed.map(([name, data]) => fieldOf(name, data, undefined)),
  ];
}

function historyCard(before: unknown, now: unknown): PageCard {
  const isRecord = typeof now === 'object' && now !== null && Object.getPrototypeOf(now) === Object.prototype;
  if (!isRecord) return { standing: 'up', fields: [fieldOf('history', before, now)] };
  return { standing: 'up', fields: fieldsOf({ up: (before ?? {}) as object }, { up: now }) };
}

function fieldOf(name: string, before: unknown, now: unknown): PageField {
  const changes = differences(before, now, name).map(changeOf);
  return { name, text: value(now), ...(changes.length > 0 && { changes }) };
}

function changeOf(difference: Difference): PageChange {
  const { path } = difference;
  return {
    path,
    ...('before' in difference && { before: value(difference.before) }),
    ...('after' in difference && { after: value(difference.after) }),
  };
}

function divergenceOf({ what, expected, got }: Exclude<Divergence, { failed: string }>): PageDivergence {
  return {
    what,
    model: value(expected),
    implementation: value(got),
    parts: differences(expected, got, what).map(changeOf),
  };
}

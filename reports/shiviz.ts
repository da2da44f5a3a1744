/**
 * A trace as a log for ShiViz, which draws it as a space-time graph that can be searched and compared. Each
 * event has a vector clock; the event of a delivery merges the clock of the step that sent the message.
 */
import type { NodeId, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import { printable } from '../checker/values/printable.ts';
import { initialText, outline, stepText } from './trace-text.ts';
import { type Transmission, transmissionsOf } from './transmissions.ts';

/** The first line of the log: the expression by which ShiViz parses the other lines. */
const parser = String.raw`(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`;
const delimiter = '^=== (?<trace>.*) ===$';

type Clock = Readonly<Record<NodeId, number>>;

/** The text of a log that ShiViz reads. */
export function shivizText({ protocol, subject, property, trace }: TraceRecord): string {
  const events = Object.keys(trace.initial).map((node): [string, NodeId, Clock] => [
    inOneLine(beginning(trace, node)),
    node,
    { [node]: 1 },
  ]);
  /** The clock of each node after the steps so far; `sent` has the clock of each step that sent messages. */
  const clocks = new Map<NodeId, Clock>(events.map(([, node, clock]) => [node, clock]));
  const sent = new Map<number, Clock>();
  const deliveries = new Map(transmissionsOf(trace).flatMap(arrivalOf));
  const heads = outline(trace).map((line) => line.trim().replace(/^\d+ +/, ''));
  for (const [index, step] of trace.steps.entries()) {
    const node = actingNode(step.action);
    if (node === undefined) continue;
    const own = clocks.get(node) ?? {};
    const delivery = deliveries.get(index + 1);
    const received = delivery && (sent.get(delivery.sentAt) ?? { [delivery.from]: 1 });
    const merged = received === undefined ? own : latest(own, received);
    const clock = { ...merged, [node]: (own[node] ?? 0) + 1 };
    clocks.set(node, clock);
    sent.set(index + 1, clock);
    const last = index + 1 === trace.steps.length ? [`violates ${property.name}`] : [];
    events.push([inOneLine([heads[index] ?? '', ...stepText(step), ...last].join('; ')), node, clock]);
  }
  const title = inOneLine(`${protocol} ${subject}: ${property.name}`);
  const lines = events.flatMap(([event, node, clock]) => [event, `${node} ${JSON.stringify(clock)}`]);
  return [parser, delimiter, `=== ${title} ===`, ...lines, ''].join('\n');
}

function beginning({ initial }: Trace, node: NodeId): string {
  const standing = initial[node];
  return standing === undefined
    ? ''
    : initialText({ start: 0, initial: { [node]: standing }, steps: [] }).join('; ');
}

function arrivalOf(transmission: Transmission) {
  const { ended } = transmission;
  return ended?.how === 'arrived' ? [[ended.at, transmission] as const] : [];
}

function latest(one: Clock, other: Clock): Clock {
  const nodes = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...nodes].map((node) => [node, Math.max(one[node] ?? 0, other[node] ?? 0)] as const),
  );
}

/** An event as one line that cannot be mistaken for the delimiter. */
function inOneLine(text: string): string {
  const line = printable(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' '));
  return line.startsWith('=== ') ? ` ${line}` : line;
}

/**
 * A trace as a log for ShiViz, which draws it as a space-time graph that can be searched and compared. Each event carries a
 * vector clock; a message that arrives brings the clock of the step that sent it.
 */
import type { NodeId, Trace, TraceRecord } from '../checker/index.ts';
import { actingNode } from '../checker/semantics/actions.ts';
import { printable } from '../checker/values/printable.ts';
import { flightsOf } from './flights.ts';
import { initialText, outline, stepText } from './trace-text.ts';

/** First line of the log: how ShiViz reads the rest. */
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
  /** Of each node after the steps so far; `sent` holds what a message of each step carries. */
  const clocks = new Map<NodeId, Clock>(events.map(([, node, clock]) => [node, clock]));
  const sent = new Map<number, Clock>();
  const arriving = new Map(flightsOf(trace).flatMap((flight) => arrivalOf(flight)));
  const heads = outline(trace).map((line) => line.trim().replace(/^\d+ +/, ''));
  for (const [index, step] of trace.steps.entries()) {
    const node = actingNode(step.action);
    if (node === undefined) continue;
    const own = clocks.get(node) ?? {};
    const flight = arriving.get(index + 1);
    const brought = flight && (sent.get(flight.sentAt) ?? { [flight.from]: 1 });
    const merged = brought === undefined ? own : latest(own, brought);
    const clock = { ...merged, [node]: (own[node] ?? 0) + 1 };
    clocks.set(node, clock);
    sent.set(index + 1, clock);
    const last = index + 1 === trace.steps.length ? [`breaks ${property.name}`] : [];
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

function arrivalOf(flight: ReturnType<typeof flightsOf>[number]) {
  return flight.ended?.how === 'arrived' ? [[flight.ended.at, flight] as const] : [];
}

function latest(one: Clock, other: Clock): Clock {
  const nodes = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...nodes].map((node) => [node, Math.max(one[node] ?? 0, other[node] ?? 0)] as const),
  );
}

/** An event is one line, whatever stands in a message; what looks like the delimiter is no event either. */
function inOneLine(text: string): string {
  const line = printable(text.replaceAll(/[\r\n\u2028\u2029]+/g, ' '));
  return line.startsWith('=== ') ? ` ${line}` : line;
}

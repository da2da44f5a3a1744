import { actingNode, flightsOf } from './flights.js';
import { initialText, outline, stepText } from './trace-text.js';
/** First line of the log: how ShiViz reads the rest. */
const parser = String.raw `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})`;
const delimiter = '^=== (?<trace>.*) ===$';
/** The text of a log that ShiViz reads. */
export function shivizText({ protocol, subject, property, trace }) {
    const events = Object.keys(trace.initial).map((node) => [
        inOneLine(beginning(trace, node)),
        node,
        { [node]: 1 },
    ]);
    /** Of each node after the steps so far; `sent` holds what a message of each step carries. */
    const clocks = new Map(events.map(([, node, clock]) => [node, clock]));
    const sent = new Map();
    const arriving = new Map(flightsOf(trace).flatMap((flight) => arrivalOf(flight)));
    const heads = outline(trace).map((line) => line.trim().replace(/^\d+ +/, ''));
    for (const [index, step] of trace.steps.entries()) {
        const node = actingNode(step.action);
        if (node === undefined)
            continue;
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
function beginning({ initial }, node) {
    const standing = initial[node];
    return standing === undefined
        ? ''
        : initialText({ start: 0, initial: { [node]: standing }, steps: [] }).join('; ');
}
function arrivalOf(flight) {
    return flight.ended?.how === 'arrived' ? [[flight.ended.at, flight]] : [];
}
function latest(one, other) {
    const nodes = new Set([...Object.keys(one), ...Object.keys(other)]);
    return Object.fromEntries([...nodes].map((node) => [node, Math.max(one[node] ?? 0, other[node] ?? 0)]));
}
/** An event is one line, whatever stands in a message; what looks like the delimiter is no event either. */
function inOneLine(text) {
    const line = text.replaceAll(/[\r\n\u2028\u2029]+/g, ' ');
    return line.startsWith('=== ') ? ` ${line}` : line;
}

/**
 * Statecharts as an SVG drawing, which needs nothing else. Transitions that a search never took are red and
 * dashed, so they differ in print and for people who see no red; a legend says so.
 */
import { x } from 'xastscript';
import { colours } from '../../checker/suite/picture.ts';
import { count } from '../../checker/values/text.ts';
import { arrowhead, characterPx, fontPx, grey, ink, linePx, marginPx, red } from '../drawing.ts';
import { wrapped } from '../text.ts';
import { type Element, xmlText } from '../xml.ts';
import type { Chart, ChartRow, Coverage, ProtocolCharts } from './chart.ts';
import { type Box, type PlacedArrow, type PlacedChart, placed, rowText } from './layout.ts';

const { green } = colours;
const frameFill = '#f6f8fa';
const widthMinPx = 720;
const gapPx = 28;

type Attributes = Readonly<Record<string, string | number>>;

/** The text of an SVG file with all charts, one below the other. */
export function chartSvg(charts: ProtocolCharts): string {
  const { protocol, roles } = charts;
  const blocks = roles.flatMap(({ role, charts: machines }) =>
    machines.map((chart) => ({ role, chart, layout: placed(chart, { characterPx, linePx }) })),
  );
  const width = Math.ceil(Math.max(widthMinPx, ...blocks.map(({ layout }) => layout.width))) + 2 * marginPx;
  const columns = Math.floor((width - 2 * marginPx) / characterPx);
  const parts: Element[] = [];
  let y = marginPx + fontPx;
  for (const line of legend(charts, columns)) {
    parts.push(...line.draw(marginPx, y));
    y += linePx;
  }
  for (const { role, chart, layout } of blocks) {
    y += gapPx;
    for (const [at, line] of headLines(protocol, role, chart, columns).entries()) {
      parts.push(text(marginPx, y, line, at === 0 ? { 'font-weight': 600 } : { fill: grey }));
      y += linePx;
    }
    parts.push(x('g', { transform: `translate(${marginPx} ${y})` }, drawn(layout)));
    y += layout.height + linePx;
    for (const line of oneSidedLines(chart, columns)) {
      parts.push(text(marginPx, y, line, { fill: red }));
      y += linePx;
    }
  }
  const height = Math.ceil(y + marginPx);
  const svg = x(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      ...{ width, height, role: 'img', 'font-size': fontPx },
      'font-family': 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
    },
    [
      x('title', `${protocol}: statecharts`),
      x('desc', descriptionOf(charts)),
      x('defs', [arrowhead('taken', ink), arrowhead('never', red)]),
      x('rect', { width, height, fill: 'white' }),
      ...parts,
    ],
  );
  return `${xmlText(svg)}\n`;
}

/** The heading of one machine. */
function headLines(protocol: string, role: string, { machine, says }: Chart, columns: number): string[] {
  return [`${protocol}, role ${role}, machine ${machine}`, ...(says === '' ? [] : wrapped(says, columns))];
}

function oneSidedLines({ oneSided }: Chart, columns: number): string[] {
  return oneSided.length === 0
    ? []
    : wrapped(`guards with one outcome only: ${oneSided.join(', ')}`, columns);
}

/** What a screen reader says: the arrows and rows that were never taken, for all machines. */
function descriptionOf({ roles, search }: ProtocolCharts): string {
  const machines = roles.flatMap(({ charts }) => charts);
  return machines
    .map(({ machine, arrows }) => {
      const lines = arrows.map(
        ({ from, to, label, coverage }) =>
          `${from || machine} to ${to}: ${label}${coverage === 'never' ? ' (never taken)' : ''}`,
      );
      return [machine, ...lines].join('\n');
    })
    .concat(search === undefined ? [] : [`explored: scope ${search.scope}`])
    .join('\n');
}

interface LegendLine {
  draw(left: number, y: number): Element[];
}

/** The legend: how taken and untaken transitions are drawn, and what was searched. */
function legend({ search }: ProtocolCharts, columns: number): readonly LegendLine[] {
  const samplePx = 44;
  const sample = (coverage: Coverage, words: string): LegendLine => ({
    draw: (left, y) => [
      x('path', { d: `M ${left} ${y - 4} H ${left + samplePx - 10}`, ...arrowStyle(coverage) }),
      text(left + samplePx, y, words, { fill: coverage === 'never' ? red : ink }),
    ],
  });
  const plain = (words: string): LegendLine[] =>
    wrapped(words, columns).map((line) => ({ draw: (left, y) => [text(left, y, line, { fill: grey })] }));
  const rows = plain(
    'A line in a box is a transition that stays in the state; with ↻ the machine leaves the state and enters it again.',
  );
  if (search === undefined) return rows;
  const { scope, worlds, stopped } = search;
  const early = stopped === undefined ? '' : `, before ${stopped}`;
  return [
    sample('taken', `taken in scope ${scope} (${count(worlds)} worlds)`),
    sample('never', `never taken there${early}; so no check of this scope tests it`),
    ...rows,
  ];
}

function drawn({ frames, states, heads, dots, arrows }: PlacedChart): Element[] {
  return [
    ...frames.flatMap(({ state, ...box }) => [
      rectangle(box, {
        ...{ rx: 8, fill: frameFill, stroke: state.coverage === 'never' ? red : grey },
        ...dashedIf(state.coverage === 'never' || state.kind === 'parallel', state.coverage),
      }),
      text(box.x + 10, box.y + linePx, state.kind === 'parallel' ? `${state.name} (parallel)` : state.name, {
        ...{ fill: state.coverage === 'never' ? red : ink, 'font-weight': 600 },
      }),
    ]),
    ...arrows.map((arrow) => x('path', { d: curve(arrow), ...arrowStyle(arrow.coverage) })),
    ...dots.map(({ x: cx, y: cy }) => x('circle', { cx: round(cx), cy: round(cy), r: 5, fill: ink })),
    ...heads.flatMap(({ rows, ...box }) => [
      rectangle(box, { fill: 'white', stroke: grey, 'stroke-dasharray': '1 3' }),
      ...rowLines(rows, box, { fill: grey, 'font-style': 'italic' }),
    ]),
    ...states.flatMap(({ state, ...box }) => [
      ...(state.kind === 'final' ? [rectangle(grown(box, 3), { rx: 10, fill: 'white', stroke: ink })] : []),
      rectangle(box, {
        ...{ rx: 8, fill: 'white', stroke: state.coverage === 'never' ? red : ink, 'stroke-width': 1.5 },
        ...dashedIf(state.coverage === 'never', state.coverage),
      }),
      ...rowLines(
        [{ label: stateTitle(state), coverage: state.coverage, reenters: false }, ...state.rows],
        box,
        {
          'font-weight': 600,
        },
      ),
    ]),
    ...arrows.flatMap(labelLines),
  ];
}

function stateTitle({ name, kind }: { readonly name: string; readonly kind: string }): string {
  return kind === 'history' ? `${name} (history)` : name;
}

/** The lines of a box; the first is its title. */
function rowLines(rows: readonly ChartRow[], box: Box, title: Attributes): Element[] {
  return rows.flatMap((row, at) => {
    const y = box.y + linePx + at * linePx;
    const words = rowText(row);
    const isNever = row.coverage === 'never';
    if (at === 0) return [text(box.x + 10, y, words, { ...title, ...(isNever && { fill: red }) })];
    return [
      ...(isNever ? [underline(box.x + 10, y + 3, words)] : []),
      text(box.x + 10, y, words, colourOf(row.coverage)),
    ];
  });
}

/** The labels of an arrow, above crossing lines. */
function labelLines({ labels, coverage, x: middle, y }: PlacedArrow): Element[] {
  return labels.flatMap((label, at) => {
    const baseline = y + (at - (labels.length - 1) / 2) * linePx + 4;
    const width = label.length * characterPx;
    const background = {
      x: middle - width / 2 - 2,
      y: baseline - fontPx + 1,
      width: width + 4,
      height: linePx - 2,
    };
    return [
      rectangle(background, { fill: 'white', opacity: 0.85 }),
      text(middle, baseline, label, { 'text-anchor': 'middle', ...colourOf(coverage) }),
    ];
  });
}

function colourOf(coverage: Coverage): Attributes {
  return { fill: coverage === 'never' ? red : coverage === 'taken' ? green : ink };
}

/** A dashed line below a row that was never taken. */
function underline(left: number, y: number, words: string): Element {
  const d = `M ${left} ${y} H ${left + words.length * characterPx}`;
  return x('path', { d, fill: 'none', stroke: red, 'stroke-dasharray': '4 3' });
}

function arrowStyle(coverage: Coverage): Attributes {
  const isNever = coverage === 'never';
  return {
    ...{ fill: 'none', stroke: isNever ? red : ink, 'stroke-width': 1.3 },
    'marker-end': `url(#${isNever ? 'never' : 'taken'})`,
    ...dashedIf(isNever, coverage),
  };
}

function dashedIf(isDashed: boolean, coverage: Coverage): Attributes {
  return isDashed ? { 'stroke-dasharray': coverage === 'never' ? '6 4' : '2 3' } : {};
}

/** The most pixels by which a corner of an arrow is rounded. */
const cornerPx = 14;

/** A line through the points of an arrow, with rounded corners. */
function curve({ points }: PlacedArrow): string {
  const at = (one: Point) => `${round(one.x)} ${round(one.y)}`;
  const corners = points.slice(1, -1).map((corner, index) => {
    const before = towards(corner, points[index] as Point);
    const after = towards(corner, points[index + 2] as Point);
    return `L ${at(before)} Q ${at(corner)} ${at(after)}`;
  });
  return [`M ${at(points[0] as Point)}`, ...corners, `L ${at(points.at(-1) as Point)}`].join(' ');
}

type Point = PlacedArrow['points'][number];

/** The point near a corner in the direction of another point. */
function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y);
  const part = length === 0 ? 0 : Math.min(cornerPx, length / 2) / length;
  return { x: corner.x + part * (other.x - corner.x), y: corner.y + part * (other.y - corner.y) };
}

function grown({ x: left, y, width, height }: Box, by: number): Box {
  return { x: left - by, y: y - by, width: width + 2 * by, height: height + 2 * by };
}

function rectangle(box: Box, style: Attributes): Element {
  const { x: left, y, width, height } = box;
  return x('rect', { x: round(left), y: round(y), width: round(width), height: round(height), ...style });
}

function text(left: number, y: number, words: string, style: Attributes): Element {
  return x('text', { x: round(left), y: round(y), 'xml:space': 'preserve', fill: ink, ...style }, words);
}

/** A length in pixels with one decimal, so that files stay small. */
function round(px: number): number {
  return Math.round(px * 10) / 10;
}

/**
 * The DAG picture of a trace: the known blocks of a walk, one row for each depth, with the links of those that
 * are there. Colours show which blocks are there, asked for, waiting, or missing.
 */
import type { Standing } from '../../../checker/semantics/world.ts';
import {
  colours,
  type Frame,
  type Mark,
  type Picture,
  type Point,
  type Style,
} from '../../../checker/suite/picture.ts';
import type { Cid, WalkerView } from '../../../models/bitswap/walk/messages.ts';

const widthPx = 190;
const rowPx = 44;
/** The most rows, and blocks in one row, that are drawn; more are left out. */
const rowsMax = 5;
const columnsMax = 5;
const radiusPx = 11;

const { ink } = colours;
const linkStyle = { stroke: '#8c959f', 'stroke-width': 1.2 } as const;

/** How blocks are drawn, by the part of the view that has them. */
const styles = {
  got: { fill: '#ddf4ff', stroke: '#0969da', 'stroke-width': 1.6 },
  wants: { fill: '#ffd8b5', stroke: '#bc4c00', 'stroke-width': 1.6 },
  queue: { fill: 'white', stroke: ink, 'stroke-width': 1.2, 'stroke-dasharray': '3 2' },
  missing: { fill: '#ffebe9', stroke: '#cf222e', 'stroke-width': 1.6 },
  none: { fill: 'white', stroke: '#d0d7de', 'stroke-width': 1.2 },
} as const;

type Part = keyof typeof styles;
type Places = ReadonlyMap<Cid, Point>;

/** Draws each world of a trace as the known part of a DAG. */
export const dag: Picture = {
  widthPx,
  heightPx: rowsMax * rowPx + 30,
  draw: (frames) => {
    const places = placesIn(frames);
    return {
      legend: [
        { label: 'there', line: { ...styles.got, 'stroke-width': 3 } },
        { label: 'asked for', line: { ...styles.wants, 'stroke-width': 3 } },
        { label: 'waits', line: styles.queue },
        { label: 'missing', line: { ...styles.missing, 'stroke-width': 3 } },
      ],
      marks: (frame, corner) => worldMarks(frame, corner, places),
    };
  },
};

/** The view of the walker, if one is up; a trace of another protocol has other views. */
function walkerIn({ standings }: Frame): WalkerView | undefined {
  for (const standing of standings.values()) {
    const view = viewOf(standing);
    if (view !== undefined) return view;
  }
  return undefined;
}

function viewOf(standing: Standing): WalkerView | undefined {
  if (!('up' in standing) || typeof standing.up !== 'object' || standing.up === null) return undefined;
  const view = standing.up as Partial<WalkerView>;
  const isWalker =
    view.depths instanceof Map &&
    view.got instanceof Map &&
    view.wants instanceof Set &&
    view.missing instanceof Set &&
    Array.isArray(view.queue);
  return isWalker ? (view as WalkerView) : undefined;
}

/** The place of each block, the same in all worlds: in the row of its least depth, by name. */
function placesIn(frames: readonly Frame[]): Places {
  const least = new Map<Cid, number>();
  for (const frame of frames)
    for (const [cid, depth] of walkerIn(frame)?.depths ?? [])
      if (Number.isInteger(depth)) least.set(cid, Math.min(depth, least.get(cid) ?? depth));
  const places = new Map<Cid, Point>();
  for (let row = 0; row < rowsMax; row++) {
    const inRow = [...least].filter(([, depth]) => depth === row).map(([cid]) => cid);
    const drawn = inRow.sort().slice(0, columnsMax);
    drawn.forEach((cid, column) => {
      const x = ((column + 1) * widthPx) / (drawn.length + 1);
      places.set(cid, { x, y: 40 + row * rowPx });
    });
  }
  return places;
}

function worldMarks(frame: Frame, corner: Point, places: Places): readonly Mark[] {
  const view = walkerIn(frame);
  if (view === undefined) return [];
  const label = words(`walk ${view.session}: ${view.phase}`, 24);
  return [
    text({ x: corner.x + 4, y: corner.y + 14 }, label, {}),
    ...linkMarks(view, corner, places),
    ...[...places].flatMap(([cid, place]) => blockMarks(view, cid, moved(place, corner))),
  ];
}

/** Links of blocks that are there, from circle to circle. */
function linkMarks({ got }: WalkerView, corner: Point, places: Places): readonly Mark[] {
  return [...got].flatMap(([cid, links]) => {
    const from = places.get(cid);
    if (from === undefined || !Array.isArray(links)) return [];
    return links.flatMap((link): readonly Mark[] => {
      const to = places.get(link);
      if (to === undefined || link === cid) return [];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      const at = (share: number) =>
        moved({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share }, corner);
      const [start, end] = [at(radiusPx / length), at(1 - (radiusPx + 3) / length)];
      return [
        {
          element: 'line',
          style: {
            ...{ x1: rounded(start.x), y1: rounded(start.y), x2: rounded(end.x), y2: rounded(end.y) },
            ...{ 'marker-end': 'url(#arrow)', ...linkStyle },
          },
        },
      ];
    });
  });
}

function blockMarks(view: WalkerView, cid: Cid, { x, y }: Point): readonly Mark[] {
  const style = styles[partOf(view, cid)];
  return [
    { element: 'circle', style: { cx: rounded(x), cy: y, r: radiusPx, ...style } },
    text({ x: rounded(x), y: y + 4 }, words(String(cid), 4), { 'text-anchor': 'middle' }),
  ];
}

function partOf({ got, wants, missing, queue }: WalkerView, cid: Cid): Part {
  if (got.has(cid)) return 'got';
  if (wants.has(cid)) return 'wants';
  if (missing.has(cid)) return 'missing';
  return queue.includes(cid) ? 'queue' : 'none';
}

function moved({ x, y }: Point, corner: Point): Point {
  return { x: x + corner.x, y: y + corner.y };
}

function rounded(px: number): number {
  return Math.round(10 * px) / 10;
}

function text({ x, y }: Point, words: string, style: Style): Mark {
  return { element: 'text', style: { x, y, fill: ink, ...style }, words };
}

/** A text of at most so many characters. */
function words(all: string, max: number): string {
  return all.length > max ? `${all.slice(0, max - 1)}…` : all;
}

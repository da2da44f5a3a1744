/**
 * The ledger picture of a trace: for each of two nodes its blocks as chips, the want-list of its partner, and
 * the bytes of its ledger as a bar. Two ledgers that mirror each other have bars of equal length on opposite
 * sides.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Standing } from '../../../checker/semantics/world.ts';
import {
  colours,
  type Frame,
  type Mark,
  type Picture,
  type Point,
  type Style,
} from '../../../checker/suite/picture.ts';
import type { BlockName, LedgersView } from '../../../models/bitswap/ledgers/messages.ts';

const widthPx = 232;
const rowPx = 76;
const rows = 2;
const chipPx = 15;
/** The most chips of one list; more are left out. */
const chipsMax = 6;
const barMaxPx = 84;

const { ink, pale } = colours;
const sentStyle = { fill: '#0969da' } as const;
const receivedStyle = { fill: '#1a7f37' } as const;
const hadStyle = { fill: '#ddf4ff', stroke: '#0969da', 'stroke-width': 1.2 } as const;
const neededStyle = { fill: 'white', stroke: ink, 'stroke-width': 1.2, 'stroke-dasharray': '3 2' } as const;
const wantedStyle = { fill: 'white', stroke: '#bc4c00', 'stroke-width': 1.2 } as const;
const outStyle = { fill: '#ffd8b5', stroke: '#bc4c00', 'stroke-width': 1.8 } as const;
const messageStyle = { stroke: '#bc4c00', 'stroke-width': 1.8 } as const;

/** Draws each world of a trace as two ledgers. */
export const ledger: Picture = {
  widthPx,
  heightPx: rows * rowPx + 10,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])].slice(0, rows);
    const most = Math.max(1, ...frames.flatMap((frame) => nodes.flatMap((node) => bytesOf(frame, node))));
    return {
      legend: [
        { label: 'block', line: { stroke: hadStyle.stroke, 'stroke-width': 2 } },
        { label: 'block needed', line: neededStyle },
        { label: 'asked for by the partner', line: wantedStyle },
        { label: 'bytes sent', line: { stroke: sentStyle.fill, 'stroke-width': 4 } },
        { label: 'bytes received', line: { stroke: receivedStyle.fill, 'stroke-width': 4 } },
      ],
      marks: (frame, corner) => [
        ...nodes.flatMap((node, row) =>
          nodeMarks(frame, node, { x: corner.x, y: corner.y + row * rowPx }, most),
        ),
        ...arrows(frame, nodes, corner),
      ],
    };
  },
};

/** The view of a node that is up; a trace of another protocol has other views. */
function viewOf(standing: Standing | undefined): LedgersView | undefined {
  if (standing === undefined || !('up' in standing)) return undefined;
  const view = standing.up as Partial<LedgersView>;
  const lists = [view.have, view.need, view.wants];
  const isLedger = Number.isFinite(view.sent) && Number.isFinite(view.recv);
  return isLedger && lists.every(Array.isArray) ? (view as LedgersView) : undefined;
}

function bytesOf({ standings }: Frame, node: NodeId): readonly number[] {
  const view = viewOf(standings.get(node));
  return view === undefined ? [] : [view.sent, view.recv];
}

/** The marks of one node below its corner. */
function nodeMarks(frame: Frame, node: NodeId, { x, y }: Point, most: number): readonly Mark[] {
  const view = viewOf(frame.standings.get(node));
  const name = words(`${node}: ${view?.phase ?? 'down'}${view?.ignoring === true ? ', ignoring' : ''}`, 24);
  const label = text({ x: x + 4, y: y + 14 }, name, { 'font-weight': frame.actor === node ? 700 : 400 });
  if (view === undefined) return [label];
  return [
    label,
    ...chips(view.have, { x: x + 4, y: y + 20 }, () => hadStyle),
    ...chips(view.need, { x: x + 4 + 7 * chipPx, y: y + 20 }, () => neededStyle),
    ...chips(asked(view), { x: x + 4, y: y + 20 + chipPx + 3 }, (block) =>
      block === view.out ? outStyle : wantedStyle,
    ),
    ...bar(view, { x: x + widthPx / 2, y: y + 60 }, most),
  ];
}

/** The blocks that the partner asked for, with the one that is out. */
function asked({ wants, out }: LedgersView): readonly BlockName[] {
  return typeof out !== 'string' || wants.includes(out) ? wants : [out, ...wants];
}

function chips(
  blocks: readonly BlockName[],
  { x, y }: Point,
  styleOf: (block: BlockName) => Style,
): readonly Mark[] {
  return blocks.slice(0, chipsMax).flatMap((block, at): readonly Mark[] => {
    const left = x + at * (chipPx + 2);
    return [
      {
        element: 'rect',
        style: { x: left, y, width: chipPx, height: chipPx, rx: 3, ...styleOf(block) },
      },
      text({ x: left + chipPx / 2, y: y + 11 }, words(String(block), 2), { 'text-anchor': 'middle' }),
    ];
  });
}

/** The ledger as a bar: bytes received to the left of the middle, bytes sent to its right. */
function bar({ sent, recv }: LedgersView, { x, y }: Point, most: number): readonly Mark[] {
  const lengthOf = (bytes: number) => Math.round((10 * barMaxPx * Math.max(0, bytes)) / most) / 10;
  const [left, right] = [lengthOf(recv), lengthOf(sent)];
  return [
    { element: 'rect', style: { x: x - left, y, width: left, height: 6, ...receivedStyle } },
    { element: 'rect', style: { x, y, width: right, height: 6, ...sentStyle } },
    { element: 'line', style: { x1: x, y1: y - 2, x2: x, y2: y + 8, stroke: ink } },
    {
      element: 'line',
      style: { x1: x - barMaxPx, y1: y + 8, x2: x + barMaxPx, y2: y + 8, stroke: pale },
    },
  ];
}

/** Arrows between the two nodes, at the right edge, for messages under way. */
function arrows({ messages }: Frame, nodes: readonly NodeId[], { x, y }: Point): readonly Mark[] {
  const between = messages.filter(([from, to]) => nodes.includes(from) && nodes.includes(to) && from !== to);
  return between.slice(0, chipsMax).map(([from, to], at): Mark => {
    const column = x + widthPx - 6 - at * 8;
    const [top, bottom] = [y + rowPx - 14, y + rowPx + 14];
    const isDown = nodes.indexOf(from) < nodes.indexOf(to);
    return {
      element: 'line',
      style: {
        ...{ x1: column, y1: isDown ? top : bottom, x2: column, y2: isDown ? bottom : top },
        ...{ 'marker-end': 'url(#arrow)', ...messageStyle },
      },
    };
  });
}

function text({ x, y }: Point, words: string, style: Style): Mark {
  return { element: 'text', style: { x, y, fill: ink, ...style }, words };
}

/** A text of at most so many characters. */
function words(all: string, max: number): string {
  return all.length > max ? `${all.slice(0, max - 1)}…` : all;
}

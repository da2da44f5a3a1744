/**
 * The exchange picture of a trace: for each node its blocks and wants as chips, and for each pair of partners
 * what the client told (left) against what the server noted (right), so that a want that one side alone knows
 * shows as a chip without its twin. A bar at the right edge is what the client owes the server, in blocks.
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
import type { Cid, ExchangeView, PartnerView } from '../../../models/bitswap/exchange/messages.ts';

const widthPx = 232;
const rowPx = 20;
const chipPx = 15;
/** The most nodes, pairs, and chips of one list; more are left out. */
const nodesMax = 3;
const pairsMax = 6;
const chipsMax = 4;
/** Where the lists of a row begin. */
const leftPx = 54;
const rightPx = 130;
const barPx = 26;

const { ink, blue, green, orange } = colours;
const pale = '#8c959f';

const heldStyle = { fill: '#ddf4ff', stroke: blue, 'stroke-width': 1.2 } as const;
const wantedStyle = { fill: 'white', stroke: ink, 'stroke-width': 1.2, 'stroke-dasharray': '3 2' } as const;
const haveStyle = { fill: 'white', stroke: orange, 'stroke-width': 1.2 } as const;
const blockStyle = { fill: '#ffd8b5', stroke: orange, 'stroke-width': 1.2 } as const;
const taskStyle = { fill: '#ffd8b5', stroke: orange, 'stroke-width': 2.6 } as const;
const messageStyle = { stroke: orange, 'stroke-width': 1.8 } as const;

/** Draws each world of a trace as want-lists against ledgers. */
export const wants: Picture = {
  widthPx,
  heightPx: (nodesMax + pairsMax) * rowPx + 16,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])].slice(0, nodesMax);
    return {
      legend: [
        { label: 'held', line: { stroke: blue, 'stroke-width': 3 } },
        { label: 'wanted', line: wantedStyle },
        { label: 'a b: a told b, b noted of a' },
        { label: 'a Have', line: { stroke: orange, 'stroke-width': 1.2 } },
        { label: 'a block', line: { stroke: '#ffd8b5', 'stroke-width': 5 } },
        { label: 'blocks owed', line: { stroke: green, 'stroke-width': 5 } },
      ],
      marks: (frame, { x, y }) => [
        ...nodes.flatMap((node, row) => nodeMarks(frame, node, { x, y: y + row * rowPx })),
        ...pairsOf(frame, nodes)
          .slice(0, pairsMax)
          .flatMap((pair, row) => pairMarks(frame, pair, { x, y: y + (nodesMax + row) * rowPx + 6 })),
      ],
    };
  },
};

/** The view of a node that is up; a trace of another protocol has other views. */
function viewOf(standing: Standing | undefined): ExchangeView | undefined {
  if (standing === undefined || !('up' in standing)) return undefined;
  const view = standing.up as Partial<ExchangeView>;
  const isNode = view.held instanceof Set && view.wanted instanceof Map && view.partners instanceof Map;
  return isNode ? (view as ExchangeView) : undefined;
}

/** The pairs of a client and a server that are linked. */
function pairsOf({ standings }: Frame, nodes: readonly NodeId[]): readonly (readonly [NodeId, NodeId])[] {
  return nodes.flatMap((client) =>
    nodes.flatMap((server) =>
      keptBy(viewOf(standings.get(client)), server) === undefined ? [] : [[client, server] as const],
    ),
  );
}

/** What a node keeps about a partner, if its view has the shape of this protocol. */
function keptBy(view: ExchangeView | undefined, partner: NodeId): PartnerView | undefined {
  const kept = view?.partners.get(partner) as Partial<PartnerView> | undefined;
  const isKept = kept?.told instanceof Map && kept.asks instanceof Map && kept.tasks instanceof Map;
  return isKept ? (kept as PartnerView) : undefined;
}

/** The row of a node: its blocks, and what it wants. */
function nodeMarks({ standings, actor }: Frame, node: NodeId, { x, y }: Point): readonly Mark[] {
  const view = viewOf(standings.get(node));
  const label = text({ x: x + 4, y: y + 12 }, words(node, 6), { 'font-weight': actor === node ? 700 : 400 });
  if (view === undefined) return [label];
  return [
    label,
    ...chips([...view.held], { x: x + leftPx, y }, () => heldStyle),
    ...chips([...view.wanted.keys()], { x: x + rightPx, y }, () => wantedStyle),
  ];
}

/** The row of a pair: what the client told, what the server noted, messages under way, and what is owed. */
function pairMarks(frame: Frame, [client, server]: readonly [NodeId, NodeId], { x, y }: Point): Mark[] {
  const mine = keptBy(viewOf(frame.standings.get(client)), server);
  const theirs = keptBy(viewOf(frame.standings.get(server)), client);
  const isUp = mine?.conn === 'up';
  const marks: Mark[] = [
    text({ x: x + 4, y: y + 12 }, `${words(client, 3)} ${words(server, 3)}`, { fill: isUp ? ink : pale }),
  ];
  if (mine !== undefined)
    marks.push(
      ...chips([...mine.told.keys()], { x: x + leftPx, y }, (cid) =>
        mine.told.get(cid) === 'block' ? blockStyle : haveStyle,
      ),
    );
  if (frame.messages.some(([from, to]) => from === client && to === server))
    marks.push(arrow({ x: x + rightPx - 20, y: y + 8 }, { x: x + rightPx - 4, y: y + 8 }));
  if (theirs === undefined) return marks;
  const noted = [...new Set([...theirs.asks.keys(), ...theirs.tasks.keys()])];
  const styleOf = (cid: Cid) =>
    theirs.tasks.has(cid) ? taskStyle : theirs.asks.get(cid) === 'block' ? blockStyle : haveStyle;
  marks.push(...chips(noted, { x: x + rightPx, y }, styleOf));
  const owed = Number(theirs.receipt?.sent) - Number(theirs.receipt?.received);
  if (owed > 0)
    marks.push({
      element: 'rect',
      style: { x: x + widthPx - barPx - 4, y: y + 5, width: barWidth(owed), height: 6, fill: green },
    });
  return marks;
}

/** The width of a bar of so many blocks: six pixels a block, up to the width of its column. */
function barWidth(blocks: number): number {
  return Math.min(barPx, 6 * blocks);
}

function chips(cids: readonly Cid[], { x, y }: Point, styleOf: (cid: Cid) => Style): readonly Mark[] {
  return cids
    .map(String)
    .sort()
    .slice(0, chipsMax)
    .flatMap((cid, at): readonly Mark[] => {
      const left = x + at * (chipPx + 2);
      return [
        { element: 'rect', style: { x: left, y, width: chipPx, height: chipPx, rx: 3, ...styleOf(cid) } },
        text({ x: left + chipPx / 2, y: y + 11 }, words(cid, 2), { 'text-anchor': 'middle' }),
      ];
    });
}

function arrow(from: Point, to: Point): Mark {
  const style = { x1: from.x, y1: from.y, x2: to.x, y2: to.y, 'marker-end': 'url(#arrow)', ...messageStyle };
  return { element: 'line', style };
}

function text({ x, y }: Point, words: string, style: Style): Mark {
  return { element: 'text', style: { x, y, fill: ink, ...style }, words };
}

/** A text of at most so many characters. */
function words(all: string, max: number): string {
  return all.length > max ? `${all.slice(0, max - 1)}…` : all;
}

/**
 * The swarm picture of a trace: a table of peers by pieces, and under it one arrow for each partner that is
 * served or wants to be. A full square is a piece that the peer has, a square with a bar one that is under
 * way (as many parts as blocks arrived), and an empty one a piece that it lacks.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import type { Standing } from '../../checker/semantics/world.ts';
import {
  colours,
  type Frame,
  type Mark,
  type Picture,
  type Point,
  type Style,
} from '../../checker/suite/picture.ts';
import { allowedFastOf, hostOf } from '../../models/bittorrent/context.ts';
import type { Piece, SwarmView } from '../../models/bittorrent/messages.ts';

const widthPx = 232;
const rowPx = 20;
const squarePx = 14;
/** The width of the column of names. */
const namePx = 34;
/** The most rows and columns that a picture shows. */
const peersMax = 6;
const piecesMax = 8;
/** The height of the part with the arrows. */
const pairsPx = 132;
const radiusPx = 42;

const { ink, pale, blue, green, orange, red } = colours;

const servedStyle = { stroke: green, 'stroke-width': 2.2 } as const;
const waitingStyle = { stroke: orange, 'stroke-width': 1.6, 'stroke-dasharray': '3 3' } as const;
const allowedStyle = { stroke: green, 'stroke-width': 1.4, 'stroke-dasharray': '1.5 3' } as const;
const paroleStyle = { stroke: orange, 'stroke-width': 1.6 } as const;
const bannedStyle = { stroke: red, 'stroke-width': 1.6 } as const;

/** Draws each world of a trace as pieces, choke and interest. */
export const swarm: Picture = {
  widthPx,
  heightPx: peersMax * rowPx + pairsPx + 24,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])];
    return {
      legend: [
        { label: 'black: has it' },
        { label: 'bar: arrived' },
        { label: 'blue: asked for' },
        { label: 'serves', line: servedStyle },
        { label: 'allowed fast only', line: allowedStyle },
        { label: 'does not serve', line: waitingStyle },
        { label: 'on parole', line: paroleStyle },
        { label: 'banned', line: bannedStyle },
      ],
      marks: (frame, corner) => [
        ...piecesOf(frame, nodes.slice(0, peersMax), { ...corner, x: corner.x + 10 }),
        ...pairsOf(frame, nodes, { x: corner.x, y: corner.y + peersMax * rowPx + 24 }),
      ],
    };
  },
};

/** The view of a peer that is up; a trace of another protocol has other views, an adversary an empty one. */
function viewOf(standing: Standing | undefined): SwarmView | undefined {
  if (standing === undefined || !('up' in standing)) return undefined;
  const view = standing.up as Partial<SwarmView>;
  const isSwarm =
    view.pieces instanceof Set && view.connections instanceof Map && Array.isArray(view.availability);
  return isSwarm ? (view as SwarmView) : undefined;
}

function shortened(text: string): string {
  return text.length > 4 ? `${text.slice(0, 3)}…` : text;
}

function label(x: number, y: number, words: string, style: Style = {}): Mark {
  return { element: 'text', style: { x, y, fill: ink, ...style }, words };
}

// ------------------------------------------------------------- pieces

/** The table of peers by pieces. */
function piecesOf({ standings, actor }: Frame, nodes: readonly NodeId[], { x, y }: Point): Mark[] {
  return nodes.flatMap((node, row) => {
    const top = y + row * rowPx;
    const view = viewOf(standings.get(node));
    const weight = actor === node ? 700 : 400;
    const name = label(x, top + squarePx, shortened(node), { 'font-weight': weight });
    const pieces = view === undefined ? [] : view.availability.slice(0, piecesMax).map((_, piece) => piece);
    return [
      name,
      ...pieces.flatMap((piece) =>
        square(view as SwarmView, piece, { x: x + namePx + piece * (squarePx + 5), y: top + 2 }),
      ),
    ];
  });
}

/** One piece of one peer. */
function square(view: SwarmView, piece: Piece, { x, y }: Point): Mark[] {
  const { blocksPerPiece } = view.limits;
  const isOfPiece = (block: number) => Math.floor(block / blocksPerPiece) === piece;
  const arrived = [...view.blocks.keys()].filter(isOfPiece).length;
  const isAsked = [...view.connections.values()].some(({ requests }) => requests.some(isOfPiece));
  const has = view.pieces.has(piece);
  const frame: Mark = {
    element: 'rect',
    style: {
      ...{ x, y, width: squarePx, height: squarePx },
      fill: has ? ink : 'white',
      stroke: isAsked ? blue : has ? ink : pale,
      'stroke-width': isAsked ? 2.4 : 1.2,
    },
  };
  if (has || arrived === 0) return [frame];
  const width = Math.round((squarePx * Math.min(arrived, blocksPerPiece)) / blocksPerPiece);
  return [frame, { element: 'rect', style: { x, y: y + squarePx - 5, width, height: 5, fill: blue } }];
}

// ------------------------------------------------------------- choke and interest

/**
 * An arrow from each peer to each partner that is interested in it, an orange line to a partner on parole, and
 * a red one to a banned partner.
 */
function pairsOf({ standings }: Frame, nodes: readonly NodeId[], { x, y }: Point): Mark[] {
  const center = { x: x + widthPx / 2, y: y + radiusPx + 12 };
  const at = (node: NodeId): Point => {
    const turn = (2 * Math.PI * nodes.indexOf(node)) / nodes.length;
    return {
      x: round(center.x + radiusPx * Math.sin(turn)),
      y: round(center.y - radiusPx * Math.cos(turn)),
    };
  };
  const arrows = nodes.flatMap((node) => {
    const view = viewOf(standings.get(node));
    if (view === undefined) return [];
    const partners = [...view.connections].filter(([partner]) => nodes.includes(partner));
    return [
      ...partners
        .filter(([, { isInterested }]) => isInterested)
        .map(([partner, { amUnchoking }]) => {
          const isAllowed = allowedFastOf(partner, view.limits).length > 0;
          const style = amUnchoking ? servedStyle : isAllowed ? allowedStyle : waitingStyle;
          return arrow(at(node), at(partner), style);
        }),
      ...partners.flatMap(([partner]) => {
        const host = hostOf(partner, view.limits);
        if (view.banned.has(host)) return [bar(at(node), at(partner), bannedStyle)];
        return view.parole.has(host) ? [bar(at(node), at(partner), paroleStyle)] : [];
      }),
    ];
  });
  const names = nodes.map((node) => {
    const { x: left, y: top } = at(node);
    return label(left, top + 4, shortened(node), { 'text-anchor': 'middle', 'font-weight': 600 });
  });
  return [...arrows, ...names];
}

/** An arrow that leaves room for the names at its ends, and for an arrow the other way. */
function arrow(from: Point, to: Point, style: Style): Mark {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const along = { x: (to.x - from.x) / length, y: (to.y - from.y) / length };
  const aside = { x: along.y * 4, y: -along.x * 4 };
  const start = { x: from.x + along.x * 12 + aside.x, y: from.y + along.y * 12 + aside.y };
  const stop = { x: to.x - along.x * 14 + aside.x, y: to.y - along.y * 14 + aside.y };
  const d = `M ${round(start.x)} ${round(start.y)} L ${round(stop.x)} ${round(stop.y)}`;
  return { element: 'path', style: { d, fill: 'none', 'marker-end': 'url(#arrow)', ...style } };
}

function bar(from: Point, to: Point, style: Style): Mark {
  return { element: 'line', style: { x1: from.x, y1: from.y, x2: to.x, y2: to.y, ...style } };
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

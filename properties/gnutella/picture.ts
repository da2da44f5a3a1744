/**
 * The flood picture of a trace: servents on a circle, their links, and how far one request came. A disc shows
 * the TTL with which the request arrived at its servent, an arrow the link that it took, and a cross a copy
 * that was dropped. A dashed circle is a servent within the TTL that the request has not reached.
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
import type { GnutellaView, Route } from '../../models/gnutella/messages.ts';
import { distances, type Graph } from './graphs.ts';

const widthPx = 232;
const radiusPx = 66;
const discPx = 16;
/** The distance from the top of the picture to the topmost servent. */
const abovePx = 14;

const { ink, pale, blue, orange, red } = colours;

const linkStyle = { stroke: '#afb8c1', 'stroke-width': 1.5 } as const;
const pathStyle = { stroke: blue, 'stroke-width': 2.4 } as const;
const messageStyle = { stroke: orange, 'stroke-width': 1.8, 'stroke-dasharray': '2 2' } as const;
const copyStyle = { stroke: red, 'stroke-width': 2.5 } as const;
const waitingStyle = { stroke: ink, 'stroke-width': 1.4, 'stroke-dasharray': '4 3' } as const;

/** The request that a picture shows. */
type Shown = Pick<Route, 'request' | 'guid'>;

/** Draws each world of a trace as a flood. */
export const flood: Picture = {
  widthPx,
  heightPx: 2 * (radiusPx + discPx) + 36,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])];
    const request = shownRequest(frames);
    const before = new Map(frames.map((frame, at) => [frame, frames[at - 1]]));
    return {
      legend: [
        {
          label: request === undefined ? 'no request' : `${request.request} ${request.guid}: link taken`,
          line: pathStyle,
        },
        { label: 'under way', line: messageStyle },
        { label: 'copy dropped', line: copyStyle },
        { label: 'within TTL, not reached', line: waitingStyle },
        { label: 'number: TTL on arrival' },
      ],
      marks: (frame, { x, y }) =>
        new Flood(nodes, request, { x: x + widthPx / 2, y: y + abovePx + radiusPx + discPx }).marks(
          frame,
          before.get(frame),
        ),
    };
  },
};

/** The request that is drawn: the last one that a servent issued. */
function shownRequest(frames: readonly Frame[]): Shown | undefined {
  for (const { standings } of frames.toReversed())
    for (const standing of standings.values()) {
      const issued = viewOf(standing)?.routes.findLast(({ from }) => from === null);
      if (issued !== undefined) return issued;
    }
  return undefined;
}

/** The view of a servent that is up; a trace of another protocol has other views. */
function viewOf(standing: Standing | undefined): GnutellaView | undefined {
  if (standing === undefined || !('up' in standing)) return undefined;
  const view = standing.up as Partial<GnutellaView>;
  return Array.isArray(view.routes) && Array.isArray(view.links) ? (view as GnutellaView) : undefined;
}

/** The marks of one world around a centre. */
class Flood {
  readonly #nodes: readonly NodeId[];
  readonly #request: Shown | undefined;
  readonly #center: Point;

  constructor(nodes: readonly NodeId[], request: Shown | undefined, center: Point) {
    this.#nodes = nodes;
    this.#request = request;
    this.#center = center;
  }

  marks(frame: Frame, before: Frame | undefined): Mark[] {
    const reachable = this.#withinTtl(frame);
    return [
      ...this.#links(frame),
      ...this.#nodes.flatMap((node) => {
        const from = this.#routeOf(frame, node)?.from;
        return from === undefined || from === null ? [] : [this.#arrow(from, node, 0, pathStyle)];
      }),
      ...frame.messages.map(([from, to]) => this.#arrow(from, to, 0.16, messageStyle)),
      ...this.#nodes.flatMap((node) => this.#servent(frame, node, reachable)),
      ...this.#droppedCopy(frame, before),
    ];
  }

  #routeOf({ standings }: Frame, node: NodeId): Route | undefined {
    return viewOf(standings.get(node))?.routes.find(
      ({ request, guid }) => request === this.#request?.request && guid === this.#request.guid,
    );
  }

  /** The servents that the request may reach. */
  #withinTtl(frame: Frame): ReadonlySet<NodeId> {
    const graph: Graph = Object.fromEntries(
      this.#nodes.map((node) => [node, viewOf(frame.standings.get(node))?.links ?? []]),
    );
    for (const origin of this.#nodes) {
      const route = this.#routeOf(frame, origin);
      if (route?.from !== null) continue;
      return new Set(
        [...distances(graph, origin)].flatMap(([node, links]) => (links <= route.ttl ? [node] : [])),
      );
    }
    return new Set();
  }

  #links({ standings }: Frame): Mark[] {
    return this.#nodes.flatMap((node) =>
      (viewOf(standings.get(node))?.links ?? [])
        .filter(
          (other) =>
            this.#nodes.indexOf(other) > this.#nodes.indexOf(node) || !hasLinks(standings.get(other)),
        )
        .filter((other) => this.#nodes.includes(other))
        .map((other): Mark => {
          const [a, b] = [this.#at(node), this.#at(other)];
          return { element: 'line', style: { x1: a.x, y1: a.y, x2: b.x, y2: b.y, ...linkStyle } };
        }),
    );
  }

  #servent(frame: Frame, node: NodeId, reachable: ReadonlySet<NodeId>): Mark[] {
    const { x, y } = this.#at(node);
    const route = this.#routeOf(frame, node);
    const isActor = frame.actor === node;
    const outline: Style =
      route === undefined && reachable.has(node)
        ? waitingStyle
        : { stroke: route === undefined ? pale : blue, 'stroke-width': isActor ? 3 : 1.5 };
    const disc: Mark = {
      element: 'circle',
      style: { cx: x, cy: y, r: discPx, fill: route === undefined ? 'white' : '#ddf4ff', ...outline },
    };
    const text = route === undefined ? node : `${node} ${route.ttl}`;
    const label: Mark = {
      element: 'text',
      style: { x, y: y + 4, 'text-anchor': 'middle', fill: ink, 'font-weight': 600 },
      words: text.length > 6 ? `${text.slice(0, 5)}…` : text,
    };
    return [disc, label];
  }

  /** A cross beside the servent that dropped a copy of the request in this step. */
  #droppedCopy(frame: Frame, before: Frame | undefined): Mark[] {
    const { action } = frame;
    if (action?.type !== 'deliver' || before === undefined) return [];
    const message = action.message as { readonly type: string; readonly guid?: string };
    const known = this.#routeOf(before, action.to);
    if (message.type !== known?.request || message.guid !== known.guid) return [];
    if (this.#routeOf(frame, action.to)?.ttl !== known.ttl) return [];
    const [to, from] = [this.#at(action.to), this.#at(action.from)];
    const length = Math.hypot(from.x - to.x, from.y - to.y) || 1;
    const x = round(to.x + ((from.x - to.x) / length) * (discPx + 9));
    const y = round(to.y + ((from.y - to.y) / length) * (discPx + 9));
    const d = `M ${x - 5} ${y - 5} L ${x + 5} ${y + 5} M ${x - 5} ${y + 5} L ${x + 5} ${y - 5}`;
    return [{ element: 'path', style: { d, fill: 'none', ...copyStyle } }];
  }

  /** An arrow between two servents; `bend` moves its middle aside, as a part of its length. */
  #arrow(from: NodeId, to: NodeId, bend: number, style: Style): Mark {
    const [a, b] = [this.#at(from), this.#at(to)];
    const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const along = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    const start = { x: a.x + along.x * discPx, y: a.y + along.y * discPx };
    const stop = { x: b.x - along.x * (discPx + 2), y: b.y - along.y * (discPx + 2) };
    const middle = {
      x: (a.x + b.x) / 2 + along.y * bend * length,
      y: (a.y + b.y) / 2 - along.x * bend * length,
    };
    const d = `M ${round(start.x)} ${round(start.y)} Q ${round(middle.x)} ${round(middle.y)} ${round(stop.x)} ${round(stop.y)}`;
    return { element: 'path', style: { d, 'marker-end': 'url(#arrow)', fill: 'none', ...style } };
  }

  /** The position of a servent, clockwise from the top. */
  #at(node: NodeId): Point {
    const turn = (2 * Math.PI * this.#nodes.indexOf(node)) / this.#nodes.length;
    return {
      x: round(this.#center.x + radiusPx * Math.sin(turn)),
      y: round(this.#center.y - radiusPx * Math.cos(turn)),
    };
  }
}

/** Whether a servent lists its links; an adversary does not show them. */
function hasLinks(standing: Standing | undefined): boolean {
  return viewOf(standing) !== undefined;
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

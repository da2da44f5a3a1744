/**
 * The routing picture of a trace: the members on the circle of identifiers, the routing table of the node that
 * takes the step, and the way of a lookup. Keys are on the circle where they belong, and beside each node are
 * those that it stores.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import {
  colours,
  type Frame,
  type Mark,
  type Picture,
  type Point,
  type Style,
} from '../../../checker/suite/picture.ts';
import { Circle } from './circle.ts';
import { viewOf, type Way, waysOf } from './way.ts';

const widthPx = 316;
const radiusPx = 92;
/** The room above and below the circle, for the discs of nodes and the keys beside them. */
const aroundPx = 36;
/** The most letters of a name, and the most keys beside a node. */
const lettersMax = 4;
const keysMax = 2;

const { ink, grey, pale, blue, green, purple, orange, red } = colours;

const successorStyle = { stroke: '#8c959f', 'stroke-width': 1.5 } as const;
const furtherStyle = { ...successorStyle, 'stroke-dasharray': '5 3' } as const;
const predecessorStyle = { stroke: red, 'stroke-width': 1.2, 'stroke-dasharray': '1.5 3' } as const;
const fingerStyle = { stroke: purple, 'stroke-width': 1.4 } as const;
const wayStyle = { stroke: blue, 'stroke-width': 2.6 } as const;
const ownerStyle = { stroke: green, 'stroke-width': 2.6 } as const;
const messageStyle = { stroke: orange, 'stroke-width': 1.8, 'stroke-dasharray': '2 2' } as const;

/** The discs of the stages. */
const discs: Readonly<Record<'member' | 'joining' | 'stranded' | 'gone' | 'other', Style>> = {
  member: { fill: 'white', stroke: ink },
  joining: { fill: '#fff8c5', stroke: ink },
  stranded: { fill: '#ffebe9', stroke: ink },
  gone: { fill: 'white', stroke: pale, 'stroke-dasharray': '3 3' },
  other: { fill: '#57606a', stroke: ink },
};

/** Draws each world of a trace as a circle with fingers and the way of a lookup. */
export const routing: Picture = {
  widthPx,
  heightPx: 2 * (radiusPx + aroundPx) + 8,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])];
    const ways = new Map(waysOf(frames).map((way, at) => [frames[at], way]));
    return {
      legend: [
        { label: 'successor', line: successorStyle },
        { label: 'further', line: furtherStyle },
        { label: 'finger', line: fingerStyle },
        { label: 'predecessor that differs', line: predecessorStyle },
        { label: 'lookup', line: wayStyle },
        { label: 'its answer', line: ownerStyle },
        { label: 'under way', line: messageStyle },
        { label: 'yellow: joins; grey: no view; x: given up' },
      ],
      marks: (frame, { x, y }) => {
        const circle = new Circle(nodes, radiusPx, { x: x + widthPx / 2, y: y + radiusPx + aroundPx });
        return new Routing(circle, frame, ways.get(frame)).marks();
      },
    };
  },
};

/** The marks of one world. */
class Routing {
  readonly #circle: Circle;
  readonly #frame: Frame;
  readonly #way: Way | undefined;

  constructor(circle: Circle, frame: Frame, way: Way | undefined) {
    this.#circle = circle;
    this.#frame = frame;
    this.#way = way;
  }

  marks(): Mark[] {
    const { x, y } = this.#circle.center;
    return [
      { element: 'circle', style: { cx: x, cy: y, r: radiusPx, fill: 'none', stroke: pale } },
      ...this.#circle.nodes.flatMap((node) => this.#neighbours(node)),
      ...this.#table(),
      ...this.#frame.messages.flatMap(([from, to]) => this.#arrow(from, to, -0.18, messageStyle)),
      ...this.#lookup(),
      ...this.#circle.nodes.flatMap((node) => this.#node(node)),
      ...this.#key(),
    ];
  }

  /** The first successor of a node; and its predecessor, where that has another successor. */
  #neighbours(node: NodeId): Mark[] {
    const view = this.#viewOf(node);
    if (view === undefined) return [];
    const [successor] = view.successors;
    const { predecessor } = view;
    const isMutual = predecessor === null || this.#viewOf(predecessor)?.successors[0] === node;
    return [
      ...(successor === undefined ? [] : this.#arrow(node, successor, 0.1, successorStyle)),
      ...(isMutual ? [] : this.#arrow(node, predecessor, 0.16, predecessorStyle)),
    ];
  }

  /** What the node of the step routes by: its further successors and its fingers. */
  #table(): Mark[] {
    const { actor } = this.#frame;
    const view = actor === undefined ? undefined : this.#viewOf(actor);
    if (actor === undefined || view === undefined) return [];
    const fingers = new Set(view.fingers.values());
    const further = view.successors.slice(1).filter((to) => to !== view.successors[0]);
    return [
      ...[...new Set(further)].flatMap((to) => this.#arrow(actor, to, 0.06, furtherStyle)),
      ...[...fingers].flatMap((to) => this.#arrow(actor, to, 0, fingerStyle)),
    ];
  }

  /** The way of the lookup, its answer, and the nodes that its origin gave up. */
  #lookup(): Mark[] {
    if (this.#way === undefined) return [];
    const { nodes, owner, tried } = this.#way;
    const hops = nodes.slice(1).map((to, at) => [nodes[at] as NodeId, to] as const);
    const last = nodes.at(-1) as NodeId;
    return [
      ...hops.flatMap(([from, to]) => this.#arrow(from, to, 0.08, wayStyle)),
      ...(owner === undefined ? [] : this.#arrow(last, owner, 0.14, ownerStyle)),
      ...[...tried].filter((node) => this.#circle.has(node)).map((node) => this.#cross(node, 4)),
    ];
  }

  /** The key that is looked up, as a diamond on the circle. */
  #key(): Mark[] {
    if (this.#way === undefined) return [];
    const at = this.#circle.placeOf(this.#way.key);
    if (at === undefined) return [];
    const { x, y } = at.mark;
    const diamond = `M ${x} ${round(y - 5)} L ${round(x + 5)} ${y} L ${x} ${round(y + 5)} L ${round(x - 5)} ${y} z`;
    return [
      text(at.label, shortened(this.#way.key), { fill: blue, 'font-weight': 600, ...halo }),
      { element: 'path', style: { d: diamond, fill: blue } },
    ];
  }

  #node(node: NodeId): Mark[] {
    const { x, y } = this.#circle.at(node);
    const standing = this.#frame.standings.get(node);
    const view = this.#viewOf(node);
    const stage = standing !== undefined && 'up' in standing ? (view?.stage ?? 'other') : 'gone';
    const isActor = node === this.#frame.actor;
    const { discPx } = this.#circle;
    const disc = { cx: x, cy: y, r: discPx, 'stroke-width': 1.5, ...discs[stage] };
    const fill = { member: ink, joining: ink, stranded: ink, gone: '#afb8c1', other: 'white' }[stage];
    const name = { fill, 'font-weight': 600, 'font-size': this.#circle.fontPx };
    const marks: Mark[] = [
      { element: 'circle', style: isActor ? { ...disc, stroke: red, 'stroke-width': 2.6 } : disc },
      ...(discPx < 8 ? [] : [text({ x, y: y + this.#circle.fontPx / 3 }, shortened(node), name)]),
      ...(isActor && this.#frame.action?.type === 'crash' ? [this.#cross(node, 6)] : []),
    ];
    const keys = [...(view?.keys ?? [])];
    if (keys.length === 0) return marks;
    const more = keys.length > keysMax ? ` +${keys.length - keysMax}` : '';
    const { label, anchor } = this.#circle.beside(node);
    const words = `${keys.slice(0, keysMax).map(shortened).join(' ')}${more}`;
    return [...marks, text(label, words, { fill: grey, 'font-size': 10, 'text-anchor': anchor, ...halo })];
  }

  #viewOf(node: NodeId) {
    return viewOf(this.#frame.standings.get(node));
  }

  /** An arrow between two nodes of the system; none to a name that no node has. */
  #arrow(from: NodeId, to: NodeId, bend: number, style: Style): Mark[] {
    if (!this.#circle.has(from) || !this.#circle.has(to)) return [];
    const d = this.#circle.arrow(from, to, bend);
    return [{ element: 'path', style: { d, 'marker-end': 'url(#arrow)', fill: 'none', ...style } }];
  }

  #cross(node: NodeId, px: number): Mark {
    const { x, y } = this.#circle.at(node);
    const [left, right, top, bottom] = [x - px, x + px, y - px, y + px].map(round);
    const d = `M ${left} ${top} L ${right} ${bottom} M ${left} ${bottom} L ${right} ${top}`;
    return { element: 'path', style: { d, stroke: red, 'stroke-width': 2.5, fill: 'none' } };
  }
}

/** The style of text that lines may cross. */
const halo = { stroke: 'white', 'stroke-width': 4, 'paint-order': 'stroke' } as const;

function text({ x, y }: Point, words: string, style: Style): Mark {
  return { element: 'text', style: { x: round(x), y: round(y), 'text-anchor': 'middle', ...style }, words };
}

function shortened(name: string): string {
  return name.length > lettersMax ? `${name.slice(0, lettersMax - 1)}…` : name;
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

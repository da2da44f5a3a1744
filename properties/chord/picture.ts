/**
 * The ring picture of a trace. The nodes lie on a circle in the order of the system, and each node name in a
 * view is an arrow. Each field of the view whose value is a node name, or a list of node names, has its own
 * style.
 */
import type { NodeId } from '../../checker/actors/actor.ts';
import {
  colours,
  type Frame,
  type Mark,
  type Picture,
  type Point,
  type Style,
} from '../../checker/suite/picture.ts';

const widthPx = 232;
const radiusPx = 68;
const discPx = 15;
/** The distance from the top of the picture to the topmost node. */
const abovePx = 14;

const { ink, grey, pale, orange, red } = colours;

/** The styles of fields, in the order of their first appearance; further fields begin again. */
const styles: readonly Style[] = [
  { stroke: '#0969da', 'stroke-width': 2 },
  { stroke: grey, 'stroke-width': 1.4, 'stroke-dasharray': '2 3' },
  { stroke: '#8250df', 'stroke-width': 1.4 },
  { stroke: '#1a7f37', 'stroke-width': 1.4 },
];
/** The style of the entries of a list after the first. */
const laterStyle = { 'stroke-width': 1.1, 'stroke-dasharray': '5 3', opacity: 0.6 } as const;
const messageStyle = { stroke: orange, 'stroke-width': 1.8, 'stroke-dasharray': '2 2' } as const;
/** The bend of a message's arrow, away from the middle where pointers cross. */
const bendOfMessage = 0.42;

/** One node that the view of another names. */
interface Pointer {
  readonly from: NodeId;
  readonly to: NodeId;
  readonly field: string;
  /** The index of the entry in a list, from 0; 0 for a single name. */
  readonly place: number;
}

/** Draws each world of a trace as a ring. */
export const ring: Picture = {
  widthPx,
  heightPx: 2 * (radiusPx + discPx) + 36,
  draw: (frames) => {
    const nodes = [...(frames[0]?.standings.keys() ?? [])];
    const pointers = frames.flatMap((frame) => pointersOf(frame, nodes));
    const fields = [...new Set(pointers.map(({ field }) => field))];
    return {
      legend: [
        ...fields.flatMap((field) => {
          const line = styleOf(fields, field);
          const isLong = pointers.some((pointer) => pointer.field === field && pointer.place > 0);
          const further = { label: 'and further', line: { ...line, ...laterStyle } };
          return [{ label: field, line }, ...(isLong ? [further] : [])];
        }),
        ...(frames.some(({ messages }) => messages.length > 0)
          ? [{ label: 'message under way', line: messageStyle }]
          : []),
        { label: 'red: takes the step; dotted: not up' },
      ],
      marks: (frame, { x, y }) => {
        const center = { x: x + widthPx / 2, y: y + abovePx + radiusPx + discPx };
        return new Ring(nodes, fields, center).marks(frame);
      },
    };
  },
};

function pointersOf({ standings }: Frame, nodes: readonly NodeId[]): Pointer[] {
  return [...standings].flatMap(([from, standing]) =>
    'up' in standing
      ? Object.entries(standing.up).flatMap(([field, value]) =>
          namedIn(value, nodes).map((to, place) => ({ from, to, field, place })),
        )
      : [],
  );
}

/** The nodes that a value names; none if it is anything else. */
function namedIn(value: unknown, nodes: readonly NodeId[]): readonly NodeId[] {
  const names: readonly unknown[] = Array.isArray(value) ? value : [value];
  const areNodes = names.every((name) => typeof name === 'string' && nodes.includes(name));
  return areNodes ? (names as readonly NodeId[]) : [];
}

function styleOf(fields: readonly string[], field: string): Style {
  return styles[fields.indexOf(field) % styles.length] as Style;
}

/** The marks of one world around a centre. */
class Ring {
  readonly #nodes: readonly NodeId[];
  readonly #fields: readonly string[];
  readonly #center: Point;

  constructor(nodes: readonly NodeId[], fields: readonly string[], center: Point) {
    this.#nodes = nodes;
    this.#fields = fields;
    this.#center = center;
  }

  marks(frame: Frame): Mark[] {
    const { x, y } = this.#center;
    return [
      { element: 'circle', style: { cx: x, cy: y, r: radiusPx, fill: 'none', stroke: pale } },
      ...pointersOf(frame, this.#nodes).map((pointer) => this.#pointer(pointer)),
      ...frame.messages.map(([from, to]) => {
        const bend = this.#isClockwise(from, to) ? bendOfMessage : -bendOfMessage;
        return this.#arrow(from, to, bend, messageStyle);
      }),
      ...[...frame.standings.keys()].flatMap((node) => this.#node(node, frame)),
    ];
  }

  #node(node: NodeId, { standings, action, actor }: Frame): Mark[] {
    const { x, y } = this.#at(node);
    const isUp = 'up' in (standings.get(node) ?? {});
    const isActor = node === actor;
    const circle = {
      ...{ cx: x, cy: y, r: discPx, fill: 'white' },
      ...{ stroke: isActor ? red : isUp ? ink : pale, 'stroke-width': isActor ? 2.4 : 1.5 },
      ...(!isUp && { 'stroke-dasharray': '3 3' }),
    };
    const label = {
      ...{ x, y: y + 4, 'text-anchor': 'middle', fill: isUp ? ink : '#afb8c1', 'font-weight': 600 },
      ...{ stroke: 'white', 'stroke-width': 4, 'paint-order': 'stroke' },
    };
    const marks: Mark[] = [
      { element: 'circle', style: circle },
      { element: 'text', style: label, words: node },
    ];
    return action?.type === 'crash' && isActor ? [...marks, cross(x, y)] : marks;
  }

  #pointer({ from, to, field, place }: Pointer): Mark {
    const at = this.#fields.indexOf(field);
    const style = styleOf(this.#fields, field);
    // Each field has a bend of its own, so that two arrows between the same nodes do not hide each other.
    const bend = place === 0 ? 0.12 + 0.16 * at : 0.05 * (place - 1) - 0.04 * at;
    return this.#arrow(from, to, bend, place === 0 ? style : { ...style, ...laterStyle });
  }

  #arrow(from: NodeId, to: NodeId, bend: number, style: Style): Mark {
    const a = this.#at(from);
    const b = this.#at(to);
    const mark = (d: string): Mark => ({
      element: 'path',
      style: { d, 'marker-end': 'url(#arrow)', fill: 'none', ...style },
    });
    if (from === to) {
      const out = { x: (a.x - this.#center.x) / radiusPx, y: (a.y - this.#center.y) / radiusPx };
      const reach = 30 + 40 * Math.abs(bend);
      const point = (along: number, aside: number) =>
        `${round(a.x + out.x * along - out.y * aside)} ${round(a.y + out.y * along + out.x * aside)}`;
      return mark(`M ${point(10, -11)} C ${point(reach, -22)}, ${point(reach, 22)}, ${point(12, 12)}`);
    }
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const along = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    // The arrow bends to the left, so that the two directions are two arrows.
    const middle = {
      x: (a.x + b.x) / 2 + along.y * bend * length,
      y: (a.y + b.y) / 2 - along.x * bend * length,
    };
    const start = towards(a, middle, discPx);
    const stop = towards(b, middle, discPx + 2);
    return mark(
      `M ${round(start.x)} ${round(start.y)} Q ${round(middle.x)} ${round(middle.y)} ${round(stop.x)} ${round(stop.y)}`,
    );
  }

  /** Whether the shorter arc goes clockwise; true if both arcs are equal. */
  #isClockwise(from: NodeId, to: NodeId): boolean {
    const all = this.#nodes.length;
    return (this.#nodes.indexOf(to) - this.#nodes.indexOf(from) + all) % all <= all / 2;
  }

  /** The position of a node, clockwise from the top. */
  #at(node: NodeId): Point {
    const turn = (2 * Math.PI * this.#nodes.indexOf(node)) / this.#nodes.length;
    return {
      x: this.#center.x + radiusPx * Math.sin(turn),
      y: this.#center.y - radiusPx * Math.cos(turn),
    };
  }
}

function cross(x: number, y: number): Mark {
  const d = `M ${x - 6} ${y - 6} L ${x + 6} ${y + 6} M ${x - 6} ${y + 6} L ${x + 6} ${y - 6}`;
  return { element: 'path', style: { d, stroke: red, 'stroke-width': 2.5, fill: 'none' } };
}

function towards(from: Point, to: Point, px: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * px, y: from.y + ((to.y - from.y) / length) * px };
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

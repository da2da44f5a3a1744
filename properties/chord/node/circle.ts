/**
 * The circle of identifiers as drawn: places of nodes, keys and arrows. Nodes lie in the order of their
 * identifiers and have equal distances, so that a circle of few nodes among many identifiers can be read; a key
 * lies between the nodes before and after it.
 */
import type { NodeId } from '../../../checker/actors/actor.ts';
import type { Point } from '../../../checker/suite/picture.ts';
import type { Key } from '../../../models/chord/node/messages.ts';

/** The largest radius of a node's disc; a circle of many nodes has smaller ones. */
const discMaxPx = 15;

/** The place of a key: its mark on the circle, and its label inside. */
interface PlaceOfKey {
  readonly mark: Point;
  readonly label: Point;
}

/** A circle of nodes around a centre. */
export class Circle {
  /** The nodes, in the order of their identifiers if all have one. */
  readonly nodes: readonly NodeId[];
  readonly center: Point;
  /** The radius of a node's disc. */
  readonly discPx: number;
  readonly fontPx: number;
  readonly #radiusPx: number;

  constructor(nodes: readonly NodeId[], radiusPx: number, center: Point) {
    const areNumbered = nodes.every((node) => identifierIn(node) !== undefined);
    this.nodes = areNumbered ? nodes.toSorted((a, b) => (placeIn(a) < placeIn(b) ? -1 : 1)) : nodes;
    this.center = center;
    this.#radiusPx = radiusPx;
    const apartPx = 2 * radiusPx * Math.sin(Math.PI / Math.max(2, nodes.length));
    this.discPx = Math.min(discMaxPx, round(apartPx * 0.31));
    this.fontPx = this.discPx < 12 ? 9 : 11;
  }

  has(node: NodeId): boolean {
    return this.nodes.includes(node);
  }

  /** The centre of a node's disc, clockwise from the top. */
  at(node: NodeId): Point {
    return this.#on(this.nodes.indexOf(node), this.#radiusPx);
  }

  /** The place of text beside a node, outside of the circle. */
  beside(node: NodeId): { readonly label: Point; readonly anchor: 'start' | 'middle' | 'end' } {
    const place = this.nodes.indexOf(node);
    const { x, y } = this.#on(place, this.#radiusPx + this.discPx + 8);
    const across = Math.sin(this.#turn(place));
    const anchor = across > 0.3 ? 'start' : across < -0.3 ? 'end' : 'middle';
    return { label: { x: x - Math.sign(round(across)) * 4, y: y + 3 }, anchor };
  }

  /** The place of a key; undefined if names do not show identifiers. */
  placeOf(key: Key): PlaceOfKey | undefined {
    const at = identifierIn(key);
    const identifiers = this.nodes.map(identifierIn);
    if (at === undefined || identifiers.some((identifier) => identifier === undefined)) return undefined;
    const same = identifiers.indexOf(at);
    // A key at a node lies inside of its disc's place, where it is not hidden.
    const inside = this.#radiusPx - this.discPx - 9;
    if (same >= 0) return { mark: this.#on(same, inside), label: this.#on(same, inside - 18) };
    const after = identifiers.findIndex((identifier) => (identifier as bigint) > at);
    const before = (after < 0 ? identifiers.length : after) - 1;
    return {
      mark: this.#on(before + 0.5, this.#radiusPx),
      label: this.#on(before + 0.5, this.#radiusPx - 18),
    };
  }

  /**
   * The path of an arrow between two nodes.
   *
   * @param bend - how far its middle moves away from the centre of the circle, as a part of its length
   */
  arrow(from: NodeId, to: NodeId, bend: number): string {
    const [a, b] = [this.at(from), this.at(to)];
    if (from === to) return this.#loop(a);
    const length = Math.hypot(b.x - a.x, b.y - a.y);
    const along = { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
    const places = this.nodes.length;
    const turn = (this.nodes.indexOf(to) - this.nodes.indexOf(from) + places) % places;
    const outward = turn <= places / 2 ? bend * length : -bend * length;
    const middle = {
      x: (a.x + b.x) / 2 + along.y * outward,
      y: (a.y + b.y) / 2 - along.x * outward,
    };
    const [start, stop] = [towards(a, middle, this.discPx), towards(b, middle, this.discPx + 2)];
    return `M ${textOf(start)} Q ${textOf(middle)} ${textOf(stop)}`;
  }

  /** An arrow of a node to itself, outside of the circle. */
  #loop(a: Point): string {
    const out = {
      x: (a.x - this.center.x) / this.#radiusPx,
      y: (a.y - this.center.y) / this.#radiusPx,
    };
    const point = (along: number, aside: number) =>
      textOf({ x: a.x + out.x * along - out.y * aside, y: a.y + out.y * along + out.x * aside });
    const near = this.discPx * 0.75;
    return `M ${point(near, -near)} C ${point(36, -24)}, ${point(36, 24)}, ${point(near + 2, near)}`;
  }

  /** A point at a place, counted from the top in nodes, and at a distance from the centre. */
  #on(place: number, distancePx: number): Point {
    const turn = this.#turn(place);
    return {
      x: round(this.center.x + distancePx * Math.sin(turn)),
      y: round(this.center.y - distancePx * Math.cos(turn)),
    };
  }

  #turn(place: number): number {
    return (2 * Math.PI * place) / this.nodes.length;
  }
}

/** The identifier in a name: a letter, then digits. */
function identifierIn(name: string): bigint | undefined {
  return /^[A-Za-z]\d+$/.test(name) ? BigInt(name.slice(1)) : undefined;
}

function placeIn(node: NodeId): bigint {
  return identifierIn(node) ?? 0n;
}

function towards(from: Point, to: Point, px: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * px, y: from.y + ((to.y - from.y) / length) * px };
}

function textOf({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(px: number): number {
  return Math.round(10 * px) / 10;
}

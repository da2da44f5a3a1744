/** Tests of statecharts as SVG: whether the file is well-formed, what it shows, and whether labels overlap. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { createMachine } from 'xstate';
import { chartsOf } from '../../tests/support/charts.ts';
import { chartOf } from './chart.ts';
import { placed } from './layout.ts';
import { chartSvg } from './svg.ts';

const size = { characterPx: 7.25, linePx: 16 };
const protocols = ['raft', 'chord', 'chord-node', 'gnutella', 'bittorrent', 'bittorrent-tracker', 'bitswap'];

interface Rectangle {
  readonly name: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function overlap(one: Rectangle, other: Rectangle): boolean {
  return (
    one.left < other.right - 1 &&
    other.left < one.right - 1 &&
    one.top < other.bottom - 1 &&
    other.top < one.bottom - 1
  );
}

describe('SVG statechart', () => {
  it.each(protocols)('has boxes and labels of %s that do not overlap', (protocol) => {
    for (const chart of chartsOf(protocol).roles.flatMap(({ charts }) => charts)) {
      const { states, heads, arrows } = placed(chart, size);
      const boxes = [
        ...states.map((one) => ({ ...one, name: one.state.path })),
        ...heads.map((one) => ({ ...one, name: 'head' })),
      ];
      const shapes: Rectangle[] = [
        ...boxes.map(({ x, y, width, height, name }) => ({
          name,
          left: x,
          top: y,
          right: x + width,
          bottom: y + height,
        })),
        ...arrows
          .filter(({ labels }) => labels.length > 0)
          .map(({ labels, x, y }) => {
            const half = (Math.max(...labels.map((label) => label.length)) * size.characterPx) / 2;
            const halfHeight = (labels.length * size.linePx) / 2;
            return {
              name: labels.join(),
              left: x - half,
              right: x + half,
              top: y - halfHeight,
              bottom: y + halfHeight,
            };
          }),
      ];
      const pairs = shapes.flatMap((one, at) =>
        shapes
          .slice(at + 1)
          .filter((other) => overlap(one, other))
          .map((other) => `${one.name} and ${other.name}`),
      );
      expect(pairs).toEqual([]);
    }
  });

  it.each(protocols)('is well-formed and has each transition of %s', (protocol) => {
    const charts = chartsOf(protocol);
    const svg = chartSvg(charts);
    expect(XMLValidator.validate(svg)).toBe(true);
    const texts = textsOf(svg);
    for (const { arrows } of charts.roles.flatMap((one) => one.charts))
      for (const { label } of arrows) expect(texts).toContain(label);
  });

  it('marks what was never taken by colour and by dashes', () => {
    const plain = chartSvg(chartsOf('raft', []));
    const never = 'raft: follower --after electionTimeout--> candidate';
    const marked = chartSvg(chartsOf('raft', [never]));
    const dashed = (svg: string) => svg.match(/stroke="#cf222e"[^>]*stroke-dasharray="6 4"/g)?.length;
    // The legend has one such arrow.
    expect(dashed(plain)).toBe(1);
    expect(dashed(marked)).toBe(2);
  });

  it('keeps names that mean something to XML', () => {
    const name = 'a<b>&"\u0007]]>';
    const machine = createMachine({
      id: name,
      initial: 'one',
      states: { one: { on: { [name]: 'two' } }, two: {} },
    });
    const svg = chartSvg({ protocol: name, roles: [{ role: name, charts: [chartOf(machine)] }] });
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toContain('\u0007');
  });
});

/** All texts of the drawing. */
function textsOf(svg: string): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, key: string): void => {
    if (Array.isArray(value)) for (const one of value) walk(one, key);
    else if (typeof value === 'object' && value !== null)
      for (const [inner, one] of Object.entries(value)) walk(one, inner === '#text' ? key : inner);
    else if (key === 'text') found.push(String(value));
  };
  walk(new XMLParser({ trimValues: false }).parse(svg), '');
  return found;
}

/** Tests the DAG picture of a walk. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureText } from '../../../reports/index.ts';
import { hostileRecord } from '../../../tests/support/hostile.ts';
import { Scoreboard } from '../../../tests/support/scoreboard.ts';
import { elementsOf } from '../../../tests/support/svg.ts';
import { walk } from './index.ts';
import { dag } from './picture.ts';

describe('DAG pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, dag);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('show what is there, asked for and waits, and the links of what is there', () => {
    const record = new Scoreboard(walk).record({ side: 'model', bug: 'K2' });
    const elements = elementsOf(pictureText(record, dag));
    const worlds = record.trace.steps.length + 1;
    const circles = elements('circle');
    // Bug K2 never knows f, which is beyond the limit by the first way.
    expect(circles).toHaveLength(5 * worlds);
    const last = circles.slice(-5).map((circle) => circle['@_fill']);
    expect(last.filter((fill) => fill === '#ddf4ff').length).toBeGreaterThan(2);
    // In the first world no block is known, and no link drawn.
    expect(circles.slice(0, 5).every((circle) => circle['@_stroke'] === '#d0d7de')).toBe(true);
    const texts = elements('text').map((element) => element['#text']);
    expect(texts).toContain('walk 0: idle');
    expect(texts).toContain('walk 1: walking');
  });
});

/** Tests the flood picture of Gnutella. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureText } from '../../reports/index.ts';
import { hostileRecord } from '../../tests/support/hostile.ts';
import { Scoreboard } from '../../tests/support/scoreboard.ts';
import { elementsOf } from '../../tests/support/svg.ts';
import { suite as gnutella } from './index.ts';
import { flood } from './picture.ts';

describe('flood pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, flood);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('show the overlay, the links that the query took, the dropped copy, and the servent it misses', () => {
    const record = new Scoreboard(gnutella).record({ side: 'model', refuted: 'F1' });
    const svg = pictureText(record, flood);
    const elements = elementsOf(svg);
    const texts = elements('text').map((element) => element['#text']);
    for (const words of ['Query a.1: link taken', 'copy dropped', 'a 2', 'b 1', 'c 2', 'd'])
      expect(texts).toContain(words);
    // Five worlds with four links each, beside the lines of the legend.
    const drawn = elements('line').filter((line) => line['@_stroke'] === '#afb8c1');
    expect(drawn).toHaveLength(5 * 4);
    // The query took no link, none, a-c, a-c and c-b, and the same.
    const taken = elements('path').filter(
      (path) => path['@_stroke'] === '#0969da' && path['@_marker-end'] !== undefined,
    );
    expect(taken).toHaveLength(0 + 0 + 1 + 2 + 2);
    // The cross is in the last world alone; d is dashed in each world but the first.
    const crosses = elements('path').filter((path) => path['@_stroke'] === '#cf222e');
    expect(crosses).toHaveLength(1);
    const waiting = elements('circle').filter((circle) => circle['@_stroke-dasharray'] === '4 3');
    expect(waiting).toHaveLength(0 + 3 + 2 + 1 + 1);
  });
});

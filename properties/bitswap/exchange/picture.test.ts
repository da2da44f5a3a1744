/** Tests the exchange picture of Bitswap. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureText } from '../../../reports/index.ts';
import { hostileRecord } from '../../../tests/support/hostile.ts';
import { Scoreboard } from '../../../tests/support/scoreboard.ts';
import { elementsOf } from '../../../tests/support/svg.ts';
import { exchange } from './index.ts';
import { wants } from './picture.ts';

describe('exchange pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, wants);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('show a want that one side alone knows', () => {
    const record = new Scoreboard(exchange).record({ side: 'model', refuted: 'F2' });
    const elements = elementsOf(pictureText(record, wants));
    const chips = elements('rect').filter((rect) => rect['@_stroke'] === '#bc4c00');
    // Told and noted in the worlds 2, 4 and 5; noted alone in 3; told alone in 1, 6 and 7.
    expect(chips).toHaveLength(2 * 3 + 1 + 3);
    const texts = elements('text').map((element) => element['#text']);
    expect(texts).toContain('a b');
    expect(texts).not.toContain('a c');
  });

  it('show the block that a partner is owed', () => {
    const record = new Scoreboard(exchange).record({ side: 'model', bug: 'W20' });
    const elements = elementsOf(pictureText(record, wants));
    const bars = elements('rect').filter((rect) => rect['@_fill'] === '#1a7f37');
    // One block of each holder, from the step on in which it sends the block.
    expect(bars.map((bar) => Number(bar['@_width']))).toContain(6);
    expect(bars.length).toBeLessThan(2 * record.trace.steps.length);
  });
});

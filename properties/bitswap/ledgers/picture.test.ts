/** Tests the ledger picture of Bitswap. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureText } from '../../../reports/index.ts';
import { hostileRecord } from '../../../tests/support/hostile.ts';
import { Scoreboard } from '../../../tests/support/scoreboard.ts';
import { elementsOf } from '../../../tests/support/svg.ts';
import { ledgers } from './index.ts';
import { ledger } from './picture.ts';

describe('ledger pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, ledger);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('show the bars of both ledgers, the blocks and the block that is out', () => {
    const record = new Scoreboard(ledgers).record({ side: 'model', refuted: 'P5' });
    const elements = elementsOf(pictureText(record, ledger));
    const worlds = record.trace.steps.length + 1;
    const rects = elements('rect');
    const filled = (fill: string) => rects.filter((rect) => rect['@_fill'] === fill);
    // Two nodes, one bar for each side of a ledger.
    expect(filled('#0969da')).toHaveLength(2 * worlds);
    expect(filled('#1a7f37')).toHaveLength(2 * worlds);
    // Bytes are counted before the last step, and in it one ledger is reset.
    const received = filled('#1a7f37').map((rect) => Number(rect['@_width']));
    expect(Math.max(...received.slice(-4, -2))).toBeGreaterThan(0);
    expect(Math.max(...received.slice(-2))).toBe(0);
    expect(filled('#ffd8b5').length).toBeGreaterThan(0);
    const texts = elements('text').map((element) => element['#text']);
    expect(texts).toContain('a: opening');
    expect(texts).toContain('b: open');
  });
});

/** Tests the swarm picture of BitTorrent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pictureText } from '../../reports/index.ts';
import { hostileRecord } from '../../tests/support/hostile.ts';
import { Scoreboard } from '../../tests/support/scoreboard.ts';
import { elementsOf } from '../../tests/support/svg.ts';
import { suite as bittorrent } from './index.ts';
import { swarm } from './picture.ts';

describe('swarm pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = pictureText(record, swarm);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it('show the pieces of each peer, the request under way, and the seed that serves a choked leecher', () => {
    const record = new Scoreboard(bittorrent).record({ side: 'model', bug: 'B11' });
    const elements = elementsOf(pictureText(record, swarm));
    // 14 worlds, in each of which three peers have two pieces.
    const squares = elements('rect').filter((rect) => rect['@_width'] === '14');
    expect(squares).toHaveLength(14 * 3 * 2);
    // The seed has both in each world, and no leecher gets one.
    expect(squares.filter((rect) => rect['@_fill'] === '#1f2328')).toHaveLength(14 * 2);
    // The request is open from the tenth step on.
    expect(squares.filter((rect) => rect['@_stroke'] === '#0969da')).toHaveLength(4);
    // Served: the first leecher after steps 9 to 11, the second after steps 12 and 13.
    const served = elements('path').filter(
      (path) => path['@_stroke'] === '#1a7f37' && path['@_marker-end'] !== undefined,
    );
    expect(served).toHaveLength(3 + 2);
  });

  it('show a partner on parole, and one that may ask for a piece while it is choked', () => {
    const board = new Scoreboard(bittorrent);
    const parole = elementsOf(pictureText(board.record({ side: 'model', refuted: 'F3' }), swarm))('line');
    // The legend has one orange line without dashes; each world after the first failed piece has more.
    const solid = parole.filter(
      (line) => line['@_stroke'] === '#bc4c00' && line['@_stroke-dasharray'] === undefined,
    );
    expect(solid.length).toBeGreaterThan(1);
    const allowed = elementsOf(pictureText(board.record({ side: 'model', bug: 'B11a' }), swarm))('path');
    expect(allowed.filter((path) => path['@_stroke-dasharray'] === '1.5 3').length).toBeGreaterThan(0);
  });
});

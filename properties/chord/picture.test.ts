/** Tests the ring picture of Chord. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Standing, TraceRecord } from '../../checker/index.ts';
import { pictureText } from '../../reports/index.ts';
import { hostileRecord } from '../../tests/support/hostile.ts';
import { elementsOf } from '../../tests/support/svg.ts';
import { recordOfBug } from '../../tests/support/traces.ts';
import { suite as chord } from './index.ts';
import { ring } from './picture.ts';

const ringText = (record: TraceRecord) => pictureText(record, ring);

const arrows = (svg: string) => elementsOf(svg)('path').filter((path) => path['@_marker-end'] !== undefined);

/** A trace without steps whose only member has this view. */
function recordWith(view: object): TraceRecord {
  const up: Standing = { up: view };
  return {
    tool: '0.0.0',
    protocol: 'p',
    subject: 'model',
    scope: 'default',
    setting: {},
    property: { kind: 'always', name: 'P', says: 'It holds.', source: 'here' },
    trace: { start: 0, initial: { a: up, b: { absent: true }, c: { down: undefined } }, steps: [] },
  };
}

describe('ring pictures', () => {
  it('are well-formed, and keep all text inside the frame for any strings', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = ringText(record);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        for (const text of elementsOf(svg)('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
      }),
    );
  });

  it.each([
    ['a name', { next: 'b' }, 1],
    ['itself', { next: 'a' }, 1],
    ['a list of names', { list: ['b', 'c'] }, 2],
    ['names in several fields', { list: ['b', 'c'], before: 'c' }, 3],
    ['no node', { next: null, list: [], n: 3, words: 'd', mixed: ['b', 3], deep: { next: 'b' } }, 0],
  ])('draw an arrow for each node that a view names: %s', (_, view, count) => {
    expect(arrows(ringText(recordWith(view)))).toHaveLength(count);
  });

  it('show each step, the messages in flight, and the violation', () => {
    const svg = ringText(recordOfBug(chord, 'refuted:O1'));
    const texts = elementsOf(svg)('text').map((element) => element['#text']);
    for (const words of [
      'initial world',
      '1  N1 comes up, drawn {via:',
      '5  N0 times out: stabilize',
      'successors',
      'predecessor',
      'message under way',
      'At Least One Ring is violated',
    ])
      expect(texts).toContain(words);
    // Successors: 1, 2, 2, 2, 1, 1; predecessors in the last three; one message, after step 2.
    expect(arrows(svg)).toHaveLength(9 + 3 + 1);
  });

  it('leave out the middle of a long trace, and print how many worlds are missing', () => {
    const step = { action: { type: 'timeout', node: 'a', timer: 't' } as const, effects: [], changes: [] };
    const record = recordWith({ next: 'b' });
    const long = { ...record, trace: { ...record.trace, steps: Array.from({ length: 100 }, () => step) } };
    const texts = elementsOf(ringText(long))('text').map((element) => element['#text']);
    expect(texts).toContain('P is violated (69 worlds in the middle are left out)');
    expect(texts).toContain('100  a times out: t');
    expect(texts).not.toContain('50  a times out: t');
  });
});

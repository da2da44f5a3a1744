/** Tests of space-time diagrams, read back by an XML parser. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileRecord } from '../tests/support/hostile.ts';
import { type Element, elementsOf } from '../tests/support/svg.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { svgText } from './svg.ts';
import { transmissionsOf } from './transmissions.ts';

const arrowsIn = (elements: readonly Element[]) =>
  elements.filter((element) => element['@_marker-end'] !== undefined).length;

describe('space-time diagram', () => {
  it('is well-formed, with an arrow for every delivered message, for hostile strings too', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const elements = elementsOf(svgText(record));
        const arrived = transmissionsOf(record.trace).filter(({ ended }) => ended?.how === 'arrived');
        const { loop, steps } = record.trace;
        const bracket = loop !== undefined && loop < steps.length ? 1 : 0;
        expect(arrowsIn([...elements('line'), ...elements('path')])).toBe(arrived.length + bracket);
      }),
    );
  });

  it('shows each node, each step with its changes, and the violation', () => {
    const texts = elementsOf(svgText(raftRecord('bug:R1')))('text').map((element) => element['#text']);
    for (const words of [
      'a',
      'b',
      'c',
      '5  a crashes',
      '   a: votedFor null -> c',
      'RequestVote',
      'Election Safety is violated',
    ]) {
      expect(texts).toContain(words);
    }
  });

  it('draws nothing outside its frame', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const svg = svgText(record);
        const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
        const elements = elementsOf(svg);
        for (const text of elements('text')) {
          expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
          expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
        }
        for (const line of elements('line')) expect(Number(line['@_y2'])).toBeLessThanOrEqual(height);
      }),
    );
  });
});

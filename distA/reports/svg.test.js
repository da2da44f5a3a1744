import fc from 'fast-check';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import { hostileRecord } from '../tests/support/hostile.js';
import { raftRecord } from '../tests/support/traces.js';
import { flightsOf } from './flights.js';
import { svgText } from './svg.js';
/** The elements of each name, as another reader of XML sees them. */
function elementsOf(svg) {
    expect(XMLValidator.validate(svg)).toBe(true);
    const parser = new XMLParser({
        ignoreAttributes: false,
        trimValues: false,
        parseTagValue: false,
        processEntities: true,
        isArray: (name) => ['text', 'line', 'path', 'circle', 'rect'].includes(name),
    });
    const { svg: root } = parser.parse(svg);
    return (name) => (root[name] ?? []);
}
const arrowsIn = (elements) => elements.filter((element) => element['@_marker-end'] !== undefined).length;
describe('space-time diagram', () => {
    it('is well-formed, with an arrow for every message that arrived, whatever the strings say', () => {
        fc.assert(fc.property(hostileRecord, (record) => {
            const elements = elementsOf(svgText(record));
            const arrived = flightsOf(record.trace).filter(({ ended }) => ended?.how === 'arrived');
            const { loop, steps } = record.trace;
            const bracket = loop !== undefined && loop < steps.length ? 1 : 0;
            expect(arrowsIn([...elements('line'), ...elements('path')])).toBe(arrived.length + bracket);
        }));
    });
    it('shows each node, each step with what it changed, and where the promise breaks', () => {
        const texts = elementsOf(svgText(raftRecord('bug:R1')))('text').map((element) => element['#text']);
        for (const words of [
            'a',
            'b',
            'c',
            '5  a crashes',
            '   a: votedFor null -> c',
            'RequestVote',
            'Election Safety is broken',
        ]) {
            expect(texts).toContain(words);
        }
    });
    it('keeps everything inside its frame', () => {
        fc.assert(fc.property(hostileRecord, (record) => {
            const svg = svgText(record);
            const [, width = 0, height = 0] = (/viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg) ?? []).map(Number);
            const elements = elementsOf(svg);
            for (const text of elements('text')) {
                expect(Number(text['@_y'])).toBeLessThanOrEqual(height);
                expect(Number(text['@_x'])).toBeLessThanOrEqual(width);
            }
            for (const line of elements('line'))
                expect(Number(line['@_y2'])).toBeLessThanOrEqual(height);
        }));
    });
});

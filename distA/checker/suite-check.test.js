/** What a suite may promise of the end, and what is refused with a sentence. */
import { describe, expect, it } from 'vitest';
import { UsageError } from './errors.js';
import { nodes, protocol } from './suite.js';
const kit = protocol();
const says = { name: 'Shines', says: '', source: '' };
const on = { node: ({ on }) => on };
const lamp = {
    init: () => ({ state: { on: false }, effects: [] }),
    step: () => ({ state: { on: true }, effects: [] }),
    view: (state) => state,
};
function suiteWith(property) {
    return kit.suite({
        name: 'lamp',
        says: '',
        source: '',
        roles: { lamp: { model: lamp } },
        properties: [property],
        scopes: {
            default: { says: '', system: (actor) => ({ nodes: nodes(['a'], actor('lamp')), network: 'set' }) },
        },
    });
}
describe('a promise of the end', () => {
    it('may be made', () => {
        const fairness = { weak: ['deliver press'], strong: ['timeout'] };
        expect(suiteWith(kit.leadsTo({ ...says, ...on, from: on, fairness })).properties).toHaveLength(1);
        expect(suiteWith(kit.settles({ ...says, ...on, fairness: {} })).properties).toHaveLength(1);
        expect(suiteWith(kit.inductive({ ...says, ...on, worlds: () => [] })).properties).toHaveLength(1);
    });
    it.each([
        ["'Shines' does not say from when it is due; give it 'from'", kit.leadsTo({ ...says, ...on })],
        ["'Shines' can be judged by nobody; give it 'withinMs' for schedules", kit.settles({ ...says, ...on })],
        [
            "'Shines' lists no worlds to begin from; give it 'worlds'",
            { ...kit.inductive({ ...says, ...on }), worlds: 1 },
        ],
        [
            "the fairness of 'Shines' names 'press'; it speaks of deliver, timeout, input",
            kit.leadsTo({ ...says, ...on, from: on, fairness: { weak: ['press'] } }),
        ],
        [
            "the fairness of 'Shines' names 'input', but in calm nobody asks for anything",
            kit.settles({ ...says, ...on, fairness: { strong: ['input'] } }),
        ],
    ])('is refused: %s', (sentence, property) => {
        expect(() => suiteWith(property)).toThrow(UsageError);
        expect(() => suiteWith(property)).toThrow(sentence);
    });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, canonical, initialWorlds, standings, subjectOf, systemOf, } from '../checker/index.js';
import { suite } from '../properties/raft/index.js';
import { hostileRecord } from '../tests/support/hostile.js';
import { raftRecord } from '../tests/support/traces.js';
import { expressionOf, itfOf, itfText } from './itf.js';
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../tests/support/itf.schema.json'), 'utf8'));
const isItf = new Ajv2020().compile(schema);
/** As a reader of the format sees an expression: maps and sets as such, tagged values by their tag. */
function read(itf) {
    if (typeof itf !== 'object')
        return itf;
    if (Array.isArray(itf))
        return itf.map(read);
    const { '#map': map, '#set': set, ...fields } = itf;
    if (map !== undefined)
        return new Map(map.map(([key, value]) => [read(key), read(value)]));
    if (set !== undefined)
        return new Set(set.map(read));
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, read(field)]));
}
describe('ITF', () => {
    it('is valid, has every variable in every state, and keeps the loop, whatever the strings say', () => {
        fc.assert(fc.property(hostileRecord, (record) => {
            const itf = JSON.parse(itfText(record));
            expect(isItf(itf), JSON.stringify(isItf.errors)).toBe(true);
            expect(itf.states).toHaveLength(record.trace.steps.length + 1);
            for (const state of itf.states)
                expect(Object.keys(state)).toEqual(['#meta', ...itf.vars]);
            expect(itf.loop).toBe(record.trace.loop);
        }));
    });
    it('shows, state by state, what the worlds of the trace show', () => {
        const { trace } = raftRecord('bug:R1');
        const itf = itfOf(raftRecord('bug:R1'));
        const system = systemOf(suite, 'one-term-crash', subjectOf(suite, 'bug:R1'));
        let world = initialWorlds(system)[trace.start];
        const worlds = [world];
        for (const { action } of trace.steps) {
            world = apply(system, world, action).world;
            worlds.push(world);
        }
        for (const [at, { nodes, history, 'mbt::actionTaken': action }] of itf.states.entries()) {
            const here = worlds[at];
            const expected = [...standings(system, here)].map(([node, standing]) => [
                node,
                'up' in standing
                    ? { tag: 'Up', value: read(expressionOf(standing.up)) }
                    : {
                        tag: 'Down',
                        value: { tag: 'Some', value: read(expressionOf('down' in standing && standing.down)) },
                    },
            ]);
            expect(canonical(read(nodes))).toBe(canonical(new Map(expected)));
            expect(canonical(read(history))).toBe(canonical(here.history));
            expect(action).toBe(trace.steps[at - 1]?.action.type ?? 'init');
        }
        expect(itf.states.map((state) => state['mbt::actionTaken'])).toContain('crash');
    });
    it('writes equal values with equal bytes, and says where the format has no word', () => {
        expect(expressionOf(new Set(['b', 'a']))).toEqual(expressionOf(new Set(['a', 'b'])));
        expect(expressionOf(new Map([['k', 3n]]))).toEqual({
            '#map': [['k', { '#bigint': '3' }]],
        });
        expect(expressionOf([null, 1.5, -0])).toEqual([
            { '#unserializable': 'null' },
            { '#unserializable': '1.5' },
            { '#unserializable': '-0' },
        ]);
        expect(expressionOf({ '#set': 1 })).toEqual({ '#map': [['#set', 1]] });
    });
});

/** Tests of traces in the Informal Trace Format. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apply,
  canonical,
  initialWorlds,
  standings,
  subjectOf,
  systemOf,
  type World,
} from '../checker/index.ts';
import { suite } from '../properties/raft/index.ts';
import { hostileRecord } from '../tests/support/hostile.ts';
import { raftRecord } from '../tests/support/traces.ts';
import { expressionOf, type Itf, itfOf, itfText } from './itf.ts';

const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../tests/support/itf.schema.json'), 'utf8'),
) as object;
const isItf = new Ajv2020().compile(schema);

/** As a reader of the format sees an expression: maps and sets as such, tagged values by their tag. */
function read(itf: Itf): unknown {
  if (typeof itf !== 'object') return itf;
  if (Array.isArray(itf)) return itf.map(read);
  const { '#map': map, '#set': set, ...fields } = itf as { '#map'?: [Itf, Itf][]; '#set'?: Itf[] };
  if (map !== undefined) return new Map(map.map(([key, value]) => [read(key), read(value)]));
  if (set !== undefined) return new Set(set.map(read));
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, read(field as Itf)]));
}

describe('ITF', () => {
  it('is valid, has every variable in every state, and keeps the loop, for hostile strings too', () => {
    fc.assert(
      fc.property(hostileRecord, (record) => {
        const itf = JSON.parse(itfText(record)) as ReturnType<typeof itfOf>;
        expect(isItf(itf), JSON.stringify(isItf.errors)).toBe(true);
        expect(itf.states).toHaveLength(record.trace.steps.length + 1);
        for (const state of itf.states) expect(Object.keys(state)).toEqual(['#meta', ...itf.vars]);
        expect(itf.loop).toBe(record.trace.loop);
      }),
    );
  });

  it('has the worlds of the trace as states', () => {
    const { trace } = raftRecord('bug:R1');
    const itf = itfOf(raftRecord('bug:R1'));
    const system = systemOf(suite, 'one-term-crash', subjectOf(suite, 'bug:R1'));
    let world = initialWorlds(system)[trace.start] as World;
    const worlds = [world];
    for (const { action } of trace.steps) {
      world = apply(system, world, action).world;
      worlds.push(world);
    }
    for (const [at, { nodes, history, 'mbt::actionTaken': action }] of itf.states.entries()) {
      const here = worlds[at] as World;
      const expected = [...standings(system, here)].map(([node, standing]) => [
        node,
        'up' in standing
          ? { tag: 'Up', value: read(expressionOf(standing.up)) }
          : {
              tag: 'Down',
              value: { tag: 'Some', value: read(expressionOf('down' in standing && standing.down)) },
            },
      ]);
      expect(canonical(read(nodes as Itf))).toBe(canonical(new Map(expected as [string, unknown][])));
      expect(canonical(read(history as Itf))).toBe(canonical(here.history));
      expect(action).toBe(trace.steps[at - 1]?.action.type ?? 'init');
    }
    expect(itf.states.map((state) => state['mbt::actionTaken'])).toContain('crash');
  });

  it('writes equal values as equal texts, and marks values that the format cannot express', () => {
    expect(expressionOf(new Set(['b', 'a']))).toEqual(expressionOf(new Set(['a', 'b'])));
    expect(expressionOf(new Map<unknown, unknown>([['k', 3n]]))).toEqual({
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

/** Global guards: their results by hand, each evaluated once for a combination of standings. */
import { describe, expect, it } from 'vitest';
import { type ScriptedState, scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import type { World } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { LogReader, LogWriter } from '../tables/table-log.ts';
import { GlobalGuards } from './global-guards.ts';

const crash = { inbox: 'lost', returns: 'absent' } as const;

function begun(others: Partial<System>) {
  const system = scriptedNodes({ a: {}, b: {} }, others);
  const log = new LogWriter();
  const interner = new Interner(system, log);
  const [world] = initialWorlds(system) as [World];
  const rowOf = (changed: object) => interner.pack({ ...world, nodes: { ...world.nodes, ...changed } });
  return { system, log, interner, guards: new GlobalGuards(system, interner), rowOf };
}

const received = (what: string) => ({ up: { received: [what], ticked: 0 }, armed: [] });
const isSilent = (standing: { up?: object }) =>
  (standing.up as ScriptedState | undefined)?.received.length === 0;

describe('global guards', () => {
  it('are constant if they read no standing', () => {
    const { guards, rowOf } = begun({ crash: { ...crash, nodes: ['b'] } });
    expect(guards.of(rowOf({}))).toEqual({ crashes: [false, true], births: [[0], [0]] });
    expect(guards.of(rowOf({ a: received('x') }))).toBe(guards.of(rowOf({})));
  });

  it('are evaluated once for each combination of standings', () => {
    let calls = 0;
    const when = (node: string, all: ReadonlyMap<string, { up?: object }>) => {
      calls++;
      return node === 'a' && isSilent(all.get('b') as object);
    };
    const { guards, rowOf } = begun({ crash: { ...crash, when: when as never } });
    expect(guards.of(rowOf({})).crashes).toEqual([true, false]);
    expect(guards.of(rowOf({ b: received('x') })).crashes).toEqual([false, false]);
    const before = calls;
    expect(guards.of(rowOf({})).crashes).toEqual([true, false]);
    expect(guards.of(rowOf({ b: received('x') })).crashes).toEqual([false, false]);
    expect(calls).toBe(before);
  });

  it('give the draws of nodes that are down', () => {
    const { guards, interner, rowOf } = begun({ crash, births: (node) => [`to ${node}`, 'any'] });
    expect(guards.of(rowOf({ b: { absent: true } })).births).toEqual([
      [],
      [interner.drawOf('to b'), interner.drawOf('any')],
    ]);
  });

  it('are read by a copy from the table log', () => {
    const { system, log, guards, rowOf } = begun({ crash: { ...crash, when: (node) => node === 'b' } });
    const row = rowOf({});
    const result = guards.of(row);
    const reader = new LogReader();
    const copy = new GlobalGuards(system, new Interner(system, reader));
    reader.read(log.flush());
    expect(copy.of(row)).toEqual(result);
    expect(result.crashes).toEqual([false, true]);
  });
});

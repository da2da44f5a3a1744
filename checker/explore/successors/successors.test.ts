/** Successors: the actions of small worlds by hand, in the order of `actionsOf`, with their worlds. */
import { describe, expect, it } from 'vitest';
import { nameSets } from '../../../tests/support/name-sets.ts';
import { scriptedNodes } from '../../../tests/support/scripted-nodes.ts';
import { actionKinds } from '../../semantics/actions.ts';
import { CoverageRecorder } from '../../semantics/coverage.ts';
import { actionsOf } from '../../semantics/enabled.ts';
import { apply, initialWorlds } from '../../semantics/successors.ts';
import type { System } from '../../semantics/system.ts';
import { type World, worldKey } from '../../semantics/world.ts';
import { Interner } from '../tables/interning.ts';
import { SuccessorGenerator } from './successors.ts';

interface Successor {
  readonly ordinal: number;
  readonly world: string;
}

function expanded(system: System, { room = 1_000, from }: { room?: number; from?: World } = {}) {
  const interner = new Interner(system);
  const coverage = new CoverageRecorder();
  const successors: Successor[] = [];
  const suppressed: unknown[] = [];
  const loops: number[] = [];
  const generator: SuccessorGenerator = new SuccessorGenerator(interner, coverage, {
    atWorld: (run) => run(),
    atAction: (_, run) => run(),
    judge: () => {},
    needsSelfLoops: () => true,
    selfLoop: () => loops.push(generator.ordinal),
    arrive: () => {
      const world = interner.unpack(generator.next);
      successors.push({ ordinal: generator.ordinal, world: worldKey(world) });
      return successors.length < room;
    },
    suppress: (action) => suppressed.push(action),
    widen: () => {},
  });
  const world = from ?? (initialWorlds(system) as [World])[0];
  generator.set(world);
  generator.here.set(generator.next);
  const hasRoom = generator.expand();
  const counts = Object.fromEntries(
    actionKinds.map((kind, at) => [kind, coverage.counts[at] as number]).filter(([, count]) => count !== 0),
  );
  return { generator, world, successors, loops, suppressed, hasRoom, counts };
}

const faulty = scriptedNodes(
  { a: { ticks: [[]] }, b: { starts: [['a', 'm']] } },
  {
    lossy: true,
    inputs: (_, self) => (self === 'b' ? [{ type: 'x' }] : []),
    crash: { inbox: 'lost', returns: 'recovered' },
    partitions: [{ name: 'p', blocks: [['a', 'b']] }],
    budget: { drop: 1, duplicate: 1, crash: 1, restart: 1, partition: 1 },
  },
);

describe('the successors of a row', () => {
  it('are one for each enabled action, by kind', () => {
    const { generator, counts, hasRoom } = expanded(faulty);
    expect(counts).toEqual({
      deliver: 1,
      timeout: 1,
      input: 1,
      drop: 1,
      duplicate: 1,
      crash: 2,
      partition: 1,
    });
    expect([generator.transitions, generator.unchanged, hasRoom]).toEqual([8, 0, true]);
  });

  it('are the worlds of the semantics, in its order', () => {
    const { world, successors } = expanded(faulty);
    const { actions } = actionsOf(faulty, world);
    expect(successors).toEqual(
      actions.map((action, ordinal) => ({ ordinal, world: worldKey(apply(faulty, world, action).world) })),
    );
  });

  it('end where the sink has no room', () => {
    const { successors, hasRoom } = expanded(faulty, { room: 3 });
    expect([successors.length, hasRoom]).toEqual([3, false]);
  });

  it('are counted as self-loops if they equal the row', () => {
    const deaf = {
      init: () => ({ state: 0, effects: [] }),
      step: (state: unknown) => ({ state, effects: [] }),
      view: () => ({}),
    };
    const system: System = {
      nodes: { a: deaf, b: deaf },
      setting: {},
      network: 'set',
      inputs: () => [{ type: 'x' }],
    };
    const { generator, successors, loops } = expanded(system);
    expect([generator.transitions, generator.unchanged, successors]).toEqual([2, 2, []]);
    expect(loops).toEqual([0, 1]);
  });

  it('do not follow what a bound suppresses', () => {
    const { suppressed, successors } = expanded(scriptedNodes({ a: { ticks: [[]] } }, { bounds: { t: 0 } }));
    expect([suppressed, successors]).toEqual([[{ type: 'timeout', node: 'a', timer: 't' }], []]);
  });

  it('are none beyond the scope', () => {
    const { suppressed, successors } = expanded(
      scriptedNodes({ a: { ticks: [[]] } }, { within: () => false }),
    );
    expect([suppressed, successors]).toEqual([[undefined], []]);
  });

  it('of twins are taken once and counted for each', () => {
    const { generator, successors } = expanded(nameSets(['a', 'b', 'c'], () => true));
    expect(generator.transitions).toBe(9);
    expect(successors.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2]);
  });
});

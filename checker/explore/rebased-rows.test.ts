/**
 * The memo of rebased rows, on two nodes that count without end; a world is rebased by subtracting the lower
 * number from both.
 */
import { expect, it } from 'vitest';
import { counters, countOf } from '../../tests/support/counters.ts';
import { JudgePanel } from '../property/judges.ts';
import type { System } from '../semantics/system.ts';
import type { UpNode, World } from '../semantics/world.ts';
import { PackedEngine } from './packed-engine.ts';
import { RebaseCheck } from './rebase-check.ts';
import { RebasedRows } from './rebased-rows.ts';

const numbersOf = ({ nodes }: World) => Object.values(nodes).map((node) => countOf((node as UpNode).up));

it('rebases each row once, and leaves the next row as it was', () => {
  const system: System = {
    ...counters(Number.POSITIVE_INFINITY),
    rebase: (world) => {
      const lowest = Math.min(...numbersOf(world));
      const nodes = Object.entries(world.nodes).map(([name, node]) => [
        name,
        { ...(node as UpNode), up: { n: countOf((node as UpNode).up) - lowest } },
      ]);
      return { ...world, nodes: Object.fromEntries(nodes) };
    },
  };
  const rebasedTo: number[][] = [];
  const targets: number[] = [];
  let room = 0;
  const engine = new PackedEngine(system, {
    explained: (cause) => cause as Error,
    judge: () => {},
    needsSelfLoops: () => false,
    selfLoop: () => {},
    suppress: () => {},
    widen: () => {},
    arrive: () => {
      const { successors, interner } = engine;
      const before = successors.next.slice();
      const target = rows.target(
        (run) => run(),
        () => {
          rebasedTo.push(numbersOf(interner.unpack(successors.form)));
          return room > 0 ? 10 + --room : -1;
        },
      );
      expect(successors.next).toEqual(before);
      targets.push(target);
      return true;
    },
  });
  const rows = new RebasedRows(engine, new RebaseCheck(engine.system, []));
  engine.begin(new JudgePanel([], engine.evaluators), () => {});
  const { successors, interner } = engine;
  const nodes = (a: number, b: number) => ({
    ...interner.unpack(successors.form),
    nodes: Object.fromEntries(
      Object.entries({ a, b }).map(([name, n]) => [name, { up: { n }, armed: [], durable: undefined }]),
    ),
  });
  const expandAt = (a: number, b: number) => {
    successors.set(nodes(a, b) as World);
    successors.here.set(successors.next);
    successors.expand();
  };
  // No room for any world: nothing is remembered.
  expandAt(0, 1);
  expect([targets, rebasedTo]).toEqual([
    [-1, -1],
    [
      [0, 0],
      [0, 2],
    ],
  ]);
  room = 2;
  expandAt(0, 1);
  expandAt(0, 1);
  expect(targets.slice(2)).toEqual([11, 10, 11, 10]);
  expect(rebasedTo).toHaveLength(4);
});

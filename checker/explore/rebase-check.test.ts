/**
 * The check of `rebase`, on two nodes that count without end; a world is rebased by subtracting the lower
 * number from both.
 */
import { describe, expect, it } from 'vitest';
import { counters, countOf } from '../../tests/support/counters.ts';
import type { Property } from '../property/property.ts';
import { initialWorlds } from '../semantics/successors.ts';
import type { System } from '../semantics/system.ts';
import type { UpNode, World } from '../semantics/world.ts';
import { CodeError } from '../values/errors.ts';
import { RebaseCheck } from './rebase-check.ts';

const endless = counters(Number.POSITIVE_INFINITY);

/** The world in which the nodes show these numbers. */
function worldOf(...numbers: readonly number[]): World {
  const [first] = initialWorlds(endless) as [World];
  const nodes = Object.entries(first.nodes).map(([name, node], at) => [
    name,
    { ...(node as UpNode), up: { n: numbers[at] } },
  ]);
  return { ...first, nodes: Object.fromEntries(nodes) };
}

const numbersOf = ({ nodes }: World) => Object.values(nodes).map((node) => countOf((node as UpNode).up));

const loweredBy = (step: (lowest: number) => number): System => ({
  ...endless,
  rebase: (world) => {
    const by = step(Math.min(...numbersOf(world)));
    return worldOf(...numbersOf(world).map((n) => n - by));
  },
});

const differBy: Property = {
  ...{ name: 'differ by less than 3', says: '', source: '', kind: 'always' },
  over: { pair: (a, b) => Math.abs(countOf(a) - countOf(b)) < 3 },
};
const small: Property = {
  ...{ name: 'small', says: '', source: '', kind: 'always' },
  over: { node: (view) => countOf(view) < 5 },
};

describe('the check of rebase', () => {
  it('returns the rebased world', () => {
    const check = new RebaseCheck(
      loweredBy((lowest) => lowest),
      [differBy],
    );
    expect(numbersOf(check.of(worldOf(4, 6)))).toEqual([0, 2]);
    expect(numbersOf(check.of(worldOf(0, 2)))).toEqual([0, 2]);
  });

  it('refuses a property with another value in the rebased world', () => {
    const check = new RebaseCheck(
      loweredBy((lowest) => lowest),
      [small],
    );
    expect(numbersOf(check.of(worldOf(1, 3)))).toEqual([0, 2]);
    expect(() => check.of(worldOf(4, 6))).toThrow(
      new CodeError("rebase: property 'small' has another value in the rebased world; the two must agree"),
    );
  });

  it('refuses a rebased world that is rebased again', () => {
    const check = new RebaseCheck(
      loweredBy((lowest) => Math.min(lowest, 1)),
      [],
    );
    expect(() => check.of(worldOf(4, 6))).toThrow('once must be enough');
  });

  it('refuses a rebased world with other successors', () => {
    const capped: System = { ...counters(6), rebase: loweredBy((lowest) => lowest).rebase as never };
    expect(() => new RebaseCheck(capped, []).of(worldOf(4, 6))).toThrow(
      "do not have the same successors; they differ in 'input'",
    );
  });
});

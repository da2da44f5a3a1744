/** The remaining budget as a component. */
import { describe, expect, it } from 'vitest';
import { counters } from '../../../tests/support/counters.ts';
import type { System } from '../../semantics/system.ts';
import { Budgets } from './budgets.ts';
import { LogReader, LogWriter, missingEntry, noLog } from './table-log.ts';

const system: System = {
  ...counters(1),
  budget: { crash: 1, partition: 2 },
  bounds: { up: 2 },
  partitions: [
    { name: 'p', blocks: [['a', 'b']] },
    { name: 'q', blocks: [['b', 'a']] },
  ],
};
const nothing = { spent: { crash: 0, partition: 0, up: 0 } };

describe('budgets', () => {
  it('number faults first, then bounds', () => {
    const budgets = new Budgets(system, noLog);
    expect([budgets.limitOfFault('crash'), budgets.limitOfFault('partition')]).toEqual([0, 1]);
    expect([budgets.limitOf('up'), budgets.limitOf('down'), budgets.limitOfFault('drop')]).toEqual([
      2, -1, -1,
    ]);
  });

  it('spend a limit until it is exhausted', () => {
    const budgets = new Budgets(system, noLog);
    const [crash, up] = [0, 2];
    const first = budgets.of(nothing);
    const once = budgets.spend(first, up);
    const twice = budgets.spend(once, up);
    expect([first, once, twice].map((part) => budgets.allows(part, up))).toEqual([true, true, false]);
    expect([first, once, twice].map((part) => budgets.allows(part, crash))).toEqual([true, true, true]);
    expect(budgets.parts[twice]).toEqual({ spent: { ...nothing.spent, up: 2 } });
    expect(budgets.spend(first, up)).toBe(once);
    // An action without a limit spends nothing.
    expect([budgets.spend(twice, -1), budgets.allows(twice, -1)]).toEqual([twice, true]);
  });

  it('begin and heal partitions', () => {
    const budgets = new Budgets(system, noLog);
    const first = budgets.of(nothing);
    const inQ = budgets.partitioned(first, 1);
    expect(budgets.parts[inQ]).toEqual({ ...nothing, partition: 'q' });
    expect([first, inQ].map((part) => budgets.partitionOf(part))).toEqual([-1, 1]);
    expect(budgets.partitioned(first, 0)).not.toBe(inQ);
    expect([budgets.partitioned(first, 1), budgets.healed(inQ)]).toEqual([inQ, first]);
  });

  it('vary only in a system with limits or partitions', () => {
    expect(new Budgets(counters(1), noLog).canVary).toBe(false);
    expect(new Budgets({ ...counters(1), bounds: { up: 1 } }, noLog).canVary).toBe(true);
    expect(new Budgets({ ...counters(1), partitions: system.partitions ?? [] }, noLog).canVary).toBe(true);
  });

  it('are the same in a worker, which computes none of them', () => {
    const [writer, reader] = [new LogWriter(), new LogReader()];
    const [here, there] = [new Budgets(system, writer), new Budgets(system, reader)];
    const first = here.of(nothing);
    const inP = here.partitioned(here.spend(first, 1), 0);
    reader.read(writer.flush());
    expect(there.partitioned(there.spend(first, 1), 0)).toBe(inP);
    expect([there.partitionOf(inP), there.allows(inP, 1)]).toEqual([0, true]);
    let thrown: unknown;
    try {
      there.spend(first, 2);
    } catch (cause) {
      thrown = cause;
    }
    expect(thrown).toBe(missingEntry);
  });
});
